"""`rename party`: all entries name the party otherwise at once, as if it had always been so; the past stays."""

import json
from pathlib import Path

import pytest

from ledger import events
from ledger.steps import arms
from ledger.steps.names import renamed
from tests.cases import Json, riyadh
from tests.cli.conftest import Recorded
from tests.cli.running import PAPER, At, position
from tests.typist import Typist

DAYS = ("2025-02-12", "2025-02-16", "2025-02-18", "2025-03-10")
ASKED_BY = {"basis", "known_at", "recorded_at", "recorded_by", "corrected_by", "root", "id"}


def without(value: object) -> object:
    """Return an answer without what tells which ledger was asked, and when what was recorded."""
    if isinstance(value, dict):
        return {key: without(one) for key, one in value.items() if key not in ASKED_BY}
    return [without(one) for one in value] if isinstance(value, list) else value


@pytest.fixture
def born_so(recorded: Recorded) -> At:
    """Return the Riyadh case as it would have been told with the new name from the beginning."""
    lines: list[Json] = json.loads(json.dumps(riyadh()).replace('"usa"', '"united-states"'))
    return recorded("renamed", lines)


@pytest.mark.parametrize("day", DAYS)
def test_afterwards_all_answers_are_as_if_it_had_always_been_called_so(
    talks: At, born_so: At, day: str
) -> None:
    talks.ok("rename", "party", "usa", "united-states", "--yes")
    for question in ("state", "timeline", "points", "parties", "matters", "meetings"):
        asked = (question, f"--as-of={day}")
        assert without(talks.json(*asked)) == without(born_so.json(*asked))
    why = ("why", "united-states", "nato-membership", f"--as-of={day}")
    assert without(talks.json(*why)["answer"]) == without(born_so.json(*why)["answer"])


def test_what_was_known_before_has_the_old_name(talks: At) -> None:
    asked = ("state", "--as-of=2025-02-18", "--known-at=41")
    before = talks.ok(*asked)
    talks.ok("rename", "party", "usa", "united-states", "--yes")
    assert talks.ok(*asked) == before
    assert "usa" in before
    assert talks.json("verify")["ok"]


def test_it_is_one_recording_of_corrections_with_a_reason(talks: At) -> None:
    document = talks.json("rename", "party", "usa", "united-states", "--yes", "--reason=as others write it")
    numbers = [one["entry"] for one in document["recorded"]]
    assert numbers == list(range(42, 66))
    lines = talks.entries()[41:]
    assert {(one["kind"], one["reason"]) for one in lines} == {("entry-corrected", "as others write it")}
    assert len({row["entry"] for row in document["renamed"]["names"]}) == len(lines)


def test_what_would_change_is_shown_first_by_entry_and_field(talks: At) -> None:
    shown = talks.json("rename", "party", "usa", "united-states", "--dry-run")
    assert {"entry": 1, "field": "party", "before": "usa", "after": "united-states"} in shown["renamed"][
        "names"
    ]
    screen = talks.ok("rename", "party", "usa", "united-states", "--dry-run")
    assert "parties             russia, usa  ->  russia, united-states  #19, #35..#38," in screen
    assert screen.endswith("Nothing was recorded: --dry-run.\n")
    assert len(talks.entries()) == 41


def test_a_second_run_says_that_nothing_is_left(talks: At) -> None:
    talks.ok("rename", "party", "usa", "united-states", "--yes")
    again = talks.ok("rename", "party", "usa", "united-states", "--yes")
    assert again == "No entry that stands names usa: nothing is left to rename.\n"
    assert talks.json("rename", "party", "usa", "united-states", "--yes")["recorded"] == []
    assert len(talks.entries()) == 65


def test_the_words_that_stand_are_renamed_and_nothing_that_is_taken_back(lg: At) -> None:
    lg.record(position("usa"), position("usa", matter="minerals"), position("usa", matter="aid"))
    lg.ok("correct", "1", "--stance=opposes", "--reason=read again")
    lg.ok("retract", "2", "--reason=twice")
    lg.ok("correct", "3", "--party=russia", "--reason=a slip")
    document = lg.json("rename", "party", "usa", "america", "--yes")
    assert document["renamed"]["left"] == [2]
    (line,) = lg.entries()[6:]
    assert (line["replacement"]["parties"], line["replacement"]["stance"]) == (["america"], "opposes")
    left = lg.ok("rename", "party", "usa", "america", "--yes")
    assert left == "No entry that stands names usa (but #2, which is retracted): nothing is left to rename.\n"


def test_a_party_that_is_there_already_becomes_one_with_it_and_that_is_said_first(lg: At) -> None:
    both = position("us", parties=["us", "usa"], speaker={"name": "Rubio", "party": "us"}, according_to="us")
    lg.record(position("usa", matter="aid"), both)
    shown = lg.ok("rename", "party", "us", "usa", "--dry-run")
    assert "There is a party usa already: the two become one" in shown
    lg.ok("rename", "party", "us", "usa", "--yes")
    assert lg.entries()[2]["replacement"] == both | {
        "parties": ["usa"],
        "speaker": {"name": "Rubio", "party": "usa"},
        "according_to": "usa",
    }


def test_a_name_that_was_an_alias_becomes_the_partys_own(lg: At) -> None:
    described = {"kind": "party-described", "party": "usa", "name": "US", "type": "state", "aliases": ["us"]}
    lg.record(position("usa"), described)
    lg.ok("rename", "party", "usa", "us", "--yes")
    assert [one["party"] for one in lg.json("parties")["parties"]] == ["us"]
    assert lg.json("positions", "--as-of=2025-03-01")["positions"][0]["party"] == "us"


def test_a_quote_that_was_kept_though_it_is_not_in_its_text_is_kept(lg: At) -> None:
    text = lg.file("a.txt", "We will not.\n")
    lg.ok("source", "add", text, "--as=g", "--publisher=Gazette", "--published=2025-02-18")
    said = ["--negotiation=talks", "--on=2025-02-16", "--party=usa", "--matter=deal", "--stance=rejects"]
    lg.ok("record", "position-taken", *said, "--source=g", "--quote=We shall not", "--quote-unverified")
    lg.ok("rename", "party", "usa", "america", "--yes")
    (source,) = lg.entries()[-1]["replacement"]["sources"]
    assert source["quotes"] == [{"exact": "We shall not"}]


@pytest.mark.parametrize(
    "words, code, said",
    [
        (("usa", "united-states"), 2, "ledger --ledger"),
        (("usa", "united-states", "--json"), 2, "--yes"),
        (("usa", "USA", "--yes"), 4, "no slug"),
        (("usa", "usa", "--yes"), 4, "named so already"),
        (("usaa", "america", "--yes"), 3, "Did you mean usa?"),
        (("territory", "land", "--yes"), 3, "no line of the ledger names territory as a party"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(
    talks: At, words: tuple[str, ...], code: int, said: str
) -> None:
    done = talks("rename", "party", *words)
    assert (done.code, done.out) == (code, "")
    assert said in " ".join(done.err.split())
    assert len(talks.entries()) == 41


def test_a_name_that_is_read_as_another_party_is_refused(lg: At) -> None:
    described = {"kind": "party-described", "party": "uk", "name": "UK", "type": "state", "aliases": ["gb"]}
    lg.record(position("britain"), described)
    done = lg("rename", "party", "britain", "gb", "--yes", "--json")
    assert (done.code, done.error["remedy"]) == (4, "ledger rename party britain uk")


def test_every_field_that_names_a_party_is_renamed() -> None:
    """Every field of the vocabulary by which the index finds a party: none is forgotten when a kind is added."""
    for kind, model in events.kinds().items():
        if kind.startswith("entry-"):
            continue
        for field in model.model_fields:
            held: Json = {"kind": kind, field: "usa" if field in {"according_to", "party"} else ["usa"]}
            held |= {"speaker": {"party": "usa"}} if field == "speaker" else {}
            held |= {"participants": [{"name": "A", "party": "usa"}]} if field == "participants" else {}
            found = {slug for what, slug in arms.mentions(held) if what == arms.PARTY and field != "kind"}
            if found or field == "party":
                assert "usa" not in json.dumps(renamed(held, "usa", "us"))


@pytest.mark.slow
@pytest.mark.parametrize("answer, lines", [("n", 41), ("y", 65)])
def test_on_a_terminal_it_is_asked_about(tmp_path: Path, answer: str, lines: int) -> None:
    ana = Typist(tmp_path)
    ana.types("demo")
    printed, code = ana.types(
        "rename", "party", "usa", "united-states", answers=[("Rename usa to united-states? (y, n)", answer)]
    )
    assert code == 0, printed
    assert printed.index("#35..#38") < printed.index("would change") < printed.index("Rename usa")
    assert len(At(tmp_path / "ledger.db").entries()) == lines
    assert ("Nothing was recorded." in printed) == (answer == "n")


def test_of_many_entries_the_numbers_are_shown_within_the_width(
    lg: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    lg.record(*(position("usa" if n % 2 else "uk", matter=f"m-{n}", sources=[PAPER]) for n in range(120)))
    monkeypatch.setenv("COLUMNS", "60")
    shown = lg.ok("rename", "party", "usa", "america", "--dry-run")
    assert max(map(len, shown.splitlines())) <= 60
    assert all(f"#{n}" in shown for n in range(2, 121, 2))
