"""Appending through eventsourcing: one short stream for each chain, and the log row in the same transaction.

A stored event's topic is `kind/version` and its state the exact JSON of what
the entry holds, so that reading needs no class of ours and no topic can name
one. Entries are made under the write lock, which is taken before anything is
read; how it is taken, and how rows are put in, the recorders know.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, PersistenceError, StoredEvent
from eventsourcing.utils import Environment, EnvType

from ledger.entry import Entry
from ledger.seal import tree
from ledger.steps.canonical import stream
from ledger.store import microseconds, nodes, timestamp
from ledger.store.place import Ask, Produce


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


class EntryApplication(Application[UUID]):
    """The application that holds the entries of one ledger; its place says how they are stored."""

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Return what is given and nothing of the process's environment, which would win."""
        return Environment(name, dict(env or {}))

    def construct_mapper(self) -> EntryMapper:
        """Return the mapper that stores what an entry holds as it is."""
        return EntryMapper()


class Rows(NamedTuple):
    """What entries are stored as: events of their streams, rows of the log, and hashes of the seal."""

    events: list[StoredEvent]
    log: list[tuple[Any, ...]]
    nodes: list[tuple[int, bytes]]


def last(ask: Ask) -> tuple[int, int]:
    """Return the number of the last entry and when it was recorded; (0, 0) before the first."""
    (number, recorded_at), *_ = (
        *ask("SELECT number, recorded_at FROM log ORDER BY number DESC LIMIT 1", ()),
        (0, 0),
    )
    return number, recorded_at


def batches(produce: Produce, stored: list[Entry], ask: Ask, now: Callable[[], int]) -> Iterator[Rows]:
    """Yield what each batch of entries is stored as, and put the last of them into `stored` as it will be read.

    To be called under the write lock; `ask` reads within its transaction, `now`
    tells the time in microseconds since 1970. A batch is to be stored before the
    next is asked for.
    """
    for prepared in produce(ask):
        if prepared:
            stored.clear()
            yield _rows(prepared, stored, ask, now())


def _rows(prepared: Sequence[Entry], stored: list[Entry], ask: Ask, moment: int) -> Rows:
    number, last_at = last(ask)
    found = Rows([], [], [])
    for entry, (chain, version) in zip(prepared, _places(ask, prepared), strict=True):
        # The clock may have been set back; an entry that was exported keeps the time it has.
        last_at = max(microseconds(entry.recorded_at) if entry.recorded_at else moment, last_at)
        stored.append(entry._replace(recorded_at=timestamp(last_at)))
        found.events.append(EntryMapper().to_stored_event(Recorded(chain, version, entry)))
        of_entry = (entry.number, entry.id, last_at, entry.recorded_by)
        of_chain = (entry.root, chain.hex, version, entry.names)
        found.log.append((*of_entry, *of_chain, entry.salt, entry.imported_from))
    found.nodes.extend(_nodes(ask, number, stored))
    return found


def _nodes(ask: Ask, last: int, entries: Sequence[Entry]) -> Iterator[tuple[int, bytes]]:
    """Return the position and hash of each node that the entries after the last one add to the tree."""
    edge = tree.Frontier.read(last, nodes.reader(ask))
    added = [one for entry in entries for one in edge.add(nodes.leaf(entry).hash())]
    return enumerate(added, tree.stored(last))


def _places(ask: Ask, entries: Sequence[Entry]) -> Iterator[tuple[UUID, int]]:
    """Yield the stream of each entry and its version there, which counts on from the last of its chain."""
    ends: dict[int, tuple[UUID, int]] = {}
    for entry in entries:
        if entry.root == entry.number:
            end = (stream(entry.id), 0)
        elif entry.root in ends:
            end = ends[entry.root]
        else:
            of_root = "(SELECT stream FROM log WHERE number = ?)"
            newest = "ORDER BY version DESC LIMIT 1"
            ((name, version),) = ask(
                f"SELECT stream, version FROM log WHERE stream = {of_root} {newest}", (entry.root,)
            )
            end = (UUID(str(name)), version)
        ends[entry.root] = (end[0], end[1] + 1)
        yield ends[entry.root]


def write(entries: EntryApplication, produce: Produce) -> tuple[list[Entry], Exception | None]:
    """Append what `produce` yields under the write lock; return its last batch, and the storage error if there was one.

    With an error it is not known whether the commit was kept: the caller
    settles that by looking.
    """
    stored: list[Entry] = []
    try:
        entries.events.put([], produce=produce, stored=stored)
    except sqlite3.Error as error:
        return stored, error
    except PersistenceError as error:
        cause = error.__cause__
        return stored, cause if isinstance(cause, Exception) else error
    return stored, None
