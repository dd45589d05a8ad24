"""Forty parties and two hundred matters: no flood, no line too wide, and no long wait."""

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


@pytest.fixture
def crowd(recorded: Recorded) -> At:
    """Return a ledger of two thousand entries on two hundred matters, to be read alone."""
    at = recorded("crowd", [])
    if not at.entries():
        at.record(*lines())
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
)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(
    crowd: At, monkeypatch: pytest.MonkeyPatch, asked: Sequence[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert faults(crowd.ok(*asked)[:-1], width) == []


LONG = (("timeline", *DAY), ("log",), ("search", "ports", *DAY))


@pytest.mark.parametrize("asked", LONG, ids=" ".join)
def test_a_terminal_is_not_flooded(crowd: At, monkeypatch: pytest.MonkeyPatch, asked: Sequence[str]) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    told = crowd(*asked, terminal=True).out
    assert told.count("\n#") <= 40
    assert told.count("\n") < 500
    assert "all of them: --limit" in told


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
