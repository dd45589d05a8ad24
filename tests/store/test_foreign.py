"""A file that is no ledger is refused with the right code; it and its folder stay as they were."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import Damaged, LedgerError, NotFound, Refused
from ledger.store.schema import APPLICATION_ID
from tests.store.lines import commanded, jsonl, listing, said

Make = Callable[[Path], object]


def database(mode: str, mark: int = 0) -> Make:
    def make(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA journal_mode = {mode}")
            connection.execute(f"PRAGMA application_id = {mark}")
            connection.execute("CREATE TABLE stored_events (originator_id TEXT, topic TEXT)")
            connection.execute("INSERT INTO stored_events VALUES ('1', 'os:system')")

    return make


def text(content: bytes) -> Make:
    return lambda path: path.write_bytes(content)


FOREIGN: dict[str, tuple[Make, type[LedgerError]]] = {
    "another database in rollback mode": (database("DELETE"), Damaged),
    "another database in WAL mode": (database("WAL"), Damaged),
    "a database with another program's mark": (database("DELETE", 0x12345678), Damaged),
    "an empty file": (text(b""), Damaged),
    "a text file": (text(b"Dear Sir,\n" * 100), Damaged),
    "a header cut short": (text(b"SQLite format 3\x00"), Damaged),
    "a header with nothing after it": (
        text(b"SQLite format 3\x00" + bytes(52) + APPLICATION_ID.to_bytes(4, "big")),
        Damaged,
    ),
    "noise": (text(bytes(range(256)) * 64), Damaged),
    "a directory": (Path.mkdir, Damaged),
    "a pipe without a writer": (os.mkfifo, Damaged),
    "a path that does not exist": (lambda _: None, NotFound),
}


@pytest.fixture(params=FOREIGN)
def foreign(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, type[LedgerError]]:
    """Return the path of something that is no ledger, and how it is refused."""
    make, error = FOREIGN[request.param]
    make(tmp_path / "foreign.db")
    return tmp_path / "foreign.db", error


def test_opening_it_is_refused_and_leaves_it_as_it_was(foreign: tuple[Path, type[LedgerError]]) -> None:
    path, error = foreign
    before = listing(path.parent)
    for _ in range(2):
        with pytest.raises(error) as refused:
            Ledger(path)
        assert refused.value.code == {Damaged: 7, NotFound: 3}[error]
        assert refused.value.remedy
    assert listing(path.parent) == before


def test_init_there_is_refused_where_there_is_something(foreign: tuple[Path, type[LedgerError]]) -> None:
    path, error = foreign
    if error is NotFound:
        Ledger.create(path).close()
        return
    before = listing(path.parent)
    with pytest.raises(Refused, match="exists already"):
        Ledger.create(path)
    assert listing(path.parent) == before


def test_backup_onto_it_is_refused(foreign: tuple[Path, type[LedgerError]], tmp_path: Path) -> None:
    path, error = foreign
    (tmp_path / "folder").mkdir()
    with Ledger.create(tmp_path / "folder" / "ledger.db") as ledger:
        if error is NotFound:
            ledger.backup(path)
            return
        before = listing(path.parent)
        with pytest.raises(Refused, match="exists already"):
            ledger.backup(path)
        assert listing(path.parent) == before


def test_a_path_below_a_file_is_not_found_and_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes")
    for ask in (Ledger, Ledger.create):
        with pytest.raises(NotFound):
            ask(tmp_path / "notes.txt" / "ledger.db")
    assert listing(tmp_path) == {"notes.txt": b"notes"}


def test_a_ledger_in_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for ask in (Ledger, Ledger.create):
        with pytest.raises(NotFound):
            ask(tmp_path / "nowhere" / "ledger.db")
    assert listing(tmp_path) == {}


def test_a_link_to_nothing_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "nothing.db")
    with pytest.raises(NotFound):
        Ledger(tmp_path / "link.db")
    with pytest.raises(Refused):
        Ledger.create(tmp_path / "link.db")
    assert not (tmp_path / "nothing.db").exists()


def test_a_foreign_database_that_is_in_use_keeps_its_log(tmp_path: Path) -> None:
    path = tmp_path / "foreign.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as theirs:
        theirs.execute("PRAGMA journal_mode = WAL")
        theirs.execute("CREATE TABLE notes (said TEXT)")
        theirs.execute("INSERT INTO notes VALUES ('kept in the log alone')")
        before = listing(tmp_path)
        with pytest.raises(Damaged, match="is not a ledger"):
            Ledger(path)
        assert listing(tmp_path) == before
        theirs.execute("INSERT INTO notes VALUES ('and more')")
    with closing(sqlite3.connect(path)) as theirs:
        assert theirs.execute("SELECT count(*) FROM notes").fetchone() == (2,)


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE ledger",
        "DROP TABLE log",
        "DROP TABLE stored_events",
        "UPDATE ledger SET id = '../../../planted'",
        "UPDATE ledger SET id = '/tmp/planted'",
        "UPDATE ledger SET format = 99",
        "DELETE FROM ledger",
        "DROP TABLE log; CREATE VIEW log AS SELECT load_extension('planted') AS number, 1 AS id",
    ],
)
def test_a_file_that_only_bears_the_mark_of_a_ledger_is_damaged(tmp_path: Path, change: str) -> None:
    path = tmp_path / "ledger.db"
    Ledger.create(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for trigger in ("update", "delete"):
            connection.execute(f"DROP TRIGGER ledger_refuses_{trigger}")
        connection.executescript(change)
    names = set(listing(tmp_path))

    def ask() -> None:
        with Ledger(path) as ledger:
            ledger.record([said("A")])
            ledger.state()

    with pytest.raises(Damaged) as refused:
        ask()
    assert refused.value.code == 7
    assert set(listing(tmp_path)) - names <= {"ledger.db-wal", "ledger.db-shm", "ledger.db.index"}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["state", "record --file -", "log", "verify", "export", "backup copy"])
def test_no_command_touches_it(tmp_path: Path, command: str) -> None:
    path = tmp_path / "foreign.db"
    database("WAL")(path)
    before = listing(tmp_path)
    words = [str(tmp_path / word) if word == "copy" else word for word in command.split()]
    done = commanded("--ledger", path, *words, given=jsonl([said("A")]))
    assert done.returncode == 7
    assert "is not a ledger" in done.stderr
    assert listing(tmp_path) == before
