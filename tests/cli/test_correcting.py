"""Corrections and retractions: what stands afterwards, said in words, and nobody's word overwritten unseen."""

import pytest

from tests.cases import Json
from tests.cli.running import OPTIONS, PAPER, At, jsonl, position

WHY = ("--reason", "read again")
CITED = PAPER | {"title": "T", "quotes": [{"exact": "no"}]}


@pytest.fixture
def one(lg: At) -> At:
    """Return a ledger with one entry that has something in most fields."""
    lg.record(
        position(
            "usa",
            terms="if",
            tags=["a", "b"],
            speaker={"name": "Hegseth", "role": "Secretary", "party": "usa"},
            sources=[CITED],
        )
    )
    return lg


def stands(lg: At, number: int = 1) -> Json:
    """Return the words that stand of an entry, as they are stored."""
    found: Json = lg.json("show", str(number))["development"]
    for source in found["sources"]:
        for quote in source.get("quotes", ()):
            del quote["verified"]
    return found


# -- correct -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, changed",
    [
        (["--on=2025-02-10"], {"on": "2025-02-10"}),
        (["--stance=opposes", "--terms=unless"], {"stance": "opposes", "terms": "unless"}),
        (["--tag=c"], {"tags": ["c"]}),
        (["--party=eu,usa"], {"parties": ["eu", "usa"]}),
        (["--matter=other", "--negotiation=peace"], {"matter": "other", "negotiation": "peace"}),
        (["--clear=terms"], {"terms": None}),
        (["--clear=terms,tags", "--clear=speaker"], {"terms": None, "tags": None, "speaker": None}),
        (["--clear=terms", "--to=eu"], {"terms": None, "to": ["eu"]}),
        (["--according-to=eu"], {"according_to": "eu"}),
        (
            ["--speaker-role=Minister"],
            {"speaker": {"name": "Hegseth", "role": "Minister", "party": "usa"}},
        ),
        (["--speaker=Rubio"], {"speaker": {"name": "Rubio", "role": "Secretary", "party": "usa"}}),
        (
            ["--published=2025-02-17", "--url=u"],
            {
                "sources": [
                    PAPER | {"title": "T", "published": "2025-02-17", "url": "u", "quotes": [{"exact": "no"}]}
                ]
            },
        ),
        (
            ["--quote=yes", "--quote=never"],
            {"sources": [CITED | {"quotes": [{"exact": "yes"}, {"exact": "never"}]}]},
        ),
        (["--publisher=Times"], {"sources": [{"publisher": "Times"}]}),
        (["--on=sunday"], {"on": "2025-02-16", "terms": "if"}),
        (["--on=saturday"], {"on": "2025-02-15"}),
    ],
    ids=str,
)
def test_a_correction_changes_the_named_fields_and_no_other(
    one: At, options: list[str], changed: Json
) -> None:
    before = stands(one)
    done = one("correct", "1", *options, *WHY, "--json")
    if before | changed == before:
        assert (done.code, done.error["message"]) == (4, "entry 1 already says exactly this")
        return
    assert done.code == 0, done
    expected = {key: value for key, value in (before | changed).items() if value is not None}
    assert stands(one) == expected
    line = one.entries()[1]
    assert (line["entry"], line["over"], line["reason"]) == (line["entry"], line["entry"], "read again")
    assert line["replacement"] == expected


def test_options_may_stand_before_and_after_the_number(one: At) -> None:
    one.ok("correct", "--terms", "a", "--reason", "1", "1")
    one.ok("correct", "--reason", "2", "2", "--terms", "b")
    one.ok("correct", "--quote-unverified", "--terms=c", "--json", "#3", "--reason", "3")
    assert stands(one)["terms"] == "c"


def test_each_entry_is_corrected_with_the_options_of_its_own_kind(one: At) -> None:
    one.record({"kind": "statement-made", "negotiation": "talks", "on": "2025-02-16", "sources": [PAPER]})
    one.ok("correct", "1", "--terms=x", *WHY)
    assert one("correct", "2", "--terms=x", *WHY).code == 2
    one.ok("correct", "2", "--matter=a,b", *WHY)
    assert stands(one, 2)["matters"] == ["a", "b"]
    assert one("correct", "1", "--matter=a,b", *WHY, "--json").error["field"] == "replacement.matter"


def test_a_description_is_corrected_like_any_entry(lg: At) -> None:
    lg.record({"kind": "party-described", "party": "usa", "name": "America", "type": "state"})
    lg.ok("correct", "1", "--name=United States", "--alias=US,U.S.", *WHY)
    assert lg.entries()[1]["replacement"] == {
        "kind": "party-described",
        "party": "usa",
        "name": "United States",
        "type": "state",
        "aliases": ["US", "U.S."],
    }


def test_a_correction_is_shown_field_by_field_with_what_still_shows_the_old_words(one: At) -> None:
    printed = one.ok("correct", "1", "--on=2025-02-10", "--terms=unless", *WHY)
    assert printed == (
        "#2 corrects #1: read again\n"
        "    on     Sun 16 Feb 2025  ->  Mon 10 Feb 2025\n"
        "    terms  if               ->  unless\n"
        "    The rest is unchanged.\n"
        "    Until now the ledger said otherwise; --known-at 1 still shows it.\n"
        "    changes 1 cell from Mon 10 Feb 2025 on, today's too; nothing before it\n"
    )
    assert one.json("show", "1", "--known-at", "1")["development"]["terms"] == "if"


def test_a_weekday_in_a_correction_is_read_against_the_entrys_source(one: At) -> None:
    printed = one.ok("correct", "1", "--on=saturday", *WHY)
    assert '"saturday" = Sat 15 Feb 2025, the last by the source\'s date (Tue 18 Feb 2025)' in " ".join(
        printed.split()
    )


@pytest.mark.parametrize(
    "options, field",
    [
        (["--on=2025-13"], "replacement.on"),
        (["--stance=no"], "replacement.stance"),
        (["--clear=on"], "replacement.on"),
        (["--clear=sources"], "replacement.sources"),
        (["--clear=nothing"], "nothing"),
        (["--clear=according-to"], "according_to"),
        (["--on=2025-03-01"], "replacement.on"),
        (["--source=nowhere"], "replacement.sources.source"),
        (["--after=1"], "replacement.after"),
        (["--over=7", "--terms=x"], "over"),
        (["--terms=x", "--reason= "], "reason"),
    ],
    ids=str,
)
def test_a_correction_that_cannot_stand_is_refused_by_field(one: At, options: list[str], field: str) -> None:
    done = one("correct", "1", *WHY, *options, "--json")
    assert (done.code, done.error["field"]) == (4, field)
    assert len(one.entries()) == 1


def test_the_fields_of_a_correction_are_those_of_its_kind(one: At) -> None:
    done = one("correct", "1", "--participant=x", *WHY)
    assert done.code == 2
    assert "No such option '--participant'" in done.err


def test_over_says_which_newer_word_was_seen(one: At) -> None:
    one.ok("correct", "1", "--terms=a", *WHY)
    assert one("correct", "1", "--terms=b", *WHY).code == 5
    one.ok("correct", "1", "--terms=b", "--over=2", *WHY)
    assert one.entries()[2]["over"] != one.entries()[2]["entry"]
    one.ok("correct", "3", "--terms=c", *WHY)
    assert stands(one)["terms"] == "c"


def test_two_who_mend_the_same_typo_conflict(one: At) -> None:
    one.ok("correct", "1", "--terms=a", *WHY)
    assert one("correct", "1", "--terms=a", "--reason", "me too").code == 5
    assert one("correct", "2", "--terms=a", *WHY).code == 4


def test_a_correction_that_drops_a_source_is_warned_of(one: At) -> None:
    done = one("correct", "1", "--publisher=Times", *WHY, "--json")
    assert done.code == 0
    assert "drops a source: Gazette" in done.document["warnings"][0]["message"]


def test_a_dry_run_of_a_correction_records_nothing(one: At) -> None:
    assert one.ok("correct", "1", "--terms=x", *WHY, "--dry-run").endswith(
        "Nothing was recorded: --dry-run.\n"
    )
    assert one.ok("retract", "1", *WHY, "--dry-run").endswith("Nothing was recorded: --dry-run.\n")
    assert len(one.entries()) == 1


def test_a_refused_correction_stores_nothing_though_repeated_it_is_stored_once(one: At) -> None:
    for _ in range(2):
        one("correct", "1", "--terms=x", *WHY)
    assert len(one.entries()) == 2


# -- retract -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "retracted, said",
    [
        (["2"], "Of entry #1 stand the words of #1 now."),
        (["2", "3"], "Of entry #1 stand the words of #2 now."),
        (["1 --over=2"], "Nothing stands of entry #1 now; it is kept in the log."),
        (["1 --over=2", "3"], "Of entry #1 stand the words of #2 now."),
        (["1 --over=2", "2 --over=3"], "Nothing stands of entry #1 now; it is kept in the log."),
        (["1 --over=2", "2 --over=3", "3 --over=4"], "Of entry #1 stand the words of #1 now."),
    ],
    ids=str,
)
def test_a_retraction_says_what_stands_afterwards(one: At, retracted: list[str], said: str) -> None:
    one.ok("correct", "1", "--terms=a", *WHY)
    printed = [one.ok("retract", *which.split(), *WHY) for which in retracted]
    assert printed[-1].splitlines()[1].strip() == said
    assert one.json("show", "1")["stands"] is not said.startswith("Nothing")


def test_nothing_stands_of_a_retracted_entry_and_it_stays_in_the_log(one: At) -> None:
    printed = one.ok("retract", "1", *WHY)
    assert printed == (
        "#2  retracts #1: read again\n"
        "    Nothing stands of entry #1 now; it is kept in the log.\n"
        "    changes 1 cell from Sun 16 Feb 2025 on, today's too; nothing before it\n"
        "      usa deal: rejects -> .\n"
    )
    assert one.json("positions", "--as-of", "2030", "--negotiation", "talks")["positions"] == []
    assert one.json("show", "1")["retracted_by"] == 2
    assert len(one.json("log")["entries"]) == 2


def test_a_retraction_twice_is_already_an_entry(one: At) -> None:
    first = one.json("retract", "1", *WHY)
    assert one.json("retract", "1", *WHY)["recorded"] == [first["recorded"][0] | {"new": False}]
    assert one.ok("retract", "1", *WHY).startswith("already entry #2;")
    assert one("retract", "1", "--reason", "another").code == 5
    assert one("retract", "1", "--over=2", "--reason", "another").code == 4


def test_a_source_is_taken_back_like_any_line(one: At) -> None:
    one.ok("source", "add-to", "1", "--publisher=Times", "--published=2025-02-01")
    asked = ("positions", "--as-of=2030", "--published-by=2025-02-02", "--negotiation=talks")
    assert len(one.json(*asked)["positions"]) == 1
    one.ok("retract", "2", *WHY)
    assert one.json(*asked)["positions"] == []


# -- the same again ------------------------------------------------------------------------------


def test_what_was_retracted_is_told_with_how_to_bring_it_back(lg: At) -> None:
    record = ("record", "position-taken", *OPTIONS)
    lg.ok(*record)
    lg.ok("retract", "1", *WHY)
    printed = lg.ok(*record)
    assert printed.startswith("already entry #1, retracted by #2; nothing changed (id\n")
    assert printed.endswith("    To bring it back:  ledger retract 2 --reason ...\n")
    assert lg.json(*record)["recorded"][0]["retracted_by"] == 2
    lg.ok("retract", "2", *WHY)
    assert lg.json("show", "1")["stands"] is True
    assert "retracted" not in lg.ok(*record)


def test_under_a_new_id_it_is_a_new_entry(lg: At) -> None:
    lg.ok("record", "position-taken", *OPTIONS)
    lg.ok("retract", "1", *WHY)
    assert lg.json("record", "position-taken", *OPTIONS, "--id=again")["recorded"][0]["new"] is True


def test_the_same_is_compared_with_the_words_as_recorded_and_not_with_what_stands(lg: At) -> None:
    record = ("record", "position-taken", *OPTIONS)
    lg.ok(*record)
    lg.ok("correct", "1", "--terms=a", *WHY)
    assert lg.ok(*record).startswith("already entry #1;")
    assert lg.json(*record, "--terms=a")["recorded"][0] == lg.json(*record, "--terms=a")["recorded"][0] | {
        "new": True
    }


def test_an_id_with_other_content_is_shown_as_a_difference(lg: At) -> None:
    lg.record({"id": "D1", "development": position(terms="if", tags=["x"])})
    other = {"id": "D1", "development": position(terms="unless", stance="opposes")}
    done = lg("record", "--file", "-", given=jsonl(position("usa"), other))
    words = " ".join(done.err.split())
    assert done.code == 4
    assert "the id D1 is that of entry 1, which says something else" in words
    for part in ("stance", '"rejects"', '"opposes"', "terms", '"if"', '"unless"', "tags", '["x"]'):
        assert part in words
    assert "matter" not in words
    assert "ledger correct 1" in words
    assert len(lg.entries()) == 1
