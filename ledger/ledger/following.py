"""Following a ledger: each entry as it is recorded, in order and none left out, also after a connection was lost."""

import datetime
import time
from collections.abc import Callable, Iterator

from ledger.dates import bounds
from ledger.entry import Entry
from ledger.errors import Busy, CannotWrite, Damaged, LedgerError, NotFound
from ledger.ledger.entries import Entries
from ledger.ledger.moments import Moment
from ledger.state.cells import Row
from ledger.store import Store

TICK = 0.5
"""Seconds after which it is looked, with nothing heard, whether there is still somebody to tell."""
PAUSE = 0.2
"""Seconds between two tries to reach a database again."""


def follow(
    store: Store, after: int, idle: Callable[[], None], lost: Callable[[LedgerError], None]
) -> Iterator[Entry]:
    """Yield the entries above `after` for ever, each once and in order of their numbers.

    `idle` is called whenever there is none; `lost` with the error when a
    database cannot be reached, which is then tried again. Raises NotFound where
    there is no entry `after`, Damaged where one is missing, or where the ledger
    no longer is the one that was followed.
    """
    last = store.entry_id(after) if after else ""
    if last is None:
        raise NotFound(f"there is no entry {after}", remedy=f"The last entry is {store.last()[0]}.")
    while True:
        try:
            with store.hearing() as heard:
                while True:
                    _must_go_on(store, after, last)
                    for entry in store.entries(after):
                        if entry.number != after + 1:
                            raise Damaged(
                                f"entry {after + 1} of {store.address} is missing",
                                remedy="See: ledger verify",
                            )
                        after, last = entry.number, entry.id
                        yield entry
                    idle()
                    heard(TICK)
        except (Busy, CannotWrite) as error:
            if store.path is not None:
                raise
            lost(error)
            idle()
            time.sleep(PAUSE)


def _must_go_on(store: Store, after: int, last: str) -> None:
    """Raise Damaged where the last entry told is not in the ledger: a standby took over that had not received it."""
    if after and store.entry_id(after) != last:
        raise Damaged(
            f"{store.address} does not hold entry {after} as it was followed ({last})",
            remedy="It was replaced by an older copy. To follow this one: ledger follow",
        )


def told(store: Store, entry: Entry, today: datetime.date) -> Row:
    """Return the ENTRY of a line as it was when it was recorded."""
    day = today.isoformat()
    when = Moment(day, bounds(day, "clock").latest, entry.number, None, None)
    return Entries(store, when).line(entry)
