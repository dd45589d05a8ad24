"""What can go wrong, as one tree of errors: each says what was wrong, where, and what to do.

There is one class for each exit code of the command line; nothing below the
command line knows of exit codes but this module. A message is a whole sentence
without its final remedy; the remedy is a command, a value or a sentence that
works when it is followed.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Fault(NamedTuple):
    """One thing wrong with one line or value: what, where, and what to do.

    `line` counts from 1 in the file given; `field` is a dotted path from the
    development (`sources.published`); `given` is the value as it was written,
    `lines` what a person is shown of it, label by label.
    """

    message: str
    field: str | None = None
    given: Any = None
    remedy: str | None = None
    line: int | None = None
    code: int = 4
    lines: tuple[tuple[str, str], ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the fault as it stands in the list `faults` of `record --json`."""
        return {
            "line": self.line,
            "field": self.field,
            "given": self.given,
            "message": self.message,
            "remedy": self.remedy,
        }


class LedgerError(Exception):
    """A fault that a person can do something about; the base of all of them."""

    code = 1

    def __init__(
        self,
        message: str,
        *,
        remedy: str | None = None,
        line: int | None = None,
        field: str | None = None,
        given: object = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.line = line
        self.field = field
        self.given = given

    def document(self) -> dict[str, Any]:
        """Return the error line of `--json`: code, message, remedy and, where known, line and field."""
        found: dict[str, Any] = {"code": self.code, "message": self.message, "remedy": self.remedy}
        if self.line is not None:
            found["line"] = self.line
        if self.field is not None:
            found["field"] = self.field
        return {"error": found}


class Usage(LedgerError):
    """The shape of the command line: options that exclude each other, a choice that must be made."""

    code = 2


class NotFound(LedgerError):
    """A file, or an entry, party or matter that is nowhere in the ledger."""

    code = 3


class Refused(LedgerError):
    """A value that is wrong."""

    code = 4


class Conflict(LedgerError):
    """Someone else's word is newer."""

    code = 5


class Busy(LedgerError):
    """Another process holds the ledger's lock."""

    code = 6


class Damaged(LedgerError):
    """Not a ledger, a damaged one, or one in which `verify` found faults."""

    code = 7


class CannotWrite(LedgerError):
    """A full disk, a read-only place, an input or output error."""

    code = 8


class OutcomeUnknown(LedgerError):
    """It may or may not have been stored: repeating the same command settles it."""

    code = 9


class Faulty(LedgerError):
    """All faults of the lines given, found in one pass; nothing was stored.

    The code is 4, or 5 where every fault is a newer word of someone else's.
    """

    def __init__(self, faults: Sequence[Fault], warnings: Sequence[Fault] = ()) -> None:
        first = faults[0]
        message = first.message
        if len(faults) > 1:
            message = f"{len(faults)} faults; the first: {first.message}"
        super().__init__(
            message,
            remedy=first.remedy,
            line=first.line,
            field=first.field,
            given=first.given,
        )
        self.code = 5 if all(fault.code == 5 for fault in faults) else 4  # noqa: PLR2004 exit codes
        self.faults = tuple(faults)
        self.warnings = tuple(warnings)
