"""Forty parties and two hundred matters: no flood, no line too wide, and no long wait."""

import re
import time
from collections.abc import Sequence
from random import Random

import pytest

from tests.cases import Json
from tests.cli.conftest import Recorded
from tests.cli.running import At
from tests.show.reading import faults

pytestmark = pytest.mark.slow

PARTIES = [f"country-{number:02}" for number in range(39)] + ["democratic-republic-of-the-congo"]
MATTERS = [f"matter-of-{('trade', 'borders', 'prisoners')[n % 3]}-{n:03}" for n in range(200)]
ENTRIES = 2_000
WORDS = [
    *("ceasefire", "corridor", "guarantees", "inspectors", "monitors", "observers"),
    *("ports", "sanctions", "withdrawal", "停火", "Überwachung"),
]


def lines() -> list[Json]:
    """Return two thousand developments in which every party and every matter is named."""
    chance = Random(7)  # noqa: S311 no secret hangs on it
    found: list[Json] = []
    for number in range(ENTRIES):
        day = f"2025-{1 + number % 6:02}-{1 + number % 28:02}"
        held: Json = {
            "negotiation": "crowd",
            "on": day if number % 7 else f"{day}/2025-07-30",
            "parties": chance.sample(PARTIES, 1 + number % 2),
            "tags": [chance.choice(("army", "aid"))],
            "speaker": {"name": f"Speaker {chance.choice(WORDS)}", "role": "an official"},
            "sources": [
                {
                    "publisher": f"Paper {chance.choice(WORDS)}",
                    "published": "2025-08-01",
                    "quotes": [{"exact": " ".join(chance.choices(WORDS, k=12))}],
                }
            ],
        }
        if number % 5 == 0:
            held |= {
                "kind": "point-agreed",
                "point": f"point-{number % 60:02}",
                "text": "agreed upon the ports",
            }
            held |= {"according_to": held["parties"][0]}
        else:
            stance = chance.choice(("supports", "opposes", "demands", "conditional"))
            held |= {"kind": "position-taken", "matter": MATTERS[number % 200], "stance": stance}
            held |= {"terms": " ".join(chance.choices(WORDS, k=20))}
        found.append({"id": f"c{number}", "development": held})
    return found


def more_lines() -> list[Json]:
    """Return what else an analyst records: meetings, proposals, an agreement; no search below finds it."""
    said: Json = {"negotiation": "crowd", "sources": [{"publisher": "Gazette", "published": "2025-08-01"}]}
    found: list[Json] = []
    for number, party in enumerate(PARTIES):
        meeting = f"round-{number:02}-of-the-conference-on-trade-and-borders"
        when = (
            {"expected": f"2025-0{1 + number % 9}"} if number % 3 else {"not_during": "2025-09-01/2025-09-07"}
        )
        asked = {"matter": f"plan-{number // 2:02}", "stance": ("rejects", "accepts")[number % 4 == 1]}
        found += [
            {"kind": "meeting-announced", "meeting": meeting, "on": "2025-01-10", "parties": PARTIES[:9], **when},
            {"kind": "proposal-made", "proposal": f"plan-{number:02}", "on": "2025-02-11", "parties": [party],
             "to": PARTIES[:number], "terms": "a long list of terms, each of which is to be weighed " * 3},
            {"kind": "position-taken", "on": "2025-03-12", "parties": [PARTIES[-number]], **asked},
            {"kind": "commitment-changed", "agreement": "charter", "on": "2025-04-13", "parties": [party],
             "act": "ratified" if number % 4 else "signed", "effective": f"2025-0{5 + number % 5}-01"},
        ]  # fmt: skip
        if number % 2:
            held = {"on": "2025-05-14", "place": "Geneva", "mode": "in-person", "hosts": ["country-00"]}
            people = [
                {"name": f"Delegate {one}", "role": "foreign minister", "party": one} for one in PARTIES
            ]
            found.append({"kind": "meeting-held", "meeting": meeting, "participants": people, **held})
    described = [
        {"kind": "party-described", "party": party, "name": f"The Republic of {party}", "type": "state"}
        for party in PARTIES
    ] + [
        {
            "kind": "matter-described",
            "negotiation": "crowd",
            "matter": matter,
            "name": f"The question of {matter}",
            "type": "issue",
            "proposition": f"All that is called {matter} is settled within the year, and by all of them together",
        }
        for matter in MATTERS
    ]
    return [{"development": one} for one in (*(said | one for one in found), *described)]


@pytest.fixture
def crowd(recorded: Recorded) -> At:
    """Return a ledger of two thousand entries and more on two hundred matters, to be read alone."""
    at = recorded("crowd", [])
    if not at.entries():
        at.record(*lines(), *more_lines())
        text = at.file("article.txt", "agreed upon the ports " * 50)
        at.ok("source", "add", text, "--as=gazette-0801", "--publisher=Gazette", "--published=2025-08-01")
        at.ok("correct", "7", "--clear", "speaker", "--reason", "the speaker is another man " * 3)
        at.ok("retract", "7", "--over", str(len(at.entries())), "--reason", "recorded twice " * 9)
        at.ok("state", "--as-of", "2025-08-01")
    return at


DAY = ("--as-of", "2025-08-01")
ASKED = (
    ("timeline", *DAY),
    ("timeline", *DAY, "--party", "country-07", "--from", "2025-03"),
    ("timeline", *DAY, "--publisher", "ports", "--speaker", "monitors"),
    ("log", "--kind", "point-agreed", "--tag", "aid"),
    ("search", "ceasefire ports", *DAY),
    ("search", "--first", "withdrawal", *DAY),
    ("search", "停火", *DAY, "--limit", "7"),
    ("accounts", "point-05", *DAY),
    ("accounts", MATTERS[1], *DAY),
    ("state", *DAY, "--party", "democratic-republic-of-the-congo"),
    ("state", *DAY, "--matter", f"{MATTERS[1]},{MATTERS[2]},point-05"),
    ("positions", *DAY, "--party", "country-07,country-08"),
    ("history", "country-07", MATTERS[1], *DAY),
    ("sources",),
    ("state", *DAY),
    ("state", *DAY, "--sources"),
    ("state", "--basis", "2025-03-03@1000"),
    ("positions", *DAY),
    ("points", *DAY),
    ("meetings", *DAY),
    ("proposals", *DAY),
    ("parties", *DAY),
    ("matters", *DAY),
    ("negotiations",),
    ("members", "charter", *DAY),
    ("diff", "2025-02-01", "2025-04-01"),
    ("diff", "2025-08-01", "--known-at", "900", "--known-at", "1100"),
    ("why", "country-07", MATTERS[1], *DAY),
    ("why", "democratic-republic-of-the-congo", "point-05", *DAY),
    ("why", "country-07", "charter", *DAY),
    ("history", "country-07", "charter", *DAY),
    ("history", "democratic-republic-of-the-congo", "point-05", *DAY),
    ("accounts", "plan-05", *DAY),
    ("show", "7"),
    ("show", "3"),
    ("show", "2003"),
    ("log",),
    ("doctor",),
)


LONG = (("timeline", *DAY), ("log",), ("search", "ports", *DAY))


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(
    crowd: At, monkeypatch: pytest.MonkeyPatch, asked: Sequence[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert faults(crowd.ok(*asked)[:-1], width) == []


@pytest.mark.parametrize("setting", ["NO_COLOR=1", "TERM=dumb"])
@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_a_terminal_without_colours_shows_what_a_pipe_carries(
    crowd: At, monkeypatch: pytest.MonkeyPatch, asked: Sequence[str], setting: str
) -> None:
    piped = crowd.ok(*asked)[:-1]
    assert faults(piped, 80) == []
    name, _, value = setting.partition("=")
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "80")
    shown = crowd(*asked, terminal=True).out[:-1]
    assert faults(shown, 80) == []
    assert "\x1b" not in shown
    if "all of them:" not in " ".join(shown.split()):
        assert shown == piped


@pytest.mark.parametrize("asked", LONG, ids=" ".join)
def test_a_terminal_is_not_flooded(crowd: At, monkeypatch: pytest.MonkeyPatch, asked: Sequence[str]) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    told = crowd(*asked, terminal=True).out
    assert told.count("\n#") <= 40
    assert told.count("\n") < 500
    assert "all of them: --limit" in told


WHOLE = (
    (("positions", *DAY), "positions"),
    (("matters", *DAY), "matters"),
    (("state", *DAY), "positions"),
    (("diff", "2025-02-01", "2025-04-01"), "changes"),
)


@pytest.mark.parametrize("asked,rows", WHOLE, ids=str)
def test_of_a_large_answer_a_terminal_is_shown_what_was_recorded_last_and_told_how_to_see_all(
    crowd: At, monkeypatch: pytest.MonkeyPatch, asked: Sequence[str], rows: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    whole = crowd.ok(*asked)
    told = crowd(*asked, terminal=True).out
    assert told.count("\n") * 2 < whole.count("\n")
    most = max(int(one) for one in re.findall(r"--limit\s+([0-9]+)", told))
    assert crowd(*asked, "--limit", str(most), terminal=True).out == whole
    some, every = (crowd.json(*asked, *more)[rows] for more in (("--limit", "100"), ()))
    assert [one for one in every if one in some] == some
    assert len(some) < len(every)
    if rows == "positions" and asked[0] == "positions":
        assert min(one["entry"] for one in some) >= max(one["entry"] for one in every if one not in some)
    assert "--limit" not in whole


MOST = 2.0
"""Seconds of this process that any of these may take; on the machine of the authors the slowest takes a fifth."""


@pytest.mark.parametrize("asked", [*ASKED, *((*one, "--limit", "40") for one in LONG)], ids=" ".join)
def test_nobody_waits_long(crowd: At, asked: Sequence[str]) -> None:
    begin = time.process_time()
    crowd.ok(*asked)
    assert time.process_time() - begin < MOST


@pytest.mark.parametrize("word", ["ceasefire", "ports", "uberwachung", "火", "agreed"])
def test_what_is_found_among_many_is_what_reading_them_finds(crowd: At, word: str) -> None:
    folded = {"uberwachung": "Überwachung"}.get(word, word)
    held = [(number, line["development"]) for number, line in enumerate(lines(), start=1)]
    expected = {
        number
        for number, one in held
        if any(
            folded in text
            for text in (
                *(one.get("terms", ""), one.get("text", ""), one["speaker"]["name"]),
                *(one["sources"][0]["publisher"], one["sources"][0]["quotes"][0]["exact"]),
            )
        )
    }
    found = crowd.json("search", word, "--as-of", "2026")["hits"]
    assert {hit["entry"] for hit in found} == expected != set()
