"""The seal of a ledger: checked against what is stored, signed in a checkpoint, proved of an entry.

The check goes over the entries once, in constant memory: each is hashed from what is stored of it, and what
its hash completes in the tree is compared with the hashes that were stored with it. Whoever can write to the
file can write new hashes too; only a checkpoint that is kept elsewhere shows that.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ledger.errors import Damaged, LedgerError, NotFound, Refused
from ledger.ledger.checks import Found
from ledger.seal import checkpoint, cosign, note, proof, tree
from ledger.seal.checkpoint import Checkpoint, Trust
from ledger.seal.note import Signer
from ledger.seal.spelling import base64
from ledger.state.cells import Row
from ledger.store import Store, nodes

MOST_FAULTS = 20
"""Altered entries that are named; after so many the rest is not worth naming."""
_SIGNATURE = b"\xe2\x80\x94 "
_END = (2**62, b"")


class _Check:
    """One pass over the entries, compared with the stored hashes and with checkpoints in order of size."""

    def __init__(self, store: Store, kept: Sequence[Checkpoint]) -> None:
        self.entries = store.entries()
        self.stored = store.nodes()
        self.node = next(self.stored, _END)
        self.kept = sorted(kept, key=lambda one: one.size)
        self.edge = tree.Frontier()
        self.compared = 0
        self.faults: list[Found] = []
        self.differs = False

    def run(self) -> list[Found]:
        """Return what is wrong with the tree, the first entry that differs first."""
        gap = False
        for entry in self.entries:
            number = self.edge.size + 1
            if entry.number != number:
                self._missing(number)
                gap = True
                break
            try:
                leaf = nodes.leaf(entry).hash()
            except LedgerError as error:
                self.faults.append((number, f"entry {number} cannot be hashed: {error.message}"))
                gap = True
                break
            self._compare(number, self.edge.add(leaf))
            self._checkpoints()
            if len(self.faults) >= MOST_FAULTS:
                return self.faults
        if not gap:
            self._ended()
        return self.faults

    def _sealed(self, position: int) -> bytes | None:
        """Return the hash stored at a position, stepping over what stands before it."""
        while self.node[0] < position:
            if self.node[0] < 0:
                self.faults.append((None, f"a hash is stored at {self.node[0]}, where none belongs"))
            self.node = next(self.stored, _END)
        if self.node[0] != position:
            return None
        found = self.node[1]
        self.node = next(self.stored, _END)
        return found

    def _compare(self, number: int, completed: Sequence[bytes]) -> None:
        first = tree.stored(number - 1)
        for level, made in enumerate(completed):
            kept = self._sealed(first + level)
            if kept == made:
                continue
            sealed = "missing" if kept is None else kept.hex()
            if level == 0:
                message = f"entry {number} as it is stored has the leaf hash {made.hex()}; sealed is {sealed}"
                self.faults.append((number, message))
            elif not self.differs:
                begin = number - (1 << level) + 1
                message = f"the hash over entries {begin} to {number} is {made.hex()}; sealed is {sealed}"
                self.faults.append((None, message))
            # Of what stands above a hash that differs nothing more is to be learnt.
            self.differs = True

    def _checkpoints(self) -> None:
        while self.compared < len(self.kept) and self.kept[self.compared].size <= self.edge.size:
            one = self.kept[self.compared]
            self.compared += 1
            if one.size < self.edge.size or one.root == self.edge.root():
                continue
            before = max((other.size for other in self.kept if other.size < one.size), default=0)
            place = f"entry {one.size}" if before + 1 == one.size else f"entries {before + 1} to {one.size}"
            message = (
                f"the checkpoint of {one.size} entries has the root {base64(one.root)}, and the entries stored "
                f"have {base64(self.edge.root())}: {place} not as when it was signed"
            )
            self.faults.append((one.size if before + 1 == one.size else None, message))
            # Every later checkpoint differs with this one.
            self.compared = len(self.kept)

    def _missing(self, number: int) -> None:
        kept = self._sealed(tree.stored(number - 1))
        if kept is not None:
            self.faults.append((number, f"entry {number} is gone; sealed is the leaf hash {kept.hex()}"))
        else:
            self.faults.append((number, f"entry {number} is missing"))

    def _ended(self) -> None:
        size = self.edge.size
        last = self.kept[-1] if self.kept else None
        if self._sealed(tree.stored(size)) is not None or self.node is not _END:
            self.faults.append((size + 1, f"hashes are stored of entry {size + 1} and on, which are gone"))
        if last is not None and last.size > size:
            message = f"the checkpoint is of {last.size} entries: entries {size + 1} to {last.size} are gone"
            self.faults.append((size + 1, message))


def check(store: Store, kept: Sequence[Checkpoint] = ()) -> list[Found]:
    """Return what is wrong with the seal; `kept` are checkpoints whose signatures hold, from elsewhere.

    Many entries are hashed and compared at once; only where they do not agree each is looked at, and named.
    """
    return [] if agrees(store, kept) else one_by_one(store, kept)


def one_by_one(store: Store, kept: Sequence[Checkpoint] = ()) -> list[Found]:
    """Return what `check` does, each entry hashed and compared by itself."""
    return _Check(store, kept).run()


_UNREADABLE = (AttributeError, Damaged, OSError, OverflowError, TypeError, ValueError)
"""What is raised by rows that no ledger would have stored."""


def agrees(store: Store, kept: Sequence[Checkpoint]) -> bool:
    """Tell whether all entries are as they were sealed, and begin with those of the checkpoints.

    It says yes only where `one_by_one` finds nothing.
    """
    edge = tree.Frontier()
    full = True
    while full:
        rows = store.sealed(edge.size, edge.size + tree.CHUNK)
        full = len(rows) == tree.CHUNK
        if [row[0] for row in rows] != list(range(edge.size + 1, edge.size + len(rows) + 1)):
            return False
        try:
            leaves = nodes.leaf_hashes(rows)
        except _UNREADABLE:
            return False
        if not _signed(edge, leaves, kept):
            return False
        begin, made = tree.stored(edge.size), edge.extend(leaves)
        # Positions are whole numbers, and no two are the same: so many between two are all of them.
        if store.stored_hashes(begin, begin + len(made)) != made:
            return False
    rest = store.stored_hashes(tree.stored(edge.size), _END[0]), store.stored_hashes(-_END[0], 0)
    return edge.size == store.last()[0] and not any(rest) and all(one.size <= edge.size for one in kept)


def _signed(edge: tree.Frontier, leaves: Sequence[bytes], kept: Sequence[Checkpoint]) -> bool:
    """Tell whether the tree has the roots that were signed of it, as far as these leaves make it grow."""
    for one in kept:
        if edge.size <= one.size <= edge.size + len(leaves):
            at = tree.Frontier(edge.size, edge.peaks)
            at.extend(leaves[: one.size - edge.size])
            if at.root() != one.root:
                return False
    return True


def checkpoints(raw: bytes) -> list[bytes]:
    """Return the checkpoints of a file, to which one after the other was appended."""
    found: list[bytes] = []
    one: list[bytes] = []
    signatures = False
    for line in raw.splitlines(keepends=True):
        if signatures and not line.startswith(_SIGNATURE):
            found.append(b"".join(one))
            one, signatures = [], False
        signatures = signatures or (line.startswith(_SIGNATURE) and one[-1:] == [b"\n"])
        one.append(line)
    return [*found, b"".join(one)]


def opened(raw: bytes, trust: Trust) -> list[Checkpoint]:
    """Return the checkpoints of a file, of all of which the origin and the signature must be the ones expected."""
    return [checkpoint.opened(one, trust).checkpoint for one in checkpoints(raw)]


def signed(store: Store, signer: Signer) -> bytes:
    """Return a checkpoint, as a file, of the ledger as it is now."""
    size = store.last()[0]
    return checkpoint.signed(size, tree.root(size, store.hashes), named(store, signer))


def named(store: Store, signer: Signer) -> Signer:
    """Return a key where it can sign for this ledger: its name is the ledger's origin."""
    if signer.name != store.origin:
        raise Refused(
            f"the key is that of {signer.name}, and this ledger is {store.origin}",
            remedy=f"Make one for it: ledger key new FILE --name {store.origin}",
        )
    if signer.type != note.ED25519:
        raise Refused(
            "the key is a cosigner's, and this asks for the ledger's", remedy="ledger key new --help"
        )
    return signer


def request(store: Store, signer: Signer, seen: Checkpoint) -> bytes:
    """Return what asks a cosigner who has seen one checkpoint to sign the newest, if it extends that one."""
    raw = signed(store, signer)
    new = checkpoint.parse(note.parse(raw).text)
    hashes = tree.consistency(seen.size, new.size, store.hashes) if seen.size <= new.size else ()
    checkpoint.extends(new, seen, hashes)
    return cosign.Request(seen.size, hashes, raw).written()


def extended(store: Store, seen: Checkpoint) -> None:
    """Check that the ledger begins with the entries of a checkpoint; Damaged where it does not."""
    last = store.last()[0]
    if seen.size > last:
        raise Damaged(
            f"the checkpoint is of {seen.size} entries, and the ledger has {last}",
            remedy="See: ledger verify",
        )
    if tree.root(seen.size, store.hashes) != seen.root:
        raise Damaged(
            f"the ledger does not begin with the {seen.size} entries of the checkpoint",
            remedy="See: ledger verify --since",
        )


def prove(store: Store, number: int, raw: bytes, *, words: bool = True) -> bytes:
    """Return the proof, as a file, that an entry is in the tree of a checkpoint; without `words` it has them not."""
    entry = store.entry(number)
    if entry is None:
        raise NotFound(f"there is no entry {number}", remedy=f"The last entry is {store.last()[0]}.")
    leaf = nodes.leaf(entry)
    return proof.made(leaf if words else leaf._replace(words=None), raw, store.hashes)


def not_checked(kept: Sequence[Checkpoint], last: int) -> Iterator[str]:
    """Yield what the check of the tree could not see."""
    if not kept:
        yield (
            "tree: no checkpoint kept elsewhere was given, so neither entries altered with all their hashes "
            "written anew nor a ledger cut back to an older state are seen (--since)"
        )
        return
    sizes = [0, *sorted({one.size for one in kept})]
    if sizes[-1] < last:
        newer = f"entry {last} is" if sizes[-1] + 1 == last else f"entries {sizes[-1] + 1} to {last} are"
        yield f"tree: {newer} newer than the checkpoint"
    if any(after - before > 1 for before, after in pairwise(sizes)):
        yield "tree: where all hashes were written anew, no more is told than between which checkpoints"


def document(one: Checkpoint) -> Row:
    """Return a checkpoint as it stands in the document of `verify`."""
    return {"origin": one.origin, "size": one.size, "root": base64(one.root)}
