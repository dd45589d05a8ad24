"""A sealed ledger to try things on: entries made from their number alone, keys made from a word."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256

from ledger.seal import checkpoint, cosign, leaf, note, proof, tree
from ledger.seal.checkpoint import Trust
from ledger.seal.leaf import Frame, Leaf, Words
from ledger.seal.note import COSIGNATURE, Signer

MOST = 300
"""Entries of the sample, and the largest tree that is tried exhaustively."""
ORIGIN = "example.org/talks"
NOW = 1_740_000_000


def key(name: str, word: str, *, type: int = note.ED25519) -> Signer:  # noqa: A002 as in `note.new`
    return note.new(name, sha256(word.encode()).digest(), type=type)


LEDGER = key(ORIGIN, "the ledger")
SECOND = key("example.net/second", "a second person", type=COSIGNATURE)
THIRD = key("example.net/third", "a third", type=COSIGNATURE)
IMPOSTOR = key(ORIGIN, "someone else")
ELSEWHERE = key("example.com/other", "another ledger")

TRUST = Trust(ORIGIN, (LEDGER.verifier(),))
COSIGNED = Trust(ORIGIN, (LEDGER.verifier(),), (SECOND.verifier(),), 1)


def entry(number: int) -> Leaf:
    """Return the leaf of an entry, with its words."""
    chain = number - number % 3 if number % 5 == 0 and number > 3 else number
    frame = Frame(
        number=number,
        recorded_at=f"2025-02-{1 + number // 12:02}T{number % 12:02}:00:00.{number:06}Z",
        recorded_by="anna" if number % 2 else "jos\u00e9",
        root=chain,
        kind="position-taken" if chain == number else "entry-corrected",
        version=1,
        imported_from="" if number % 7 else "example.com/other",
    )
    said = f'{{"kind":"{frame.kind}","summary":"Not a deal \u2014 not yet ({number})"}}'
    salt = sha256(b"salt %d" % number).digest()[: leaf.SALT]
    return leaf.sealed(frame, Words(salt, f"D{number:02}", said.encode()))


ENTRIES = [entry(number) for number in range(1, MOST + 1)]
CLOSED = [one._replace(words=None) for one in ENTRIES]


def grown(leaves: Sequence[bytes]) -> list[bytes]:
    """Return what is stored for some leaf hashes, by position."""
    edge = tree.Frontier()
    return [one for each in leaves for one in edge.add(each)]


STORED = grown([one.hash() for one in ENTRIES])


def read(positions: Sequence[int]) -> list[bytes]:
    return [STORED[position] for position in positions]


@cache
def head(size: int, signer: Signer = LEDGER) -> bytes:
    """Return the checkpoint's file at a size."""
    return checkpoint.signed(size, tree.root(size, read), signer)


@cache
def proved(number: int, size: int, *, words: bool = False) -> bytes:
    """Return the proof's file of an entry in the tree of a size."""
    return proof.made((ENTRIES if words else CLOSED)[number - 1], head(size), read)


def request(old: int, size: int, signer: Signer = LEDGER) -> cosign.Request:
    return cosign.Request(old, tree.consistency(old, size, read), head(size, signer))


@cache
def cosigned(size: int) -> bytes:
    """Return the checkpoint's file at a size with a second person's cosignature."""
    return cosign.cosign(request(0, size), TRUST, SECOND, NOW, memory=None)
