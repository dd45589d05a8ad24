"""The seal, measured in a process of its own: what it adds to a record, what a proof takes, going over all entries."""

import random
import time
from collections.abc import Callable
from unittest.mock import patch

from ledger.ledger import Ledger, sealing
from ledger.seal import checkpoint, note, proof, tree
from ledger.store import append, nodes
from scripts.benchmark.measures import turns
from scripts.benchmark.tasks.ask import opened
from scripts.benchmark.tasks.record import appended, new

PROOFS = 500
"""Entries that are proved, drawn by dice."""
HASHED = 40
"""So many nodes are hashed for the yardstick of a proof."""
WARM_UPS = 5


def record(path: str, without: str, rounds: str) -> dict[str, list[float]]:
    """Return the milliseconds of each round of recording one durable entry, with the seal and without it.

    `without` is a copy of the ledger, in which no entry that is recorded here gets a hash.
    """
    lines = new(int(rounds) + WARM_UPS)
    with opened(path) as ledger, opened(without) as other:

        def with_seal(number: int) -> float:
            return _taken(lambda: appended(ledger, lines[number]))

        def without_seal(number: int) -> float:
            with patch.object(append, "_nodes", lambda *_: []):
                return _taken(lambda: appended(other, lines[number]))

        return turns({"sealed": with_seal, "unsealed": without_seal}, int(rounds), WARM_UPS)


def _taken(step: Callable[[], object]) -> float:
    begin = time.perf_counter()
    step()
    return (time.perf_counter() - begin) * 1000


def prove(path: str, rounds: str) -> dict[str, list[float]]:
    """Return of each proof how many hashes and bytes it has; of each round the microseconds of a proof and of hashing.

    `made` reads the hashes of a proof from the ledger, `checked` climbs from
    its leaf to the root; `hashed` hashes 40 nodes.
    """
    dice = random.Random(1)  # noqa: S311 the same entries every time
    with opened(path) as ledger:
        size = ledger.store.last()[0]
        signer = note.new(ledger.store.origin, bytes(32))
        head = sealing.signed(ledger.store, signer)
        root = checkpoint.parse(note.parse(head).text).root
        drawn = [dice.randrange(size) for _ in range(PROOFS)]
        paths = [tree.inclusion(index, size, ledger.store.hashes) for index in drawn]
        leaves = [_leaf(ledger, index) for index in drawn]
        written = [sealing.prove(ledger.store, index + 1, head, words=False) for index in drawn[:100]]

        def made() -> None:
            for index in drawn:
                tree.inclusion(index, size, ledger.store.hashes)

        def checked() -> None:
            for leaf, index, hashes in zip(leaves, drawn, paths, strict=True):
                tree.check_inclusion(leaf, index, size, hashes, root)

        def hashed() -> None:
            for leaf in leaves:
                _hash_nodes(leaf)

        things = {"made": _each(made), "checked": _each(checked), "hashed": _each(hashed)}
        taken = turns(things, int(rounds))
    counted = {
        "hashes": [float(len(proof.parse(raw).hashes)) for raw in written],
        "bytes": [float(len(raw)) for raw in written],
    }
    return taken | counted


def _leaf(ledger: Ledger, index: int) -> bytes:
    (entry,) = ledger.store.entries(index, index + 1)
    return nodes.leaf(entry).hash()


def _hash_nodes(found: bytes) -> None:
    for _ in range(HASHED):
        found = tree.node_hash(found, found)


def _each(thing: Callable[[], object]) -> Callable[[int], float]:
    """Return a turn that takes the microseconds of one of PROOFS."""
    return lambda _: _taken(thing) * 1000 / PROOFS


def check(path: str) -> dict[str, float]:
    """Hash every entry again and compare it with its seal, as `verify` does; return the seconds that it took."""
    with opened(path) as ledger:
        begin = time.perf_counter()
        faults = sealing.check(ledger.store)
        return {"seconds": time.perf_counter() - begin, "faults": len(faults)}
