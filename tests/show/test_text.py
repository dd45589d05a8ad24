"""Escaping, display width and wrapping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.show.text import display_width, flow, safe, wrap
from tests.show.reading import columns

TEXT = st.text(st.characters() | st.sampled_from("\x1b\x00\n\u202e\u200b\u0301\u20dd\u3000漢글é -"))


@pytest.mark.parametrize(
    "given_text,shown",
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("a\u2028b\u2029\x85", "a\\u2028b\\u2029\\x85"),
        ("\u202eevil\u202c", "\\u202eevil\\u202c"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("half \udcff", "half \\udcff"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("private \ue000 and nobody's \u0378", "private \\ue000 and nobody's \\u0378"),
        ("filler \u3164 and blank \u2800", "filler \\u3164 and blank \\u2800"),
        ("selected \u2764\ufe0f", "selected \u2764\\ufe0f"),
    ],
)
def test_what_a_terminal_would_obey_or_hide_is_shown_escaped(given_text: str, shown: str) -> None:
    assert safe(given_text) == shown


@pytest.mark.parametrize(
    "text",
    ["Зеленський", "漢字", "naïve", "e\u0301te\u0301", "שלום", "हिन्दी", "a\\b", "[sic] $5", "no\u00a0break"],
)
def test_what_people_write_is_shown_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_marks_with_no_letter_to_stand_on_or_one_too_many_are_escaped() -> None:
    assert safe("\u0301a") == "\\u0301a"
    assert safe("a \u0301") == "a \\u0301"
    assert safe("z" + "\u0301" * 6) == "z" + "\u0301" * 4 + "\\u0301" * 2


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert display_width("漢字e\u0301!") == 6


def test_a_line_is_broken_at_spaces_and_a_long_word_after_its_hyphen() -> None:
    assert wrap("to remain engaged", 10) == ["to remain", "engaged"]
    assert wrap("bilateral-relations", 16) == ["bilateral-", "relations"]
    assert wrap("漢字漢字", 5) == ["漢字", "漢字"]
    assert wrap("", 5) == [""]


def test_the_parts_of_a_cell_stay_whole_where_they_fit() -> None:
    assert flow(["Volodymyr Zelensky", "16 Feb"], 22) == ["Volodymyr Zelensky,", "16 Feb"]
    assert flow(["Zelensky", "16 Feb"], 22) == ["Zelensky, 16 Feb"]
    assert flow([], 22) == []


@given(TEXT)
def test_escaping_an_escaped_text_changes_nothing(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@given(TEXT, st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces_and_no_line_is_too_wide(text: str, room: int) -> None:
    lines = wrap(safe(text), room)
    assert "".join(lines).replace(" ", "") == safe(text).replace(" ", "")
    assert max(map(columns, lines)) <= room
