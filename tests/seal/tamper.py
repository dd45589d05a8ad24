"""Tamper with copies of a ledger, and see whether `verify`, with checkpoints kept elsewhere, names what was touched.

Every way of `tests.seal.tampering`, those that write all hashes anew too, a ledger cut back, triggers taken out
and an edited index, in turn and by dice. Told is also what would be seen without any checkpoint.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import NamedTuple

from ledger import Ledger
from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.ledger import sealing
from ledger.seal import tree
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.leaf import Leaf
from ledger.store import Store, nodes
from tests.cases import Json
from tests.harness.running import put
from tests.seal import tampering, tampering_withheld
from tests.seal.test_in_the_ledger import filled

LAST = 23
SHOWN = 10
CUT, TRIGGERS, INDEX, ANEW = "cut_back", "drop_the_triggers", "edit_the_index", ", sealed anew"
OF_A_COPY = (*tampering_withheld.SEEN, *(f"{name}{ANEW}" for name in tampering_withheld.REWRITTEN))
"""The ways to tamper with a copy that withholds words."""
WAYS = (
    *tampering.SEEN,
    *(f"{name}{ANEW}" for name in tampering.REWRITTEN),
    *OF_A_COPY,
    *(CUT, TRIGGERS, INDEX),
)
_BY_NAME = tampering.SEEN | tampering.REWRITTEN | tampering_withheld.SEEN | {CUT: tampering.truncate}
WITHHELD = (2, 5, 9, 10, 17)
"""The entries whose chains the copy withholds: three of them stand alone, one was corrected."""


class Sound(NamedTuple):
    """A sound ledger with its index, and a checkpoint of each size that it had."""

    path: Path
    kept: list[Checkpoint]


class Whole(NamedTuple):
    """A sound ledger, and a sound copy of it that withholds some of its entries."""

    ledger: Sound
    withheld: Sound

    def of(self, name: str) -> Sound:
        """Return the one that a way is tried on."""
        return self.withheld if name in OF_A_COPY else self.ledger


def whole(folder: Path) -> Whole:
    with filled(folder / "talks.db", LAST) as ledger:
        ledger.copy(folder / "withheld.db", withhold=WITHHELD, reason="court order")
    return Whole(_sound(folder / "talks.db"), _sound(folder / "withheld.db"))


def _sound(path: Path) -> Sound:
    with Ledger(path) as ledger:
        store = ledger.store
        sizes = range(1, store.last()[0] + 1)
        kept = [Checkpoint(store.origin, size, tree.root(size, store.hashes)) for size in sizes]
        assert ledger.verify(kept)["ok"]
    return Sound(path, kept)


def tampered(of: Sound, copy: Path, name: str, dice: random.Random) -> int | None:
    """Put a copy in the place of the last one, tamper with it, and return the entry that was touched."""
    for suffix in ("", ".index", "-wal", "-shm", ".index-wal", ".index-shm"):
        Path(f"{copy}{suffix}").unlink(missing_ok=True)
    shutil.copy(of.path, copy)
    if name == INDEX:
        shutil.copy(f"{of.path}.index", f"{copy}.index")
        with closing(sqlite3.connect(f"{copy}.index", isolation_level=None)) as sql:
            born = sql.execute("SELECT DISTINCT born FROM step ORDER BY born").fetchall()
            sql.execute("DELETE FROM step WHERE born = ?", dice.choice(born))
        return None
    if name == TRIGGERS:
        with tampering.unguarded(copy, put_back=False):
            return None
    with tampering.unguarded(copy) as sql:
        touched = _BY_NAME[name.removesuffix(ANEW)](sql, len(of.kept), dice)
    if name.endswith(ANEW):
        tampering.reseal(copy)
    return touched


def verified(path: Path, kept: list[Checkpoint]) -> Json:
    """Return what verify says; where an entry cannot be read the error, which names it, is the one fault."""
    try:
        with Ledger(path) as ledger:
            return ledger.verify(kept)
    except LedgerError as error:
        word = error.message.removeprefix("entry ").partition(" ")[0]
        entry = int(word) if word.isdigit() else None
        return {"ok": False, "faults": [{"check": "tree", "entry": entry, "message": error.message}]}


def named(document: Json) -> int | None:
    """Return the first entry that the tree names, else the first that any check does."""
    found = [one for one in document["faults"] if one["entry"] is not None]
    first = [one["entry"] for one in found if one["check"] == "tree"]
    return min(first or [one["entry"] for one in found], default=None)


def _without_author(leaf: Callable[[Entry], Leaf]) -> Callable[[Entry], Leaf]:
    return lambda entry: leaf(entry._replace(recorded_by=""))


def _without_checkpoints(check: Callable[[Store], object]) -> Callable[[Store, object], object]:
    return lambda store, _: check(store)


MUTANTS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "no-checkpoint": lambda: put(sealing, "check", _without_checkpoints(sealing.check)),
    "no-tree": lambda: put(sealing, "check", lambda _, __: []),
    "author-not-sealed": lambda: put(nodes, "leaf", _without_author(nodes.leaf)),
}
"""Ways to spoil the seal, of which faults must come."""


class Outcome(NamedTuple):
    """How often each way was tried, and seen without a checkpoint; and what was not seen or not named."""

    tried: Counter[str]
    alone: Counter[str]
    faults: list[str]


def outcome(of: Whole, folder: Path, count: int, seed: int) -> Outcome:
    """Tamper so many times and return what came of it."""
    dice = random.Random(seed)  # noqa: S311 the same again for the same seed
    found = Outcome(Counter(), Counter(), [])
    copy = folder / "copy.db"
    for turn in range(count):
        name = WAYS[turn % len(WAYS)]
        sound = of.of(name)
        touched = tampered(sound, copy, name, dice)
        document = verified(copy, sound.kept)
        found.tried[name] += 1
        if document["ok"]:
            found.faults.append(f"{turn}: {name}, entry {touched}: not seen")
        elif named(document) != touched:
            found.faults.append(f"{turn}: {name}, entry {touched}: named was {named(document)}")
        found.alone[name] += not verified(copy, [])["ok"]
    return found


def main() -> int:
    """Tamper, print how it went, and return the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/tamper", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=1_000, help="copies to tamper with (default: 1000)")
    parser.add_argument("--seed", type=int, default=None, help="of the dice (default: a new one)")
    parser.add_argument("--mutant", choices=MUTANTS, help="spoil the seal, and expect faults")
    wanted = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if wanted.seed is None else wanted.seed
    say = sys.stdout.write
    say(f"seed {seed}; {wanted.count:,} copies of a ledger of {LAST} entries, {len(WAYS)} ways\n")
    with tempfile.TemporaryDirectory(prefix="ledger-tamper-") as name:
        folder = Path(name)
        if wanted.mutant:
            with MUTANTS[wanted.mutant]():
                found = outcome(whole(folder), folder, wanted.count, seed)
            verdict = "caught" if found.faults else "NOT CAUGHT"
            say(f"mutant {wanted.mutant}: {verdict}, {len(found.faults):,} faults\n")
            return 0 if found.faults else 1
        found = outcome(whole(folder), folder, wanted.count, seed)
    say(f"{'way':40} {'tried':>8} {'seen without a checkpoint':>26}\n")
    for way, tried in found.tried.items():
        say(f"{way:40} {tried:8,} {found.alone[way]:26,}\n")
    for fault in found.faults[:SHOWN]:
        say(f"FAULT {fault}\n")
    say(f"{len(found.faults)} not seen or not named with the checkpoints kept elsewhere\n")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
