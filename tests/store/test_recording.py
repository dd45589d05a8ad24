"""Recording: once is once, however often and by whomever it is said; numbers and times go on."""

import json
import time
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import Faulty
from tests import ground
from tests.store.lines import child, commanded, ended, ids, jsonl, many, said

pytestmark = pytest.mark.both


@pytest.fixture
def path(tmp_path: Path) -> str:
    return ground.created(tmp_path)


def test_recording_twice_says_already_entry_and_changes_nothing(path: str) -> None:
    with Ledger(path) as ledger:
        first = ledger.record([said("A"), said("B", stance="opposes")], author="anna")
        kept = list(ledger.entries())
        with Ledger(ground.of(path, "ben")) as other:
            second = other.record([said("B", stance="opposes"), said("A")], author="ben")
        assert list(ledger.entries()) == kept
    assert [(one["entry"], one["new"]) for one in first["recorded"]] == [(1, True), (2, True)]
    assert [(one["entry"], one["new"]) for one in second["recorded"]] == [(2, False), (1, False)]


def test_a_file_with_known_and_new_lines_records_the_new_ones(path: str) -> None:
    with Ledger(path) as ledger:
        ledger.record(many(3))
        document = ledger.record(many(5))
        assert [(one["entry"], one["new"]) for one in document["recorded"]] == [
            (1, False),
            (2, False),
            (3, False),
            (4, True),
            (5, True),
        ]


def test_a_line_without_an_id_is_recorded_once_too(path: str) -> None:
    with Ledger(path) as ledger:
        line = said("A")["development"]
        assert ledger.record([line])["recorded"][0]["new"]
        again = ledger.record([dict(reversed(line.items()))])["recorded"][0]
        assert (again["entry"], again["new"]) == (1, False)


def test_a_line_twice_in_one_file_is_one_entry(path: str) -> None:
    with Ledger(path) as ledger:
        document = ledger.record([said("A"), said("A")])
        assert [(one["entry"], one["new"]) for one in document["recorded"]] == [(1, True), (1, False)]


def test_one_fault_among_many_lines_records_none_of_them(path: str) -> None:
    with Ledger(path) as ledger:
        with pytest.raises(Faulty):
            ledger.record([*many(50), said("X", on="2025-02-30")])
        assert ids(ledger) == []


def test_the_same_id_with_other_words_is_refused_and_changes_nothing(path: str) -> None:
    with Ledger(path) as ledger:
        ledger.record([said("A")])
        with pytest.raises(Faulty, match="is that of entry 1") as refused:
            ledger.record([said("A", stance="opposes")])
        assert refused.value.code == 4
        assert ids(ledger) == ["A"]


@pytest.mark.file
def test_the_time_of_recording_never_decreases_when_the_clock_is_set_back(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns()
    with Ledger(path) as ledger:
        for number, moved in enumerate((0, 3600, -86_400, 7200, -(10**9))):
            monkeypatch.setattr(time, "time_ns", lambda moved=moved: now + moved * 10**9)
            ledger.record([said(f"A{number}"), said(f"B{number}")])
        times = [entry.recorded_at for entry in ledger.entries()]
        assert times == sorted(times)
        assert len(set(times)) == 3
        assert ledger.verify()["ok"]


def test_two_processes_that_record_the_same_at_once_make_it_once(path: str) -> None:
    answers = [ended(process) for process in [child("same", path, 25) for _ in range(2)]]
    with Ledger(path) as ledger:
        assert sorted(ids(ledger)) == sorted(line["id"] for line in many(25))
        numbers = {entry.id: entry.number for entry in ledger.entries()}
        assert ledger.verify()["ok"]
    for told in answers:
        assert {one["id"]: one["entry"] for one in told} == numbers
    assert sum(one["new"] for told in answers for one in told) == 25


def test_the_command_given_twice_says_already_there_and_exits_with_0(path: str) -> None:
    command = ("--ledger", path, "record", "--file", "-", "--json")
    first, second = (commanded(*command, given=jsonl(many(2))) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert [one["new"] for one in json.loads(first.stdout)["recorded"]] == [True, True]
    assert [one["new"] for one in json.loads(second.stdout)["recorded"]] == [False, False]
