"""What a store stands on: all in which a file of SQLite and a database of PostgreSQL differ."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.store.address import Address

Prepare = Callable[[int], Sequence[Entry]]
"""Given the number of the last entry, under the write lock, returns the entries to append."""
Ask = Callable[[str, Sequence[Any]], Sequence[Any]]
"""Given SQL and its parameters, returns the rows, those of the open transaction among them."""
Produce = Callable[[Ask], Iterable[Sequence[Entry]]]
"""Given what reads within the transaction, under the write lock, yields the entries to append, a batch at a time."""


class Heading(NamedTuple):
    """The one row of the table `ledger`: the version of the tables, the ledger's id, when it was begun, its origin."""

    format: int
    id: str
    created_at: int
    origin: str


class Connection(Protocol):
    """Takes SQL with a question mark for each parameter, as SQLite writes it."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Any:  # noqa: ANN401 a cursor of either library
        """Return a cursor, from which rows are read."""

    def close(self) -> None:
        """End the connection."""


class Place(Protocol):
    """A file, or a schema of a database, that holds one ledger."""

    @property
    def address(self) -> Address:
        """Where it is."""

    @property
    def path(self) -> Path | None:
        """The file; None where there is none."""

    wait: float
    """For how many seconds a lock is waited for."""
    errors: tuple[type[Exception], ...]
    """What the database raises."""
    beside: str
    """A further condition by which the event of a row of the log is found at once, where nothing was tampered with."""

    def create(self, heading: Heading) -> None:
        """Make an empty ledger; it is refused where something exists already."""

    def reading(self) -> Connection:
        """Return a connection to read from; what is no ledger is refused."""

    def snapshot(self, connection: Connection) -> AbstractContextManager[None]:
        """See the ledger as it is now until the end."""

    def hearing(self) -> AbstractContextManager[Callable[[float], None]]:
        """Give what waits, for so many seconds at most, until something has been recorded since."""

    def written(self) -> AbstractContextManager[Connection]:
        """Write in a transaction of its own, under the write lock."""

    def append(self, produce: Produce) -> tuple[list[Entry], Exception | None]:
        """Append what is produced under the write lock; with an error the outcome is not known.

        Returned is the last batch, with which the others came or did not.
        """

    def settle(self) -> None:
        """Wait until a transaction whose end was not seen has come to one."""

    def confirm(self) -> None:
        """See that what is there now will last."""

    def author(self, connection: Connection) -> str | None:
        """Return who records, as the database knows it; None where it knows nobody."""

    def keeps_authors(self, connection: Connection) -> bool:
        """Tell whether entries may be stored as recorded by others, at other times."""

    def translated(self, error: Exception) -> LedgerError | None:
        """Return what an error means to a person, or None where it is a fault of ours."""

    def tables(self, connection: Connection) -> tuple[int, Iterable[str]]:
        """Return how many tables, triggers and the like there are to be, and what is wrong with them."""

    def backup(self, connection: Connection, target: Path) -> None:
        """Copy the ledger into a new file."""

    def close(self) -> None:
        """Close what is open to write."""
