"""Fuzz the command line: `scripts/fuzz`. Each example is a few commands, one after the other, on one ledger."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import ledger.show.page
import ledger.show.text
from ledger import cli
from tests.fuzz.driving import Driver
from tests.fuzz.given import Given, commands
from tests.harness.running import Harness, Outcome, Wanted, main, put

TOGETHER = 4
"""Commands in one example, at most."""


class Found(AssertionError):
    """A command did or said what it should not have."""


@contextmanager
def _environment() -> Iterator[None]:
    """Let the ledger find the same surroundings everywhere, and wait for nobody."""
    kept = dict(os.environ)
    for name in ("LEDGER_URL", "LEDGER_KEY", "LEDGER_DEBUG", "COLUMNS", "NO_COLOR"):
        os.environ.pop(name, None)
    os.environ.update(LEDGER_AUTHOR="ana", LEDGER_WAIT="1", EDITOR="true", TERM="xterm")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def run(wanted: Wanted) -> Outcome:
    """Run at least so many commands; each fault is told with the shortest commands that show it."""
    driver = Driver(wanted.folder)
    faults: list[str] = []
    turn = 0
    with _environment():
        while driver.codes.total() < wanted.count and not (faults and wanted.first) and len(faults) < 5:
            left = wanted.count - driver.codes.total()
            faults += _tried(
                driver, min(2_000, max(10, left // 2)), wanted.seed + turn, shrink=not wanted.first
            )
            turn += 1
    driver.close()
    told = ", ".join(f"{times:,} exit {code}" for code, times in sorted(driver.codes.items()))
    return Outcome(
        [f"{driver.codes.total():,} commands: {told}; {driver.entries:,} entries read back"], faults
    )


def _tried(driver: Driver, examples: int, dice: int, *, shrink: bool) -> list[str]:
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]

    @seed(dice)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(commands(), min_size=1, max_size=TOGETHER))
    def drive(several: list[Given]) -> None:
        with driver.fresh():
            for one in several:
                for fault in driver.faults(one):
                    raise Found(f"{fault}\n  by {one.arguments!a:.300}\n  with {one.files!r:.600}")
            for fault in driver.unsound():
                raise Found(f"{fault}\n  after {[one.arguments for one in several]!a:.300} {several!a:.600}")

    try:
        drive()
    except Found as found:
        return [str(found)]
    return []


@contextmanager
def _unescaped() -> Iterator[None]:
    """Print what comes from outside as it is."""
    plain = str
    with put(ledger.show.text, "safe", plain), put(ledger.show.page, "safe", plain):
        yield


@contextmanager
def _told_as_ours() -> Iterator[None]:
    """Take every refusal for a fault of the program."""
    with put(cli, "_report", lambda *_, **__: 1):
        yield


HARNESS = Harness(
    name="fuzz",
    does="Give the command line what nobody would type: no traceback, no exit 1, no control byte on a terminal.",
    unit="commands",
    count=100_000,
    short=300,
    of_mutant=600,
    run=run,
    mutants={"text-is-not-escaped": _unescaped, "a-refusal-is-a-fault-of-ours": _told_as_ours},
)

if __name__ == "__main__":
    sys.exit(main(HARNESS))
