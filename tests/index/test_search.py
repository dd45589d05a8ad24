"""Search finds what reading every version of every entry finds, at any moment, whatever is typed."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import Clocks, Ledger, dates
from ledger.errors import Refused
from ledger.ledger.filters import Filters
from ledger.ledger.search import MOST, excerpt, query
from tests.asking import Moment, empty, recorded
from tests.cases import Json
from tests.histories import moments, random_history
from tests.oracle import lines
from tests.oracle.lines import Line, Lines
from tests.property.invented import HISTORIES

UNSAID = frozenset(
    [
        *("kind", "negotiation", "on", "until", "effective", "expected", "not_during", "published", "url"),
        *(
            "stance",
            "leaves",
            "act",
            "outcome",
            "status",
            "action",
            "mode",
            "type",
            "grade",
            "lang",
            "archive",
        ),
        *(
            "prefix",
            "suffix",
            "entry",
            "over",
            "after",
            "withdraws",
            "rescinds",
            "reason",
            "iso3166",
            "wikidata",
        ),
    ]
)
"""Fields that are no words: dates, choices from a list, references, and what the keeping is about."""


def said(value: object) -> Iterator[str]:
    """Yield every text in a line, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in UNSAID:
                yield from said(one)
    elif isinstance(value, list):
        for one in value:
            yield from said(one)


def says(line: Line, phrases: Sequence[str]) -> bool:
    found = [" ".join(re.findall("[a-z0-9]+", text.lower())) for text in said(line.words)]
    return all(any(f" {phrase} " in f" {text} " for text in found) for phrase in phrases)


class Hit(NamedTuple):
    """A hit in short: its entry, the lines in which it was found, whose words are shown, and what of them stands."""

    entry: int
    found_in: list[int]
    corrected_by: int | None
    stands: bool
    found_standing: bool


def hits(book: Lines, phrases: Sequence[str], moment: Moment, negotiation: str) -> list[Hit]:
    """Return the hits, read off the rules: every line of every chain looked at, in the order of the fold."""
    day, known, by = moment
    assert known is not None
    at = dates.bounds(day, "clock").latest
    until = None if by is None else dates.bounds(by, "clock").latest
    found: list[tuple[tuple[bool, int, int, int], Hit]] = []
    for root in lines.roots(book, known):
        chain = [line for line in book[:known] if lines.root(book, line.number) == root]
        now = lines.version(book, root, known)
        shown_of_source = now or lines.versions(book, root, known)[-1]
        added = [
            source
            for line in chain
            if line.kind == lines.SOURCE_ADDED and lines.stands(book, line.number, known)
            for source in line.held["sources"]
        ]
        matched = {
            line.number: shown_of_source if line.kind == lines.SOURCE_ADDED else line
            for line in chain
            if line.kind != lines.RETRACTED and says(line, phrases)
        }
        admitted = {
            number: line
            for number, line in matched.items()
            if admits(line.words, added, at, until)
            and line.words.get("negotiation", negotiation) == negotiation
        }
        if not admitted:
            continue
        shown = max(admitted.values(), key=lambda line: line.number)
        if now in admitted.values():
            assert now is not None
            shown = now
        alive = any(line == now and lines.stands(book, number, known) for number, line in admitted.items())
        corrected = None if shown.number == root else shown.number
        hit = Hit(root, list(admitted), corrected, shown == now, alive)
        span = dates.bounds(shown.words["on"], "on") if "on" in shown.words else None
        when = (True, 0, 0, root) if span is None else (False, span.latest, span.earliest, root)
        found.append((when, hit))
    return [hit for _, hit in sorted(found)]


def admits(words: Json, added: Sequence[Json], at: int, until: int | None) -> bool:
    if "on" not in words:
        return True
    days = [source["published"] for source in (*words["sources"], *added) if "published" in source]
    published = min((dates.bounds(day, "published").latest for day in days), default=None)
    return dates.bounds(words["on"], "on").earliest <= at and (
        until is None or (published is not None and published <= until)
    )


def answered(ledger: Ledger, text: str, moment: Moment, negotiation: str) -> list[Hit]:
    document = ledger.search(text, Clocks(*moment), negotiation)
    return [Hit(*(hit[key] for key in Hit._fields)) for hit in document["hits"]]


FEWER = settings(settings.default, max_examples=settings.default.max_examples // 4)  # type: ignore[union-attr]
"""Consequences of the law above, which is tried the hardest."""

ASKED = st.sampled_from(
    [
        *(
            "islands",
            "marches uplands",
            "ferries",
            '"the ferries run"',
            '"the ferries" weekly',
            "ten",
            "in full",
        ),
        *(
            "POINT-1",
            '"point 1"',
            "herds",
            "charter",
            "ferr*",
            "the f*",
            "gazette",
            "parley",
            '"run the"',
            "isles",
        ),
    ]
)


def phrases_of(text: str) -> list[str]:
    """Return the phrases of a query of ASCII words without beginnings."""
    quoted = re.findall('"([^"]*)"', text)
    rest = re.sub('"[^"]*"', " ", text).split()
    return [" ".join(re.findall("[a-z0-9]+", one.lower())) for one in (*quoted, *rest)]


@given(st.data())
def test_search_finds_what_reading_every_version_finds(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    book = lines.read(history)
    known = sorted(lines.negotiations(book))
    with recorded(history) as ledger:
        for _ in range(3):
            moment, text = data.draw(moments(history)), data.draw(ASKED)
            for negotiation in known:
                if text.endswith("*"):
                    continue
                expected = hits(book, phrases_of(text), moment, negotiation)
                assert answered(ledger, text, moment, negotiation) == expected


@FEWER
@given(HISTORIES, st.sampled_from(["ferries", "run", "islands"]))
def test_the_beginning_of_a_word_finds_all_that_the_word_finds(history: list[Json], word: str) -> None:
    negotiation = min(lines.negotiations(lines.read(history)), default=None)
    with recorded(history) as ledger:
        whole, begun = (
            {hit["entry"] for hit in ledger.search(text, negotiation=negotiation)["hits"]}
            for text in (word, f"{word[:2]}*")
        )
    assert whole <= begun


@pytest.fixture(scope="module")
def spoken() -> Iterator[Ledger]:
    with recorded(random_history(1, 20)) as ledger:
        yield ledger


@given(st.text(max_size=60) | st.lists(st.sampled_from(list("\"*^():{}+-' AaNOR"))).map("".join))
def test_whatever_is_typed_is_searched_for_or_refused_with_a_remedy(spoken: Ledger, text: str) -> None:
    told: str | None
    try:
        told = spoken.search(text, negotiation="talks")["query"]
    except Refused as refused:
        told = text if refused.field == "query" and refused.remedy else None
    assert told == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        '""',
        "***",
        "-",
        "\x00",
        "\ud800",
        "…",
        "a" * 1_001,
        "a b " * 40 + " ".join(map(str, range(65))),
    ],
)
def test_a_query_without_a_word_or_with_far_too_many_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        query(text)
    assert refused.value.remedy


def test_the_most_words_are_taken() -> None:
    with empty() as ledger:
        assert ledger.search(" ".join(f"w{number}" for number in range(MOST)))["hits"] == []


def test_what_people_may_mean_otherwise_is_said() -> None:
    assert query("nato OR eu").notes == ("OR is read as a word: every word must be there",)
    assert query('"nato OR eu"').notes == ()
    assert query("nato or eu").notes == ()


def test_a_quotation_mark_that_is_not_closed_makes_no_phrase() -> None:
    assert [one.words for one in query('off "the table').phrases] == [("off",), ("the",), ("table",)]
    assert [one.words for one in query("“off the” table").phrases] == [("off", "the"), ("table",)]


def test_no_phrase_reaches_from_one_text_into_the_next() -> None:
    line = {
        "kind": "position-taken",
        "negotiation": "talks",
        "on": "2025-02-16",
        "parties": ["ukraine"],
        "matter": "deal",
        "stance": "rejects",
        "terms": "never ever",
        "summary": "accept nothing",
        "sources": [{"publisher": "Gazette", "quotes": [{"exact": "one two"}, {"exact": "three four"}]}],
    }
    with recorded([line]) as ledger:
        assert ledger.search('"three four"')["hits"] != []
        assert ledger.search('"two three"')["hits"] == []
        assert ledger.search("one four never")["hits"] != []


@FEWER
@given(HISTORIES, st.sampled_from(["islands", "ferries", "run"]), st.integers(1, 5))
def test_of_a_limit_the_last_hits_are_given(history: list[Json], text: str, limit: int) -> None:
    negotiation = min(lines.negotiations(lines.read(history)), default=None)
    with recorded(history) as ledger:
        whole = ledger.search(text, negotiation=negotiation)["hits"]
        some = ledger.search(text, negotiation=negotiation, limit=limit)
    assert some["hits"] == whole[-limit:]
    assert some["more"] == len(whole) - len(some["hits"])


@settings(max_examples=100)
@given(st.data())
def test_a_limit_leaves_the_end_of_what_is_found_without_one_at_any_moment(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    known = sorted(lines.negotiations(lines.read(history)))
    with recorded(history) as ledger:
        for negotiation in known:
            at = Clocks(*data.draw(moments(history)))
            text = data.draw(st.sampled_from(["islands", "ferries", "run", "gazette", "supports"]))
            whole = ledger.search(text, at, negotiation)["hits"]
            for limit in (0, 1, 2, len(whole), 50):
                found = ledger.search(text, at, negotiation, limit=limit)
                assert found["hits"] == whole[max(len(whole) - limit, 0) :]
                assert found["more"] == max(len(whole) - limit, 0)


@FEWER
@given(st.data())
def test_first_is_the_least_of_all_hits(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    text, moment = data.draw(st.sampled_from(["islands", "ferries", "the"])), data.draw(moments(history))
    negotiation = min(lines.negotiations(lines.read(history)), default=None)
    with recorded(history) as ledger:
        found = ledger.search(text, Clocks(*moment), negotiation)["hits"]
        first = ledger.search(text, Clocks(*moment), negotiation, first=True)["first"]
    standing = [hit for hit in found if hit["found_standing"] and hit["on"] is not None]
    assert first["said"] is None or first["said"]["entry"]["entry"] == standing[0]["entry"]
    assert (first["said"] is None) == (standing == [])
    dated = [min(hit["found_in"]) for hit in found if hit["on"] is not None]
    assert (first["recorded"] is None) == (dated == [])
    if dated:
        assert min(first["recorded"]["entry"]["found_in"]) == min(dated)
    if first["published"] is not None:
        assert first["published"]["entry"] in standing


def test_who_was_first_may_be_three_entries() -> None:
    def line(on: str, published: str) -> Json:
        held: Json = {"kind": "statement-made", "negotiation": "talks", "on": on, "parties": ["usa"]}
        return held | {"summary": "a truce", "sources": [{"publisher": "Gazette", "published": published}]}

    late, early, told = (
        line("2025-02-16", "2025-02-20"),
        line("2025-02-10", "2025-02-21"),
        line("2025-02-10/2025-02-17", "2025-02-18"),
    )
    with recorded([late, early, told]) as ledger:
        document = ledger.search("truce", Clocks("2025-03-01"), first=True)
    first = document["first"]
    assert {
        key: (one["entry"]["entry"], one["date"][:10]) for key, one in first.items() if key != "recorded"
    } == {
        "said": (2, "2025-02-10"),
        "published": (3, "2025-02-18"),
    }
    assert first["said"]["perhaps_earlier"] == []
    assert first["recorded"]["entry"]["entry"] == 1
    assert [hit["entry"] for hit in document["hits"]] == [2, 1, 3]
    with recorded([late, told]) as ledger:
        first = ledger.search("truce", Clocks("2025-03-01"), first=True)["first"]
    assert (first["said"]["entry"]["entry"], first["said"]["perhaps_earlier"]) == (1, [2])


def test_an_excerpt_is_of_whole_words() -> None:
    text = "start " + "before " * 20 + "HERE" + " after" * 20 + " end"
    at = text.index("HERE")
    found = excerpt(text, at, at + 4)
    assert found.startswith("… before before")
    assert found.endswith("after after …")
    assert "HERE" in found
    assert len(found) < 4 + 2 * 64
    assert excerpt("all of it", 0, 3) == "all of it"
    assert excerpt("x" * 300, 100, 104) == "… " + "x" * 124 + " …"


@FEWER
@given(HISTORIES, st.sampled_from(["islands", "uplands"]), st.sampled_from(["ferries", "charter", "point-1"]))
def test_filters_cut_a_search_as_they_cut_a_timeline(history: list[Json], party: str, matter: str) -> None:
    negotiation = min(lines.negotiations(lines.read(history)), default=None)
    if not {party} <= lines.parties(lines.read(history)) or matter not in lines.matters(lines.read(history)):
        return
    filters = Filters(party=(party,), matter=(matter,))
    with recorded(history) as ledger:
        timeline = ledger.timeline(negotiation=negotiation, filters=filters)["entries"]
        found = ledger.search("gazette", negotiation=negotiation, filters=filters)["hits"]
    named = {entry["entry"] for entry in timeline}
    assert {hit["entry"] for hit in found if hit["stands"] and hit["on"]} <= named


def test_a_hit_in_a_source_that_was_taken_back_says_so() -> None:
    source = {"publisher": "Herald", "published": "2025-02-17"}
    held = {"kind": "statement-made", "negotiation": "talks", "on": "2025-02-16", "parties": ["usa"]}
    lines_of = [
        {"id": "a", "development": held | {"sources": [{"publisher": "Gazette", "published": "2025-02-18"}]}},
        {"id": "b", "development": {"kind": "source-added", "entry": "a", "sources": [source]}},
        {"id": "c", "development": {"kind": "entry-retracted", "entry": "b", "reason": "of another day"}},
    ]
    with recorded(lines_of) as ledger:
        marks = [
            [(hit["found_in"], hit["stands"], hit["found_standing"]) for hit in found["hits"]]
            for known in (2, 3)
            if (found := ledger.search("herald", Clocks("2025-03-01", known)))
        ]
        published = ledger.search("herald", Clocks("2025-03-01", 2, "2025-02-17"))["hits"]
    assert marks == [[([2], True, True)], [([2], True, False)]]
    assert [hit["entry"] for hit in published] == [1]
