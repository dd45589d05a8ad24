"""What every harness has in common: its command line, its seed, its mutants, and how the outcome is told."""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

SHOWN = 10
"""Faults that are told one by one."""


class Outcome(NamedTuple):
    """What a run came to: figures to print, and everything that broke the promise."""

    figures: list[str]
    faults: list[str]


@dataclass(frozen=True)
class Wanted:
    """What a run is asked for: a folder of its own, how much (in the harness's own unit), and dice.

    `first`: the first fault is enough.
    """

    folder: Path
    count: int
    seed: int
    first: bool = False

    def dice(self) -> random.Random:
        """Return dice that fall the same way for the same seed."""
        return random.Random(self.seed)  # noqa: S311 the same again for the same seed


Mutants = Mapping[str, Callable[[], AbstractContextManager[None]]]
"""Ways to spoil the program or the harness, under each of which faults must come."""


@dataclass(frozen=True)
class Harness:
    """A harness: what `--count` counts, with its number by hand, in CI and for a mutant, and the run.

    `lacks` tells why it cannot be run here, where it cannot.
    """

    name: str
    does: str
    unit: str
    count: int
    short: int
    of_mutant: int
    run: Callable[[Wanted], Outcome]
    mutants: Mutants
    lacks: Callable[[], str | None] = lambda: None


@contextmanager
def put(owner: object, name: str, value: object) -> Iterator[None]:
    """Put something in the place of a part of the program, for a while; forked processes inherit it."""
    kept = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)


def say(text: str) -> None:
    """Print a line at once, so that a long run can be followed."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def caught(harness: Harness, name: str, wanted: Wanted) -> list[str]:
    """Run a harness on a mutant; return the faults by which it was caught."""
    with harness.mutants[name]():
        return harness.run(replace(wanted, first=True)).faults


def _mutant(harness: Harness, name: str, wanted: Wanted) -> bool:
    faults = caught(harness, name, wanted)
    verdict = f"caught, {len(faults):,} faults; the first: {faults[0]}" if faults else "NOT CAUGHT"
    say(f"mutant {name}: {verdict}")
    return bool(faults)


def _arguments(harness: Harness) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"scripts/{harness.name}", description=harness.does)
    parser.add_argument(
        "--count", type=int, help=f"{harness.unit} (default: {harness.count:,}; with a mutant fewer)"
    )
    parser.add_argument("--seed", type=int, default=None, help="of the dice (default: a new one)")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where to work (default: a temporary folder)"
    )
    parser.add_argument("--mutant", choices=harness.mutants, help="spoil the program, and expect faults")
    parser.add_argument("--mutants", action="store_true", help="try all mutants, one after the other")
    return parser.parse_args()


def main(harness: Harness) -> int:
    """Run a harness by its command line; return 0 where the promise held, or each mutant was caught."""
    given = _arguments(harness)
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    lacking = harness.lacks()
    if lacking is not None:
        say(f"{harness.name}: NOT RUN: {lacking}")
        return 2
    names = list(harness.mutants) if given.mutants else [given.mutant] if given.mutant else []
    usual = harness.of_mutant if names else harness.count
    count = usual if given.count is None else given.count
    say(f"{harness.name}: {count:,} {harness.unit}, seed {seed}")

    def folder() -> AbstractContextManager[str]:
        return tempfile.TemporaryDirectory(prefix=f"ledger-{harness.name}-", dir=given.folder)

    if names:
        good = True
        for name in names:
            with folder() as place:
                good &= _mutant(harness, name, Wanted(Path(place), count, seed))
        return 0 if good else 1
    began = time.monotonic()
    with folder() as place:
        found = harness.run(Wanted(Path(place), count, seed))
    for line in found.figures:
        say(line)
    for fault in found.faults[:SHOWN]:
        say(f"FAULT {fault}")
    say(f"{len(found.faults):,} faults in {time.monotonic() - began:,.0f} s")
    return 1 if found.faults else 0
