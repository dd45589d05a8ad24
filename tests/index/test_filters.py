"""Filters let through what reading every entry lets through, and leave of each answer rows that it has."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import Clocks, dates
from ledger.ledger.filters import Filters
from tests.asking import Moment, recorded
from tests.cases import Json
from tests.histories import moments
from tests.oracle import lines
from tests.oracle.lines import Lines
from tests.property.invented import HISTORIES

LISTS = ("points", "positions", "agreements", "commitments", "proposals", "meetings", "possible")


def known(book: Lines) -> tuple[list[str], list[str]]:
    """Return the parties and the matters that a history names."""
    return sorted(lines.parties(book)), sorted(lines.matters(book))


def some(of: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(of), max_size=2, unique=True).map(tuple) if of else st.just(())


def lets_through(book: Lines, entry: Json, filters: Filters, known_at: int) -> bool:
    """Tell whether an entry of a timeline fits, by reading its words and the sources added to it."""
    version = lines.version(book, entry["entry"], known_at)
    assert version is not None
    words = version.words
    reported = {source["publisher"].casefold() for source in lines.sources(book, entry["entry"], known_at)}
    speaker = words.get("speaker", {})
    spoken = f"{speaker.get('name', '')} {speaker.get('role', '')}".lower().split()
    span = dates.bounds(words["on"], "on")
    start = dates.bounds(filters.start, "clock").earliest if filters.start else dates.OPEN_START
    end = dates.bounds(filters.end, "clock").latest if filters.end else dates.OPEN_END
    return (
        (not filters.party or bool(lines.parties([version]) & set(filters.party)))
        and (not filters.matter or bool(lines.matters([version]) & set(filters.matter)))
        and (not filters.kind or words["kind"] in filters.kind)
        and (not filters.publisher or bool(reported & {one.casefold() for one in filters.publisher}))
        and (not filters.speaker or any(one.lower() in spoken for one in filters.speaker))
        and (not filters.tag or bool({*words.get("tags", [])} & set(filters.tag)))
        and span.latest >= start
        and span.earliest <= end
    )


@st.composite
def asked(draw: st.DrawFn, history: list[Json]) -> tuple[Moment, str, Filters]:
    """Return a moment, a negotiation of the history, and filters that something may fit."""
    book = lines.read(history)
    parties, matters = known(book)
    words = list(lines.all_words(book))
    names = sorted({part for one in words for part in one.get("speaker", {}).get("name", "").split()})
    publishers = sorted({source["publisher"] for one in words for source in one.get("sources", [])})
    filters = Filters(
        party=draw(some(parties)),
        matter=draw(some(matters)),
        speaker=draw(some(names)),
        publisher=draw(some(publishers)),
        tag=draw(some(sorted({tag for one in words for tag in one.get("tags", [])}))),
        kind=draw(some(sorted({one["kind"] for one in words}))),
        start=draw(st.sampled_from([None, None, "2025-02-03", "2025-02-05T10:30Z"])),
        end=draw(st.sampled_from([None, None, "2025-02-06", "2025-02"])),
    )
    kept = draw(st.sampled_from(["party", "matter", "kind", "all"]))
    if kept != "all":
        filters = Filters(**{kept: getattr(filters, kept)}, start=filters.start, end=filters.end)
    negotiation = draw(st.sampled_from(sorted(lines.negotiations(book))))
    return draw(moments(history)), negotiation, filters


@given(st.data())
def test_a_timeline_holds_what_reading_every_entry_lets_through(data: st.DataObject) -> None:
    history = data.draw(HISTORIES.filter(lambda history: bool(lines.negotiations(lines.read(history)))))
    book = lines.read(history)
    with recorded(history) as ledger:
        for _ in range(4):
            moment, negotiation, filters = data.draw(asked(history))
            whole = ledger.timeline(Clocks(*moment), negotiation)["entries"]
            found = ledger.timeline(Clocks(*moment), negotiation, filters=filters)["entries"]
            assert moment[1] is not None
            expected = [entry for entry in whole if lets_through(book, entry, filters, moment[1])]
            assert found == expected


@settings(max_examples=settings().max_examples // 2)
@given(st.data())
def test_a_narrowed_state_has_rows_of_the_whole_one_and_counts_what_a_timeline_holds(
    data: st.DataObject,
) -> None:
    history = data.draw(HISTORIES.filter(lambda history: bool(lines.negotiations(lines.read(history)))))
    with recorded(history) as ledger:
        moment, negotiation, given_filters = data.draw(asked(history))
        filters = Filters(party=given_filters.party, matter=given_filters.matter)
        whole = ledger.state(Clocks(*moment), negotiation)
        found = ledger.state(Clocks(*moment), negotiation, filters=filters)
        entries = ledger.timeline(Clocks(*moment), negotiation, filters=filters)["entries"]
    for key in LISTS:
        assert [row for row in whole[key] if row in found[key]] == found[key]
    assert all(row["party"] in filters.party for row in found["positions"]) or not filters.party
    counted = [entry["certainty"] for entry in entries]
    assert found["counts"]["definite"] == counted.count("definite")
    assert found["counts"]["possible"] == counted.count("possible")
    if filters.party and not filters.matter:
        assert found["positions"] == [row for row in whole["positions"] if row["party"] in filters.party]
    if not any(filters):
        assert found == whole
