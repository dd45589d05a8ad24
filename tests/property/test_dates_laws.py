"""Laws of dates: bounds against a plain count of days, and nothing but a refusal for any other text."""

import calendar
import datetime
import re
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ledger import dates
from ledger.errors import Refused

DAY = 86_400
EPOCH = datetime.date(1970, 1, 1)
FIELDS = st.sampled_from(dates.FIELDS)
MARKS = st.sampled_from(["~", "?", "%"])
SOME_DAYS = st.dates(datetime.date(2, 1, 1), datetime.date(9998, 12, 31))
A_VALUE = re.compile(r"\[?(?:\.\./)?[0-9X]{4}(?:/\.\.|[^ ,.;:()]|:(?=[0-9])|\.\.(?=[0-9]))*")


def answer(text: str, field: str) -> dates.Span | Refused:
    try:
        return dates.bounds(text, field)
    except Refused as error:
        return error


def start(day: datetime.date) -> int:
    return (day - EPOCH).days * DAY


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Draw a year, month or day some of whose digits are X, at most two of the year's."""
    text = draw(SOME_DAYS).isoformat()[: draw(st.sampled_from([4, 7, 10]))]
    hidden = draw(st.sets(st.integers(0, 3), max_size=2)) | draw(st.sets(st.integers(4, 9)))
    return "".join("X" if place in hidden and sign != "-" else sign for place, sign in enumerate(text))


@st.composite
def moments(draw: st.DrawFn) -> str:
    time = draw(st.times()).isoformat("seconds")[: draw(st.sampled_from([5, 8]))]
    zone = draw(st.sampled_from(["Z", "+03:00", "-05:30", "+14:00", "-23:59"]))
    return f"{draw(SOME_DAYS)}T{time}{zone}"


PARTS = st.builds("{:04}-{}".format, st.integers(1, 9998), st.integers(21, 36))
DAYS = SOME_DAYS.map(datetime.date.isoformat)
PLAIN = st.one_of(DAYS, DAYS.map(lambda day: day[:7]), DAYS.map(lambda day: day[:4]), PARTS)
SINGLES = st.one_of(PLAIN, st.builds("{}{}".format, PLAIN, MARKS), moments())
ENDS = st.one_of(st.just(".."), SINGLES)
INTERVALS = st.one_of(st.builds("{}/{}".format, ENDS, ENDS), st.builds("[{}..{}]".format, SINGLES, SINGLES))
SIGNS = "0123456789X-/.[]{}~?%TZ:+, xtzW\n\u2013\uff12"
JUNK = st.one_of(st.text(), st.text(SIGNS), st.text("0123456789-/. ", max_size=12))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Draw a date or interval with one sign put in, left out, or put in place of another."""
    text: str = draw(st.one_of(SINGLES, INTERVALS, patterns()))
    place = draw(st.integers(0, len(text)))
    sign: str = draw(st.sampled_from(["", *SIGNS]))
    return text[:place] + sign + text[place + draw(st.integers(0, 1)) :]


def counted(pattern: str) -> tuple[int, int] | None:
    """Return the first and last second of the days whose digits fit, each day of the fitting years tried."""
    fits = re.compile(pattern.replace("X", "[0-9]")).match
    found = [
        datetime.date(year, month, day)
        for year in range(1, 10_000)
        if re.match(pattern[:4].replace("X", "[0-9]"), f"{year:04}")
        for month in range(1, 13)
        for day in range(1, calendar.monthrange(year, month)[1] + 1)
        if fits(f"{year:04}-{month:02}-{day:02}")
    ]
    return (start(found[0]), start(found[-1]) + DAY - 1) if found else None


@given(patterns())
@example("XXX5-02-29")
@example("XXX0-02-29")
@example("2XXX-XX-31")
@example("000X-0X-0X")
@example("1X00-02-29")
def test_a_pattern_means_the_first_to_the_last_day_that_fits_and_is_refused_where_none_does(
    text: str,
) -> None:
    expected = counted(text)
    if expected is None:
        with pytest.raises(Refused):
            dates.bounds(text)
    else:
        assert dates.bounds(text) == expected


@given(SOME_DAYS, st.integers(0, DAY - 1))
def test_second_minute_day_month_quarter_and_year_lie_within_each_other(
    day: datetime.date, second: int
) -> None:
    moment = dates.stamp(start(day) + second)
    assert moment is not None
    quarter = f"{day.year:04}-{33 + (day.month - 1) // 3}"
    spans = [
        dates.bounds(text)
        for text in (moment, f"{moment[:16]}Z", moment[:10], moment[:7], quarter, moment[:4])
    ]
    assert spans[0] == (start(day) + second, start(day) + second)
    for inner, outer in pairwise(spans):
        assert outer.earliest <= inner.earliest <= inner.latest <= outer.latest


@given(st.integers(1, 9998))
def test_months_seasons_and_quarters_follow_each_other_without_a_gap(year: int) -> None:
    months = [f"{year:04}-{month:02}" for month in range(1, 13)]
    quarters = [f"{year:04}-{part}" for part in range(33, 37)]
    seasons = [f"{year:04}-{part}" for part in range(21, 25)]
    for parts in (months, quarters, seasons):
        spans = [dates.bounds(part) for part in parts]
        assert [one.latest + 1 for one in spans[:-1]] == [one.earliest for one in spans[1:]]
    whole = dates.bounds(f"{year:04}")
    for parts in (months, quarters):
        assert (dates.bounds(parts[0]).earliest, dates.bounds(parts[-1]).latest) == whole
    north = [dates.bounds(f"{year:04}-{part}") for part in range(25, 29)]
    assert north == [dates.bounds(season) for season in seasons]
    south = [dates.bounds(f"{year:04}-{part}") for part in (31, 32, 29, 30)]
    assert south == north


@given(ENDS, ENDS, FIELDS)
def test_an_interval_reaches_from_the_start_of_its_first_to_the_end_of_its_last(
    one: str, two: str, field: str
) -> None:
    open_start, open_end = one == "..", two == ".."
    earliest = dates.OPEN_START if open_start else dates.bounds(one).earliest
    latest = dates.OPEN_END if open_end else dates.bounds(two).latest
    taken = (
        field != "clock"
        and not (open_start and open_end)
        and not (open_start and field not in {"on", "expected", "not_during"})
        and not (open_end and field not in {"expected", "not_during"})
        and earliest <= latest
    )
    texts = [f"{one}/{two}"] if open_start or open_end else [f"{one}/{two}", f"[{one}..{two}]"]
    for text in texts:
        if taken:
            assert dates.bounds(text, field) == (earliest, latest)
        else:
            with pytest.raises(Refused):
                dates.bounds(text, field)


@given(PLAIN, MARKS)
def test_a_mark_changes_no_bounds_and_is_no_clock(text: str, mark: str) -> None:
    assert dates.bounds(text + mark) == dates.bounds(text) == dates.bounds(text, "clock")
    with pytest.raises(Refused):
        dates.bounds(text + mark, "clock")


@given(st.integers(start(datetime.date.min), start(datetime.date.max)))
def test_a_second_printed_is_read_back_as_that_second(second: int) -> None:
    text = dates.stamp(second)
    assert text is not None
    assert dates.bounds(text, "clock") == (second, second)


@given(st.one_of(JUNK, damaged()), FIELDS)
def test_any_text_is_read_or_refused_with_a_remedy(text: str, field: str) -> None:
    found = answer(text, field)
    if isinstance(found, Refused):
        assert found.message
        assert found.remedy
        assert (found.field, found.given) == (field, text)
    else:
        assert found.earliest <= found.latest


@given(damaged(), FIELDS)
@example("2025-02-18T14:05Z~", "clock")
@example("202X-21", "clock")
@example("2025-03/2025-02", "clock")
def test_whatever_a_remedy_names_is_taken(text: str, field: str) -> None:
    found = answer(text, field)
    assume(isinstance(found, Refused))
    assert isinstance(found, Refused)
    named = A_VALUE.findall(found.remedy or "")
    assert [value for value in named if isinstance(answer(value, field), Refused)] == []


@given(st.one_of(JUNK, damaged(), SINGLES, INTERVALS, patterns()), st.one_of(st.none(), st.integers(1, 9999)))
def test_every_text_can_be_spoken(text: str, year: int | None) -> None:
    assert dates.spoken(text, year) or not text


@given(PLAIN)
@example("2025-24")
def test_words_printed_for_a_plain_date_are_understood_when_they_are_typed_back(text: str) -> None:
    assume(text[5:7] < "24" or text[5:7] > "32")
    assume(len(text) > len("2025"))
    assert dates.suggestion(dates.spoken(text)).startswith(f"Write {text}.")


@given(SOME_DAYS, SOME_DAYS, st.integers(0, 6))
def test_a_weekday_lies_in_the_week_that_ends_with_the_day_of_the_source(
    today: datetime.date, published: datetime.date, number: int
) -> None:
    name = calendar.day_name[number]
    found = datetime.date.fromisoformat(dates.reword(name, today, published))
    assert found.weekday() == number
    assert 0 <= (published - found).days < 7
    assert dates.reword(name.casefold()[:3], published, None) == found.isoformat()
