"""Proofs and checkpoints spoiled in one way each.

`MEANING` changes what a file says: every verifier must reject it. `SPELLING` writes the same in another
way, which a strict verifier rejects too. Each takes the file's bytes and dice; where a file has nothing to
spoil in that way it returns None.
"""

import base64
import random
from collections.abc import Callable, Iterator

from ledger.seal import note
from tests.seal.sample import CLOSED, ELSEWHERE, IMPOSTOR, LEDGER, MOST, ORIGIN, head

Spoil = Callable[[bytes, random.Random], bytes | None]
DASH = "\u2014 "


def parts(raw: bytes) -> tuple[list[str], str]:
    """Return the lines before the checkpoint, none where the file is one, and the checkpoint."""
    text = raw.decode()
    if not text.startswith("c2sp.org/"):
        return [], text
    before, _, rest = text.partition("\n\n")
    return before.split("\n"), rest


def joined(lines: list[str], checkpoint: str) -> bytes:
    return ("\n".join([*lines, "", checkpoint]) if lines else checkpoint).encode()


def hashes_of(lines: list[str]) -> int:
    """Return the place of the first hash."""
    return next((at for at, line in enumerate(lines, 1) if line.startswith("index ")), len(lines))


def flip(encoded: str, dice: random.Random) -> str:
    value = bytearray(base64.b64decode(encoded))
    value[dice.randrange(len(value))] ^= 1 << dice.randrange(8)
    return base64.b64encode(value).decode()


def a_hash_flipped(raw: bytes, dice: random.Random) -> bytes | None:
    lines, rest = parts(raw)
    first = hashes_of(lines)
    if first == len(lines):
        return None
    at = dice.randrange(first, len(lines))
    lines[at] = flip(lines[at], dice)
    return joined(lines, rest)


def two_hashes_swapped(raw: bytes, dice: random.Random) -> bytes | None:
    lines, rest = parts(raw)
    first = hashes_of(lines)
    if len(lines) - first < 2:
        return None
    one, other = dice.sample(range(first, len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return joined(lines, rest)


def a_hash_lost(raw: bytes, dice: random.Random) -> bytes | None:
    lines, rest = parts(raw)
    first = hashes_of(lines)
    if first == len(lines):
        return None
    del lines[dice.randrange(first, len(lines))]
    return joined(lines, rest)


def a_hash_too_many(raw: bytes, dice: random.Random) -> bytes | None:
    lines, rest = parts(raw)
    if not lines:
        return None
    extra = base64.b64encode(dice.randbytes(32)).decode()
    lines.insert(dice.randrange(hashes_of(lines), len(lines) + 1), extra)
    return joined(lines, rest)


def another_index(raw: bytes, dice: random.Random) -> bytes | None:
    lines, rest = parts(raw)
    if not lines:
        return None
    at = hashes_of(lines) - 1
    now = int(lines[at].removeprefix("index "))
    size = int(rest.split("\n")[1])
    lines[at] = f"index {dice.choice([one for one in range(size + 2) if one != now])}"
    return joined(lines, rest)


def another_entry(raw: bytes, dice: random.Random) -> bytes | None:
    """Put another entry's leaf in the place of the one proved."""
    lines, rest = parts(raw)
    if not lines:
        return None
    extra = base64.b64encode(dice.choice(CLOSED).extra()).decode()
    if lines[1] == f"extra {extra}":
        return None
    lines[1] = f"extra {extra}"
    return joined(lines, rest)


def a_leaf_flipped(raw: bytes, dice: random.Random) -> bytes | None:
    lines, rest = parts(raw)
    if not lines:
        return None
    lines[1] = f"extra {flip(lines[1].removeprefix('extra '), dice)}"
    return joined(lines, rest)


def an_older_checkpoint(raw: bytes, dice: random.Random) -> bytes | None:
    """Put a genuine checkpoint of another size under a proof: its root is not the one proved."""
    lines, rest = parts(raw)
    if not lines:
        return None
    size = int(rest.split("\n")[1])
    other = dice.choice([one for one in range(1, MOST + 1) if one != size])
    return joined(lines, head(other).decode())


def _text(raw: bytes, change: Callable[[list[str]], None]) -> bytes:
    """Change the lines of a checkpoint's text and keep its signatures."""
    lines, rest = parts(raw)
    text, _, signatures = rest.partition("\n\n")
    told = text.split("\n")
    change(told)
    return joined(lines, "\n".join([*told, "", signatures]))


def another_size(raw: bytes, dice: random.Random) -> bytes:
    def change(told: list[str]) -> None:
        told[1] = str(int(told[1]) + dice.choice([1, 2, 1000]))

    return _text(raw, change)


def another_root(raw: bytes, dice: random.Random) -> bytes:
    def change(told: list[str]) -> None:
        told[2] = flip(told[2], dice)

    return _text(raw, change)


def another_origin(raw: bytes, dice: random.Random) -> bytes:
    def change(told: list[str]) -> None:
        told[0] = dice.choice(["example.org/talk", "Example.org/talks", "example.org/talks2", "x"])

    return _text(raw, change)


def a_line_added_to_the_text(raw: bytes, dice: random.Random) -> bytes:
    return _text(raw, lambda told: told.insert(dice.choice([0, 3]), "Timestamp: 1740000000"))


def _signed(raw: bytes, change: Callable[[note.Note], note.Note]) -> bytes:
    lines, rest = parts(raw)
    return joined(lines, change(note.parse(rest.encode())).written().decode())


def a_signature_flipped(raw: bytes, dice: random.Random) -> bytes:
    def change(found: note.Note) -> note.Note:
        first, *others = found.signatures
        bent = bytearray(first.signature)
        bent[dice.randrange(len(bent))] ^= 1 << dice.randrange(8)
        return found._replace(signatures=(first._replace(signature=bytes(bent)), *others))

    return _signed(raw, change)


def a_signature_of_another_text(raw: bytes, dice: random.Random) -> bytes | None:
    lines, rest = parts(raw)
    other = head(dice.randrange(1, MOST + 1)).decode()
    text, _, _ = rest.partition("\n\n")
    found = text + "\n\n" + other.partition("\n\n")[2]
    return None if found == rest else joined(lines, found)


def another_key_of_the_same_name(raw: bytes, dice: random.Random) -> bytes:  # noqa: ARG001 as the others
    return _signed(raw, lambda found: note.signed(found.text, IMPOSTOR))


def another_key_under_this_keys_id(raw: bytes, dice: random.Random) -> bytes:  # noqa: ARG001 as the others
    def change(found: note.Note) -> note.Note:
        forged = note.Signature(ORIGIN, LEDGER.verifier().id, IMPOSTOR.sign(found.text.encode()))
        return found._replace(signatures=(forged,))

    return _signed(raw, change)


def another_ledger(raw: bytes, dice: random.Random) -> bytes:  # noqa: ARG001 as the others
    """Give a checkpoint that another ledger's key signed, with the same size and root."""

    def change(found: note.Note) -> note.Note:
        return note.signed(found.text.replace(ORIGIN, ELSEWHERE.name, 1), ELSEWHERE)

    return _signed(raw, change)


def no_signature(raw: bytes, dice: random.Random) -> bytes:
    lines, rest = parts(raw)
    text, _, _ = rest.partition("\n\n")
    return joined(lines, text + dice.choice(["\n", "\n\n"]))


def cut_short(raw: bytes, dice: random.Random) -> bytes:
    """Cut the file before the last base64 of its signature ends, the line's end included."""
    return raw[: dice.randrange(len(raw) - 4)]


MEANING: dict[str, Spoil] = {
    one.__name__: one
    for one in (
        a_hash_flipped,
        two_hashes_swapped,
        a_hash_lost,
        a_hash_too_many,
        another_index,
        another_entry,
        a_leaf_flipped,
        an_older_checkpoint,
        another_size,
        another_root,
        another_origin,
        a_line_added_to_the_text,
        a_signature_flipped,
        a_signature_of_another_text,
        another_key_of_the_same_name,
        another_key_under_this_keys_id,
        another_ledger,
        no_signature,
        cut_short,
    )
}


def _swap(old: bytes, new: bytes) -> Spoil:
    """Return what replaces one of the places where some bytes stand."""

    def spoil(raw: bytes, dice: random.Random) -> bytes | None:
        places = [at for at in range(len(raw)) if raw.startswith(old, at)]
        if not places:
            return None
        at = dice.choice(places)
        return raw[:at] + new + raw[at + len(old) :]

    return spoil


def spare_bits(raw: bytes, dice: random.Random) -> bytes:
    """Set a bit that base64 leaves over, in one of the values that have padding."""
    digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    at = dice.choice([place for place in range(1, len(raw)) if raw[place - 1 : place + 2].endswith(b"=\n")])
    while raw[at - 1 : at] == b"=":
        at -= 1
    sign = digits[digits.index(raw[at - 1]) ^ 1]
    return raw[: at - 1] + bytes([sign]) + raw[at:]


def _at_the_end(more: bytes) -> Spoil:
    return lambda raw, _: raw + more


def _before_a_number(sign: bytes) -> Spoil:
    def spoil(raw: bytes, dice: random.Random) -> bytes:
        lines = raw.split(b"\n")
        places = [at for at, line in enumerate(lines) if line.removeprefix(b"index ").isdigit()]
        at = dice.choice(places)
        number = lines[at].removeprefix(b"index ")
        lines[at] = lines[at].removesuffix(number) + sign + number
        return b"\n".join(lines)

    return spoil


SPELLING: dict[str, Spoil] = {
    "spare bits set": spare_bits,
    "no padding": _swap(b"=\n", b"\n"),
    "more padding": _swap(b"=\n", b"==\n"),
    "a carriage return": _swap(b"\n", b"\r\n"),
    "a blank at a line's end": _swap(b"\n", b" \n"),
    "a blank at a line's beginning": _swap(b"\n", b"\n "),
    "a tab": _swap(b" ", b"\t"),
    "two blanks": _swap(b" ", b"  "),
    "a no-break space": _swap(b" ", b"\xc2\xa0"),
    "an empty line more": _swap(b"\n", b"\n\n"),
    "an empty line less": _swap(b"\n\n", b"\n"),
    "a line more": _swap(b"\n", b"\nAA==\n"),
    "another dash": _swap("\u2014".encode(), "\u2013".encode()),
    "a NUL": _swap(b"", b"\0"),
    "a byte that is no UTF-8": _swap(b"", b"\xff"),
    "a byte order mark": lambda raw, _: b"\xef\xbb\xbf" + raw,
    "a line after the end": _at_the_end(b"\n"),
    "words after the end": _at_the_end(b"and so on\n"),
    "a zero before a number": _before_a_number(b"0"),
    "a plus before a number": _before_a_number(b"+"),
    "a minus before a number": _before_a_number(b"-"),
    "a blank before a number": _before_a_number(b" "),
}


def spoiled(
    files: list[bytes], kinds: dict[str, Spoil], count: int, seed: int
) -> Iterator[tuple[str, bytes]]:
    """Yield at least `count` spoiled files, each kind in turn, with the name of the kind."""
    dice = random.Random(seed)  # noqa: S311 dice for a test
    made = 0
    while made < count:
        for name, spoil in kinds.items():
            raw = dice.choice(files)
            found = spoil(raw, dice)
            if found is not None:
                if found == raw:
                    raise AssertionError(name)
                made += 1
                yield name, found
