"""RFC 6962 section 2.1 written down as it is defined: recursive, over all the leaves, and sharing nothing."""

import hashlib
from functools import cache


class Naive:
    """The tree over some leaves' data."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves
        self.hash = cache(self._hash)

    def _hash(self, first: int, end: int) -> bytes:
        """MTH(D[first:end])."""
        if first == end:
            return hashlib.sha256().digest()
        if end - first == 1:
            return hashlib.sha256(b"\0" + self.leaves[first]).digest()
        middle = first + split(end - first)
        return hashlib.sha256(b"\1" + self.hash(first, middle) + self.hash(middle, end)).digest()

    def root(self, size: int) -> bytes:
        return self.hash(0, size)

    def path(self, leaf: int, first: int, end: int) -> list[bytes]:
        """PATH(leaf, D[first:end]), `leaf` counted from the first of all."""
        if end - first == 1:
            return []
        middle = first + split(end - first)
        if leaf < middle:
            return [*self.path(leaf, first, middle), self.hash(middle, end)]
        return [*self.path(leaf, middle, end), self.hash(first, middle)]

    def proof(self, old: int, size: int) -> list[bytes]:
        """PROOF(old, D[size])."""
        return self._subproof(old, 0, size, whole=True)

    def _subproof(self, old: int, first: int, end: int, *, whole: bool) -> list[bytes]:
        if old == end:
            return [] if whole else [self.hash(first, end)]
        middle = first + split(end - first)
        if old <= middle:
            return [*self._subproof(old, first, middle, whole=whole), self.hash(middle, end)]
        return [*self._subproof(old, middle, end, whole=False), self.hash(first, middle)]


def split(leaves: int) -> int:
    """Return the largest power of two that is less than a number."""
    power = 1
    while power * 2 < leaves:
        power *= 2
    return power
