"""The index: a SQLite file that follows the store by entry number and answers questions of the state.

It is disposable: keyed by the ledger's id and by the number and id of the last
entry it has taken, brought up to date before a read answers, and rebuilt where
it is missing, damaged, of another format, or of another ledger. Only this
package knows sqlite-utils, and only when an index is made.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger.chains import FOREVER
from ledger.errors import Damaged
from ledger.index.reading import IndexReading, open_steps
from ledger.index.schema import FORMAT
from ledger.state.cells import Cell, Row, Step
from ledger.store import Store


def place(store: Store) -> Path | None:
    """Return where the index of a store is kept: beside it, else in the cache folder; None: nowhere."""
    beside = store.path.with_name(store.path.name + ".index")
    if os.access(beside if beside.exists() else store.path.parent, os.W_OK):
        return beside
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agreement-ledger"
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return cache / f"{store.id}.index"


BATCH = 20_000
"""Entries taken in one transaction."""


def _locked(error: sqlite3.Error) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


class Index:
    """The read model of one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.path = place(store)
        self._connection: sqlite3.Connection | None = None

    # -- being there and up to date ----------------------------------------------------------

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection to an index that is up to date with the store."""
        self.update()
        if self._connection is None:
            raise Damaged("the index cannot be built", remedy="See: ledger verify")
        return self._connection

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def update(self) -> None:
        """Bring the index up to date with the store, building it where it is missing or cannot be trusted."""
        with self.store.reported():
            last, _ = self.store.last()
            try:
                if self._connection is None:
                    self._connection = self._open()
                if not self._trusted(self._connection):
                    self._reset(self._connection)
                if self._taken(self._connection) != last:
                    self._catch_up(self._connection)
            except sqlite3.DatabaseError as error:
                if _locked(error):
                    raise
                self._replace()

    def _open(self) -> sqlite3.Connection:
        """Return a connection to the index's file, which is made where it is missing; in memory where it must be."""
        name = ":memory:" if self.path is None else str(self.path)
        connection = sqlite3.connect(name, timeout=self.store.wait, isolation_level=None)
        if self.path is not None:
            # What is lost with the power is built again: the index need not wait for the disk.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
        return connection

    @staticmethod
    def _meta(connection: sqlite3.Connection) -> dict[str, str]:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
            return {}
        return dict(connection.execute("SELECT key, value FROM meta"))

    def _taken(self, connection: sqlite3.Connection) -> int:
        return int(self._meta(connection).get("last", "0"))

    def _trusted(self, connection: sqlite3.Connection) -> bool:
        """Tell whether the index is of this format and ledger, and its last entry is the store's of that number."""
        meta = self._meta(connection)
        if meta.get("format") != str(FORMAT) or meta.get("ledger") != self.store.id:
            return False
        taken = int(meta["last"])
        return taken == 0 or self.store.number(meta["last_id"]) == taken

    def _reset(self, connection: sqlite3.Connection) -> None:
        """Empty the index within one transaction; other readers keep what they are reading."""
        from ledger.index import schema

        with _transaction(connection):
            if self._trusted(connection):
                return
            tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            for (name,) in connection.execute(tables).fetchall():
                connection.execute(f'DROP TABLE "{name}"')
            schema.make(connection)
            meta = {"format": str(FORMAT), "ledger": self.store.id, "last": "0", "last_id": ""}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())

    def _catch_up(self, connection: sqlite3.Connection) -> None:
        """Take the entries that are missing, a batch to a transaction; another process may do so meanwhile."""
        from ledger.index.writing import Writer

        behind = True
        while behind:
            with _transaction(connection):
                writer = Writer(connection, self.store.root, self.store.chain)
                taken = self._taken(connection)
                last = writer.take(self.store.entries(taken, taken + BATCH))
                behind = last == taken + BATCH
                if last:
                    entry = self.store.entry(last)
                    meta = {"last": str(last), "last_id": entry.id if entry else ""}
                    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())

    def _replace(self) -> None:
        """Put a new file in the place of one that is damaged, and build the index in it.

        Only one process at a time removes the file, and only if it is still damaged.
        """
        import fcntl

        self.close()
        if self.path is not None:
            with self.path.with_name(self.path.name + ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if self._damaged():
                    for suffix in ("-wal", "-shm", ""):
                        Path(f"{self.path}{suffix}").unlink(missing_ok=True)
                self._connection = self._open()
                self._reset(self._connection)
        else:
            self._connection = self._open()
            self._reset(self._connection)
        self._catch_up(self._connection)

    def _damaged(self) -> bool:
        try:
            connection = self._open()
        except sqlite3.DatabaseError:
            return True
        try:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError:
            return True
        finally:
            connection.close()
        return bool(said != "ok")

    def rebuild(self) -> None:
        """Throw the index away and build it from the entries."""
        with self.store.reported():
            self.close()
            connection = self._open()
            self._connection = connection
            with _transaction(connection):
                if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
                    connection.execute("DELETE FROM meta")
        self.update()

    # -- reading -----------------------------------------------------------------------------

    @contextmanager
    def reading(self, at: int, known: int, published: int | None) -> Iterator[IndexReading]:
        """Give a reading at a moment, all of it from one snapshot of the index."""
        connection = self.connection
        with self.store.reported():
            connection.execute("BEGIN")
            try:
                yield IndexReading(connection, at, known, published)
            finally:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")

    # -- what admission asks: of the index as it was last brought up to date -------------------

    @property
    def _current(self) -> sqlite3.Connection:
        return self._connection if self._connection is not None else self.connection

    def on(self, cell: Cell) -> list[Step]:
        """Return the steps of a cell that stand now, whatever their date."""
        return open_steps(self._current, cell)

    def followers(self, root: int) -> list[int]:
        """Return the roots of the chains that in any words name the chain of this root."""
        rows = self._current.execute(
            "SELECT follower FROM follows WHERE named = ? ORDER BY follower", (root,)
        )
        return [follower for (follower,) in rows]

    def alias(self, text: str) -> str | None:
        """Return the described party that an alias is another name of now, or None."""
        from ledger.steps.names import aliases

        query = "SELECT 1 FROM alias WHERE alias = ? AND died = ?"
        if self._current.execute(query, (text, FOREVER)).fetchone() is None:
            return None
        return aliases(fields for _, fields in self.descriptions()).get(text)

    def descriptions(self) -> list[tuple[int, Row]]:
        """Return the root and the fields of each description of a party that stands now, by root."""
        query = "SELECT root, fields FROM described WHERE kind = 'party-described' AND died = ? ORDER BY root"
        return [(root, json.loads(fields)) for root, fields in self._current.execute(query, (FOREVER,))]

    @staticmethod
    def known(connection: sqlite3.Connection, slug: str) -> bool:
        """Tell whether any line of the whole ledger, standing or not, has a slug as party, matter or account."""
        query = (
            "SELECT 1 FROM cell WHERE matter = :slug OR party = :slug OR account = :slug "
            "UNION ALL SELECT 1 FROM mention WHERE slug = :slug LIMIT 1"
        )
        return connection.execute(query, {"slug": slug}).fetchone() is not None

    @staticmethod
    def known_negotiation(connection: sqlite3.Connection, slug: str) -> bool:
        """Tell whether any line of the whole ledger is of a negotiation."""
        query = (
            "SELECT 1 FROM life WHERE negotiation = :slug "
            "UNION ALL SELECT 1 FROM described WHERE negotiation = :slug LIMIT 1"
        )
        return connection.execute(query, {"slug": slug}).fetchone() is not None


def rows(connection: sqlite3.Connection) -> Iterable[tuple[str, tuple[object, ...]]]:
    """Yield every row of the index but its heading, each with its table, cells by name and not by id."""
    steps = (
        "SELECT negotiation, what, matter, cell.party, rank, account, latest, earliest, place, leg, born, died, "
        "pub, until, kind, said_on, value, terms, names, takes, more FROM step JOIN cell ON cell.id = step.cell"
    )
    yield from (("step", row) for row in connection.execute(steps))
    for table, key in (
        ("life", "root, born"),
        ("described", "root, born"),
        ("mention", "slug, what, root, born"),
        ("alias", "alias, root, born"),
        ("follows", "named, follower"),
        ("unknown", "number"),
    ):
        yield from ((table, row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY {key}"))
