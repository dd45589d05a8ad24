"""Appending to a file: the recorder, the factory and the application of eventsourcing on SQLite.

The write lock is taken before anything is read: the library begins its
transactions deferred, and a read first would make concurrent appends fail.
"""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eventsourcing.persistence import PersistenceError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteFactory,
)
from eventsourcing.utils import Environment, EnvType

from ledger.entry import Entry
from ledger.store import append, file
from ledger.store.place import Produce


class _Pool(SQLiteConnectionPool):
    """Opens the file as the ledger does; the library waits whole seconds, and leaves open what it fails to set up."""

    def __init__(self, path: Path, wait: float) -> None:
        super().__init__(db_name=str(path), pool_size=1)
        self.path = path
        self.wait = wait

    def _create_connection(self) -> SQLiteConnection:
        connection = file.writing(self.path, self.wait)
        connection.row_factory = sqlite3.Row
        return SQLiteConnection(sqlite_conn=connection, max_age=None)


class EntryRecorder(SQLiteApplicationRecorder):
    """Gives each event its number, time, chain and seal, in the transaction that stores it."""

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],  # noqa: ARG002 they are made under the lock
        produce: Produce | None = None,
        stored: list[Entry] | None = None,
        **kwargs: Any,  # noqa: ANN401 the library's signature
    ) -> Sequence[int] | None:
        if produce is None or stored is None:
            msg = "entries are appended through the ledger"
            raise PersistenceError(msg)

        def ask(sql: str, parameters: Sequence[Any]) -> Sequence[Any]:
            c.execute(sql, parameters)
            found: Sequence[Any] = c.fetchall()
            return found

        # Deletes nothing, but takes the write lock before the first read.
        c.execute("DELETE FROM turn WHERE 0")
        for rows in append.batches(produce, stored, ask, lambda: time.time_ns() // 1000):
            super()._insert_events(c, rows.events, **kwargs)
            c.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.log)
            c.executemany("INSERT INTO node VALUES (?, ?)", rows.nodes)
        return None


class _Factory(SQLiteFactory):
    application_recorder_class = EntryRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        pool = self.datastore.pool
        self.datastore.pool = _Pool(Path(pool.db_name), float(self.env["LEDGER_WAIT"]))
        pool.close()


class Entries(append.EntryApplication):
    """The application that holds the entries of one ledger file."""

    def __init__(self, path: Path, *, wait: float) -> None:
        super().__init__(
            {
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(path.absolute()),
                "LEDGER_WAIT": str(wait),
                "CREATE_TABLE": "n",
            }
        )

    def construct_factory(self, env: Environment) -> SQLiteFactory:  # type: ignore[override]
        """Return the factory whose recorder keeps the log."""
        return _Factory(env)
