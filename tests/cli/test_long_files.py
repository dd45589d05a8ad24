"""A long file is recorded a batch at a time, and comes to the same as one that is held whole: all or nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import Ledger
from ledger.errors import CannotWrite, Fault, Faulty
from ledger.exchange import files
from ledger.index import rows
from ledger.index.anew import all_rows
from ledger.ledger import bulk
from tests.asking import empty
from tests.cases import Json
from tests.cli.running import At
from tests.property.invented import HISTORIES
from tests.store.lines import said


@pytest.fixture(autouse=True)
def _short_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 3)
    monkeypatch.setattr(files, "LONG", 500)


def numbered(lines: list[Json]) -> list[tuple[int | None, object]]:
    return list(enumerate(lines, start=1))


@settings(max_examples=20)
@given(HISTORIES, st.integers(0, 5))
def test_lines_held_a_batch_at_a_time_leave_the_same_ledger(history: list[Json], before: int) -> None:
    with empty() as whole, empty() as parted:
        for ledger in (whole, parted):
            ledger.record(history[:before], author="anna")
        one = whole.record(numbered(history[before:]), author="anna")
        two = parted.record(iter(numbered(history[before:])), author="anna")
        assert {key: one[key] for key in ("recorded", "faults")} == {
            key: two[key] for key in ("recorded", "faults")
        }
        assert {json.dumps(one) for one in one["warnings"]} == {json.dumps(one) for one in two["warnings"]}
        kept = set(rows(parted.index.connection))
        assert kept == set(all_rows(parted.entries())) == set(rows(whole.index.connection))
        assert parted.verify()["ok"]


def test_every_fault_of_all_batches_is_told_and_nothing_is_kept() -> None:
    lines = [said(f"e{number}") for number in range(20)]
    lines[1]["development"]["stance"] = "maybe"
    lines[17]["development"]["on"] = "soon"
    unread = Fault("this is no JSON", line=8)
    given: list[tuple[int | None, object]] = [*numbered(lines[:7]), (8, unread), *numbered(lines)[8:]]
    with empty() as ledger:
        ledger.record([said("before")], author="anna")
        with pytest.raises(Faulty) as refused:
            ledger.record(iter(given), author="anna")
        assert [fault.line for fault in refused.value.faults] == [2, 8, 18]
        assert ledger.store.last()[0] == 1
        assert ledger.verify()["ok"]
        ledger.record(iter(numbered([said("after")])), author="anna")
        assert [entry.id for entry in ledger.entries()] == ["before", "after"]


def test_a_number_names_what_stood_before_the_file_in_every_batch() -> None:
    lines = [said(f"e{number}") for number in range(8)]
    lines[7]["development"]["after"] = [2]
    with empty() as ledger, pytest.raises(Faulty) as refused:
        ledger.record(iter(numbered(lines)), author="anna")
    assert refused.value.faults[0].remedy == (
        "The last entry is 0; a line of the same file is named by its id."
    )


def test_lines_known_already_are_answered_and_stored_once() -> None:
    lines = [said(f"e{number}") for number in range(8)]
    with empty() as ledger:
        ledger.record(lines[:4], author="anna")
        first, second = (ledger.record(iter(numbered(lines)), author="anna") for _ in range(2))
        assert [one["new"] for one in first["recorded"]] == [False] * 4 + [True] * 4
        assert [one["new"] for one in second["recorded"]] == [False] * 8
        assert ledger.store.last()[0] == 8


def test_a_store_that_fails_between_batches_keeps_nothing_and_reads_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(*_: object) -> None:
        message = "the disk is full"
        raise CannotWrite(message)

    with empty() as ledger:
        ledger.record([said("before")], author="anna")
        with monkeypatch.context() as faulty:
            faulty.setattr("ledger.index.following.Follower.take", failing)
            with pytest.raises(CannotWrite):
                ledger.record(iter(numbered([said(f"e{number}") for number in range(8)])), author="anna")
        assert [entry.id for entry in ledger.entries()] == ["before"]
        assert ledger.verify()["ok"]


WRITER = """
import sys
from ledger import Ledger
from ledger.ledger import bulk
from tests.store.lines import said
bulk.BATCH = 20
name = sys.argv[2]
with Ledger(sys.argv[1]) as ledger:
    print("ready", flush=True)
    sys.stdin.read(1)
    ledger.record(((n, said(f"{name}{n}")) for n in range(200)), author=name)
"""


def test_long_files_of_several_processes_follow_one_another(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger.create(path).close()
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name in "abc"
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("\n")
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    with Ledger(path) as ledger:
        authors = "".join(entry.recorded_by for entry in ledger.entries())
        assert sorted(set(authors)) == ["a", "b", "c"]
        assert all(name * 200 in authors for name in "abc")
        assert ledger.verify()["ok"]


def test_of_many_entries_only_the_first_are_told_one_by_one(lg: At) -> None:
    lines = "\n".join(json.dumps(said(f"e{number}", matter=f"m{number}")) for number in range(201))
    told = lg.ok("record", "--file", lg.file("long.jsonl", lines))
    assert told.count("\n#") < 20
    assert "... and 181 more, up to #201" in told
    assert "201 entries recorded." in told
    assert len(lg.json("record", "--file", lg.file("long.jsonl", lines))["recorded"]) == 201
