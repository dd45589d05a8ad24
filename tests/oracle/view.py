"""A question's moment, and what is there to be seen at it: developments, due and admitted.

A `View` is (D, T, P) with a negotiation. Three clocks cut: T chooses the words
of each development, P admits it by its reports, D says whether it is due.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ledger import dates
from tests.oracle import lines as book
from tests.oracle.lines import Json, Lines

Key = tuple[int, int, int, int]
"""The order of the fold: latest, earliest, place, leg."""


class AnswerError(Exception):
    """The question ends without an answer, with the exit code `code`."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Development(NamedTuple):
    """A development with the words that stand: `place` is the number of its root."""

    place: int
    words: Json

    @property
    def on(self) -> dates.Span:
        """When it happened, as bounds."""
        return dates.bounds(self.words["on"], "on")

    @property
    def key(self) -> Key:
        """Its place in the order of the fold."""
        return (self.on.latest, self.on.earliest, self.place, 0)

    @property
    def until(self) -> int | None:
        """The last second that it held, None where it says nothing of an end."""
        given = self.words.get("until")
        return None if given is None else dates.bounds(given, "until").latest

    def names(self, other: "Development") -> bool:
        """Say whether it names the other as one that it certainly followed."""
        return any(other.place in self.words.get(listed, []) for listed in book.REFERENCE_LISTS)


@dataclass(frozen=True)
class View:
    """What a question sees: the lines, the three clocks and the negotiation (None: there is none)."""

    lines: Lines = field(repr=False)
    as_of: str
    known_at: int
    published_by: str | None
    negotiation: str | None

    @property
    def basis(self) -> str:
        """The moment in one word."""
        cut = "" if self.published_by is None else f"/{self.published_by}"
        return f"{self.as_of}@{self.known_at}{cut}"

    @cached_property
    def day(self) -> int:
        """The last second of the period that D names."""
        return dates.bounds(self.as_of, "clock").latest

    @cached_property
    def standing(self) -> list[Development]:
        """Every development of the negotiation that stands at T, whatever D and P, by number."""
        return [found for found in standing(self.lines, self.known_at) if self.here(found.words)]

    @cached_property
    def developments(self) -> list[Development]:
        """Those of them that P admits, in the order of the fold."""
        return sorted((found for found in self.standing if self.admits(found.place)), key=lambda d: d.key)

    @property
    def definite(self) -> list[Development]:
        """Those that have certainly happened at D, in the order of the fold."""
        return [found for found in self.developments if self.is_definite(found)]

    @property
    def possible(self) -> list[Development]:
        """Those that may have happened at D, in the order of the fold."""
        return [found for found in self.developments if self.is_possible(found)]

    def here(self, words: Json) -> bool:
        """Say whether words are of the view's negotiation."""
        return self.negotiation is not None and words.get("negotiation") == self.negotiation

    def is_definite(self, development: Development) -> bool:
        """Say whether a development has certainly happened at D."""
        return development.on.latest <= self.day

    def is_possible(self, development: Development) -> bool:
        """Say whether a development may have happened at D, and may not."""
        return development.on.earliest <= self.day < development.on.latest

    def admits(self, place: int) -> bool:
        """Say whether a report of the chain was out by P."""
        if self.published_by is None:
            return True
        out = book.published(self.lines, place, self.known_at)
        return out is not None and out <= dates.bounds(self.published_by, "clock").latest

    def lapsed(self, development: Development) -> bool:
        """Say whether what a development said had ended before D."""
        return development.until is not None and development.until < self.day

    def described(self, matter: str) -> Json:
        """Return what the descriptions of a matter that stand at T say of it."""
        if self.negotiation is None:
            return {}
        return book.description(
            self.lines, self.known_at, book.MATTER_DESCRIBED, negotiation=self.negotiation, matter=matter
        )


def standing(lines: Lines, known: int) -> list[Development]:
    """Return every development with words that stand among the first `known` lines, by number."""
    found = []
    for place in book.roots(lines, known):
        line = book.version(lines, place, known)
        if line is not None and line.words["kind"] not in book.KEEPING:
            found.append(Development(place, line.words))
    return found


def what_it_is(view: View, matter: str) -> str:
    """Say what a matter is at T: as it is described, else as it is named, else an issue."""
    described = view.described(matter).get("type")
    if described is not None:
        return str(described)
    words = [found.words for found in view.standing]
    if any(said.get("point") == matter and said["kind"].startswith("point-") for said in words):
        return "point"
    if any(said.get("agreement") == matter for said in words):
        return "agreement"
    if any(said.get("proposal") == matter for said in words):
        return "proposal"
    return "issue"
