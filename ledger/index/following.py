"""Following a recording while it is under way: the index has what is not yet certain, and keeps it or forgets it."""

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from ledger.errors import Busy
from ledger.index import TRIES, Index, Recorded

if TYPE_CHECKING:
    from ledger.index.writing import Writer


class Follower:
    """An index in a transaction of its own, which ends with that of the store.

    The store's lock is taken first, here and everywhere, so that no two wait for each other.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._connection: sqlite3.Connection | None = None
        self._writer: Writer | None = None
        self._last: tuple[int, str] = (0, "")

    def begin(self) -> None:
        """Begin, with the index brought up to the last entry; to be called under the store's lock."""
        from ledger.index.writing import Writer

        for _ in range(TRIES):
            connection = self.index.connection
            with self.index.told():
                connection.execute("BEGIN IMMEDIATE")
                if self.index.heading(connection) == self.index.store.last():
                    self._connection = connection
                    self._writer = Writer(connection, self.index.store.root, self.index.store.chain)
                    return
                connection.execute("ROLLBACK")
        raise Busy(f"{self.index.path} is being rebuilt by another process", remedy="Repeat the command.")

    def take(self, recorded: Recorded) -> None:
        """Take entries that the store has in its transaction."""
        if self._writer is not None:
            with self.index.told():
                self._writer.take(recorded)
                self._last = (recorded[-1][0].number, recorded[-1][0].id)

    def keep(self) -> None:
        """Keep what was taken: the store has."""
        if self._connection is None:
            return
        with self.index.told():
            if self._last[0]:
                meta = {"last": str(self._last[0]), "last_id": self._last[1]}
                self._connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())
            self._connection.execute("COMMIT")
            self._connection = None

    def forget(self) -> None:
        """Forget what was taken, unless it was kept."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            self._connection = None
