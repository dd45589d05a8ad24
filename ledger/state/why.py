"""Why: the entry that decides a row, since when it has been so, and what else was said and why it does not count."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from ledger.state.cells import COMMITMENT, POSITION, Cell, Lived, Reading, Row, Step
from ledger.state.commitments import commitment, terminated
from ledger.state.positions import run, weighed


class Overruled(NamedTuple):
    """A development that does not decide, the reason, and the entry or line by which."""

    root: int
    reason: str
    by: int | None


class Answer(NamedTuple):
    """The row, the run of entries that have said the same (the deciding one last), since when, and the rest."""

    row: Row | None
    run: tuple[int, ...]
    since: str | None
    overruled: tuple[Overruled, ...]


class _Question(NamedTuple):
    """What the reasons are judged by: the cells asked of, all that lived on them, and the deciding cell and step."""

    reading: Reading
    lived: Sequence[Lived]
    cell: Cell | None
    deciding: Step | None
    retracted_by: Callable[[int], int | None]


def _withdrawn_by(steps: Sequence[Step], own: Step) -> int | None:
    return next((step.place for step in steps if step.order > own.order and own.place in step.takes), None)


def _judge(question: _Question, root: int, definite: Callable[[Cell], Sequence[Step]]) -> Overruled:
    """Return the first reason that fits for a development that is not of the run.

    `definite` gives the definite steps of a cell in the order of the fold.
    """
    reading = question.reading
    standing = reading.standing(root)
    if standing is None:
        return Overruled(root, "retracted", question.retracted_by(root))
    now = [
        one
        for one in question.lived
        if one.step.place == root and one.step.leg == 0 and one.born <= reading.known < one.died
    ]
    if not now:
        return Overruled(root, "corrected", standing.words)
    if reading.published is not None and standing.pub > reading.published:
        return Overruled(root, "unpublished", None)
    if standing.latest > reading.at:
        return Overruled(root, "possible", None)
    decider = question.deciding.place if question.deciding else None
    own = now[0]
    if own.cell.what == POSITION:
        if question.cell is not None and own.cell != question.cell:
            return Overruled(root, "other-account", decider)
        by = _withdrawn_by(definite(own.cell), own.step)
        if by is not None:
            return Overruled(root, "withdrawn", by)
        if own.step.lapsed(reading.at):
            return Overruled(root, "lapsed", None)
    return Overruled(root, "earlier", decider)


def _begun(question: _Question, root: int) -> bool:
    """Tell whether the last words of a chain that were on the cells had begun at the moment asked."""
    last = max(
        (one for one in question.lived if one.step.place == root and one.step.leg == 0),
        key=lambda one: one.born,
    )
    return last.step.earliest <= question.reading.at


def _overruled(question: _Question, deciding: Sequence[int]) -> tuple[Overruled, ...]:
    @cache
    def definite(cell: Cell) -> Sequence[Step]:
        return sorted(question.reading.down(cell), key=lambda step: step.order)

    roots = sorted({one.step.place for one in question.lived} - set(deciding))
    return tuple(_judge(question, root, definite) for root in roots if _begun(question, root))


def why_position(
    reading: Reading, cells: Sequence[Cell], retracted_by: Callable[[int], int | None]
) -> Answer:
    """Answer for a position from the cells of all accounts of one party on one matter.

    `retracted_by` gives the line by which nothing of a chain stands.
    """
    found = weighed(reading, cells)
    lived = [one for cell in cells for one in reading.lived(cell)]
    if found is None:
        question = _Question(reading, lived, None, None, retracted_by)
        return Answer(None, (), None, _overruled(question, ()))
    position, account = found
    steps = run(list(reading.down(account.cell))[::-1], account.step)
    numbers = tuple(step.place for step in steps)
    question = _Question(reading, lived, account.cell, account.step, retracted_by)
    return Answer(position.row, numbers, steps[0].on, _overruled(question, numbers))


def why_commitment(
    reading: Reading, cells: Sequence[Cell], retracted_by: Callable[[int], int | None]
) -> Answer:
    """Answer for a commitment from the cell of one party and agreement (none: no act was ever recorded)."""
    if not cells:
        return Answer(None, (), None, ())
    (cell,) = cells
    row = commitment(reading, cell, ended=terminated(reading, cell.negotiation, cell.matter))
    lived = reading.lived(cell)
    if row is None:
        question = _Question(reading, lived, None, None, retracted_by)
        return Answer(None, (), None, _overruled(question, ()))
    deciding = next(step for step in reading.down(cell) if step.place == row["entry"])
    question = _Question(reading, lived, cell, deciding, retracted_by)
    numbers = (deciding.place,)
    return Answer(row, numbers, row["effective"], _overruled(question, numbers))


def why(  # noqa: PLR0913 a question names all of these
    reading: Reading,
    negotiation: str,
    party: str,
    matter: str,
    retracted_by: Callable[[int], int | None],
    *,
    agreement: bool,
) -> Answer:
    """Answer for a party and matter: with its commitment where the matter is an `agreement`, else its position."""
    what = COMMITMENT if agreement else POSITION
    cells = reading.cells(negotiation, what, matter, party)
    return (why_commitment if agreement else why_position)(reading, cells, retracted_by)
