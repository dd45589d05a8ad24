"""Recording in a warm process, one entry after the other, each on the disk before the next is begun."""

import os
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ledger.ledger import Ledger
from scripts import synthetic
from scripts.benchmark.measures import turns
from scripts.benchmark.tasks.ask import opened
from scripts.benchmark.yardsticks.flat import TABLE, flat
from scripts.benchmark.yardsticks.plain import Matter, Matters

SEED = 2
"""Not that of the ledgers, so that the entries are new."""


def new(number: int) -> list[tuple[str, dict[str, Any]]]:
    """Return ids and developments of positions that are not in the ledgers."""
    skipped = len(synthetic.POINTS)
    made = synthetic.lines(number * 2 + skipped + 20, seed=SEED)
    fresh = [line["development"] for line in made if line["development"]["kind"] == "position-taken"]
    return [(f"new-{place}-{os.getpid()}", said) for place, said in enumerate(fresh[:number])]


def appended(ledger: Ledger, entry: tuple[str, dict[str, Any]]) -> None:
    """Record one entry."""
    ledger.record([{"id": entry[0], "development": entry[1]}])


def _timed(step: Callable[[int], object]) -> Callable[[int], float]:
    def turn(number: int) -> float:
        begin = time.perf_counter()
        step(number)
        return (time.perf_counter() - begin) * 1000

    return turn


def single(path: str, flat_path: str, plain_path: str, rounds: str) -> dict[str, list[float]]:
    """Return the milliseconds of each round of recording one entry, by the ledger and by each yardstick."""
    warm_ups = 5
    lines = new(int(rounds) + warm_ups)
    table = Database(flat_path).table(TABLE)
    app = Matters(plain_path)
    matter = Matter("a new matter")
    app.save(matter)

    def save(number: int) -> None:
        matter.record(number, *lines[number])
        app.save(matter)

    with opened(path) as ledger, closing(app), Path(f"{flat_path}.fsync").open("wb") as file:

        def synced(number: int) -> None:
            file.write(str(number).encode() * 1_000)
            file.flush()
            os.fsync(file.fileno())

        things = {
            "ledger": _timed(lambda number: appended(ledger, lines[number])),
            "flat": _timed(lambda number: table.insert(flat(number, *lines[number]), pk="id")),
            "plain": _timed(save),
            "fsync": _timed(synced),
        }
        return turns(things, int(rounds), warm_ups)


def several(path: str, number: str) -> dict[str, int]:
    """Record so many entries one by one, for someone who counts what is asked of the disk meanwhile."""
    with opened(path) as ledger:
        appended(ledger, new(1)[0])
        for entry in new(int(number) + 1)[1:]:
            appended(ledger, entry)
    return {"entries": int(number)}
