"""The oracle: a slow reading of the rules, written apart from the project's code, to check that code by.

It takes a plain list of envelopes (the n-th is entry n) and answers a question
of the contract by going over all lines again and again. Of the project it uses
the bounds of a date and nothing else. `lines` knows chains and what stands,
`view` the three clocks, `cells` positions, `points`, `talks` (proposals and
meetings) and `law` (commitments) the other rows, `questions`, `reasons` and
`changes` the answers. Refusals of recording are no part of it.
"""

from collections.abc import Callable, Sequence

from ledger import dates
from tests.oracle import cells, law, lines, points, questions, reasons, talks
from tests.oracle.changes import changes
from tests.oracle.lines import Json, Line
from tests.oracle.view import AnswerError, View, standing

__all__ = ["AnswerError", "Clocks", "answer", "diff"]

Clocks = tuple[str, int | None, str | None]
"""A moment (D, T, P): T None is the last entry, P None no cut."""

NOT_FOUND, REFUSED, USAGE = 3, 4, 2

WHOLE: dict[str, Callable[[View], Json]] = {
    "state": questions.state,
    "timeline": questions.timeline,
    "positions": lambda view: {"basis": view.basis, "positions": cells.positions(view)},
    "points": lambda view: {"basis": view.basis, "points": points.points(view)},
    "meetings": lambda view: {"basis": view.basis, "meetings": talks.meetings(view)},
    "proposals": lambda view: {"basis": view.basis, "proposals": talks.proposals(view)},
}
"""The questions that name no party and no matter."""


def answer(  # noqa: PLR0913 a question has these parts
    envelopes: Sequence[Json],
    command: Sequence[str],
    as_of: str,
    known_at: int | None = None,
    published_by: str | None = None,
    negotiation: str | None = None,
) -> Json:
    """Answer one question; raise AnswerError with the exit code where it has no answer."""
    book = lines.read(envelopes)
    known = _number(book, known_at)
    view = View(book, as_of, known, published_by, _negotiation(book, [known], negotiation))
    match list(command):
        case ["members", agreement]:
            _known(agreement, lines.matters(book))
            found = law.members(view, agreement)
        case ["history" | "why" as asked, party, matter]:
            _known(party, lines.parties(book))
            _known(matter, lines.matters(book))
            found = (questions.history if asked == "history" else reasons.why)(view, party, matter)
        case [asked]:
            found = WHOLE[asked](view)
        case _:
            raise AnswerError(USAGE, f"no such question: {command}")
    return found


def diff(envelopes: Sequence[Json], a: Clocks, b: Clocks, negotiation: str | None = None) -> Json:
    """Answer `diff` from moment A to moment B; refuse (4) an A that is later than B on any clock."""
    book = lines.read(envelopes)
    known_a, known_b = _number(book, a[1]), _number(book, b[1])
    chosen = _negotiation(book, [known_a, known_b], negotiation)
    earlier = View(book, a[0], known_a, a[2], chosen)
    later = View(book, b[0], known_b, b[2], chosen)
    if earlier.day > later.day or known_a > known_b or _cut(a[2]) > _cut(b[2]):
        raise AnswerError(REFUSED, "the first moment is later than the second")
    return changes(earlier, later)


def _cut(published_by: str | None) -> int:
    return dates.OPEN_END if published_by is None else dates.bounds(published_by, "clock").latest


def _number(book: Sequence[Line], known_at: int | None) -> int:
    if known_at is None:
        return len(book)
    if known_at < 0:
        raise AnswerError(REFUSED, "a number is not negative")
    if known_at > len(book):
        raise AnswerError(NOT_FOUND, f"there is no entry {known_at}")
    return known_at


def _negotiation(book: Sequence[Line], known: Sequence[int], given: str | None) -> str | None:
    """Return the negotiation asked of: the one given, else the only one that stands."""
    if given is not None:
        _known(given, lines.negotiations(book))
        return given
    there = {found.words["negotiation"] for number in known for found in standing(book, number)}
    if len(there) > 1:
        raise AnswerError(USAGE, f"several negotiations: {', '.join(sorted(there))}")
    return next(iter(there), None)


def _known(slug: str, named: set[str]) -> None:
    if slug not in named:
        raise AnswerError(NOT_FOUND, f"no line has {slug}")
