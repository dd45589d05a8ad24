"""One matter and far more parties than fit side by side: by what they say, and nothing of it left out."""

import re
from pathlib import Path

import pytest

from tests.cli.running import At, position
from tests.show.reading import faults

VOTES = Path(__file__).resolve().parents[1] / "exchange" / "slices" / "unvotes"


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_vote_of_169_states_is_told_by_stance(lg: At, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    lg.ok("import", "--format", "unvotes", str(VOTES))
    monkeypatch.setenv("COLUMNS", str(width))
    told = lg.ok("state", "--as-of", "2014-03-27")
    rows = lg.json("state", "--as-of", "2014-03-27")["positions"]
    assert faults(told[:-1], width) == []
    assert told.count("\n") < 100
    assert told.count("27 Mar  169 parties") == 1, "once for all of them"
    words = " ".join(told.split())
    assert len(rows) == 169
    for row in rows:
        assert f"{row['party']} #{row['entry']}" in words
    for stance in ("supports", "neutral", "opposes"):
        assert f"{stance} {sum(row['stance'] == stance for row in rows)} " in words


def test_what_only_some_of_a_crowd_have_stands_with_them(lg: At) -> None:
    many = [f"state-{number}" for number in range(30)]
    lg.record(
        *(position(party) for party in many),
        position("state-3", according_to="state-4", stance="demands"),
        position("dissenter", on="2025-02-10", stance="accepts", speaker={"name": "Ana Ruiz"}),
        position("claimed", according_to="state-4", stance="opposes"),
    )
    words = " ".join(lg.ok("state", "--as-of", "2025-02-18").split())
    assert "POSITIONS, by 32 parties deal reported, 16 Feb 32 parties" in words
    assert "rejects 30 state-0 #1," in words
    assert "! state-3 #4," in words
    assert "accepts 1 dissenter #32 (reported, Ana Ruiz, 10 Feb)" in words
    assert "(opposes) 1 claimed #33 (state-4's account, 16 Feb)" in words


def test_few_parties_stay_side_by_side(lg: At) -> None:
    lg.record(*(position(f"state-{number}") for number in range(8)))
    assert not re.search("by [0-9]+ parties", lg.ok("state", "--as-of", "2025-02-18"))
