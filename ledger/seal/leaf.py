"""The leaf of an entry: what is sealed in clear, and, blinded, its id and its words.

    words digest = SHA-256(salt, netstring of the id, body)
    leaf data    = netstrings of: "ledger-entry/1", number, recorded_at, recorded_by, root, kind, version,
                   imported_from, words digest
    leaf hash    = SHA-256(0x00, leaf data)                                  (RFC 6962 section 2.1)

A netstring is a length in decimal, a colon, so many bytes, and a comma: `4:anna,`. Nothing in front of a
value depends on what follows, so two entries with the same leaf data are the same entry. Texts are UTF-8,
numbers decimal without leading zeros, `recorded_at` as exported (2025-02-19T09:00:00.123456Z), an
`imported_from` that is not there empty; the digest is its 32 bytes. `salt` is 16 random bytes, `body` the
exact stored bytes of what the entry holds.

The id is blinded with the words because an id that was not given is made from them: in clear it would let
anybody confirm a guessed text whose body was withheld. The stream of the chain is made from such an id, so
the chain is sealed by the number of its first line. Where words are withheld, salt and id go with them, and
the 32 bytes of the digest stay in their place: the leaf, every number, root and old proof hold.
"""

import re
from hashlib import sha256
from typing import NamedTuple

from ledger.errors import Damaged, Refused
from ledger.seal import tree
from ledger.seal.spelling import AS_WRITTEN, decimal, netstrings, unnetstrings

SALT = 16
"""Bytes of a salt."""
TAG = "14:ledger-entry/1,"
"""What every leaf begins with, as a netstring."""
_TAG = b"ledger-entry/1"
_CLOSED, _OPEN = 9, 12
_WHAT = "what the proof says of its entry"
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"


class Frame(NamedTuple):
    """What a leaf says in clear: `root` is the number of the chain's first line, `version` that of the kind."""

    number: int
    recorded_at: str
    recorded_by: str
    root: int
    kind: str
    version: int
    imported_from: str = ""


class Words(NamedTuple):
    """What opens a words digest: the entry's id and the exact stored bytes of what it holds."""

    salt: bytes
    id: str
    body: bytes

    def digest(self) -> bytes:
        """Return the words digest; refused where the salt has not 16 bytes."""
        if len(self.salt) != SALT:
            message = f"the salt of an entry has {len(self.salt)} bytes; it must have {SALT}"
            raise Refused(message, field="salt")
        named = self.id.encode()
        return sha256(b"%b%d:%b,%b" % (self.salt, len(named), named, self.body)).digest()


class Leaf(NamedTuple):
    """The leaf of one entry, with or without the words that its digest stands for."""

    frame: Frame
    digest: bytes
    words: Words | None = None

    def data(self) -> bytes:
        """Return the leaf data."""
        return data(self.frame, self.digest)

    def hash(self) -> bytes:
        """Return the leaf hash."""
        return tree.leaf_hash(data(self.frame, self.digest))

    def extra(self) -> bytes:
        """Return what a proof carries of the leaf: its data, and, if there are words, salt, id and body."""
        if self.words is None:
            return self.data()
        return self.data() + netstrings((self.words.salt, self.words.id.encode(), self.words.body))


def data(frame: Frame, digest: bytes) -> bytes:
    """Return the leaf data of a frame and the 32 bytes of a words digest."""
    number = b"%d" % frame.number
    recorded_at = frame.recorded_at.encode()
    recorded_by = frame.recorded_by.encode()
    root = b"%d" % frame.root
    kind = frame.kind.encode()
    version = b"%d" % frame.version
    imported_from = frame.imported_from.encode()
    # The netstrings of a leaf written out: half the time of `netstrings`, and verifying makes one for each entry.
    return b"14:ledger-entry/1,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b," % (
        len(number),
        number,
        len(recorded_at),
        recorded_at,
        len(recorded_by),
        recorded_by,
        len(root),
        root,
        len(kind),
        kind,
        len(version),
        version,
        len(imported_from),
        imported_from,
        len(digest),
        digest,
    )


def sealed(frame: Frame, words: Words) -> Leaf:
    """Return the leaf of an entry whose words are at hand."""
    return Leaf(frame, words.digest(), words)


def read(extra: bytes) -> Leaf:
    """Return the leaf that a proof carries.

    `Refused` where it is not written as this module writes it, `Damaged` where its words do not open its digest.
    """
    values = unnetstrings(extra, _WHAT, most=_OPEN)
    if len(values) not in {_CLOSED, _OPEN} or values[0] != _TAG:
        message = f"{_WHAT} is no leaf of a kind that this version knows"
        raise Refused(message, remedy="Check it with a newer ledger.")
    frame, digest = _frame(values), values[8]
    if len(digest) != tree.HASH:
        message = (
            f"the words digest of entry {frame.number} has {len(digest)} bytes; it must have {tree.HASH}"
        )
        raise Refused(message, remedy=AS_WRITTEN)
    if len(values) == _CLOSED:
        return Leaf(frame, digest)
    words = Words(values[9], _text(values[10]), values[11])
    if words.digest() != digest:
        message = (
            f"the words given for entry {frame.number} have the digest {words.digest().hex()}; "
            f"sealed is {digest.hex()}"
        )
        raise Damaged(message)
    return Leaf(frame, digest, words)


def _frame(values: list[bytes]) -> Frame:
    texts = [_text(value) for value in values[1:8]]
    frame = Frame(
        number=decimal(texts[0], "the number of the entry", least=1),
        recorded_at=texts[1],
        recorded_by=texts[2],
        root=decimal(texts[3], "the root of the entry", least=1),
        kind=texts[4],
        version=decimal(texts[5], "the version of the entry's kind", least=1),
        imported_from=texts[6],
    )
    if frame.root > frame.number:
        message = f"entry {frame.number} cannot belong to the chain of a later entry, {frame.root}"
        raise Refused(message, remedy=AS_WRITTEN)
    if not re.fullmatch(_TIME, frame.recorded_at):
        message = f"the time of entry {frame.number} is not written as the ledger writes it"
        raise Refused(message, remedy=AS_WRITTEN, given=frame.recorded_at)
    return frame


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        message = f"{_WHAT} is no UTF-8 text"
        raise Refused(message, remedy=AS_WRITTEN) from None
