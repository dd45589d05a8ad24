"""Guesses at what a text that is no date may have meant: for error messages, nothing decides by them.

A guess may itself be no date (`2025-02-30`): whoever shows guesses leaves those out.
"""

import datetime
import re
from collections.abc import Iterator

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT = 3
"""How many letters of a month or weekday stand for its name."""
WORDS = frozenset({"today", "yesterday", *WEEKDAYS, *(day[:SHORT] for day in WEEKDAYS)})

_LONGEST = 64
_MOST_ENDS = 3
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_PARTS = {
    "spring": 21,
    "summer": 22,
    "autumn": 23,
    "fall": 23,
    "winter": 24,
    "q1": 33,
    "q2": 34,
    "q3": 35,
    "q4": 36,
}


def readings(text: str) -> Iterator[str]:
    """Yield what may have been meant by `text`, the likeliest first; none for a text longer than any date."""
    if len(text) > _LONGEST:
        return
    tidy = _tidied(text)
    yield tidy
    yield from _single(tidy)
    yield from _interval(tidy)
    if marks := re.findall(r"[~?%]", tidy):
        bare = re.sub(r"[~?%]", "", tidy)
        yield bare + marks[-1]
        yield bare


def _tidied(text: str) -> str:
    """Return the text without the slips of a keyboard: blanks around it, other digits, dashes, case."""
    digits = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    tidy = digits.translate(_DASHES).strip()
    return tidy.upper() if re.fullmatch(r"[0-9xtzXTZ:.+~?%/\[\]-]+", tidy) else tidy


def _single(text: str) -> Iterator[str]:
    """Yield the readings as one date."""
    yield from _numbers(text)
    yield from _timed(text)
    yield from _weeks(text)
    yield from _named(text)


def _numbers(text: str) -> Iterator[str]:
    """Yield readings of digits in another order, with other signs between them, or without their zeros."""
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})?", text):
        yield "-".join(part for part in match.groups() if part)
    if match := re.fullmatch(r"([0-9]{4})([-/.]) ?([0-9]{1,2})(?:\2 ?([0-9]{1,2}))?\.?", text):
        yield "-".join((match[1], *(f"{int(part):02}" for part in match.group(3, 4) if part)))
    if match := re.fullmatch(r"([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{2})", text):
        one, two, year = match[1].zfill(2), match[3].zfill(2), match[4].zfill(4)
        if len(match[4]) == len("25"):
            year = f"20{match[4]}"
            yield f"20{one}-{two}-{match[4]}"
        yield f"{year}-{two}-{one}"
        yield f"{year}-{one}-{two}"
    if match := re.fullmatch(r"([0-9]{1,2})[-/.] ?([0-9]{4})", text):
        yield f"{match[2]}-{match[1].zfill(2)}"


def _timed(text: str) -> Iterator[str]:
    """Yield readings of a time written a little differently."""
    match = re.fullmatch(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]+)([0-9]{2})(?::?([0-9]{2}))?(:[0-9]{2})?(?:[.,][0-9]+)?"
        r" ?(Z|UTC|GMT|[+-][0-9]{1,2}(?::?[0-9]{2})?)?[~?%]?",
        text,
    )
    if match is None:
        yield text.partition("T")[0]
        return
    day, hour, minute, second, zone = match.groups(default="")
    time = f"{day}T{hour}:{minute or '00'}{second}"
    if not zone:
        yield f"{time}Z"
        yield f"{time}+03:00"
    elif zone.isalpha():
        yield f"{time}Z"
    else:
        hours, minutes = (zone[1:].partition(":")[::2]) if ":" in zone else (zone[1:-2], zone[-2:])
        if len(zone) <= len("+03"):
            hours, minutes = zone[1:], "00"
        yield f"{time}{zone[0]}{hours.zfill(2)}:{minutes}"


def _weeks(text: str) -> Iterator[str]:
    """Yield readings of a week, a day of a week, and a day of the year."""
    try:
        if match := re.fullmatch(r"([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?", text, re.IGNORECASE):
            year, week = int(match[1]), int(match[2])
            first = datetime.date.fromisocalendar(year, week, int(match[3] or 1))
            yield first.isoformat() if match[3] else f"{first}/{datetime.date.fromisocalendar(year, week, 7)}"
        if match := re.fullmatch(r"([0-9]{4})-?([0-9]{3})", text):
            first = datetime.date(int(match[1]), 1, 1)
            yield (first + datetime.timedelta(days=int(match[2]) - 1)).isoformat()
    except (ValueError, OverflowError):
        return


def _named(text: str) -> Iterator[str]:
    """Yield readings of words: `Tue 18 February 2025`, `Feb 18th, 2025`, `spring 2025`, `Q1 2025`."""
    words = re.findall(r"[^\W\d_]+[1-4]?|[0-9]+", text.casefold())
    years = [word for word in words if re.fullmatch("[0-9]{4}", word)]
    days = [word.zfill(2) for word in words if re.fullmatch("[0-9]{1,2}", word)]
    months = [number for word in words if (number := _month(word))]
    parts = [_PARTS[word] for word in words if word in _PARTS]
    if len(years) != 1 or len(months) + len(parts) != 1 or len(days) > 1:
        return
    place = months[0] if months else parts[0]
    yield "-".join((years[0], f"{place:02}", *days))


def _month(word: str) -> int:
    """Return the number of a month by its English name or the first letters of it, else 0."""
    for number, name in enumerate(MONTHS, start=1):
        if len(word) >= SHORT and (name.casefold().startswith(word) or word == "sept" == name[:4].casefold()):
            return number
    return 0


def _interval(text: str) -> Iterator[str]:
    """Yield readings as an interval with other signs around and between its ends, or with an end left out."""
    bare = re.sub(r"[\[\](){}]", "", text)
    sides = [side.strip() for side in re.split(r"\.\.\.?|…|[,/]| to | until | - |--", bare)]
    sides = ["" if side.casefold() in {"open", "unknown"} else side for side in sides]
    named = [side for side in sides if side]
    if not named:
        return
    for one in (side for side in named if len(named) == 1):
        if not sides[-1]:
            yield from (f"{start}/.." for start in _ends(one))
        if not sides[0]:
            yield from (f"../{end}" for end in _ends(one))
        yield from _ends(one)
    for start in _ends(named[0]) if len(named) > 1 else ():
        yield from (f"{start}/{end}" for end in _ends(named[-1]))


def _ends(side: str) -> list[str]:
    return list(dict.fromkeys((side, *_single(side))))[:_MOST_ENDS]
