"""Filters: which entries and which rows of an answer are asked for.

Values of one filter are alternatives, different filters must all fit. A party
or a matter is looked for wherever an entry names it: who did it, to whom, who
took part, who spoke, whose account it is; a matter, a point, a proposal, an
agreement, and what they stand under. A speaker or a publisher fits where all
words given are among those of the name (or of the speaker's role).
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledger import dates
from ledger.errors import Refused
from ledger.index.words import words
from ledger.state.cells import Row

_PARTIES = ("parties", "to", "hosts", "mediators", "absent", "according_to", "party")
_MATTERS = ("matter", "matters", "proposal", "point", "agreement", "under")


def named(held: Row, fields: Sequence[str]) -> set[str]:
    """Return the slugs that stand in some fields of an entry, each of which holds one or a list."""
    found: set[str] = set()
    for field in fields:
        value = held.get(field, ())
        found |= {value} if isinstance(value, str) else set(value)
    return found


def parties(held: Row) -> set[str]:
    """Return the parties that the words of an entry name, in whatever part."""
    people = (held.get("speaker", {}), *held.get("participants", ()))
    return named(held, _PARTIES) | {one["party"] for one in people if "party" in one}


def matters(held: Row) -> set[str]:
    """Return the matters that the words of an entry name."""
    return named(held, _MATTERS)


def _among(wanted: Sequence[str], names: Iterable[object]) -> bool:
    """Tell whether all words of one of the texts wanted are those of one of the names."""
    found = [set(words(str(name))) for name in names]
    return any(set(words(text)) <= name for text in wanted for name in found)


def _clock(text: str) -> dates.Span:
    return dates.bounds(text, "clock")


def _day(text: str | None, field: str, today: datetime.date) -> str | None:
    if text is None:
        return None
    read = dates.reword(text, today, None)
    try:
        _clock(read)
    except Refused as error:
        error.field = field
        raise
    return read


def _tagged(wanted: Sequence[str], tags: Sequence[str]) -> bool:
    return not {tag.casefold() for tag in wanted}.isdisjoint(tag.casefold() for tag in tags)


class Filters(NamedTuple):
    """What an answer is narrowed to; an empty tuple is no filter.

    `start` and `end` are as clocks are, a day, a month, a year or a time: what
    may have happened from the first to the last second of them.
    """

    party: tuple[str, ...] = ()
    matter: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None

    def document(self) -> Row:
        """Return what an answer prints: {"filters": {name: [value], "from", "to"}}, {} where there are none."""
        names = {"start": "from", "end": "to"}
        given = {
            names.get(name, name): list(value) if isinstance(value, tuple) else value
            for name, value in self._asdict().items()
            if value
        }
        return {"filters": given} if given else {}

    def read(self, today: datetime.date) -> "Filters":
        """Return the filters with words for days as the days they mean.

        Refused: a name in which there is no word, a date that is none, a stretch
        that ends before it begins.
        """
        for field, given in (("speaker", self.speaker), ("publisher", self.publisher)):
            for text in given:
                if not words(text):
                    raise Refused(
                        f"there is no word in the {field} {text!r:.80}",
                        field=field,
                        given=text,
                        remedy=f'Write words of the name: --{field} "Marco Rubio"',
                    )
        found = self._replace(start=_day(self.start, "from", today), end=_day(self.end, "to", today))
        if found.start and found.end and _clock(found.start).earliest > _clock(found.end).latest:
            raise Refused(
                f"--from {found.start} is later than --to {found.end}",
                field="from",
                given=self.start,
                remedy=f"Write --from {found.end} --to {found.start}",
            )
        return found

    def holds(self, span: dates.Span) -> bool:
        """Tell whether a date may lie between the start and the end that were read."""
        return (self.start is None or span.latest >= _clock(self.start).earliest) and (
            self.end is None or span.earliest <= _clock(self.end).latest
        )

    def of_entries(self) -> "Filters":
        """Return the filters that only the entries themselves can tell: all but party, matter and time."""
        return self._replace(party=(), matter=(), start=None, end=None)

    def admit(self, kind: str, held: Row, added: Iterable[Row] = ()) -> bool:
        """Tell whether the words of an entry fit, with the sources that were added to it."""
        speaker = held.get("speaker", {})
        sources = (*held.get("sources", ()), *added)
        return (
            (not self.kind or kind in self.kind)
            and (not self.party or not parties(held).isdisjoint(self.party))
            and (not self.matter or not matters(held).isdisjoint(self.matter))
            and (not self.tag or _tagged(self.tag, held.get("tags", ())))
            and (
                not self.speaker
                or _among(self.speaker, [f"{speaker.get('name', '')} {speaker.get('role', '')}"])
            )
            and (not self.publisher or _among(self.publisher, (source["publisher"] for source in sources)))
        )


ALL = Filters()
"""No filter."""
