"""A sample of what an index holds: matters with the number of their steps, and days that something happened on."""

import sqlite3
from collections.abc import Iterator
from random import Random

from ledger.state.cells import NEVER

_DAYS = 200
"""Steps that are looked at for their days."""
_MATTERS = 200


def matters(connection: sqlite3.Connection, dice: Random) -> Iterator[tuple[str, str, int]]:
    """Yield some matters, or all where they are few, in random order: negotiation, slug, number of steps."""
    known = connection.execute("SELECT DISTINCT negotiation, matter FROM cell ORDER BY 1, 2").fetchall()
    for negotiation, matter in dice.sample(known, min(_MATTERS, len(known))):
        query = "SELECT count(*) FROM step WHERE cell IN (SELECT id FROM cell WHERE negotiation = ? AND matter = ?)"
        (number,) = connection.execute(query, (negotiation, matter)).fetchone()
        yield negotiation, matter, number


def days(connection: sqlite3.Connection, dice: Random) -> tuple[list[int], list[int]]:
    """Return seconds at which answers change, and at which something was published, of random steps."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM step").fetchone()
    at: set[int] = set()
    said: set[int] = set()
    for place in (dice.randint(1, last) for _ in range(_DAYS if last else 0)):
        row = connection.execute(
            "SELECT earliest, latest, pub FROM step WHERE id >= ? ORDER BY id LIMIT 1", (place,)
        ).fetchone()
        at |= {row[0], row[1], row[1] - 1}
        said.add(row[2])
    return sorted(one for one in at if abs(one) < NEVER // 4), sorted(one for one in said if one < NEVER)
