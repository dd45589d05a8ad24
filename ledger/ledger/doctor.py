"""Doctor: how a ledger's file, its index, and what they stand on do, and what to do about each."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ledger.errors import CannotWrite, LedgerError
from ledger.index import health as index_health
from ledger.state.cells import Row
from ledger.store import Address, Store, file, health
from ledger.store.health import Finding


def doctor(where: Address) -> tuple[Row, int]:
    """Return `{"ok", "ledger", "findings": [{"check", "level", "found", "remedy"}]}` and the exit code.

    `ok` is false where something is a fault; the code is then 7, or 8 where the
    ledger cannot even be read where it stands. Warnings and notes are no faults.
    Raises NotFound or Damaged where there is no ledger. Of a ledger in a
    database its disk and its commits are the database's to look after.
    """
    found, code = [], 0
    for one in _of_file(where) if isinstance(where, Path) else _of_database(where):
        found.append(one._asdict())
        if one.level == "fault":
            code = 8 if one.check == "opening" else 7
    return {"ok": code == 0, "ledger": str(where), "findings": found}, code


def _of_file(path: Path) -> Iterator[Finding]:
    file.check(path)
    yield health.library(health.sqlite_version())
    yield health.space(path)
    yield health.log_beside(path)
    try:
        store = Store(path)
    except CannotWrite as error:
        yield Finding("opening", "fault", error.message, error.remedy)
        return
    yield from _read(store, health.of_file)


def _of_database(where: Address) -> Iterator[Finding]:
    # The index of this machine is a file of SQLite all the same.
    yield health.library(health.sqlite_version())
    yield from _read(Store(where), health.of_entries)


def _read(store: Store, findings: Callable[[Store], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from findings(store)
        yield index_health.finding(store)
    except LedgerError as error:
        yield Finding("reading", "fault", error.message, error.remedy)
    finally:
        store.close()
