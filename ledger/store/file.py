"""The file of a ledger: what is one, how SQLite opens it, and what its errors mean to a person.

A file is opened as a ledger after SQLite itself, without a lock or a file
beside it, has read the mark in its header. It is never opened by other means:
on POSIX a process that closes a file gives up all its locks on it, those of
SQLite's connections too, and another process would then remove the write-ahead
log that is still written to (sqlite.org/howtocorrupt, section 2.2).
"""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from ledger.errors import Busy, CannotWrite, Damaged, LedgerError, NotFound, OutcomeUnknown, Refused
from ledger.store.schema import APPLICATION_ID

LONGEST_WAIT = 86_400
"""The most seconds that a lock can be waited for."""

FULL = 2
"""The value of PRAGMA synchronous by which a commit waits for the disk."""

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_UNWRITABLE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
_OURS = (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.NotSupportedError, sqlite3.ProgrammingError)


def primary(error: Exception) -> int:
    """Return the primary result code of a SQLite error; 0 where it has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def translated(error: Exception, path: str) -> LedgerError | None:
    """Return what a database's or system's error means to a person, or None where it is a fault of ours."""
    if isinstance(error, OSError):
        return CannotWrite(
            f"{path}: {error.strerror or error}", remedy="Free space or choose a place that can be written."
        )
    code = primary(error)
    if code in _BUSY:
        return Busy(
            f"{path} is in use by another process",
            remedy="Repeat the command. LEDGER_WAIT=60 waits up to 60 seconds.",
        )
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_FSYNC:
        # What the disk did not confirm is not seen now, and may be there after a crash.
        return OutcomeUnknown(
            f"{path}: the disk did not confirm what was written ({error})",
            remedy="Repeat the same command: what was recorded is answered as already there.",
        )
    if code in _UNWRITABLE:
        return CannotWrite(
            f"{path} cannot be written: {error}",
            remedy="Free space or choose a place that can be written, then repeat the command.",
        )
    if isinstance(error, _OURS) or not isinstance(error, sqlite3.Error | UnicodeDecodeError):
        return None
    return Damaged(f"{path} cannot be read: {error}", remedy="Restore the last backup; see: ledger verify")


def patience() -> float:
    """Return for how many seconds a lock is waited for: LEDGER_WAIT, else 10."""
    given = os.environ.get("LEDGER_WAIT") or "10"
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= LONGEST_WAIT:
        raise Refused(
            f"LEDGER_WAIT is {given!r}, which is no number of seconds from 0 to {LONGEST_WAIT:,}",
            remedy="LEDGER_WAIT=60 waits up to 60 seconds.",
        )
    return seconds


def uri(path: Path, mode: str) -> str:
    """Return the URI by which SQLite opens a file; the authority is left empty, so that `//a` is a path."""
    name = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{name}?{mode}"


def connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    """Return a connection in autocommit mode; a file is made with `mode=rwc` alone."""
    return sqlite3.connect(uri(path, mode), uri=True, timeout=wait, isolation_level=None)


def making(path: Path, wait: float) -> sqlite3.Connection:
    """Return a connection that fills a new file, with a journal that is gone from the disk once a commit returns.

    Such a file is filled before it has a write-ahead log. With FULL the
    removal of its journal is not waited for: after a power cut the journal
    would be there again, and empty the file.
    """
    connection = connect(path, "mode=rw", wait)
    connection.execute("PRAGMA synchronous = EXTRA")
    return connection


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from one that was put in its place; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def check(path: Path) -> None:
    """Refuse what is no ledger before SQLite opens it in earnest; it stays as it was."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(
            f"there is no ledger {path}", remedy=f"To begin one: ledger --ledger {path} init"
        ) from None
    except OSError as error:
        raise Damaged(f"{path} cannot be read: {error.strerror}", remedy="Check the path.") from error
    if stat.S_ISDIR(mode):
        raise Damaged(f"{path} is a directory, not a ledger", remedy=f"ledger --ledger {path}/ledger.db init")
    if stat.S_ISREG(mode) and not os.access(path, os.R_OK):
        raise Damaged(f"{path} cannot be read", remedy="Check its permissions.")
    if not stat.S_ISREG(mode) or _mark(path) != APPLICATION_ID:
        raise Damaged(
            f"{path} is not a ledger", remedy="It was left as it is. Name another with --ledger PATH."
        )


def _mark(path: Path) -> int | None:
    """Return the mark in a file's header; None where it is no database. Raises CannotWrite where it cannot be read."""
    try:
        with closing(connect(path, "mode=ro&immutable=1", 0)) as connection:
            # Else a file is malformed that is yet to be made as long as its header says, from the log beside it.
            connection.execute("PRAGMA writable_schema = ON")
            (mark,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError as error:
        if primary(error) in _UNWRITABLE:
            raise CannotWrite(
                f"{path} cannot be read: {error}",
                remedy="Repeat the command; if it stays so, look at the disk.",
            ) from error
        return None
    return int(mark)


def claim(path: Path) -> None:
    """Make an empty file where there is none; it is refused where something exists already."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        raise Refused(f"{path} exists already", remedy="Name a path where nothing is.") from None
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"there is no folder {path.parent}", remedy=f"mkdir -p {path.parent}") from None
    except OSError as error:
        raise CannotWrite(
            f"{path}: {error.strerror}", remedy="Choose a place that can be written."
        ) from error


def reading(path: Path, wait: float) -> sqlite3.Connection:
    """Return a connection that reads a ledger, also where no file can be made beside it."""
    # With mode=ro the last reader could not clear away the log that SQLite keeps beside the file.
    connection = connect(path, "mode=rw", wait)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT 1 FROM ledger").fetchone()
    except sqlite3.Error as error:
        connection.close()
        real = path.resolve()
        if primary(error) not in _UNWRITABLE:
            raise
        if os.access(real.parent, os.W_OK):
            return _reading_alone(path, wait)
        log = real.with_name(f"{real.name}-wal")
        if log.exists() and log.stat().st_size > 0:
            raise CannotWrite(
                f"{path} stands where nothing can be written, and its newest entries in {log.name} beside it",
                remedy="Copy both files together to a folder that can be written.",
            ) from error
        # Without a write-ahead log the file alone is the ledger, and nobody can write to it there.
        return connect(path, "mode=ro&immutable=1", wait)
    return connection


def _reading_alone(path: Path, wait: float) -> sqlite3.Connection:
    """Return a connection that reads a ledger alone, where the disk has no room for memory to share beside it."""
    connection = connect(path, "mode=rw", wait)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT 1 FROM ledger").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def writing(path: Path, wait: float) -> sqlite3.Connection:
    """Return a connection that writes to a ledger, and whose commits are on the disk before they return."""
    connection = connect(path, "mode=rw", wait)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        (waits,) = connection.execute("PRAGMA synchronous").fetchone()
    except BaseException:
        connection.close()
        raise
    if waits != FULL:
        connection.close()
        raise CannotWrite(f"{path}: SQLite does not wait for the disk", remedy="Use another SQLite library.")
    return connection
