"""Quotes by example: found again whatever the typesetter did, and no further; the nearest words where not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import sources
from ledger.errors import Refused
from ledger.sources import Place
from tests.cases import shared

TEXT = (
    "Both sides met \u201con Tuesday,\u201d he said.\n"
    "\n"
    "It\u2019s not a\u00a0deal \u2014 \u00a0not yet \u2013 \u2018a\r\n"
    "real one,\u2019 she said.\n"
    "\n"
    "\u00abNot a deal\u00bb, they said; not a deal."
)


SIGNS = "ab \u00a0\n\u201c\"'\u2019-\u2014"


def words(exact: str, prefix: str | None = None, suffix: str | None = None) -> list[str]:
    return [place.exact for place in sources.find(TEXT, exact, prefix, suffix)]


def looked_up(text: str, exact: str, prefix: str, suffix: str) -> list[tuple[int, int]]:
    """Return the places of a quote by trying every stretch of the text."""
    wanted, before, after = (sources.fold(part).strip() for part in (exact, prefix, suffix))
    return [
        (start, end)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if text[start:end].strip() == text[start:end]
        and sources.fold(text[start:end]) == wanted
        and sources.fold(text[:start]).rstrip().endswith(before)
        and sources.fold(text[end:]).lstrip().startswith(after)
    ]


@pytest.mark.parametrize(
    "exact, found",
    [
        ("on Tuesday", "on Tuesday"),
        ('"on Tuesday," he', "\u201con Tuesday,\u201d he"),
        ("It's not", "It\u2019s not"),
        ("a deal - not yet", "a\u00a0deal \u2014 \u00a0not yet"),
        ("yet \u2014 'a real one,'", "yet \u2013 \u2018a\r\nreal one,\u2019"),
        ("  on\tTuesday\n", "on Tuesday"),
        ("one,\u2019 she said. \u201cNot a", "one,\u2019 she said.\n\n\u00abNot a"),
    ],
)
def test_a_quote_is_found_whatever_its_white_space_quotation_marks_and_dashes(exact: str, found: str) -> None:
    assert words(exact) == [found]


@pytest.mark.parametrize(
    "exact",
    [
        *(
            "on tuesday",
            "on Tuesday he",
            "on Tuesday\u201d, he",
            "its not",
            "a dea1",
            "onTuesday",
            "a deal not yet",
        ),
        *("'on Tuesday,'", "", " \u00a0", "\u2026", "on Tuesday, he said."),
    ],
)
def test_nothing_else_is_forgiven_neither_case_nor_commas_nor_letters(exact: str) -> None:
    assert words(exact) == []


def test_offsets_are_code_points_of_the_text_as_it_was() -> None:
    text = "\U0001f91d\U0001f91d  \u201cdone\u201d  e\u0301 \u201cdone\u201d"
    places = sources.find(text, '"done"')
    assert places == [Place(4, 10, "\u201cdone\u201d"), Place(15, 21, "\u201cdone\u201d")]
    assert [text[place.start : place.end] for place in places] == [place.exact for place in places]


def test_several_places_are_all_given_in_the_order_of_the_text() -> None:
    places = sources.find(TEXT, "t a deal")
    assert [place.exact for place in places] == ["t a\u00a0deal", "t a deal", "t a deal"]
    assert [place.start for place in places] == sorted({place.start for place in places})


def test_what_stands_before_and_after_chooses_among_them() -> None:
    first, second, third = sources.find(TEXT, "t a deal")
    for prefix, suffix, place in (
        ("It's no", None, first),
        ('"No', None, second),
        (None, '",', second),
        (None, ".", third),
        ("no", "- not yet", first),
        ("they said; no", "", third),
    ):
        assert sources.find(TEXT, "t a deal", prefix, suffix) == [place]
    assert sources.find(TEXT, "t a deal", prefix="no") == [first, third]
    assert sources.find(TEXT, "t a deal", prefix="they said; no", suffix="- not yet") == []


def test_white_space_between_a_quote_and_what_stands_beside_it_is_free() -> None:
    for prefix in ("sides met", "sides met ", "sides\u00a0met\n"):
        assert words('"on Tuesday', prefix=prefix) == ["\u201con Tuesday"]
    for suffix in ("yet", " yet", "\n\nyet"):
        assert words("not", suffix=suffix) == ["not"]
    assert words("met", prefix="sides", suffix='"on') == ["met"]
    assert words("ides", prefix="s", suffix="met") == ["ides"]


def test_what_stands_beside_a_quote_stands_right_beside_it() -> None:
    assert words("on Tuesday", prefix="sides met") == []
    assert words("on Tuesday", suffix="he said") == []


def test_a_start_chooses_the_quote_that_begins_there_and_no_other() -> None:
    for place in sources.find(TEXT, "t a deal"):
        assert sources.find(TEXT, "t a deal", start=place.start) == [place]
        assert sources.find(TEXT, "t a deal", start=place.start + 1) == []
        assert sources.find(TEXT, "t a deal", prefix="no", start=place.start) == (
            [place] if TEXT[place.start - 2] == "n" else []
        )
    assert sources.find(TEXT, "on Tuesday", start=10**9) == []
    assert sources.find(TEXT, "on Tuesday", start=-1) == []


def test_a_start_in_white_space_is_the_start_of_no_quote() -> None:
    assert sources.find("a  \n b", "b", start=4) == []
    assert sources.find("a  \n b", "b", start=5) == [Place(5, 6, "b")]


def test_places_that_overlap_are_all_given_up_to_a_limit() -> None:
    assert [place.start for place in sources.find("ana banana", "ana")] == [0, 5, 7]
    assert len(sources.find("a" * 5000, "aa")) == sources.MOST_PLACES


@given(
    st.text(SIGNS, max_size=24),
    st.text(SIGNS, max_size=4),
    st.text(SIGNS, max_size=2),
    st.text(SIGNS, max_size=2),
)
def test_a_quote_is_found_where_trying_every_stretch_finds_it(
    text: str, exact: str, prefix: str, suffix: str
) -> None:
    expected = looked_up(text, exact, prefix, suffix)
    places = sources.find(text, exact, prefix, suffix)
    assert [(place.start, place.end) for place in places] == expected
    for start in range(len(text) + 1):
        chosen = sources.find(text, exact, prefix, suffix, start)
        assert [(place.start, place.end) for place in chosen] == [one for one in expected if one[0] == start]


@given(st.text(), st.integers(min_value=0), st.integers(min_value=1, max_value=60))
def test_every_stretch_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    start %= max(1, len(text))
    stretch = text[start : start + length]
    begin = start + len(stretch) - len(stretch.lstrip())
    places = sources.find(text, stretch)
    assert ([place for place in places if place.start == begin] != []) == bool(stretch.strip())


@given(st.text())
def test_what_is_folded_is_folded_for_good(text: str) -> None:
    assert sources.fold(sources.fold(text)) == sources.fold(text)


@given(st.text(SIGNS), st.text())
def test_the_nearest_words_of_any_quote_stand_in_the_text(text: str, exact: str) -> None:
    for quote in (exact, text[1:-1], f"{text[:9]}c"):
        near = sources.nearest(text, quote)
        if near is not None:
            assert near[1] in [place.exact for place in sources.find(text, near[1])]


def test_folding_keeps_case_and_letters() -> None:
    assert (
        sources.fold("\u201eCafe\u0301\u201c \u2014\n\t\u2018\u00c9\u2019 \u00a0\u2026")
        == "\"Cafe\u0301\" - '\u00c9' \u2026"
    )
    assert sources.fold("") == ""
    assert sources.fold("\u00a0a ") == " a "


def test_the_digest_is_that_of_the_bytes_in_utf_8() -> None:
    assert sources.digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sources.digest("\u20ac") == "c4cc90ed3d26f12d4b08a75140970a7904035c31cbb4515a83f19b9003c00d1d"
    with pytest.raises(Refused, match="half a surrogate pair at code point 2"):
        sources.digest("ab\ud800")


def test_paragraphs_are_counted_by_blank_lines_or_by_lines_where_there_are_none() -> None:
    assert [sources.paragraph(TEXT, TEXT.index(text)) for text in ("Both", "It", "real", "\u00ab")] == [
        1,
        2,
        2,
        3,
    ]
    assert sources.paragraph(TEXT, len(TEXT) - 1) == 3
    lines = "one\ntwo\nthree"
    assert [sources.paragraph(lines, lines.index(line)) for line in lines.split()] == [1, 2, 3]
    windows = "\r\n\r\none\r\nstill one\r\n \t\r\n\r\ntwo\r\n\r\n"
    assert [sources.paragraph(windows, windows.index(line)) for line in ("one", "still", "two")] == [1, 1, 2]
    assert sources.paragraph("", 0) == 1


@pytest.mark.parametrize(
    "exact, number, found",
    [
        ("it's not a deal - nor yet", 2, "It\u2019s not a\u00a0deal \u2014 \u00a0not yet"),
        ("Both sides meet on Tuesday", 1, "Both sides met \u201con Tuesday"),
        ("'a really one,' he said.", 2, "\u2018a\r\nreal one,\u2019 she said."),
        ("They said", 3, "they said"),
        ("Tuesdays", 1, "Tuesday"),
    ],
)
def test_the_nearest_words_are_the_texts_own_with_their_paragraph(
    exact: str, number: int, found: str
) -> None:
    assert sources.find(TEXT, exact) == []
    assert sources.nearest(TEXT, exact) == (number, found)
    assert found in [place.exact for place in sources.find(TEXT, found)]


def test_where_nothing_is_near_nothing_is_offered() -> None:
    for exact in ("a treaty of friendship between neighbours", "zebra", "", "?!", "x" * 5000, "deal " * 1000):
        assert sources.nearest(TEXT, exact) is None
    assert sources.nearest("", "on Tuesday") is None


def test_a_letter_that_grows_when_it_is_made_small_moves_no_words() -> None:
    text = "\u0130\u0130\u0130: both sides met on Tuesday, he said"
    assert sources.nearest(text, "both sides meet on Tuesday") == (1, "both sides met on Tuesday")


@pytest.fixture(scope="module")
def article() -> str:
    return shared("cases", "riyadh.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "exact",
    [
        "I will never accept any decisions between the United States and Russia about Ukraine,",
        "Never. And our people, never.",
        "it can't be so. The war in Ukraine is against us",
        '"high-level teams to begin working on a path to ending the conflict,"',
        "aid ending Russia's invasion",
        "effectively ruled out Ukrainian ascension into NATO",
        "Tuesday's meeting is a precursor",
    ],
)
def test_quotes_of_the_article_are_found_once_however_they_are_typed(article: str, exact: str) -> None:
    curly = exact.replace("'", "\u2019").replace(' "', " \u201c")
    blanks = exact.replace(" ", "\u00a0\n")
    for typed in (exact, curly, blanks, f" {exact}\n"):
        (place,) = sources.find(article, typed)
        assert article[place.start : place.end] == place.exact
        assert sources.fold(place.exact) == sources.fold(exact)


def test_a_quote_of_the_article_across_its_quotation_marks_needs_their_commas(article: str) -> None:
    assert len(sources.find(article, 'ending the conflict," to lay the groundwork')) == 1
    assert sources.find(article, 'ending the conflict", to lay the groundwork') == []


def test_a_word_that_the_article_repeats_is_chosen_by_its_surroundings(article: str) -> None:
    places = sources.find(article, "Zelensky")
    assert len(places) > 2
    for place in places:
        prefix, suffix = article[place.start - 20 : place.start], article[place.end : place.end + 20]
        assert sources.find(article, "Zelensky", prefix, suffix) == [place]
        assert sources.find(article, "Zelensky", start=place.start) == [place]


def test_the_nearest_words_in_the_article_are_those_a_reader_would_point_at(article: str) -> None:
    assert sources.nearest(article, "would not accept a deal agreed between the U.S. and Russia") == (
        7,
        "would not accept a deal agreed upon between the U.S. and Russia",
    )
    number, found = sources.nearest(article, "Zelenskyy said on sunday on Meet the Press") or (0, "")
    assert (number, found) == (12, "Zelensky said Sunday on Meet The Press")
    assert sources.nearest(article, "the ceasefire shall enter into force at midnight") is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit, exact",
    [
        ("The two sides agreed to a deal.\n\n ", "two sides agreed to no deal"),
        ("a", "a" * 65_536),
        ("a ", "a " * 32_000 + "b"),
        (" \u00a0", "a b"),
        ("\n\na", "a a a b"),
        ("\u201ca\u201d \u2014 ", '"a" - "b"'),
        ("ab", "ba" * 300 + "c"),
    ],
)
def test_a_text_of_16_mib_is_searched_in_time_that_grows_no_faster_than_it(unit: str, exact: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begun = time.process_time()
        sources.find(text, exact)
        sources.find(text, exact, prefix="b" * 1000, suffix="c")
        sources.nearest(text, exact)
        return time.process_time() - begun

    eighth, whole = seconds(2**21), seconds(2**24)
    assert whole < 20 * eighth + 1
