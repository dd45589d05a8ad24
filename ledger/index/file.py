"""The file of an index: where it stands, how it is opened, and how a damaged one is got rid of."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from errno import EEXIST
from pathlib import Path

from ledger.errors import Damaged
from ledger.store import Store
from ledger.store.file import connect, identity, primary, translated

MARK = 0x41474C49
"""Marks a SQLite file as an index (bytes 68..71 of its header: "AGLI")."""
CHECKED = 512 << 10
"""Up to so many bytes a file is looked through for damage when it is opened; in a larger one it is met later."""

CACHE = 32 << 10
"""KiB of the file that are kept in memory: a state of ten thousand cells seeks all over a large one."""
PAUSE = 0.002
"""Seconds between two tries to lock the folder, or to write beside other processes."""


def place(store: Store) -> Path | None:
    """Return where the index of a store is kept: beside its file, else in the cache folder; None: nowhere.

    In the cache folder its name is the ledger's id: whoever reads a database keeps an index of their own.
    """
    if store.path is not None:
        beside = store.path.with_name(store.path.name + ".index")
        if os.access(store.path.parent, os.W_OK) and (not beside.exists() or os.access(beside, os.W_OK)):
            return beside
    given = os.environ.get("XDG_CACHE_HOME", "")
    try:
        # A relative path is none, by the XDG Base Directory Specification.
        cache = Path(given) if given.startswith("/") else Path.home() / ".cache"
        folder = cache / "agreement-ledger"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder / f"{store.id}.index"


@contextmanager
def _alone(path: Path, wait: float) -> Iterator[None]:
    """Keep others from opening or removing an index's file meanwhile, where the system lets its folder be locked.

    SQLite opens the log beside a file later than the file: between the two the
    file must not be exchanged. Raises BlockingIOError where it takes longer
    than `wait` seconds.
    """
    try:
        import fcntl

        folder = os.open(path.parent, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE)
        yield
    finally:
        os.close(folder)


def opened(path: Path, wait: float) -> tuple[sqlite3.Connection, tuple[int, int] | None]:
    """Return a connection to an index's file, which is made where it is missing, and the file's identity.

    Raises FileExistsError where another program's database stands in its place.
    """
    with _alone(path, wait):
        return _opened(path, wait), identity(path)


def _opened(path: Path, wait: float) -> sqlite3.Connection:
    if path.exists() and not _may_be_index(path):
        raise FileExistsError(EEXIST, "another program's database stands in the index's place", str(path))
    connection = connect(path, "mode=rwc", wait)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        if connection.execute("PRAGMA application_id").fetchone() != (MARK,):
            connection.execute(f"PRAGMA application_id = {MARK}")
        # Only a checkpoint waits for the disk: after a crash the index may be behind, but never torn.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
        if path.stat().st_size <= CHECKED:
            _look_through(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _may_be_index(path: Path) -> bool:
    """Tell whether a file is an index, an empty database, or none at all: whether it may be written to or removed."""
    with closing(connect(path, "mode=ro&immutable=1", 0)) as connection:
        try:
            (mark,) = connection.execute("PRAGMA application_id").fetchone()
            return mark == MARK or connection.execute("SELECT 1 FROM sqlite_schema").fetchone() is None
        except sqlite3.DatabaseError as error:
            return isinstance(translated(error, str(path)), Damaged)


def _look_through(connection: sqlite3.Connection) -> None:
    (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        error = sqlite3.DatabaseError(said)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def discard(path: Path, wait: float, error: Exception | None = None) -> None:
    """Remove an index's file if it is damaged; a sound one is emptied, unless the error was that it is damaged.

    Another process may have put a sound one in its place by now. Where it
    cannot be removed it stays.
    """
    torn = error is not None and primary(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    with suppress(sqlite3.Error, OSError), _alone(path, wait):
        if _damaged(path, wait, emptied=not torn):
            # The file itself goes last, so that nobody makes a new one beside the log of the old.
            for suffix in ("-wal", "-shm", ""):
                Path(f"{path}{suffix}").unlink(missing_ok=True)


def _damaged(path: Path, wait: float, *, emptied: bool) -> bool:
    """Tell whether a file is damaged; a sound one loses its heading where it is to be emptied."""
    try:
        with closing(_opened(path, wait)) as connection:
            _look_through(connection)
            if emptied and connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
                connection.execute("SELECT key, value FROM meta")
                connection.execute("DELETE FROM meta")
    except sqlite3.DatabaseError as error:
        return isinstance(translated(error, str(path)), Damaged)
    return False


def begun(connection: sqlite3.Connection, wait: float, done: Callable[[], bool]) -> bool:
    """Begin to write, once no other process does; False where `done` has come true meanwhile.

    Raises sqlite3.OperationalError where it takes longer than `wait` seconds.
    """
    until = time.monotonic() + wait
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                    raise
            else:
                return True
            time.sleep(PAUSE)
            if done():
                return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(wait * 1000)}")


@contextmanager
def kept(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep what is written in the transaction that was begun, or nothing of it."""
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
