"""Reading within a transaction that is being written, as from any other connection."""

from collections.abc import Iterator, Sequence
from typing import Any

from ledger.store.place import Ask


class Rows:
    """The rows of a question, all of them read."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = [tuple(row) for row in rows]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows."""
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        return self._rows[0] if self._rows else None

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._rows)


class Transaction:
    """The connection (see `ledger.store.place.Connection`) of an open transaction."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        """Return the rows."""
        return Rows(self._ask(sql, parameters))

    def close(self) -> None:
        """Do nothing: whoever began the transaction ends it."""
