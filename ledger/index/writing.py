"""Keeping the index up to date: what each entry changes of one chain, and nothing else.

The version that stands before an entry and the one after it are worked out
with the fold's own functions. If they differ, the open rows of the one are
given their end, and rows of the other are inserted with their beginning.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ledger import chains
from ledger.chains import FOREVER
from ledger.entry import Entry
from ledger.index import tally, words
from ledger.index.reading import NAMED, width_class
from ledger.state.cells import Cell, Row
from ledger.steps import arms
from ledger.steps.replay import known_kind
from ledger.steps.versions import Version, current
from ledger.steps.view import REFERENCES, Taken

Root = Callable[[str], int | None]
"""Gives the root number of the chain that an id is a line of."""
Chain = Callable[[int], Sequence[Entry]]
"""Gives the whole chain that a line belongs to."""

_COLUMNS = {"step": 18, "life": 15, "described": 7, "alias": 5, "mention": 6}
_INSERT = {
    table: f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})" for table, columns in _COLUMNS.items()
}


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Writer:
    """Writes what entries change, in their order, on one connection and within its transaction."""

    def __init__(self, connection: sqlite3.Connection, root: Root, chain: Chain) -> None:
        self.connection = connection
        self.root = root
        self.chain = chain
        self._cells: dict[Cell, int] = {}
        self._roots: dict[str, int] = {}
        self._open: dict[int, list[Entry]] = {}
        self._stands: dict[int, Version | None] = {}
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _INSERT}
        self._tally = tally.Tally(connection)

    def _resolve(self, reference: int | str) -> int:
        found = self._roots.get(str(reference))
        return found if found is not None else self.root(str(reference)) or 0

    def _cell(self, cell: Cell) -> int:
        found = self._cells.get(cell)
        if found is None:
            row = self.connection.execute(f"SELECT id FROM cell WHERE {NAMED}", cell).fetchone()
            if row is None:
                made = self.connection.execute(
                    "INSERT INTO cell (negotiation, what, matter, party, rank, account) VALUES (?, ?, ?, ?, ?, ?)",
                    cell,
                )
                row = (made.lastrowid,)
            found = int(row[0])
            self._cells[cell] = found
        return found

    def _before(self, entry: Entry) -> list[Entry]:
        """Return the lines of an entry's chain before it."""
        if entry.root == entry.number:
            return []
        known = self._open.get(entry.root)
        if known is None:
            chain = self.chain(entry.root)
            known = [one for one in chain if one.number < entry.number and not one.withheld]
        return known

    def take(self, entries: Iterable[tuple[Entry, Taken | None]]) -> None:
        """Write what entries change; beside each may stand what admission found out of it."""
        said = []
        for entry, taken in entries:
            held = entry.held if taken is None else taken.held
            self._roots[entry.id] = entry.root
            if entry.withheld:
                self.connection.execute("INSERT INTO withheld VALUES (?)", (entry.number,))
            elif known_kind(entry):
                self._take(entry, held, taken)
                said += words.rows(entry, held)
            else:
                unknown = (entry.number, held.get("negotiation"))
                self.connection.execute("INSERT INTO unknown VALUES (?, ?)", unknown)
        self._flush()
        self._tally.flush()
        words.insert(self.connection, said)
        # What was taken is found in the store from now on.
        self._roots.clear()
        self._open.clear()
        self._stands.clear()

    def _take(self, entry: Entry, held: Row, taken: Taken | None) -> None:
        before = self._before(entry)
        if not before and entry.root != entry.number:
            # The chain of a root that this version does not know.
            return
        chain = [*before, entry]
        if len(chain) > 1 or entry.root in self._open:
            self._open[entry.root] = chain
        self._follow(entry, held.get("replacement", held))
        old = self._stood(entry.root, before) if before else None
        new = current(chain, self._resolve) if taken is None else taken.version
        self._stands[entry.root] = new
        if old is not None and new is not None and _same(old, new):
            return
        if old is not None:
            self._close(old, entry.number)
        if new is not None:
            self._insert(new)

    def _stood(self, root: int, before: Sequence[Entry]) -> Version | None:
        return self._stands[root] if root in self._stands else current(before, self._resolve)

    def _follow(self, entry: Entry, said: Row) -> None:
        if entry.kind in {chains.RETRACTED, chains.SOURCE_ADDED}:
            return
        rows = {(self._resolve(one), entry.root) for field in REFERENCES for one in said.get(field, ())}
        if rows:
            self.connection.executemany("INSERT OR IGNORE INTO follows VALUES (?, ?)", sorted(rows))

    def _close(self, version: Version, number: int) -> None:
        """Give the open rows of a version their end; they were born when its words or its date first stood."""
        self._flush()
        root = version.standing.root
        tables = ("described", "alias", "mention") if version.fields else ("life", "mention")
        if not version.fields:
            query = "SELECT born FROM life WHERE root = ? AND died = ?"
            for (born,) in self.connection.execute(query, (root, FOREVER)).fetchall():
                self._tally.ends(version, born, number)
        for table in tables:
            self.connection.execute(
                f"UPDATE {table} SET died = ? WHERE root = ? AND died = ?", (number, root, FOREVER)
            )
        self.connection.executemany(
            "UPDATE step SET died = ? WHERE cell = ? AND latest = ? AND earliest = ? AND place = ? AND leg = ? "
            "AND died = ?",
            [(number, self._cell(cell), *step.order, FOREVER) for cell, step in version.steps],
        )

    def _insert(self, version: Version) -> None:
        if not version.fields:
            self._tally.begins(version)
        for table, row in version_rows(version):
            values = (None, self._cell(Cell(*row[:6])), *row[6:]) if table == "step" else row
            self._rows[table].append(values)

    def _flush(self) -> None:
        """Insert the rows that are waiting: many at once take a third of the time of one by one."""
        for table, rows in self._rows.items():
            if rows:
                self.connection.executemany(_INSERT[table], rows)
                rows.clear()


def version_rows(version: Version) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the rows of one version, each with its table; those of `step` begin with the cell's own names."""
    one = version.standing
    life = (one.root, one.born, one.died)
    if version.fields:
        yield "described", (*life, one.kind, one.negotiation, one.matter, _compact(version.fields))
        for alias in dict.fromkeys(version.fields.get("aliases", ())):
            yield "alias", (alias, one.matter, *life)
    else:
        vague = width_class(one.earliest, one.latest)
        yield "life", (*one[:11], _compact(one.parties), one.matter, one.stance, vague)
    for what, slug in sorted(_beside(version)):
        yield "mention", (what, slug, one.negotiation, *life)
    for cell, step in version.steps:
        names = _compact(step.names) if step.names else None
        takes = _compact(step.takes) if step.takes else None
        more = _compact(step.more) if step.more else None
        vague = width_class(step.earliest, step.latest)
        said = (step.until, vague, step.kind, step.on, step.value, step.terms, names, takes, more)
        key = (step.latest, step.earliest, step.place, step.leg)
        yield "step", (*cell, *key, one.born, one.died, one.pub, *said)


def _same(old: Version, new: Version) -> bool:
    """Tell whether two versions put the same on the cells: the same words, published at the same second."""
    return (old.standing.words, old.standing.pub) == (new.standing.words, new.standing.pub)


_OF_CELL = {
    "position": arms.ISSUE,
    "point": arms.A_POINT,
    "commitment": arms.AN_AGREEMENT,
    "agreement": arms.AN_AGREEMENT,
    "proposal": arms.A_PROPOSAL,
    "meeting": arms.MEETING,
}
"""As what a cell's matter is named by the development itself."""


def _beside(version: Version) -> set[tuple[str, str]]:
    """Return the slugs that a version names and that its cells do not already say."""
    in_cells: set[tuple[str, str]] = set()
    for cell, _ in version.steps:
        in_cells.add((_OF_CELL[cell.what], cell.matter))
        in_cells |= {(arms.PARTY, slug) for slug in (cell.party, cell.account) if slug}
    return set(version.mentions) - in_cells
