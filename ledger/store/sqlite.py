"""A ledger in a file of SQLite: how it is begun, read, written to and backed up."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from ledger.entry import Entry
from ledger.errors import CannotWrite, LedgerError
from ledger.store import file, schema
from ledger.store.place import Connection, Heading, Produce

LOOK = 0.05
"""Seconds between two looks at a file, of whose changes SQLite tells nobody."""

_TABLES = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


class File:
    """A file that holds a ledger (see `ledger.store.place.Place`)."""

    errors: tuple[type[Exception], ...] = (sqlite3.Error, OSError, UnicodeDecodeError)
    beside = "AND event.rowid = log.number"

    def __init__(self, path: Path) -> None:
        self.address = self.path = path
        self.wait = file.patience()
        self._identity: tuple[int, int] | None = None
        self._alone = False
        self._writer: Any = None

    def create(self, heading: Heading) -> None:
        """Make an empty ledger in a new file; it is refused where something exists already."""
        file.claim(self.path)
        try:
            with closing(file.making(self.path, 0)) as connection:
                connection.executescript("BEGIN;" + schema.statements())
                connection.execute("INSERT INTO ledger VALUES (?, ?, ?, ?)", heading)
                connection.execute("COMMIT")
                connection.execute("PRAGMA journal_mode = WAL")
        except (sqlite3.Error, OSError) as error:
            _remove(self.path)
            raise file.translated(error, str(self.path)) or error from error

    def reading(self) -> sqlite3.Connection:
        """Return a connection to read from; what is no ledger is refused, and left as it is."""
        file.check(self.path)
        connection = file.reading(self.path, self.wait)
        self._identity = file.identity(self.path)
        self._alone = connection.execute("PRAGMA locking_mode").fetchone() == ("exclusive",)
        return connection

    @contextmanager
    def snapshot(self, connection: Connection) -> Iterator[None]:
        """See the ledger as it is now until the end."""
        connection.execute("BEGIN")
        try:
            yield
        finally:
            # An input or output error has ended the transaction already.
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")

    @contextmanager
    def hearing(self) -> Iterator[Callable[[float], None]]:
        """Give what waits, for so many seconds at most, until something has been recorded since."""
        with closing(self.reading()) as connection:
            seen = connection.execute("PRAGMA data_version").fetchone()

            def wait(seconds: float) -> None:
                nonlocal seen
                until = time.monotonic() + seconds
                while (now := connection.execute("PRAGMA data_version").fetchone()) == seen:
                    if time.monotonic() > until:
                        break
                    time.sleep(LOOK)
                seen = now
                self._in_place()

            yield wait

    @contextmanager
    def written(self) -> Iterator[sqlite3.Connection]:
        """Write in a transaction of its own, under the write lock."""
        self._in_place()
        with closing(file.writing(self.path, self.wait)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            yield writer
            writer.execute("COMMIT")

    def _in_place(self) -> None:
        """Refuse to write to a file that was removed or replaced while it was open, or that can only be read, alone."""
        if file.identity(self.path) != self._identity:
            raise CannotWrite(
                f"{self.path} was removed or replaced while it was open", remedy="Repeat the command."
            )
        if self._alone:
            raise CannotWrite(
                f"{self.path} cannot be written: the disk has no room beside it",
                remedy="Free space, then repeat the command.",
            )

    def append(self, produce: Produce) -> tuple[list[Entry], Exception | None]:
        """Append what is produced under the write lock; with an error the outcome is not known."""
        from ledger.store import append, sqlite_recorder

        self._in_place()
        if self._writer is None:
            self._writer = sqlite_recorder.Entries(self.path, wait=self.wait)
        return append.write(self._writer, produce)

    def settle(self) -> None:
        """Let go of a transaction that has failed: it may still be open, and hold the lock."""
        self.close()

    def confirm(self) -> None:
        """Do nothing: what one process reads another has waited for the disk with."""

    def author(self, connection: Connection) -> None:
        """Return nobody: a file knows not who writes to it."""

    def keeps_authors(self, connection: Connection) -> bool:  # noqa: ARG002 the protocol's
        """Tell that entries may be stored as recorded by others: nobody is authenticated."""
        return True

    def translated(self, error: Exception) -> LedgerError | None:
        """Return what an error means to a person, or None where it is a fault of ours."""
        return file.translated(error, str(self.path))

    def tables(self, connection: Connection) -> tuple[int, Iterable[str]]:
        """Return how many tables and triggers there are to be, and which are missing, altered or not ours."""
        with closing(sqlite3.connect(":memory:")) as fresh:
            fresh.executescript(schema.statements())
            wanted = dict(fresh.execute(_TABLES).fetchall())
        there = dict(connection.execute(_TABLES).fetchall())
        faults = [
            f"the {name} is missing or altered"
            for name, sql in sorted(wanted.items())
            if there.get(name) != sql
        ]
        faults += [f"the {name} is none of a ledger's" for name in sorted(there.keys() - wanted.keys())]
        return len(wanted), faults

    def backup(self, connection: Connection, target: Path) -> None:
        """Copy the ledger, while it is in use, into a new file (SQLite's online backup)."""
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 as `reading` gave it
        file.claim(target)
        try:
            with closing(file.making(target, self.wait)) as copy:
                connection.backup(copy)
        except (sqlite3.Error, OSError) as error:
            _remove(target)
            raise file.translated(error, str(target)) or error from error

    def close(self) -> None:
        """Close what is open to write; done last, it leaves no log beside the file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _remove(path: Path) -> None:
    """Remove a file that could not be finished, and what SQLite has left beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
