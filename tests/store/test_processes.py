"""Many processes record at once, and are killed: nothing is lost, nothing is twice, and time goes on."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from ledger import Ledger
from tests import ground
from tests.cases import Json
from tests.store.lines import answer, child, ended, same_rows

pytestmark = [pytest.mark.slow, pytest.mark.both]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return ground.created(tmp_path)


def sound(path: str, acknowledged: Sequence[Json], *, also: bool = False) -> int:
    """Check that the acknowledged entries, and unless `also` no others, are there once; return how many there are."""
    with Ledger(path) as ledger:
        entries = list(ledger.entries())
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        assert len({entry.id for entry in entries}) == len(entries)
        times = [entry.recorded_at for entry in entries]
        assert times == sorted(times)
        numbers = {entry.id: entry.number for entry in entries}
        told = {one["id"]: one["entry"] for one in acknowledged}
        assert len(told) == len(acknowledged)
        assert told.items() <= numbers.items()
        assert also or told == numbers
        assert all(one["new"] for one in acknowledged)
        assert same_rows(ledger)
        document = ledger.verify()
        assert document["ok"], document["faults"]
        return len(entries)


@pytest.mark.parametrize("writers,count", [(2, 40), (8, 15)])
def test_processes_that_record_at_once_lose_nothing_and_none_of_them_fails(
    path: str, writers: int, count: int
) -> None:
    told = ended(child("crowd", path, writers, count))
    assert [one["exit"] for one in told if "exit" in one] == [0] * writers
    assert [one for one in told if "error" in one] == []
    assert sound(path, [one for one in told if "entry" in one]) == writers * count


def test_processes_started_apart_record_at_once_too(path: str) -> None:
    started = [child("record", ground.of(path, who), who, 30) for who in ("anna", "ben")]
    told = [one for process in started for one in ended(process)]
    assert sound(path, told) == 60
    with Ledger(path) as ledger:
        assert {entry.recorded_by for entry in ledger.entries()} == {"anna", "ben"}


def test_what_a_killed_process_acknowledged_is_there(path: str) -> None:
    told = ended(child("killed", path, 20))
    found = sound(path, told, also=True)
    assert len(told) >= 15
    # A killed process may have recorded one line that it could not tell of.
    assert found - len(told) <= 20


@pytest.mark.file
def test_a_process_killed_while_it_builds_the_index_leaves_one_that_answers(path: str) -> None:
    ended(child("crowd", path, 2, 60))
    with Ledger(path) as ledger:
        before = answer(ledger)
    for pause in (0.0, 0.02, 0.05):
        Path(f"{path}.index").unlink()
        ended(child("killed_building", path, str(pause)))
        with Ledger(path) as ledger:
            assert answer(ledger) == before
            assert same_rows(ledger)


def test_an_audit_beside_a_writer_finds_no_fault(path: str) -> None:
    writer = child("record", path, "anna", 120)
    assert writer.stdout is not None
    writer.stdout.readline()
    with Ledger(path) as ledger:
        for _ in range(8):
            document = ledger.verify()
            assert document["ok"], document["faults"]
    assert len(ended(writer)) == 119
