"""`ledger doctor`: each thing that a ledger stands on, spoilt for once, is found, told with what to do, and left."""

import json
import os
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.cli import run
from ledger.errors import CannotWrite, Damaged, NotFound
from ledger.ledger.doctor import doctor
from ledger.store import health
from tests.cases import Json
from tests.store.lines import answer, child, listing, many, said
from tests.store.places import fill, immutable, small_disk, unwritable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a ledger of four entries with its index, in a folder of its own."""
    folder = tmp_path / "talks"
    folder.mkdir(mode=0o755)
    with Ledger.create(folder / "ledger.db") as ledger:
        ledger.record(many(4))
        answer(ledger)
    return folder / "ledger.db"


def found(path: Path, check: str) -> tuple[str, str]:
    """Return the level of one finding, and what was found with what to do."""
    document, _ = doctor(path)
    (one,) = [one for one in document["findings"] if one["check"] == check]
    return one["level"], f"{one['found']} -> {one['remedy']}"


def test_a_sound_ledger_is_well_and_left_as_it_is(path: Path) -> None:
    before = listing(path.parent)
    document, code = doctor(path)
    assert (document["ok"], code) == (True, 0)
    levels = {one["check"]: one["level"] for one in document["findings"]}
    assert set(levels) == {
        *("sqlite", "log", "format", "triggers", "pages", "access", "commits", "space", "clock", "index"),
    }
    assert {level for check, level in levels.items() if check != "sqlite"} == {"ok"}
    assert listing(path.parent) == before


@pytest.mark.parametrize(
    "version,has",
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_the_versions_of_sqlite_that_have_the_wal_reset_bug_are_known(
    version: tuple[int, int, int], *, has: bool
) -> None:
    assert health.has_wal_reset_bug(version) is has
    finding = health.library(version)
    assert (finding.level, finding.remedy is not None) == (("warning", True) if has else ("ok", False))


def test_a_trigger_taken_out_is_damage(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("DROP TRIGGER log_refuses_update")
    assert found(path, "triggers")[0] == "fault"
    assert run(["--ledger", str(path), "doctor", "--json"]) == 7
    document: Json = json.loads(capsys.readouterr().out)
    assert not document["ok"]
    assert run(["--ledger", str(path), "doctor"]) == 7
    told = " ".join(capsys.readouterr().out.split())
    assert "1 fault" in told
    assert "trigger log_refuses_update is missing or altered" in told


def test_a_torn_page_is_damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * 4096)
    try:
        document, code = doctor(path)
    except Damaged as error:
        document, code = {"ok": False, "findings": []}, error.code
    assert (document["ok"], code) == (False, 7)


def test_where_there_is_no_ledger_it_says_so_as_every_command_does(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        doctor(tmp_path / "nothing.db")
    (tmp_path / "text").write_text("no ledger")
    with pytest.raises(Damaged):
        doctor(tmp_path / "text")


def test_a_log_left_behind_by_a_killed_process_is_told_and_its_entries_are_there(path: Path) -> None:
    process = child("record", path, "anna", 3)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if not Path(f"{path}-wal").exists():
        pytest.skip("NOT TESTED: the process was done before it was killed")
    level, told = found(path, "log")
    assert level == "note"
    assert "ledger.db-wal holds" in told
    assert "ledger backup" in told
    with Ledger(path) as ledger:
        assert ledger.store.last()[0] >= 5


# -- the clock ------------------------------------------------------------------------------------


def test_a_clock_behind_the_last_entry_is_told_and_time_never_runs_backwards(path: Path) -> None:
    with Ledger(path) as ledger:
        times = [entry.recorded_at for entry in ledger.entries()]
    later = "2999-01-01T00:00:00.000000Z"
    line = said("future") | {
        "entry": 5,
        "recorded_at": later,
        "recorded_by": "anna",
        "root": 5,
        "version": 1,
        "salt": "00" * 16,
        "imported_from": None,
    }
    with Ledger.create(path.parent / "other.db") as other:
        earlier = {number: line | one | {"recorded_at": times[0]} for number, one in enumerate(many(4), 1)}
        lines = [(n, one | {"entry": n, "root": n}) for n, one in earlier.items()]
        other.import_lines([*lines, (5, line)])
        (now,) = other.record([said("now")])["recorded"]
        written = [entry.recorded_at for entry in other.entries()]
        assert written == sorted(written)
        assert written[now["entry"] - 1] == later
        assert other.verify()["ok"]
    level, told = found(path.parent / "other.db", "clock")
    assert level == "warning"
    assert "behind entry 6, recorded 2999-01-01" in told
    assert "Set the clock" in told


@pytest.mark.parametrize(
    "back,told",
    [(30, "30 s behind"), (90, "1 minute"), (7_200, "2 hours"), (90_000, "1 day"), (-5, "not behind")],
)
def test_how_far_the_clock_was_set_back_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, back: int, told: str
) -> None:
    with Ledger(path) as ledger:
        recorded = ledger.store.recorded_at(4)
    assert recorded is not None
    monkeypatch.setattr(time, "time_ns", lambda: (recorded - back * 1_000_000) * 1000)
    level, words = found(path, "clock")
    assert level == ("ok" if back < 0 else "warning")
    assert told in words


# -- where nothing can be written -------------------------------------------------------------------


def test_a_ledger_in_a_read_only_folder_is_read_and_doctor_says_what_cannot_be_done(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with Ledger(path) as ledger:
        before = answer(ledger)
    with unwritable(path.parent):
        with Ledger(path) as ledger:
            assert answer(ledger) == before
            assert ledger.verify()["ok"]
            with pytest.raises(CannotWrite):
                ledger.record([said("X")])
        level, told = found(path, "access")
        assert (level, "nothing can be recorded" in told) == ("note", True)
        assert run(["--ledger", str(path), "doctor"]) == 0
    assert "cannot be written by you" in " ".join(capsys.readouterr().out.split())


def test_an_archived_ledger_is_read_and_doctor_says_what_cannot_be_done(path: Path) -> None:
    with Ledger(path) as ledger:
        before = answer(ledger)
    with immutable(path):
        with Ledger(path) as ledger:
            assert answer(ledger) == before
        assert found(path, "access")[0] == "note"


def test_a_read_only_ledger_whose_log_is_left_behind_cannot_be_read_and_doctor_says_what_to_do(
    path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    with Ledger(path) as ledger:
        ledger.record([said("in-the-log")])
        shutil.copy(path, copy / "ledger.db")
        shutil.copy(f"{path}-wal", copy / "ledger.db-wal")
    with unwritable(copy):
        document, code = doctor(copy / "ledger.db")
        assert (document["ok"], code) == (False, 8)
        assert "Copy both files together" in found(copy / "ledger.db", "opening")[1]


def test_a_disk_that_is_nearly_full_is_told(path: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m"):
        there = Path(shutil.copy(path, tmp_path / "disk" / "ledger.db"))
        fill(tmp_path / "disk")
        level, told = found(there, "space")
        assert (level, "Free space" in told) == ("warning", True)
        with Ledger(path) as before, Ledger(there) as ledger:
            assert answer(ledger) == answer(before)


def test_little_room_beside_a_large_ledger_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_SPACE", 0)
    free = shutil.disk_usage(path)._replace(free=path.stat().st_size)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    assert found(path, "space")[0] == "note"


def test_a_file_that_everybody_may_write_is_told(path: Path) -> None:
    path.chmod(0o666)
    level, told = found(path, "access")
    assert (level, f"chmod o-w {path.resolve()}" in told) == ("warning", True)
    path.chmod(0o644)
    path.parent.chmod(0o777)
    assert found(path, "access")[0] == "warning"
    path.parent.chmod(0o1777)
    assert found(path, "access")[0] == "ok"


def test_a_file_on_another_machine_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_file_system", lambda _: "nfs4")
    level, told = found(path, "commits")
    assert (level, "local disk" in told) == ("warning", True)


# -- the index --------------------------------------------------------------------------------------


def _behind(path: Path) -> str:
    with Ledger(path) as ledger, closing(sqlite3.connect(f"{path}.index", isolation_level=None)) as index:
        ledger.record([said("later")])
        if index.execute("SELECT value FROM meta WHERE key = 'last'").fetchone()[0] == "5":
            index.execute("UPDATE meta SET value = '4' WHERE key = 'last'")
            index.execute("UPDATE meta SET value = 'L3' WHERE key = 'last_id'")
    return "1 of 5 entries are not in it yet"


def _missing(path: Path) -> str:
    Path(f"{path}.index").unlink()
    return "is not there yet"


def _damaged(path: Path) -> str:
    index = Path(f"{path}.index")
    index.write_bytes(index.read_bytes()[:8192] + b"\xff" * 8192)
    return "index"


def _another_ledger(path: Path) -> str:
    with closing(sqlite3.connect(f"{path}.index", isolation_level=None)) as index:
        index.execute("UPDATE meta SET value = 'another' WHERE key = 'ledger'")
    return "of another format or ledger"


def _another_copy(path: Path) -> str:
    with closing(sqlite3.connect(f"{path}.index", isolation_level=None)) as index:
        index.execute("UPDATE meta SET value = 'another' WHERE key = 'last_id'")
    return "follows another copy"


@pytest.mark.parametrize("spoil", [_behind, _missing, _damaged, _another_ledger, _another_copy])
def test_an_index_that_does_not_fit_is_told_left_and_mends_itself(path: Path, spoil: object) -> None:
    assert callable(spoil)
    expected = spoil(path)
    before = listing(path.parent)
    level, told = found(path, "index")
    assert (level, "Nothing need be done" in told) == ("note", True)
    assert expected in told
    assert listing(path.parent) == before
    with Ledger(path) as ledger:
        answer(ledger)
    assert found(path, "index")[0] == "ok"


def test_another_program_s_database_in_the_place_of_the_index_is_told(path: Path) -> None:
    Path(f"{path}.index").unlink()
    with closing(sqlite3.connect(f"{path}.index", isolation_level=None)) as other:
        other.execute("CREATE TABLE theirs (x)")
    level, told = found(path, "index")
    assert (level, "Move that file away" in told) == ("warning", True)


def test_that_there_is_no_place_for_an_index_is_told(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr("ledger.store.file.check", lambda _: None)
    assert "no place to keep it" in found(path, "index")[1]
