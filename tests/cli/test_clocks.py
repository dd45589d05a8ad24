"""The clocks on the command line: each reading command takes all of them, and its basis asks the same again."""

import datetime
import json

import pytest

from tests.cases import Json
from tests.cli.running import At, position

ASKED = [
    ["state"],
    ["state", "--sources"],
    ["positions"],
    ["positions", "--party", "ukraine", "--matter", "inclusion"],
    ["points"],
    ["meetings"],
    ["proposals"],
    ["timeline"],
    ["log"],
    ["show", "23"],
    ["why", "usa", "nato-membership"],
    ["history", "usa", "nato-membership"],
    ["members", "point-1"],
    ["search", "minerals"],
    ["accounts", "point-1"],
    ["parties"],
    ["matters"],
    ["sources"],
    ["negotiations"],
]
CLOCKS = ["--as-of", "2025-02-17", "--known-at", "30", "--published-by", "2025-02-19"]
BASIS = "2025-02-17@30/2025-02-19"


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_a_basis_stands_for_the_three_clocks_byte_for_byte(riyadh_ledger: At, asked: list[str]) -> None:
    found = riyadh_ledger.json(*asked, *CLOCKS)
    assert found["basis"] == BASIS
    for form in ([], ["--json"]):
        one = riyadh_ledger.ok(*asked, *CLOCKS, *form)
        assert riyadh_ledger.ok(*asked, "--basis", BASIS, *form) == one
    assert riyadh_ledger.ok(*asked, *CLOCKS).endswith(f"basis {BASIS}\n")


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_what_a_basis_answers_is_not_changed_by_what_is_recorded_later(talks: At, asked: list[str]) -> None:
    def answer() -> tuple[str, Json]:
        found = talks.json(*asked, "--basis", "2025-02-18@41")
        found.pop("known_at", None)
        return json.dumps(found), found

    before = answer()
    talks.ok("correct", "23", "--on", "2025-02-17", "--reason", "read again")
    talks.ok("retract", "28", "--reason", "twice")
    talks.ok("source", "add-to", "21", "--publisher", "Gazette", "--published", "2025-02-13")
    talks.record(position("ukraine", negotiation="ukraine-2025", matter="inclusion"))
    assert answer() == before


def test_a_diff_takes_two_bases_in_the_place_of_all_clocks(riyadh_ledger: At) -> None:
    dated = riyadh_ledger.json("diff", "2025-02-15", "2025-02-18", "--known-at", "30", "--known-at", "41")
    assert (dated["from"], dated["to"]) == ("2025-02-15@30", "2025-02-18@41")
    assert riyadh_ledger.json("diff", "2025-02-15@30", "2025-02-18@41") == dated


def test_a_diff_of_one_day_is_between_what_was_known_or_published(riyadh_ledger: At) -> None:
    known = riyadh_ledger.json("diff", "2025-02-18", "--known-at", "30", "--known-at", "41")
    assert {change["because"] for change in known["changes"]} == {"learned"}
    told = ("--published-by", "2025-02-17", "--published-by", "2025-02-18")
    published = riyadh_ledger.json("diff", "2025-02-18", *told)
    assert {change["because"] for change in published["changes"]} == {"published"}


def test_today_is_the_day_of_the_computers_zone_and_printed_as_that_day(riyadh_ledger: At) -> None:
    def today() -> str:
        return datetime.datetime.now().astimezone().date().isoformat()

    before = today()
    found = {riyadh_ledger.json("points", *clock)["basis"] for clock in ([], ["--as-of", "today"])}
    assert found <= {f"{day}@41" for day in (before, today())}


def test_how_a_word_was_read_is_told_in_the_answer(riyadh_ledger: At) -> None:
    assert '"yesterday" = ' in riyadh_ledger.ok("points", "--as-of", "yesterday")


def test_a_time_later_than_the_last_entry_is_pinned_to_it_and_told(riyadh_ledger: At) -> None:
    text = riyadh_ledger.ok("points", "--as-of", "2025-02-18", "--known-at", "2025-03-01")
    assert "pinned to #41" in text
    assert text.endswith("basis 2025-02-18@41\n")


def test_a_time_of_recording_is_mapped_to_the_last_entry_by_then(riyadh_ledger: At) -> None:
    for moment, entry in {
        "2025-02-19T09:00:20Z": 20,
        "2025-02-19T12:00:20+03:00": 20,
        "2025-02-18": 0,
        "0": 0,
        "7": 7,
    }.items():
        found = riyadh_ledger.json("state", "--as-of", "2025-02-18", "--known-at", moment)
        assert found["known_at"]["entry"] == entry
