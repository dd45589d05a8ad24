"""What an entry holds, in a sentence: every kind of the vocabulary has its own."""

import pytest

from ledger import events
from ledger.show.deeds import deed, quotes, stance_of
from ledger.show.phrases import numbers, short, when
from tests.show.documents import Json

ID = {"D05": 5, "D06": 6, "D07": 7}

TOLD: list[tuple[Json, str]] = [
    (
        {
            "kind": "meeting-held",
            "meeting": "riyadh",
            "mode": "in-person",
            "place": "Riyadh",
            "hosts": ["saudi-arabia"],
            "mediators": ["qatar"],
            "absent": ["ukraine"],
            "until": "2025-02",
        },
        "riyadh held, in-person, at Riyadh, host saudi-arabia, mediator qatar, absent ukraine, until Feb 2025",
    ),
    (
        {
            "kind": "meeting-announced",
            "meeting": "summit",
            "parties": ["russia", "usa"],
            "expected": "2025-03",
            "not_during": "2025-03-03/2025-03-09",
            "according_to": "russia",
        },
        "summit announced, between russia, usa, expected Mar 2025, not 3..9 Mar 2025; according to russia",
    ),
    ({"kind": "meeting-announced", "meeting": "summit", "cancelled": True}, "summit cancelled"),
    (
        {"kind": "statement-made", "parties": ["usa"], "to": ["russia"], "matters": ["aid", "territory"]},
        "usa says to russia on aid, territory",
    ),
    (
        {
            "kind": "position-taken",
            "parties": ["ukraine"],
            "matter": "us-russia-deal",
            "stance": "rejects",
            "speaker": {"name": "Volodymyr Zelensky", "party": "ukraine"},
            "summary": "On Meet the Press",
        },
        "ukraine rejects us-russia-deal; voiced by Volodymyr Zelensky, ukraine; On Meet the Press",
    ),
    (
        {
            "kind": "position-taken",
            "parties": ["usa", "ukraine"],
            "matter": "aid",
            "to": ["russia"],
            "stance": "conditional",
            "terms": "while talks go on",
        },
        "usa, ukraine aid: conditional to russia: while talks go on",
    ),
    (
        {
            "kind": "position-withdrawn",
            "parties": ["usa"],
            "matter": "nato-membership",
            "withdraws": ["D05", "D06", "D07", "unseen"],
        },
        "usa takes back its word on nato-membership, withdraws #5..#7, unseen, leaves undetermined",
    ),
    (
        {
            "kind": "proposal-made",
            "proposal": "minerals",
            "parties": ["usa"],
            "to": ["ukraine"],
            "point": "point-1",
            "terms": "$500 billion",
        },
        "usa proposes minerals for point-1 to ukraine: $500 billion",
    ),
    (
        {"kind": "proposal-closed", "proposal": "minerals", "outcome": "withdrawn", "parties": ["usa"]},
        "minerals closed, withdrawn by usa",
    ),
    (
        {
            "kind": "point-agreed",
            "point": "point-1",
            "parties": ["russia", "usa"],
            "text": "Teams",
            "agreement": "accord",
        },
        "russia, usa agree on point-1 of accord: Teams",
    ),
    (
        {"kind": "point-amended", "point": "point-1", "parties": ["russia", "usa"], "text": "More teams"},
        "russia, usa amend point-1: More teams",
    ),
    (
        {"kind": "point-progressed", "point": "point-1", "status": "stalled", "implementation": 2},
        "point-1: stalled, implementation intermediate, 2 of 3",
    ),
    (
        {
            "kind": "agreement-changed",
            "agreement": "paris-agreement",
            "act": "in-force",
            "effective": "2016-11-04",
            "title": "Paris Agreement",
        },
        "paris-agreement: in-force, effective Fri 4 Nov 2016, Paris Agreement",
    ),
    (
        {
            "kind": "commitment-changed",
            "parties": ["gambia"],
            "agreement": "rome-statute",
            "act": "rescinded",
            "rescinds": ["D05"],
            "terms": "in full",
        },
        "gambia rome-statute: rescinded, rescinds #5: in full",
    ),
    ({"kind": "action-taken", "parties": ["usa"], "to": ["ukraine"], "action": "aid"}, "usa: aid to ukraine"),
    (
        {"kind": "source-added", "entry": "D05", "sources": [{"publisher": "Tass"}, {"publisher": "AP"}]},
        "a source for #5: Tass, AP",
    ),
    (
        {"kind": "party-described", "party": "usa", "name": "United States", "type": "state"},
        "usa is United States, state",
    ),
    (
        {
            "kind": "matter-described",
            "matter": "nato-membership",
            "name": "NATO",
            "type": "issue",
            "proposition": "Ukraine joins NATO",
        },
        "nato-membership is NATO, issue: Ukraine joins NATO",
    ),
    (
        {
            "kind": "entry-corrected",
            "entry": "D05",
            "reason": "a slip",
            "replacement": {"kind": "action-taken", "parties": ["usa"], "action": "aid"},
        },
        "corrects #5: a slip; now: usa: aid",
    ),
    ({"kind": "entry-retracted", "entry": "D05", "reason": "twice"}, "retracts #5: twice"),
    (
        {"kind": "entries-withheld", "numbers": ["57", "60-71"], "texts": 2, "reason": "court order 7/25"},
        "withholds #57 #60 to #71, and 2 archived texts: court order 7/25",
    ),
]


@pytest.mark.parametrize(
    "held,words", TOLD, ids=lambda value: value["kind"] if isinstance(value, dict) else ""
)
def test_every_kind_is_told_in_a_sentence(held: Json, words: str) -> None:
    assert deed(held, ID) == words


def test_no_kind_of_the_vocabulary_is_left_out() -> None:
    assert {held["kind"] for held, _ in TOLD} == set(events.kinds())


def test_a_kind_of_a_newer_ledger_says_so() -> None:
    assert deed({"kind": "treaty-blessed"}, {}) == "treaty-blessed: this kind needs a newer ledger"


@pytest.mark.parametrize(
    "held,stance",
    [
        ({"kind": "position-taken", "stance": "opposes"}, "opposes"),
        ({"kind": "position-withdrawn"}, "undetermined"),
        ({"kind": "position-withdrawn", "leaves": "neutral"}, "neutral"),
        ({"kind": "proposal-made"}, "proposes"),
        ({"kind": "proposal-closed", "outcome": "withdrawn"}, "undetermined"),
        ({"kind": "proposal-closed", "outcome": "expired"}, "expired"),
        ({"kind": "point-amended"}, "accepts"),
        ({"kind": "commitment-changed", "act": "ratified"}, "ratified"),
        ({"kind": "statement-made"}, "statement-made"),
    ],
)
def test_what_a_development_sets_is_said_in_a_word(held: Json, stance: str) -> None:
    assert stance_of(held) == stance


def test_a_quote_says_whether_it_was_found_and_a_source_without_one_is_named() -> None:
    told = {"publisher": "Tass", "quotes": [{"exact": "nyet", "translation": "no", "verified": False}]}
    untold = {"publisher": "AP", "published": "2025-02-18"}
    unchecked = {"publisher": "BBC", "quotes": [{"exact": "no", "verified": None, "paragraph": 2}]}
    assert list(quotes({"sources": [told, untold, unchecked]})) == [
        ('"nyet" = "no"', "Tass, NOT FOUND in its text"),
        ("", "AP, Tue 18 Feb 2025"),
        ('"no"', "BBC, paragraph 2, not checked: its text is not archived"),
    ]


def test_entry_numbers_without_a_gap_are_drawn_together() -> None:
    assert numbers([22, 23, 24, 25]) == "#22..#25"
    assert numbers([8, 9, 12]) == "#8, #9, #12"
    assert numbers([]) == ""


@pytest.mark.parametrize(
    "date,words",
    [
        ("2025-02-16", "16 Feb"),
        ("2025-02-10/2025-02-18", "10..18 Feb"),
        ("../2025-02-18", "by 18 Feb"),
        ("2024-12-30/2025-01-02", "30 Dec 2024..2 Jan 2025"),
        ("2019-11-04", "4 Nov 2019"),
        ("2025", "2025"),
        ("2025-33", "Q1"),
        ("no date at all", "no date at all"),
    ],
)
def test_a_date_in_a_narrow_place_leaves_out_the_year_that_is_asked_about(date: str, words: str) -> None:
    assert short(date, 2025) == words


def test_no_date_says_so() -> None:
    assert when(None) == "no date"
