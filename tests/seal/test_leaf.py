"""The leaf: worked out by hand, unlike any other entry's, and closed to who guesses at its words."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Damaged, Refused
from ledger.seal import leaf
from ledger.seal.leaf import Frame, Leaf, Words
from ledger.seal.spelling import netstrings, unnetstrings

AT = "2025-02-19T09:00:00.123456Z"
FRAME = Frame(57, AT, "jos\u00e9", 31, "entry-corrected", 1)
WORDS = Words(bytes(range(16)), "D57", b'{"kind":"entry-corrected"}')
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
NUMBERS = st.integers(1, 2**63 - 1)
FRAMES = st.builds(
    lambda numbers, *rest: Frame(max(numbers), AT, rest[0], min(numbers), rest[1], rest[2], rest[3]),
    st.tuples(NUMBERS, NUMBERS),
    TEXTS,
    TEXTS,
    NUMBERS,
    TEXTS,
)
DIGESTS = st.binary(min_size=32, max_size=32)
ALL_WORDS = st.builds(Words, st.binary(min_size=16, max_size=16), TEXTS, st.binary(max_size=40))


def test_a_leaf_can_be_worked_out_by_hand() -> None:
    digest = hashlib.sha256(bytes(range(16)) + b'3:D57,{"kind":"entry-corrected"}').digest()
    data = (
        b"14:ledger-entry/1,2:57,27:2025-02-19T09:00:00.123456Z,5:jos\xc3\xa9,2:31,15:entry-corrected,1:1,0:,32:"
        + digest
        + b","
    )
    sealed = leaf.sealed(FRAME, WORDS)
    assert (sealed.digest, sealed.data()) == (digest, data)
    assert sealed.hash() == hashlib.sha256(b"\0" + data).digest()
    assert sealed.extra() == data + b"16:" + bytes(range(16)) + b',3:D57,26:{"kind":"entry-corrected"},'


@given(FRAMES, DIGESTS)
def test_the_leaf_data_is_its_values_as_netstrings_and_reads_back(frame: Frame, digest: bytes) -> None:
    texts = [frame.number, AT, frame.recorded_by, frame.root, frame.kind, frame.version, frame.imported_from]
    values = [b"ledger-entry/1", *(str(one).encode() for one in texts), digest]
    assert leaf.data(frame, digest) == netstrings(values)
    assert leaf.read(leaf.data(frame, digest)) == Leaf(frame, digest)


@given(FRAMES, ALL_WORDS)
def test_a_leaf_reads_back_with_its_words(frame: Frame, words: Words) -> None:
    assert leaf.read(leaf.sealed(frame, words).extra()) == leaf.sealed(frame, words)


@given(FRAMES, FRAMES, DIGESTS)
def test_two_frames_have_the_same_leaf_only_where_they_are_equal(
    one: Frame, other: Frame, digest: bytes
) -> None:
    assert (leaf.data(one, digest) == leaf.data(other, digest)) == (one == other)


@given(ALL_WORDS, st.integers(0, 8))
def test_no_word_can_move_between_the_id_and_the_body(words: Words, moved: int) -> None:
    whole = words.id.encode() + words.body
    try:
        other = Words(words.salt, whole[:moved].decode(), whole[moved:])
    except UnicodeDecodeError:
        return
    assert (other.digest() == words.digest()) == (other == words)


def test_every_part_of_an_entry_changes_its_leaf() -> None:
    parts = [
        FRAME._replace(number=58),
        FRAME._replace(recorded_at="2025-02-19T09:00:00.123457Z"),
        FRAME._replace(recorded_by="anna"),
        FRAME._replace(root=30),
        FRAME._replace(kind="entry-retracted"),
        FRAME._replace(version=2),
        FRAME._replace(imported_from="x"),
    ]
    words = [WORDS._replace(salt=bytes(16)), WORDS._replace(id="D58"), WORDS._replace(body=b"{}")]
    leaves = [leaf.sealed(one, WORDS).hash() for one in [FRAME, *parts]]
    leaves += [leaf.sealed(FRAME, one).hash() for one in words]
    assert len(set(leaves)) == 11


def test_a_leaf_whose_words_are_withheld_is_the_same_and_says_neither_words_nor_id() -> None:
    whole = leaf.sealed(FRAME, WORDS)
    withheld = Leaf(FRAME, whole.digest)
    assert withheld.hash() == whole.hash()
    assert b"D57" not in withheld.extra()
    assert WORDS.body not in withheld.extra()


def test_a_guess_at_the_words_cannot_be_confirmed_without_the_salt() -> None:
    whole = leaf.sealed(FRAME, WORDS)
    guesses = [Words(bytes([byte]) * 16, WORDS.id, WORDS.body).digest() for byte in range(256)]
    guesses += [hashlib.sha256(one).digest() for one in (WORDS.body, b"3:D57," + WORDS.body)]
    assert whole.digest not in guesses


def test_other_words_than_the_sealed_ones_are_named_with_both_digests() -> None:
    extra = Leaf(FRAME, leaf.sealed(FRAME, WORDS).digest, WORDS._replace(body=b"{}")).extra()
    with pytest.raises(
        Damaged, match=r"^the words given for entry 57 have the digest \w{64}; sealed is \w{64}$"
    ):
        leaf.read(extra)


def test_a_salt_of_another_length_is_refused() -> None:
    with pytest.raises(Refused, match=r"^the salt of an entry has 15 bytes; it must have 16$"):
        leaf.sealed(FRAME, WORDS._replace(salt=bytes(15)))


def replaced(place: int, value: bytes) -> bytes:
    values = unnetstrings(leaf.sealed(FRAME, WORDS).extra(), "it", most=12)
    values[place] = value
    return netstrings(values)


@pytest.mark.parametrize(
    "extra, message",
    [
        (b"", "what the proof says of its entry is no leaf of a kind that this version knows"),
        (replaced(0, b"ledger-entry/2"), "what the proof says of its entry is no leaf of a kind"),
        (leaf.sealed(FRAME, WORDS).data() + b"1:x,", "what the proof says of its entry is no leaf of a kind"),
        (replaced(1, b"057"), "the number of the entry is not a number from 1 to"),
        (replaced(1, b"0"), "the number of the entry is not a number from 1 to"),
        (replaced(1, "\u0665".encode()), "the number of the entry is not a number from 1 to"),
        (replaced(2, b"2025-02-19T09:00:00Z"), "the time of entry 57 is not written as the ledger writes it"),
        (replaced(2, AT.encode() + b"x"), "the time of entry 57 is not written as the ledger writes it"),
        (replaced(3, b"\xff"), "what the proof says of its entry is no UTF-8 text"),
        (replaced(4, b"58"), "entry 57 cannot belong to the chain of a later entry, 58"),
        (replaced(6, b"+1"), "the version of the entry's kind is not a number from 1 to"),
        (replaced(8, bytes(31)), "the words digest of entry 57 has 31 bytes; it must have 32"),
        (replaced(9, bytes(15)), "the salt of an entry has 15 bytes; it must have 16"),
        (replaced(10, b"\xff"), "what the proof says of its entry is no UTF-8 text"),
        (
            b"1:x",
            "what the proof says of its entry is no sequence of at most 12 netstrings: byte 0 begins none",
        ),
        (b"01:x,", "the length at byte 0 of what the proof says of its entry is not a number from 0 to"),
        (b"x", "the length at byte 0 of what the proof says of its entry is not a number from 0 to"),
        (b"1:x," * 13, "what the proof says of its entry is no sequence of at most 12 netstrings: byte 48"),
        (
            b"9" * 40 + b":",
            "the length at byte 0 of what the proof says of its entry is not a number from 0 to",
        ),
    ],
)
def test_a_leaf_written_in_any_other_way_is_refused(extra: bytes, message: str) -> None:
    with pytest.raises(Refused) as found:
        leaf.read(extra)
    assert found.value.message.startswith(message)
