"""Treaties in a ledger: a return between two withdrawals, one called off, a succession that reaches back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Clocks, Ledger
from tests.cases import differences
from tests.expected_treaties import TREATIES, Asked, Treaty


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ledger]]:
    """Return a ledger of its own for each treaty, by the agreement."""
    made: dict[str, Ledger] = {}
    for treaty in TREATIES:
        path: Path = tmp_path_factory.mktemp(treaty.agreement) / "ledger.db"
        made[treaty.agreement] = Ledger.create(path)
        made[treaty.agreement].record(treaty.lines(), author="anna")
    yield made
    for one in made.values():
        one.close()


@pytest.mark.parametrize(
    "treaty, asked",
    [
        pytest.param(treaty, asked, id=f"{treaty.agreement} {asked.day} known to {asked.known_at}")
        for treaty in TREATIES
        for asked in treaty.days
    ],
)
def test_who_is_bound_and_by_what_on_each_day(
    ledger: dict[str, Ledger], treaty: Treaty, asked: Asked
) -> None:
    here = ledger[treaty.agreement]
    clocks = Clocks(asked.day, asked.known_at)
    state, members = here.state(clocks), here.members(treaty.agreement, clocks)
    assert differences(asked.of_state(), state) == []
    assert differences(asked.of_members(), members) == []
