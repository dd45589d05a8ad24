"""Dates in words: printed for people, and the few words (`yesterday`, `sunday`) that people type."""

import datetime

from ledger.dates.grammar import PARTS, One, ends
from ledger.dates.readings import MONTHS, SHORT, WEEKDAYS
from ledger.errors import Refused

_DECEMBER = 12


def spoken(text: str, year: int | None = None) -> str:
    """Return a date for people: `Tue 18 Feb 2025`, `10..16 Feb 2025`, `by 18 Feb 2025`, `from Mar 2025`.

    Times keep their zone and dates their mark. A pattern is spoken as the first and last that fit it,
    and stays beside them where something between them does not fit. With `year` the weekday and that
    year are left out, for places where both are plain (`16 Feb`). A text that is no date is returned
    as it is.
    """
    try:
        found = ends(text)
    except Refused:
        found = None
    if found is None:
        return text
    first, last = found[0], found[-1]
    if last is None:
        return text if first is None else f"from {_whole(first, first.first, year)}"
    if first is None:
        return f"by {_whole(last, last.last, year)}"
    if len(found) == 1:
        return _single(first, year)
    if first.mark or last.mark or first.time or last.time:
        return f"{_whole(first, first.first, year)}..{_whole(last, last.last, year)}"
    return _between(_words(first, first.first), _words(last, last.last), year)


def reword(text: str, today: datetime.date, published: datetime.date | None) -> str:
    """Return as a date the day that `today`, `yesterday` or a weekday means; any other text unchanged.

    `today` is the calendar day of the person's own zone. A weekday (`sunday`, `sun`) is the last such day on
    or before the day the source was published, else on or before today (RULES, Dates).
    """
    word = text.strip().casefold()
    if word == "today":
        return today.isoformat()
    if word == "yesterday":
        return (today - datetime.timedelta(days=1)).isoformat()
    for number, name in enumerate(WEEKDAYS):
        if word in (name, name[:SHORT]):
            day = published or today
            return (day - datetime.timedelta(days=(day.weekday() - number) % 7)).isoformat()
    return text


def _single(one: One, year: int | None) -> str:
    """Return one date in words; a pattern as its first and last."""
    if "X" in one.text:
        gaps = "X" in (one.year + one.month + one.day).rstrip("X")
        words = _between(_words(one, one.first), _words(one, one.last), year)
        return words + one.mark + (f" ({one.text})" if gaps else "")
    weekday = f"{WEEKDAYS[one.first.weekday()][:SHORT].capitalize()} " if one.day and year is None else ""
    return weekday + _whole(one, one.first, year)


def _whole(one: One, day: datetime.date, year: int | None) -> str:
    time = f" {one.time}" if one.time else ""
    return " ".join(_without(_words(one, day), year)) + time + one.mark


def _words(one: One, day: datetime.date) -> list[str]:
    """Return `day`, the first or last of `one`, as precisely as it is written: [day, month, year] or less."""
    year = f"{day.year:04}"
    if one.month in PARTS:
        start, name = PARTS[one.month]
        return [name, f"{one.year}/{(int(one.year) + 1) % 100:02}" if start == _DECEMBER else one.year]
    month = MONTHS[day.month - 1][:SHORT]
    if one.day not in ("", "XX"):
        return [str(day.day), month, year]
    return [year] if one.month in ("", "XX") else [month, year]


def _between(first: list[str], last: list[str], year: int | None) -> str:
    """Return `10..16 Feb 2025`: the words that both ends share stand once, at the end."""
    own = list(first)
    if len(first) == len(last):
        for shared in range(len(first)):
            if first[shared:] == last[shared:]:
                own = first[:shared]
                break
    if own == first and first[-1] != last[-1]:
        year = None
    shown = " ".join(_without(last, year))
    return f"{' '.join(_without(own, year))}..{shown}" if own else shown


def _without(words: list[str], year: int | None) -> list[str]:
    """Return the words without the year that the reader knows."""
    return words[:-1] if year is not None and len(words) > 1 and words[-1] == f"{year:04}" else words
