"""A replay that is asked thousands of questions: its steps and developments sorted once, and found by bisecting.

It stands in memory, knows no SQL and none of the index's tables; a test asks
it, and the replay that it is made from, the same.
"""

import json
import multiprocessing
import os
import random
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ledger.dates import OPEN_START
from ledger.state.cells import NEVER, Cell, Decided, Lived, Standing, Step
from ledger.state.fold import fold
from ledger.steps.replay import Replay, ReplayReading
from scripts import synthetic
from scripts.benchmark.tasks.ask import opened
from scripts.benchmark.yardsticks.lives import day_end


class Question(NamedTuple):
    """A moment: a second, an entry number, a second or None."""

    at: int
    known: int
    published: int | None


class Sorted:
    """A replay's steps by cell and its developments, each in the order of their latest second."""

    def __init__(self, replay: Replay, negotiation: str) -> None:
        self.replay = replay
        self.negotiation = negotiation
        self.steps: dict[Cell, list[Lived]] = {
            cell: sorted(found, key=lambda one: (one.step.order, one.born))
            for cell, found in replay.lived.items()
        }
        self.latest = {cell: [one.step.latest for one in found] for cell, found in self.steps.items()}
        self.reach = {
            cell: max(one.step.latest - one.step.earliest for one in found)
            for cell, found in self.steps.items()
        }
        """How far ahead of a moment a cell's possible steps may end: as far as its widest reaches."""
        lives = [version.standing for found in replay.versions.values() for version in found]
        self.lives = sorted(
            (one for one in lives if one.on and one.negotiation == negotiation), key=lambda one: one.latest
        )
        self.ends = [one.latest for one in self.lives]
        self.rows = [(one.born, one.died, one.pub) for one in self.lives]
        self.undated = [one for one in self.lives if one.pub == NEVER]
        self.open = [one for one in self.lives if one.earliest == OPEN_START]
        self.widest = max(
            (one.latest - one.earliest for one in self.lives if one.earliest != OPEN_START), default=0
        )

    def read(self, question: Question) -> "SortedReading":
        """Return the reading at a moment."""
        return SortedReading(self, question)


class SortedReading(ReplayReading):
    """A reading of it (see `ledger.state.cells.Reading`); what is not found here the replay's own reading gives."""

    def __init__(self, found: Sorted, question: Question) -> None:
        super().__init__(found.replay, *question)
        self.found = found
        self._by = NEVER + 1 if question.published is None else question.published

    def _counts(self, one: Lived | Standing) -> bool:
        return one.born <= self.known < one.died and one.pub <= self._by

    def down(self, cell: Cell) -> Iterator[Step]:
        """Yield the definite steps of a cell, the last first."""
        steps = self.found.steps.get(cell, [])
        for place in range(bisect_right(self.found.latest.get(cell, []), self.at) - 1, -1, -1):
            if self._counts(steps[place]):
                yield steps[place].step

    def ahead(self, cell: Cell) -> Sequence[Step]:
        """Return the possible steps of a cell in fold order."""
        steps = self.found.steps.get(cell, [])
        latest = self.found.latest.get(cell, [])
        last = self.at + self.found.reach.get(cell, 0)
        after = steps[bisect_right(latest, self.at) : bisect_right(latest, last)]
        return [one.step for one in after if one.step.earliest <= self.at and self._counts(one)]

    def deciding(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Iterator[Decided]:
        """Yield each cell that fits with its deciding step, by (matter, party, rank, account)."""
        for cell in self.cells(negotiation, what, matter, party):
            steps = list(islice(self.down(cell), 2))
            begun = bool(self.ahead(cell))
            below = steps[1].latest if len(steps) > 1 else None
            if not steps:
                yield Decided(*cell[2:], begun, below, None, 0, 0, "", None, None, "", None)
                continue
            one = steps[0]
            said = (one.value, one.terms, one.until, one.on, json.dumps(one.more))
            yield Decided._make((*cell[2:], begun, below, one.latest, one.earliest, one.place, *said))

    def possible(self, negotiation: str) -> Sequence[Standing]:
        """Return the possible developments, by root."""
        first, last = (bisect_right(self.found.ends, end) for end in (self.at, self.at + self.found.widest))
        wide = [one for one in self.found.open if one.latest > self.at + self.found.widest]
        near = [*self.found.lives[first:last], *wide] if negotiation == self.found.negotiation else []
        return sorted(one for one in near if one.earliest <= self.at and self._counts(one))

    def counts(self, negotiation: str) -> tuple[int, int, int]:
        """Return how many are definite, how many possible, and how many P leaves out for want of a date."""
        begun = len(self.possible(negotiation))
        known, by = self.known, self._by
        rows = islice(self.found.rows, bisect_right(self.found.ends, self.at))
        definite = sum([born <= known < died and pub <= by for born, died, pub in rows])
        undated = [one for one in self.found.undated if one.earliest <= self.at]
        if self.published is None:
            undated = []
        return definite, begun, sum(one.born <= known < one.died for one in undated)


def questions(number: int, last: int, seed: int) -> list[Question]:
    """Return random moments of a synthetic ledger: some before all of it, some within a day, half without P."""
    dice = random.Random(seed)  # noqa: S311 a sample, no secret
    found = []
    for _ in range(number):
        at = day_end(synthetic.day(dice.uniform(-0.01, 1.01))) - dice.choice((0, 0, 40_000))
        by = dice.choice((None, day_end(synthetic.day(dice.random()))))
        found.append(Question(at, dice.randint(0, last), by))
    return found


def differing(path: str, found: Sorted, asked: Sequence[Question]) -> list[Question]:
    """Return the questions to which the index of a ledger answers otherwise than the fold."""
    wrong = []
    with opened(path) as ledger:
        for question in asked:
            with ledger.index.reading(*question) as reading:
                answered = fold(reading, found.negotiation)
            if answered != fold(found.read(question), found.negotiation):
                wrong.append(question)
    return wrong


def right(path: str, number: str, seed: str) -> dict[str, object]:
    """Ask random questions of the index and of the fold, on all processors; return those that they answer otherwise."""
    with opened(path) as ledger:
        ledger.index.update()
        asked = questions(int(number), ledger.store.last()[0], int(seed))
        found = Sorted(Replay(ledger.store.entries()), synthetic.NEGOTIATION)
    parts = os.cpu_count() or 1
    # A fork has the replay already, which is the most of the work.
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()

    def part(first: int) -> None:
        wrong = differing(path, found, asked[first::parts])
        queue.put((len(wrong), wrong[:3]))

    processes = [context.Process(target=part, args=(first,)) for first in range(parts)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode:
            sys.exit(f"a process that compared answers ended with {process.exitcode}")
    told = [queue.get() for _ in processes]
    first = [question for _, some in told for question in some]
    return {"questions": len(asked), "differences": sum(number for number, _ in told), "first": first}
