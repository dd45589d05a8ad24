"""The three clocks of a question, and the basis that asks it again.

`as of` cuts what happened, `known at` what this ledger had recorded, by entry
number, and `published by` what a source had said. A basis is
`AS_OF@ENTRY` or `AS_OF@ENTRY/PUBLISHED_BY`.
"""

import datetime
import re
from typing import NamedTuple

from ledger import dates
from ledger.errors import NotFound, Refused, Usage
from ledger.store import Store, timestamp

BASIS = re.compile(r"([^@]+)@([0-9]+)(?:/(.+))?")
"""A basis: as of, entry number, published by."""


class Moment(NamedTuple):
    """A question's clocks: as given and as seconds, T as an entry number; `notes` say how they were read."""

    as_of: str
    at: int
    known: int
    published_by: str | None
    published: int | None
    notes: tuple[str, ...] = ()

    @property
    def basis(self) -> str:
        """The moment in one word, which asks the same again."""
        by = "" if self.published_by is None else f"/{self.published_by}"
        return f"{self.as_of}@{self.known}{by}"


class Clocks(NamedTuple):
    """The clocks as a person gives them; None is the default of each."""

    as_of: str | None = None
    known_at: str | int | None = None
    published_by: str | None = None
    basis: str | None = None


def _clock(text: str, name: str, today: datetime.date) -> tuple[str, int, list[str]]:
    read = dates.reword(text, today, None)
    notes = [] if read == text else [f'"{text}" = {dates.spoken(read)}']
    try:
        return read, dates.bounds(read, "clock").latest, notes
    except Refused as error:
        error.field = name
        raise


def _number(store: Store, number: int) -> int:
    last, _ = store.last()
    if number > last:
        raise NotFound(
            f"there is no entry {number}: the last is {last}",
            remedy=f"--known-at {last}; a time or a date may lie later.",
            field="known_at",
            given=number,
        )
    if number < 0:
        raise Refused(
            f"{number} is no entry number: 0 is before the first",
            remedy="--known-at 0",
            field="known_at",
            given=number,
        )
    return number


def _known(store: Store, given: str | int | None, today: datetime.date) -> tuple[int, list[str]]:
    if given is None:
        return store.last()[0], []
    text = str(given)
    if re.fullmatch(r"[+-]?[0-9]+", text):
        if len(text) > 18:  # noqa: PLR2004 more digits than any number of entries
            raise NotFound(
                f"there is no entry {text:.40}", remedy="Leave --known-at out for now.", field="known_at"
            )
        return _number(store, int(text)), []
    _, moment, notes = _clock(text, "known_at", today)
    number = store.at_time(moment)
    if number and number == store.last()[0]:
        notes.append(f"{text} is later than the last entry: known at is pinned to #{number}")
    return number, notes


def moment(store: Store, clocks: Clocks, today: datetime.date) -> Moment:
    """Return the moment that the clocks mean now.

    Usage: a basis beside one of the clocks. Refused: a clock that is no date,
    a negative number. NotFound: a number above the last entry.
    """
    if clocks.basis is not None:
        if any(one is not None for one in clocks[:3]):
            raise Usage("--basis stands for all three clocks", remedy="Leave the others out, or --basis.")
        found = BASIS.fullmatch(clocks.basis)
        if found is None:
            raise Refused(
                f"{clocks.basis!r} is no basis",
                remedy="Write it as an answer printed it: 2025-02-18@31",
                field="basis",
            )
        clocks = Clocks(*found.groups())
    as_of, at, notes = _clock("today" if clocks.as_of is None else clocks.as_of, "as_of", today)
    if clocks.as_of is None:
        notes = []
    known, told = _known(store, clocks.known_at, today)
    notes += told
    if clocks.published_by is None:
        return Moment(as_of, at, known, None, None, tuple(notes))
    by, published, told = _clock(clocks.published_by, "published_by", today)
    return Moment(as_of, at, known, by, published, tuple(notes + told))


def in_order(one: Moment, two: Moment) -> None:
    """Refuse two moments of which the first is later than the second on any clock; no P is the latest P."""
    latest = 2**63
    for first, second, clock in (
        (one.at, two.at, "as of"),
        (one.known, two.known, "known at"),
        (
            latest if one.published is None else one.published,
            latest if two.published is None else two.published,
            "published by",
        ),
    ):
        if first > second:
            raise Refused(
                f"the first moment is later than the second by {clock}",
                remedy="Name the earlier one first.",
            )


def known_at(store: Store, known: int) -> dict[str, str | int | None]:
    """Return `known_at` of an answer: the entry and when it was recorded (null before the first)."""
    recorded = store.recorded_at(known)
    return {"entry": known, "time": None if recorded is None else timestamp(recorded)}
