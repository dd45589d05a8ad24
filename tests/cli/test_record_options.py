"""One entry from options: every field of every kind of the vocabulary, lists, people, dates in words."""

import datetime

import pytest

from ledger import events
from tests.cli.running import OPTIONS, PAPER, At, jsonl, position
from tests.cli.vocabulary import typed


@pytest.mark.parametrize("kind", [kind for kind in events.kinds() if kind != "entries-withheld"])
def test_every_field_of_a_kind_has_an_option(lg: At, kind: str) -> None:
    lg.record({"id": "D1", "development": position()})
    options, expected = typed(kind)
    assert set(events.kinds()[kind].model_fields) - {"cancelled", "rescinds"} == expected.keys()
    lg.json("record", kind, *options)
    assert lg.entries()[1] == expected


def test_a_flag_and_a_rescission_have_options_too(lg: At) -> None:
    act = ["commitment-changed", "--agreement=pact", "--negotiation=talks", "--publisher=G", "--party=usa"]
    lg.ok("record", *act, "--on=2025-02-01", "--act=withdrawn", "--effective=2026", "--id=W")
    lg.ok("record", *act, "--on=2025-02-02", "--act=rescinded", "--rescinds=W")
    lg.ok("record", "meeting-announced", "--on=2025", "--meeting=m", "--cancelled", "--publisher=G")
    assert lg.entries()[1]["rescinds"] == ["W"]
    assert lg.entries()[2]["cancelled"] is True


@pytest.mark.parametrize("kind", events.kinds())
def test_the_help_of_a_kind_tells_every_option(kind: str, lg: At) -> None:
    text = " ".join(lg.ok("record", kind, "--help").split())
    assert " ".join((events.kinds()[kind].__doc__ or "?").split()) in text
    options, _ = typed(kind)
    for option in options:
        assert f" {option.partition('=')[0]} " in text


def test_the_help_lists_the_kinds(lg: At) -> None:
    text = lg.ok("record", "--help")
    assert [kind for kind in events.kinds() if f"\n  {kind} " not in text] == []


# -- lists and people ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, items",
    [
        (["a,b"], ["a", "b"]),
        (["a", "b"], ["a", "b"]),
        (["a, b ,c"], ["a", "b", "c"]),
        (['"a, b",c'], ["a, b", "c"]),
        (['c, "a, b"'], ["c", "a, b"]),
        (['"say ""no"", twice"'], ['say "no", twice']),
        (['say "no" twice'], ['say "no" twice']),
        (['"open, c'], ['"open', "c"]),
        (["a,,b,"], ["a", "b"]),
        (["a\nb\r,c"], ["a\nb", "c"]),
        (["", "a"], ["a"]),
        (["x" * 200_000 + ",b"], None),
    ],
    ids=lambda one: str(one)[:30],
)
def test_a_list_is_repeated_or_has_commas_and_quotes_keep_a_comma(
    lg: At, options: list[str], items: list[str] | None
) -> None:
    done = lg("record", "position-taken", *OPTIONS, *(f"--tag={one}" for one in options))
    assert done.code == (4 if items is None else 0), done
    assert [entry["tags"] for entry in lg.entries()] == ([] if items is None else [items])


def test_the_only_partys_speaker_speaks_for_it_unless_it_is_said_otherwise(lg: At) -> None:
    for number, more in enumerate(
        (
            ["--speaker=Z"],
            ["--speaker=Z", "--party=usa"],
            ["--speaker=Z", "--according-to=usa"],
            ["--speaker-role=officials"],
            ["--speaker=Z", "--speaker-party=usa"],
        ),
        start=1,
    ):
        lg.json("record", "position-taken", *OPTIONS, *more, f"--id=D{number}")
    assert [entry["speaker"] for entry in lg.entries()] == [
        {"name": "Z", "party": "ukraine"},
        {"name": "Z"},
        {"name": "Z"},
        {"role": "officials", "party": "ukraine"},
        {"name": "Z", "party": "usa"},
    ]


def test_a_participant_has_at_most_three_parts_and_a_name(lg: At) -> None:
    held = ["record", "meeting-held", "--on=2025", "--meeting=m", "--negotiation=talks", "--publisher=G"]
    four, nameless = lg(*held, "--participant=a;b;usa;d", "--json"), lg(*held, "--participant=;b", "--json")
    assert (four.code, four.error["field"]) == (4, "participants")
    assert (nameless.code, nameless.error["field"]) == (4, "participants")
    assert lg.entries() == []


@pytest.mark.parametrize("value", ["1_000", "\uff11", "1.0", "0x1", "", "one", "9" * 19, "1e3", " 1"])
def test_a_number_is_written_in_plain_digits(lg: At, value: str) -> None:
    point = ["--point=p", "--text=x", "--party=usa", "--negotiation=talks", "--on=2025", "--publisher=G"]
    done = lg("record", "point-agreed", *point, f"--order={value}", "--json")
    assert (done.code, done.error["field"]) == (4, "order")
    assert lg.json("record", "point-agreed", *point, "--order=-7")["recorded"]


def test_digits_are_an_entrys_number_and_all_else_its_id(lg: At) -> None:
    lg.record({"id": "D1", "development": position("usa", on="2025-02-01")})
    for number, reference in enumerate(("1", "#1", "D1"), start=2):
        lg.json("record", "position-taken", *OPTIONS, f"--after={reference}", f"--id=A{number}")
    assert {entry["after"][0] for entry in lg.entries()[1:]} == {"D1"}


# -- what is left out ----------------------------------------------------------------------------


def test_the_only_negotiation_need_not_be_named(lg: At) -> None:
    unnamed = [option for option in OPTIONS if "negotiation" not in option]
    assert lg("record", "position-taken", *unnamed, "--json").error["field"] == "negotiation"
    lg.record(position("usa"))
    lg.json("record", "position-taken", *unnamed)
    lg.record(position("usa", negotiation="others"))
    assert lg("record", "position-taken", *unnamed, "--json").error["field"] == "negotiation"


def test_all_that_is_missing_is_told_at_once(lg: At) -> None:
    done = lg("record", "position-taken", "--json")
    assert {fault["field"] for fault in done.document["faults"]} == {
        "negotiation",
        "on",
        "sources",
        "parties",
        "matter",
        "stance",
    }


def test_a_source_is_a_slug_or_its_fields(lg: At) -> None:
    done = lg("record", "position-taken", *OPTIONS, "--source=we", "--json")
    assert (done.code, done.error["field"]) == (4, "sources")
    alone = lg("record", "position-taken", *OPTIONS[:-2], "--quote=x", "--json")
    assert (alone.code, alone.error["field"]) == (4, "sources")


def test_where_a_quote_stands_is_said_of_one_quote(lg: At) -> None:
    done = lg("record", "position-taken", *OPTIONS, "--quote=a", "--quote=b", "--quote-start=1", "--json")
    assert (done.code, done.error["field"]) == (4, "sources.quotes")


def test_a_replacement_is_json(lg: At) -> None:
    lg.record(position())
    for text in ("{", '{"a":1,"a":2}', "NaN", "[" * 100_000):
        done = lg("record", "entry-corrected", "--entry=1", "--reason=x", f"--replacement={text}", "--json")
        assert (done.code, done.error["field"]) == (4, "replacement")


# -- dates in words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word, day, note",
    [
        (
            "sunday",
            "2025-02-16",
            '"sunday" = Sun 16 Feb 2025, the last by the source\'s date (Tue 18 Feb 2025)',
        ),
        ("SUN", "2025-02-16", '"SUN" = Sun 16 Feb 2025, the last by the source\'s date (Tue 18 Feb 2025)'),
        ("Tuesday", "2025-02-18", '"Tuesday" = Tue 18 Feb 2025, the last by'),
        ("wednesday", "2025-02-12", '"wednesday" = Wed 12 Feb 2025, the last by'),
    ],
)
def test_a_weekday_is_the_last_one_by_the_sources_date_and_told(
    lg: At, word: str, day: str, note: str
) -> None:
    printed = lg.ok("record", "position-taken", *OPTIONS, f"--on={word}")
    assert lg.entries()[0]["on"] == day
    assert note in " ".join(printed.split())


def test_a_weekday_is_read_against_an_archived_sources_date_and_told_to_a_program(lg: At) -> None:
    article = lg.file("article.txt", "He said no.")
    lg.ok("source", "add", article, "--as=we", "--publisher=Herald", "--published=2025-02-12~/2025-02-14")
    found = lg.json(
        "record", "position-taken", *OPTIONS[1:5], "--negotiation=talks", "--on=friday", "--source=we"
    )
    assert lg.entries()[0]["on"] == "2025-02-14"
    assert found["notes"] == [
        '"friday" = Fri 14 Feb 2025, the last by the source\'s date (12 Feb 2025~..14 Feb 2025)'
    ]


def days_ago(days: int) -> str:
    return (datetime.datetime.now().astimezone().date() - datetime.timedelta(days=days)).isoformat()


def test_today_and_yesterday_are_days_of_this_computers_calendar(lg: At) -> None:
    before = days_ago(0), days_ago(1)
    printed = lg.ok("record", "position-taken", *OPTIONS, "--on=yesterday", "--published=today")
    after = days_ago(0), days_ago(1)
    (entry,) = lg.entries()
    assert (entry["sources"][0]["published"], entry["on"]) in (before, after)
    assert '"yesterday" = ' in printed
    assert "source's date" not in printed


def test_a_word_is_no_date_in_a_file(lg: At) -> None:
    for word in ("today", "yesterday", "sunday"):
        done = lg("record", "--file", "-", "--json", given=jsonl(position(on=word)))
        assert (done.code, done.error["field"]) == (4, "on")


def test_a_faulty_day_of_publication_is_a_fault_beside_the_others(lg: At) -> None:
    done = lg(
        "record", "position-taken", *OPTIONS, "--published=2025-13", "--on=sunday", "--stance=no", "--json"
    )
    assert {fault["field"] for fault in done.document["faults"]} == {"sources.published", "stance"}


# -- what is answered ----------------------------------------------------------------------------


def test_the_same_again_is_already_an_entry_and_changes_nothing(lg: At) -> None:
    lg.ok("record", "position-taken", *OPTIONS)
    again = lg.ok("record", "position-taken", *reversed(OPTIONS))
    assert again.startswith("already entry #1; nothing changed (id ")
    assert len(lg.entries()) == 1


def test_an_alias_of_a_described_party_is_resolved_and_announced(lg: At) -> None:
    lg.ok("record", "party-described", "--party=ukraine", "--name=Ukraine", "--type=state", "--alias=Kyiv")
    printed = lg.ok(
        "record", "position-taken", *(one for one in OPTIONS if "party" not in one), "--party=Kyiv"
    )
    assert "Kyiv is read as ukraine" in printed
    assert lg.entries()[1] == position()


def test_a_dry_run_of_one_entry_records_nothing(lg: At) -> None:
    dry = lg.json("record", "position-taken", *OPTIONS, "--on=sunday", "--dry-run")
    printed = lg.ok("record", "position-taken", *OPTIONS, "--on=sunday", "--dry-run")
    assert '"sunday" = ' in printed
    assert printed.endswith("Nothing was recorded: --dry-run.\n")
    assert lg.entries() == []
    assert [change["after"]["stance"] for change in dry.pop("changes")] == ["rejects"]
    assert lg.json("record", "position-taken", *OPTIONS, "--on=sunday") == dry


def test_an_option_is_stored_as_a_file_would_say_it(lg: At, another: At) -> None:
    lg.ok("record", "position-taken", *OPTIONS)
    another.record(position(sources=[PAPER]))
    assert lg.entries() == another.entries()
    assert lg.json("show", "1")["id"] == another.json("show", "1")["id"]


def test_a_word_counted_from_today_that_is_after_the_source_is_offered_as_the_day_of_the_source(
    lg: At,
) -> None:
    done = lg("record", "position-taken", *OPTIONS, "--on=yesterday")
    assert done.code == 4
    assert "If the source says it: --on 2025-02-17" in " ".join(done.err.split())
    assert lg.ok("record", "position-taken", *OPTIONS, "--on=2025-02-17").startswith("#1 ")


@pytest.mark.parametrize("word,days", [("last week", "10/2025-02-16"), ("This  week", "17/2025-02-23")])
def test_a_week_in_words_is_no_date_and_is_offered_as_one(lg: At, word: str, days: str) -> None:
    done = lg("record", "position-taken", *OPTIONS, f"--on={word}")
    assert done.code == 4
    assert f"Of the source's date, Monday to Sunday: --on 2025-02-{days}" in " ".join(done.err.split())


def test_a_party_that_is_wrong_is_told_once_also_where_its_minister_spoke(lg: At) -> None:
    one = lg(
        "record",
        "position-taken",
        *OPTIONS[:2],
        *OPTIONS[3:],
        "--party=U.S.A",
        "--speaker=Ana Ruiz",
        "--json",
    )
    assert [fault["field"] for fault in one.document["faults"]] == ["parties"]
