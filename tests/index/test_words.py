"""A word is a word however it is written, and stands where the text says it."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from ledger.index.words import Phrase, expression, insert, make, matching, place, sound, texts, words

ALIKE = [
    ("Erdoğan", "ERDOGAN"),
    ("Zelenskyy\u2019s", "zelenskyy's"),
    ("Łukasz Støre", "lukasz store"),
    ("Diyarbak\u0131r", "Diyarbakir"),
    ("straße", "STRASSE"),
    ("\uff54\uff52\uff55\uff43\uff45", "truce"),
    ("cease\u00adfire", "ceasefire"),
    ("cease\u200bfire", "ceasefire"),
    ("e\u0301lite", "\u00e9lite"),
    ("Æneas", "aeneas"),
    ("“off\u00a0the table”", "off the table"),
    ("Ελλάς", "ελλας"),
    ("Київ", "КИІВ"),
    ("مُفاوَضات", "مفاوضات"),
]


@pytest.mark.parametrize("pair", ALIKE, ids=lambda pair: pair[1])
def test_what_people_write_alike_is_the_same_word(pair: tuple[str, str]) -> None:
    assert words(pair[0]) == words(pair[1]) != []


def test_words_end_where_anything_else_begins() -> None:
    assert words("U.S.-Russia: $500 billion (4,336)") == ["u", "s", "russia", "500", "billion", "4", "336"]
    assert words("停火协议") == ["停", "火", "协", "议"]
    assert words("정전 협정") == words("정전  협정")
    assert len(words("정전 협정")) == 2
    assert words(' \t*"-\x00\ud800\ue000') == []


def test_a_phrase_is_placed_in_the_letters_of_its_text() -> None:
    text = "He said: “Off the\u00a0TABLE”, not on it."
    at = place(text, [Phrase(("off", "the", "table"))])
    assert at is not None
    assert text[slice(*at)] == "Off the\u00a0TABLE"
    assert place(text, [Phrase(("the", "off"))]) is None
    begun = place(text, [Phrase(("not", "off")), Phrase(("the", "tab"), begun=True)])
    assert begun is not None
    assert text[slice(*begun)] == "the\u00a0TABLE"
    assert place(text, [Phrase(("tab",))]) is None
    chinese = place("关于停火协议", [Phrase(("停", "火"))])
    assert chinese == (2, 4)


@given(st.text())
def test_words_are_the_same_whole_and_one_by_one(text: str) -> None:
    found = words(text)
    assert all(words(word) == [word] for word in found)
    for word in found:
        at = place(text, [Phrase((word,))])
        assert at is not None
        assert word in words(text[slice(*at)])


def test_every_text_of_an_entry_is_said() -> None:
    held = {
        "kind": "entry-corrected",
        "entry": "a",
        "reason": "unsaid",
        "replacement": {
            "kind": "statement-made",
            "negotiation": "unsaid",
            "on": "2025-02-18",
            "parties": ["usa"],
            "matters": ["minerals"],
            "summary": "a summary",
            "speaker": {"name": "Marco Rubio", "role": "Secretary"},
            "participants": [{"name": "Yuri", "party": "russia"}],
            "tags": ["war"],
            "sources": [
                {"publisher": "Gazette", "title": "News", "quotes": [{"exact": "so", "translation": "thus"}]}
            ],
        },
    }
    assert dict(texts(held)) == {
        "quote.exact": "so",
        "quote.translation": "thus",
        "summary": "a summary",
        "speaker.name": "Marco Rubio",
        "speaker.role": "Secretary",
        "participant.name": "Yuri",
        "participant.party": "russia",
        "source.publisher": "Gazette",
        "source.title": "News",
        "parties": "usa",
        "matters": "minerals",
        "tags": "war",
    }


WORDS = st.sampled_from(
    ["truce", "TRUCE,", "tr", "trucé", "停火", "火", "no", "No.1", "AND", "NEAR(", '"', "*", "^"]
)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=6)


@given(LINES, st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=3), st.integers(0, 6))
def test_the_index_finds_what_reading_every_line_finds(
    lines: list[str], asked: list[tuple[str, bool]], known: int
) -> None:
    phrases = [Phrase(tuple(words(word)), begun) for word, begun in asked if words(word)]
    if not phrases:
        return
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        make(Database(connection))
        rows = [(number, 1, " ".join(words(line)) or "\ue000") for number, line in enumerate(lines, start=1)]
        for row in rows[:2]:
            insert(connection, [row])
        insert(connection, rows[2:])
        assert sound(connection)
        expected = [
            number
            for number, line in enumerate(lines, start=1)
            if number <= known and all(place(line, [phrase]) for phrase in phrases)
        ]
        assert matching(connection, phrases, known).get(1, []) == expected
        connection.execute("UPDATE words SET said = 'otherwise' WHERE number = 1")
        assert not sound(connection)


def test_an_expression_holds_nothing_that_a_search_engine_obeys() -> None:
    hostile = 'NEAR(a" OR said:b*) ^c -d {e} + f; DROP TABLE words --'
    phrases = [Phrase(tuple(words(word))) for word in hostile.split() if words(word)]
    assert expression(phrases) == (
        '"near a" AND "or" AND "said b" AND "c" AND "d" AND "e" AND "f" AND "drop" AND "table" AND "words"'
    )
