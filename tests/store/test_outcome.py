"""A commit that fails may have been kept: what it came to is found out, and repeating makes exactly one entry."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from eventsourcing.sqlite import SQLiteConnection

from ledger import Ledger
from ledger.cli import run
from ledger.entry import Entry
from ledger.errors import CannotWrite, Conflict, OutcomeUnknown
from tests.store.lines import ids, jsonl, many, said

Commit = Callable[[SQLiteConnection], None]
Fail = Callable[[Commit], None]

COMMIT: Commit = SQLiteConnection.commit


def failure(code: int = sqlite3.SQLITE_IOERR) -> sqlite3.OperationalError:
    """Return the error that SQLite raises with a result code."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.db") as made:
        made.record([said("first")])
        yield made


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch) -> Fail:
    """Give what has the next commit done by a function; those after it are as ever."""

    def fail(by: Commit) -> None:
        def once(connection: SQLiteConnection) -> None:
            monkeypatch.setattr(SQLiteConnection, "commit", COMMIT)
            by(connection)

        monkeypatch.setattr(SQLiteConnection, "commit", once)

    return fail


def kept(connection: SQLiteConnection) -> None:
    COMMIT(connection)
    raise failure()


def lost(_: SQLiteConnection) -> None:
    raise failure()


def unconfirmed(_: SQLiteConnection) -> None:
    raise failure(sqlite3.SQLITE_IOERR_FSYNC)


def exactly_one(ledger: Ledger, name: str = "A") -> None:
    """Repeat the recording and check that there is one entry, in a sound ledger."""
    (again,) = ledger.record([said(name)])["recorded"]
    assert again["entry"] == 2
    assert ids(ledger) == ["first", name]
    assert ledger.verify()["ok"]


def test_a_failed_commit_that_was_kept_is_done(ledger: Ledger, fail: Fail) -> None:
    fail(kept)
    (told,) = ledger.record([said("A")])["recorded"]
    assert (told["entry"], told["new"]) == (2, True)
    assert not ledger.record([said("A")])["recorded"][0]["new"]
    exactly_one(ledger)


def test_a_failed_commit_that_was_not_kept_is_an_error_and_holds_no_lock(
    ledger: Ledger, fail: Fail, tmp_path: Path
) -> None:
    fail(lost)
    with pytest.raises(CannotWrite) as refused:
        ledger.record([said("A")])
    assert refused.value.code == 8
    assert ids(ledger) == ["first"]
    with Ledger(tmp_path / "ledger.db") as other:
        assert other.record([said("A")])["recorded"][0]["new"]
    assert not ledger.record([said("A")])["recorded"][0]["new"]
    exactly_one(ledger)


def test_of_many_lines_all_or_none_are_kept(ledger: Ledger, fail: Fail) -> None:
    fail(lost)
    with pytest.raises(CannotWrite):
        ledger.record(many(300))
    assert ids(ledger) == ["first"]
    fail(kept)
    assert len(ledger.record(many(300))["recorded"]) == 300
    assert len(ids(ledger)) == 301


def test_where_it_cannot_be_found_out_the_outcome_is_unknown(
    ledger: Ledger, fail: Fail, tmp_path: Path
) -> None:
    (tmp_path / "garbage").write_bytes(b"no database" * 100)

    def kept_and_unreadable(connection: SQLiteConnection) -> None:
        COMMIT(connection)
        ledger.store.connection.close()
        ledger.store.connection = sqlite3.connect(tmp_path / "garbage")
        raise failure()

    fail(kept_and_unreadable)
    with pytest.raises(OutcomeUnknown, match="may or may not") as refused:
        ledger.record([said("A")])
    assert refused.value.code == 9
    assert "Repeat the same command" in str(refused.value.remedy)
    with Ledger(tmp_path / "ledger.db") as again:
        assert not again.record([said("A")])["recorded"][0]["new"]
        exactly_one(again)


def test_what_the_disk_did_not_confirm_is_unknown_though_it_is_not_seen(ledger: Ledger, fail: Fail) -> None:
    """Its frames stand whole in the log, and a process that opens the ledger after a crash takes them in."""
    fail(unconfirmed)
    with pytest.raises(OutcomeUnknown) as refused:
        ledger.record([said("A")])
    assert refused.value.code == 9
    exactly_one(ledger)


def test_the_same_words_recorded_by_another_process_meanwhile_are_done(
    ledger: Ledger, fail: Fail, tmp_path: Path
) -> None:
    def lost_and_said_by_another(connection: SQLiteConnection) -> None:
        connection.rollback()
        with Ledger(tmp_path / "ledger.db") as other:
            other.record([said("A")])
        raise failure()

    fail(lost_and_said_by_another)
    assert ledger.record([said("A")])["recorded"][0]["entry"] == 2
    exactly_one(ledger)


def test_other_words_recorded_by_another_process_under_the_id_are_a_conflict(
    ledger: Ledger, fail: Fail, tmp_path: Path
) -> None:
    def lost_and_taken(connection: SQLiteConnection) -> None:
        connection.rollback()
        with Ledger(tmp_path / "ledger.db") as other:
            other.record([said("A", stance="opposes")])
        raise failure()

    fail(lost_and_taken)
    with pytest.raises(Conflict, match="other words as A") as refused:
        ledger.record([said("A")])
    assert refused.value.code == 5
    assert ids(ledger) == ["first", "A"]


def test_a_broken_rule_of_the_tables_with_nothing_stored_is_a_fault_of_ours(
    ledger: Ledger, fail: Fail, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: SQLiteConnection) -> None:
        message = "UNIQUE constraint failed: log.number"
        raise sqlite3.IntegrityError(message)

    fail(broken)
    with pytest.raises(sqlite3.IntegrityError):
        ledger.record([said("A")])
    fail(broken)
    (tmp_path / "lines.jsonl").write_text(jsonl([said("A")]))
    path = str(tmp_path / "ledger.db")
    assert run(["--ledger", path, "record", "--file", str(tmp_path / "lines.jsonl")]) == 1
    assert "fault of the program" in capsys.readouterr().err
    exactly_one(ledger)


def test_numbers_that_do_not_go_on_from_the_last_are_not_stored(ledger: Ledger) -> None:
    first = ledger.store.entry(1)
    assert first is not None

    def wrong(last: int) -> list[Entry]:
        return [first._replace(number=last + 2, root=last + 2, id="X", recorded_at="")]

    def taken(last: int) -> list[Entry]:
        return [first._replace(number=last, root=last, id="X", recorded_at="")]

    for prepare in (wrong, taken):
        with pytest.raises(sqlite3.IntegrityError, match=r"goes on|never replaced"):
            ledger.store.append(prepare)
    exactly_one(ledger)


def test_what_the_entries_are_made_with_may_fail_and_nothing_is_stored(ledger: Ledger) -> None:
    def prepare(_: int) -> list[object]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.store.append(prepare)  # type: ignore[arg-type]
    exactly_one(ledger)
