"""Whether a ledger's tables are as this program makes one: what plain SQL can have changed and the seal does not hold.

Each function returns faults, as the number of the entry that is meant, or None, and what is wrong with it.
"""

from collections.abc import Iterator
from uuid import UUID

from ledger.steps.canonical import stream
from ledger.store import Store

Found = Iterator[tuple[int | None, str]]

_CHAINS = """
SELECT log.number, log.stream, log.version, root.id,
       row_number() OVER (PARTITION BY log.root ORDER BY log.number)
FROM log JOIN log AS root ON root.number = log.root
"""
_TWICE = "SELECT id, min(number), max(number) FROM log GROUP BY id HAVING count(*) > 1"
_WITHOUT_WORDS = """
SELECT number FROM log WHERE NOT EXISTS (
    SELECT 1 FROM stored_events WHERE originator_id = log.stream AND originator_version = log.version)
"""
_WITHOUT_NUMBER = """
SELECT originator_id, originator_version FROM stored_events WHERE NOT EXISTS (
    SELECT 1 FROM log WHERE stream = originator_id AND version = originator_version)
"""


def tables(store: Store) -> tuple[int, list[tuple[int | None, str]]]:
    """Return how many tables and triggers there are to be, and which are missing, altered or not ours."""
    with store.reported():
        checked, faults = store.place.tables(store.connection)
        return checked, [(None, fault) for fault in faults]


def ids(store: Store) -> Found:
    """Yield the entries that have the id of an earlier one."""
    with store.reported():
        for entry_id, first, number in store.connection.execute(_TWICE):
            yield number, f"the id {entry_id} is that of entry {first} too"


def streams(store: Store) -> Found:
    """Yield where a line does not stand in the stream of its chain, in the place that is its."""
    with store.reported():
        for number, name, version, root_id, place in store.connection.execute(_CHAINS):
            if (_spelled(name), version) != (stream(root_id).hex, place):
                yield number, f"entry {number} is not stored at its place in its chain"


def strays(store: Store) -> Found:
    """Yield the entries that have no words stored, and the words stored that no entry has."""
    with store.reported():
        for (number,) in store.connection.execute(_WITHOUT_WORDS):
            yield number, f"entry {number} stands in the log, and what it holds is gone"
        for name, version in store.connection.execute(_WITHOUT_NUMBER):
            yield None, f"what is stored as {name}, {version} is of no entry in the log"


def _spelled(name: object) -> object:
    """Return a stream's name in the spelling of a file."""
    return name.hex if isinstance(name, UUID) else name
