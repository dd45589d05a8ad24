"""What stands now, whatever its date: what admission asks of a cell."""

import sqlite3

from ledger.chains import FOREVER
from ledger.index.reading import COLUMNS, NAMED, step_of
from ledger.state.cells import Cell, Step


def open_steps(connection: sqlite3.Connection, cell: Cell) -> list[Step]:
    """Return the steps of a cell that stand now, whatever their date."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM step WHERE cell = (SELECT id FROM cell WHERE {NAMED}) AND died = ?",
        (*cell, FOREVER),
    )
    return [step_of(row) for row in rows]


def overlapping_steps(connection: sqlite3.Connection, cell: int, earliest: int, latest: int) -> list[Step]:
    """Return the steps of a cell that stand now and may be of the same moment as one between two seconds."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM step WHERE cell = ? AND latest >= ? AND earliest <= ? AND died = ?",
        (cell, earliest, latest, FOREVER),
    )
    return [step_of(row) for row in rows]
