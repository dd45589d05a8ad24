"""Cosigning: a second person signs what extends what was signed before, and nothing else, ever."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Damaged, LedgerError, Refused
from ledger.seal import checkpoint, cosign, note, tree
from ledger.seal.checkpoint import Checkpoint, Trust
from ledger.seal.cosign import Cosigned, Request
from tests.seal.sample import (
    COSIGNED,
    ELSEWHERE,
    ENTRIES,
    LEDGER,
    MOST,
    NOW,
    ORIGIN,
    SECOND,
    THIRD,
    TRUST,
    cosigned,
    grown,
    head,
    read,
    request,
)

FORGED = grown(
    [*(one.hash() for one in ENTRIES[:3]), tree.leaf_hash(b"forged"), *(one.hash() for one in ENTRIES[4:])]
)


def retold(positions: Sequence[int]) -> list[bytes]:
    """Read the tree of a ledger whose fourth entry was rewritten and all its hashes made anew."""
    return [FORGED[position] for position in positions]


def forged(old: int, size: int) -> Request:
    told = checkpoint.signed(size, tree.root(size, retold), LEDGER)
    return Request(old, tree.consistency(old, size, retold), told)


def asked(found: Request, memory: bytes | None, seconds: int = NOW) -> bytes:
    return cosign.cosign(found, TRUST, SECOND, seconds, memory=memory)


def test_a_cosignature_is_a_time_and_a_signature_over_the_header_the_time_and_the_text() -> None:
    """C2SP tlog-cosignature, sections Format and Ed25519 signed message."""
    text, _, lines = cosigned(7).partition(b"\n\n")
    line = note.parse(cosigned(7)).signatures[1]
    assert lines.count(b"\n") == 2
    assert (line.name, line.id) == ("example.net/second", SECOND.verifier().id)
    assert line.signature[:8] == NOW.to_bytes(8, "big")
    message = b"cosignature/v1\ntime 1740000000\n" + text + b"\n"
    assert SECOND.verifier().holds(message, line.signature[8:])


def test_a_cosigned_checkpoint_is_still_the_ledgers_and_says_who_saw_it_when() -> None:
    opened = checkpoint.opened(cosigned(7), TRUST)
    assert opened.checkpoint.size == 7
    known = [SECOND.verifier(), THIRD.verifier(), SECOND.verifier()]
    assert cosign.verified(opened.note, known) == [Cosigned("example.net/second", NOW)]
    assert cosign.verified(opened.note, [THIRD.verifier()]) == []


def test_two_cosigners_sign_one_checkpoint_one_after_the_other() -> None:
    both = cosign.cosign(Request(0, (), cosigned(7)), TRUST, THIRD, NOW + 5, memory=None)
    found = cosign.verified(note.parse(both), [SECOND.verifier(), THIRD.verifier()])
    assert found == [Cosigned("example.net/second", NOW), Cosigned("example.net/third", NOW + 5)]


@given(st.lists(st.integers(1, MOST), min_size=1, max_size=8))
def test_a_cosigner_follows_a_ledger_that_only_grows(sizes: list[int]) -> None:
    memory, before = None, 0
    for second, size in enumerate(sorted(sizes)):
        memory = asked(request(before, size), memory, NOW + second)
        assert cosign.verified(note.parse(memory), [SECOND.verifier()]) == [
            Cosigned("example.net/second", NOW + second)
        ]
        before = size


def test_the_same_checkpoint_is_cosigned_again_with_one_line() -> None:
    again = asked(request(7, 7)._replace(checkpoint=cosigned(7)), cosigned(7), NOW + 60)
    assert cosign.verified(note.parse(again), [SECOND.verifier()]) == [
        Cosigned("example.net/second", NOW + 60)
    ]
    assert len(note.parse(again).signatures) == 2


@given(st.integers(4, MOST), st.integers(4, MOST))
def test_a_rewritten_ledger_is_never_cosigned_whatever_proof_it_brings(one: int, other: int) -> None:
    old, size = min(one, other), max(one, other)
    memory = cosigned(old)
    for found in (forged(old, size), forged(old, size)._replace(hashes=tree.consistency(old, size, read))):
        with pytest.raises(Damaged, match=r" leads to the root \S{44}, not to \S{44}$"):
            asked(found, memory)


@given(st.integers(1, MOST), st.integers(1, MOST))
def test_a_ledger_whose_tail_was_cut_off_is_never_cosigned(one: int, other: int) -> None:
    size, memory = min(one, other), cosigned(max(one, other) + 1 if max(one, other) < MOST else MOST)
    before = checkpoint.parse(note.parse(memory).text).size
    if size == before:
        return
    with pytest.raises(Refused) as found:
        asked(request(size, size), memory)
    assert (
        found.value.message
        == f"a checkpoint of {before} entries was cosigned before, and this one has {size}"
    )
    assert (
        found.value.remedy == "Offer the newest checkpoint. If this is the newest, entries were taken away."
    )


def test_a_proof_that_begins_elsewhere_than_the_memory_is_refused() -> None:
    for old, memory, known in ((3, cosigned(5), 5), (0, cosigned(5), 5), (3, None, 0)):
        with pytest.raises(Refused) as found:
            asked(request(old, 7), memory)
        assert found.value.message == (
            f"the proof begins at {old} entries, and the last checkpoint cosigned has {known}"
        )
        assert found.value.remedy == f"Ask for a proof from {known} entries."


def test_the_first_checkpoint_has_no_proof() -> None:
    with pytest.raises(Damaged, match=r"^a proof from 0 entries to 7 has 0 hashes, and this one has 1$"):
        asked(Request(0, (bytes(32),), head(7)), None)


def test_a_checkpoint_of_another_key_or_origin_is_not_cosigned() -> None:
    with pytest.raises(Damaged, match=r"^the note is not signed with the key expected"):
        asked(request(0, 7, ELSEWHERE), None)
    wide = Trust(ORIGIN, (ELSEWHERE.verifier(),))
    with pytest.raises(
        Damaged, match=r"^the checkpoint is of the ledger example\.com/other, not of example\.org/t"
    ):
        cosign.cosign(request(0, 7, ELSEWHERE), wide, SECOND, NOW, memory=None)


def test_a_clock_that_stands_before_the_last_cosignature_is_refused() -> None:
    with pytest.raises(
        Refused, match=rf"^the clock says second {NOW - 1}, and the last cosignature is of {NOW}$"
    ):
        asked(request(5, 7), cosigned(5), NOW - 1)


@pytest.mark.parametrize("second", [0, -1, 2**63])
def test_a_second_that_no_cosignature_has_is_refused(second: int) -> None:
    with pytest.raises(Refused, match=rf"^a cosignature cannot be of the second {second}$"):
        cosign.signature(f"{ORIGIN}\n", SECOND, second)


def test_a_memory_that_is_not_ones_own_stops_the_cosigning() -> None:
    others = cosign.cosign(request(0, 5), TRUST, THIRD, NOW, memory=None)
    for memory in (head(5), others):
        with pytest.raises(
            Damaged, match=r"^the memory does not hold a checkpoint that example\.net/second cosigned"
        ):
            asked(request(5, 7), memory)
    with pytest.raises(Damaged, match=r"^the cosignature of example\.net/second does not hold"):
        asked(request(5, 7), cosigned(5).replace(b"\n5\n", b"\n4\n"))
    with pytest.raises(Refused, match=r"^this is no signed note"):
        asked(request(5, 7), b"")


def test_a_memory_of_another_ledger_stops_the_cosigning() -> None:
    there = Trust("example.com/other", (ELSEWHERE.verifier(),))
    memory = cosign.cosign(request(0, 5, ELSEWHERE), there, SECOND, NOW, memory=None)
    with pytest.raises(
        Damaged, match=r"^the memory is of the ledger example\.com/other, not of example\.org/talks$"
    ):
        asked(request(5, 7), memory)


def test_no_bit_of_a_known_cosignature_can_be_flipped_unseen() -> None:
    found = note.parse(cosigned(7))
    first, mine = found.signatures
    for bit in range(8 * len(mine.signature)):
        bent = bytearray(mine.signature)
        bent[bit // 8] ^= 1 << bit % 8
        mutant = found._replace(signatures=(first, mine._replace(signature=bytes(bent))))
        with pytest.raises(
            Damaged, match=r"^the cosignature of example\.net/second does not hold: the text is not"
        ):
            cosign.verified(mutant, [SECOND.verifier()])


@pytest.mark.parametrize("length", [1, 8, 63, 71, 73])
def test_a_cosignature_of_another_length_does_not_hold(length: int) -> None:
    found = note.parse(cosigned(7))
    mine = found.signatures[1]
    cut = mine._replace(signature=(mine.signature + bytes(8))[:length])
    with pytest.raises(Damaged, match=r"^the cosignature of example\.net/second does not hold"):
        cosign.verified(found._replace(signatures=(cut,)), [SECOND.verifier()])


@pytest.mark.parametrize("second", [0, 2**63, 2**64 - 1])
def test_a_cosignature_of_a_second_that_none_has_does_not_hold(second: int) -> None:
    """C2SP tlog-cosignature, section Format; tlog-witness, add-checkpoint, for 0."""
    text = Checkpoint(ORIGIN, 7, tree.root(7, read)).text()
    made = SECOND.sign(f"cosignature/v1\ntime {second}\n{text}".encode())
    line = note.Signature(SECOND.name, SECOND.verifier().id, second.to_bytes(8) + made)
    with pytest.raises(Damaged, match=r"^the cosignature of example\.net/second does not hold"):
        cosign.verified(note.Note(text, (line,)), COSIGNED.cosigners)


def test_of_two_cosignatures_of_one_key_the_later_counts() -> None:
    text = Checkpoint(ORIGIN, 7, tree.root(7, read)).text()
    lines = [cosign.signature(text, SECOND, second) for second in (NOW, NOW + 9, NOW + 5)]
    found = cosign.verified(note.Note(text, tuple(lines)), COSIGNED.cosigners)
    assert found == [Cosigned("example.net/second", NOW + 9)]


def test_a_cosignature_of_a_time_to_come_is_not_taken() -> None:
    found = note.parse(cosigned(7))
    assert cosign.verified(found, [SECOND.verifier()], now=NOW)
    with pytest.raises(Damaged, match=r"^the cosignature of example\.net/second is of a time to come$"):
        cosign.verified(found, [SECOND.verifier()], now=NOW - 1)


def test_a_ledgers_key_neither_cosigns_nor_verifies_a_cosignature() -> None:
    attempts = (
        lambda: cosign.signature("x\n", LEDGER, NOW),
        lambda: cosign.verified(note.parse(cosigned(7)), [LEDGER.verifier()]),
    )
    for attempt in attempts:
        with pytest.raises(
            Refused, match=r"^the key example\.org/talks is a ledger's, and this asks for a cosigner"
        ):
            attempt()


def test_a_plain_signature_of_the_cosigners_seed_is_no_cosignature() -> None:
    text = Checkpoint(ORIGIN, 7, tree.root(7, read)).text()
    plain = note.Signature(SECOND.name, SECOND.verifier().id, NOW.to_bytes(8) + SECOND.sign(text.encode()))
    with pytest.raises(Damaged, match=r"^the cosignature of example\.net/second does not hold"):
        cosign.verified(note.Note(text, (plain,)), COSIGNED.cosigners)


@given(st.integers(0, MOST), st.integers(1, MOST))
def test_a_request_is_read_back_from_its_file(one: int, other: int) -> None:
    found = request(min(one, other), max(one, other))
    assert cosign.parse(found.written()) == found
    assert found.written().startswith(b"old %d\n" % found.old)


@pytest.mark.parametrize(
    "raw, message, line",
    [
        (b"", "this is no request to cosign: `old N`, at most 63 hashes, an empty line, a checkpoint", None),
        (head(7), "this is no request to cosign", None),
        (b"old 5\n", "this is no request to cosign", None),
        (b"older 5\n\nx", "this is no request to cosign", None),
        (
            b"old 5\n" + b"A" * 43 + b"=\n" + (b"A" * 43 + b"=\n") * 63 + b"\nx",
            "this is no request to cosign",
            None,
        ),
        (b"old 05\n\nx", "the size in the first line is not a number from 0 to", 1),
        (b"old 5\nAAAA\n\nx", "the hash has 3 bytes; it must have 32", 2),
        (b"old 5\n" + b"A" * 43 + b"=\n!\n\nx", "the hash is not base64 as RFC 4648 section 4 writes it", 3),
        (b"old \xff\n\nx", "the request is no UTF-8 text: byte 4 does not belong", None),
    ],
)
def test_what_is_no_request_is_refused(raw: bytes, message: str, line: int | None) -> None:
    with pytest.raises(Refused) as found:
        cosign.parse(raw)
    assert found.value.message.startswith(message)
    assert found.value.line == line


def test_thousands_of_spoiled_requests_are_not_cosigned() -> None:
    dice = random.Random(5)  # noqa: S311 dice for a test
    good, memory = request(21, 89).written(), cosigned(21)
    assert asked(cosign.parse(good), memory)
    for _ in range(3_000):
        place = dice.randrange(len(good))
        mutant = good[:place] + bytes([good[place] ^ (1 << dice.randrange(8))]) + good[place + 1 :]
        with pytest.raises(LedgerError):
            pytest.fail(repr(asked(cosign.parse(mutant), memory)))
