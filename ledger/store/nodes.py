"""The stored hashes of the seal: the leaf that an entry is, and reading the nodes above it."""

from collections.abc import Sequence

from ledger.entry import Entry
from ledger.errors import Damaged
from ledger.seal.leaf import Frame, Leaf, Words, sealed
from ledger.seal.tree import HASH, Read
from ledger.store.place import Ask


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


def reader(ask: Ask) -> Read:
    """Return what gives the tree its stored hashes; those that are missing it leaves out."""

    def read(positions: Sequence[int]) -> Sequence[bytes]:
        marks = ",".join("?" * len(positions))
        found = dict(ask(f"SELECT position, hash FROM node WHERE position IN ({marks})", positions))
        return [found[one] for one in positions if one in found]

    return read
