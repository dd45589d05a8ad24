"""Dates by example: what each form means, what each field refuses, and that every remedy works."""

import datetime
import json
import re
import time

import pytest

from ledger import dates
from ledger.errors import Refused
from tests.cases import shared

TUESDAY = datetime.date(2025, 2, 18)
A_VALUE = re.compile(r"\[?(?:\.\./)?[0-9X]{4}(?:/\.\.|[^ ,.;:()]|:(?=[0-9])|\.\.(?=[0-9]))*")
"""A date or interval as it stands in a remedy."""


def days(text: str, field: str = "on") -> tuple[str | None, str | None]:
    """Return the bounds, without the time where they are whole days."""
    first, last = (dates.stamp(bound) for bound in dates.bounds(text, field))
    return first and first.removesuffix("T00:00:00Z"), last and last.removesuffix("T23:59:59Z")


def answer(text: str, field: str) -> dates.Span | Refused:
    try:
        return dates.bounds(text, field)
    except Refused as error:
        return error


def refusal(text: str, field: str = "on") -> Refused:
    with pytest.raises(Refused) as caught:
        dates.bounds(text, field)
    return caught.value


def test_every_date_of_the_conformance_pack_has_its_bounds_or_is_refused() -> None:
    cases = json.loads(shared("conformance", "dates.json").read_text(encoding="utf-8"))
    assert len(cases) > 200
    for case in cases:
        found = answer(case["text"], case["field"])
        if isinstance(found, Refused):
            assert case.get("refused"), found
        else:
            assert [dates.stamp(bound) for bound in found] == [case["earliest"], case["latest"]], case


@pytest.mark.parametrize(
    "text, first, last",
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2025-02-18", "2025-02-18", "2025-02-18"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("2025-02-18T14:05Z", "2025-02-18T14:05:00Z", "2025-02-18T14:05:59Z"),
        ("2025-02-18T14:05:30+05:45", "2025-02-18T08:20:30Z", "2025-02-18T08:20:30Z"),
        ("2025-02-18T23:30-23:59", "2025-02-19T23:29:00Z", "2025-02-19T23:29:59Z"),
        ("2023-24", "2023-12-01", "2024-02-29"),
        ("2025-30", "2025-12-01", "2026-02-28"),
        ("2025-31", "2025-03-01", "2025-05-31"),
        ("2025-36", "2025-10-01", "2025-12-31"),
        ("2025-02-1X", "2025-02-10", "2025-02-19"),
        ("202X-02-29", "2020-02-29", "2028-02-29"),
        ("000X", "0001-01-01", "0009-12-31"),
        ("2025-02~", "2025-02-01", "2025-02-28"),
        ("2025-02-10/2025-02", "2025-02-10", "2025-02-28"),
        ("[2025-02-10..2025-02-16?]", "2025-02-10", "2025-02-16"),
        ("../2025-02-18%", None, "2025-02-18"),
    ],
)
def test_a_date_means_the_seconds_from_its_first_to_its_last(text: str, first: str, last: str) -> None:
    assert days(text) == (first, last)


def test_seconds_are_counted_from_1970_and_open_ends_stand_apart_from_all_of_them() -> None:
    assert dates.bounds("1970-01-01T00:00:01Z") == (1, 1)
    assert dates.bounds("../1970-01-01") == (dates.OPEN_START, 86_399)
    assert dates.bounds("1970-01-02/..", "expected") == (86_400, dates.OPEN_END)
    assert dates.bounds("0001-01-01").earliest > dates.OPEN_START
    assert dates.bounds("9999-12-31").latest < dates.OPEN_END
    assert dates.stamp(dates.OPEN_START) is None
    assert dates.stamp(dates.OPEN_END) is None
    assert dates.stamp(-1) == "1969-12-31T23:59:59Z"


@pytest.mark.parametrize("field", dates.FIELDS)
def test_only_some_fields_take_an_open_end(field: str) -> None:
    takes_start = field in {"on", "expected", "not_during"}
    takes_end = field in {"expected", "not_during"}
    for text, taken in (("../2025-02-18", takes_start), ("2025-02-18/..", takes_end)):
        if taken:
            dates.bounds(text, field)
        else:
            assert "2025-02-18" in (refusal(text, field).remedy or "")


def test_a_refusal_carries_the_field_and_the_text_as_given() -> None:
    error = refusal("2025-02-30", "until")
    assert (error.code, error.field, error.given) == (4, "until", "2025-02-30")


def test_a_refusal_is_the_same_when_it_is_asked_again() -> None:
    assert [refusal("2025-13").document() for _ in range(2)] == [refusal("2025-13").document()] * 2


def test_a_field_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no field of a date"):
        dates.bounds("2025-02-18", "when")


@pytest.mark.parametrize(
    "text, said, remedy",
    [
        ("2025-02-30", "February 2025 has 28 days", "Write a day of it, 2025-02-28, or 2025-02."),
        ("2025-02-00", "2025-02-00 does not exist", "Write a day of it, 2025-02-01, or 2025-02."),
        ("2025-13", "there is no month 13", "Write the year alone, 2025, or a month of it, 2025-01."),
        ("2025-21-15", "2025-21 is spring 2025, which has no days", "Write 2025-21."),
        ("2025-02-3X", "no day fits 2025-02-3X", "Write the year alone: 2025."),
        ("2025-2X", "no X in a season or quarter", "Write the year alone: 2025."),
        ("9999-24", "ends after the year 9999", "Write its month in that year: 9999-12."),
        ("XXXX", "XXXX is no year", "Write its digits: 2025, 202X, 20XX."),
        (
            "2025-02-18T14:05",
            "a time without its zone",
            "Write 2025-02-18T14:05Z, or with the zone of the place, 2025-02-18T14:05+03:00.",
        ),
        ("2025-02-18T14:05-00:00", "-00:00 is no zone", "Write 2025-02-18T14:05Z."),
        ("2025-02-18T14:05:30.5Z", "fractions of a second", "Write 2025-02-18T14:05:30Z."),
        ("2025-02-18T14:05Z~", "takes no mark ~", "Write 2025-02-18T14:05Z, or 2025-02-18~."),
        ("2025-02-1XT14:05Z", "a time has no X beside it", "Leave the time out: 2025-02-1X."),
        ("9999-12-31T23:59-01:00", "outside the years", "Write the day alone: 9999-12-31."),
        (
            "2025-02-18T24:00Z",
            "24:00 is no time of day",
            "Write the day alone, 2025-02-18, or a time up to 2025-02-18T23:59:59Z.",
        ),
        (
            "2025-03/2025-02-10",
            "it begins 2025-03-01T00:00:00Z and ends 2025-02-10T23:59:59Z",
            "Write 2025-02-10/2025-03.",
        ),
        ("2025/..", "`on` takes no open end", "Write its start: 2025."),
    ],
)
def test_what_is_wrong_with_a_date_is_said_with_what_to_write(text: str, said: str, remedy: str) -> None:
    error = refusal(text)
    assert said in error.message
    assert error.remedy == remedy


@pytest.mark.parametrize(
    "text, reading",
    [
        ("18.02.2025", "2025-02-18"),
        ("02/18/2025", "2025-02-18"),
        ("2025/02/18", "2025-02-18"),
        ("2025-2-8", "2025-02-08"),
        ("20250218", "2025-02-18"),
        ("2/2025", "2025-02"),
        ("2025-049", "2025-02-18"),
        ("2025-W08", "2025-02-17/2025-02-23"),
        ("2025-W08-2", "2025-02-18"),
        (" 2025-02-18\n", "2025-02-18"),
        ("2025\u201302\u201318", "2025-02-18"),
        ("20\uff125", "2025"),
        ("2025-02-1x", "2025-02-1X"),
        ("2025-02-18t14:05z", "2025-02-18T14:05Z"),
        ("2025-02-18 14:05Z", "2025-02-18T14:05Z"),
        ("2025-02-18T14:05+0300", "2025-02-18T14:05+03:00"),
        ("2025-02-18T14:05 UTC", "2025-02-18T14:05Z"),
        ("2025-02-18T14:05-5", "2025-02-18T14:05-05:00"),
        ("2025-02-18 14:05", "2025-02-18T14:05Z or 2025-02-18T14:05+03:00"),
        ("2025-02T14:05Z", "2025-02"),
        ("18 February 2025", "2025-02-18"),
        ("Feb 18th, 2025", "2025-02-18"),
        ("Tue 18 Feb 2025", "2025-02-18"),
        ("sept 2024", "2024-09"),
        ("Spring 2025", "2025-21"),
        ("2025 Q1", "2025-33"),
        ("~2025", "2025~ or 2025"),
        ("2025~-02", "2025-02~ or 2025-02"),
        ("{2025-02-10..2025-02-12}", "2025-02-10/2025-02-12"),
        ("[2025-02-10,2025-02-12]", "2025-02-10/2025-02-12"),
        ("2025-02-10..2025-02-12", "2025-02-10/2025-02-12"),
        ("10 Feb 2025 - 16 Feb 2025", "2025-02-10/2025-02-16"),
        ("[..2025-02-18]", "../2025-02-18 or 2025-02-18"),
        ("2025-02-18/", "2025-02-18"),
        ("2025-02-10/unknown", "2025-02-10"),
        ("25-02-18", "2025-02-18 or 2018-02-25"),
    ],
)
def test_a_text_that_is_no_date_is_answered_with_what_it_may_have_meant(text: str, reading: str) -> None:
    assert dates.suggestion(text).startswith(f"Write {reading}. Vague: ")
    assert (refusal(text).remedy or "") == dates.suggestion(text)


def test_a_date_with_slashes_is_read_both_ways() -> None:
    error = refusal("03/04/2025")
    assert error.message == "03/04/2025 is either 3 April 2025 or 4 March 2025"
    assert error.remedy == (
        "Write 2025-04-03 or 2025-03-04. Vague: 2025-04, 2025-02-12~, ../2025-02-18, 2025-02-10/2025-02-16."
    )


def test_where_nothing_can_be_guessed_the_forms_are_shown_that_the_field_takes() -> None:
    assert refusal("soon").message == "soon is no date"
    assert refusal("").message == "an empty text is no date"
    assert "../2025-02-18" in dates.suggestion("soon", "on")
    assert "../2025-02-18" not in dates.suggestion("soon", "until")
    assert "2025-02-18T14:05Z" in dates.suggestion("soon", "clock")
    assert dates.suggestion("2025-W60").startswith("A date is 2025-02-18. Vague: ")
    assert "four digits" in refusal("-0044").message
    assert "a word for options" in refusal("Yesterday").message


def test_sixteen_thousand_different_dates_are_read_within_a_second() -> None:
    texts = [
        f"{year}-{month:02}-{day}"
        for year in range(1800, 2000)
        for month in range(1, 13)
        for day in ("15", "1X")
    ]
    texts += [f"{text}T14:05+03:00" for text in texts[::2]] + [f"{text}/2025" for text in texts]
    texts += [f"../{text}~" for text in texts[:4800]]
    assert len(set(texts)) > 16_000
    begun = time.process_time()
    for text in texts:
        dates.bounds(text)
    assert time.process_time() - begun < 1


def test_a_long_text_is_not_repeated_whole() -> None:
    assert len(refusal("x" * 100_000).message) < 100


def test_a_clock_is_one_moment() -> None:
    for text in ("2025", "2025-02", "2025-21", "2025-33", "2025-02-18", "2025-02-18T14:05+03:00"):
        assert dates.bounds(text, "clock") == dates.bounds(text, "on")
    assert refusal("2025-02-10/2025-02-16", "clock").remedy == "Write the last day meant: 2025-02-16."
    assert refusal("202X", "clock").remedy == "Write the last day meant: 2029-12-31."
    assert refusal("2025-02-18~", "clock").message == "2025-02-18~ is marked ~, and a clock is one moment"


WRONG = (
    *("2025-02-30", "2025-13", "2025-00-1X", "2025-3X", "202X-21", "2X25-02-3X", "0000", "XXXX-02", "10000"),
    *("2025-02-18T14:05", "2025-02-18T25:00", "2025-02-18T24:00:00.5Z", "2025-02-30T14:05Z", "2025-33-01"),
    *(
        "2025-02-18T14:05.5Z~",
        "2025-02-18T14:05+99:00",
        "2025-04-X5T14:05Z",
        "2025-03/2025-02",
        "2025-02-18/",
    ),
    *(
        "[2025-02-18T15:00Z..2025-02-18T14:00Z]",
        "2025-02~/..",
        "../2025-02-1X",
        "../..",
        "03/04/05",
        "9999-28",
    ),
    *("2025-02-10~/2025-02-1X?", "2025?", "20XX-XX-31", "18 Feb 2025", "yesterday", "", "~2025-02-18", "[]"),
)


@pytest.mark.parametrize("field", dates.FIELDS)
@pytest.mark.parametrize("text", WRONG)
def test_every_value_that_a_remedy_names_is_taken_by_the_field(text: str, field: str) -> None:
    found = answer(text, field)
    if isinstance(found, dates.Span):
        assert field != "clock"
        return
    values = A_VALUE.findall(found.remedy or "")
    assert values, found.remedy
    assert [value for value in values if isinstance(answer(value, field), Refused)] == []


@pytest.mark.parametrize(
    "text, plain, within",
    [
        ("2025", "2025", "2025"),
        ("2025-02", "Feb 2025", "Feb"),
        ("2025-02-18", "Tue 18 Feb 2025", "18 Feb"),
        ("2024-02-18", "Sun 18 Feb 2024", "18 Feb 2024"),
        ("2025-02-18T14:05+03:00", "Tue 18 Feb 2025 14:05+03:00", "18 Feb 14:05+03:00"),
        ("2025-02-12~", "Wed 12 Feb 2025~", "12 Feb~"),
        ("2025-21", "spring 2025", "spring"),
        ("2025-24?", "winter 2025/26?", "winter 2025/26?"),
        ("2025-32", "winter (south) 2025", "winter (south)"),
        ("2025-33", "Q1 2025", "Q1"),
        ("2025-02-1X", "10..19 Feb 2025", "10..19 Feb"),
        ("2025-02-XX", "Feb 2025", "Feb"),
        ("202X", "2020..2029", "2020..2029"),
        ("2025-0X%", "Jan..Sep 2025%", "Jan..Sep%"),
        ("2025-XX-15", "15 Jan..15 Dec 2025 (2025-XX-15)", "15 Jan..15 Dec (2025-XX-15)"),
        ("202X-02", "Feb 2020..Feb 2029 (202X-02)", "Feb 2020..Feb 2029 (202X-02)"),
        ("2025-02-10/2025-02-16", "10..16 Feb 2025", "10..16 Feb"),
        ("[2025-02-24..2025-03-02]", "24 Feb..2 Mar 2025", "24 Feb..2 Mar"),
        ("2021-01-20/2025-01-20", "20 Jan 2021..20 Jan 2025", "20 Jan 2021..20 Jan 2025"),
        ("2025-02-18/2025-02-18", "18 Feb 2025", "18 Feb"),
        ("2025-02-12~/2025-02", "12 Feb 2025~..Feb 2025", "12 Feb~..Feb"),
        ("2025-02-1X/2025-03-0X", "10 Feb..9 Mar 2025", "10 Feb..9 Mar"),
        ("2025-02-10/2025-02", "10 Feb 2025..Feb 2025", "10 Feb..Feb"),
        ("../2025-02-18", "by 18 Feb 2025", "by 18 Feb"),
        ("../2025-02-1X", "by 19 Feb 2025", "by 19 Feb"),
        ("2025-03-01~/..", "from 1 Mar 2025~", "from 1 Mar~"),
        ("0476", "0476", "0476"),
        ("soon", "soon", "soon"),
        ("2025-02-30", "2025-02-30", "2025-02-30"),
        ("../..", "../..", "../.."),
    ],
)
def test_a_date_is_spoken_in_words_with_its_year_or_within_one(text: str, plain: str, within: str) -> None:
    assert dates.spoken(text) == plain
    assert dates.spoken(text, 2025) == within


def test_today_and_yesterday_are_days_of_the_person_whatever_the_source() -> None:
    for published in (TUESDAY, None):
        assert dates.reword("today", datetime.date(2025, 3, 1), published) == "2025-03-01"
        assert dates.reword("Yesterday", datetime.date(2025, 3, 1), published) == "2025-02-28"


def test_a_weekday_is_the_last_one_on_or_before_the_day_of_the_source() -> None:
    november = datetime.date(2025, 11, 25)
    assert dates.reword("sunday", november, TUESDAY) == "2025-02-16"
    assert dates.reword("Tuesday", november, TUESDAY) == "2025-02-18"
    assert dates.reword("wed", november, TUESDAY) == "2025-02-12"
    assert dates.reword("tuesday", november, None) == "2025-11-25"
    assert dates.reword("monday", november, None) == "2025-11-24"


def test_any_other_text_is_left_as_it_is() -> None:
    for text in ("2025-02-18", " 2025-02", "tomorrow", "next sunday", ""):
        assert dates.reword(text, TUESDAY, None) == text
