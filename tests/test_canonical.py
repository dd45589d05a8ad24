"""The canonical form: what is equal and what is not, and the id that is derived from it, in the real ledger."""

import json
from uuid import NAMESPACE_URL, uuid5

import pytest

from ledger import Ledger
from ledger.steps.canonical import canonical, stream, without_nothing
from tests.asking import empty, recorded
from tests.cases import Json

ARTICLE = "He said: \u201cwe\u00a0agree\u201d \u2013 twice. Later he left."
SOURCE = {"publisher": "Herald", "published": "2025-02-06"}


def words(**more: object) -> Json:
    return {
        "kind": "position-taken",
        "negotiation": "talks",
        "on": "2025-02-05",
        "sources": [SOURCE],
        "according_to": "islands",
        "parties": ["islands"],
        "matter": "ferries",
        "stance": "accepts",
        **more,
    }


def quoting(exact: str, **more: object) -> Json:
    return words(sources=[SOURCE | {"quotes": [{"exact": exact, **more}]}])


def identity(ledger: Ledger, line: Json) -> tuple[int, str, bool]:
    """Return the number and the id of a line once recorded, and whether it is new."""
    (told,) = ledger.record([line], author="anna")["recorded"]
    return told["entry"], told["id"], told["new"]


def test_the_canonical_form_is_compact_and_sorted_and_keeps_every_character() -> None:
    said = words(parties=["uplands", "islands"], summary='d\u00e9j\u00e0 "vu"')
    assert canonical(said) == (
        '{"according_to":"islands","kind":"position-taken","matter":"ferries","negotiation":"talks",'
        '"on":"2025-02-05","parties":["islands","uplands"],"sources":[{"published":"2025-02-06",'
        '"publisher":"Herald"}],"stance":"accepts","summary":"d\u00e9j\u00e0 \\"vu\\""}'
    )


def test_a_derived_id_is_the_uuid_of_the_canonical_form() -> None:
    with empty() as ledger:
        _, found, _ = identity(ledger, words())
    assert found == str(uuid5(NAMESPACE_URL, canonical(words())))


def test_nothing_is_as_left_out_at_any_depth() -> None:
    said: Json = {"a": None, "b": [], "c": {"d": None, "e": [None]}, "f": 0, "g": "", "h": False}
    assert without_nothing(said) == {"c": {"e": [None]}, "f": 0, "g": "", "h": False}


@pytest.mark.parametrize(
    "one, other",
    [
        (words(parties=["islands", "uplands"]), words(parties=["uplands", "islands"])),
        (words(to=["islands", "uplands"]), words(to=["uplands", "islands"])),
        (words(), dict(reversed(list(words().items())))),
        (words(), words(terms=None, tags=[], speaker=None)),
        (words(), words(sources=[SOURCE | {"title": None, "quotes": []}])),
        (quoting('"we agree" - twice'), quoting("\u201cwe\u00a0agree\u201d \u2013  twice")),
        (quoting("it's", prefix="'"), quoting("it\u2019s", prefix="\u2018")),
    ],
)
def test_what_says_the_same_is_there_already(one: Json, other: Json) -> None:
    with empty() as ledger:
        number, found, _ = identity(ledger, one)
        assert identity(ledger, other) == (number, found, False)


@pytest.mark.parametrize(
    "other",
    [
        words(stance="supports"),
        words(on="2025-02-05?"),
        words(tags=["b", "a"]),
        words(via=["Wire", "Gazette"]),
        words(sources=[{"publisher": "Wire"}, SOURCE]),
        quoting("We agree"),
        quoting("we agree", suffix="!"),
    ],
)
def test_what_says_something_else_is_new(other: Json) -> None:
    before = [
        words(),
        words(tags=["a", "b"]),
        words(via=["Gazette", "Wire"]),
        words(sources=[SOURCE, {"publisher": "Wire"}]),
        quoting("we agree"),
    ]
    with recorded(before) as ledger:
        number, _, new = identity(ledger, other)
        assert (number, new) == (len(before) + 1, True)


def test_a_reference_is_the_same_by_number_by_id_and_by_any_line_of_the_chain() -> None:
    mended = {
        "kind": "entry-corrected",
        "entry": "A",
        "replacement": words(stance="neutral"),
        "reason": "misread",
    }
    lines = [{"id": "A", "development": words()}, {"id": "B", "development": mended}]
    with recorded(lines) as ledger:
        later = [words(on="2025-02-06", after=[name]) for name in (1, 2, "A", "B")]
        found = {identity(ledger, line)[:2] for line in later}
        assert len(found) == 1
        (entry,) = [one for one in ledger.entries() if one.number == 3]
        assert entry.held["after"] == ["A"]


def test_over_belongs_to_what_a_line_says() -> None:
    taken_back = {"kind": "entry-retracted", "entry": "A", "reason": "misread"}
    with recorded([{"id": "A", "development": words()}]) as ledger:
        first, _, _ = identity(ledger, taken_back)
        assert identity(ledger, taken_back) == (first, identity(ledger, taken_back)[1], False)
        identity(ledger, {"kind": "entry-retracted", "entry": first, "reason": "it was right"})
        assert identity(ledger, taken_back | {"over": 3})[::2] == (4, True)


def test_a_source_by_its_slug_is_the_source_spelled_out() -> None:
    with empty() as ledger:
        kept = ledger.archive(ARTICLE, "herald-6", SOURCE, author="anna")
        by_slug = words(sources=[{"source": "herald-6"}])
        number, found, _ = identity(ledger, by_slug)
        spelled = words(sources=[SOURCE | {"archive": kept["archive"]}])
        assert identity(ledger, spelled) == (number, found, False)


def test_offsets_that_the_archive_fills_in_are_no_part_of_the_id() -> None:
    plain = '"we agree" - twice'
    with empty() as ledger:
        kept = ledger.archive(ARTICLE, "herald-6", SOURCE, author="anna")
        line = words(sources=[{"source": "herald-6", "quotes": [{"exact": plain}]}])
        number, found, _ = identity(ledger, line)
        (entry,) = ledger.entries()
        (quote,) = entry.held["sources"][0]["quotes"]
        assert (
            ARTICLE[quote["start"] : quote["end"]]
            == quote["exact"]
            == "\u201cwe\u00a0agree\u201d \u2013 twice"
        )
        assert identity(ledger, line) == (number, found, False)
        again = {"id": entry.id, "development": entry.held}
        assert identity(ledger, again) == (number, found, False)
    with empty() as ledger:
        unfilled = SOURCE | {"archive": kept["archive"], "quotes": [{"exact": plain}]}
        assert identity(ledger, words(sources=[unfilled]))[1] == found


def test_already_there_compares_with_the_words_as_recorded_and_not_with_what_stands() -> None:
    mended = {
        "kind": "entry-corrected",
        "entry": "A",
        "replacement": words(stance="neutral"),
        "reason": "misread",
    }
    with recorded([{"id": "A", "development": words()}, {"id": "B", "development": mended}]) as ledger:
        assert identity(ledger, {"id": "A", "development": words()}) == (1, "A", False)


def test_a_retracted_entry_given_again_is_there_already_and_by_whom_it_was_retracted() -> None:
    taken_back = {"kind": "entry-retracted", "entry": "A", "reason": "misread"}
    with recorded([{"id": "A", "development": words()}, taken_back]) as ledger:
        (told,) = ledger.record([{"id": "A", "development": words()}], author="anna")["recorded"]
        assert told == {"entry": 1, "id": "A", "new": False, "retracted_by": 2}
        assert identity(ledger, {"id": "C", "development": words()}) == (3, "C", True)


def test_the_stream_of_a_chain_follows_from_the_id_of_its_root() -> None:
    assert stream("A") == stream("A") != stream("B")


def test_what_is_stored_is_what_was_given_as_json_without_blanks() -> None:
    said = words(summary="d\u00e9j\u00e0", terms=None)
    with recorded([said]) as ledger:
        (entry,) = ledger.entries()
    assert entry.held == without_nothing(said)
    assert entry.body == json.dumps(entry.held, ensure_ascii=False, separators=(",", ":"))
