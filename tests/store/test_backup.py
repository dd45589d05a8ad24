"""A backup of a ledger that is in use: a ledger of its own that holds all that was there, and is never half made."""

import sqlite3
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import CannotWrite, NotFound, Refused
from tests.store.lines import answer, child, ended, ids, listing, many, said


def test_a_backup_opens_answers_the_same_and_has_the_same_ledger_id(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(many(30))
        ledger.archive("Text.", "text", {"publisher": "Wire"})
        ledger.backup(tmp_path / "copy.db")
        with Ledger(tmp_path / "copy.db") as copy:
            assert copy.store.id == ledger.store.id
            assert list(copy.entries()) == list(ledger.entries())
            assert list(copy.store.texts()) == list(ledger.store.texts())
            assert answer(copy) == answer(ledger)
            assert copy.verify()["ok"]
            copy.record([said("only-in-the-copy")])
            assert len(ids(ledger)) == 30


def test_a_backup_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(many(30))
        ledger.backup(tmp_path / "copies" / "copy.db")
        assert set(listing(tmp_path / "copies")) == {"copy.db"}


def test_a_backup_still_refuses_changes(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(many(3))
        ledger.backup(tmp_path / "copy.db")
    connection = sqlite3.connect(tmp_path / "copy.db")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM log")
    connection.close()


@pytest.mark.slow
def test_backups_taken_while_another_process_writes_open_and_verify(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.create(path) as ledger:
        ledger.record(many(50))
        writer = child("record", path, "anna", 100)
        assert writer.stdout is not None
        writer.stdout.readline()
        sizes = []
        for number in range(3):
            target = tmp_path / f"copy{number}.db"
            ledger.backup(target)
            with Ledger(target) as copy:
                assert copy.store.id == ledger.store.id
                sizes.append(len(ids(copy)))
                assert copy.verify()["ok"]
        ended(writer)
        assert sizes == sorted(sizes)
        assert 50 < sizes[0] < 150
        assert len(ids(ledger)) == 150


def test_a_backup_is_refused_where_something_is_and_where_nothing_can_be(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        (tmp_path / "there.db").write_text("mine")
        for target, error in (
            (tmp_path / "there.db", Refused),
            (tmp_path, Refused),
            (tmp_path / "ledger.db", Refused),
            (tmp_path / "nowhere" / "copy.db", NotFound),
            (tmp_path / "there.db" / "copy.db", NotFound),
            (Path("/proc/copy.db"), (CannotWrite, NotFound)),
        ):
            with pytest.raises(error):
                ledger.backup(target)
        assert (tmp_path / "there.db").read_text() == "mine"
