"""Checkpoints: what one says, whom it is taken from, and what is none."""

import base64

import pytest

from ledger.errors import Damaged, Refused
from ledger.seal import checkpoint, note, tree
from ledger.seal.checkpoint import Checkpoint, Trust
from tests.seal.mutants import MEANING, SPELLING, spoiled
from tests.seal.sample import ELSEWHERE, IMPOSTOR, LEDGER, MOST, ORIGIN, TRUST, head, read

ROOT = base64.b64encode(bytes(32)).decode()


def test_a_checkpoint_is_origin_size_and_root_signed() -> None:
    root = tree.root(7, read)
    raw = checkpoint.signed(7, root, LEDGER)
    assert raw.startswith(
        b"example.org/talks\n7\n" + base64.b64encode(root) + b"\n\n\xe2\x80\x94 example.org/talks "
    )
    opened = checkpoint.opened(raw, TRUST)
    assert opened.checkpoint == Checkpoint(ORIGIN, 7, root)
    assert opened.note.written() == raw


def test_the_checkpoint_of_an_empty_ledger_has_the_root_of_the_empty_tree() -> None:
    assert checkpoint.opened(head(0), TRUST).checkpoint == Checkpoint(ORIGIN, 0, tree.EMPTY)
    lying = checkpoint.signed(0, bytes(32), LEDGER)
    with pytest.raises(
        Damaged, match=r"^the checkpoint is of no entries, and its root is not that of an empty tree"
    ):
        checkpoint.opened(lying, TRUST)


def test_a_checkpoint_of_another_origin_is_not_taken_though_the_key_is_known() -> None:
    with pytest.raises(
        Damaged, match=r"^the checkpoint is of the ledger example\.com/other, not of example\.org/t"
    ):
        checkpoint.opened(head(7, ELSEWHERE), Trust(ORIGIN, (LEDGER.verifier(), ELSEWHERE.verifier())))


def test_a_checkpoint_of_another_key_is_not_taken_though_it_has_the_name() -> None:
    with pytest.raises(Damaged, match=r"^the note is not signed with the key expected: example\.org/talks\+"):
        checkpoint.opened(head(7, IMPOSTOR), TRUST)


def test_a_ledger_can_go_over_to_another_key() -> None:
    both = Trust(ORIGIN, (LEDGER.verifier(), IMPOSTOR.verifier()))
    for signer in (LEDGER, IMPOSTOR):
        assert checkpoint.opened(head(7, signer), both).checkpoint.size == 7


def test_extension_lines_of_another_ledger_are_kept_and_covered() -> None:
    told = Checkpoint(ORIGIN, 7, tree.root(7, read), ("one", "and another"))
    raw = note.signed(told.text(), LEDGER).written()
    assert checkpoint.opened(raw, TRUST).checkpoint == told
    with pytest.raises(Damaged, match=r"^the signature of example\.org/talks does not hold"):
        checkpoint.opened(raw.replace(b"another", b"a third"), TRUST)


@pytest.mark.parametrize(
    "text, message, line",
    [
        (
            "\n",
            "this is no checkpoint: its lines are the origin, the size and the root, none of them empty",
            None,
        ),
        (f"{ORIGIN}\n7\n", "this is no checkpoint", None),
        (f"\n7\n{ROOT}\n", "this is no checkpoint", None),
        (f"{ORIGIN}\n7\n{ROOT}\n\nx\n", "this is no checkpoint", None),
        (f"{ORIGIN}\n7\n{ROOT}\n\n", "this is no checkpoint", None),
        (f"{ORIGIN}\n07\n{ROOT}\n", "the size of the checkpoint is not a number from 0 to", 2),
        (f"{ORIGIN}\n-7\n{ROOT}\n", "the size of the checkpoint is not a number from 0 to", 2),
        (f"{ORIGIN}\n7 \n{ROOT}\n", "the size of the checkpoint is not a number from 0 to", 2),
        (f"{ORIGIN}\n\u0667\n{ROOT}\n", "the size of the checkpoint is not a number from 0 to", 2),
        (f"{ORIGIN}\n{2**63}\n{ROOT}\n", "the size of the checkpoint is not a number from 0 to", 2),
        (f"{ORIGIN}\n{10**30}\n{ROOT}\n", "the size of the checkpoint is not a number from 0 to", 2),
        (f"{ORIGIN}\n7\n{ROOT[:-1]}\n", "the root of the checkpoint is not base64", 3),
        (f"{ORIGIN}\n7\nAAAA\n", "the root of the checkpoint has 3 bytes; it must have 32", 3),
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str, message: str, line: int | None) -> None:
    with pytest.raises(Refused) as found:
        checkpoint.opened(note.signed(text, LEDGER).written(), TRUST)
    assert found.value.message.startswith(message)
    assert found.value.line == line


def test_the_largest_size_is_one() -> None:
    largest = checkpoint.signed(2**63 - 1, bytes(32), LEDGER)
    assert checkpoint.opened(largest, TRUST).checkpoint.size == 2**63 - 1


def test_thousands_of_spoiled_checkpoints_are_taken_for_none() -> None:
    files = [head(size) for size in range(1, MOST + 1)]
    tried = 0
    for name, raw in spoiled(files, MEANING | SPELLING, 4_000, seed=1):
        with pytest.raises((Damaged, Refused)):
            pytest.fail(f"{name}: {checkpoint.opened(raw, TRUST)}")
        tried += 1
    assert tried >= 4_000


def test_a_later_checkpoint_extends_an_older_one_and_never_the_other_way() -> None:
    old, new = (checkpoint.opened(head(size), TRUST).checkpoint for size in (5, 7))
    checkpoint.extends(new, old, tree.consistency(5, 7, read))
    checkpoint.extends(new, new, ())
    with pytest.raises(Damaged, match=r"^a tree of 5 entries does not extend one of 7$"):
        checkpoint.extends(old, new, tree.consistency(5, 7, read))
    with pytest.raises(Damaged, match=r"^the tree of 7 entries leads to the root \S{44}, not to \S{44}$"):
        checkpoint.extends(new, new._replace(root=bytes(32)), ())
    with pytest.raises(
        Damaged, match=r"^a checkpoint of the ledger x does not extend one of example\.org/talks$"
    ):
        checkpoint.extends(new._replace(origin="x"), old, tree.consistency(5, 7, read))
