"""A ledger that another process has locked: busy after the wait, and nothing is recorded."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.entry import Entry
from ledger.errors import Busy
from tests.store.lines import answer, commanded, holding, ids, jsonl, many, said


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(many(3))
    return tmp_path / "ledger.db"


@pytest.mark.parametrize("wait", ["0", "0.3"])
def test_recording_is_busy_after_the_wait_and_records_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, wait: str
) -> None:
    monkeypatch.setenv("LEDGER_WAIT", wait)
    with Ledger(path) as ledger:
        with holding(path):
            begun = time.monotonic()
            writes: list[Callable[[], object]] = [
                lambda: ledger.record([said("A")]),
                lambda: ledger.archive("Text.", "text", {"publisher": "Wire"}),
            ]
            for write in writes:
                with pytest.raises(Busy) as refused:
                    write()
                assert refused.value.code == 6
                assert "LEDGER_WAIT=60" in str(refused.value.remedy)
            assert 2 * float(wait) <= time.monotonic() - begun < 2 * float(wait) + 2
            assert len(ids(ledger)) == 3
        assert ledger.record([said("A")])["recorded"][0]["entry"] == 4
        assert [slug for slug, _ in ledger.store.sources()] == []


def test_reading_does_not_wait_for_who_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_WAIT", "0")
    with Ledger(path) as ledger:
        before = answer(ledger)
    (path.parent / "ledger.db.index").unlink()
    with holding(path), Ledger(path) as ledger:
        assert answer(ledger) == before
        assert ledger.verify()["ok"]


def test_recording_waits_for_a_lock_that_is_given_back_in_time(path: Path) -> None:
    with Ledger(path) as ledger:
        with holding(path):
            pass
        assert ledger.record([said("A")])["recorded"][0]["entry"] == 4


def test_an_index_that_another_process_holds_is_busy_until_it_lets_go(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_WAIT", "0.2")
    with Ledger(path) as ahead:
        with holding(path.parent / "ledger.db.index"):
            ahead.state()
            ahead.store.append(lambda last: [_entry(ahead, last + 1)])
            with pytest.raises(Busy) as refused:
                ahead.state()
            assert refused.value.code == 6
            assert "ledger.db.index" in str(refused.value)
        assert ahead.verify()["ok"]


def _entry(ledger: Ledger, number: int) -> Entry:
    found = ledger.store.entry(1)
    assert found is not None
    return found._replace(number=number, root=number, id="X", recorded_at="")


@pytest.mark.slow
def test_the_command_exits_with_6_and_says_that_nothing_was_recorded(path: Path) -> None:
    with holding(path):
        done = commanded(
            "--ledger",
            path,
            "record",
            "--file",
            "-",
            "--json",
            given=jsonl([said("A")]),
            env={"LEDGER_WAIT": "1"},
        )
    assert done.returncode == 6
    assert json.loads(done.stderr.splitlines()[-1])["error"]["code"] == 6
    with Ledger(path) as ledger:
        assert len(ids(ledger)) == 3
