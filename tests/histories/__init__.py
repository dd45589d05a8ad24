"""Invented histories: lists of envelopes that the rules let record, in which much goes wrong.

Late, vague and corrected words, corrections taken back and retractions taken
back, words that lapse, several sources, ties, effects before and after their
acts, every kind and every voice, over three parties and twelve days. `histories`
and `moments` are for hypothesis; `random_history` and `random_moments` make as
many as a seed is worth, at a lower price.
"""

from collections.abc import Sequence
from random import Random

from hypothesis import strategies as st

from ledger import dates
from tests.histories.inventing import (
    AGREEMENT,
    DAYS,
    LATER,
    MATTERS,
    NEGOTIATIONS,
    PARTIES,
    REPORTED,
    Inventor,
)
from tests.histories.recordable import Book
from tests.oracle import lines
from tests.oracle.lines import Json

__all__ = [
    "AGREEMENT",
    "MATTERS",
    "NEGOTIATIONS",
    "PARTIES",
    "Moment",
    "histories",
    "moments",
    "questions",
    "random_history",
    "random_moments",
]

Moment = tuple[str, int, str | None]
"""(D, T, P): a date, an entry number, a date or None."""

ROUND = (*DAYS, *LATER[:3], *DAYS[4:], "2025-02", "2025-02-20", "2025-33", "2025", "2025-02-05T10:30Z")
"""Days to ask for as D, the later ones oftener."""
CUTS = (None, None, None, *(day for day in REPORTED[3:] if "~" not in day))
"""What to ask for as P: none, or a day of the reports."""

TRIES = 12
"""How often a line is invented anew before it is left out."""

SEEDS = st.integers(0, 2**20 - 1)


def histories(max_lines: int = 40) -> st.SearchStrategy[list[Json]]:
    """Return a strategy of histories; each line has a seed of its own, so that they shrink line by line."""
    return st.lists(SEEDS, min_size=1, max_size=max_lines).map(_told)


def random_history(seed: int, n: int) -> list[Json]:
    """Return a history of at most `n` lines, and seldom fewer, the same for the same seed."""
    chance = Random(seed)  # noqa: S311 no secret hangs on it
    return _told([chance.randrange(2**20) for _ in range(n)])


def _told(seeds: Sequence[int]) -> list[Json]:
    book = Book()
    for seed in seeds:
        draw = Inventor(Random(seed), book)  # noqa: S311 no secret hangs on it
        for _ in range(TRIES):
            words = draw.line()
            if words is not None and book.take(words):
                break
    return book.envelopes


def moments(history: Sequence[Json]) -> st.SearchStrategy[Moment]:
    """Return a strategy of moments at which the history may look different."""
    return st.tuples(
        st.sampled_from(ROUND) | st.sampled_from(_turns(history)),
        st.just(len(history)) | st.integers(0, len(history)),
        st.sampled_from(CUTS),
    )


def random_moments(seed: int, history: Sequence[Json], n: int) -> list[Moment]:
    """Return `n` such moments."""
    chance = Random(seed)  # noqa: S311 no secret hangs on it
    turns, last = _turns(history), len(history)
    return [
        (
            chance.choice((chance.choice(ROUND), chance.choice(turns))),
            chance.choice((last, last, chance.randint(0, last))),
            chance.choice(CUTS),
        )
        for _ in range(n)
    ]


def _turns(history: Sequence[Json]) -> list[str]:
    """Return the very seconds at which something of the history turns, with those before and after them."""
    bounds = {dates.bounds(DAYS[0]).earliest}
    for words in lines.all_words(lines.read(history)):
        for field in ("on", "until", "effective", "expected"):
            if field in words:
                bounds |= set(dates.bounds(words[field], field))
    later = sorted(bound for bound in bounds - {dates.OPEN_END} if bound >= dates.bounds(DAYS[0]).earliest)
    return [str(dates.stamp(bound + near)) for bound in later for near in (-1, 0, 1)]


def questions(history: Sequence[Json]) -> list[list[str]]:
    """Return every question that can be asked of a history without being told that a slug is nowhere."""
    book = lines.read(history)
    whole = [["state"], ["timeline"], ["positions"], ["points"], ["meetings"], ["proposals"]]
    known = [
        (party, matter) for party in sorted(lines.parties(book)) for matter in sorted(lines.matters(book))
    ]
    pairs = [[asked, *pair] for asked in ("why", "history") for pair in known]
    return whole + pairs + [["members", matter] for matter in sorted(lines.matters(book))]
