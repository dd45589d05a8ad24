"""Slices of real tables that ship with the tests (see `slices/NOTES.md`): every row accounted for, known answers."""

from collections import Counter
from pathlib import Path

import pytest

from ledger import Clocks, Ledger
from tests.exchange.history import members, take_treaties, take_votes

SLICES = Path(__file__).parent / "slices"
WHALING = SLICES / "whaling.csv"
CONVENTION = "intrrw-1946a"
RESOLUTION = "a-res-68-262"


@pytest.fixture
def whaling(ledger: Ledger) -> Ledger:
    counts = take_treaties(ledger, WHALING)["counts"]
    assert (counts["rows"], counts["imported"], counts["quarantined"]) == (96, 96, 0)
    return ledger


def test_japan_left_the_whaling_convention_and_87_members_stayed(whaling: Ledger) -> None:
    before, after = (set(members(whaling, CONVENTION, day)) for day in ("2019-06-29", "2019-07-01"))
    assert (len(before), len(after), before - after) == (88, 87, {"japan"})


def test_the_netherlands_joined_the_whaling_convention_three_times(whaling: Ledger) -> None:
    acts = Counter(step["act"] for step in whaling.history("netherlands", CONVENTION)["steps"])
    assert acts["ratified"] + acts["acceded"] == 3


def test_importing_a_slice_twice_adds_nothing(whaling: Ledger) -> None:
    last = whaling.store.last()
    counts = take_treaties(whaling, WHALING)["counts"]
    assert (counts["entries"]["new"], whaling.store.last()) == (0, last)


def test_the_vote_on_the_territorial_integrity_of_ukraine(ledger: Ledger) -> None:
    counts = take_votes(ledger, SLICES / "unvotes")["counts"]
    assert [(one["imported"], one["quarantined"]) for one in counts] == [(0, 0), (1, 0), (169, 0)]
    rows = ledger.state(Clocks(as_of="2014-03-27"))["positions"]
    stances = Counter(row["stance"] for row in rows if row["matter"] == RESOLUTION)
    assert stances == {"supports": 100, "opposes": 11, "neutral": 58}
