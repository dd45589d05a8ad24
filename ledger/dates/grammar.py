"""The grammar of dates: a text, parsed by one pattern, and the first and last second that it may mean."""

import datetime
import re
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from ledger.dates.readings import MONTHS, WORDS, readings
from ledger.errors import Refused

OPEN_START = -(2**62)
OPEN_END = 2**62

FIELDS = ("on", "until", "effective", "published", "expected", "not_during", "clock")
_OPEN_STARTS = frozenset({"on", "expected", "not_during"})
_OPEN_ENDS = frozenset({"expected", "not_during"})

_DAY = 86_400
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_FIRST = (datetime.date.min.toordinal() - _EPOCH) * _DAY
_LAST = (datetime.date.max.toordinal() - _EPOCH + 1) * _DAY - 1
_MOST_CACHED = 16_384
_LONGEST = 64
_SHOWN = 40
_MOST_MEANT = 3

_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LAST_MONTH = 12
PARTS: dict[str, tuple[int, str]] = {
    "21": (3, "spring"),
    "22": (6, "summer"),
    "23": (9, "autumn"),
    "24": (12, "winter"),
    "25": (3, "spring (north)"),
    "26": (6, "summer (north)"),
    "27": (9, "autumn (north)"),
    "28": (12, "winter (north)"),
    "29": (9, "spring (south)"),
    "30": (12, "summer (south)"),
    "31": (3, "autumn (south)"),
    "32": (6, "winter (south)"),
    "33": (1, "Q1"),
    "34": (4, "Q2"),
    "35": (7, "Q3"),
    "36": (10, "Q4"),
}
"""The first of the three months, and the name, of each season and quarter."""

_ONE = (
    r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?([~?%]?)"
)

_CLOCKS = "2025, 2025-02, 2025-21, 2025-33, 2025-02-18, 2025-02-18T14:05Z"
_VAGUE = r"[X~?%/\[]"
_MONTH = "[0-9]{4}-(?:0[1-9]|1[0-2])"
_A_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SLASHED = r"[0-9]+([-/.])[0-9]+\1[0-9]+"
_OTHER_YEAR = r"[+-][0-9]{4}(?:-.*)?|Y?-?(?:[0-9]{1,3}|[0-9]{5}|[0-9]{7}|[0-9]{9,})(?:-.*)?"


class Span(NamedTuple):
    """The first and the last second that a date may mean, both included.

    Seconds since 1970-01-01T00:00:00Z; `OPEN_START` and `OPEN_END` stand for an open end.
    """

    earliest: int
    latest: int


class One(NamedTuple):
    """A single date: its text, the digits of its parts, the time as written, its mark, its bounds."""

    text: str
    year: str
    month: str
    day: str
    time: str
    mark: str
    first: datetime.date
    last: datetime.date
    span: Span


def bounds(text: str, field: str = "on") -> Span:
    """Return the first and last second of `text` as it stands in `field` (one of `FIELDS`).

    Refused (with `field`, `given` and a remedy): a text that is no date, a date that does not exist,
    a reversed interval, an open end that the field does not allow, and, for `clock` (the clocks D, T
    and P), everything but a plain year, month, season, quarter, day or time. RULES, Dates.
    """
    try:
        return _bounds(text, field)
    except Refused as wrong:
        wrong.field, wrong.given = field, text
        raise


def stamp(seconds: int) -> str | None:
    """Return a bound as `YYYY-MM-DDTHH:MM:SSZ`, None for an open one."""
    if seconds in (OPEN_START, OPEN_END):
        return None
    days, rest = divmod(seconds, _DAY)
    day = datetime.date.fromordinal(days + _EPOCH).isoformat()
    return f"{day}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def suggestion(text: str, field: str = "on") -> str:
    """Return what to write in `field` for a text that is no date: what it may have meant, and the forms."""
    fitting = _meant(text, field)
    write = f"Write {' or '.join(fitting)}. " if fitting else ""
    if field == "clock":
        return f"{write}A clock is a year, month, season, quarter, day or time: {_CLOCKS}."
    month = fitting[0][:7] if fitting and re.match(_MONTH, fitting[0]) else "2025-02"
    by = "../2025-02-18, " if field in _OPEN_STARTS else ""
    return f"{write or 'A date is 2025-02-18. '}Vague: {month}, 2025-02-12~, {by}2025-02-10/2025-02-16."


@lru_cache(maxsize=_MOST_CACHED)
def _bounds(text: str, field: str) -> Span:
    if field not in FIELDS:
        known = ", ".join(FIELDS)
        message = f"{field} is no field of a date: {known}"
        raise ValueError(message)
    if len(text) == len("YYYY-MM-DD") and text[4] == "-" == text[7] and text.isascii():
        try:
            start = (datetime.date.fromisoformat(text).toordinal() - _EPOCH) * _DAY
        except ValueError:
            pass  # the grammar knows the X in it, or says what is wrong
        else:
            return Span(start, start + _DAY - 1)
    try:
        found = ends(text)
    except Refused:
        if field != "clock" or not re.search(_VAGUE, text):
            raise
        found = None  # what would mend it elsewhere, no clock takes
    if found is None:
        raise _no_date(text, field)
    return _allowed(text, found, field)


def _allowed(text: str, found: tuple[One | None, ...], field: str) -> Span:
    """Return the bounds of a date that was understood; refuse what its field does not take."""
    first, last = found[0], found[-1]
    if field == "clock":
        _one_moment(text, found)
    elif first is None and last is not None and field not in _OPEN_STARTS:
        raise Refused(
            f"`{field}` takes no open start", remedy=f"Write {last.text}, or an interval with both its ends."
        )
    elif last is None and first is not None and field not in _OPEN_ENDS:
        raise Refused(f"`{field}` takes no open end", remedy=f"Write its start: {first.text}.")
    return Span(first.span.earliest if first else OPEN_START, last.span.latest if last else OPEN_END)


def _one_moment(text: str, found: tuple[One | None, ...]) -> None:
    """Refuse, in a clock, an interval, an X and a mark."""
    one = found[-1] or found[0]
    if one is None or (len(found) == 1 and not one.mark and "X" not in text):
        return
    what = "an interval" if len(found) > 1 else "a date with an X" if "X" in text else f"marked {one.mark}"
    plain = one.text.rstrip("~?%")
    day = one.last.isoformat() if "X" in plain else plain
    raise Refused(f"{text} is {what}, and a clock is one moment", remedy=f"Write the last day meant: {day}.")


def ends(text: str) -> tuple[One | None, ...] | None:
    """Return the one date of `text`, or both ends of its interval, None for an open one.

    None where it has not the form of a date; refused where it has, and names none, or is reversed.
    """
    if len(text) > _LONGEST:
        return None
    bracketed = text.startswith("[") and text.endswith("]")
    sides = text[1:-1].split("..") if bracketed else text.split("/")
    if len(sides) == 1 and not bracketed:
        one = _one(text)
        return one and (one,)
    if len(sides) != 2 or sides == ["..", ".."]:  # noqa: PLR2004 an interval has two ends
        return None
    found = [None if side == ".." else _one(side) for side in sides]
    if any(one is None and side != ".." for one, side in zip(found, sides, strict=True)):
        return None
    first, last = found
    if first and last and first.span.earliest > last.span.latest:
        raise Refused(
            f"the interval is reversed: it begins {stamp(first.span.earliest)}"
            f" and ends {stamp(last.span.latest)}",
            remedy=f"Write {last.text}/{first.text}.",
        )
    return first, last


def _one(text: str) -> One | None:
    """Return the single date that `text` is, None for any other text; refuse a date that does not exist."""
    match = re.fullmatch(_ONE, text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone, mark = match.groups(default="")
    if hour and "X" in text:
        raise Refused("a time has no X beside it", remedy=f"Leave the time out: {text.partition('T')[0]}.")
    first, last = _days(year, month, day)
    if not hour:
        start, end = ((one.toordinal() - _EPOCH) * _DAY for one in (first, last))
        return One(text, year, month, day, "", mark, first, last, Span(start, end + _DAY - 1))
    span = _moment(first, (hour, minute, second), zone)
    plain = text.removesuffix(mark).replace(fraction, "")
    if mark:
        raise Refused(f"a time takes no mark {mark}", remedy=f"Write {plain}, or {text[:10]}{mark}.")
    if fraction:
        raise Refused("fractions of a second are not kept", remedy=f"Write {plain}.")
    return One(text, year, month, day, text[11:], "", first, last, span)


def _moment(day: datetime.date, clock: tuple[str, str, str], zone: str) -> Span:
    """Return the bounds of a time of day: the whole minute, or the second where one is given."""
    hour, minute, second = (int(part or 0) for part in clock)
    shown = f"{day.isoformat()}T{':'.join(part for part in clock if part)}"
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 as a clock shows them
        raise Refused(
            f"{shown[11:]} is no time of day",
            remedy=f"Write the day alone, {day.isoformat()}, or a time up to {day.isoformat()}T23:59:59Z.",
        )
    if not zone:
        raise Refused(
            f"{shown} is a time without its zone",
            remedy=f"Write {shown}Z, or with the zone of the place, {shown}+03:00.",
        )
    ahead = 0 if zone == "Z" else int(zone[1:3]) * 3600 + int(zone[4:]) * 60
    if zone == "-00:00" or ahead >= _DAY or zone[4:] > "59":
        raise Refused(f"{zone} is no zone, which are Z and -23:59 to +23:59", remedy=f"Write {shown}Z.")
    start = (day.toordinal() - _EPOCH) * _DAY + hour * 3600 + minute * 60 + second
    start += ahead if zone[0] == "-" else -ahead
    end = start if clock[2] else start + 59
    if start < _FIRST or end > _LAST:
        raise Refused(
            f"{shown}{zone} lies outside the years 0001 to 9999 in UTC",
            remedy=f"Write the day alone: {day.isoformat()}.",
        )
    return Span(start, end)


def _days(year: str, month: str, day: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day that the digits may mean; refuse where there is none."""
    if year in ("0000", "XXXX"):
        digits = "2025" if year == "0000" else "2025, 202X, 20XX"
        raise Refused(f"{year} is no year: years are 0001 to 9999", remedy=f"Write its digits: {digits}.")
    if "X" in year + month + day:
        return _fitting(year, month or "XX", day or "XX")
    number = int(year)
    if not month:
        return datetime.date(number, 1, 1), datetime.date(number, _LAST_MONTH, 31)
    if month in PARTS:
        return _part(number, month, day)
    if not 1 <= int(month) <= _LAST_MONTH:
        raise Refused(
            f"there is no month {month}: 01-12 are months, 21-32 seasons, 33-36 quarters",
            remedy=f"Write the year alone, {year}, or a month of it, {year}-01.",
        )
    longest = _length(number, int(month))
    nearest = min(longest, int(day or longest)) or 1
    if not day:
        return datetime.date(number, int(month), 1), datetime.date(number, int(month), longest)
    if nearest != int(day):
        raise Refused(
            f"{year}-{month}-{day} does not exist: {MONTHS[int(month) - 1]} {year} has {longest} days",
            remedy=f"Write a day of it, {year}-{month}-{nearest:02}, or {year}-{month}.",
        )
    one = datetime.date(number, int(month), int(day))
    return one, one


def _part(year: int, part: str, day: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of a season or quarter."""
    start, name = PARTS[part]
    shown = f"{year:04}-{part}"
    if day:
        raise Refused(f"{shown} is {name} {year:04}, which has no days", remedy=f"Write {shown}.")
    end_year, end = (year, start + 2) if start < _LAST_MONTH else (year + 1, start + 2 - _LAST_MONTH)
    if end_year > datetime.MAXYEAR:
        raise Refused(
            f"{shown} ends after the year 9999", remedy=f"Write its month in that year: {year:04}-12."
        )
    return datetime.date(year, start, 1), datetime.date(end_year, end, _length(end_year, end))


def _fitting(year: str, month: str, day: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day whose digits fit a pattern with X; refuse where none does."""
    years, months = _numbers(year, 9999), _numbers(month, _LAST_MONTH)
    days = _numbers(day, 31)
    first = _earliest(years, months, days)
    last = first and _earliest(years[::-1], months[::-1], days[::-1])
    if first is None or last is None:
        other = "" if months else f": there is no month {month}, and no X in a season or quarter"
        raise Refused(f"no day fits {year}-{month}-{day}{other}", remedy=f"Write the year alone: {year}.")
    return first, last


def _earliest(years: list[int], months: list[int], days: list[int]) -> datetime.date | None:
    """Return the first day that the numbers make, tried in their order; None if they make none."""
    fitting = product(years, months, days)
    return next((datetime.date(*parts) for parts in fitting if parts[2] <= _length(*parts[:2])), None)


def _numbers(pattern: str, most: int) -> list[int]:
    """Return the numbers from 1 to `most` that a pattern of digits and X fits, ascending."""
    fitting = [""]
    for place in pattern:
        fitting = [head + digit for head in fitting for digit in ("0123456789" if place == "X" else place)]
    return [number for number in map(int, fitting) if 1 <= number <= most]


def _length(year: int, month: int) -> int:
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)  # noqa: PLR2004 February
    return _LENGTHS[month] + leap


def _no_date(text: str, field: str) -> Refused:
    """Return the error for a text that has not the form of a date."""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    fitting = _meant(text, field)
    if not text.strip():
        what = "an empty text is no date"
    elif (
        len(fitting) > 1
        and re.fullmatch(_SLASHED, text)
        and all(re.fullmatch(_A_DAY, one) for one in fitting)
    ):
        what = f"{shown} is either {' or '.join(map(_long, fitting))}"
    elif not fitting and re.fullmatch(_OTHER_YEAR, text):
        what = f"{shown} is no date: a year is 0001 to 9999, four digits without a sign"
    elif text.strip().casefold() in WORDS:
        what = f"{shown} is a word for options, and here the date itself is asked for"
    elif len(text) > _LONGEST:
        what = f"{shown} is no date: it has {len(text):,} characters; the most is {_LONGEST}"
    else:
        what = f"{shown} is no date"
    return Refused(what, remedy=suggestion(text, field))


def _meant(text: str, field: str) -> list[str]:
    """Return the first few readings of a text that is no date which `field` would take."""
    fitting = []
    for reading in dict.fromkeys(readings(text)):
        try:
            found = ends(reading)
            if found is not None and _allowed(reading, found, field):
                fitting.append(reading)
        except Refused:
            continue
    return fitting[:_MOST_MEANT]


def _long(day: str) -> str:
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"
