"""The Riyadh case in a ledger: right in every cell, on each clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Ledger
from tests import expected_riyadh as expected
from tests.cases import Json, differences, riyadh

NEGOTIATION = "ukraine-2025"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path: Path = tmp_path_factory.mktemp("riyadh") / "ledger.db"
    with Ledger.create(path) as made:
        made.record(riyadh(), author="anna")
        yield made


@pytest.mark.parametrize("state", expected.STATES, ids=lambda state: state["as_of"])
def test_the_state_is_right_in_every_cell(ledger: Ledger, state: Json) -> None:
    assert differences(state, ledger.state(as_of=state["as_of"], negotiation=NEGOTIATION)) == []


def test_the_only_negotiation_need_not_be_named(ledger: Ledger) -> None:
    assert differences(expected.ON_THE_DAY, ledger.state(as_of="2025-02-18")) == []


def test_before_the_article_nothing_was_published(ledger: Ledger) -> None:
    found = ledger.state(as_of="2025-02-18", published_by="2025-02-17", negotiation=NEGOTIATION)
    assert differences(expected.UNPUBLISHED, found) == []


def test_all_was_published_with_the_article(ledger: Ledger) -> None:
    found = ledger.state(as_of="2025-02-18", published_by="2025-02-18", negotiation=NEGOTIATION)
    as_published = expected.ON_THE_DAY | {
        "basis": f"2025-02-18@{expected.ENTRIES}/2025-02-18",
        "published_by": "2025-02-18",
    }
    assert differences(as_published, found) == []


def test_before_the_first_entry_nothing_was_known(ledger: Ledger) -> None:
    found = ledger.state(as_of="2025-02-18", known_at=0, negotiation=NEGOTIATION)
    nothing = expected.state("2025-02-18", 0) | {"basis": "2025-02-18@0", "known_at": {"entry": 0}}
    assert differences(nothing, found) == []


def test_the_refusal_was_zelensky_s_alone_until_the_officials_were_recorded(ledger: Ledger) -> None:
    found = ledger.state(as_of="2025-02-18", known_at=expected.REFUSAL, negotiation=NEGOTIATION)
    (deal,) = (row for row in found["positions"] if row["matter"] == "us-russia-deal")
    assert (deal["entry"], deal["on"], deal["speaker"]) == (
        expected.REFUSAL,
        "2025-02-16",
        "Volodymyr Zelensky",
    )


@pytest.mark.parametrize("day", ["2021-01-20", "2024-06-01", "2025-01-19", "2025-01-20"])
def test_the_administration_before_is_shown_while_it_lasted(ledger: Ledger, day: str) -> None:
    found = ledger.state(as_of=day, negotiation=NEGOTIATION)
    assert [row["entry"] for row in found["positions"]] == [
        expected.BIDEN_MILITARY_AID,
        expected.BIDEN_TABLE,
    ]


@pytest.mark.parametrize("day", ["2021-01-19", "2025-01-21", "2025-02-12", "2025-02-18", "2030"])
def test_the_administration_before_is_shown_on_no_other_day(ledger: Ledger, day: str) -> None:
    found = ledger.state(as_of=day, negotiation=NEGOTIATION)
    shown = {row["entry"] for row in found["positions"]}
    shown |= {other["entry"] for row in found["positions"] for other in row["differing"]}
    shown |= {row["entry"] for row in found["possible"]}
    assert shown.isdisjoint({expected.BIDEN_AID, expected.BIDEN_TABLE, expected.BIDEN_MILITARY_AID})


@pytest.mark.parametrize("why", expected.WHYS, ids=lambda why: f"{why['party']} {why['matter']}")
def test_why_names_the_entries_that_decide_and_those_overruled(ledger: Ledger, why: Json) -> None:
    found = ledger.why(why["party"], why["matter"], as_of="2025-02-18", negotiation=NEGOTIATION)
    assert differences(why, expected.numbers_of(found)) == []
