"""The store: entries, appended through eventsourcing and read back as they were written.

It stands on a `place`: a file of SQLite, or a database of PostgreSQL. What is
asked of it is the same SQL; all in which the two differ is in `place` and the
modules of either. Only this package knows eventsourcing, and only `append` and
the recorders import it: reading needs plain SQL.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.errors import Conflict, Damaged, LedgerError, OutcomeUnknown, Refused
from ledger.store import rows, schema, within
from ledger.store.address import Address, Url, address
from ledger.store.place import Ask, Heading, Place, Prepare, Produce
from ledger.store.rows import MICROSECONDS, microseconds, timestamp

__all__ = [
    "MICROSECONDS",
    "Address",
    "Archived",
    "Named",
    "Prepare",
    "Store",
    "Url",
    "address",
    "microseconds",
    "timestamp",
]

_SELECT = """
SELECT log.number, log.id, log.recorded_at, log.recorded_by, log.root, event.topic, event.state, log.salt,
       log.names, log.imported_from
FROM log JOIN stored_events AS event
     ON event.originator_id = log.stream AND event.originator_version = log.version
"""

_SEALED = """
SELECT log.number, log.id, log.recorded_at, log.recorded_by, log.root, event.topic, event.state, log.salt,
       log.imported_from
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


_MOST = 2**62
"""A number that no entry has; greater ones are no integers to SQLite."""
_PAGE = 2_000
"""Rows that are read at once, where all of a table are."""


def _place(where: Address) -> Place:
    """Return what a ledger stands on; only that of a URL needs the driver of PostgreSQL."""
    if isinstance(where, Url):
        try:
            import psycopg  # noqa: F401 an extra, which may not be installed
        except ImportError as error:
            raise Refused(
                "a ledger on PostgreSQL needs its driver, psycopg",
                remedy="pip install 'agreement-ledger[postgres]'",
            ) from error
        from ledger.store import postgres

        return postgres.Database(where)
    from ledger.store import sqlite

    return sqlite.File(where)


class Store:
    """A ledger's truth: its entries, and the archived texts of its sources."""

    def __init__(self, where: str | Address) -> None:
        self.address = address(where)
        self.place = _place(self.address)
        self.path = self.place.path
        self.wait = self.place.wait
        with self.reported():
            self.connection = self.place.reading()
        try:
            self.format, self.id, self.origin = self._heading()
        except BaseException:
            self.close()
            raise

    def _heading(self) -> tuple[int, str, str]:
        """Return the format of the tables, the ledger's id, of which files are named, and its origin."""
        with self.reported():
            row = self.connection.execute("SELECT format, id, origin FROM ledger").fetchone()
        if row is None or not isinstance(row[0], int) or not rows.is_uuid(row[1]) or not row[2]:
            raise Damaged(f"{self.address} has lost its heading", remedy="Restore the last backup.")
        if row[0] > schema.FORMAT:
            raise Damaged(
                f"{self.address} is of format {row[0]}; this program knows {schema.FORMAT}",
                remedy="Use a newer version of the program.",
            )
        return row[0], row[1], row[2]

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Turn the database's errors into the ledger's."""
        try:
            yield
        except self.place.errors as error:
            meant = self.place.translated(error)
            if meant is None:
                raise
            raise meant from error

    @classmethod
    def create(cls, where: str | Address, origin: str | None = None, ledger_id: str | None = None) -> "Store":
        """Make an empty ledger; it is refused where something exists already.

        `origin` is the name by which its checkpoints and keys call it for ever;
        left out, it is made from the file's name and the ledger's id. Refused
        where no key can have it as its name (C2SP signed-note). `ledger_id` is
        the id of the ledger of which this will be a faithful copy.
        """
        where = address(where)
        heading = cls.heading(where, origin, ledger_id)
        _place(where).create(heading)
        return cls(where)

    @staticmethod
    def heading(where: Address, origin: str | None = None, ledger_id: str | None = None) -> Heading:
        """Return the heading of a ledger that begins now; see `create`."""
        import uuid

        ledger_id = ledger_id or str(uuid.uuid4())
        origin = rows.origin(where, ledger_id) if origin is None else rows.named(origin)
        return Heading(schema.FORMAT, ledger_id, time.time_ns() // 1000, origin)

    def author(self) -> str | None:
        """Return who records as the database knows it; None where it knows nobody."""
        with self.reported():
            return self.place.author(self.connection)

    def keeps_authors(self) -> bool:
        """Tell whether entries may be stored as recorded by others, at other times."""
        with self.reported():
            return self.place.keeps_authors(self.connection)

    def close(self) -> None:
        """Close every connection; the writing one last, so that it leaves no log beside the file."""
        self.connection.close()
        self.place.close()

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
        after, to = min(after, _MOST), _MOST if to is None else min(to, _MOST)
        within = f"{_SELECT} WHERE log.number > ? AND log.number <= ? ORDER BY log.number LIMIT {_PAGE}"
        for row in self._paged(within, after, to):
            yield rows.entry(row)

    def _paged(self, sql: str, after: int, to: int) -> Iterator[tuple[Any, ...]]:
        """Yield rows by their number, which stands first in each, a page at a time."""
        page: Sequence[tuple[Any, ...]] = [()] * _PAGE
        while len(page) == _PAGE:
            with self.reported():
                page = self.connection.execute(sql, (after, to)).fetchall()
            yield from page
            after = page[-1][0] if page else to

    def entry(self, number: int) -> Entry | None:
        """Return one entry, or None."""
        return next(iter(self.entries(number - 1, number)), None)

    def number(self, entry_id: str) -> int | None:
        """Return the number of the entry with an id, or None."""
        if not (entry_id.isascii() and entry_id.isprintable()):
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

    def root_of(self, number: int) -> int | None:
        """Return the root number of the chain that a line belongs to, or None."""
        with self.reported():
            row = self.connection.execute("SELECT root FROM log WHERE number = ?", (number,)).fetchone()
        return row[0] if row else None

    def chain(self, number: int) -> list[Entry]:
        """Return the whole chain that a line belongs to, in order; empty where there is no such line."""
        with self.reported():
            lines = self.connection.execute(
                f"{_SELECT} WHERE log.stream = (SELECT stream FROM log WHERE number = ?) ORDER BY log.number",
                (min(number, _MOST),),
            ).fetchall()
        return [rows.entry(row) for row in lines]

    def chains(self, to: int) -> Iterator[list[Entry]]:
        """Yield every chain of the lines up to `to`, in the order of their streams; one at a time is held."""
        within = (
            f"{_SELECT.replace('SELECT ', 'SELECT log.stream, log.version, ', 1)} "
            "WHERE (log.stream, log.version) > (?, ?) AND log.number <= ? "
            f"ORDER BY log.stream, log.version LIMIT {_PAGE}"
        )
        page: Sequence[tuple[Any, ...]] = [()] * _PAGE
        place: tuple[Any, int] = ("0" * 32, 0)
        chain: list[Entry] = []
        while len(page) == _PAGE:
            with self.reported():
                page = self.connection.execute(within, (*place, to)).fetchall()
            for stream, version, *row in page:
                if chain and stream != place[0]:
                    yield chain
                    chain = []
                place = (stream, version)
                chain.append(rows.entry(tuple(row)))
        if chain:
            yield chain

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

    @contextmanager
    def hearing(self) -> Iterator[Callable[[float], None]]:
        """Give what waits, for so many seconds at most, until something has been recorded since."""
        with ExitStack() as stack:
            with self.reported():
                heard = stack.enter_context(self.place.hearing())

            def wait(seconds: float) -> None:
                with self.reported():
                    heard(seconds)

            yield wait

    # -- the seal -----------------------------------------------------------------------------

    def hashes(self, positions: Sequence[int]) -> Sequence[bytes]:
        """Return the hashes of the seal stored at some positions (a `ledger.seal.tree.Read`)."""
        from ledger.store import nodes

        with self.reported():
            return nodes.reader(lambda *asked: self.connection.execute(*asked).fetchall())(positions)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read the ledger as it is now until the end, whatever is recorded meanwhile."""
        # What is raised meanwhile may be of anything else, as of the file that an export is written to.
        with ExitStack() as stack:
            with self.reported():
                stack.enter_context(self.place.snapshot(self.connection))
            yield

    def nodes(self) -> Iterator[tuple[int, bytes]]:
        """Yield every stored hash of the seal with its position, in order."""
        within = f"SELECT position, hash FROM node WHERE position > ? AND position <= ? ORDER BY position LIMIT {_PAGE}"
        yield from self._paged(within, -_MOST, _MOST)

    def sealed(self, after: int, to: int) -> Sequence[tuple[Any, ...]]:
        """Return rows of what the leaves of some entries are made of (see `nodes.leaf_hashes`), in order.

        An entry may be missing where its event does not stand at the place that it was recorded at.
        """
        with self.reported():
            found: Sequence[tuple[Any, ...]] = self.connection.execute(
                f"{_SEALED} {self.place.beside} WHERE log.number > ? AND log.number <= ? ORDER BY log.number",
                (after, to),
            ).fetchall()
        return found

    def stored_hashes(self, begin: int, end: int) -> list[bytes]:
        """Return the hashes stored at the positions from `begin` up to `end`, in order."""
        with self.reported():
            found = self.connection.execute(
                "SELECT hash FROM node WHERE position >= ? AND position < ? ORDER BY position", (begin, end)
            ).fetchall()
        return [one for (one,) in found]

    # -- archived texts ----------------------------------------------------------------------

    def text(self, sha256: str) -> str | None:
        """Return an archived text, or None."""
        with self.reported():
            row = self.connection.execute("SELECT text FROM archive WHERE sha256 = ?", (sha256,)).fetchone()
            return row[0].decode() if row else None

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the archived texts by their sha256."""
        for one in self.archived():
            yield one.sha256, one.text

    def source(self, slug: str) -> dict[str, Any] | None:
        """Return the fields of an archived source, its `archive` among them, or None."""
        if not (slug.isascii() and slug.isprintable()):
            return None
        with self.reported():
            row = self.connection.execute("SELECT fields FROM source WHERE slug = ?", (slug,)).fetchone()
        return json.loads(row[0]) if row else None

    def sources(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the slugs and fields of the archived sources, by slug."""
        with self.reported():
            kept = self.connection.execute("SELECT slug, fields FROM source ORDER BY slug").fetchall()
        return [(slug, json.loads(fields)) for slug, fields in kept]

    def archived(self) -> Iterator[Archived]:
        """Yield the archived texts as they are stored, by their sha256."""
        with self.reported():
            kept = self.connection.execute("SELECT sha256 FROM archive ORDER BY sha256").fetchall()
            for name in kept:
                # One by one: of texts of this size no driver may hold all at once.
                for sha256, text, *added in self.connection.execute(
                    "SELECT sha256, text, added_at, added_by FROM archive WHERE sha256 = ?", name
                ).fetchall():
                    yield Archived(sha256, text.decode(), *added)

    def named(self) -> Iterator[Named]:
        """Yield the archived sources as they are stored, by slug."""
        with self.reported():
            kept = self.connection.execute("SELECT * FROM source ORDER BY slug").fetchall()
            for slug, fields, *rest in kept:
                yield Named(slug, json.loads(fields), *rest)

    def keep(self, sha256: str, text: str, slug: str | None, fields: dict[str, Any], author: str) -> None:
        """Archive a text, and with a slug the source it is of; what is there already is left as it is.

        Refused where another process has meanwhile given the slug to another source.
        """
        now = time.time_ns() // 1000
        said = json.dumps(fields, ensure_ascii=False)
        with self.reported(), self.place.written() as writer:
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

    # -- writing -----------------------------------------------------------------------------

    def append(self, prepare: Prepare) -> list[Entry]:
        """Append entries in one transaction, all or nothing, and return them as they were stored.

        `prepare` is called under the write lock with the number of the last
        entry and returns the entries, numbered on from it. Raises Busy,
        CannotWrite, Conflict where another process has given an id to other
        words, or OutcomeUnknown where the commit may have been kept; and
        whatever `prepare` raises, in which case nothing was stored.
        """
        from ledger.store import append

        return self._appended(lambda ask: [prepare(append.last(ask)[0])])

    def append_all(self, batches: Callable[[int], Iterable[Sequence[Entry]]]) -> None:
        """Append batches of entries in one transaction, all or nothing; see `append`.

        `batches` is called as `prepare` is. What it reads of this store, while a
        batch is made, has the batches before it.
        """

        def produce(ask: Ask) -> Iterator[Sequence[Entry]]:
            self.connection = within.Transaction(ask)
            yield from batches(self.last()[0])

        self._appended(produce)

    def _appended(self, produce: Produce) -> list[Entry]:
        outside = self.connection
        try:
            with self.reported():
                entries, error = self.place.append(produce)
        finally:
            if isinstance(self.connection, within.Transaction):
                self.connection = outside
        return entries if error is None else self._settled(entries, error)

    def confirm(self) -> None:
        """See that what is there now will last; raises as `append` does."""
        with self.reported():
            self.place.confirm()

    def put(self, entries: Sequence[Entry]) -> None:
        """Append entries just as they are, withheld ones too, which go on from the last; numbers and times stay.

        For a copy of a ledger, a batch at a time: nothing of them is checked but
        that the next one comes. Raises as `append` does.
        """

        def prepare(last: int) -> Sequence[Entry]:
            if entries[0].number != last + 1:
                raise Refused(
                    f"{self.address} has {last} entries, and entry {entries[0].number} does not come next",
                    remedy="Name another place to copy to.",
                )
            return entries

        if entries:
            self.append(prepare)

    def put_archive(self, texts: Sequence[Archived], named: Sequence[Named]) -> None:
        """Put archived texts and sources in, just as they are, in one transaction."""
        with self.reported(), self.place.written() as writer:
            for text in texts:
                writer.execute(
                    "INSERT INTO archive VALUES (?, ?, ?, ?)", (text.sha256, text.text.encode(), *text[2:])
                )
            for one in named:
                fields = json.dumps(one.fields, ensure_ascii=False)
                writer.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?)", (one.slug, fields, *one[2:]))

    def _settled(self, entries: Sequence[Entry], error: Exception) -> list[Entry]:
        """Return the entries of a failed commit if they were stored all the same, else raise what the failure means."""
        try:
            with self.reported():
                self.place.settle()
            kept = [self._by_id(entry.id) for entry in entries]
        except LedgerError:
            raise OutcomeUnknown(
                f"{self.address}: the entries may or may not have been recorded ({error})",
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
        raise self.place.translated(error) or error from error

    def _by_id(self, entry_id: str) -> Entry | None:
        number = self.number(entry_id)
        return None if number is None else self.entry(number)

    def backup(self, target: Path) -> None:
        """Copy the ledger, while it is in use, into a new file."""
        self.place.backup(self.connection, target)
