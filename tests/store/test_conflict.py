"""Two people who mend the same entry: the second is told, and shown what the first has said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.entry import Entry
from ledger.errors import Faulty
from ledger.store import Prepare, Store
from tests import ground
from tests.store.lines import said

pytestmark = pytest.mark.both

Two = tuple[Ledger, Ledger]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    """Give the same ledger as two people have it open, with one entry in it."""
    where = ground.place(tmp_path)
    with Ledger.create(where) as anna, Ledger(ground.of(where, "ben")) as ben:
        anna.record([said("A")], author="anna")
        yield anna, ben


def shown(refused: Faulty) -> str:
    return "\n".join([str(refused), *(f"{label} {value}" for label, value in refused.faults[0].lines)])


def test_the_second_of_two_corrections_minutes_apart_is_a_conflict_that_shows_the_first(two: Two) -> None:
    anna, ben = two
    ben.state()
    anna.correct(1, {"stance": "opposes"}, "misread", author="anna")
    with pytest.raises(Faulty) as refused:
        ben.correct(1, {"terms": "in spring"}, "left out", author="ben")
    assert refused.value.code == 5
    assert "anna corrected #1 (#2" in shown(refused.value)
    assert "stance = opposes" in shown(refused.value)
    assert "terms = in spring" in shown(refused.value)
    assert ben.store.last()[0] == 2


def test_a_correction_recorded_between_the_look_and_the_lock_is_a_conflict_too(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben = two
    append = Store.append

    def late(store: Store, prepare: Prepare) -> list[Entry]:
        monkeypatch.undo()
        anna.correct(1, {"stance": "opposes"}, "misread", author="anna")
        return append(store, prepare)

    monkeypatch.setattr(Store, "append", late)
    with pytest.raises(Faulty) as refused:
        ben.correct(1, {"terms": "in spring"}, "left out", author="ben")
    assert refused.value.code == 5
    assert "stance = opposes" in shown(refused.value)
    assert [entry.recorded_by for entry in ben.entries()] == ["anna", "anna"]


def test_two_people_who_mend_the_same_typo_are_told_so(two: Two) -> None:
    anna, ben = two
    anna.correct(1, {"stance": "opposes"}, "misread", author="anna")
    with pytest.raises(Faulty) as refused:
        ben.correct(1, {"stance": "opposes"}, "misread indeed", author="ben")
    assert refused.value.code == 5


def test_a_retraction_of_what_was_corrected_meanwhile_is_a_conflict(two: Two) -> None:
    anna, ben = two
    anna.correct(1, {"stance": "opposes"}, "misread", author="anna")
    with pytest.raises(Faulty) as refused:
        ben.retract(1, "a double", author="ben")
    assert refused.value.code == 5
    assert ben.retract(1, "a double", over=2, author="ben")["recorded"][0]["entry"] == 3


def test_corrections_of_two_entries_are_no_conflict(two: Two) -> None:
    anna, ben = two
    anna.record([said("B", parties=["russia"])], author="anna")
    anna.correct(1, {"stance": "opposes"}, "misread", author="anna")
    assert ben.correct(2, {"stance": "opposes"}, "misread", author="ben")["recorded"][0]["entry"] == 4


def test_the_second_says_the_same_again_over_the_first_and_it_is_taken(two: Two) -> None:
    anna, ben = two
    anna.correct(1, {"stance": "opposes"}, "misread", author="anna")
    ben.correct(2, {"stance": "neutral"}, "neither", author="ben")
    assert anna.state()["positions"][0]["stance"] == "neutral"
    assert anna.verify()["ok"]
