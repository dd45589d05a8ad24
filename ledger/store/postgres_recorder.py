"""Appending to a database: the recorder, the factory and the application of eventsourcing on PostgreSQL.

The library would lock its table, for which one needs the right to change it; a
table made for taking turns is locked in its place. It would repeat a commit
that has failed ten times over; here it is told once, and settled by looking. Its
functions in the database are never used: they do not lock at all.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from eventsourcing.persistence import PersistenceError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresFactory
from eventsourcing.utils import Environment, EnvType
from psycopg import Connection, InterfaceError, OperationalError
from psycopg.sql import SQL, Identifier

from ledger.entry import Entry
from ledger.store import append
from ledger.store.place import Produce
from ledger.store.postgres import NOTHING, marked, now, unconfirmed

if TYPE_CHECKING:
    from ledger.store.postgres import Database


class _One:
    """Stands in for the library's pool: one connection, opened as the ledger does, and no threads."""

    def __init__(self, database: "Database") -> None:
        self.database = database
        self._connection: Connection[Any] | None = None

    def open(self, *_: object) -> None:
        """Do nothing: the connection is made when it is first used."""

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        """Give the connection, made anew where it was lost."""
        if self._connection is None or not _answers(self._connection):
            self.close()
            self._connection = self.database.connect()
        yield self._connection

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


def _answers(connection: Connection[Any]) -> bool:
    """Tell whether a connection is there still: one that has idled may have been cut."""
    try:
        connection.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return False
    return True


class EntryRecorder(PostgresApplicationRecorder):
    """Gives each event its number, time, chain and seal, in the transaction that stores it."""

    database: "Database"

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.database = cast("_One", datastore.pool).database
        turn = Identifier(datastore.schema, "turn")
        self.lock_table_statements = [SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(turn)]

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401 the library's signature
    ) -> Sequence[int] | None:
        """Append what is prepared under the write lock, once.

        Raises OutcomeUnknown where the server has ceased to wait for its
        synchronous standby: it was stored here, and may be lost all the same.
        """
        with self.datastore.get_connection() as connection, unconfirmed(connection) as passed_over:
            with connection.transaction(), connection.cursor() as cursor:
                self._insert_events(cursor, stored_events, **kwargs)
            if passed_over:
                raise self.database.unknown(passed_over[0])
        return None

    def _insert_events(
        self,
        curs: Any,  # noqa: ANN401 the library's has rows that are dicts
        stored_events: Sequence[StoredEvent],  # noqa: ARG002 they are made under the lock
        produce: Produce | None = None,
        stored: list[Entry] | None = None,
        **kwargs: Any,  # noqa: ANN401 the library's signature
    ) -> None:
        if produce is None or stored is None:
            msg = "entries are appended through the ledger"
            raise PersistenceError(msg)

        def ask(sql: str, parameters: Sequence[Any]) -> Sequence[Any]:
            found: Sequence[Any] = curs.execute(marked(sql), parameters or None).fetchall()
            return found

        self._lock_table(curs)
        for rows in append.batches(produce, stored, ask, lambda: now(curs)):
            self._insert_stored_events(curs, rows.events, **kwargs)
            for table, values in (("log", rows.log), ("node", rows.nodes)):
                with curs.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
        if not stored:
            # What is known already is answered for: a standby is to confirm it, and does so with a commit.
            curs.execute(NOTHING)


class _Factory(PostgresFactory):
    application_recorder_class = EntryRecorder

    def __init__(self, env: Environment | EnvType | None, database: "Database") -> None:
        super().__init__(env)
        self.datastore.pool = cast("Any", _One(database))


class Entries(append.EntryApplication):
    """The application that holds the entries of one ledger in a database."""

    name = "stored"
    """What the library calls its table by, which is then `stored_events`."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        super().__init__(
            {
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                # The connection is the ledger's own; the library asks for these, and uses them not.
                **dict.fromkeys(
                    ("POSTGRES_DBNAME", "POSTGRES_HOST", "POSTGRES_USER", "POSTGRES_PASSWORD"), ""
                ),
                "POSTGRES_SCHEMA": database.address.schema,
                "CREATE_TABLE": "n",
            }
        )

    def construct_factory(self, env: Environment) -> PostgresFactory:  # type: ignore[override]
        """Return the factory whose recorder keeps the log."""
        return _Factory(env, self._database)


def entries(database: "Database") -> Entries:
    """Return the application of a database, to which the library at once puts a question; raises psycopg's errors."""
    try:
        return Entries(database)
    except PersistenceError as error:
        raise error.__cause__ or error from error
