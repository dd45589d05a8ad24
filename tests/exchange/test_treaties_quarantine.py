"""Which rows of a table of treaty memberships are quarantined, with which reasons, and how.

The rows are made up after those of manytreaties (Geneva Graduate Institute, CC
BY 4.0), with the faults that are found there.
"""

from pathlib import Path

import pytest

from ledger import Clocks, Ledger
from tests.exchange.history import (
    PARTIES,
    held,
    members,
    parties,
    reasons,
    take_treaties,
)


def test_a_row_that_ends_before_it_begins_is_quarantined_whole_and_as_it_was(
    ledger: Ledger, tmp_path: Path
) -> None:
    bad = {
        "StateSignature": "1946-12-02",
        "StateForce": "2003-06-17",
        "StateEnd": "1970-06-30",
        "Comments": 'a "quoted", remark\nover two lines — é',
    }
    found = take_treaties(ledger, parties(tmp_path / "parties.csv", {"StateForce": "1960-01-01"}, bad))
    assert found["counts"]["reasons"] == {"StateEnd is before StateForce": 1}
    (line,) = found["quarantined"]
    assert line["file"] == "parties.csv"
    assert line["row"] == 2
    assert line["reasons"] == [
        {
            "reason": "StateEnd is before StateForce",
            "field": "StateEnd",
            "given": "1970-06-30",
            "said": "StateForce is 2003-06-17",
        }
    ]
    assert {key: line["values"][key] for key in bad} == bad
    assert set(line["values"]) == set(PARTIES)
    assert not [key for key in held(ledger) if key.startswith("parties.2.")]


@pytest.mark.parametrize(
    "cells, expected",
    [
        ({"StateForce": "1976-06-31"}, [("there is no such date", "StateForce")]),
        ({"StateForce": "1976-06-30", "End": "2020-99-99"}, [("there is no such date", "End")]),
        ({"StateForce": "1971-0706"}, [("there is no such date", "StateForce")]),
        ({"StateForce": "1985-11-01-"}, [("there is no such date", "StateForce")]),
        (
            {"StateForce": "1960-01-01", "StateRatification": "0001-01-01"},
            [("0001-01-01 stands for a day that is not known", "StateRatification")],
        ),
        (
            {"StateForce": "1960-01-01", "stateID": "EUE"},
            [("the party's code is not in ISO 3166", "stateID")],
        ),
        ({"StateForce": "1960-01-01", "Title": " "}, [("the agreement has no title", "Title")]),
        ({"StateForce": "1960-01-01", "treatyID": "?"}, [("the agreement has no key", "treatyID")]),
        (
            {"StateSignature": "1960", "StateEnd": "1959-12"},
            [("StateEnd is before StateSignature", "StateEnd")],
        ),
        (
            {"Signature": "1960-01-01", "StateEnd": "9999-12-31"},
            [("the row has no dated act of its state", None)],
        ),
        (
            {
                "StateForce": "1980-01-01",
                "StateEnd": "1970-06-30",
                "Begin": "1980-13-01",
                "stateID": "IO-IAEA",
            },
            [
                ("there is no such date", "Begin"),
                ("the party's code is not in ISO 3166", "stateID"),
                ("StateEnd is before StateForce", "StateEnd"),
            ],
        ),
    ],
)
def test_a_row_is_quarantined_with_every_reason_against_it(
    ledger: Ledger, tmp_path: Path, cells: dict[str, str], expected: list[tuple[str, str | None]]
) -> None:
    found = take_treaties(ledger, parties(tmp_path / "parties.csv", cells))
    assert reasons(found) == [expected]
    assert held(ledger) == {}


def test_states_that_are_no_more_are_parties(ledger: Ledger, tmp_path: Path) -> None:
    rows = [{"stateID": code, "StateForce": "1970-01-01"} for code in ("DDR", "YUG", "SUN", "CSK")]
    take_treaties(ledger, parties(tmp_path / "parties.csv", *rows))
    assert members(ledger, "nor-swe-1925a", "1980") == [
        "czechoslovakia",
        "german-democratic-republic",
        "soviet-union",
        "yugoslavia",
    ]


def test_what_a_quarantined_row_was_the_first_to_say_the_next_one_says(
    ledger: Ledger, tmp_path: Path
) -> None:
    """A row that the ledger itself refuses takes nothing with it that another row says too."""
    first = {"Signature": "1925-05-11", "StateForce": "1925-06-01", "Comments": "x" * 70_000}
    found = take_treaties(
        ledger, parties(tmp_path / "parties.csv", first, first | {"stateID": "SWE", "Comments": ""})
    )
    ((line,),) = (one["reasons"] for one in found["quarantined"])
    assert line["reason"] == "the ledger refused it"
    assert line["field"].endswith("sources.quotes.exact")
    assert list(held(ledger)) == [
        "parties.2.agreement",
        "parties.2.party",
        "parties.2.adopted",
        "parties.2.accepted",
    ]


def test_an_act_after_the_day_of_publication_is_quarantined(ledger: Ledger, tmp_path: Path) -> None:
    rows = (
        {"StateForce": "1960-01-01"},
        {"stateID": "SWE", "StateForce": "1960-01-01", "StateEnd": "2071-02-11"},
    )
    found = take_treaties(ledger, parties(tmp_path / "parties.csv", *rows), published="2023-11-01")
    assert reasons(found) == [[("the ledger refused it", "on")]]
    assert members(ledger, "nor-swe-1925a", "2020") == ["norway"]
    before = Clocks(as_of="2020", published_by="2020")
    assert ledger.members("nor-swe-1925a", before)["count"] == 0
