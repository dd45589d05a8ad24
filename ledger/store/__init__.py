"""The store: entries on SQLite, appended through eventsourcing and read back as they were written.

Only this package knows eventsourcing, and only `append` imports it: reading
needs plain SQL. A file is opened as a ledger after its header says that it is
one; another program's file is not touched.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.errors import CannotWrite, Conflict, Damaged, LedgerError, OutcomeUnknown, Refused
from ledger.store import file, schema

Prepare = Callable[[int], Sequence[Entry]]
"""Given the number of the last entry, under the write lock, returns the entries to append."""

_SELECT = """
SELECT log.number, log.id, log.recorded_at, log.recorded_by, log.root, event.topic, event.state, log.salt,
       log.names, log.imported_from
FROM log JOIN stored_events AS event
     ON event.originator_id = log.stream AND event.originator_version = log.version
"""


class Archived(NamedTuple):
    """An archived text as it is stored: its sha256, when (microseconds since 1970) and by whom it was added."""

    sha256: str
    text: str
    added_at: int
    added_by: str


class Named(NamedTuple):
    """An archived source as it is stored: its slug, its fields, the sha256 of its text, when and by whom added."""

    slug: str
    fields: dict[str, Any]
    archive: str
    added_at: int
    added_by: str


MICROSECONDS = 1_000_000
_MOST = 2**62
"""A number that no entry has; greater ones are no integers to SQLite."""


def timestamp(microseconds: int) -> str:
    """Return microseconds since 1970 as UTC text with a Z."""
    seconds, fraction = divmod(microseconds, MICROSECONDS)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{fraction:06d}Z"


def microseconds(stamp: str) -> int:
    """Return the microseconds since 1970 of a time that `timestamp` wrote."""
    import datetime

    when = datetime.datetime.fromisoformat(stamp)
    return int(when.timestamp()) * MICROSECONDS + when.microsecond


def _entry(row: tuple[Any, ...]) -> Entry:
    number, entry_id, recorded_at, recorded_by, root, topic, state, salt, names, imported_from = row
    try:
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
    except (AttributeError, OSError, OverflowError, ValueError):
        raise Damaged(
            f"entry {number} is not as the ledger stores one",
            remedy="Restore the last backup; see: ledger verify",
        ) from None


def _is_uuid(given: object) -> bool:
    return isinstance(given, str) and len(given) == 36 and set(given) <= set("0123456789abcdef-")  # noqa: PLR2004


def _origin(path: Path, ledger_id: str) -> str:
    """Return the name of a ledger that was given none: it says which file it began as, and no other has it."""
    stem = "".join(
        char if char.isascii() and (char.isalnum() or char in "-._") else "-" for char in path.stem
    )
    return f"{stem[:100]}/{ledger_id}"


def _named(origin: str) -> str:
    from ledger.seal import note

    try:
        return note.named(origin)
    except Refused as error:
        message = error.message.replace("the name of a key", "the origin of a ledger", 1)
        raise Refused(message, remedy=error.remedy, field="origin", given=origin) from None


def _remove(path: Path) -> None:
    """Remove a file that could not be finished, and what SQLite has left beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


class Store:
    """A ledger's truth: its entries, and the archived texts of its sources."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: Any = None
        self.wait = file.patience()
        file.check(path)
        with self.reported():
            self.connection = file.reading(path, self.wait)
        self._identity = file.identity(path)
        try:
            self.format, self.id, self.origin = self._heading()
        except BaseException:
            self.close()
            raise

    def _heading(self) -> tuple[int, str, str]:
        """Return the format of the tables, the ledger's id, of which files are named, and its origin."""
        with self.reported():
            row = self.connection.execute("SELECT format, id, origin FROM ledger").fetchone()
        if row is None or not isinstance(row[0], int) or not _is_uuid(row[1]) or not row[2]:
            raise Damaged(f"{self.path} has lost its heading", remedy="Restore the last backup.")
        if row[0] > schema.FORMAT:
            raise Damaged(
                f"{self.path} is of format {row[0]}; this program knows {schema.FORMAT}",
                remedy="Use a newer version of the program.",
            )
        return row[0], row[1], row[2]

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Turn the database's errors into the ledger's."""
        try:
            yield
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            meant = file.translated(error, str(self.path))
            if meant is None:
                raise
            raise meant from error

    @classmethod
    def create(cls, path: Path, origin: str | None = None, ledger_id: str | None = None) -> "Store":
        """Make an empty ledger; it is refused where something exists already.

        `origin` is the name by which its checkpoints and keys call it for ever;
        left out, it is made from the file's name and the ledger's id. Refused
        where no key can have it as its name (C2SP signed-note). `ledger_id` is
        the id of the ledger of which this will be a faithful copy.
        """
        import uuid

        ledger_id = ledger_id or str(uuid.uuid4())
        origin = _origin(path, ledger_id) if origin is None else _named(origin)
        file.claim(path)
        try:
            with closing(file.connect(path, "mode=rw", 0)) as connection:
                connection.executescript("BEGIN;" + schema.statements())
                heading = (schema.FORMAT, ledger_id, time.time_ns() // 1000, origin)
                connection.execute("INSERT INTO ledger VALUES (?, ?, ?, ?)", heading)
                connection.execute("COMMIT")
                connection.execute("PRAGMA journal_mode = WAL")
        except (sqlite3.Error, OSError) as error:
            _remove(path)
            raise file.translated(error, str(path)) or error from error
        return cls(path)

    def close(self) -> None:
        """Close every connection; the writing one last, so that it leaves no log beside the file."""
        self.connection.close()
        self._release()

    def _release(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

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
                (min(after, _MOST), _MOST if to is None else min(to, _MOST)),
            )
            for row in rows:
                yield _entry(row)

    def entry(self, number: int) -> Entry | None:
        """Return one entry, or None."""
        return next(iter(self.entries(number - 1, number)), None)

    def number(self, entry_id: str) -> int | None:
        """Return the number of the entry with an id, or None."""
        if not entry_id.isascii():
            return None
        with self.reported():
            row = self.connection.execute("SELECT number FROM log WHERE id = ?", (entry_id,)).fetchone()
        return row[0] if row else None

    def entry_id(self, number: int) -> str | None:
        """Return the id of the entry with a number, or None."""
        with self.reported():
            row = self.connection.execute("SELECT id FROM log WHERE number = ?", (number,)).fetchone()
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
                (min(number, _MOST),),
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

    # -- the seal -----------------------------------------------------------------------------

    def hashes(self, positions: Sequence[int]) -> Sequence[bytes]:
        """Return the hashes of the seal stored at some positions (a `ledger.seal.tree.Read`)."""
        from ledger.store import nodes

        with self.reported():
            return nodes.reader(lambda *asked: self.connection.execute(*asked).fetchall())(positions)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read the ledger as it is now until the end, whatever is recorded meanwhile."""
        with self.reported():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("ROLLBACK")

    def nodes(self) -> Iterator[tuple[int, bytes]]:
        """Yield every stored hash of the seal with its position, in order."""
        with self.reported():
            yield from self.connection.execute("SELECT position, hash FROM node ORDER BY position")

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
        if not slug.isascii():
            return None
        with self.reported():
            row = self.connection.execute("SELECT fields FROM source WHERE slug = ?", (slug,)).fetchone()
        return json.loads(row[0]) if row else None

    def sources(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the slugs and fields of the archived sources, by slug."""
        with self.reported():
            rows = self.connection.execute("SELECT slug, fields FROM source ORDER BY slug").fetchall()
        return [(slug, json.loads(fields)) for slug, fields in rows]

    def archived(self) -> Iterator[Archived]:
        """Yield the archived texts as they are stored, by their sha256."""
        with self.reported():
            rows = self.connection.execute(
                "SELECT sha256, text, added_at, added_by FROM archive ORDER BY sha256"
            )
            for sha256, text, *added in rows:
                yield Archived(sha256, text.decode(), *added)

    def named(self) -> Iterator[Named]:
        """Yield the archived sources as they are stored, by slug."""
        with self.reported():
            rows = self.connection.execute("SELECT * FROM source ORDER BY slug")
            for slug, fields, *rest in rows:
                yield Named(slug, json.loads(fields), *rest)

    def keep(self, sha256: str, text: str, slug: str | None, fields: dict[str, Any], author: str) -> None:
        """Archive a text, and with a slug the source it is of; what is there already is left as it is.

        Refused where another process has meanwhile given the slug to another source.
        """
        now = time.time_ns() // 1000
        said = json.dumps(fields, ensure_ascii=False)
        self._in_place()
        with self.reported(), closing(file.writing(self.path, self.wait)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            if writer.execute("SELECT 1 FROM archive WHERE sha256 = ?", (sha256,)).fetchone() is None:
                writer.execute(
                    "INSERT INTO archive VALUES (?, ?, ?, ?)", (sha256, text.encode(), now, author)
                )
            there = slug and writer.execute("SELECT fields FROM source WHERE slug = ?", (slug,)).fetchone()
            if there and json.loads(there[0]) != fields:
                raise Refused(
                    f"{slug} stands for another source",
                    field="as",
                    given=slug,
                    remedy="Choose another slug. To see what is kept: ledger sources",
                )
            if slug and not there:
                writer.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?)", (slug, said, sha256, now, author))
            writer.execute("COMMIT")

    # -- writing -----------------------------------------------------------------------------

    def _in_place(self) -> None:
        """Refuse to write to a file that was removed or replaced while it was open: nobody would find it."""
        if file.identity(self.path) != self._identity:
            raise CannotWrite(
                f"{self.path} was removed or replaced while it was open", remedy="Repeat the command."
            )

    def append(self, prepare: Prepare) -> list[Entry]:
        """Append entries in one transaction, all or nothing, and return them as they were stored.

        `prepare` is called under the write lock with the number of the last
        entry and returns the entries, numbered on from it. Raises Busy,
        CannotWrite, Conflict where another process has given an id to other
        words, or OutcomeUnknown where the commit may have been kept; and
        whatever `prepare` raises, in which case nothing was stored.
        """
        from ledger.store import append

        self._in_place()
        with self.reported():
            if self._writer is None:
                self._writer = append.Entries(self.path, wait=self.wait)
            entries, error = append.write(self._writer, prepare)
            if error is None:
                return entries
            # Its transaction may still be open, and hold the lock.
            self._release()
            return self._settled(entries, error)

    def put(self, entries: Sequence[Entry]) -> None:
        """Append entries just as they are, withheld ones too, which go on from the last; numbers and times stay.

        For a copy of a ledger, a batch at a time: nothing of them is checked but
        that the next one comes. Raises as `append` does.
        """

        def prepare(last: int) -> Sequence[Entry]:
            if entries[0].number != last + 1:
                raise Refused(
                    f"{self.path} has {last} entries, and entry {entries[0].number} does not come next",
                    remedy="Name another place to copy to.",
                )
            return entries

        if entries:
            self.append(prepare)

    def put_archive(self, texts: Sequence[Archived], named: Sequence[Named]) -> None:
        """Put archived texts and sources in, just as they are, in one transaction."""
        self._in_place()
        with self.reported(), closing(file.writing(self.path, self.wait)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.executemany(
                "INSERT INTO archive VALUES (?, ?, ?, ?)",
                [(one.sha256, one.text.encode(), one.added_at, one.added_by) for one in texts],
            )
            writer.executemany(
                "INSERT INTO source VALUES (?, ?, ?, ?, ?)",
                [(one.slug, json.dumps(one.fields, ensure_ascii=False), *one[2:]) for one in named],
            )
            writer.execute("COMMIT")

    def _settled(self, entries: Sequence[Entry], error: Exception) -> list[Entry]:
        """Return the entries of a failed commit if they were stored all the same, else raise what the failure means."""
        try:
            kept = [self._by_id(entry.id) for entry in entries]
        except LedgerError:
            raise OutcomeUnknown(
                f"{self.path}: the entries may or may not have been recorded ({error})",
                remedy="Repeat the same command: what was recorded is answered as already there.",
            ) from error
        there = [one for one in kept if one is not None]
        for entry, one in zip(entries, kept, strict=True):
            if one is not None and (one.kind, one.body) != (entry.kind, entry.body):
                raise Conflict(
                    f"another process has recorded other words as {entry.id} (#{one.number})",
                    remedy=f"See it: ledger show {one.number}",
                ) from error
        if entries and len(there) == len(entries):
            return there
        raise file.translated(error, str(self.path)) or error from error

    def _by_id(self, entry_id: str) -> Entry | None:
        number = self.number(entry_id)
        return None if number is None else self.entry(number)

    def backup(self, target: Path) -> None:
        """Copy the ledger, while it is in use, into a new file (SQLite's online backup)."""
        file.claim(target)
        try:
            with closing(file.connect(target, "mode=rw", self.wait)) as copy:
                self.connection.backup(copy)
        except (sqlite3.Error, OSError) as error:
            _remove(target)
            raise file.translated(error, str(target)) or error from error
