"""A yardstick: DuckDB, whose arg_max finds the last word of each cell by reading whole columns fast.

Its table holds what stands now, in the order of the fold, so it can be asked
with one clock only. Cells are integers and one key stands for the order: of the
ways to ask that were tried this is the fastest.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from scripts.benchmark.yardsticks.lives import FOREVER, Life, lives

_STEP = {
    "fold": "BIGINT",
    "cell": "INTEGER",
    "latest": "BIGINT",
    "place": "BIGINT",
    "stance": "VARCHAR",
    "terms": "VARCHAR",
    "voice": "VARCHAR",
    "said_on": "VARCHAR",
}
_CELL = {"matter": "VARCHAR", "party": "VARCHAR", "cell": "INTEGER"}
_QUERY = """
SELECT party, matter, stance, terms, voice, said_on, place FROM step JOIN cell USING (cell)
WHERE step.rowid IN (SELECT arg_max(rowid, fold) FROM step WHERE latest <= ? GROUP BY cell)
ORDER BY matter, party
"""


def _order(life: Life) -> tuple[int, int, int]:
    return life.latest, life.earliest, life.place


def build(lines: str, path: str) -> None:
    """Make the file from lines; DuckDB takes a file of values many times as fast as it takes rows."""
    standing = sorted((life for life in lives(Path(lines)) if life.died == FOREVER), key=_order)
    cells: dict[tuple[str, str], int] = {}
    steps = [
        (fold, cells.setdefault(life[:2], len(cells)), life.latest, life.place, *_said(life))
        for fold, life in enumerate(standing)
    ]
    with duckdb.connect(path) as database:
        _filled(database, f"{path}.csv", "step", _STEP, steps)
        _filled(database, f"{path}.csv", "cell", _CELL, [(*cell, number) for cell, number in cells.items()])


def _said(life: Life) -> tuple[str | None, ...]:
    return life.stance, life.terms, life.voice, life.on


def _filled(
    database: duckdb.DuckDBPyConnection, path: str, table: str, columns: dict[str, str], rows: Sequence[Any]
) -> None:
    values = Path(path)
    with values.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    database.read_csv(path, header=False, columns=columns).to_table(table)
    values.unlink()


def opened(path: str) -> duckdb.DuckDBPyConnection:
    """Return a connection that only reads."""
    return duckdb.connect(path, read_only=True)


def state(database: duckdb.DuckDBPyConnection, at: int) -> list[tuple[Any, ...]]:
    """Return the positions at a second: party, matter, stance, terms, voice, on, entry."""
    rows: list[tuple[Any, ...]] = database.execute(_QUERY, [at]).fetchall()
    return rows
