"""The answers worked out by hand and the oracle's agree: two readings of the rules, made apart."""

import pytest

from tests import expected_riyadh as expected
from tests.cases import Json, differences, riyadh
from tests.expected_treaties import TREATIES, Asked, Treaty
from tests.oracle import answer


@pytest.mark.parametrize("state", expected.STATES, ids=lambda state: state["as_of"])
def test_riyadh_is_the_same_by_hand_and_by_the_oracle(state: Json) -> None:
    found = answer(riyadh(), ["state"], state["as_of"], None, None, "ukraine-2025")
    assert differences(state, found) == []


def test_before_the_article_nothing_was_published_by_hand_and_by_the_oracle() -> None:
    found = answer(riyadh(), ["state"], "2025-02-18", None, "2025-02-17", "ukraine-2025")
    assert differences(expected.UNPUBLISHED, found) == []


@pytest.mark.parametrize("why", expected.WHYS, ids=lambda why: f"{why['party']} {why['matter']}")
def test_why_is_the_same_by_hand_and_by_the_oracle(why: Json) -> None:
    found = answer(riyadh(), ["why", why["party"], why["matter"]], "2025-02-18")
    assert differences(why, expected.numbers_of(found)) == []


@pytest.mark.parametrize(
    "treaty, asked",
    [
        pytest.param(treaty, asked, id=f"{treaty.agreement} {asked.day} known to {asked.known_at}")
        for treaty in TREATIES
        for asked in treaty.days
    ],
)
def test_treaties_are_the_same_by_hand_and_by_the_oracle(treaty: Treaty, asked: Asked) -> None:
    state = answer(treaty.lines(), ["state"], asked.day, asked.known_at)
    members = answer(treaty.lines(), ["members", treaty.agreement], asked.day, asked.known_at)
    assert differences(asked.of_state(), state) == []
    assert differences(asked.of_members(), members) == []
