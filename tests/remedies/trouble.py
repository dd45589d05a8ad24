"""What happens to the machine while a command runs, where a command alone cannot show an error."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

import pytest

from ledger.entry import Entry
from ledger.index import file
from ledger.ledger import Ledger
from ledger.store import Prepare, append
from tests.remedies.desk import OF
from tests.remedies.typing import typed

Failed = tuple[list[Entry], Exception | None]


def _failing(code: int, message: str) -> Callable[[object, Prepare], Failed]:
    def write(_: object, __: Prepare) -> Failed:
        error = sqlite3.OperationalError(message)
        error.sqlite_errorcode = code
        return [], error

    return write


@contextmanager
def _patched(owner: object, name: str, value: object) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as faulty:
        faulty.setattr(owner, name, value)
        yield


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with closing(sqlite3.connect(folder / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _replaced(folder: Path) -> Iterator[None]:
    """Let another file take the ledger's place while it is open."""
    opened = Ledger.record

    def record(self: Ledger, *lines: object, **options: object) -> object:
        held = (folder / "ledger.db").read_bytes()
        (folder / "ledger.db.new").write_bytes(held)
        (folder / "ledger.db.new").replace(folder / "ledger.db")
        return opened(self, *lines, **options)  # type: ignore[arg-type]

    with _patched(Ledger, "record", record):
        yield


@contextmanager
def _damaged(folder: Path) -> Iterator[None]:
    """Spoil the index, and let it be too large to be looked through when it is opened."""
    typed("ledger state", folder)
    place = folder / "ledger.db.index"
    with closing(sqlite3.connect(place)) as index:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'step'"
        (page,) = index.execute(query).fetchone()
    data = bytearray(place.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = bytes([255]) * 4096
    place.write_bytes(data)
    with _patched(file, "CHECKED", 0):
        yield


@contextmanager
def _asked(folder: Path) -> Iterator[None]:
    typed("ledger diff --since-last 2025-03-04", folder)
    yield


@contextmanager
def _another(folder: Path) -> Iterator[None]:
    with Ledger(folder / "ledger.db") as ledger:
        line = {"kind": "statement-made", **OF, "on": "2025-03-04"}
        ledger.record([{"id": "D03", "development": line}], author="ben")
    yield


def _raising(error: BaseException) -> Callable[..., None]:
    def fails(*_: object, **__: object) -> None:
        raise error

    return fails


TROUBLE: dict[str, tuple[str, Callable[[Path], AbstractContextManager[None]]]] = {
    "": ("", lambda _: nullcontext()),
    "locked": ("while another process records", _locked),
    "full": (
        "on a full disk",
        lambda _: _patched(append, "write", _failing(sqlite3.SQLITE_FULL, "database or disk is full")),
    ),
    "unconfirmed": (
        "on a failing disk",
        lambda _: _patched(append, "write", _failing(sqlite3.SQLITE_IOERR_FSYNC, "disk I/O error")),
    ),
    "replaced": ("while its file is replaced", _replaced),
    "a damaged index": ("after its index was damaged", _damaged),
    "interrupted": ("interrupted", lambda _: _patched(Ledger, "state", _raising(KeyboardInterrupt()))),
    "a fault": ("with a fault in it", lambda _: _patched(Ledger, "state", _raising(ZeroDivisionError("x")))),
    "asked on 4 March": ("after ledger diff --since-last 2025-03-04", _asked),
    "another D03": ("after another entry D03", _another),
}
"""How each is said beside the command, and what brings it about."""
