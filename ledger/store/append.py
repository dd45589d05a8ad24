"""Appending through eventsourcing: one short stream for each chain, and the log row in the same transaction.

A stored event's topic is `kind/version` and its state the exact JSON of what
the entry holds, so that reading needs no class of ours and no topic can name
one. The write lock is taken before anything is read: the library begins its
transactions deferred, and a read first would make concurrent appends fail.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, PersistenceError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteFactory,
)
from eventsourcing.utils import Environment, EnvType

from ledger.entry import Entry
from ledger.seal import tree
from ledger.steps.canonical import stream
from ledger.store import Prepare, file, microseconds, nodes, timestamp


@dataclass(frozen=True)
class Recorded:
    """An entry as a domain event: its chain's stream and its place there."""

    originator_id: UUID
    originator_version: int
    entry: Entry


class EntryMapper(Mapper[UUID]):
    """Maps entries to stored events and back, without importing what a topic names."""

    def __init__(self) -> None:
        """Need neither transcoder nor cipher: the state is the JSON that was checked."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:  # noqa: ANN401 the library's protocol
        """Return the stored event of an entry."""
        entry = domain_event.entry
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=f"{entry.kind}/{entry.version}",
            state=entry.body.encode(),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:  # noqa: ANN401 the library's protocol
        """Return an entry of which only what it holds is known; the rest stands in the log."""
        kind, _, version = stored_event.topic.partition("/")
        body = stored_event.state.decode()
        entry = Entry(0, "", "", "", 0, kind, int(version), body, b"")
        return Recorded(cast("UUID", stored_event.originator_id), stored_event.originator_version, entry)


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
        prepare: Prepare | None = None,
        stored: list[Entry] | None = None,
        **kwargs: Any,  # noqa: ANN401 the library's signature
    ) -> Sequence[int] | None:
        if prepare is None or stored is None:
            msg = "entries are appended through the ledger"
            raise PersistenceError(msg)
        # Deletes nothing, but takes the write lock before the first read.
        c.execute("DELETE FROM turn WHERE 0")
        c.execute("SELECT number, recorded_at FROM log ORDER BY number DESC LIMIT 1")
        last, last_at = c.fetchone() or (0, 0)
        prepared = prepare(last)
        now = time.time_ns() // 1000
        events, rows = [], []
        for entry, (chain, version) in zip(prepared, _places(c, prepared), strict=True):
            # The clock may have been set back; an entry that was exported keeps the time it has.
            last_at = max(microseconds(entry.recorded_at) if entry.recorded_at else now, last_at)
            stored.append(entry._replace(recorded_at=timestamp(last_at)))
            events.append(EntryMapper().to_stored_event(Recorded(chain, version, entry)))
            of_chain = (entry.root, chain.hex, version, entry.names)
            rows.append(
                (
                    entry.number,
                    entry.id,
                    last_at,
                    entry.recorded_by,
                    *of_chain,
                    entry.salt,
                    entry.imported_from,
                )
            )
        super()._insert_events(c, events, **kwargs)
        c.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        c.executemany("INSERT INTO node VALUES (?, ?)", _nodes(c, last, stored))
        return None


def _nodes(c: SQLiteCursor, last: int, entries: Sequence[Entry]) -> list[tuple[int, bytes]]:
    """Return the position and hash of each node that the entries after the last one add to the tree."""

    def ask(sql: str, parameters: Sequence[int]) -> Sequence[Any]:
        c.execute(sql, parameters)
        found: Sequence[Any] = c.fetchall()
        return found

    edge = tree.Frontier.read(last, nodes.reader(ask))
    added = [one for entry in entries for one in edge.add(nodes.leaf(entry).hash())]
    return list(enumerate(added, tree.stored(last)))


def _places(c: SQLiteCursor, entries: Sequence[Entry]) -> Iterator[tuple[UUID, int]]:
    """Yield the stream of each entry and its version there, which counts on from the last of its chain."""
    ends: dict[int, tuple[UUID, int]] = {}
    for entry in entries:
        if entry.root == entry.number:
            end = (stream(entry.id), 0)
        elif entry.root in ends:
            end = ends[entry.root]
        else:
            of_root = "(SELECT stream FROM log WHERE number = ?)"
            c.execute(f"SELECT stream, max(version) FROM log WHERE stream = {of_root}", (entry.root,))
            name, version = c.fetchone()
            end = (UUID(hex=name), version)
        ends[entry.root] = (end[0], end[1] + 1)
        yield ends[entry.root]


class _Factory(SQLiteFactory):
    application_recorder_class = EntryRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        pool = self.datastore.pool
        self.datastore.pool = _Pool(Path(pool.db_name), float(self.env["LEDGER_WAIT"]))
        pool.close()


class Entries(Application[UUID]):
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

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Return what is given and nothing of the process's environment, which would win."""
        return Environment(name, dict(env or {}))

    def construct_factory(self, env: Environment) -> SQLiteFactory:  # type: ignore[override]
        """Return the factory whose recorder keeps the log."""
        return _Factory(env)

    def construct_mapper(self) -> EntryMapper:
        """Return the mapper that stores what an entry holds as it is."""
        return EntryMapper()


def write(entries: Entries, prepare: Prepare) -> tuple[list[Entry], Exception | None]:
    """Append what `prepare` returns under the write lock; return it, and the storage error if there was one.

    With an error it is not known whether the commit was kept: the caller
    settles that by looking.
    """
    stored: list[Entry] = []
    try:
        entries.events.put([], prepare=prepare, stored=stored)
    except sqlite3.Error as error:
        return stored, error
    except PersistenceError as error:
        cause = error.__cause__
        return stored, cause if isinstance(cause, Exception) else error
    return stored, None
