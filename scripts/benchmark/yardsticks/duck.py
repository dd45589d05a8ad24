"""A yardstick: DuckDB, whose arg_max finds the last word of each cell by reading whole columns fast.

Its table holds what stands now, in the order of the fold, so it can be asked
with one clock only. Cells are integers and one key stands for the order: of the
ways to ask that were tried this is the fastest.
"""

import csv
from pathlib import Path
from typing import Any

import duckdb

from scripts.benchmark.yardsticks.lives import FOREVER, Life, lives

_COLUMNS = {
    "fold": "BIGINT",
    "cell": "INTEGER",
    "latest": "BIGINT",
    "place": "BIGINT",
    "stance": "VARCHAR",
    "terms": "VARCHAR",
    "voice": "VARCHAR",
    "said_on": "VARCHAR",
}
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
    values = Path(f"{path}.csv")
    with values.open("w", encoding="utf-8", newline="") as file:
        for fold, life in enumerate(standing):
            cell = cells.setdefault((life.matter, life.party), len(cells))
            said = (life.stance, life.terms, life.voice, life.on)
            csv.writer(file).writerow((fold, cell, life.latest, life.place, *said))
    with duckdb.connect(path) as database:
        database.read_csv(str(values), header=False, columns=_COLUMNS).to_table("step")
        database.execute("CREATE TABLE cell (matter VARCHAR, party VARCHAR, cell INTEGER)")
        database.executemany("INSERT INTO cell VALUES (?, ?, ?)", [(*cell, of) for cell, of in cells.items()])
    values.unlink()


def opened(path: str) -> duckdb.DuckDBPyConnection:
    """Return a connection that only reads."""
    return duckdb.connect(path, read_only=True)


def state(database: duckdb.DuckDBPyConnection, at: int) -> list[tuple[Any, ...]]:
    """Return the positions at a second: party, matter, stance, terms, voice, on, entry."""
    rows: list[tuple[Any, ...]] = database.execute(_QUERY, [at]).fetchall()
    return rows
