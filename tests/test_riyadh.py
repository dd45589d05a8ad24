"""The Riyadh case in a ledger: right in every cell, on each clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Clocks, Ledger
from tests import expected_riyadh as expected
from tests.cases import Json, differences, riyadh, shared

NEGOTIATION = "ukraine-2025"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path: Path = tmp_path_factory.mktemp("riyadh") / "ledger.db"
    with Ledger.create(path) as made:
        made.record(riyadh(), author="anna")
        yield made


@pytest.mark.parametrize("state", expected.STATES, ids=lambda state: state["as_of"])
def test_the_state_is_right_in_every_cell(ledger: Ledger, state: Json) -> None:
    assert differences(state, ledger.state(Clocks(state["as_of"]), NEGOTIATION)) == []


def test_the_only_negotiation_need_not_be_named(ledger: Ledger) -> None:
    assert differences(expected.ON_THE_DAY, ledger.state(Clocks("2025-02-18"))) == []


def test_before_the_article_nothing_was_published(ledger: Ledger) -> None:
    found = ledger.state(Clocks("2025-02-18", published_by="2025-02-17"), NEGOTIATION)
    assert differences(expected.UNPUBLISHED, found) == []


def test_all_was_published_with_the_article(ledger: Ledger) -> None:
    found = ledger.state(Clocks("2025-02-18", published_by="2025-02-18"), NEGOTIATION)
    as_published = expected.ON_THE_DAY | {
        "basis": f"2025-02-18@{expected.ENTRIES}/2025-02-18",
        "published_by": "2025-02-18",
    }
    assert differences(as_published, found) == []


def test_before_the_first_entry_nothing_was_known(ledger: Ledger) -> None:
    found = ledger.state(Clocks("2025-02-18", 0), NEGOTIATION)
    nothing = expected.state("2025-02-18", 0) | {"basis": "2025-02-18@0", "known_at": {"entry": 0}}
    assert differences(nothing, found) == []


def test_the_refusal_was_zelensky_s_alone_until_the_officials_were_recorded(ledger: Ledger) -> None:
    found = ledger.state(Clocks("2025-02-18", expected.REFUSAL), NEGOTIATION)
    (deal,) = (row for row in found["positions"] if row["matter"] == "us-russia-deal")
    assert (deal["entry"], deal["on"], deal["speaker"]) == (
        expected.REFUSAL,
        "2025-02-16",
        "Volodymyr Zelensky",
    )


@pytest.mark.parametrize("day", ["2021-01-20", "2024-06-01", "2025-01-19", "2025-01-20"])
def test_the_administration_before_is_shown_while_it_lasted(ledger: Ledger, day: str) -> None:
    found = ledger.state(Clocks(day), NEGOTIATION)
    assert [row["entry"] for row in found["positions"]] == [
        expected.BIDEN_MILITARY_AID,
        expected.BIDEN_TABLE,
    ]


@pytest.mark.parametrize("day", ["2021-01-19", "2025-01-21", "2025-02-12", "2025-02-18", "2030"])
def test_the_administration_before_is_shown_on_no_other_day(ledger: Ledger, day: str) -> None:
    found = ledger.state(Clocks(day), NEGOTIATION)
    shown = {row["entry"] for row in found["positions"]}
    shown |= {other["entry"] for row in found["positions"] for other in row["differing"]}
    shown |= {row["entry"] for row in found["possible"]}
    assert shown.isdisjoint({expected.BIDEN_AID, expected.BIDEN_TABLE, expected.BIDEN_MILITARY_AID})


@pytest.mark.parametrize("why", expected.WHYS, ids=lambda why: f"{why['party']} {why['matter']}")
def test_why_names_the_entries_that_decide_and_those_overruled(ledger: Ledger, why: Json) -> None:
    found = ledger.why(why["party"], why["matter"], Clocks("2025-02-18"), NEGOTIATION)
    assert differences(why, expected.numbers_of(found)) == []


def test_the_audit_rebuilds_the_case_and_finds_no_fault(ledger: Ledger) -> None:
    found = ledger.verify()
    assert (found["ok"], found["entries"], found["faults"]) == (True, expected.ENTRIES, [])
    checked = {check["check"]: check["checked"] for check in found["checks"]}
    assert min(checked[name] for name in ("numbers", "ids", "bytes", "chains", "index", "states")) > 0


def test_recorded_with_the_article_every_quote_is_found_again(tmp_path: Path) -> None:
    article = shared("cases", "riyadh.txt").read_text(encoding="utf-8")
    lines = riyadh()
    sources = [source for line in lines for source in line["development"].get("sources", [])]
    fields = {key: value for key, value in sources[0].items() if key != "quotes"}
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.archive(article, "article", fields, author="anna")
        for line in lines:
            if "sources" in line["development"]:
                (source,) = line["development"]["sources"]
                line["development"]["sources"] = [{"source": "article", "quotes": source["quotes"]}]
        ledger.record(lines, author="anna")
        assert ledger.state(Clocks("2025-02-18"), NEGOTIATION)["counts"]["definite"] > 0
        found = ledger.verify()
    quotes = sum(len(source["quotes"]) for source in sources)
    assert {"check": "quotes", "checked": quotes, "faults": 0} in found["checks"]
    assert found["ok"]


def test_a_lost_index_is_built_again_and_answers_the_same(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(riyadh(), author="anna")
        before = ledger.state(Clocks("2025-02-18"), NEGOTIATION)
    for beside in tmp_path.glob("ledger.db.index*"):
        beside.unlink()
    with Ledger(tmp_path / "ledger.db") as ledger:
        assert ledger.state(Clocks("2025-02-18"), NEGOTIATION) == before
