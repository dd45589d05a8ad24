"""Doctor: how a ledger's file, its index, and what they stand on do, and what to do about each."""

from collections.abc import Iterator
from pathlib import Path

from ledger.errors import CannotWrite, LedgerError
from ledger.index import health as index_health
from ledger.state.cells import Row
from ledger.store import Store, file, health
from ledger.store.health import Finding


def doctor(path: Path) -> tuple[Row, int]:
    """Return `{"ok", "ledger", "findings": [{"check", "level", "found", "remedy"}]}` and the exit code.

    `ok` is false where something is a fault; the code is then 7, or 8 where the
    ledger cannot even be read where it stands. Warnings and notes are no faults.
    Raises NotFound or Damaged where there is no ledger.
    """
    file.check(path)
    found, code = [], 0
    for one in _all(path):
        found.append(one._asdict())
        if one.level == "fault":
            code = 8 if one.check == "opening" else 7
    return {"ok": code == 0, "ledger": str(path), "findings": found}, code


def _all(path: Path) -> Iterator[Finding]:
    yield health.library(health.sqlite_version())
    yield health.space(path)
    yield health.log_beside(path)
    try:
        store = Store(path)
    except CannotWrite as error:
        yield Finding("opening", "fault", error.message, error.remedy)
        return
    try:
        yield from health.findings(store)
        yield index_health.finding(store)
    except LedgerError as error:
        yield Finding("reading", "fault", error.message, error.remedy)
    finally:
        store.close()
