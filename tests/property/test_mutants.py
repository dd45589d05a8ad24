"""Simpler tables and rules, each of which must be caught: the laws are worth what they find.

Every mutant answers a fixed set of invented histories and one told by hand. What it differs in from
the oracle, which the index itself does in nothing, is the reason that the index
is no simpler. A table is simplified by rewriting the rows of a finished index,
a rule by another reading of them.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import pytest

import ledger.index
from ledger import Ledger
from ledger.index.reading import IndexReading
from ledger.state import points, positions
from ledger.state.cells import Cell, Lived, Step
from tests import oracle
from tests.asking import NEGOTIATION, Moment, answer, recorded
from tests.cases import Json, differences
from tests.histories import random_history, random_moments

HISTORIES, LINES, MOMENTS = 30, 40, 8


class Case(NamedTuple):
    """A history, and the oracle's state at some moments."""

    history: Sequence[Json]
    states: Sequence[tuple[Moment, Json]]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    invented = [random_history(seed, LINES) for seed in range(HISTORIES)]
    return [case(told, random_moments(seed, told, MOMENTS)) for seed, told in enumerate(invented)] + [
        case(IN_A_CHAIN, [("2025-02-06", 3, None)])
    ]


def case(history: Sequence[Json], moments: Sequence[Moment]) -> Case:
    """Return a history with what the oracle says of it."""
    answers = [oracle.answer(history, ["state"], *moment, NEGOTIATION) for moment in moments]
    return Case(history, list(zip(moments, answers, strict=True)))


def said(number: int, stance: str, *after: str) -> Json:
    words = {"kind": "position-taken", "negotiation": NEGOTIATION, "on": "2025-02-05", "matter": "ferries"}
    whose = {"parties": ["islands"], "according_to": "islands", "sources": [{"publisher": "Herald"}]}
    return {"id": f"line-{number}", "development": {**words, **whose, "stance": stance, "after": [*after]}}


IN_A_CHAIN = [said(1, "rejects"), said(2, "accepts", "line-1"), said(3, "accepts", "line-2")]
"""The last names the second, the second the first: of the first and the last nothing is said."""


def unlike(cases: Iterable[Case], simplified: Callable[[Ledger], None] = lambda _: None) -> Iterator[str]:
    """Yield where the answers differ from the oracle's, once something was done to each ledger."""
    for case in cases:
        with recorded(case.history) as made:
            simplified(made)
            for moment, expected in case.states:
                yield from differences(expected, answer(made, ["state"], moment, NEGOTIATION))


def test_the_index_itself_differs_in_nothing(cases: list[Case]) -> None:
    assert len(cases) > HISTORIES
    assert list(unlike(cases)) == []


# -- simpler tables ------------------------------------------------------------------------------

BACK = """
SELECT later.root, earlier.born, later.born, later.died FROM life AS earlier JOIN life AS later
ON later.root = earlier.root AND later.words = earlier.words AND later.born > earlier.died
"""
"""Words that stand again after a time in which they did not: root, first born, born again, died at last."""

GREW = """
SELECT later.root, earlier.born, later.pub FROM life AS earlier JOIN life AS later
ON later.root = earlier.root AND later.words = earlier.words AND later.born > earlier.born
ORDER BY later.born
"""
"""Words whose day of publication changed while they stood: root, born before, published since."""

REMOVE = ("DELETE FROM step WHERE place = ? AND born = ?", "DELETE FROM life WHERE root = ? AND born = ?")
PROLONG = (
    "UPDATE step SET died = max(died, ?) WHERE place = ? AND born = ?",
    "UPDATE life SET died = max(died, ?) WHERE root = ? AND born = ?",
)
REPUBLISH = (
    "UPDATE step SET pub = ? WHERE place = ? AND born = ?",
    "UPDATE life SET pub = ? WHERE root = ? AND born = ?",
)
REVIVE = (
    "UPDATE step SET born = ? WHERE place = ? AND born = ?",
    "UPDATE life SET born = ? WHERE root = ? AND born = ?",
)


def both(connection: sqlite3.Connection, statements: Sequence[str], *values: int) -> None:
    """Rewrite the rows of a development in both tables that hold its lives."""
    for statement in statements:
        connection.execute(statement, values)


def killed_for_good(connection: sqlite3.Connection) -> None:
    """Let a row that was killed once never live again."""
    for root, _, again, _ in connection.execute(BACK).fetchall():
        both(connection, REMOVE, root, again)


def killed_by_set_back_to_null(connection: sqlite3.Connection) -> None:
    """Let a row that lives again never have been dead."""
    for root, born, again, died in connection.execute(BACK).fetchall():
        both(connection, REMOVE, root, again)
        both(connection, PROLONG, died, root, born)


def published_updated_in_place(connection: sqlite3.Connection) -> None:
    """Let a row's day of publication be that of the sources known last, from the beginning."""
    for root, born, pub in connection.execute(GREW).fetchall():
        both(connection, REPUBLISH, pub, root, born)


def never_dead(connection: sqlite3.Connection) -> None:
    """Let the words that stand last have stood from the beginning."""
    lives = connection.execute("SELECT root, born FROM life ORDER BY root, born DESC").fetchall()
    for root in dict(lives):
        last, *before = [born for of, born in lives if of == root]
        for born in before:
            both(connection, REMOVE, root, born)
        both(connection, REVIVE, before[-1] if before else last, root, last)


@pytest.mark.parametrize(
    "table", [killed_for_good, killed_by_set_back_to_null, published_updated_in_place, never_dead]
)
def test_a_simpler_table_is_caught(cases: list[Case], table: Callable[[sqlite3.Connection], None]) -> None:
    assert next(unlike(cases, lambda made: table(made.index.connection)), None) is not None


# -- simpler rules -------------------------------------------------------------------------------


class TieBrokenByTheCorrection(IndexReading):
    """Of steps on the same dates the one whose words were recorded last wins, a correction's among them."""

    def _words(self, step: Step) -> int:
        standing = self.standing(step.place)
        return step.place if standing is None else standing.words

    def down(self, cell: Cell) -> Iterator[Step]:
        steps = [
            (step.latest, step.earliest, self._words(step), step.leg, step) for step in super().down(cell)
        ]
        return (one[-1] for one in sorted(steps, key=lambda one: one[:-1], reverse=True))


class FoldedByTheEarliest(IndexReading):
    """Steps are folded by when they may have happened first."""

    def down(self, cell: Cell) -> Iterator[Step]:
        steps = super().down(cell)
        order = sorted(steps, key=lambda step: (step.earliest, step.latest, step.place, step.leg))
        return reversed(order)


class PossibleFromTheNextRow(IndexReading):
    """Of the steps that are not definite only the next one may be possible."""

    def ahead(self, cell: Cell) -> Sequence[Step]:
        to_come = [one for one in self.lived(cell) if self._stands_now(one) and one.step.latest > self.at]
        following = sorted((one.step for one in to_come), key=lambda step: step.order)[:1]
        return [step for step in following if step.earliest <= self.at]

    def _stands_now(self, one: Lived) -> bool:
        admitted = self.published is None or one.pub <= self.published
        return admitted and one.born <= self.known < one.died


class LapsedIsAsIfNeverSaid(IndexReading):
    """What has lapsed is passed over, so that what was said before it is heard again."""

    def down(self, cell: Cell) -> Iterator[Step]:
        return (step for step in super().down(cell) if not step.lapsed(self.at))


class PublishedChoosesTheWords(IndexReading):
    """What P does not admit is cut from the chains too: the words before a correction stand until it is published."""

    def down(self, cell: Cell) -> Iterator[Step]:
        if self.published is None:
            return super().down(cell)
        out = [
            one for one in self.lived(cell) if one.pub <= (self.published or 0) and one.step.latest <= self.at
        ]
        newest = {one.step.place: one.born for one in sorted(out, key=lambda one: one.born)}
        steps = [one.step for one in out if newest[one.step.place] == one.born]
        return iter(sorted(steps, key=lambda step: step.order, reverse=True))


@pytest.mark.parametrize(
    "reading",
    [
        TieBrokenByTheCorrection,
        FoldedByTheEarliest,
        PossibleFromTheNextRow,
        LapsedIsAsIfNeverSaid,
        PublishedChoosesTheWords,
    ],
)
def test_a_simpler_reading_is_caught(
    cases: list[Case], reading: type[IndexReading], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger.index, "IndexReading", reading)
    assert next(unlike(cases), None) is not None


def runner_up_only(winner: Step, others: Iterable[Step], at: int) -> str | None:
    """Look for doubt at the step below the winner alone."""
    return DOUBT(winner, [*others][:1], at)


def runner_up_that_differs(winner: Step, others: Iterable[Step], at: int) -> str | None:
    """Look for doubt at the next step that says something else, whether or not the winner names it."""
    return DOUBT(winner, [other for other in others if other.value != winner.value][:1], at)


def after_is_inherited(winner: Step, others: Iterable[Step], at: int) -> str | None:
    """Take the winner to follow also what those that it names follow."""
    below = list(others)
    named = {*winner.names, *(name for one in below if one.place in winner.names for name in one.names)}
    return DOUBT(winner._replace(names=tuple(named)), below, at)


def never(winner: Step, others: Iterable[Step], at: int) -> str | None:  # noqa: ARG001 it takes no heed
    """Doubt nothing."""
    return None


DOUBT = positions.doubt


@pytest.mark.parametrize("doubt", [runner_up_only, runner_up_that_differs, after_is_inherited, never])
def test_a_simpler_doubt_is_caught(
    cases: list[Case],
    doubt: Callable[[Step, Iterable[Step], int], str | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(positions, "doubt", doubt)
    monkeypatch.setattr(points, "doubt", doubt)
    assert next(unlike(cases), None) is not None
