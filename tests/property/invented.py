"""What the laws are tried on: whole histories, and developments alone, which may be told in any order."""

from collections.abc import Sequence
from random import Random

from hypothesis import strategies as st

from tests.cases import Json
from tests.histories import histories, random_history
from tests.histories.inventing import Inventor
from tests.histories.recordable import Book

SEEDS = st.integers(0, 2**20 - 1)
REFERENCES = ("after", "withdraws", "rescinds")

HISTORIES = histories(30) | st.builds(random_history, SEEDS, st.just(30))
"""Short histories, which shrink line by line, and as many long ones, in which more goes wrong."""


def chunks(history: Sequence[Json], size: int) -> list[list[Json]]:
    """Return the lines of a history as files of so many lines."""
    return [list(history[start : start + size]) for start in range(0, len(history), size)]


def told(seeds: Sequence[int]) -> list[Json]:
    """Return developments that can be recorded one after the other, at most one for each seed."""
    book = Book()
    for seed in seeds:
        book.take(Inventor(Random(seed), book).development())  # noqa: S311 no secret hangs on it
    return book.envelopes


DEVELOPMENTS = st.lists(SEEDS, min_size=2, max_size=12).map(told) | st.lists(
    SEEDS, min_size=15, max_size=25
).map(told)
"""Developments without a correction, a retraction or a description among them."""


def named(line: Json) -> set[str]:
    """Return the ids of the entries that a development names."""
    return {reference for field in REFERENCES for reference in line["development"].get(field) or []}


@st.composite
def retold(draw: st.DrawFn, lines: Sequence[Json]) -> list[Json]:
    """Draw another order of the lines in which each still comes after those that it names."""
    left = list(draw(st.permutations(lines)))
    found: list[Json] = []
    while left:
        known = {line["id"] for line in found}
        ready = next(line for line in left if named(line) <= known)
        left.remove(ready)
        found.append(ready)
    return found
