"""Asking in a warm process: how long an answer takes, and how much the database works for it."""

import datetime
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ledger.ledger import Clocks, Ledger
from scripts import synthetic
from scripts.benchmark.measures import turns
from scripts.benchmark.yardsticks.lives import day_end

TODAY = datetime.date(2026, 1, 1)
EVERY = 100
"""After so many steps of its virtual machine SQLite calls back."""


def opened(path: str) -> Ledger:
    """Return the ledger at a path, on a day after all that it holds."""
    return Ledger(path, today=TODAY)


def catch_up(path: str) -> dict[str, int]:
    """Bring the index up to date; return how many entries there are."""
    with opened(path) as ledger:
        ledger.index.update()
        return {"entries": ledger.store.last()[0]}


def stances(rows: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401 rows of JSON
    """Return party, matter and stance of each position: what all yardsticks must agree on."""
    return sorted((row["party"], row["matter"], row["stance"]) for row in rows)


def _timed(function: Callable[[], object]) -> Callable[[int], float]:
    def turn(_: int) -> float:
        begin = time.perf_counter()
        function()
        return (time.perf_counter() - begin) * 1000

    return turn


def warm(path: str, duck_path: str, rounds: str) -> dict[str, Any]:
    """Return the milliseconds of each round: with one clock, with three, and DuckDB's with one; and differences."""
    from scripts.benchmark.yardsticks import duck

    with opened(path) as ledger, duck.opened(duck_path) as database:
        last = ledger.store.last()[0]
        one = Clocks(as_of=synthetic.day(0.8))
        three = Clocks(as_of=synthetic.day(0.8), known_at=last * 6 // 10, published_by=synthetic.day(0.5))
        at = day_end(synthetic.day(0.8))
        taken = turns(
            {
                "one": _timed(lambda: ledger.state(one)),
                "three": _timed(lambda: ledger.state(three)),
                "duck": _timed(lambda: duck.state(database, at)),
            },
            int(rounds),
        )
        ours = set(stances(ledger.state(one)["positions"]))
        theirs = {(party, matter, stance) for party, matter, stance, *_ in duck.state(database, at)}
        return taken | {"differences": len(ours ^ theirs)}


@contextmanager
def _counted(ledger: Ledger) -> Iterator[list[int]]:
    """Count how often the connection on which the front door reads its answers calls back."""
    calls = [0]

    def called() -> int:
        calls[0] += 1
        return 0

    connection = ledger.index.connection
    connection.set_progress_handler(called, EVERY)
    yield calls
    connection.set_progress_handler(None, 0)


def steps(path: str) -> dict[str, float]:
    """Return the steps of the virtual machine per cell of the answer, by which clocks are set.

    The early clocks are those that are hard for an index: a late day asked as it
    was known, or published, when half of all entries had not come.
    """
    with opened(path) as ledger:
        half = ledger.store.last()[0] // 2
        late, middle = synthetic.day(1), synthetic.day(0.5)
        asked = {
            "D": Clocks(as_of=middle),
            "D,T": Clocks(as_of=late, known_at=half),
            "D,P": Clocks(as_of=late, published_by=middle),
        }
        found = {}
        for name, clocks in asked.items():
            ledger.state(clocks)
            with _counted(ledger) as calls:
                cells = len(ledger.state(clocks)["positions"])
            found[name] = calls[0] * EVERY / max(cells, 1)
        return found
