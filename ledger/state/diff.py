"""Diff: which rows changed between two moments, and because of which developments.

Rows of the state are compared whole (but for `may_have_changed`). For a row
that changed, the developments upon it that differ between the two moments are
its causes; the last of them in the order of the fold says in a word what
happened. Only cells of rows that changed are read.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledger.state.cells import (
    AGREEMENT,
    COMMITMENT,
    MEETING,
    POINT,
    POSITION,
    PROPOSAL,
    Cell,
    Lived,
    Reading,
    Row,
    Standing,
    Step,
)
from ledger.state.commitments import called_off, commitments, decides
from ledger.state.fold import by_matter
from ledger.state.meetings import HELD, meetings
from ledger.state.points import points, under
from ledger.state.positions import positions
from ledger.state.proposals import proposals

Key = tuple[str, str, str]
"""What changed, the matter (or meeting), and the party ("" where it has none)."""


class Cause(NamedTuple):
    """A development that differs: where it sorts, its entry, and in a word why."""

    order: tuple[int, int, int, int]
    entry: int
    because: str


def _rows(reading: Reading, negotiation: str) -> dict[Key, Row]:
    found = positions(reading, negotiation)
    grouped = by_matter(found)
    rows: dict[Key, Row] = {(POSITION, one.row["matter"], one.row["party"]): one.row for one in found}
    rows |= {(POINT, row["point"], ""): row for row in points(reading, negotiation, grouped)}
    rows |= {(COMMITMENT, row["agreement"], row["party"]): row for row in commitments(reading, negotiation)}
    rows |= {
        (PROPOSAL, row["proposal"], ""): row for row in proposals(reading, negotiation, grouped, closed=False)
    }
    return rows | {(MEETING, row["meeting"], ""): row for row in meetings(reading, negotiation)}


def _compared(row: Row | None) -> Row | None:
    return None if row is None else {key: value for key, value in row.items() if key != "may_have_changed"}


def _cells(before: Reading, after: Reading, negotiation: str, key: Key) -> Iterable[Cell]:
    """Return the cells whose steps stand on a row at either moment."""
    what, matter, party = key
    yield from after.cells(negotiation, what, matter, party or None)
    if what == COMMITMENT:
        yield from after.cells(negotiation, AGREEMENT, matter)
    elif what == PROPOSAL:
        yield from after.cells(negotiation, POSITION, matter)
    elif what == POINT:
        matters = {matter}
        for reading in (before, after):
            for cell in reading.cells(negotiation, POINT, matter):
                matters |= under(reading, negotiation, matter, reading.down(cell))
        for name in sorted(matters):
            yield from after.cells(negotiation, POSITION, name)


class _Side(NamedTuple):
    """A development on the row as one of the two moments has it."""

    standing: Standing | None
    steps: tuple[Lived, ...]
    due: bool
    admitted: bool
    effect_due: bool

    @property
    def counts(self) -> bool:
        """Whether it is known, admitted and definite with words on the row."""
        return bool(self.steps) and self.due and self.admitted

    @property
    def effect_counts(self) -> bool:
        """Whether its effect is known, admitted and definite."""
        return bool(self.steps) and self.effect_due and self.admitted


def _side(reading: Reading, root: int, lived: Iterable[Lived]) -> _Side:
    steps = tuple(one for one in lived if one.born <= reading.known < one.died)
    standing = reading.standing(root)
    if standing is None:
        return _Side(None, (), due=False, admitted=False, effect_due=False)
    return _Side(
        standing,
        steps,
        due=standing.latest <= reading.at,
        admitted=reading.published is None or standing.pub <= reading.published,
        effect_due=any(one.step.leg == 1 and one.step.latest <= reading.at for one in steps),
    )


class _Comparison:
    """The developments on one changed row, compared at the two moments."""

    def __init__(self, before: Reading, after: Reading, cells: Iterable[Cell]) -> None:
        self.before = before
        self.after = after
        self.cells = list(dict.fromkeys(cells))
        self.lived = [
            one
            for cell in self.cells
            for one in after.lived(cell)
            if cell.what != COMMITMENT or decides(one.step)
        ]
        self.off = frozenset(
            place
            for cell in self.cells
            if cell.what == COMMITMENT
            for reading in (before, after)
            for place in called_off(reading.down(cell))
        )
        self.lasts = {cell: (self._last(before, cell), self._last(after, cell)) for cell in self.cells}

    @staticmethod
    def _last(reading: Reading, cell: Cell) -> Step | None:
        if cell.what == MEETING:
            return next((step for step in reading.down(cell) if step.value == HELD), None)
        return next(iter(reading.down(cell)), None)

    def _lapsed(self, root: int, lived: Sequence[Lived]) -> Step | None:
        """Return the step that ended between the two moments while it was the last of its cell at both."""
        for one in lived:
            step = one.step
            first, last = self.lasts[one.cell]
            if first is None or last is None or not first.place == last.place == root:
                continue
            if last.lapsed(self.after.at) and not first.lapsed(self.before.at) and step.place == root:
                return last
        return None

    def cause(self, root: int) -> Cause | None:
        """Return how a development differs between the two moments, or None where it does not."""
        lived = [one for one in self.lived if one.step.place == root]
        one, two = _side(self.before, root, lived), _side(self.after, root, lived)
        same = (
            one.standing is not None
            and two.standing is not None
            and one.standing.digest == two.standing.digest
        )
        act = one.counts != two.counts or (one.counts and two.counts and not same)
        effect = root not in self.off and one.effect_counts != two.effect_counts
        lapsed = self._lapsed(root, lived)
        if not (act or effect or lapsed):
            return None
        shown = two.steps or one.steps
        leg = 1 if effect and not act else 0
        step = lapsed if lapsed and not (act or effect) else self._step(shown, leg)
        return Cause(step.order, root, self._because(root, one, two, same=same, lapsed=lapsed is not None))

    @staticmethod
    def _step(steps: Sequence[Lived], leg: int) -> Step:
        return max((one.step for one in steps if one.step.leg == leg), key=lambda step: step.order)

    def _because(self, root: int, one: _Side, two: _Side, *, same: bool, lapsed: bool) -> str:
        if root <= self.before.known and not same:
            return "corrected"
        if root > self.before.known:
            return "learned"
        due_at_both = (one.due and two.due) or (one.effect_due and two.effect_due)
        if due_at_both and one.admitted != two.admitted:
            return "published"
        if one.due == two.due and two.effect_due and not one.effect_due:
            return "took-effect"
        if lapsed:
            return "lapsed"
        if two.standing and two.standing.earliest <= self.before.at < two.standing.latest:
            return "became-definite"
        return "happened"

    def causes(self) -> list[Cause]:
        """Return the developments that differ, in the order of the fold."""
        roots = {one.step.place for one in self.lived}
        return sorted(cause for root in roots if (cause := self.cause(root)) is not None)


def _change(key: Key, before: Row | None, after: Row | None, causes: Sequence[Cause], *, dated: bool) -> Row:
    what, matter, party = key
    if causes:
        because = causes[-1].because
        entries = sorted({cause.entry for cause in causes})
    else:
        because = "lapsed" if dated else "learned"
        entries = [(after or before or {})["entry"]]
    return {
        "what": what,
        "party": party or None,
        "matter": matter,
        "because": because,
        "entries": entries,
        "before": before,
        "after": after,
    }


def diff(before: Reading, after: Reading, negotiation: str) -> Row:
    """Return the rows that changed from the one moment to the other, by (what, matter, party).

    Shape: `changes` and `entries` of the contract. The first moment must not be
    later than the second on any clock; the caller sees to that.
    """
    old, new = _rows(before, negotiation), _rows(after, negotiation)
    changes = []
    for key in sorted(old.keys() | new.keys()):
        one, two = old.get(key), new.get(key)
        if _compared(one) == _compared(two):
            continue
        cells = _cells(before, after, negotiation, key)
        causes = _Comparison(before, after, cells).causes()
        changes.append(_change(key, one, two, causes, dated=before.at != after.at))
    return {
        "changes": changes,
        "entries": sorted({entry for change in changes for entry in change["entries"]}),
    }
