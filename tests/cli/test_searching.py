"""A search on the command line: what it shows of what was found, and of who was first."""

from inline_snapshot import snapshot

from tests.cli.running import At, position

DAY = ("--as-of", "2025-02-18")


def screen(at: At, *arguments: str) -> str:
    return "\n" + at.ok(*arguments)


def test_a_search(riyadh_ledger: At) -> None:
    assert screen(riyadh_ledger, "search", "negotiating", "table", *DAY) == snapshot("""\

ukraine-2025  search: negotiating table    as of Tue 18 Feb 2025    known to #41
#16  Wed 20 Jan 2021  usa negotiations: conditional: Ukraine is not forced to
                      the negotiating table, until Mon 20 Jan 2025; Under Biden
                      the US would not force Ukraine to negotiate
  "it would not force Ukraine to the negotiating table"
1 entry.
basis 2025-02-18@41
""")


def test_a_phrase_is_found_in_a_quote(riyadh_ledger: At) -> None:
    assert screen(riyadh_ledger, "search", '"off the table"', *DAY, "--matter", "territory") == snapshot("""\

ukraine-2025  search: "off the table"  as of Tue 18 Feb 2025  known to #41
    matter territory
#22  10..18 Feb 2025  usa takes back its word on territory, withdraws #20,
                      leaves undetermined; voiced by Pete Hegseth, Defense
                      Secretary, usa; Hegseth walks back his comment on
                      territory
  "the president had not taken anything off the table"
1 entry.
basis 2025-02-18@41
""")


def test_who_was_first(riyadh_ledger: At) -> None:
    assert screen(riyadh_ledger, "search", "--first", "minerals", *DAY) == snapshot("""\

ukraine-2025  search, first: minerals     as of Tue 18 Feb 2025     known to #41
SAID       #32  20 Jan..18 Feb 2025  usa proposes minerals to ukraine: $500
                                     billion in rare earth minerals for the US
                                     in exchange for aid ending Russia's
                                     invasion; The Trump administration floats
                                     rare earth minerals in exchange for aid
             "Kyiv giving the U.S. $500 billion in rare earth minerals in
               exchange for aid"
             perhaps earlier: #33
PUBLISHED  #32  Tue 18 Feb 2025      the same entry
RECORDED   #32  19 Feb 2025          the same entry
basis 2025-02-18@41
""")


def test_nobody_was_first_with_what_nobody_said(riyadh_ledger: At) -> None:
    assert screen(riyadh_ledger, "search", "--first", "unicorns", *DAY) == snapshot("""\

ukraine-2025  search, first: unicorns     as of Tue 18 Feb 2025     known to #41
SAID       no entry
PUBLISHED  no entry
RECORDED   no entry
basis 2025-02-18@41
""")


def test_words_that_no_longer_stand_are_found_and_marked(lg: At) -> None:
    lg.record(
        {"id": "a", "development": position(terms="no unicorns", on="2025-02-16")},
        {"id": "b", "development": position("usa", terms="unicorns at last", on="2025-02-17")},
        {"id": "c", "development": position("russia", terms="unicorns again", on="2025-02-18")},
    )
    lg.ok("correct", "1", "--terms", "no horses", "--reason", "misread")
    lg.ok("retract", "2", "--reason", "not said")
    assert screen(lg, "search", "unicorns", "--as-of", "2025-02-20") == snapshot("""\

talks  search: unicorns             as of Thu 20 Feb 2025            known to #5
#1  Sun 16 Feb 2025  ukraine rejects deal: no unicorns; these words no longer
                     stand: see #4
#2  Mon 17 Feb 2025  usa rejects deal: unicorns at last; retracted by #5
#3  Tue 18 Feb 2025  russia rejects deal: unicorns again
3 entries.
basis 2025-02-20@5
""")
    found = lg.json("search", "unicorns")["hits"]
    assert [(hit["entry"], hit["stands"], hit["superseded_by"], hit["retracted_by"]) for hit in found] == [
        (1, False, 4, None),
        (2, False, None, 5),
        (3, True, None, None),
    ]
    assert found[0]["development"]["terms"] == "no unicorns"
    first = lg.json("search", "unicorns", "--first")["first"]
    assert [first[key]["entry"]["entry"] for key in ("said", "published", "recorded")] == [3, 3, 1]
    before = lg.json("search", "unicorns", "--known-at", "3")["hits"]
    assert [hit["found_standing"] for hit in before] == [True, True, True]


def test_a_basis_finds_the_same_for_ever(talks: At) -> None:
    before = talks.ok("search", "zelensky", "--basis", "2025-02-18@41", "--json")
    talks.ok("retract", "28", "--reason", "not said")
    talks.ok("correct", "29", "--summary", "nothing", "--reason", "misread")
    assert talks.ok("search", "zelensky", "--basis", "2025-02-18@41", "--json") == before


def test_an_operator_is_read_as_a_word_and_said_to_be(riyadh_ledger: At) -> None:
    assert "OR is read as a word: every word must be there" in riyadh_ledger.ok("search", "nato OR minerals")
