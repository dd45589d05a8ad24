"""Opening a ledger: nothing of the process's surroundings decides what is opened, or what is imported."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import CannotWrite, Damaged, Refused
from ledger.store import Store, sqlite_recorder
from tests.store.lines import ROOT, ids, listing, many, said


def test_the_process_s_environment_changes_nothing_of_where_entries_are_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = {
        "PERSISTENCE_MODULE": "planted_module",
        "SQLITE_DBNAME": str(tmp_path / "elsewhere.db"),
        "SQLITE_LOCK_TIMEOUT": "x",
        "CREATE_TABLE": "y",
        "MAPPER_TOPIC": "planted_module:Mapper",
        "APPLICATION_RECORDER_TOPIC": "planted_module:Recorder",
        "TRANSCODER_TOPIC": "planted_module:Transcoder",
        "CIPHER_TOPIC": "planted_module:Cipher",
        "COMPRESSOR_TOPIC": "zlib",
        "IS_SNAPSHOTTING_ENABLED": "y",
        "ORIGINATOR_ID_TYPE": "text",
    }
    for name, value in planted.items():
        for prefix in ("", "ENTRIES_", "ENTRYRECORDER_", "LEDGER_"):
            monkeypatch.setenv(prefix + name, value)
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record([said("A")])
        assert ids(ledger) == ["A"]
        assert ledger.verify()["ok"]
    assert set(listing(tmp_path)) == {"ledger.db", "ledger.db.index"}
    assert "planted_module" not in sys.modules


def test_construct_env_takes_what_is_given_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERSISTENCE_MODULE", "planted_module")
    monkeypatch.setenv("ENTRIES_SQLITE_DBNAME", "planted.db")
    path = tmp_path / "ledger.db"
    Store.create(path).close()
    with closing(sqlite_recorder.Entries(path, wait=1)) as entries:
        assert entries.construct_env("Entries", {"A": "1"}) == {"A": "1"}
        assert entries.env == {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": str(path),
            "LEDGER_WAIT": "1",
            "CREATE_TABLE": "n",
        }


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Store.create(path).close()
    with closing(sqlite_recorder.Entries(path, wait=1)) as entries:
        recorder = entries.recorder
        assert isinstance(recorder, sqlite_recorder.EntryRecorder)
        with recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute("PRAGMA synchronous")
            assert tuple(cursor.fetchone()) == (2,)
            cursor.execute("PRAGMA journal_mode")
            assert tuple(cursor.fetchone()) == ("wal",)


@pytest.mark.parametrize(
    "topic", ["planted_module:Planted/1", "planted_module:Planted", "planted/", "", "x/y"]
)
def test_a_planted_topic_is_not_imported(tmp_path: Path, topic: str) -> None:
    (tmp_path / "planted_module.py").write_text("raise SystemExit('planted')\nclass Planted: pass\n")
    path = tmp_path / "ledger.db"
    with Ledger.create(path) as ledger:
        ledger.record([said("A")])
        stream = ledger.store.connection.execute("SELECT stream FROM log").fetchone()[0]
    with closing(sqlite3.connect(path, isolation_level=None)) as sql:
        sql.execute("INSERT INTO stored_events VALUES (?, 2, ?, ?)", (stream, topic, b'{"kind":"planted"}'))
        row = (2, "P", 2**60, "eve", 1, stream, 2, 1, b"0" * 16, None)
        sql.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    code = (
        "import sys; from ledger import Ledger; from ledger.errors import Damaged\n"
        f"with Ledger({str(path)!r}) as ledger:\n"
        "    for ask in (ledger.state, ledger.log, ledger.verify, lambda: ledger.correct(1, {}, 'r')):\n"
        "        try: ask()\n"
        "        except Damaged: pass\n"
        "        except Exception as error: print(type(error).__name__)\n"
        "print('planted_module' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.split()[-1]) == (0, "False"), done.stderr


@pytest.mark.parametrize("topic", ["position-taken", "position-taken/x", ""])
def test_an_entry_that_is_not_as_the_ledger_stores_one_is_damage_and_names_itself(
    tmp_path: Path, topic: str
) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(many(2))
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as sql:
        sql.execute("DROP TRIGGER stored_events_refuses_update")
        sql.execute("UPDATE stored_events SET topic = ? WHERE rowid = 2", (topic,))
    with Ledger(tmp_path / "ledger.db") as ledger:
        for ask in (lambda: list(ledger.entries()), lambda: ledger.show(2)):
            with pytest.raises(Damaged, match="entry 2 is not"):
                ask()


def test_an_entry_whose_event_is_missing_is_damage_and_not_left_out(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(many(3))
    (tmp_path / "ledger.db.index").unlink()
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as sql:
        sql.execute("DROP TRIGGER stored_events_refuses_delete")
        sql.execute("DELETE FROM stored_events WHERE rowid = 2")
    with Ledger(tmp_path / "ledger.db") as ledger:
        with pytest.raises(Damaged, match=r"entry 2 of .* is missing"):
            ledger.state()
        document = ledger.verify()
    assert not document["ok"]
    assert "entry 2 is missing" in document["faults"][0]["message"]


def test_a_ledger_opened_twice_in_one_process_loses_nothing_to_another_process(tmp_path: Path) -> None:
    """On POSIX a file that is closed takes all locks of the process on it with it."""
    path = tmp_path / "ledger.db"
    with Ledger.create(path) as first:
        first.record([said("A")])
        with Ledger(path) as second:
            second.state()
        other = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM log').fetchall()"
        )
        subprocess.run([sys.executable, "-c", f"{other}; c.close()", str(path)], check=True)
        assert first.record([said("B")])["recorded"][0]["entry"] == 2
        code = "from ledger import Ledger; import sys; print([e.id for e in Ledger(sys.argv[1]).entries()])"
        seen = subprocess.run(
            [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert seen.stdout.strip() == "['A', 'B']"


def test_a_ledger_that_is_closed_is_one_file_and_its_index(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(many(5))
    assert set(listing(tmp_path)) == {"ledger.db", "ledger.db.index"}
    (tmp_path / "copy.db").write_bytes((tmp_path / "ledger.db").read_bytes())
    with Ledger(tmp_path / "copy.db") as copy:
        assert len(ids(copy)) == 5


def test_a_file_replaced_while_it_was_open_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.create(path) as ledger:
        ledger.record([said("A")])
        ledger.backup(tmp_path / "older.db")
        ledger.record([said("B")])
        for log in ("ledger.db-wal", "ledger.db-shm"):
            (tmp_path / log).unlink()
        (tmp_path / "older.db").replace(path)
        writes: list[Callable[[], object]] = [
            lambda: ledger.record([said("C")]),
            lambda: ledger.archive("Text.", "text", {"publisher": "Wire"}),
        ]
        for write in writes:
            with pytest.raises(CannotWrite, match="removed or replaced") as refused:
                write()
            assert refused.value.code == 8
    with Ledger(path) as ledger:
        assert ids(ledger) == ["A"]


@pytest.mark.parametrize(
    "name",
    ["a b.db", "100%25.db", "what?mode=memory.db", "x#y.db", ":memory:", "file:x.db", "Zürich 日本.db", "-"],
)
def test_odd_names_are_names_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.create(name) as ledger:
        ledger.record([said("A")])
    with Ledger(name) as ledger:
        assert ids(ledger) == ["A"]
    assert set(listing(tmp_path)) == {name, f"{name}.index"}


def test_a_path_that_begins_with_two_slashes_is_a_path(tmp_path: Path) -> None:
    Ledger.create(Path(f"/{tmp_path}") / "ledger.db").close()
    assert (tmp_path / "ledger.db").exists()


@pytest.mark.parametrize("given", ["soon", "-1", "nan", "inf", "1e9"])
def test_a_wait_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    Ledger.create(tmp_path / "ledger.db").close()
    monkeypatch.setenv("LEDGER_WAIT", given)
    with pytest.raises(Refused, match="LEDGER_WAIT") as refused:
        Ledger(tmp_path / "ledger.db")
    assert refused.value.code == 4


@pytest.mark.parametrize("reference", [0, -1, 2, 2**62, 2**63, 10**40])
def test_a_number_that_no_entry_has_is_no_entry(tmp_path: Path, reference: int) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record([said("A")])
        assert ledger.store.entry(reference) is None
        assert ledger.store.chain(reference) == []


@pytest.mark.parametrize("text", ["\udcff", "ä", "x" * 10_000, "'; DROP TABLE log; --", "\0"])
def test_a_name_that_nothing_has_is_no_name(tmp_path: Path, text: str) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record([said("A")])
        assert ledger.store.number(text) is None
        assert ledger.store.source(text) is None
        assert not ledger.index.known(ledger.index.connection, text)
        assert not ledger.index.known_negotiation(ledger.index.connection, text)
