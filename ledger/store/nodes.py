"""The stored hashes of the seal: the leaf that an entry is, and reading the nodes above it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ledger.entry import Entry
from ledger.errors import Damaged
from ledger.seal.leaf import SALT, TAG, Frame, Leaf, Words, sealed
from ledger.seal.tree import HASH, Read
from ledger.store.place import Ask
from ledger.store.rows import MICROSECONDS, timestamp


def leaf(entry: Entry) -> Leaf:
    """Return the leaf of an entry as it is stored; Damaged where a withheld one has no digest to stand for it."""
    frame = Frame(
        number=entry.number,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        root=entry.root,
        kind=entry.kind,
        version=entry.version,
        imported_from=entry.imported_from or "",
    )
    if entry.withheld:
        if len(entry.salt) != HASH:
            raise Damaged(f"what entry {entry.number} holds is gone, and no digest of it stands in its place")
        return Leaf(frame, entry.salt)
    return sealed(frame, Words(entry.salt, entry.id, entry.body.encode()))


_HELD = 4_096
"""Seconds, and authors, that are spelled once and kept."""


def leaf_hashes(rows: Iterable[Sequence[Any]]) -> list[bytes]:
    """Return the leaf hash of each row of `Store.sealed`, as `leaf` gives it, in a third of the time.

    Damaged, TypeError, AttributeError or the like where a row is none of an entry.
    """
    spell, stamp = lru_cache(maxsize=_HELD)(_spelled), lru_cache(maxsize=_HELD)(timestamp)
    found = []
    for number, entry_id, recorded_at, recorded_by, root, topic, state, salt, imported_from in rows:
        if state:
            if len(salt) != SALT:
                raise Damaged(f"the salt of entry {number} has {len(salt)} bytes")
            named = entry_id.encode()
            digest = sha256(b"%b%d:%b,%b" % (salt, len(named), named, state)).digest()
        elif len(salt) == HASH:
            digest = salt
        else:
            raise Damaged(f"entry {number} has neither words nor a digest")
        author, rest = spell(recorded_by, topic, imported_from)
        seconds, fraction = divmod(recorded_at, MICROSECONDS)
        when = stamp(seconds * MICROSECONDS)
        of_number, of_root = str(number), str(root)
        front = (
            f"\0{TAG}{len(of_number)}:{of_number},27:{when[:20]}{fraction:06d}Z,"
            f"{author}{len(of_root)}:{of_root},{rest}32:"
        )
        found.append(sha256(front.encode() + digest + b",").digest())
    return found


def _spelled(recorded_by: str, topic: str, imported_from: str | None) -> tuple[str, str]:
    """Return the netstrings of a leaf that many entries share: the author; kind, version and where it is from."""
    kind, _, version = topic.partition("/")
    return _netstring(recorded_by), "".join(map(_netstring, (kind, str(int(version)), imported_from or "")))


def _netstring(value: str) -> str:
    return f"{len(value.encode())}:{value},"


def reader(ask: Ask) -> Read:
    """Return what gives the tree its stored hashes; those that are missing it leaves out."""

    def read(positions: Sequence[int]) -> Sequence[bytes]:
        marks = ",".join("?" * len(positions))
        found = dict(ask(f"SELECT position, hash FROM node WHERE position IN ({marks})", positions))
        return [found[one] for one in positions if one in found]

    return read
