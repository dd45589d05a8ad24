"""A ledger in a database of PostgreSQL: how it is begun, reached, read and written to.

Whoever writes locks the table `turn` first, so that numbers are gapless in the
order of commits, and entries become visible in their order. A commit is done
when PostgreSQL says so, and no synchronous standby was passed over; a commit
whose end was not seen is waited for under the same lock before it is looked for.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo
from psycopg.pq import TransactionStatus

from ledger.entry import Entry
from ledger.errors import Busy, CannotWrite, LedgerError, NotFound, OutcomeUnknown, Refused
from ledger.store import file, postgres_errors, postgres_schema, postgres_soundness
from ledger.store.address import Url
from ledger.store.place import Connection, Heading, Produce

UNFINISHED = 300
"""Seconds after which the server ends a transaction in which nothing happens: its writer may be gone for good."""
PAUSE = 0.05
"""Seconds between two tries to reach a server."""

_LASTING = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""What libpq is told where the URL says nothing: a server that is gone is noticed in less than half a minute."""
NOTHING = "SELECT pg_logical_emit_message(true, 'ledger', '')"
"""Says nothing, and is all the same a reason for a commit, which a standby confirms with all before it."""
_LOCK = "LOCK TABLE turn IN EXCLUSIVE MODE"
_NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


class _Reading:
    """A connection to read from, which is made anew where it was lost."""

    def __init__(self, connect: Callable[[], "psycopg.Connection[Any]"]) -> None:
        self._connect = connect
        self._raw: psycopg.Connection[Any] | None = None

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> "psycopg.Cursor[Any]":
        """Return a cursor, from which rows are read; a question outside a snapshot is put again where it got lost."""
        if self._raw is None or self._raw.closed:
            self._raw = self._connect()
        alone = self._raw.info.transaction_status == TransactionStatus.IDLE
        try:
            return self._raw.execute(marked(sql), parameters or None)
        except psycopg.OperationalError as error:
            if not postgres_errors.is_lost(error):
                raise
            self._raw.close()
            if not alone:
                raise
        self._raw = self._connect()
        return self._raw.execute(marked(sql), parameters or None)

    def close(self) -> None:
        """End the connection."""
        if self._raw is not None:
            self._raw.close()


class _Writing:
    """A connection within its transaction, which takes question marks."""

    def __init__(self, raw: "psycopg.Connection[Any]") -> None:
        self._raw = raw

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> "psycopg.Cursor[Any]":
        """Return a cursor, from which rows are read."""
        return self._raw.execute(marked(sql), parameters or None)

    def close(self) -> None:
        """End the connection."""
        self._raw.close()


def marked(sql: str) -> str:
    """Return SQL with the marks that psycopg takes for parameters; none of ours has another question mark."""
    return sql.replace("?", "%s")


class Database:
    """A schema of a database that holds a ledger (see `ledger.store.place.Place`)."""

    errors: tuple[type[Exception], ...] = (psycopg.Error, OSError)
    path: Path | None = None
    beside = ""

    def __init__(self, url: Url) -> None:
        self.address = url
        self.wait = file.patience()
        self._parameters = _parameters(url)
        self._writer: Any = None

    # -- reaching it -------------------------------------------------------------------------

    def connect(self) -> "psycopg.Connection[Any]":
        """Return a connection in autocommit mode, in the ledger's schema.

        Raises CannotWrite, Busy, NotFound or Refused where none can be made.
        """
        try:
            raw = psycopg.connect(**self._parameters, autocommit=True)
        except (psycopg.Error, OSError) as error:
            raise postgres_errors.unreached(error, self.address) from error
        try:
            raw.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
            raw.execute(
                "SELECT set_config('search_path', %s, false), set_config('client_encoding', 'UTF8', false), "
                "set_config('lock_timeout', %s, false), "
                "set_config('idle_in_transaction_session_timeout', %s, false), "
                # A commit is told once it is on the disk, and on that of a synchronous standby if there is one.
                "set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') "
                "IN ('off', 'local') THEN 'on' ELSE current_setting('synchronous_commit') END, false)",
                (
                    f"{self.address.schema}, pg_temp",
                    f"{max(1, int(self.wait * 1000))}ms",
                    f"{UNFINISHED}s",
                ),
            )
        except (psycopg.Error, OSError) as error:
            raw.close()
            raise self.translated(error) or error from error
        except BaseException:
            raw.close()
            raise
        return raw

    def reached(self) -> "psycopg.Connection[Any]":
        """Return a connection, waiting for a server that is being started or promoted."""
        until = time.monotonic() + self.wait
        while True:
            try:
                return self.connect()
            except (Busy, CannotWrite):
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE)

    def create(self, heading: Heading) -> None:
        """Make an empty ledger in a schema of its own; it is refused where one exists already."""
        schema = self.address.schema
        try:
            with closing(self.connect()) as raw:
                if raw.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone():
                    self._must_be_free(raw)
                _must_be_utf8(raw, self.address)
                with self._committed(raw), raw.transaction():
                    raw.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}".encode())
                    raw.execute(postgres_schema.tables(schema, heading).encode())
        except (psycopg.errors.DuplicateTable, psycopg.errors.UniqueViolation):
            raise self._taken() from None
        except self.errors as error:
            raise self.translated(error) or error from error

    def _must_be_free(self, raw: "psycopg.Connection[Any]") -> None:
        if raw.execute(
            "SELECT to_regclass('ledger') IS NOT NULL OR to_regclass('log') IS NOT NULL"
        ).fetchone() == (True,):
            raise self._taken()

    def _taken(self) -> LedgerError:
        return Refused(
            f"a ledger in {self.address} exists already",
            remedy="Name another schema of the database: postgresql://host/database?schema=talks",
        )

    # -- reading -----------------------------------------------------------------------------

    def reading(self) -> _Reading:
        """Return a connection to read from; a database without a ledger is refused."""
        connection = _Reading(self.connect)
        try:
            connection.execute("SELECT 1 FROM ledger").fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            connection.close()
            raise NotFound(
                f"there is no ledger in {self.address}",
                remedy=f"To begin one: ledger --ledger {self.address} init",
            ) from None
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def snapshot(self, connection: Connection) -> Iterator[None]:
        """See the ledger as it is now until the end."""
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            with suppress(psycopg.Error):
                connection.execute("ROLLBACK")

    @contextmanager
    def hearing(self) -> Iterator[Callable[[float], None]]:
        """Give what waits, for so many seconds at most, until something has been recorded since."""
        with closing(self.connect()) as raw:
            # Of all ledgers in the database: that of another is a false alarm, and no more.
            raw.execute("LISTEN stored_events")

            def wait(seconds: float) -> None:
                for _ in raw.notifies(timeout=seconds, stop_after=1):
                    pass

            yield wait

    # -- writing -----------------------------------------------------------------------------

    @contextmanager
    def written(self) -> Iterator[Connection]:
        """Write in a transaction of its own, under the write lock."""
        with closing(self.connect()) as raw, self._committed(raw), raw.transaction():
            raw.execute(_LOCK)
            yield _Writing(raw)

    @contextmanager
    def _committed(self, raw: "psycopg.Connection[Any]") -> Iterator[None]:
        """Raise OutcomeUnknown where what was written may or may not last."""
        with unconfirmed(raw) as passed_over:
            try:
                yield
            except psycopg.OperationalError as error:
                if raw.closed or error.sqlstate is None:
                    raise self.unknown(str(error)) from error
                raise
        if passed_over:
            raise self.unknown(passed_over[0])

    def unknown(self, why: str) -> LedgerError:
        """Return the error that what was written may be lost, and why."""
        said = postgres_errors.first_line(why)
        return OutcomeUnknown(
            f"{self.address}: what was written may or may not last ({said})",
            remedy="Repeat the same command: what was recorded is answered as already there.",
        )

    def append(self, produce: Produce) -> tuple[list[Entry], Exception | None]:
        """Append what is produced under the write lock; with an error the outcome is not known."""
        from ledger.store import append, postgres_recorder

        if self._writer is None:
            self._writer = postgres_recorder.entries(self)
        entries, error = append.write(self._writer, produce)
        if isinstance(error, psycopg.Error) and not postgres_errors.is_undecided(error):
            # The server itself has said that it took nothing.
            raise error
        return entries, error

    def settle(self) -> None:
        """Wait until a transaction whose end was not seen has come to one, and have what is there now last.

        The lock is that of the lost transaction: while it is waiting for a
        standby it holds it. The message is nothing but a reason for a commit,
        which a synchronous standby confirms together with all before it.
        """
        self.close()
        with closing(self.reached()) as raw:
            self._commit_anew(raw)

    def confirm(self) -> None:
        """Have what is there now confirmed by a synchronous standby, which may have been passed over before."""
        with closing(self.connect()) as raw:
            self._commit_anew(raw)

    def _commit_anew(self, raw: "psycopg.Connection[Any]") -> None:
        with self._committed(raw), raw.transaction():
            raw.execute(_LOCK)
            raw.execute(NOTHING)

    def author(self, connection: Connection) -> str:
        """Return the user who is logged in."""
        return str(connection.execute("SELECT session_user::text").fetchone()[0])

    def keeps_authors(self, connection: Connection) -> bool:
        """Tell whether the user is, or may act as, the owner of the ledger, to whom its copying is left."""
        asked = (
            "SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class WHERE oid = 'log'::regclass"
        )
        return bool(connection.execute(asked).fetchone()[0])

    # -- the rest ----------------------------------------------------------------------------

    def translated(self, error: Exception) -> LedgerError | None:
        """Return what an error means to a person, or None where it is a fault of ours."""
        return postgres_errors.translated(error, self.address)

    def tables(self, connection: Connection) -> tuple[int, Iterable[str]]:
        """Return how many tables, triggers and the like there are to be, and what is wrong with them."""
        return postgres_soundness.tables(connection)

    def backup(self, connection: Connection, target: Path) -> None:  # noqa: ARG002 the protocol's
        """Leave it to what PostgreSQL has for it."""
        raise Refused(
            f"{self.address} is no file that could be copied to {target}",
            remedy="Its administrator backs it up: pg_dump. All entries in one file: ledger export --output FILE",
        )

    def close(self) -> None:
        """Close what is open to write."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


@contextmanager
def unconfirmed(raw: "psycopg.Connection[Any]") -> Iterator[list[str]]:
    """Give a list that is filled with what the server says when it stops waiting for a synchronous standby.

    The commit is then done on the primary and the command succeeds; all that
    tells of it is a warning, in the server's language.
    """
    said: list[str] = []

    def noticed(diagnostic: psycopg.errors.Diagnostic) -> None:
        if diagnostic.source_function == "SyncRepWaitForLSN":
            said.append(diagnostic.message_primary or "the standby was not waited for")

    raw.add_notice_handler(noticed)
    try:
        yield said
    finally:
        raw.remove_notice_handler(noticed)


def now(raw: "psycopg.Cursor[Any]") -> int:
    """Return the time of the server, in microseconds since 1970: one clock for all who write."""
    found = raw.execute(_NOW).fetchone()
    return int(found[0]) if found else 0


def _parameters(url: Url) -> dict[str, Any]:
    """Return what libpq is given; Refused where it cannot read the URL, of which no more is said."""
    try:
        said = conninfo.conninfo_to_dict(url.conninfo)
    except psycopg.Error:
        raise Refused(
            f"{url} is no URL that PostgreSQL can read",
            field="ledger",
            remedy="postgresql://user@host:5432/database; write @, : and / in a password as %40, %3A and %2F.",
        ) from None
    found = _LASTING | {"application_name": "ledger"} | said
    if "," in str(found.get("host", "")):
        # Of several servers the one that can be written to is meant, whichever it is now.
        found.setdefault("target_session_attrs", "read-write")
    return found


def _must_be_utf8(raw: "psycopg.Connection[Any]", url: Url) -> None:
    ((encoding,),) = raw.execute("SELECT current_setting('server_encoding')").fetchall()
    if encoding != "UTF8":
        raise Refused(
            f"the database of {url} is in {encoding}, and a ledger holds every letter there is",
            remedy="Make one in UTF-8: createdb --encoding=UTF8 --template=template0 NAME",
        )
