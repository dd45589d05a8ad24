"""Signed notes: the specification's own example, keys there and back, and every way to be no note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Damaged, Refused
from ledger.seal import note
from ledger.seal.note import Note, Signature, Signer, Verifier
from tests.seal.sample import ELSEWHERE, IMPOSTOR, LEDGER, ORIGIN, SECOND, key

TEXT = "One line\n\nand, after an empty one, another \u2014 with a dash\n"
SIGNED = note.signed(TEXT, LEDGER)
NAMES = st.text(st.characters(codec="utf-8"), max_size=12)

SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n"
    "\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
"""The example of C2SP signed-note, section Verifier keys."""
RFC_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
RFC_KEY = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
"""The first test of RFC 8032 section 7.1."""


def verdict(raw: bytes, *keys: Verifier) -> list[str]:
    return [one.name for one in note.verified(note.parse(raw), keys)]


def test_the_example_of_the_specification_holds() -> None:
    assert verdict(SPEC_NOTE.encode(), note.verifier(SPEC_KEY)) == ["example.com/foo"]


def test_the_example_of_the_specification_holds_for_no_other_text() -> None:
    with pytest.raises(
        Damaged, match=r"^the signature of example\.com/foo does not hold: the text is not what"
    ):
        verdict(SPEC_NOTE.replace("This", "That").encode(), note.verifier(SPEC_KEY))


def test_the_public_key_and_signature_are_those_of_the_rfc() -> None:
    signer = note.new("x", RFC_SEED)
    assert signer.verifier().key == RFC_KEY
    assert (
        signer.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")
    )


def test_what_is_signed_is_written_parsed_and_verified() -> None:
    raw = SIGNED.written()
    assert note.parse(raw) == SIGNED
    assert raw.startswith(TEXT.encode() + b"\n\xe2\x80\x94 example.org/talks ")
    assert verdict(raw, LEDGER.verifier(), ELSEWHERE.verifier()) == [ORIGIN]


def test_lines_of_unknown_keys_are_ignored_wherever_they_stand() -> None:
    """C2SP signed-note, section Signatures: it gives the lines no order."""
    stranger = Signature("example.com/new", b"\1\2\3\4", bytes(2_420))
    half_known = SIGNED.signatures[0]._replace(id=b"\0\0\0\0")
    half_named = SIGNED.signatures[0]._replace(name="example.org/talk")
    for lines in ((stranger, half_known, *SIGNED.signatures), (*SIGNED.signatures, half_named, stranger)):
        assert verdict(SIGNED._replace(signatures=lines).written(), LEDGER.verifier()) == [ORIGIN]


def test_the_order_of_two_signatures_says_nothing() -> None:
    both = note.signed(TEXT, LEDGER, ELSEWHERE)
    turned = both._replace(signatures=both.signatures[::-1])
    assert both.written() != turned.written()
    for one in (both, turned):
        assert verdict(one.written(), LEDGER.verifier(), ELSEWHERE.verifier()) == [
            ORIGIN,
            "example.com/other",
        ]


def test_a_known_key_that_did_not_sign_this_condemns_the_note_though_another_did() -> None:
    forged = note.signed("Other words\n", ELSEWHERE).signatures
    raw = SIGNED._replace(signatures=(*SIGNED.signatures, *forged)).written()
    assert verdict(raw, LEDGER.verifier()) == [ORIGIN]
    with pytest.raises(Damaged, match=r"^the signature of example\.com/other does not hold"):
        verdict(raw, LEDGER.verifier(), ELSEWHERE.verifier())


def test_a_second_line_of_a_known_key_must_hold_too() -> None:
    twice = SIGNED._replace(signatures=SIGNED.signatures * 2)
    assert verdict(twice.written(), LEDGER.verifier(), LEDGER.verifier()) == [ORIGIN]
    spoiled = SIGNED.signatures[0]._replace(signature=bytes(64))
    with pytest.raises(Damaged, match=r"^the signature of example\.org/talks does not hold"):
        verdict(SIGNED._replace(signatures=(*SIGNED.signatures, spoiled)).written(), LEDGER.verifier())


def test_a_note_without_a_known_key_is_condemned_with_the_name_of_the_key_expected() -> None:
    with pytest.raises(Damaged) as found:
        verdict(SIGNED.written(), IMPOSTOR.verifier())
    assert found.value.message == (
        f"the note is not signed with the key expected: example.org/talks+{IMPOSTOR.verifier().id.hex()}"
    )


def test_a_cosigners_key_signs_and_verifies_no_plain_note() -> None:
    for attempt in (lambda: note.signed(TEXT, SECOND), lambda: verdict(SIGNED.written(), SECOND.verifier())):
        with pytest.raises(
            Refused, match=r"^the key example\.net/second is a cosigner's, and this asks for a"
        ):
            attempt()


@pytest.mark.parametrize("bit", range(8))
def test_no_bit_of_a_note_can_be_flipped_unseen(bit: int) -> None:
    raw = SIGNED.written()
    for place in range(len(raw)):
        mutant = raw[:place] + bytes([raw[place] ^ (1 << bit)]) + raw[place + 1 :]
        with pytest.raises((Damaged, Refused)):
            verdict(mutant, LEDGER.verifier())


@pytest.mark.parametrize(
    "raw, message, line",
    [
        (b"", "this is no signed note: a text, an empty line and signature lines", None),
        (b"One line\n", "this is no signed note: a text, an empty line and signature lines", None),
        (b"One line\n\n", "this is no signed note: a text, an empty line and signature lines", None),
        (SIGNED.written()[:-1], "this is no signed note: a text, an empty line and signature lines", None),
        (SIGNED.written() + b"\n", "this is no signed note: a text, an empty line and signature lines", None),
        (b"a\tb\n\n\xe2\x80\x94 x AAAAAAA=\n", "the note has the control character U+0009", 1),
        (b"a\nb\n\n\xe2\x80\x94 x AAAAAAA=\r\n", "the note has the control character U+000D", 4),
        (b"a\xffb\n\n\xe2\x80\x94 x AAAAAAA=\n", "the note is no UTF-8 text: byte 1 does not belong", None),
        (b"a\n\n- x AAAAAAA=\n", "a signature line is an em dash, a space, a name, a space and base64", 3),
        (b"a\n\n\xe2\x80\x94 xAAAAAAA=\n", "a signature line is an em dash, a space, a name, a space and", 3),
        (
            b"a\n\n\xe2\x80\x94 x+y AAAAAAA=\n",
            "the name of a key has 1 to 255 bytes, no blank, no plus sign",
            3,
        ),
        (b"a\n\n\xe2\x80\x94  AAAAAAA=\n", "the name of a key has 1 to 255 bytes, no blank, no plus sign", 3),
        (b"a\n\n\xe2\x80\x94 x AAAAAAA\n", "the signature of x is not base64 as RFC 4648 section 4", 3),
        (b"a\n\n\xe2\x80\x94 x AAAAAAB=\n", "the signature of x is not base64 as RFC 4648 section 4", 3),
        (b"a\n\n\xe2\x80\x94 x \n", "the signature of x is not base64 as RFC 4648 section 4", 3),
        (
            b"a\n\n\xe2\x80\x94 x \xc3\xa9AAAAAA=\n",
            "the signature of x is not base64 as RFC 4648 section 4",
            3,
        ),
        (b"a\n\n\xe2\x80\x94 x AAAAAA==\n", "the signature of x has 4 bytes; it has more than the 4 of", 3),
        (
            b"a\n\n" + b"\xe2\x80\x94 x AAAAAAA=\n" * 101,
            "the note has 101 signature lines; the most is 100",
            None,
        ),
        (b"a" * (note.LONGEST_NOTE + 1), "the note has 1,048,577 bytes; the most is 1,048,576", None),
    ],
)
def test_what_is_no_note_is_refused(raw: bytes, message: str, line: int | None) -> None:
    with pytest.raises(Refused) as found:
        note.parse(raw)
    assert found.value.message.startswith(message)
    assert found.value.line == line


def test_a_hundred_signatures_are_a_note() -> None:
    assert len(note.parse(b"a\n\n" + b"\xe2\x80\x94 x AAAAAAA=\n" * 100).signatures) == 100


@pytest.mark.parametrize("text", ["", "no end", "a tab\t\n", "a return\r\n"])
def test_a_text_that_no_note_has_is_not_signed(text: str) -> None:
    with pytest.raises(
        Refused, match=r"^the text of a note ends with a newline and has no control character"
    ):
        note.signed(text, LEDGER)


@given(NAMES, st.binary(min_size=32, max_size=32), st.sampled_from([note.ED25519, note.COSIGNATURE]))
def test_a_key_is_read_back_from_its_text(name: str, seed: bytes, kind: int) -> None:
    try:
        made = note.new(name, seed, type=kind)
    except Refused:
        return
    assert note.signer(made.text()) == made
    assert note.verifier(made.verifier().text()) == made.verifier()


def test_one_seed_has_another_id_for_another_name_and_another_type() -> None:
    ids = {
        key(name, "word", type=kind).verifier().id
        for name in ("a", "b")
        for kind in (note.ED25519, note.COSIGNATURE)
    }
    assert len(ids) == 4


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "\0", "\ud800", "x" * 256, "\u00e9" * 128]
)
def test_a_name_that_no_key_has_is_refused(name: str) -> None:
    with pytest.raises(
        Refused, match=r"^the name of a key has 1 to 255 bytes, no blank, no plus sign and no"
    ):
        note.new(name, bytes(32))


@pytest.mark.parametrize("seed, kind", [(bytes(31), 1), (bytes(33), 4), (bytes(32), 2), (bytes(32), 6)])
def test_a_key_of_another_length_or_type_is_not_made(seed: bytes, kind: int) -> None:
    with pytest.raises(
        Refused, match=rf"^a key of type {kind} with {len(seed)} bytes of seed cannot be made$"
    ):
        note.new("x", seed, type=kind)


def spoiled_keys(key: Signer | Verifier) -> list[str]:
    """Return a key's text without a part, with a sign more, in capitals, with another type or base64."""
    text = key.text()
    before, _, last = text.partition(key.name)
    identity, last = last[1:9], last[10:]
    before += key.name
    whole = f"{before}+{identity}"
    assert text == f"{whole}+{last}"
    return [
        "",
        whole,
        before,
        f" {text}",
        f"{text}\n",
        f"{text}=",
        f"{whole}+{last.swapcase()}",
        f"{before}+{identity.upper()}+{last}",
        f"{before}+{int(identity, 16) ^ 1:08x}+{last}",
        f"{whole}+Ag{last[2:]}",
        f"{whole}x+{identity}+{last}",
        f"{whole}+{last[:-4]}",
    ]


@pytest.mark.parametrize("text", spoiled_keys(LEDGER.verifier()))
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(
        Refused, match=r"^(this is no verifier key|the last part of the key|the name of a key|the ke)"
    ):
        note.verifier(text)


@pytest.mark.parametrize("text", [*spoiled_keys(LEDGER), LEDGER.verifier().text()])
def test_what_is_no_secret_key_is_refused_without_a_word_of_it(text: str) -> None:
    with pytest.raises(Refused) as found:
        note.signer(text)
    assert found.value.message == (
        "this is no secret key: it is PRIVATE+KEY+NAME+KEYID+BASE64, and the key id is made from the rest"
    )
    assert found.value.given is None


def test_a_secret_key_given_as_a_verifier_key_is_in_no_message() -> None:
    with pytest.raises(Refused) as found:
        note.verifier(LEDGER.text())
    assert (
        found.value.message
        == "this is a secret key, and what verifies is the verifier key that belongs to it"
    )
    assert found.value.given is None


def test_a_secret_key_does_not_show_itself() -> None:
    assert repr(LEDGER) == "Signer(name='example.org/talks', type=1)"
    assert f"{LEDGER}" == repr(LEDGER)
    assert isinstance(LEDGER, Signer)


def test_a_note_may_be_of_an_empty_line_alone() -> None:
    assert note.parse(b"\n\n\xe2\x80\x94 x AAAAAAA=\n") == Note("\n", (Signature("x", bytes(4), b"\0"),))
