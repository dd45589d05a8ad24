"""Tallies: how many developments stand, and how late they reach, without looking at each of them.

Lives are counted by tile, a stretch of 16 days of their latest second, with the
least and the greatest of what T and P cut: so a count asks all but a few tiles
at once, and looks at single lives only in a tile that D, T or P runs through.
Lives that a correction brought or that have ended are tallied apart: there are
few of them, and they may be of any tile.

`reach` says how late the steps reach that were recorded up to a number, and
those that were published up to a second. Where T or P lies early, what it
admits ends there, and a seek for a late D begins there too. It holds only the
numbers, and the seconds, at which the reach grows.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ledger.chains import FOREVER
from ledger.state.cells import NEVER

if TYPE_CHECKING:
    from ledger.steps.versions import Version

TILE = 16 * 86_400
"""Seconds of a tile."""

MENDED = f"(died < {FOREVER} OR born <> root)"
"""The condition that a life has ended or that a correction brought it."""

SCHEMA = f"""
CREATE TABLE tally (
    negotiation TEXT NOT NULL, tile INTEGER NOT NULL, mended INTEGER NOT NULL, lives INTEGER NOT NULL,
    born_from INTEGER NOT NULL, born_to INTEGER NOT NULL, died_from INTEGER NOT NULL, died_to INTEGER NOT NULL,
    pub_from INTEGER NOT NULL, pub_to INTEGER NOT NULL,
    PRIMARY KEY (negotiation, tile, mended)
) WITHOUT ROWID;

CREATE INDEX life_mended ON life (negotiation, latest, born, died, pub) WHERE {MENDED};

CREATE INDEX life_undated ON life (negotiation, earliest, born, died) WHERE pub = {NEVER};

CREATE TABLE reach (
    clock TEXT NOT NULL, up_to INTEGER NOT NULL, latest INTEGER NOT NULL, PRIMARY KEY (clock, up_to)
) WITHOUT ROWID;
"""

_ADD = (
    "INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "lives = lives + excluded.lives, "
    "born_from = min(born_from, excluded.born_from), born_to = max(born_to, excluded.born_to), "
    "died_from = min(died_from, excluded.died_from), died_to = max(died_to, excluded.died_to), "
    "pub_from = min(pub_from, excluded.pub_from), pub_to = max(pub_to, excluded.pub_to)"
)

Key = tuple[str, int, int]
"""Negotiation, tile, and 1 for lives that are mended."""


def tile(latest: int) -> int:
    """Return the tile of a second."""
    return latest // TILE


class Tally:
    """What a batch of entries adds to the tallies; nothing is written before `flush`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._tiles: dict[Key, list[int]] = {}
        self._reach: dict[tuple[str, int], int] = {}

    def begins(self, version: "Version") -> None:
        """Count a life that begins and is open."""
        one = version.standing
        self._count(version, int(one.born != one.root), FOREVER)
        for _, step in version.steps:
            for clock, up_to in (("recorded", one.born), ("published", one.pub)):
                if up_to < NEVER:
                    key = (clock, up_to)
                    self._reach[key] = max(step.latest, self._reach.get(key, step.latest))

    def ends(self, version: "Version", born: int, died: int) -> None:
        """Count a life, which began with the line `born`, no longer among those that are open."""
        version = version._replace(standing=version.standing._replace(born=born))
        self._count(version, int(born != version.standing.root), FOREVER, -1)
        self._count(version, 1, died)

    def _count(self, version: "Version", mended: int, died: int, lives: int = 1) -> None:
        one = version.standing
        key = (one.negotiation, tile(one.latest), mended)
        found = self._tiles.setdefault(key, [0, one.born, one.born, died, died, one.pub, one.pub])
        found[0] += lives
        for at, value in ((1, one.born), (3, died), (5, one.pub)):
            found[at] = min(found[at], value)
            found[at + 1] = max(found[at + 1], value)

    def flush(self) -> None:
        """Write what was counted."""
        rows = [(*key, *values) for key, values in sorted(self._tiles.items())]
        self.connection.executemany(_ADD, rows)
        self._tiles.clear()
        for (clock, up_to), latest in sorted(self._reach.items()):
            self._reaches(clock, up_to, latest)
        self._reach.clear()

    def _reaches(self, clock: str, up_to: int, latest: int) -> None:
        reached = reach(self.connection, clock, up_to)
        if reached is not None and reached >= latest:
            return
        self.connection.execute(
            "DELETE FROM reach WHERE clock = ? AND up_to >= ? AND latest <= ?", (clock, up_to, latest)
        )
        self.connection.execute("INSERT INTO reach VALUES (?, ?, ?)", (clock, up_to, latest))


def reach(connection: sqlite3.Connection, clock: str, up_to: int) -> int | None:
    """Return the latest second of what was recorded up to a number, or published up to a second; None: nothing was."""
    row = connection.execute(
        "SELECT latest FROM reach WHERE clock = ? AND up_to <= ? ORDER BY up_to DESC LIMIT 1", (clock, up_to)
    ).fetchone()
    return None if row is None else int(row[0])


def definite(connection: sqlite3.Connection, negotiation: str, at: int, known: int, published: int) -> int:
    """Return how many developments of a negotiation are definite at a moment."""
    values: dict[str, Any] = {
        "negotiation": negotiation,
        "tile": tile(at),
        "at": at,
        "known": known,
        "published": published,
    }
    of = "FROM tally WHERE negotiation = :negotiation"
    whole = "tile < :tile AND born_to <= :known AND died_from > :known AND pub_to <= :published"
    (found,) = connection.execute(f"SELECT coalesce(sum(lives), 0) {of} AND {whole}", values).fetchone()
    parted = (
        f"SELECT tile, mended {of} AND tile <= :tile AND NOT ({whole}) "
        "AND born_from <= :known AND died_to > :known AND pub_from <= :published"
    )
    for begin, mended in connection.execute(parted, values).fetchall():
        group = MENDED if mended else f"NOT {MENDED}"
        query = (
            f"SELECT count(*) FROM life WHERE negotiation = :negotiation AND latest >= :begin AND latest <= :end "
            f"AND born <= :known AND died > :known AND pub <= :published AND {group}"
        )
        within = values | {"begin": begin * TILE, "end": min(at, (begin + 1) * TILE - 1)}
        found += connection.execute(query, within).fetchone()[0]
    return int(found)


def rows(versions: "Iterable[Version]") -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the rows that all lives give: how many stand in each tile, and the reach; without their bounds."""
    lives: dict[Key, int] = {}
    reached: dict[str, dict[int, int]] = {"recorded": {}, "published": {}}
    for version in versions:
        one = version.standing
        if version.fields:
            continue
        key = (one.negotiation, tile(one.latest), int(one.died < FOREVER or one.born != one.root))
        lives[key] = lives.get(key, 0) + 1
        for _, step in version.steps:
            for clock, up_to in (("recorded", one.born), ("published", one.pub)):
                if up_to < NEVER:
                    reached[clock][up_to] = max(step.latest, reached[clock].get(up_to, step.latest))
    yield from (("tally", (*key, number)) for key, number in sorted(lives.items()))
    for clock, found in reached.items():
        most = None
        for up_to, latest in sorted(found.items()):
            if most is None or latest > most:
                most = latest
                yield "reach", (clock, up_to, latest)


def unsound(connection: sqlite3.Connection) -> int:
    """Return how many tiles hold a life that their bounds leave out."""
    query = (
        f"SELECT count(DISTINCT tally.tile) FROM life JOIN tally ON tally.negotiation = life.negotiation "
        f"AND tally.tile = (CASE WHEN latest < 0 THEN latest - {TILE - 1} ELSE latest END) / {TILE} "
        f"AND tally.mended = {MENDED} WHERE born < born_from OR born > born_to OR died < died_from "
        "OR died > died_to OR pub < pub_from OR pub > pub_to"
    )
    return int(connection.execute(query).fetchone()[0])
