"""A table for spreadsheets is one that a program reads back, and in which no spreadsheet finds a formula."""

import csv
import io
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import Ledger
from ledger.exchange.spreadsheet import COLUMNS, FORMULA, cell, text
from ledger.ledger import Clocks
from ledger.show.text import safe
from tests.asking import recorded
from tests.cases import Json, paris, riyadh

DAY = Clocks("2025-02-18")


def read(given: str) -> list[list[str]]:
    """Return the rows of a table as a program reads them."""
    return list(csv.reader(io.StringIO(given, newline="")))


def cells(given: str, separator: str) -> list[str]:
    """Return the cells that a spreadsheet finds which takes this for its separator."""
    return [one for row in csv.reader(io.StringIO(given, newline=""), delimiter=separator) for one in row]


@pytest.fixture(scope="module")
def answers() -> dict[str, Json]:
    """Return an answer of every question that is a table."""
    with recorded(riyadh()) as ledger:
        found = {name: _asked(ledger, name) for name in COLUMNS.keys() - {"members"}}
    with recorded(paris()) as ledger:
        found["members"] = ledger.members("paris-agreement", Clocks("2020-06-01"))
    return found


def _asked(ledger: Ledger, name: str) -> Json:
    asked: dict[str, Sequence[object]] = {
        "history": ("usa", "nato-membership", DAY),
        "search": ("zelensky", DAY),
        "diff": (Clocks("2025-02-15"), DAY),
    }
    found: Json = getattr(ledger, name)(*asked.get(name, (DAY,)))
    return found


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_has_one_heading_and_a_row_for_each_row(answers: dict[str, Json], name: str) -> None:
    document = answers[name]
    heading, *rows = read(text(name, document, safe))
    assert heading == [*COLUMNS[name], "basis"]
    keys = {"timeline": "entries", "log": "entries", "search": "hits", "history": "steps", "diff": "changes"}
    key = keys.get(name, name)
    listed = sum(len(document[one]) for one in (key, "leaving", "joining") if one in document)
    assert len(rows) == listed > 0
    assert {len(row) for row in rows} == {len(heading)}
    assert {row[-1] for row in rows} == {document.get("basis") or f"{document['from']} -> {document['to']}"}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_is_filled_in_some_answer_or_may_be_empty(answers: dict[str, Json], name: str) -> None:
    heading, *rows = read(text(name, answers[name], safe))
    empty = {column for place, column in enumerate(heading) if all(not row[place] for row in rows)}
    assert empty <= MAY_BE_EMPTY[name]


_LINES = {"corrected_by", "retracted_by", "act", "tags", "url", "according_to"}
MAY_BE_EMPTY = {
    "positions": {"until", "differing", "uncertain", "may_have_changed"},
    "points": {"agreement", "uncertain"},
    "timeline": _LINES,
    "log": {*_LINES, "reason"},
    "search": {*_LINES, "text", "first", "to", "terms"},
    "history": {"act", "effective", "leg", "terms", "according_to"},
    "members": {"act", "entry", "effective"},
    "parties": {"iso3166", "wikidata", "aliases"},
    "matters": {"agreement", "under"},
    "sources": {"slug", "url", "author", "archive"},
    "diff": {"before", "before_entry"},
}
"""What the Riyadh case and the Paris Agreement do not say."""


def test_a_position_as_a_row(answers: dict[str, Json]) -> None:
    heading, *lines = text("positions", answers["positions"], safe).split("\n")
    assert heading.startswith('"matter","party","stance","terms",')
    assert [line for line in lines if line.startswith('"us-russia-deal"')] == [
        (
            '"us-russia-deal","ukraine","rejects","","self","","Ukrainian officials","../2025-02-18",'
            '"","2025-02-18T23:59:59Z","",31,"","","","2025-02-18@41"'
        )
    ]


def test_points_say_who_agreed_in_their_own_words(answers: dict[str, Json]) -> None:
    found = list(csv.DictReader(io.StringIO(text("points", answers["points"], safe))))
    assert [(row["agreed_by"], row["confirmed_by"], row["contested_by"]) for row in found][:2] == [
        ("russia; usa", "usa", ""),
        ("russia; usa", "usa", "ukraine rejects us-russia-deal #31"),
    ]


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    '=HYPERLINK("x";"y")',
    "a;=1+1",
    "a,=1",
    "a\t=1",
]


@pytest.mark.parametrize("given", DANGEROUS)
def test_no_spreadsheet_finds_a_formula(given: str) -> None:
    row = {"party": given, "name": given, "type": given, "aliases": [given, given]}
    printed = text("parties", {"basis": "2025-02-18@1", "parties": [row]}, safe)
    for separator in ",;\t":
        assert [one for one in cells(printed, separator) if one.startswith(FORMULA)] == []
    assert printed.count("\n") == 2
    assert [one for one in printed if one != "\n" and unicodedata.category(one)[0] == "C"] == []


@given(st.text())
def test_whatever_stands_in_a_cell_no_spreadsheet_finds_a_formula(given: str) -> None:
    row = {"party": given, "name": None, "type": f"x{given}", "aliases": [given]}
    printed = text("parties", {"basis": "2025-02-18@1", "parties": [row]}, safe)
    for separator in ",;\t":
        assert [one for one in cells(printed, separator) if one.startswith(FORMULA)] == []
    assert printed.count("\n") == 2
    assert [one for one in printed if one != "\n" and unicodedata.category(one)[0] == "C"] == []


def test_cells_are_numbers_truths_lists_and_texts() -> None:
    assert [cell(one, safe) for one in (3, True, False, None, [], ["a", "b"], [4, 5], "=x", "a\x1bb")] == [
        *(3, "true", "false", "", "", "a; b", "4; 5", "'=x", "a\\x1bb"),
    ]


def test_what_is_no_table_has_none() -> None:
    with pytest.raises(KeyError):
        text("state", {"basis": "2025-02-18@1"}, safe)
