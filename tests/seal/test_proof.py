"""Proofs as files: one entry, provable to who has the origin and the key; and every spoiled one rejected."""

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Damaged, LedgerError, Refused
from ledger.seal import checkpoint, leaf, proof, tree
from ledger.seal.cosign import Cosigned
from ledger.seal.leaf import Leaf
from tests.seal.mutants import MEANING, SPELLING, spoiled
from tests.seal.sample import (
    CLOSED,
    COSIGNED,
    ENTRIES,
    LEDGER,
    MOST,
    NOW,
    SECOND,
    STORED,
    THIRD,
    TRUST,
    cosigned,
    entry,
    head,
    proved,
    read,
)


def verdict(raw: bytes) -> str:
    """Return what is said of a file, "" where it is taken for a proof."""
    try:
        proof.checked(raw, TRUST)
    except (Damaged, Refused) as error:
        return error.message
    return ""


def test_a_proof_is_the_text_file_of_the_specification() -> None:
    lines = proved(4, 7).decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == "extra " + base64.b64encode(CLOSED[3].data()).decode()
    assert lines[2] == "index 3"
    assert lines[3:6] == [base64.b64encode(one).decode() for one in tree.inclusion(3, 7, read)]
    assert lines[6] == ""
    assert "\n".join(lines[7:]).encode() == head(7)


def test_every_proof_to_300_proves_its_entry() -> None:
    for size in range(1, MOST + 1):
        for number in {1, 1 + size // 3, 1 + size // 2, size}:
            found = proof.checked(proved(number, size), TRUST)
            assert found.leaf == CLOSED[number - 1]
            assert (found.checkpoint.size, found.cosigned) == (size, [])


@given(st.integers(1, MOST), st.integers(1, MOST), st.booleans())
def test_a_proof_is_read_back_from_its_file(one: int, other: int, words: bool) -> None:  # noqa: FBT001 hypothesis
    raw = proved(min(one, other), max(one, other), words=words)
    assert proof.parse(raw).written() == raw


def test_a_proof_with_words_proves_the_words_and_the_id() -> None:
    found = proof.checked(proved(100, 200, words=True), TRUST)
    assert found.leaf == ENTRIES[99]
    assert found.leaf.words == entry(100).words


def test_a_proof_of_an_entry_whose_words_are_withheld_holds() -> None:
    withheld = Leaf(ENTRIES[99].frame, ENTRIES[99].digest)
    assert proof.checked(proof.made(withheld, head(200), read), TRUST).leaf == withheld
    assert verdict(proved(100, 200, words=True)) == ""


def test_a_proof_without_words_of_a_million_entries_is_under_2_kb_and_has_20_hashes() -> None:
    hashes = tuple([bytes(32)] * 20)
    frame = ENTRIES[0].frame._replace(
        number=1_000_000, root=999_999, recorded_by="n" * 40, imported_from="o" * 40
    )
    note = head(7).replace(b"\n7\n", b"\n1000000\n")
    assert len(proof.Proof(leaf.data(frame, bytes(32)), 1_000_000, hashes, note).written()) < 2_000
    assert (1_000_000 - 1).bit_length() == 20


def test_a_proof_is_made_only_where_the_stored_hashes_lead_to_the_checkpoint() -> None:
    with pytest.raises(Damaged, match=r"^the proof of entry 5 of 7 leads to the root \S{44}, not to \S{44}$"):
        proof.made(CLOSED[4]._replace(digest=bytes(32)), head(7), read)
    with pytest.raises(Damaged, match=r"^the proof of entry 5 of 7 leads to the root \S{44}, not to \S{44}$"):
        proof.made(CLOSED[4], head(7), lambda places: [STORED[place + 1] for place in places])
    with pytest.raises(Refused, match=r"^a tree of 7 entries has no entry 8$"):
        proof.made(CLOSED[7], head(7), read)


def test_a_proof_must_have_the_cosignatures_that_are_needed() -> None:
    raw = proof.made(CLOSED[2], cosigned(7), read)
    assert proof.checked(raw, COSIGNED, now=NOW).cosigned == [Cosigned("example.net/second", NOW)]
    with pytest.raises(
        Damaged, match=r"^the checkpoint has 0 cosignatures of cosigners known here; 1 are needed$"
    ):
        proof.checked(proved(3, 7), COSIGNED)
    twice = COSIGNED._replace(cosigners=(SECOND.verifier(), SECOND.verifier(), THIRD.verifier()), needed=2)
    with pytest.raises(
        Damaged, match=r"^the checkpoint has 1 cosignatures of cosigners known here; 2 are needed$"
    ):
        proof.checked(raw, twice)
    with pytest.raises(Damaged, match=r"^the cosignature of example\.net/second is of a time to come$"):
        proof.checked(raw, COSIGNED, now=NOW - 1)


def test_the_order_of_signature_lines_under_a_proof_says_nothing() -> None:
    before, _, after = proof.made(CLOSED[2], cosigned(7), read).rpartition(b"\n\n")
    one, two, end = after.split(b"\n")
    turned = before + b"\n\n" + b"\n".join([two, one, end])
    assert proof.checked(turned, COSIGNED).leaf == CLOSED[2]


def test_a_leaf_that_gives_itself_another_number_than_its_place_proves_nothing() -> None:
    """Made by a ledger that hashes what it likes: place and number must agree all the same."""
    liar = CLOSED[6]
    edge = tree.Frontier()
    stored = [one for each in [liar.hash(), CLOSED[1].hash()] for one in edge.add(each)]
    note = checkpoint.signed(2, edge.root(), LEDGER)
    raw = proof.Proof(
        liar.extra(), 1, tree.inclusion(0, 2, lambda at: [stored[one] for one in at]), note
    ).written()
    assert verdict(raw) == "the proof is of the place of entry 1, and says it is entry 7"


def test_a_proof_without_a_leaf_proves_nothing() -> None:
    raw = proof.parse(proved(3, 7))._replace(extra=b"").written()
    assert b"extra" not in raw
    assert verdict(raw).startswith("what the proof says of its entry is no leaf")


def test_spoiled_words_are_not_taken_for_the_entrys() -> None:
    extra = bytearray(ENTRIES[99].extra())
    begin = extra.index(b'{"kind"')
    for place in range(begin, len(extra) - 1):
        spoiled_extra = bytes(extra[:place]) + bytes([extra[place] ^ 1]) + bytes(extra[place + 1 :])
        raw = proof.parse(proved(100, 200, words=True))._replace(extra=spoiled_extra).written()
        assert verdict(raw).startswith("the words given for entry 100 have the digest ")


@pytest.mark.slow
def test_no_bit_of_a_proof_can_be_flipped_unseen() -> None:
    raw = proof.made(ENTRIES[40], cosigned(89), read)
    assert proof.checked(raw, COSIGNED).leaf == ENTRIES[40]
    for place in range(len(raw)):
        for bit in range(8):
            mutant = raw[:place] + bytes([raw[place] ^ (1 << bit)]) + raw[place + 1 :]
            with pytest.raises((Damaged, Refused)):
                pytest.fail(f"byte {place}, bit {bit}: {proof.checked(mutant, COSIGNED)}")


def test_no_proof_cut_short_is_one() -> None:
    raw = proved(41, 89, words=True)
    assert all(verdict(raw[:length]) for length in range(len(raw)))


@pytest.mark.slow
def test_thousands_of_spoiled_proofs_are_rejected() -> None:
    dice = random.Random(2)  # noqa: S311 dice for a test
    sizes = [dice.randrange(1, MOST + 1) for _ in range(400)]
    files = [proved(dice.randrange(1, size + 1), size, words=dice.random() < 0.3) for size in sizes]
    seen = set()
    for name, raw in spoiled(files, MEANING | SPELLING, 10_000, seed=3):
        assert verdict(raw), (name, raw)
        seen.add(name)
    assert seen == {*MEANING, *SPELLING}


@given(st.binary())
def test_any_bytes_are_refused_and_nothing_else_happens(raw: bytes) -> None:
    with pytest.raises(LedgerError):
        proof.checked(raw, TRUST)


HASH = base64.b64encode(bytes(32)).decode()
HEADER = "c2sp.org/tlog-proof@v1"


@pytest.mark.parametrize(
    "text, message, line",
    [
        ("", "this is no proof: an empty line and a checkpoint end it", None),
        (f"{HEADER}\nindex 0\n", "this is no proof: an empty line and a checkpoint end it", None),
        (
            "c2sp.org/tlog-proof@v2\nindex 0\n\nx",
            "this is no proof that this version knows: its first line",
            1,
        ),
        (f"{HEADER}\n\nx", "the proof has no line `index N` at its place", 2),
        (f"{HEADER}\nextra AA==\n\nx", "the proof has no line `index N` at its place", 3),
        (
            f"{HEADER}\nextra AA==\nextra AA==\nindex 0\n\nx",
            "the proof has no line `index N` at its place",
            3,
        ),
        (f"{HEADER}\nindex 0\nextra AA==\n\nx", "the hash is not base64", 3),
        (f"{HEADER}\nextra \nindex 0\n\nx", "what the proof says of its entry is not base64", 2),
        (f"{HEADER}\nindex 00\n\nx", "the index is not a number from 0 to", 2),
        (f"{HEADER}\nindex 0\n{HASH}\nAAAA\n\nx", "the hash has 3 bytes; it must have 32", 4),
        (
            f"{HEADER}\nindex 0\n" + f"{HASH}\n" * 64 + "\nx",
            "the proof has no line `index N` at its place",
            2,
        ),
        (
            f"{HEADER}\nindex 0\n\n" + "x" * (1 << 20) + "x",
            "this is no proof: an empty line and a checkpoint",
            None,
        ),
        ("x" * (4 << 20) + "x\n\nx", "the proof has 4,194,305 bytes; the most is 4,194,304", None),
    ],
)
def test_what_is_no_proof_is_refused(text: str, message: str, line: int | None) -> None:
    with pytest.raises(Refused) as found:
        proof.parse(text.encode())
    assert found.value.message.startswith(message)
    assert found.value.line == line
