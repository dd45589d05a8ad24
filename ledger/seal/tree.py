"""The hash tree over the entries: RFC 6962 section 2.1, stored so that nothing stored ever changes.

Leaf `i`, from 0, is the entry numbered `i + 1`. The hash of a leaf is SHA-256(0x00, data), of a node
SHA-256(0x01, left, right), of the empty tree SHA-256 of nothing.

**Stored hashes.** Stored is the hash of every perfect subtree: level 0 the leaves, level `l`, index `i`
the subtree over the leaves `i * 2**l` to `(i + 1) * 2**l - 1`. A hash gets its position when the last of
its leaves comes: first the leaf itself, then, from below, what it completes. So entry by entry 1, 2, 1, 3,
1, 2, 1, 4 ... hashes are appended at the next positions and none is written twice. These are the positions
of `StoredHashIndex` in Go's sumdb/tlog. After `n` entries there are `stored(n)` < 2n of them.

**Reading.** Whatever is computed from stored hashes takes a `Read`: a function that is given positions and
returns the 32 bytes stored at each, in the order asked. It is called at most once, with at most 126
positions (2 log2 n), and never called for none. What it returns is not trusted to be complete.

Making a root or a proof raises `Refused` for a leaf or size that the tree has not, and `Damaged` where
hashes are missing. Checking a proof raises `Damaged`, and needs no tree.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from ledger.errors import Damaged, Refused
from ledger.seal.spelling import LARGEST, base64

Read = Callable[[Sequence[int]], Sequence[bytes]]
"""Given positions, returns the hash stored at each."""
HASH = 32
"""Bytes of a hash."""
CHUNK = 4_096
"""Leaves that are hashed together where there are many: a power of two."""
EMPTY = sha256(b"").digest()
"""The root of the tree without entries."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's data (RFC 6962 section 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two subtrees (RFC 6962 section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def stored(size: int) -> int:
    """Return how many hashes are stored for `size` entries, which is the position of the next one."""
    return 2 * size - size.bit_count()


def position(level: int, index: int) -> int:
    """Return the position of the perfect subtree `index` (from 0) of a level: right after its last leaf's."""
    return stored(((index + 1) << level) - 1) + level


class Frontier:
    """The right edge of a tree: enough, in at most 63 hashes, to append to it and to know its root.

    `Frontier()` is that of the empty tree; `Frontier.read` takes up a stored one. So appending a batch reads
    once, and going over all entries from the first needs no reads and no memory.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            message = (
                f"the edge of a tree of {size} entries has {size.bit_count()} hashes, not {len(self.peaks)}"
            )
            raise Damaged(message)

    @classmethod
    def read(cls, size: int, read: Read) -> "Frontier":
        """Return the edge of the stored tree of `size` entries."""
        return cls(size, _fetched(read, list(_perfect(0, _sized(size)))))

    def add(self, leaf: bytes) -> list[bytes]:
        """Append a leaf hash, and return what is stored for it: at the positions from `stored(size)` on.

        The first is the leaf hash, each further one the node above the one before it.
        """
        completed = [leaf]
        size = self.size
        while size & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            completed.append(leaf)
            size >>= 1
        self.peaks.append(leaf)
        self.size += 1
        return completed

    def extend(self, leaves: Sequence[bytes]) -> list[bytes]:
        """Append leaf hashes and return what is stored for them, as `add` would give it one after the other.

        Where they are CHUNK, from a multiple of it on, half the time of so many `add`.
        """
        if len(leaves) != CHUNK or self.size % CHUNK:
            return [one for leaf in leaves for one in self.add(leaf)]
        hashes = list(leaves)
        level: Sequence[bytes] = leaves
        while len(level) > 1:
            level = [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(level[::2], level[1::2], strict=True)
            ]
            hashes += level
        completed = [hashes[place] for place in _places(CHUNK)]
        above, size = hashes[-1], self.size // CHUNK
        while size & 1:
            above = node_hash(self.peaks.pop(), above)
            completed.append(above)
            size >>= 1
        self.peaks.append(above)
        self.size += CHUNK
        return completed

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        return _joined(self.peaks)


@lru_cache(maxsize=1)
def _places(size: int) -> tuple[int, ...]:
    """Return where what is stored for a perfect tree stands among its hashes, listed level by level from below."""
    starts = [2 * size - 2 * (size >> level) for level in range(size.bit_length())]
    found = []
    for leaf in range(size):
        index, level = leaf, 0
        found.append(index)
        while index & 1:
            index >>= 1
            level += 1
            found.append(starts[level] + index)
    return tuple(found)


def root(size: int, read: Read) -> bytes:
    """Return the root of the tree of the first `size` entries."""
    return Frontier.read(size, read).root()


def inclusion(index: int, size: int, read: Read) -> tuple[bytes, ...]:
    """Return the audit path of leaf `index` in the tree of `size` entries, from below (RFC 6962 section 2.1.1)."""
    if not 0 <= index < _sized(size):
        message = f"a tree of {size} entries has no entry {index + 1}"
        raise Refused(message, remedy=f"Name an entry from 1 to {size}.", given=index + 1)
    return _path([], 0, index, size, read)


def consistency(old: int, size: int, read: Read) -> tuple[bytes, ...]:
    """Return the proof that the tree of `size` entries extends that of `old` (RFC 6962 section 2.1.2).

    It is empty where `old` is `size`, and where it is 0, as every tree extends the empty one (C2SP tlog-witness,
    add-checkpoint).
    """
    if not 0 <= old <= _sized(size):
        message = f"a tree of {size} entries does not extend one of {old}"
        raise Refused(message, remedy=f"Ask from 0 to {size}.", given=old)
    if old in {0, size}:
        return ()
    level, index = _edge(old)
    return _path([position(level, index)] if index else [], level, index, size, read)


def check_inclusion(leaf: bytes, index: int, size: int, hashes: Sequence[bytes], root: bytes) -> None:
    """Check that an audit path leads from a leaf hash to a root; raises `Damaged` where it does not."""
    if not 0 <= index < size <= LARGEST:
        message = f"a tree of {size} entries has no entry {index + 1}"
        raise Damaged(message)
    sides = _sides(0, index, size)
    _counted(hashes, len(sides), f"a proof of entry {index + 1} of {size}")
    for left, sibling in zip(sides, hashes, strict=True):
        leaf = node_hash(sibling, leaf) if left else node_hash(leaf, sibling)
    _same(leaf, root, f"the proof of entry {index + 1} of {size}")


def check_consistency(old: int, old_root: bytes, size: int, root: bytes, hashes: Sequence[bytes]) -> None:
    """Check that a proof leads to both roots: then the tree of `old` entries is the beginning of the other.

    Raises `Damaged` where it does not, and where the later tree is the smaller one.
    """
    if not 0 <= old <= size <= LARGEST:
        message = f"a tree of {size} entries does not extend one of {old}"
        raise Damaged(message)
    if old in {0, size}:
        _counted(hashes, 0, f"a proof from {old} entries to {size}")
        _same(EMPTY if old == 0 else root, old_root, f"the tree of {old} entries")
        return
    level, index = _edge(old)
    sides = _sides(level, index, size)
    begun = old_root if index == 0 else None
    _counted(hashes, len(sides) + (begun is None), f"a proof from {old} entries to {size}")
    path = list(hashes)
    before = after = path.pop(0) if begun is None else begun
    for left, sibling in zip(sides, path, strict=True):
        if left:
            before = node_hash(sibling, before)
        after = node_hash(sibling, after) if left else node_hash(after, sibling)
    _same(before, old_root, f"the proof from {old} entries to {size}, at {old},")
    _same(after, root, f"the proof from {old} entries to {size}")


def _sized(size: int) -> int:
    if not 0 <= size <= LARGEST:
        message = f"no tree has {size} entries"
        raise Refused(message, remedy=f"Ask from 0 to {LARGEST}.", given=size)
    return size


def _edge(size: int) -> tuple[int, int]:
    """Return level and index of the last perfect subtree in the tree of `size` entries; index 0 if it is all."""
    level = (size & -size).bit_length() - 1
    return level, (size >> level) - 1


def _perfect(start: int, end: int) -> Iterator[int]:
    """Yield the positions of the perfect subtrees over the leaves `start` to `end - 1`, from the left.

    `start` is a multiple of every power of two up to the number of leaves.
    """
    rest = end - start
    while rest:
        level = rest.bit_length() - 1
        yield position(level, start >> level)
        start += 1 << level
        rest -= 1 << level


def _joined(hashes: Sequence[bytes]) -> bytes:
    """Return the root over perfect subtrees, each smaller than the one to its left."""
    if not hashes:
        return EMPTY
    found = hashes[-1]
    for left in hashes[-2::-1]:
        found = node_hash(left, found)
    return found


def _path(wanted: list[int], level: int, index: int, size: int, read: Read) -> tuple[bytes, ...]:
    """Return the hashes at `wanted`, then the siblings from a perfect subtree up to the root of `size` entries.

    All siblings are stored but one at most: the one that ends with the tree, where it is not perfect.
    """
    first = beyond = 0
    last = (size - 1) >> level
    while last:
        if index & 1 or index + 1 < last:
            # `position` of the sibling, written out: a proof asks for one at each level.
            leaf = ((index ^ 1) + 1 << level) - 1
            wanted.append(2 * leaf - leaf.bit_count() + level)
        elif index < last:
            first = len(wanted)
            wanted += _perfect((index + 1) << level, size)
            beyond = len(wanted)
        level += 1
        index >>= 1
        last >>= 1
    found = _fetched(read, wanted)
    if beyond:
        found[first:beyond] = [_joined(found[first:beyond])]
    return tuple(found)


def _sides(level: int, index: int, size: int) -> list[bool]:
    """Return, from a perfect subtree up to the root, whether each sibling stands to the left."""
    sides = []
    last = (size - 1) >> level
    while last:
        if index & 1 or index < last:
            sides.append(bool(index & 1))
        index >>= 1
        last >>= 1
    return sides


def _fetched(read: Read, positions: list[int]) -> list[bytes]:
    found = list(read(positions)) if positions else []
    if len(found) != len(positions):
        message = f"{len(positions)} hashes of the seal were asked for and {len(found)} are there"
        raise Damaged(message)
    if found and set(map(len, found)) != {HASH}:
        place, wrong = next(pair for pair in zip(positions, found, strict=True) if len(pair[1]) != HASH)
        message = f"the hash of the seal at position {place} has {len(wrong)} bytes; it must have {HASH}"
        raise Damaged(message)
    return found


def _counted(hashes: Sequence[bytes], wanted: int, what: str) -> None:
    if len(hashes) != wanted:
        message = f"{what} has {wanted} hashes, and this one has {len(hashes)}"
        raise Damaged(message)
    for one in hashes:
        if len(one) != HASH:
            message = f"a hash of {what} has {len(one)} bytes; it must have {HASH}"
            raise Damaged(message)


def _same(found: bytes, wanted: bytes, what: str) -> None:
    if found != wanted:
        message = f"{what} leads to the root {base64(found)}, not to {base64(wanted)}"
        raise Damaged(message)
