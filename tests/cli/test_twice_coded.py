"""A hint where an entry looks like one that is there, with the command that adds the source to that one instead."""

import shlex

import pytest

from tests.cases import Json
from tests.cli.running import At, position

HERALD: Json = {"publisher": "Daily Herald", "published": "2025-02-19"}
SAID: Json = HERALD | {"quotes": [{"exact": "We  never “will”"}]}
SAID_TOO: Json = HERALD | {"quotes": [{"exact": 'we never "will"'}]}


def hints(lg: At, first: Json, second: Json) -> list[str]:
    """Return the hints at the second of two positions."""
    lg.record(position(**first))
    other: Json = {"sources": [HERALD]} | second
    warnings = lg.record(position(**other))["warnings"]
    return [one["message"] for one in warnings if "may tell the same" in one["message"]]


@pytest.mark.parametrize(
    "first, second",
    [
        ({}, {}),
        ({"on": "2025-02-10/2025-02-18"}, {}),
        ({}, {"on": "2025-02"}),
        ({}, {"terms": "in other words"}),
        ({"speaker": {"name": "Z", "party": "ukraine"}}, {}),
        ({"sources": [SAID]}, {"stance": "opposes", "sources": [SAID_TOO]}),
        ({"according_to": "usa"}, {"according_to": "usa"}),
    ],
    ids=str,
)
def test_what_may_be_the_same_is_hinted_at(lg: At, first: Json, second: Json) -> None:
    (hint,) = hints(lg, first, second)
    assert hint.startswith("entry 1 may tell the same: ")


@pytest.mark.parametrize(
    "first, second",
    [
        ({}, {"on": "2025-02-17"}),
        ({}, {"stance": "opposes"}),
        ({}, {"matter": "ceasefire"}),
        ({}, {"parties": ["usa"]}),
        ({}, {"after": [1], "on": "2025-02-16/2025-02-17"}),
        ({"according_to": "usa"}, {"according_to": "russia"}),
        (
            {"speaker": {"name": "Z", "party": "ukraine"}},
            {"speaker": {"name": "Y", "party": "ukraine"}},
        ),
        ({"sources": [SAID]}, {"sources": [SAID_TOO], "on": "2025-02-17"}),
    ],
    ids=str,
)
def test_what_is_another_occasion_is_not(lg: At, first: Json, second: Json) -> None:
    assert hints(lg, first, second) == []


def test_the_remedy_adds_the_source_to_the_entry_that_is_there(lg: At) -> None:
    lg.record(position())
    (warning,) = lg.record(position(sources=[HERALD]))["warnings"]
    command = shlex.split(warning["remedy"].partition(":  ledger ")[2])
    lg.ok("retract", "2", "--reason", "recorded twice")
    lg.ok(*command)
    assert lg.entries()[-1]["sources"] == [HERALD]
    assert lg.json("show", "1", "--as-of", "2030")["stands"]


def test_in_one_file_a_later_line_is_held_against_an_earlier_one(lg: At) -> None:
    warnings = lg.record(position(), position(sources=[HERALD]))["warnings"]
    assert [one["line"] for one in warnings] == [2]


def test_a_correction_and_the_same_line_again_are_not_hinted_at(lg: At) -> None:
    lg.record(position())
    assert lg.record(position())["warnings"] == []
    assert lg.json("correct", "1", "--terms=x", "--reason=y")["warnings"] == []


def test_what_was_retracted_is_no_longer_told_twice(lg: At) -> None:
    lg.record(position())
    lg.ok("retract", "1", "--reason", "y")
    assert lg.record(position(sources=[HERALD]))["warnings"] == []
