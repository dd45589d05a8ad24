"""The index: a SQLite file that follows the store by entry number and answers questions of the state.

It is disposable: keyed by the ledger's id and by the number and id of the last
entry it has taken, brought up to date before a read answers, and rebuilt where
it is missing, damaged, of another format, or of another ledger. Where its file
can be neither read nor written it is kept in memory, and answers all the same.
Only this package knows sqlite-utils, and only when an index is made.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import zip_longest
from typing import TYPE_CHECKING

from ledger.chains import FOREVER
from ledger.entry import Entry
from ledger.errors import Busy, CannotWrite, Damaged, OutcomeUnknown
from ledger.index import tally, words
from ledger.index.file import begun, discard, kept, opened, place
from ledger.index.now import open_steps, overlapping_steps
from ledger.index.reading import NAMED, IndexReading
from ledger.index.schema import FORMAT
from ledger.state.cells import Cell, Row, Step
from ledger.store import Store
from ledger.store.file import identity, translated

if TYPE_CHECKING:
    from ledger.steps.view import Taken

BATCH = 5_000
"""Entries taken in one transaction: another process waits for no more than these."""
MENDINGS = 3
"""How often a damaged file is removed, or emptied, before the index is kept in memory."""
TRIES = 20
"""How often a reading is begun again because another process has emptied the index meanwhile."""

Recorded = Sequence[tuple[Entry, "Taken"]]
"""Entries, numbered without a gap, with what admission found out of each."""
Heading = tuple[int, str]
"""Number and id of the last entry that the index has taken; (0, "") before the first."""


class Index:
    """The read model of one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.path = place(store)
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._recorded: Recorded = ()

    # -- being there and up to date ----------------------------------------------------------

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection to an index that is up to date with the store.

        Raises Busy where another process holds the index for longer than
        LEDGER_WAIT, Damaged where an entry is missing from the store.
        """
        for _ in range(MENDINGS):
            if self.path is None:
                break
            try:
                return self._followed()
            except (sqlite3.DatabaseError, OSError) as error:
                self.close()
                meant = translated(error, str(self.path))
                if isinstance(meant, Busy):
                    raise meant from error
                if isinstance(meant, CannotWrite | OutcomeUnknown):
                    self.path = None
                else:
                    discard(self.path, self.store.wait, error)
        self.path = None
        return self._followed()

    def update(self, recorded: Recorded = ()) -> None:
        """Bring the index up to date with the store; raises what `connection` does.

        `recorded` are entries just stored, with what admission found out of them: it is not worked out again.
        """
        self._recorded = recorded
        try:
            _ = self.connection
        finally:
            self._recorded = ()

    def rebuild(self) -> None:
        """Throw the index away and build it from the entries."""
        self.close()
        if self.path is not None:
            discard(self.path, self.store.wait)
        self.update()

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _followed(self) -> sqlite3.Connection:
        """Return the connection once the index has taken the last entry of the store."""
        last = self.store.last()
        connection = self._opened()
        if not self._has(connection, last):
            self._catch_up(connection, last)
        return connection

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None and self.path is not None and self._identity != identity(self.path):
            # The file was deleted or replaced: nobody else sees the one that is open.
            self.close()
        if self._connection is None:
            if self.path is None:
                self._connection = sqlite3.connect(":memory:", isolation_level=None)
            else:
                self._connection, self._identity = opened(self.path, self.store.wait)
        return self._connection

    def heading(self, connection: sqlite3.Connection) -> Heading | None:
        """Return the index's heading; None where it is none of this format and ledger."""
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
            return None
        meta = {key: str(value) for key, value in connection.execute("SELECT key, value FROM meta")}
        last = meta.get("last", "")
        if (meta.get("format"), meta.get("ledger")) != (str(FORMAT), self.store.id) or not last.isdecimal():
            return None
        return int(last), meta.get("last_id", "")

    def _trusted(self, heading: Heading | None) -> bool:
        """Tell whether the last entry taken is the store's of that number: it is not in an older copy of the file."""
        return heading is not None and (heading[0] == 0 or self.store.number(heading[1]) == heading[0])

    def _has(self, connection: sqlite3.Connection, last: Heading) -> bool:
        """Tell whether the index has taken the entries of the store up to `last`, or later ones too."""
        heading = self.heading(connection)
        return heading == last or (heading is not None and heading[0] > last[0] and self._trusted(heading))

    def _catch_up(self, connection: sqlite3.Connection, asked: Heading) -> None:
        """Take the entries that are missing, a batch to a transaction; other readers keep what they are reading.

        Many processes may want to do so at once. SQLite would have each wait in ever longer pauses, and then find
        that another has done it: who waits looks whether the entries up to `asked` are there by now.
        """
        from ledger.index.writing import Writer

        behind = True
        while behind:
            if not begun(connection, self.store.wait, lambda: self._has(connection, asked)):
                return
            with kept(connection):
                # Another process may have taken them meanwhile, or have emptied the index.
                heading = self.heading(connection)
                if heading is None or not self._trusted(heading):
                    heading = self._emptied(connection)
                last, _ = self.store.last()
                taken, to = heading[0], min(last, heading[0] + BATCH)
                behind = to < last
                if taken < to:
                    Writer(connection, self.store.root, self.store.chain).take(self._all(taken, to))
                    meta = {"last": str(to), "last_id": self.store.entry_id(to) or ""}
                    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())

    def _emptied(self, connection: sqlite3.Connection) -> Heading:
        """Make the tables anew, empty, within the transaction that is open; return their heading."""
        from ledger.index import schema

        # A full-text index goes first, and takes tables of its own along.
        made = (
            "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite_%' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC"
        )
        for kind, name in connection.execute(made).fetchall():
            quoted = name.replace('"', '""')
            connection.execute(f'DROP {kind} IF EXISTS "{quoted}"')
        schema.make(connection)
        meta = {"format": str(FORMAT), "ledger": self.store.id, "last": "0", "last_id": ""}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        return 0, ""

    def _all(self, after: int, to: int) -> Iterator[tuple[Entry, "Taken | None"]]:
        """Yield the entries above `after` up to `to`; Damaged where one of them is missing."""
        first = self._recorded[0][0].number if self._recorded else to + 1
        last = self._recorded[-1][0].number if self._recorded else to
        if first <= after + 1 and to <= last:
            yield from self._recorded[after + 1 - first : to + 1 - first]
            return
        for number, entry in zip_longest(range(after + 1, to + 1), self.store.entries(after, to)):
            if entry is None or entry.number != number:
                raise Damaged(
                    f"entry {number} of {self.store.address} is missing",
                    remedy="Restore the last backup; see: ledger verify",
                )
            yield entry, None

    # -- reading -----------------------------------------------------------------------------

    @contextmanager
    def reading(self, at: int, known: int, published: int | None) -> Iterator[IndexReading]:
        """Give a reading at a moment, all of it from one snapshot of the index."""
        connection = self._begun(known)
        try:
            with self.told():
                yield IndexReading(connection, at, known, published)
        finally:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")

    @contextmanager
    def content(self) -> Iterator[tuple[int, Iterable[tuple[str, tuple[object, ...]]]]]:
        """Give the number of the last entry taken, and every row as `rows` gives it, all of one snapshot."""
        with self.reading(0, 0, None) as reading:
            taken, _ = self.heading(reading.connection) or (0, "")
            yield taken, rows(reading.connection)

    def _begun(self, known: int) -> sqlite3.Connection:
        """Return the connection with a snapshot that holds the entries up to `known`."""
        for _ in range(TRIES):
            connection = self.connection
            with self.told():
                connection.execute("BEGIN")
                heading = self.heading(connection)
                if heading == self.store.last() or (
                    heading is not None and heading[0] >= known and self._trusted(heading)
                ):
                    return connection
                connection.execute("ROLLBACK")
        raise Busy(f"{self.path} is being rebuilt by another process", remedy="Repeat the command.")

    @contextmanager
    def trial(self, entries: Sequence[Entry]) -> Iterator[sqlite3.Connection]:
        """Give the index as it would be with further entries; they are taken away again and leave no trace."""
        from ledger.index.writing import Writer

        connection = self.connection
        with self.told():
            connection.execute("BEGIN IMMEDIATE")
            try:
                Writer(connection, self.store.root, self.store.chain).take((one, None) for one in entries)
                yield connection
            finally:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn the database's errors into the ledger's; a damaged index is built anew for the next question."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            meant = translated(error, str(self.path))
            if meant is None:
                raise
            self.close()
            if isinstance(meant, Damaged) and self.path is not None:
                discard(self.path, self.store.wait, error)
                meant = Damaged(
                    f"the index {self.path} is damaged",
                    remedy="Repeat the command: it builds the index anew.",
                )
            raise meant from error

    # -- what admission asks: of the index as it was last brought up to date -------------------

    @property
    def _current(self) -> sqlite3.Connection:
        return self._connection if self._connection is not None else self.connection

    def on(self, cell: Cell) -> list[Step]:
        """Return the steps of a cell that stand now, whatever their date."""
        with self.told():
            return open_steps(self._current, cell)

    def cell(self, cell: Cell) -> int | None:
        """Return the number by which the index knows a cell, or None."""
        with self.told():
            row = self._current.execute(f"SELECT id FROM cell WHERE {NAMED}", cell).fetchone()
        return row[0] if row else None

    def overlapping(self, cell: int, earliest: int, latest: int) -> list[Step]:
        """Return the steps of a cell that stand now and may be of the same moment as one between two seconds."""
        with self.told():
            return overlapping_steps(self._current, cell, earliest, latest)

    def followers(self, root: int) -> list[int]:
        """Return the roots of the chains that in any words name the chain of this root."""
        query = "SELECT follower FROM follows WHERE named = ? ORDER BY follower"
        with self.told():
            return [follower for (follower,) in self._current.execute(query, (root,))]

    def alias(self, text: str) -> str | None:
        """Return the described party that an alias is another name of now, or None."""
        from ledger.steps.names import aliases

        query = "SELECT 1 FROM alias WHERE alias = ? AND died = ?"
        with self.told():
            if self._current.execute(query, (text, FOREVER)).fetchone() is None:
                return None
        return aliases(fields for _, fields in self.descriptions()).get(text)

    def descriptions(self) -> list[tuple[int, Row]]:
        """Return the root and the fields of each description of a party that stands now, by root."""
        query = "SELECT root, fields FROM described WHERE kind = 'party-described' AND died = ? ORDER BY root"
        with self.told():
            return [(root, json.loads(fields)) for root, fields in self._current.execute(query, (FOREVER,))]

    def knows(self, slug: str) -> bool:
        """Tell what `known` does, of the index as it was last brought up to date."""
        with self.told():
            return self.known(self._current, slug)

    @staticmethod
    def known(connection: sqlite3.Connection, slug: str) -> bool:
        """Tell whether any line of the whole ledger, standing or not, has a slug as party, matter or account."""
        query = (
            "SELECT 1 FROM cell WHERE matter = :slug UNION ALL SELECT 1 FROM cell WHERE party = :slug "
            "UNION ALL SELECT 1 FROM cell WHERE account = :slug "
            "UNION ALL SELECT 1 FROM mention WHERE slug = :slug LIMIT 1"
        )
        return slug.isascii() and connection.execute(query, {"slug": slug}).fetchone() is not None

    @staticmethod
    def known_negotiation(connection: sqlite3.Connection, slug: str) -> bool:
        """Tell whether any line of the whole ledger is of a negotiation."""
        query = (
            "SELECT 1 FROM life WHERE negotiation = :slug "
            "UNION ALL SELECT 1 FROM described WHERE negotiation = :slug LIMIT 1"
        )
        return slug.isascii() and connection.execute(query, {"slug": slug}).fetchone() is not None

    def tallies_are_sound(self) -> bool:
        """Tell whether no life lies beyond the bounds of the tile that counts it."""
        with self.told():
            return tally.unsound(self.connection) == 0

    def words_are_sound(self) -> bool:
        """Tell whether the full-text index agrees with the table of what each line says."""
        with self.told():
            return words.sound(self.connection)


def rows(connection: sqlite3.Connection) -> Iterable[tuple[str, tuple[object, ...]]]:
    """Yield every row of the index but its heading, each with its table, cells by name and not by id."""
    steps = (
        "SELECT negotiation, what, matter, cell.party, rank, account, latest, earliest, place, leg, born, died, "
        "pub, until, class, kind, said_on, value, terms, names, takes, more FROM step JOIN cell ON cell.id = step.cell"
    )
    yield from (("step", row) for row in connection.execute(steps))
    counted = "SELECT negotiation, tile, life, lives FROM tally WHERE lives <> 0"
    yield from (("tally", row) for row in connection.execute(counted))
    for table, key in (
        ("life", "root, born"),
        ("described", "root, born"),
        ("mention", "slug, what, root, born"),
        ("alias", "alias, root, born"),
        ("follows", "named, follower"),
        ("unknown", "number"),
        ("withheld", "number"),
        ("words", "number"),
        ("reach", "clock, up_to"),
    ):
        yield from ((table, row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY {key}"))
