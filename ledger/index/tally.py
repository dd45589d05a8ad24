"""Tallies: how many developments stand, and how late they reach, without looking at each of them.

Lives are counted by tile, a stretch of 16 days of their latest second, with the
least and the greatest of what T and P cut: so a count asks all but a few tiles
at once, and looks at single lives only in a tile that D, T or P runs through.
Lives that a correction brought, and those that have ended, are tallied apart:
there are few of them, and T may run through any of their tiles.

`reach` says how late the steps reach that were recorded up to a number, and
those that were published up to a second. Where T or P lies early, what it
admits ends there, and a seek for a late D begins there too. It holds only the
numbers, and the seconds, at which the reach grows.
"""

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ledger.chains import FOREVER
from ledger.state.cells import NEVER, Standing

if TYPE_CHECKING:
    from ledger.steps.versions import Version

TILE = 16 * 86_400
"""Seconds of a tile."""

MENDED = f"(died < {FOREVER} OR born <> root)"
"""The condition that a life has ended or that a correction brought it."""
_GROUPS = (f"NOT {MENDED}", f"{MENDED} AND died = {FOREVER}", f"{MENDED} AND died < {FOREVER}")
_FIRST, _CORRECTED, _ENDED = range(3)
"""What a life can be: open since its chain began, open since a later line, or ended."""

SCHEMA = f"""
CREATE TABLE tally (
    negotiation TEXT NOT NULL, tile INTEGER NOT NULL, life INTEGER NOT NULL, lives INTEGER NOT NULL,
    born_from INTEGER NOT NULL, born_to INTEGER NOT NULL, died_from INTEGER NOT NULL, died_to INTEGER NOT NULL,
    pub_from INTEGER NOT NULL, pub_to INTEGER NOT NULL,
    PRIMARY KEY (negotiation, tile, life)
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
"""Negotiation, tile, and what the lives are."""


def tile(latest: int) -> int:
    """Return the tile of a second."""
    return latest // TILE


def _life(one: Standing) -> int:
    if one.died < FOREVER:
        return _ENDED
    return _FIRST if one.born == one.root else _CORRECTED


class Tally:
    """What a batch of entries adds to the tallies; nothing is written before `flush`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._tiles: dict[Key, list[int]] = {}
        self._reach: dict[tuple[str, int], int] = {}

    def begins(self, version: "Version") -> None:
        """Count a life that begins and is open."""
        one = version.standing
        self._count(version, _life(one), FOREVER)
        for _, step in version.steps:
            for clock, up_to in (("recorded", one.born), ("published", one.pub)):
                if up_to < NEVER:
                    key = (clock, up_to)
                    self._reach[key] = max(step.latest, self._reach.get(key, step.latest))

    def ends(self, version: "Version", born: int, died: int) -> None:
        """Count a life, which began with the line `born`, no longer among those that are open."""
        version = version._replace(standing=version.standing._replace(born=born, died=FOREVER))
        self._count(version, _life(version.standing), FOREVER, -1)
        self._count(version, _ENDED, died)

    def _count(self, version: "Version", life: int, died: int, lives: int = 1) -> None:
        one = version.standing
        key = (one.negotiation, tile(one.latest), life)
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
        f"SELECT life, tile {of} AND tile <= :tile AND NOT ({whole}) "
        "AND born_from <= :known AND died_to > :known AND pub_from <= :published ORDER BY life, tile"
    )
    for life, first, last in _stretches(connection.execute(parted, values).fetchall()):
        query = (
            f"SELECT count(*) FROM life WHERE negotiation = :negotiation AND latest >= :begin AND latest <= :end "
            f"AND born <= :known AND died > :known AND pub <= :published AND {_GROUPS[life]}"
        )
        within = values | {"begin": first * TILE, "end": min(at, (last + 1) * TILE - 1)}
        found += connection.execute(query, within).fetchone()[0]
    return int(found)


def _stretches(tiles: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return tiles that follow one another as one: what lives they are of, the first and the last tile."""
    found: list[tuple[int, int, int]] = []
    for life, at in tiles:
        if found and found[-1][0] == life and found[-1][2] == at - 1:
            found[-1] = (life, found[-1][1], at)
        else:
            found.append((life, at, at))
    return found


class Recount:
    """The tallies of lives given one by one in any order, to compare with those that were kept up."""

    def __init__(self, last: int) -> None:
        self._lives: dict[Key, int] = {}
        self._recorded = array("q", [-NEVER]) * (last + 1)
        self._published: dict[int, int] = {}

    def add(self, version: "Version") -> None:
        """Count one life of a development."""
        one = version.standing
        if version.fields:
            return
        key = (one.negotiation, tile(one.latest), _life(one))
        self._lives[key] = self._lives.get(key, 0) + 1
        for _, step in version.steps:
            self._recorded[one.born] = max(step.latest, self._recorded[one.born])
            if one.pub < NEVER:
                self._published[one.pub] = max(step.latest, self._published.get(one.pub, step.latest))

    def rows(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Yield how many lives there are in each tile, without its bounds, and the reach."""
        yield from (("tally", (*key, number)) for key, number in sorted(self._lives.items()))
        for clock, found in (
            ("recorded", enumerate(self._recorded)),
            ("published", sorted(self._published.items())),
        ):
            most = -NEVER
            for up_to, latest in found:
                if latest > most:
                    most = latest
                    yield "reach", (clock, up_to, latest)


def unsound(connection: sqlite3.Connection) -> int:
    """Return how many tiles hold a life that their bounds leave out."""
    query = (
        f"SELECT count(DISTINCT tally.tile) FROM life JOIN tally ON tally.negotiation = life.negotiation "
        f"AND tally.tile = (CASE WHEN latest < 0 THEN latest - {TILE - 1} ELSE latest END) / {TILE} "
        f"AND tally.life = (CASE WHEN died < {FOREVER} THEN {_ENDED} WHEN born <> root THEN {_CORRECTED} "
        f"ELSE {_FIRST} END) WHERE born < born_from OR born > born_to OR died < died_from "
        "OR died > died_to OR pub < pub_from OR pub > pub_to"
    )
    return int(connection.execute(query).fetchone()[0])
