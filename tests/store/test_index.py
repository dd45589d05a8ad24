"""The index can be lost, spoilt or exchanged at any time: it is built anew and answers the same."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import Busy, Damaged
from ledger.index import Index, file
from tests.store.lines import answer, child, ended, many, said, same_rows

Spoil = Callable[[Path], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a ledger with entries, corrections and retractions, its index up to date."""
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(many(24))
        for number in range(1, 20, 5):
            ledger.correct(number, {"stance": "neutral", "terms": "in spring"}, "misread")
        ledger.retract(2, "a double")
        ledger.record(
            [{"kind": "party-described", "party": "p1", "name": "One", "type": "state", "aliases": ["I"]}]
        )
    return tmp_path / "ledger.db"


def index_of(path: Path) -> Path:
    return path.with_name("ledger.db.index")


def sql(*statements: str) -> Spoil:
    """Return what changes an index by SQL."""

    def spoil(index: Path) -> None:
        with closing(sqlite3.connect(index, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    return spoil


def overwritten(start: int, content: bytes) -> Spoil:
    def spoil(index: Path) -> None:
        with index.open("r+b") as opened:
            opened.seek(start)
            opened.write(content)

    return spoil


def cut(size: int) -> Spoil:
    def spoil(index: Path) -> None:
        with index.open("r+b") as opened:
            opened.truncate(size)

    return spoil


def another_database(index: Path) -> None:
    index.unlink()
    sql("CREATE TABLE meta (colour TEXT)", "PRAGMA journal_mode = WAL", "INSERT INTO meta VALUES ('red')")(
        index
    )


def another_ledger_itself(index: Path) -> None:
    index.unlink()
    with Ledger.create(index) as ledger:
        ledger.record([said("other")])


def with_other_tables(index: Path) -> None:
    sql(
        "DROP TABLE meta",
        "CREATE TABLE meta (colour TEXT)",
        "DROP TABLE step",
        "CREATE VIEW step AS SELECT 1",
    )(index)
    sql('CREATE TABLE "a""b" (x)')(index)


def a_directory(index: Path) -> None:
    index.unlink()
    index.mkdir()


def a_link_to_nowhere(index: Path) -> None:
    index.unlink()
    index.symlink_to("/proc/nowhere/index")


def of_another_ledger(index: Path) -> None:
    other = index.with_name("other.db")
    with Ledger.create(other) as ledger:
        ledger.record([said("other", stance="rejects")])
    shutil.copy(index.with_name("other.db.index"), index)


SPOILT: dict[str, Spoil] = {
    "missing": Path.unlink,
    "empty": cut(0),
    "cut to half a page": cut(2048),
    "cut to two pages": cut(8192),
    "its last page missing": lambda index: cut(index.stat().st_size - 4096)(index),
    "noise": lambda index: index.write_bytes(bytes(range(256)) * 400),
    "text": lambda index: index.write_text("Dear Sir, " * 1000),
    "its header spoilt": overwritten(0, b"x" * 100),
    "its schema spoilt": overwritten(100, b"\xff" * 3000),
    "a page in its midst spoilt": overwritten(4096 * 3, b"\xff" * 4096),
    "of another ledger": of_another_ledger,
    "with other tables": with_other_tables,
    "another program's database": another_database,
    "a ledger itself": another_ledger_itself,
    "of an older format": sql("UPDATE meta SET value = '0' WHERE key = 'format'", "DELETE FROM step"),
    "of a newer format": sql("UPDATE meta SET value = '99' WHERE key = 'format'", "DELETE FROM step"),
    "behind": sql(
        "DELETE FROM step", "DELETE FROM life", "UPDATE meta SET value = '' WHERE key IN ('last', 'last_id')"
    ),
    "without its heading": sql("DELETE FROM meta"),
    "with half a heading": sql("DELETE FROM meta WHERE key = 'last'"),
    "with a heading of nonsense": sql("UPDATE meta SET value = 'x' WHERE key = 'last'"),
    "ahead of the ledger": sql(
        "UPDATE meta SET value = '9999' WHERE key = 'last'",
        "UPDATE meta SET value = 'Z' WHERE key = 'last_id'",
    ),
    "without one of its tables": sql("DROP TABLE life", "UPDATE meta SET value = '0' WHERE key = 'last'"),
    "with rows that its heading denies": sql(
        "UPDATE meta SET value = '0' WHERE key = 'last'", "UPDATE meta SET value = '' WHERE key = 'last_id'"
    ),
    "a directory": a_directory,
    "a link to nowhere": a_link_to_nowhere,
}


IN_THE_WAY = {a_directory, a_link_to_nowhere, another_database, another_ledger_itself}
"""What is left as it is: the index is kept in memory then."""


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_however_it_was_spoilt_it_is_built_anew_and_answers_the_same(path: Path, spoil: Spoil) -> None:
    with Ledger(path) as ledger:
        before = answer(ledger)
    spoil(index_of(path))
    there = index_of(path).read_bytes() if index_of(path).is_file() else b""
    for _ in range(2):
        with Ledger(path) as ledger:
            assert answer(ledger) == before
            assert same_rows(ledger)
            assert (ledger.index.path is None) == (spoil in IN_THE_WAY)
    with Ledger(path) as ledger:
        assert ledger.record([said("next")])["recorded"][0]["new"]
        assert same_rows(ledger)
    if spoil in {another_database, another_ledger_itself}:
        assert index_of(path).read_bytes() == there


def test_an_index_spoilt_since_it_was_opened_tells_so_once_and_answers_then(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "CHECKED", 0)
    with Ledger(path) as ledger:
        before = answer(ledger)
    with closing(sqlite3.connect(index_of(path))) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'step'"
        (page,) = connection.execute(query).fetchone()
    overwritten((page - 1) * 4096, b"\xff" * 4096)(index_of(path))
    with Ledger(path) as ledger:
        with pytest.raises(Damaged, match=r"the index .* is damaged") as refused:
            answer(ledger)
        assert "Repeat the command" in str(refused.value.remedy)
    with Ledger(path) as ledger:
        assert answer(ledger) == before
        assert same_rows(ledger)


def test_an_index_deleted_while_it_is_open_is_made_again(path: Path) -> None:
    with Ledger(path) as ledger:
        before = answer(ledger)
        for suffix in ("", "-wal", "-shm"):
            index_of(path).with_name(f"ledger.db.index{suffix}").unlink(missing_ok=True)
        assert answer(ledger) == before
        assert same_rows(ledger)
        assert index_of(path).exists()
        with Ledger(path) as other:
            other.record([said("other")])
        assert index_of(path).exists()
        index_of(path).unlink()
        ledger.record([said("next")])
        assert same_rows(ledger)
    with Ledger(path) as ledger:
        assert same_rows(ledger)
        assert ledger.verify()["ok"]


def test_an_index_that_is_behind_takes_what_it_lacks(path: Path, tmp_path: Path) -> None:
    shutil.copy(index_of(path), tmp_path / "older.index")
    with Ledger(path) as ledger:
        ledger.correct(5, {"stance": "neutral"}, "misread")
        ledger.record([said("next")])
        before = answer(ledger)
    shutil.copy(tmp_path / "older.index", index_of(path))
    with Ledger(path) as ledger:
        assert answer(ledger) == before
        assert same_rows(ledger)


def test_a_ledger_replaced_by_an_older_backup_is_not_answered_for_from_the_newer_index(
    path: Path, tmp_path: Path
) -> None:
    with Ledger(path) as ledger:
        older = answer(ledger)
        ledger.backup(tmp_path / "backup.db")
        ledger.record([said("newer", parties=["p1"], matter="m1", stance="undetermined")])
        assert answer(ledger) != older
    (tmp_path / "backup.db").replace(path)
    with Ledger(path) as ledger:
        assert answer(ledger) == older
        assert same_rows(ledger)
        # As many entries as the index had taken of the file that was replaced, but others.
        ledger.record([said("instead", parties=["p2"], matter="m2", stance="undetermined")])
        assert same_rows(ledger)
        assert ledger.verify()["ok"]


def test_another_ledger_put_in_place_is_not_answered_for_from_the_index_of_the_first(
    path: Path, tmp_path: Path
) -> None:
    with Ledger.create(tmp_path / "other.db") as other:
        other.record([said("other", stance="rejects")])
        expected = answer(other)
    (tmp_path / "other.db").replace(path)
    with Ledger(path) as ledger:
        assert answer(ledger) == expected
        assert same_rows(ledger)


def test_another_ledger_whose_last_entry_bears_the_same_id_is_told_from_the_first(
    path: Path, tmp_path: Path
) -> None:
    with Ledger.create(tmp_path / "other.db") as other:
        other.record(many(3)[::-1])
        expected = answer(other)
    for suffix in ("", ".index"):
        path.with_name(f"{path.name}{suffix}").unlink()
    with Ledger.create(path) as ledger:
        ledger.record([said("L2", stance="rejects"), *many(2)[1:], *many(1)])
        assert ledger.store.last() == (3, "L0")
        assert answer(ledger) != expected
    (tmp_path / "other.db").replace(path)
    with Ledger(path) as ledger:
        assert ledger.store.last() == (3, "L0")
        assert answer(ledger) == expected
        assert same_rows(ledger)


def test_a_reading_keeps_its_snapshot_while_the_index_goes_on(path: Path) -> None:
    with Ledger(path) as ledger, Ledger(path) as other:
        last = ledger.store.last()[0]
        with ledger.index.reading(2**40, last, None) as reading:
            before = reading.counts("talks")
            other.record(many(20, "more"))
            other.index.rebuild()
            assert reading.counts("talks") == before
        assert same_rows(ledger)
        assert same_rows(other)


@pytest.mark.parametrize("times", [1, 3])
def test_an_index_emptied_by_another_process_just_before_the_snapshot_is_filled_first(
    path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    followed = Index._followed  # noqa: SLF001 what happens between two steps of it is the question
    left = [sql("DELETE FROM step", "DELETE FROM life", "DELETE FROM meta")] * times

    def then_emptied(index: Index) -> sqlite3.Connection:
        connection = followed(index)
        if left:
            left.pop()(index_of(path))
        return connection

    with Ledger(path) as ledger:
        before = answer(ledger)
        monkeypatch.setattr(Index, "_followed", then_emptied)
        assert answer(ledger) == before
        assert left == []


def test_an_index_that_is_emptied_again_and_again_is_busy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = Index._followed  # noqa: SLF001 as above

    def then_emptied(index: Index) -> sqlite3.Connection:
        connection = followed(index)
        sql("DELETE FROM meta")(index_of(path))
        return connection

    monkeypatch.setattr("ledger.index.TRIES", 3)
    with Ledger(path) as ledger:
        monkeypatch.setattr(Index, "_followed", then_emptied)
        with pytest.raises(Busy, match="rebuilt by another process"):
            answer(ledger)


def test_rebuilding_it_gives_the_same_rows(path: Path) -> None:
    with Ledger(path) as ledger:
        before = answer(ledger)
        ledger.index.rebuild()
        assert answer(ledger) == before
        assert same_rows(ledger)


def test_it_is_built_in_batches_as_in_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.index.BATCH", 7)
    index_of(path).unlink()
    with Ledger(path) as ledger:
        assert same_rows(ledger)
        assert ledger.verify()["ok"]


def test_a_process_that_halts_while_it_opens_the_index_keeps_nobody_from_an_answer(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_WAIT", "0.05")
    with Ledger(path) as ledger:
        before = answer(ledger)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with Ledger(path) as ledger:
            assert answer(ledger) == before
            assert ledger.index.path is None
    finally:
        os.close(folder)


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [Path.unlink, overwritten(0, b"x" * 5000)], ids=["missing", "damaged"])
def test_processes_that_rebuild_it_at_once_all_answer_the_same(path: Path, spoil: Spoil) -> None:
    with Ledger(path) as ledger:
        before = answer(ledger)
    for _ in range(3):
        spoil(index_of(path))
        told = ended(child("answers", path, 4))
        assert [one["answer"] for one in told] == [before] * 4
        with Ledger(path) as ledger:
            assert same_rows(ledger)
