"""A yardstick: the sqlite3 binary on one table of lives, with an index that holds all that a seek needs.

The same question with the same three clocks, and the same rows as JSON, but
what only a ledger knows of a row (other accounts, doubts, what may have
changed) is a constant here.
"""

import shutil
import sqlite3
from pathlib import Path

from scripts.benchmark.yardsticks.lives import COLUMNS, FOREVER, TYPES, lives

BINARY = shutil.which("sqlite3")

_QUERY = """
SELECT cell.party, cell.matter, stance, terms, voice, NULL AS according_to, NULL AS speaker, said_on AS "on",
       NULL AS until, place AS entry, '[]' AS differing, NULL AS uncertain, '[]' AS may_have_changed
FROM cell JOIN step ON step.id = (
    SELECT id FROM step AS seek
    WHERE seek.cell = cell.id AND latest <= {at} AND born <= {known} AND died > {known} AND pub <= {published}
    ORDER BY latest DESC, earliest DESC, place DESC LIMIT 1
)
ORDER BY cell.matter, cell.party
"""


def build(lines: str, path: str) -> None:
    """Make the file from lines."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    kept = [f"{name} {kind}" for name, kind in zip(COLUMNS, TYPES, strict=True)][2:]
    connection.execute("CREATE TABLE cell (id INTEGER PRIMARY KEY, matter TEXT, party TEXT)")
    connection.execute(f"CREATE TABLE step (id INTEGER PRIMARY KEY, cell INTEGER, {', '.join(kept)})")
    cells: dict[tuple[str, str], int] = {}
    rows = ((cells.setdefault(life[:2], len(cells) + 1), *life[2:]) for life in lives(Path(lines)))
    marks = ", ".join("?" * (len(kept) + 1))
    connection.executemany(f"INSERT INTO step VALUES (NULL, {marks})", rows)  # noqa: S608 question marks
    connection.executemany(
        "INSERT INTO cell VALUES (?, ?, ?)", ((number, *cell) for cell, number in cells.items())
    )
    connection.execute("CREATE INDEX step_order ON step (cell, latest, earliest, place, born, died, pub)")
    connection.execute("CREATE INDEX cell_named ON cell (matter, party)")
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def query(at: int, known: int = FOREVER - 1, published: int = FOREVER) -> str:
    """Return the question at a moment: seconds, an entry number, seconds."""
    return _QUERY.format(at=at, known=known, published=published)


def command(path: Path, at: int) -> list[str | Path]:
    """Return the command that asks it."""
    return [BINARY or "sqlite3", "-readonly", "-json", path, query(at)]
