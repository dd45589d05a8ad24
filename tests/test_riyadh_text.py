"""The coding of the Riyadh case, held against the article that it was coded from and against the vocabulary.

The article is no part of the project: what needs it is skipped where it is not at hand.
"""

import datetime
from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter

from ledger import dates, sources
from ledger.events import held
from tests import expected_riyadh as expected
from tests.cases import Json, riyadh, shared

ARTICLE = "015fa0579caef08d631bc563ab5dabacad563b33c6b8a41928da6fcc52ecada2"
PUBLISHED = datetime.date(2025, 2, 18)
LONGEST_QUOTE = 110
WEEKDAYS = ("Tuesday", "Friday", "Sunday")
FIRST_DAY_OF_BIDEN, LAST_DAY_OF_BIDEN, FIRST_DAY_OF_TRUMP = "2021-01-20", "2025-01-20", "2025-01-20"
BIDEN = (expected.BIDEN_AID, expected.BIDEN_TABLE, expected.BIDEN_MILITARY_AID)

LINES = riyadh()
SAID = {number: line["development"] for number, line in enumerate(LINES, 1) if "on" in line["development"]}
"""The developments by the number of their line: what keeps the ledger has no `on`."""


@pytest.fixture(scope="module")
def article() -> str:
    return shared("cases", "riyadh.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def names() -> str:
    """Return the contract's section on the names in this case, as one line."""
    contract = shared("CONTRACT.md").read_text(encoding="utf-8")
    return " ".join(contract.partition("## Names in the Riyadh case")[2].split())


def quotes(development: Json) -> list[str]:
    return [quote["exact"] for source in development["sources"] for quote in source["quotes"]]


def parties_of(development: Json) -> Iterator[str]:
    for field in ("parties", "to", "hosts", "mediators", "absent"):
        yield from development.get(field, [])
    yield from (person["party"] for person in development.get("participants", []))
    if "speaker" in development:
        yield development["speaker"]["party"]


def earliest(text: str) -> int:
    return dates.bounds(text).earliest


def latest(text: str) -> int:
    return dates.bounds(text).latest


def test_the_article_is_the_text_that_the_case_was_coded_from(article: str) -> None:
    assert sources.digest(article) == ARTICLE


@pytest.mark.parametrize("number", SAID)
def test_every_quote_stands_in_the_article_exactly_once(article: str, number: int) -> None:
    for words in quotes(SAID[number]):
        assert [place.exact for place in sources.find(article, words)] == [words]


def test_a_quote_typed_with_plain_blanks_and_straight_marks_is_the_article_s_own(article: str) -> None:
    typed = '"I will never accept any decisions between the United States and Russia about Ukraine,"'
    assert typed not in article
    (place,) = sources.find(article, typed)
    assert place.exact == article[place.start : place.end] != typed
    assert "between\u00a0the\u00a0United States" in place.exact


@pytest.mark.parametrize("number", SAID)
def test_every_date_is_the_one_worked_out_and_rests_on_words_of_the_article(
    article: str, number: int
) -> None:
    on, words = expected.DATED[number]
    assert SAID[number]["on"] == on
    assert len(sources.find(article, words)) == 1


def test_every_development_has_a_date_worked_out_by_hand() -> None:
    assert list(SAID) == list(expected.DATED)
    assert (len(LINES), len(SAID)) == (expected.ENTRIES, expected.DEVELOPMENTS)


def test_a_weekday_is_the_last_such_day_on_or_before_the_day_of_the_article() -> None:
    named = {
        number: weekday
        for number, (_, words) in expected.DATED.items()
        for weekday in WEEKDAYS
        if weekday in words
    }
    assert set(named.values()) == set(WEEKDAYS)
    for number, weekday in named.items():
        day = datetime.date.fromisoformat(SAID[number]["on"])
        assert f"{day:%A}" == weekday
        assert 0 <= (PUBLISHED - day).days < 7


def test_last_week_is_the_whole_calendar_week_before_that_of_the_article() -> None:
    monday = PUBLISHED - datetime.timedelta(days=PUBLISHED.weekday() + 7)
    sunday = monday + datetime.timedelta(days=6)
    assert f"{monday}/{sunday}" == expected.LAST_WEEK
    for number in (expected.CALL, expected.TERRITORY, expected.NATO, expected.DEFENCE, expected.PACIFIC):
        assert SAID[number]["on"] == expected.LAST_WEEK


def test_next_week_is_the_whole_calendar_week_after_that_of_the_article() -> None:
    monday = PUBLISHED + datetime.timedelta(days=7 - PUBLISHED.weekday())
    sunday = monday + datetime.timedelta(days=6)
    assert SAID[expected.USHAKOV]["not_during"] == f"{monday}/{sunday}"


@pytest.mark.parametrize("number", SAID)
def test_no_development_is_later_than_the_article_that_tells_of_it(number: int) -> None:
    (source,) = SAID[number]["sources"]
    assert (source["publisher"], source["published"]) == ("Washington Examiner", PUBLISHED.isoformat())
    assert latest(SAID[number]["on"]) <= latest(source["published"])


@pytest.mark.parametrize("number", BIDEN)
def test_the_administration_before_spoke_and_gave_from_its_first_day_to_its_last(number: int) -> None:
    development = SAID[number]
    assert (development["on"], development["until"]) == (FIRST_DAY_OF_BIDEN, LAST_DAY_OF_BIDEN)


def test_nothing_else_that_the_united_states_said_is_older_than_the_administration_of_the_day() -> None:
    said = [number for number, development in SAID.items() if "usa" in development.get("parties", [])]
    assert set(BIDEN) < set(said)
    for number in set(said) - set(BIDEN):
        assert earliest(SAID[number]["on"]) >= earliest(FIRST_DAY_OF_TRUMP)
        assert "until" not in SAID[number]


@pytest.mark.parametrize("number", SAID)
def test_every_development_has_a_summary_of_a_line_and_a_short_quote(number: int) -> None:
    development = SAID[number]
    assert "\n" not in development["summary"]
    assert len(development["summary"]) <= 80
    assert min(map(len, quotes(development))) > 0
    assert max(map(len, quotes(development))) <= LONGEST_QUOTE


def test_the_case_ships_without_the_article() -> None:
    assert all("archive" not in source for development in SAID.values() for source in development["sources"])


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_every_line_is_of_the_vocabulary(line: Json) -> None:
    TypeAdapter[object](held()).validate_python(line["development"])


def test_the_ids_tell_the_numbers_and_a_reference_names_an_earlier_line() -> None:
    known: set[str] = set()
    for number, line in enumerate(LINES, 1):
        assert line["id"] == f"R{number:02}"
        for field in ("after", "withdraws"):
            assert known.issuperset(line["development"].get(field, []))
        known.add(line["id"])


def test_the_seven_at_the_table_in_riyadh_are_named_by_the_article(article: str) -> None:
    people = SAID[expected.RIYADH]["participants"]
    assert len(people) == 7
    assert all(person["name"] in article and person["role"] for person in people)


def test_the_four_points_rest_on_the_american_readout_alone() -> None:
    points = [development for development in SAID.values() if development["kind"] == "point-agreed"]
    assert [point["order"] for point in points] == [1, 2, 3, 4]
    for point in points:
        assert point["parties"] == ["russia", "usa"]
        assert (point["according_to"], point["via"]) == ("usa", ["State Department readout"])


def test_parties_matters_points_and_meetings_have_the_names_of_the_contract(names: str) -> None:
    described = {line["development"].get("party") for line in LINES} - {None}
    assert {party for development in SAID.values() for party in parties_of(development)} == described
    matters = {line["development"].get("matter") for line in LINES} - {None}
    meetings = {development["meeting"] for development in SAID.values() if "meeting" in development}
    slugs = described | matters | meetings
    assert len(slugs) == 5 + 9 + 4
    assert [slug for slug in slugs if f"`{slug}`" not in names] == []
    points = {development["point"] for development in SAID.values() if "point" in development}
    assert points == {"point-1", "point-2", "point-3", "point-4"}


def test_propositions_have_the_wording_of_the_contract(names: str) -> None:
    described = [line["development"] for line in LINES if line["development"]["kind"] == "matter-described"]
    assert len(described) == 9
    for matter in described:
        # The proposal is marked as one, between its slug and its proposition.
        mark = " (the proposal)" if matter["type"] == "proposal" else ""
        assert f"`{matter['matter']}`{mark} {matter['proposition']}" in names
