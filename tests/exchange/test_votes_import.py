"""Votes of the General Assembly from tables: what a row becomes, what is quarantined, and the answers that are known.

A few votes of unvotes (MIT; data by Erik Voeten) stand in `history` and below;
the whole tables are asked of the folder shared.
"""

import csv
import gzip
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Clocks, Ledger
from ledger.errors import NotFound, Refused
from ledger.exchange import states, tables
from ledger.exchange.votes import NEGOTIATION, RollCalls, Votes
from tests.cases import Json, shared
from tests.exchange.history import UKRAINE, held, reasons, take_votes, votes, write

MATTER = "a-res-68-262"
CAST = [
    ("5309", "Ukraine", "UA", "yes"),
    ("5309", "Russia", "RU", "no"),
    ("5309", "Namibia", "NA", "abstain"),
]


def roll_call(
    rcid: str, unres: str = "", amend: str = "", para: str = "", date: str = "1963-11-05"
) -> list[str]:
    return [rcid, "18.0", "0", date, unres, amend, para, "", f"TO ADOPT DRAFT {rcid}"]


def stances(ledger: Ledger, matter: str, day: str) -> Counter[str]:
    document = ledger.state(Clocks(as_of=day))
    return Counter(row["stance"] for row in document["positions"] if row["matter"] == matter)


# -- what a row becomes --------------------------------------------------------------------------


def test_a_vote_is_the_position_of_a_state_that_speaks_for_itself(ledger: Ledger, tmp_path: Path) -> None:
    take_votes(ledger, votes(tmp_path / "un", CAST))
    assert held(ledger)["un_votes.2"] == {
        "kind": "position-taken",
        "negotiation": "un-general-assembly",
        "on": "2014-03-27",
        "summary": "voted no",
        "sources": [
            {
                "publisher": "Erik Voeten, United Nations General Assembly Voting Data",
                "title": "un_votes.csv",
            }
        ],
        "speaker": {"party": "russia"},
        "tags": ["row 2"],
        "parties": ["russia"],
        "matter": MATTER,
        "stance": "opposes",
    }
    rows = ledger.state(Clocks(as_of="2014-03-27"))["positions"]
    assert [(row["party"], row["stance"], row["voice"]) for row in rows] == [
        ("namibia", "neutral", "self"),
        ("russia", "opposes", "self"),
        ("ukraine", "supports", "self"),
    ]
    assert ledger.state(Clocks(as_of="2014-03-26"))["positions"] == []


def test_na_is_namibia_and_a_state_without_a_code_is_known_by_its_name(
    ledger: Ledger, tmp_path: Path
) -> None:
    cast = [*CAST, ("5309", "Zanzibar", "", "yes"), ("5309", "Côte d’Ivoire", "CI", "yes")]  # noqa: RUF001 as the table writes it
    take_votes(ledger, votes(tmp_path / "un", cast))
    described = {row["party"]: (row["name"], row["iso3166"]) for row in ledger.parties()["parties"]}
    assert described["namibia"] == ("Namibia", "NA")
    assert described["zanzibar"] == ("Zanzibar", None)
    assert described["cote-divoire"] == ("Côte d’Ivoire", "CI")  # noqa: RUF001 as above


def test_a_roll_call_describes_its_matter_under_the_issues_it_is_tagged_with(
    ledger: Ledger, tmp_path: Path
) -> None:
    issues = [("5309", "hr", "Human rights"), ("5309", "co", "Colonialism"), ("5309", "hr", "Human rights")]
    found = take_votes(ledger, votes(tmp_path / "un", CAST, issues=issues))
    assert [one["imported"] for one in found["counts"]] == [3, 1, 3]
    described = {row["matter"]: row for row in ledger.matters()["matters"]}
    assert set(described) == {MATTER, "colonialism", "human-rights"}
    matter = described[MATTER]
    assert matter["name"] == "R/68/262: ARMED CONFLICTS PREVENTION--MEDIATION"
    assert matter["proposition"] == "Territorial integrity of Ukraine"
    assert sorted(matter["under"]) == ["colonialism", "human-rights"]
    assert described["human-rights"]["type"] == "issue"


def test_each_of_several_roll_calls_on_one_symbol_has_a_matter_of_its_own(
    ledger: Ledger, tmp_path: Path
) -> None:
    roll_calls = [
        UKRAINE,
        roll_call("10", "R/57/214"),
        roll_call("11", "R/57/214", para="1"),
        roll_call("12", "R/57/214", amend="1"),
        roll_call("20", "R/18/1884"),
        roll_call("21", "A/RES/18/1884"),
        roll_call("30"),
        roll_call("40", "ESS/6/2", amend="1"),
    ]
    cast = [(row[0], "Ukraine", "UA", "yes") for row in roll_calls]
    take_votes(ledger, votes(tmp_path / "un", cast, roll_calls))
    matters = [one["matter"] for one in held(ledger).values() if one["kind"] == "position-taken"]
    assert matters == [
        MATTER,
        "a-res-57-214",
        "a-res-57-214-11",
        "a-res-57-214-12",
        "a-res-18-1884-20",
        "a-res-18-1884-21",
        "roll-call-30",
        "ess-6-2",
    ]
    names = {row["matter"]: row["name"] for row in ledger.matters()["matters"]}
    assert names["a-res-57-214-11"] == "R/57/214, paragraph: TO ADOPT DRAFT 11"
    assert names["roll-call-30"] == "roll call 30: TO ADOPT DRAFT 30"


def test_votes_are_of_the_negotiation_and_publication_that_are_named(ledger: Ledger, tmp_path: Path) -> None:
    take_votes(ledger, votes(tmp_path / "un", CAST), negotiation="ga-68", published="2021-01-01")
    assert [row["negotiation"] for row in ledger.negotiations()["negotiations"]] == ["ga-68"]
    for published_by, count in (("2020", 0), ("2021", 3)):
        clocks = Clocks(as_of="2021-06-01", published_by=published_by)
        assert len(ledger.state(clocks)["positions"]) == count


# -- what is quarantined -------------------------------------------------------------------------


def test_a_vote_that_cannot_be_placed_is_quarantined_with_every_reason(
    ledger: Ledger, tmp_path: Path
) -> None:
    cast = [
        *CAST,
        ("5309", "Cuba", "CU", "Yes"),
        ("9", "Cuba", "CU", "yes"),
        ("9", "?", "", "absent"),
        ("7", "Cuba", "CU", "yes"),
        ("5309", "Ukraine", "UKR", "yes"),
    ]
    found = take_votes(ledger, votes(tmp_path / "un", cast, [UKRAINE, roll_call("7", date="1963-11-31")]))
    assert [(line["file"], line["row"]) for line in found["quarantined"]] == [
        ("un_roll_calls.csv", 2),
        *[("un_votes.csv", row) for row in (4, 5, 6, 7, 8)],
    ]
    assert reasons(found) == [
        [("there is no such date", "date")],
        [("a vote is yes, no or abstain", "vote")],
        [("there is no roll call with this number", "rcid")],
        [
            ("there is no roll call with this number", "rcid"),
            ("a vote is yes, no or abstain", "vote"),
            ("the state has no name", "country"),
        ],
        [("its roll call is quarantined", "rcid")],
        [("the state has another name or code in an earlier row", "country_code")],
    ]
    assert len(ledger.state(Clocks(as_of="2020"))["positions"]) == 3


def test_what_the_tables_say_twice_or_of_nothing_is_quarantined(ledger: Ledger, tmp_path: Path) -> None:
    again = [UKRAINE, UKRAINE]
    issues = [("5309", "hr", "Human rights"), ("1", "hr", "Human rights"), ("5309", "", "—")]
    found = take_votes(ledger, votes(tmp_path / "un", CAST, again, issues))
    assert reasons(found) == [
        [("there is no roll call with this number", "rcid")],
        [("the issue has no name", "issue")],
        [("an earlier row has this roll call", "rcid")],
    ]


def test_a_folder_that_lacks_a_table_or_a_column_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    folder = votes(tmp_path / "un", CAST)
    write(folder / "un_votes.csv", ("rcid", "country", "vote"), [])
    with pytest.raises(Refused, match="no column country_code"):
        take_votes(ledger, folder)
    (folder / "un_votes.csv").unlink()
    with pytest.raises(NotFound, match=r"no un_votes\.csv"):
        take_votes(ledger, folder)
    assert held(ledger) == {}


def test_importing_twice_adds_nothing_whether_compressed_or_not(ledger: Ledger, tmp_path: Path) -> None:
    take_votes(ledger, votes(tmp_path / "un", CAST))
    kept = list(ledger.entries())
    found = take_votes(ledger, votes(tmp_path / "packed", CAST, ending=".csv.gz"))
    assert list(ledger.entries()) == kept
    assert sum(one["entries"]["known"] for one in found["counts"]) == len(kept)


# -- the tables themselves -----------------------------------------------------------------------


def cells_of(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def slice_of(folder: Path, target: Path, symbols: set[str]) -> Path:
    """Write what the tables of the folder shared say of some resolutions."""
    calls = [row for row in cells_of(folder / "un_roll_calls.csv.gz") if row["unres"] in symbols]
    numbers = {row["rcid"] for row in calls}
    with gzip.open(folder / "un_votes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        cast = [row for row in csv.reader(file) if row[0] in numbers]
    issues = [row for row in cells_of(folder / "un_roll_call_issues.csv.gz") if row["rcid"] in numbers]
    return votes(
        target,
        [(row[0], row[1], row[2], row[3]) for row in cast],
        [list(row.values()) for row in calls],
        [(row["rcid"], row["short_name"], row["issue"]) for row in issues],
    )


def test_on_the_territorial_integrity_of_ukraine_100_voted_yes_11_no_and_58_abstained(
    ledger: Ledger, tmp_path: Path
) -> None:
    folder = slice_of(shared("data", "unvotes"), tmp_path / "un", {"R/68/262"})
    found = take_votes(ledger, folder)
    assert [one["quarantined"] for one in found["counts"]] == [0, 0, 0]
    assert stances(ledger, MATTER, "2014-03-27") == {"supports": 100, "opposes": 11, "neutral": 58}
    assert stances(ledger, MATTER, "2014-03-26") == {}


@pytest.mark.slow
def test_every_row_of_the_votes_becomes_a_line_and_no_two_one_position() -> None:
    """The lines are made and counted here; to record them all takes minutes (LEDGER_WHOLE=1, below)."""
    folder = shared("data", "unvotes")
    calls = RollCalls(folder, NEGOTIATION, None)
    made = Votes(folder, calls)
    said = tables.Said()
    lines: Counter[str] = Counter()
    stated: set[tuple[str, str]] = set()
    named: dict[str, Json] = {}
    for path, translate in ((calls.tags, calls.issue), (calls.path, calls.roll_call), (made.path, made)):
        for record in tables.read(path):
            for line in translate(record, said):
                held = line["development"]
                lines[held["kind"]] += 1
                if held["kind"] == "position-taken":
                    stated.add((held["matter"], held["parties"][0]))
                if held["kind"] == "party-described":
                    named[held["party"]] = held
    assert lines == {"position-taken": 870_109, "matter-described": 6_203 + 6, "party-described": 200}
    assert len(stated) == 870_109
    assert named["namibia"]["iso3166"] == "NA"
    without_code = {"Yemen Arab Republic", "Federal Republic of Germany", "Zanzibar"}
    assert {one["name"] for one in named.values() if "iso3166" not in one} == without_code
    # A state is the same party in a table of treaties, where it has a code of its own.
    assert set(named) - {tables.slug(name) for name in states.names().values()} == {
        tables.slug(name) for name in without_code
    }


@pytest.mark.slow
def test_the_whole_of_the_votes_is_recorded_and_each_roll_call_counted_again(ledger: Ledger) -> None:
    folder = shared("data", "unvotes")
    if not os.environ.get("LEDGER_WHOLE"):
        pytest.skip("NOT TESTED: 870,109 votes take many minutes; LEDGER_WHOLE=1 records them")
    found = take_votes(ledger, folder)
    assert [one["rows"] for one in found["counts"]] == [5_745, 6_203, 870_109]
    assert [one["quarantined"] for one in found["counts"]] == [0, 0, 0]
    assert stances(ledger, MATTER, "2014-03-27") == {"supports": 100, "opposes": 11, "neutral": 58}
    again = take_votes(ledger, folder)
    assert sum(one["entries"]["new"] for one in again["counts"]) == 0
