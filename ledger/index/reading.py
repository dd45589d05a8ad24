"""Reading the index at a moment: each question of the fold as one seek or one short scan."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ledger.dates import OPEN_START, stamp
from ledger.index import tally
from ledger.state.cells import NEVER, Cell, Decided, Lived, Row, Standing, Step

ANY = NEVER + 1
"""A bound of `published` that cuts nothing: greater than that of what no dated source reports."""
DAY = 86_400

NAMED = "negotiation = ? AND what = ? AND matter = ? AND party = ? AND rank = ? AND account = ?"
"""The condition of one cell by all its names."""
_CELL = "negotiation, what, matter, party, rank, account"
COLUMNS = "latest, earliest, place, leg, kind, said_on, value, terms, until, names, takes, more"
_LIFE = "root, born, died, words, pub, digest, negotiation, kind, said_on, earliest, latest, parties, matter, stance"
_STANDS = "born <= ? AND died > ? AND pub <= ?"


OPEN_CLASS = 63
"""The class of what may have begun at any time."""


def width_class(earliest: int, latest: int) -> int:
    """Return the class of a row by its width: 0 within a day, else the bit length of its seconds, or OPEN_CLASS."""
    if latest - earliest < DAY:
        return 0
    return OPEN_CLASS if earliest == OPEN_START else (latest - earliest).bit_length()


def step_of(row: Sequence[Any]) -> Step:
    """Return the step of a row of COLUMNS."""
    names, takes, more = row[9:12]
    return Step._make(
        (
            *row[:9],
            tuple(json.loads(names)) if names else (),
            tuple(json.loads(takes)) if takes else (),
            json.loads(more) if more else {},
        )
    )


def _standing(row: Sequence[Any]) -> Standing:
    return Standing._make((*row[:11], tuple(json.loads(row[11])), *row[12:14]))


class IndexReading:
    """A reading of the index (see `Reading`): `at` and `published` in seconds, `known` an entry number."""

    def __init__(self, connection: sqlite3.Connection, at: int, known: int, published: int | None) -> None:
        self.connection = connection
        self.at = at
        self.known = known
        self.published = published
        self._stands = (known, known, ANY if published is None else published)
        self._ids: dict[Cell, int] = {}
        self._begun: frozenset[int] | None = None
        self._ends: int | None = None
        self._may_be: dict[str, list[Standing]] = {}

    # -- cells and steps ---------------------------------------------------------------------

    def cells(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Sequence[Cell]:
        """Return the cells that fit, by (matter, party, rank, account)."""
        query = f"SELECT {_CELL}, id FROM cell WHERE negotiation = ? AND what = ?"
        values = [negotiation, what]
        for column, value in (("matter", matter), ("party", party)):
            if value is not None:
                query += f" AND {column} = ?"
                values.append(value)
        found = []
        for *key, cell_id in self.connection.execute(
            f"{query} ORDER BY matter, party, rank, account", values
        ):
            cell = Cell(*key)
            self._ids[cell] = cell_id
            found.append(cell)
        return found

    def _id(self, cell: Cell) -> int:
        if cell not in self._ids:
            row = self.connection.execute(f"SELECT id FROM cell WHERE {NAMED}", cell).fetchone()
            self._ids[cell] = row[0] if row else 0
        return self._ids[cell]

    def _end(self) -> int:
        """Return the second from which on seeks go down: D, or where what T and P admit ends before it."""
        if self._ends is None:
            clocks = (("recorded", self.known), ("published", self.published))
            ends = [
                tally.reach(self.connection, clock, up_to) for clock, up_to in clocks if up_to is not None
            ]
            self._ends = min(self.at, *(OPEN_START if end is None else end for end in ends))
        return self._ends

    def down(self, cell: Cell) -> Iterator[Step]:
        """Yield the definite steps of a cell, the last first; rows are read only as far as they are asked for."""
        rows = self.connection.execute(
            f"SELECT {COLUMNS} FROM step WHERE cell = ? AND latest <= ? AND {_STANDS} "
            "ORDER BY latest DESC, earliest DESC, place DESC, leg DESC",
            (self._id(cell), self._end(), *self._stands),
        )
        return map(step_of, rows)

    def _reach(self, table: str, condition: str = "1", *values: str) -> list[tuple[int, int, int]]:
        """Return each class of rows wider than a day, and between which `latest` its possible ones lie.

        A row of a class is no wider than the class reaches, so only so far ahead is looked.
        """
        # The next class is a seek; SELECT DISTINCT, or min(class), looks at every row, and so does a seek
        # that begins at the condition of the partial index: the first of the two bounds is the one that is used.
        query = (
            f"SELECT class FROM {table} WHERE {condition} AND class > ? AND class > 0 ORDER BY class LIMIT 1"
        )
        found = []
        row = (0,)
        while (row := self.connection.execute(query, (*values, row[0])).fetchone()) is not None:
            (one,) = row
            found.append((one, self.at, ANY if one == OPEN_CLASS else self.at + (1 << one)))
        return found

    @property
    def _within_a_day(self) -> bool:
        """Whether D is a moment in a day: then steps of that day, which are not vague, are possible too."""
        return self.at % DAY != DAY - 1

    def _begun_cells(self) -> frozenset[int]:
        """Return the cells with a step wider than a day that has begun and is not certainly there."""
        if self._begun is None:
            found: set[int] = set()
            query = (
                "SELECT cell FROM step WHERE class > 0 AND class = ? AND latest > ? AND latest <= ? "
                f"AND earliest <= ? AND {_STANDS}"
            )
            for reach in self._reach("step"):
                vague = self.connection.execute(query, (*reach, self.at, *self._stands))
                found.update(cell for (cell,) in vague)
            self._begun = frozenset(found)
        return self._begun

    def deciding(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Iterator[Decided]:
        """Yield each cell that fits with its deciding step, in one query; by (matter, party, rank, account)."""
        seek = (
            "FROM step AS seek WHERE seek.cell = cell.id AND latest <= :at AND born <= :known AND died > :known "
            "AND pub <= :published ORDER BY latest DESC, earliest DESC, place DESC, leg DESC LIMIT 1"
        )
        begun = f"cell.id IN ({', '.join(map(str, self._begun_cells()))})"
        if self._within_a_day:
            begun += (
                " OR EXISTS (SELECT 1 FROM step WHERE step.cell = cell.id AND latest > :now AND latest < :night "
                "AND earliest <= :now AND born <= :known AND died > :known AND pub <= :published)"
            )
        query = (
            f"SELECT matter, party, rank, account, {begun}, "
            f"(SELECT latest {seek} OFFSET 1), latest, earliest, place, value, terms, until, said_on, more FROM cell "
            f"LEFT JOIN step ON step.id = (SELECT seek.id {seek}) WHERE negotiation = :negotiation AND what = :what"
        )
        values = {"negotiation": negotiation, "what": what, "at": self._end(), "known": self.known}
        values |= {"now": self.at, "night": self.at + DAY}
        values["published"] = ANY if self.published is None else self.published
        for column, value in (("matter", matter), ("party", party)):
            if value is not None:
                query += f" AND {column} = :{column}"
                values[column] = value
        rows = self.connection.execute(f"{query} ORDER BY matter, party, rank, account", values)
        return map(Decided._make, rows)

    def ahead(self, cell: Cell) -> Sequence[Step]:
        """Return the possible steps of a cell in fold order."""
        cell_id = self._id(cell)
        if not self._within_a_day and cell_id not in self._begun_cells():
            return ()
        rows = self.connection.execute(
            f"SELECT {COLUMNS} FROM step WHERE cell = ? AND latest > ? AND earliest <= ? AND {_STANDS} "
            "ORDER BY latest, earliest, place, leg",
            (cell_id, self.at, self.at, *self._stands),
        )
        return [step_of(row) for row in rows]

    def lived(self, cell: Cell) -> Sequence[Lived]:
        """Return every life of every step known on a cell."""
        rows = self.connection.execute(
            f"SELECT {COLUMNS}, born, died, pub FROM step WHERE cell = ? AND born <= ?",
            (self._id(cell), self.known),
        )
        return [Lived(cell, step_of(row), *row[12:15]) for row in rows]

    # -- developments ------------------------------------------------------------------------

    def standing(self, root: int) -> Standing | None:
        """Return the development of a chain as it stands, admitted or not."""
        row = self.connection.execute(
            f"SELECT {_LIFE} FROM life WHERE root = ? AND born <= ? AND died > ?",
            (root, self.known, self.known),
        ).fetchone()
        return _standing(row) if row else None

    def possible(self, negotiation: str) -> Sequence[Standing]:
        """Return the possible developments, by root."""
        if negotiation not in self._may_be:
            within = "latest > ? AND latest <= ? AND earliest <= ?"
            query = f"SELECT {_LIFE} FROM life WHERE negotiation = ? AND {within} AND {_STANDS} AND "
            found = []
            for one, *reach in self._reach("life", "negotiation = ?", negotiation):
                values = (negotiation, *reach, self.at, *self._stands, one)
                found += self.connection.execute(f"{query} class > 0 AND class = ?", values).fetchall()
            if self._within_a_day:
                values = (negotiation, self.at, self.at + DAY - 1, self.at, *self._stands)
                found += self.connection.execute(f"{query} class = 0", values).fetchall()
            self._may_be[negotiation] = [_standing(row) for row in sorted(found)]
        return self._may_be[negotiation]

    def timeline(self, negotiation: str, limit: int | None = None) -> Sequence[Standing]:
        """Return the developments that are definite or possible, in the order of the fold; of a limit the last."""
        if limit is not None:
            begun = sorted(self.possible(negotiation), key=lambda one: (one.latest, one.earliest, one.root))
            query = (
                f"SELECT {_LIFE} FROM life WHERE negotiation = ? AND latest <= ? AND {_STANDS} "
                "ORDER BY latest DESC, earliest DESC, root DESC LIMIT ?"
            )
            values = (negotiation, self._end(), *self._stands, max(limit - len(begun), 0))
            definite = [_standing(row) for row in self.connection.execute(query, values)][::-1]
            return (definite + begun)[-limit:] if limit else []
        rows = self.connection.execute(
            f"SELECT {_LIFE} FROM life WHERE negotiation = ? AND earliest <= ? AND {_STANDS} "
            "ORDER BY latest, earliest, root",
            (negotiation, self.at, *self._stands),
        )
        return [_standing(row) for row in rows]

    def counts(self, negotiation: str) -> tuple[int, int, int]:
        """Return how many are definite, possible, and without a date that P could admit."""
        definite = tally.definite(self.connection, negotiation, self.at, self.known, self._stands[2])
        undated = 0
        if self.published is not None:
            query = (
                f"SELECT count(*) FROM life WHERE negotiation = ? AND pub = {NEVER} "
                "AND earliest <= ? AND born <= ? AND died > ?"
            )
            left_out = (negotiation, self.at, self.known, self.known)
            (undated,) = self.connection.execute(query, left_out).fetchone()
        return definite, len(self.possible(negotiation)), int(undated)

    def unknown_kinds(self, negotiation: str) -> int:
        """Return how many known lines are of kinds that this version does not know."""
        row = self.connection.execute(
            "SELECT count(*) FROM unknown WHERE number <= ? AND (negotiation IS NULL OR negotiation = ?)",
            (self.known, negotiation),
        ).fetchone()
        return int(row[0])

    def withheld(self) -> int:
        """Return how many known lines, of whatever negotiation, have no words in this copy of the ledger."""
        row = self.connection.execute(
            "SELECT count(*) FROM withheld WHERE number <= ?", (self.known,)
        ).fetchone()
        return int(row[0])

    # -- descriptions and names --------------------------------------------------------------

    def _descriptions(self, kind: str, negotiation: str, slug: str | None) -> dict[str, Row]:
        query = (
            "SELECT slug, fields FROM described WHERE kind = ? AND negotiation = ? AND born <= ? AND died > ?"
        )
        values: list[Any] = [kind, negotiation, self.known, self.known]
        if slug is not None:
            query += " AND slug = ?"
            values.append(slug)
        found: dict[str, Row] = {}
        for name, fields in self.connection.execute(f"{query} ORDER BY root", values):
            found.setdefault(name, {}).update(json.loads(fields))
        return found

    def described(self, negotiation: str, matter: str) -> Row:
        """Return the standing description of a matter, field by field."""
        return self._descriptions("matter-described", negotiation, matter).get(matter, {})

    def described_parties(self) -> dict[str, Row]:
        """Return the standing descriptions of all parties, field by field."""
        return self._descriptions("party-described", "", None)

    def alias(self, text: str) -> str | None:
        """Return the described party that an alias is another name of at this moment, or None."""
        query = "SELECT party FROM alias WHERE alias = ? AND born <= ? AND died > ? ORDER BY root DESC"
        found = self.connection.execute(query, (text, self.known, self.known)).fetchall()
        said = self.described_parties() if found else {}
        # Of several descriptions of one party the last says what its aliases are.
        return next((party for (party,) in found if text in said[party].get("aliases", ())), None)

    def described_matters(self, negotiation: str) -> dict[str, Row]:
        """Return the standing descriptions of a negotiation's matters, field by field."""
        return self._descriptions("matter-described", negotiation, None)

    def negotiations(self) -> list[str]:
        """Return the negotiations among the developments that stand, by name: a seek for each, not a scan of all."""
        found: list[str] = []
        name = ""
        while True:
            query = "SELECT min(negotiation) FROM life WHERE negotiation > ?"
            (name,) = self.connection.execute(query, (name,)).fetchone()
            if name is None:
                return found
            stands = "SELECT 1 FROM life WHERE negotiation = ? AND born <= ? AND died > ? LIMIT 1"
            if self.connection.execute(stands, (name, self.known, self.known)).fetchone():
                found.append(name)

    def described_negotiations(self) -> list[str]:
        """Return the negotiations whose matters are described, by name."""
        rows = self.connection.execute(
            "SELECT DISTINCT negotiation FROM described WHERE negotiation <> '' AND born <= ? AND died > ? ORDER BY 1",
            (self.known, self.known),
        )
        return [name for (name,) in rows]

    def named(self, negotiation: str) -> dict[str, set[str]]:
        """Return each slug that a standing line of a negotiation names, and as what: party, kind of matter, meeting."""
        found: dict[str, set[str]] = {}
        for what, slug in self.connection.execute(
            "SELECT DISTINCT what, slug FROM mention WHERE negotiation IN (?, '') AND born <= ? AND died > ?",
            (negotiation, self.known, self.known),
        ):
            found.setdefault(slug, set()).add(what)
        of_cell = {"position": "issue", "commitment": "agreement"}
        for what, matter, party, account in self.connection.execute(
            "SELECT what, matter, party, account FROM cell WHERE negotiation = ? AND EXISTS "
            "(SELECT 1 FROM step WHERE step.cell = cell.id AND born <= ? AND died > ?)",
            (negotiation, self.known, self.known),
        ):
            found.setdefault(matter, set()).add(of_cell.get(what, what))
            for slug in (party, account):
                if slug:
                    found.setdefault(slug, set()).add("party")
        return found

    def naming(self, negotiation: str, what: str, slugs: Collection[str]) -> frozenset[int]:
        """Return the roots of the standing lines that name one of the slugs as a "party", or as a "matter"."""
        party = what == "party"
        as_party, of_cell = (
            ("= 'party'", "party = ? OR account = ?")
            if party
            else (
                "NOT IN ('party', 'meeting')",
                "what <> 'meeting' AND matter IN (?, ?)",
            )
        )
        query = (
            f"SELECT root FROM mention WHERE slug = ? AND what {as_party} AND born <= ? AND died > ? "
            f"UNION SELECT place FROM step WHERE born <= ? AND died > ? "
            f"AND cell IN (SELECT id FROM cell WHERE negotiation = ? AND ({of_cell}))"
        )
        stands = (self.known, self.known)
        return frozenset(
            root
            for slug in slugs
            for (root,) in self.connection.execute(query, (slug, *stands, *stands, negotiation, slug, slug))
        )

    def named_as(self, negotiation: str, slug: str) -> set[str]:
        """Return as what the lines that stand name one slug of a negotiation."""
        found = {
            what
            for (what,) in self.connection.execute(
                "SELECT DISTINCT what FROM mention WHERE slug = ? AND negotiation = ? AND born <= ? AND died > ?",
                (slug, negotiation, self.known, self.known),
            )
        }
        of_cell = {"position": "issue", "commitment": "agreement"}
        for (what,) in self.connection.execute(
            "SELECT DISTINCT what FROM cell WHERE negotiation = ? AND matter = ? AND EXISTS "
            "(SELECT 1 FROM step WHERE step.cell = cell.id AND born <= ? AND died > ?)",
            (negotiation, slug, self.known, self.known),
        ):
            found.add(of_cell.get(what, what))
        return found

    def spans(self) -> list[Row]:
        """Return the negotiations by name, with how many developments stand and from when to when they reach."""
        rows = self.connection.execute(
            "SELECT negotiation, count(*), min(earliest), max(latest) FROM life WHERE born <= ? AND died > ? "
            "GROUP BY negotiation ORDER BY negotiation",
            (self.known, self.known),
        )
        return [
            {"negotiation": name, "developments": number, "from": stamp(first), "to": stamp(last)}
            for name, number, first, last in rows
        ]
