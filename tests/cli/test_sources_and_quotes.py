"""Sources kept by their text, and quotes found in it again: verbatim, or refused with the nearest words."""

from hashlib import sha256

import pytest

from tests.cases import Json
from tests.cli.running import OPTIONS, At, jsonl, position

ARTICLE = (
    "The talks\u00a0began on Sunday.\n"
    "\n"
    "Zelensky said: \u201cI will never accept any decisions\u201d made without Ukraine.\n"
    "He would not accept a deal agreed upon between the U.S. and Russia \u2014 no deal, ever.\n"
    "No deal, said the minister. No deal, said the envoy.\n"
)
SHA256 = sha256(ARTICLE.encode()).hexdigest()
ADDED = (
    "--as=we-0218",
    "--publisher=Washington Examiner",
    "--published=2025-02-18",
    "--source-title=US stresses",
)
BY_SLUG = ("record", "position-taken", *OPTIONS[:5], "--source=we-0218")


@pytest.fixture
def kept(lg: At) -> At:
    """Return a ledger that holds the article."""
    lg.ok("source", "add", lg.file("article.txt", ARTICLE), *ADDED)
    return lg


def quotes(lg: At, number: int = 1) -> list[Json]:
    """Return the quotes of an entry as the ledger shows them."""
    found: list[Json] = lg.json("show", str(number))["development"]["sources"][0]["quotes"]
    return found


# -- source add ----------------------------------------------------------------------------------


def test_a_text_is_kept_under_a_slug_and_said_so(lg: At) -> None:
    printed = lg.ok("source", "add", "-", *ADDED, given=ARTICLE)
    assert printed == (
        f"Kept we-0218: {len(ARTICLE)} characters, sha256 {SHA256[:12]}. Quotes will be checked.\n"
    )
    (row,) = lg.json("sources")["sources"]
    assert (row["slug"], row["archive"], row["entries"]) == ("we-0218", SHA256, 0)
    assert '"text"' in lg.ok("export")
    assert '"text"' not in lg.ok("export", "--without-texts")


def test_the_same_source_twice_changes_nothing(kept: At) -> None:
    before = kept.ok("export")
    again = kept.ok("source", "add", str(kept.folder / "article.txt"), *ADDED)
    assert again.startswith("Already kept we-0218: ")
    assert kept.json("source", "add", "-", *ADDED, given=ARTICLE)["new"] is False
    assert kept.ok("export") == before


def test_a_text_may_have_two_sources(kept: At) -> None:
    kept.ok("source", "add", "-", "--as=reprint", "--publisher=Times", given=ARTICLE)
    assert [row["slug"] for row in kept.json("sources")["sources"]] == ["reprint", "we-0218"]
    assert kept.ok("export").count('"text"') == 1


@pytest.mark.parametrize(
    "options, text, words",
    [
        ((), ARTICLE + "More.", "differs in archive"),
        (("--published=2025-02-19",), ARTICLE, "differs in published"),
        (("--url=https://x.example", "--author=A"), ARTICLE, "differs in author, url"),
    ],
)
def test_a_slug_of_another_source_is_refused(
    kept: At, options: tuple[str, ...], text: str, words: str
) -> None:
    before = kept.ok("export")
    done = kept("source", "add", "-", *ADDED, *options, "--json", given=text)
    assert (done.code, done.error["field"]) == (4, "as")
    assert words in done.error["message"]
    assert "we-0218-2" in done.error["remedy"]
    assert kept.ok("export") == before


@pytest.mark.parametrize(
    "options, text, field",
    [
        (("--as=WE",), ARTICLE, "as"),
        (("--as=" + "x" * 65,), ARTICLE, "as"),
        (("--published=2025-02-30",), ARTICLE, "published"),
        (("--published=2025-02-18/..",), ARTICLE, "published"),
        (("--publisher= ",), ARTICLE, "publisher"),
        (("--url=" + "x" * 65_537,), ARTICLE, "url"),
        ((), " \n\t", None),
        ((), b"caf\xe9", None),
        ((), "x" * ((16 << 20) + 1), None),
    ],
    ids=lambda one: str(one)[:20],
)
def test_what_is_no_source_is_refused(
    lg: At, options: tuple[str, ...], text: str | bytes, field: str | None
) -> None:
    done = lg("source", "add", "-", *ADDED, *options, "--json", given=text)
    assert (done.code, done.error["field"]) == (4, field)
    assert lg.json("sources")["sources"] == []


def test_a_text_of_16_mib_is_kept_whole(lg: At) -> None:
    text = "é\n" * ((16 << 20) // 3)
    lg.ok("source", "add", "-", *ADDED, given=text)
    assert lg.json("sources")["sources"][0]["archive"] == sha256(text.encode()).hexdigest()


def test_a_word_is_read_as_the_day_of_publication_and_told(lg: At) -> None:
    printed = lg.ok("source", "add", "-", *ADDED, "--published=yesterday", given=ARTICLE)
    assert '"yesterday" = ' in printed


# -- quotes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("I will never accept any decisions", "I will never accept any decisions"),
        ('"I will never   accept any decisions"', "\u201cI will never accept any decisions\u201d"),
        ("talks began", "talks\u00a0began"),
        ("Russia - no deal", "Russia \u2014 no deal"),
    ],
)
def test_a_quote_is_stored_in_the_sources_own_words_and_with_its_place(
    kept: At, typed: str, stored: str
) -> None:
    printed = kept.ok(*BY_SLUG, f"--quote={typed}")
    (quote,) = quotes(kept)
    assert (quote["exact"], quote["verified"]) == (stored, True)
    assert ARTICLE[quote["start"] : quote["end"]] == stored
    assert "found" in printed
    (source,) = kept.entries()[0]["sources"]
    assert (source["archive"], source["title"], source["published"]) == (SHA256, "US stresses", "2025-02-18")


def test_a_file_names_an_archived_source_and_its_quotes(kept: At) -> None:
    named = {"source": "we-0218", "quotes": [{"exact": "the U.S. and Russia"}]}
    printed = kept.json("record", "--file", "-", given=jsonl(position(sources=[named])))
    assert printed["faults"] == []
    assert quotes(kept)[0]["verified"] is True


def test_the_same_entry_with_other_marks_of_quotation_is_the_same_entry(kept: At) -> None:
    first = kept.json(*BY_SLUG, '--quote="I will never accept any decisions"')
    again = kept.json(*BY_SLUG, "--quote=\u201cI will never accept any\u00a0decisions\u201d")
    assert again["recorded"] == [{**first["recorded"][0], "new": False}]


def test_a_quote_that_is_not_there_is_refused_beside_the_nearest_words(kept: At) -> None:
    typed = "would not accept a deal agreed between the U.S. and Russia"
    done = kept(*BY_SLUG, f"--quote={typed}")
    words = " ".join(done.err.split())
    assert done.code == 4
    assert "the quote is not in its source's text. Nothing was recorded." in words
    assert f"yours {typed}" in words
    assert "par. 2 would not accept a deal agreed upon between the U.S. and Russia" in words
    assert "--quote-nearest" in words
    assert "--quote-unverified" in words
    program = kept(*BY_SLUG, f"--quote={typed}", "--json")
    assert program.error["field"] == "sources.quotes"
    assert kept.entries() == []


def test_the_nearest_words_are_taken_when_asked_for(kept: At) -> None:
    typed = "would not accept a deal agreed between the U.S. and Russia"
    printed = kept.ok(*BY_SLUG, f"--quote={typed}", "--quote-nearest")
    (quote,) = quotes(kept)
    assert quote["verified"] is True
    assert quote["exact"] == "would not accept a deal agreed upon between the U.S. and Russia"
    assert "the source's words are taken" in " ".join(printed.split())


def test_a_quote_with_nothing_near_it_is_refused_also_then(kept: At) -> None:
    done = kept(*BY_SLUG, "--quote=\u4f60\u597d", "--quote-nearest")
    assert done.code == 4
    assert "--quote-nearest" not in done.err


@pytest.mark.parametrize("how", ["options", "file"])
def test_a_quote_that_is_not_there_is_kept_and_marked_when_asked_for(kept: At, how: str) -> None:
    if how == "options":
        printed = kept.json(*BY_SLUG, "--quote=never said", "--quote-unverified")
    else:
        named = {"source": "we-0218", "quotes": [{"exact": "never said"}]}
        printed = kept.json(
            "record", "--file", "-", "--quote-unverified", given=jsonl(position(sources=[named]))
        )
    assert [warning["field"] for warning in printed["warnings"]] == ["sources.quotes"]
    assert quotes(kept) == [{"exact": "never said", "verified": False}]
    assert kept.json("verify")["ok"]
    assert "NOT FOUND in its text" in kept.ok("show", "1")


def test_a_quote_that_stands_several_times_is_refused_with_the_places(kept: At) -> None:
    done = kept(*BY_SLUG, "--quote=No deal", "--json")
    places = [place for place in range(len(ARTICLE)) if ARTICLE.startswith("No deal", place)]
    assert done.code == 4
    assert len(places) == 2
    assert done.error["message"] == (
        f"the quote stands 2 times in its source's text, at {places[0]} (paragraph 2), {places[1]} (paragraph 2)"
    )
    assert "start" in done.error["remedy"]
    assert kept.entries() == []


@pytest.mark.parametrize(
    "options",
    [
        ("--quote-suffix=, said the envoy",),
        ("--quote-prefix=minister.",),
        ("--quote-start=SECOND",),
    ],
    ids=str,
)
def test_prefix_suffix_or_start_say_which_is_meant(kept: At, options: tuple[str, ...]) -> None:
    second = ARTICLE.rindex("No deal")
    typed = [option.replace("SECOND", str(second)) for option in options]
    kept.ok(*BY_SLUG, "--quote=No deal", *typed)
    assert quotes(kept)[0]["start"] == second


def test_a_wrong_start_is_refused(kept: At) -> None:
    for start in ("0", "99999", "-1", "x"):
        assert kept(*BY_SLUG, "--quote=No deal", f"--quote-start={start}").code == 4
    assert kept.entries() == []


def test_a_quote_of_a_source_without_a_text_is_neither_found_nor_missed(lg: At) -> None:
    lg.ok("record", "position-taken", *OPTIONS, "--quote=anything")
    assert quotes(lg) == [{"exact": "anything", "verified": None}]


@pytest.mark.parametrize(
    "source, field",
    [
        ({"source": "nowhere"}, "sources.source"),
        ({"source": "we-0218", "publisher": "Times"}, "sources.publisher"),
        ({"source": 7}, "sources.source"),
        ({"source": "we-0218", "quotes": [{"exact": " "}]}, "sources.quotes.exact"),
        ({"source": "we-0218", "quotes": [{"exact": "x", "more": 1}]}, "sources.quotes"),
        ({"source": "we-0218", "quotes": "No deal"}, "sources.quotes"),
        ({}, "sources"),
    ],
    ids=str,
)
def test_a_source_that_cannot_be_resolved_is_a_fault(kept: At, source: Json, field: str) -> None:
    done = kept("record", "--file", "-", "--json", given=jsonl(position(sources=[source])))
    assert (done.code, done.error["field"]) == (4, field)


# -- source add-to -------------------------------------------------------------------------------


def test_a_source_is_added_to_an_entry_and_counts_from_then_on(kept: At) -> None:
    kept.record(position())
    kept.ok("source", "add-to", "1", "--source=we-0218", "--quote=I will never accept any decisions")
    kept.ok("source", "add-to", "#1", "--publisher=Times", "--published=2025-02-17")
    added = kept.entries()[1:]
    assert [entry["kind"] for entry in added] == ["source-added"] * 2
    assert added[0]["sources"][0]["quotes"][0]["start"] == ARTICLE.index("I will never")
    for known, found in ((1, 0), (2, 0), (3, 1)):
        asked = ("--as-of=2025-02-17", "--published-by=2025-02-17", f"--known-at={known}")
        assert len(kept.json("positions", *asked)["positions"]) == found


def test_the_same_source_added_twice_is_already_there(lg: At) -> None:
    lg.record(position())
    lg.ok("source", "add-to", "1", "--publisher=Times")
    assert lg.ok("source", "add-to", "1", "--publisher=Times").startswith("already entry #2;")


def test_a_source_is_not_added_to_a_description(lg: At) -> None:
    lg.record({"kind": "party-described", "party": "usa", "name": "United States", "type": "state"})
    done = lg("source", "add-to", "1", "--publisher=Times", "--json")
    assert (done.code, done.error["field"]) == (4, "entry")


def test_a_quote_of_an_added_source_is_checked_too(kept: At) -> None:
    kept.record(position())
    add = ("source", "add-to", "1", "--source=we-0218", "--quote=never said")
    assert kept(*add).code == 4
    assert len(kept.entries()) == 1
    kept.ok(*add, "--quote-unverified")
