"""Checks: what was looked at, and what was found, of a ledger or of what was handed on of one."""

from collections.abc import Iterable

from ledger.errors import LedgerError
from ledger.state.cells import Row

Found = tuple[int | None, str]
"""The number of the entry that is meant, or None, and what is wrong."""

UNREADABLE = (AttributeError, IndexError, KeyError, LedgerError, RecursionError, TypeError, ValueError)
"""What is raised by words and documents that no ledger would have made."""


class Checks:
    """Collects what was checked, each check with its faults."""

    def __init__(self) -> None:
        self.checks: list[Row] = []
        self.faults: list[Row] = []

    def check(self, name: str, checked: int, faults: Iterable[Found]) -> None:
        """Keep the outcome of one check."""
        found = [{"check": name, "entry": entry, "message": message} for entry, message in faults]
        self.checks.append({"check": name, "checked": checked, "faults": len(found)})
        self.faults += found
