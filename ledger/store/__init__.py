"""The store: entries on SQLite, appended through eventsourcing and read back as they were written.

Only this package knows eventsourcing, and only `append` imports it: reading
needs plain SQL. A file is opened as a ledger after its header says that it is
one; another program's file is not touched.
"""

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ledger.entry import Entry
from ledger.errors import Busy, CannotWrite, Damaged, LedgerError, NotFound, OutcomeUnknown, Refused
from ledger.store import schema

Prepare = Callable[[int], Sequence[Entry]]
"""Given the number of the last entry, under the write lock, returns the entries to append."""

_SELECT = """
SELECT log.number, log.id, log.recorded_at, log.recorded_by, log.root, event.topic, event.state, log.salt,
       log.names, log.imported_from
FROM log JOIN stored_events AS event
     ON event.originator_id = log.stream AND event.originator_version = log.version
"""

MICROSECONDS = 1_000_000


def timestamp(microseconds: int) -> str:
    """Return microseconds since 1970 as UTC text with a Z."""
    seconds, fraction = divmod(microseconds, MICROSECONDS)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{fraction:06d}Z"


def microseconds(stamp: str) -> int:
    """Return the microseconds since 1970 of a time that `timestamp` wrote."""
    import calendar

    whole, _, fraction = stamp.removesuffix("Z").partition(".")
    seconds = calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S"))
    return seconds * MICROSECONDS + int(fraction.ljust(6, "0")[:6] or "0")


def _entry(row: tuple[Any, ...]) -> Entry:
    number, entry_id, recorded_at, recorded_by, root, topic, state, salt, names, imported_from = row
    kind, _, version = topic.partition("/")
    return Entry(
        number,
        entry_id,
        timestamp(recorded_at),
        recorded_by,
        root,
        kind,
        int(version),
        state.decode(),
        salt,
        names,
        imported_from,
    )


def translated(error: Exception, path: str) -> LedgerError:
    """Return what a database's or system's error means to a person, with the remedy for it."""
    said = str(error)
    low = said.lower()
    if "locked" in low or "busy" in low:
        return Busy(
            f"{path} is in use by another process",
            remedy="Nothing was recorded; repeat the command. LEDGER_WAIT=60 waits up to 60 seconds.",
        )
    if isinstance(error, OSError) and not isinstance(error, sqlite3.Error):
        return CannotWrite(
            f"{path}: {error.strerror or said}", remedy="Free space or choose a place that can be written."
        )
    if "full" in low or "readonly" in low or "read-only" in low or "i/o" in low or "unable to open" in low:
        return CannotWrite(
            f"{path} cannot be written: {said}",
            remedy="Free space or choose a place that can be written, then repeat the command.",
        )
    return Damaged(f"{path} cannot be read: {said}", remedy="Restore the last backup; see: ledger verify")


def _check_header(path: Path) -> None:
    """Refuse what is no ledger before SQLite, which would write beside it, ever opens it.

    The header is that of the SQLite file format, section 1.3.
    """
    try:
        if path.is_dir():
            raise Damaged(
                f"{path} is a directory, not a ledger", remedy=f"ledger --ledger {path}/ledger.db init"
            )
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise NotFound(
            f"there is no ledger {path}", remedy=f"To begin one: ledger --ledger {path} init"
        ) from None
    except NotADirectoryError:
        raise NotFound(f"there is no ledger {path}", remedy="Check the path.") from None
    except OSError as error:
        raise Damaged(f"{path} cannot be read: {error.strerror}", remedy="Check its permissions.") from error
    if header[:16] != b"SQLite format 3\x00" or int.from_bytes(header[68:72], "big") != schema.APPLICATION_ID:
        raise Damaged(
            f"{path} is not a ledger", remedy="It was left as it is. Name another with --ledger PATH."
        )


def _uri(path: Path, mode: str) -> str:
    name = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{name}?{mode}"


class Store:
    """A ledger's truth: its entries, and the archived texts of its sources."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: Any = None
        self.wait = float(os.environ.get("LEDGER_WAIT") or 10)
        _check_header(path)
        with self.reported():
            self.connection = self._connect()
            row = self.connection.execute("SELECT format, id FROM ledger").fetchone()
        if row is None:
            raise Damaged(f"{path} has lost its heading", remedy="Restore the last backup.")
        self.format, self.id = row
        if self.format > schema.FORMAT:
            raise Damaged(
                f"{path} is of format {self.format}; this program knows {schema.FORMAT}",
                remedy="Use a newer version of the program.",
            )

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            _uri(self.path, "mode=ro"), uri=True, timeout=self.wait, isolation_level=None
        )
        try:
            connection.execute("SELECT 1 FROM ledger").fetchone()
        except sqlite3.OperationalError:
            # A read-only folder has no place for the files that WAL needs beside it.
            if os.access(self.path.parent, os.W_OK):
                raise
            connection = sqlite3.connect(_uri(self.path, "immutable=1"), uri=True, isolation_level=None)
        return connection

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Turn the database's errors into the ledger's."""
        try:
            yield
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise translated(error, str(self.path)) from error

    @classmethod
    def create(cls, path: Path) -> "Store":
        """Make an empty ledger; it is refused where something exists already."""
        import uuid

        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            raise Refused(
                f"{path} exists already", remedy="Choose another path with --ledger PATH."
            ) from None
        except FileNotFoundError:
            raise NotFound(f"there is no folder {path.parent}", remedy=f"mkdir -p {path.parent}") from None
        except OSError as error:
            raise translated(error, str(path)) from error
        try:
            connection = sqlite3.connect(path, isolation_level=None)
            connection.executescript("BEGIN;" + schema.statements())
            connection.execute(
                "INSERT INTO ledger VALUES (?, ?, ?)",
                (schema.FORMAT, str(uuid.uuid4()), time.time_ns() // 1000),
            )
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.close()
        except (sqlite3.Error, OSError) as error:
            path.unlink(missing_ok=True)
            raise translated(error, str(path)) from error
        return cls(path)

    def close(self) -> None:
        """Close every connection."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.connection.close()

    # -- reading -----------------------------------------------------------------------------

    def last(self) -> tuple[int, str]:
        """Return the number and the id of the last entry; (0, "") before the first."""
        with self.reported():
            row = self.connection.execute(
                "SELECT number, id FROM log ORDER BY number DESC LIMIT 1"
            ).fetchone()
        return row or (0, "")

    def entries(self, after: int = 0, to: int | None = None) -> Iterator[Entry]:
        """Yield the entries numbered above `after` up to `to`, in order."""
        with self.reported():
            rows = self.connection.execute(
                f"{_SELECT} WHERE log.number > ? AND log.number <= ? ORDER BY log.number",
                (after, to if to is not None else 2**62),
            )
            for row in rows:
                yield _entry(row)

    def entry(self, number: int) -> Entry | None:
        """Return one entry, or None."""
        return next(iter(self.entries(number - 1, number)), None)

    def number(self, entry_id: str) -> int | None:
        """Return the number of the entry with an id, or None."""
        with self.reported():
            row = self.connection.execute("SELECT number FROM log WHERE id = ?", (entry_id,)).fetchone()
        return row[0] if row else None

    def root(self, entry_id: str) -> int | None:
        """Return the root number of the chain that the entry with an id belongs to, or None."""
        with self.reported():
            row = self.connection.execute("SELECT root FROM log WHERE id = ?", (entry_id,)).fetchone()
        return row[0] if row else None

    def chain(self, number: int) -> list[Entry]:
        """Return the whole chain that a line belongs to, in order; empty where there is no such line."""
        with self.reported():
            rows = self.connection.execute(
                f"{_SELECT} WHERE log.stream = (SELECT stream FROM log WHERE number = ?) ORDER BY log.number",
                (number,),
            ).fetchall()
        return [_entry(row) for row in rows]

    def at_time(self, moment: int) -> int:
        """Return the number of the last entry recorded up to a second, by bisecting the monotone log."""
        low, high = 0, self.last()[0]
        while low < high:
            middle = (low + high + 1) // 2
            recorded = self.recorded_at(middle)
            if recorded is not None and recorded // MICROSECONDS <= moment:
                low = middle
            else:
                high = middle - 1
        return low

    def recorded_at(self, number: int) -> int | None:
        """Return when an entry was recorded, in microseconds, or None."""
        with self.reported():
            row = self.connection.execute(
                "SELECT recorded_at FROM log WHERE number = ?", (number,)
            ).fetchone()
        return row[0] if row else None

    # -- archived texts ----------------------------------------------------------------------

    def text(self, sha256: str) -> str | None:
        """Return an archived text, or None."""
        with self.reported():
            row = self.connection.execute("SELECT text FROM archive WHERE sha256 = ?", (sha256,)).fetchone()
            return row[0].decode() if row else None

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the archived texts by their sha256."""
        with self.reported():
            for sha256, text in self.connection.execute("SELECT sha256, text FROM archive ORDER BY sha256"):
                yield sha256, text.decode()

    def source(self, slug: str) -> dict[str, Any] | None:
        """Return the fields of an archived source, its `archive` among them, or None."""
        with self.reported():
            row = self.connection.execute("SELECT fields FROM source WHERE slug = ?", (slug,)).fetchone()
        return json.loads(row[0]) if row else None

    def sources(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the slugs and fields of the archived sources, by slug."""
        with self.reported():
            rows = self.connection.execute("SELECT slug, fields FROM source ORDER BY slug").fetchall()
        return [(slug, json.loads(fields)) for slug, fields in rows]

    def keep(self, sha256: str, text: str, slug: str | None, fields: dict[str, Any], author: str) -> None:
        """Archive a text, and with a slug the source it is of; what is there already is left as it is."""
        now = time.time_ns() // 1000
        with self.reported():
            writer = sqlite3.connect(
                _uri(self.path, "mode=rw"), uri=True, timeout=self.wait, isolation_level=None
            )
            try:
                writer.execute("PRAGMA synchronous = FULL")
                writer.execute("BEGIN IMMEDIATE")
                if writer.execute("SELECT 1 FROM archive WHERE sha256 = ?", (sha256,)).fetchone() is None:
                    writer.execute(
                        "INSERT INTO archive VALUES (?, ?, ?, ?)", (sha256, text.encode(), now, author)
                    )
                there = (
                    slug is None or writer.execute("SELECT 1 FROM source WHERE slug = ?", (slug,)).fetchone()
                )
                if not there:
                    row = (slug, json.dumps(fields, ensure_ascii=False), sha256, now, author)
                    writer.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?)", row)
                writer.execute("COMMIT")
            finally:
                writer.close()

    # -- writing -----------------------------------------------------------------------------

    def append(self, prepare: Prepare) -> list[Entry]:
        """Append entries in one transaction, all or nothing, and return them as they were stored.

        `prepare` is called under the write lock with the number of the last
        entry and returns the entries, numbered on from it. Raises Busy,
        CannotWrite, or OutcomeUnknown where the commit may have been kept; and
        whatever `prepare` raises, in which case nothing was stored.
        """
        from ledger.store import append

        with self.reported():
            if self._writer is None:
                self._writer = append.Entries(_uri(self.path, "mode=rw"), wait=self.wait)
            return self._settled(append.write(self._writer, prepare))

    def _settled(self, outcome: "tuple[list[Entry], Exception | None]") -> list[Entry]:
        """Return the entries once it is known that they were stored; a failed commit may have kept them."""
        entries, error = outcome
        if error is None:
            return entries
        try:
            kept = [self.number(entry.id) for entry in entries]
        except LedgerError:
            raise OutcomeUnknown(
                f"{self.path}: the entries may or may not have been recorded ({error})",
                remedy="Repeat the same command: what was recorded is answered as already there.",
            ) from error
        if entries and all(number is not None for number in kept):
            return [found for number in kept if number and (found := self.entry(number))]
        raise translated(error, str(self.path)) from error

    def backup(self, target: Path) -> None:
        """Copy the ledger, while it is in use, into a new file (SQLite's online backup)."""
        if target.exists():
            raise Refused(f"{target} exists already", remedy="Name a file that does not.")
        try:
            copy = sqlite3.connect(target)
            try:
                self.connection.backup(copy)
            finally:
                copy.close()
        except (sqlite3.Error, OSError) as error:
            target.unlink(missing_ok=True)
            raise translated(error, str(target)) from error
