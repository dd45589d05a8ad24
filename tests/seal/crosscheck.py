"""Asks strangers' verifiers whether they take the seal's files, and leave the spoiled ones: scripts/crosscheck.

Everything is asked of this ledger's own verifier too. A fault is a genuine file that someone does not take,
or a spoiled one that someone does. `--mutant NAME` spoils the seal itself, or a verifier, and asks again:
then it is finding faults that succeeds.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ledger.errors import LedgerError
from ledger.seal import checkpoint, note, proof, tree
from tests.seal import sample
from tests.seal.mutants import MEANING, spoiled
from tests.seal.strangers import TAKEN, Asked, Go, Sigstore, Stranger, missing_go

BATCH = 5_000
SHOWN = 5
MUTANT_SIZES = 40


class Ours:
    """This ledger's own verifier, asked like the strangers."""

    name = "this ledger"
    kinds = frozenset({"proof", "checkpoint", "consistency"})

    def verdicts(self, asked: Sequence[Asked]) -> list[str]:
        return [self._verdict(one) for one in asked]

    def _verdict(self, asked: Asked) -> str:
        try:
            if asked.kind == "proof":
                proof.checked(asked.file, sample.TRUST)
            elif asked.kind == "checkpoint":
                checkpoint.opened(asked.file, sample.TRUST)
            else:
                tree.check_consistency(asked.old, asked.before, asked.size, asked.after, asked.hashes)
        except LedgerError as error:
            return error.message
        return TAKEN


class Taken:
    """A verifier spoiled: it gives every file the same verdict."""

    def __init__(self, inner: Stranger, verdict: str) -> None:
        self.name, self.kinds, self.verdict = inner.name, inner.kinds, verdict

    def verdicts(self, asked: Sequence[Asked]) -> list[str]:
        return [self.verdict] * len(asked)


class Found(NamedTuple):
    """How many files of each kind each verifier took and left as it should, and the faults."""

    right: Counter[tuple[str, str]]
    faults: list[str]


def genuine(sizes: int, leaves: int) -> Iterator[Asked]:
    """Yield, at every size, the checkpoint, up to so many proofs, and as many consistency proofs."""
    roots = [tree.root(size, sample.read) for size in range(sizes + 1)]
    for size in range(1, sizes + 1):
        yield Asked("checkpoint", sample.head(size))
        for number in sorted({1 + at * (size - 1) // max(1, leaves - 1) for at in range(leaves)}):
            yield Asked("proof", sample.proved(number, size))
            hashes = tree.consistency(number, size, sample.read)
            yield Asked("consistency", b"", number, roots[number], size, roots[size], hashes)


def bent(sizes: int, seed: int) -> Iterator[Asked]:
    """Yield consistency proofs without end, each spoiled in one way."""
    dice = random.Random(seed)  # noqa: S311 dice for a test
    while True:
        size = dice.randrange(3, sizes + 1)
        old = dice.randrange(2, size)
        roots = [tree.root(one, sample.read) for one in (old, size)]
        hashes = tree.consistency(old, size, sample.read)
        good = Asked("consistency", b"", old, roots[0], size, roots[1], hashes)
        at = dice.randrange(len(hashes))
        before, after = hashes[:at], hashes[at + 1 :]
        yield good._replace(before=dice.randbytes(32))
        yield good._replace(after=dice.randbytes(32))
        yield good._replace(old=old - 1)
        yield good._replace(hashes=(*before, dice.randbytes(32), *after))
        yield good._replace(hashes=(*before, *after))
        yield good._replace(hashes=(*hashes, hashes[at]))
        if len(hashes) > 1:
            yield good._replace(hashes=(*hashes[1:], hashes[0]))


def wrong(sizes: int, count: int, seed: int) -> Iterator[Asked]:
    """Yield at least `count` spoiled files, and a quarter as many spoiled consistency proofs."""
    dice = random.Random(seed)  # noqa: S311 dice for a test
    some = [dice.randrange(1, sizes + 1) for _ in range(min(count, 500))]
    files = [sample.proved(dice.randrange(1, size + 1), size) for size in some]
    files += [sample.head(size) for size in some[: len(some) // 4]]
    for _, raw in spoiled(files, MEANING, count, seed):
        yield Asked("proof" if raw.startswith(b"c2sp.org/") else "checkpoint", raw)
    yield from islice(bent(sizes, seed), count // 4)


def asked_of(verifiers: Sequence[Stranger], sizes: int, leaves: int, count: int, seed: int) -> Found:
    """Put all genuine and spoiled files to all verifiers."""
    found = Found(Counter(), [])
    for what, asked in (("taken", genuine(sizes, leaves)), ("rejected", wrong(sizes, count, seed))):
        for batch in batches(asked):
            for one in verifiers:
                mine = [each for each in batch if each.kind in one.kinds]
                for each, verdict in zip(mine, one.verdicts(mine), strict=True):
                    if (verdict == TAKEN) == (what == "taken"):
                        found.right[one.name, f"{each.kind} {what}"] += 1
                    else:
                        found.faults.append(f"{one.name}, a {each.kind} to be {what}: {verdict}\n{each}")
    return found


def batches(asked: Iterable[Asked]) -> Iterator[list[Asked]]:
    rest = iter(asked)
    while batch := list(islice(rest, BATCH)):
        yield batch


Patch = tuple[Any, str, Any]


def _nothing(*_: object) -> None:
    """Check nothing."""


def _from_the_left(hashes: Sequence[bytes]) -> bytes:
    return reduce(tree.node_hash, hashes) if hashes else tree.EMPTY


INCLUSION, CONSISTENCY, WRITTEN, SIGN = (
    tree.inclusion,
    tree.consistency,
    proof.Proof.written,
    note.Signer.sign,
)
UNCHECKED: Patch = (tree, "check_inclusion", _nothing)

MUTANTS: dict[str, list[Patch]] = {
    "leaf-without-prefix": [(tree, "leaf_hash", lambda data: sha256(data).digest())],
    "node-with-the-prefix-of-a-leaf": [
        (tree, "node_hash", lambda one, two: sha256(b"\0" + one + two).digest())
    ],
    "children-swapped": [(tree, "node_hash", lambda one, two: sha256(b"\1" + two + one).digest())],
    "edge-joined-from-the-left": [UNCHECKED, (tree, "_joined", _from_the_left)],
    "path-from-above": [UNCHECKED, (tree, "inclusion", lambda *asked: INCLUSION(*asked)[::-1])],
    "path-of-the-next-entry": [
        UNCHECKED,
        (tree, "inclusion", lambda index, size, read: INCLUSION((index + 1) % size, size, read)),
    ],
    "consistency-from-above": [(tree, "consistency", lambda *asked: CONSISTENCY(*asked)[::-1])],
    "index-from-one": [
        (proof.Proof, "written", lambda self: WRITTEN(self._replace(number=self.number + 1))),
    ],
    "text-signed-without-its-end": [(note.Signer, "sign", lambda self, text: SIGN(self, text[:-1]))],
    "key-id-without-the-name": [
        (note.Verifier, "id", property(lambda self: sha256(b"\1" + self.key).digest()[:4])),
    ],
    "verifier-that-checks-no-path": [UNCHECKED],
    "verifier-that-checks-no-signature": [(note.Verifier, "holds", lambda *_: True)],
    "verifier-that-checks-no-growth": [(tree, "check_consistency", _nothing)],
    "strangers-that-take-all": [],
    "strangers-that-take-none": [],
}


@contextmanager
def spoilt(name: str) -> Iterator[None]:
    """Spoil the seal in one way, with a sample made by the spoiled one, and mend both again."""
    kept = [(owner, attribute, vars(owner)[attribute]) for owner, attribute, _ in MUTANTS[name]]
    try:
        _laid(MUTANTS[name])
        yield
    finally:
        _laid(kept)


def _laid(patches: list[Patch]) -> None:
    for owner, attribute, value in patches:
        setattr(owner, attribute, value)
    for made in (sample.head, sample.proved, sample.cosigned):
        made.cache_clear()
    sample.STORED[:] = sample.grown([one.hash() for one in sample.ENTRIES])


def strangers(folder: Path) -> list[Stranger]:
    """Return the strangers that there are here."""
    key = sample.LEDGER.verifier()
    found: list[Stranger] = [Sigstore(key.name, key.key)]
    if not missing_go():
        found.append(Go(folder, key.name, key.text()))
    return found


def with_mutant(name: str, others: Sequence[Stranger], count: int, seed: int) -> Found:
    """Ask again with the seal, or the strangers, spoiled; at fewer sizes."""
    if name.startswith("strangers-"):
        verdict = TAKEN if name.endswith("all") else "no"
        return asked_of([Ours(), *(Taken(one, verdict) for one in others)], MUTANT_SIZES, 3, count, seed)
    with spoilt(name):
        return asked_of([Ours(), *others], MUTANT_SIZES, 3, count, seed)


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="scripts/crosscheck", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--sizes", type=int, default=300, help="every tree size up to this one (most: 300)")
    parser.add_argument(
        "--leaves", type=int, default=300, help="proofs at each size (default: of every entry)"
    )
    parser.add_argument("--count", type=int, default=8_000, help="spoiled files (default: 8000)")
    parser.add_argument("--seed", type=int, default=None, help="of the dice that spoil (default: a new one)")
    parser.add_argument("--mutant", choices=MUTANTS, help="spoil the seal or a verifier, and expect faults")
    found = parser.parse_args()
    if not 1 < found.sizes <= sample.MOST or found.leaves < 1 or found.count < 1:
        parser.error(f"--sizes is 2 to {sample.MOST}; --leaves and --count are at least 1")
    if found.seed is None:
        found.seed = random.SystemRandom().randrange(10**6)
    return found


def main() -> int:
    """Ask, print how it went, and return the exit code."""
    wanted = arguments()
    say = sys.stdout.write
    with tempfile.TemporaryDirectory(prefix="ledger-crosscheck-") as folder:
        others = strangers(Path(folder))
        sizes = MUTANT_SIZES if wanted.mutant else wanted.sizes
        say(f"seed {wanted.seed}; every size from 1 to {sizes}\n")
        if missing_go():
            say(f"SKIPPED Go's sumdb: {missing_go()}\n")
        if wanted.mutant:
            found = with_mutant(wanted.mutant, others, 400, wanted.seed)
            verdict = "caught" if found.faults else "NOT CAUGHT"
            say(f"mutant {wanted.mutant}: {verdict}, {len(found.faults)} faults\n")
            return 0 if found.faults else 1
        found = asked_of([Ours(), *others], wanted.sizes, wanted.leaves, wanted.count, wanted.seed)
    for (name, what), count in sorted(found.right.items()):
        say(f"{name:28} {what:24} {count:8,}\n")
    for fault in found.faults[:SHOWN]:
        say(f"FAULT {fault}\n")
    say(f"{len(found.faults)} faults\n")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
