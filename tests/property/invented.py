"""What the laws are tried on: whole histories, and developments alone, which may be told in any order."""

from collections.abc import Sequence
from random import Random

from hypothesis import strategies as st

from tests.asking import NEGOTIATION
from tests.cases import Json
from tests.histories import histories, random_history
from tests.histories.recordable import Book

SEEDS = st.integers(0, 2**20 - 1)
REFERENCES = ("after", "withdraws", "rescinds")

HISTORIES = histories(30) | st.builds(random_history, SEEDS, st.just(30))
"""Short histories, which shrink line by line, and as many long ones, in which more goes wrong."""


def chunks(history: Sequence[Json], size: int) -> list[list[Json]]:
    """Return the lines of a history as files of so many lines."""
    return [list(history[start : start + size]) for start in range(0, len(history), size)]


DATES = (
    *("2025-02-05", "2025-02-05", "2025-02-04/2025-02-06", "2025-02-05/2025-02-08", "2025-02-06"),
    *("../2025-02-05", "2025-02-08", "2025-02-05T10:30Z"),
)
"""Dates of which many may be the same moment, or in either order."""
VOICES: tuple[Json, ...] = (
    {"according_to": "islands"},
    {"according_to": "islands"},
    {},
    {"according_to": "marches"},
)


def told(seeds: Sequence[int]) -> list[Json]:
    """Return developments that can be recorded one after the other, at most one for each seed.

    They are crowded upon one party, one issue and one point, so that the order
    in which they are recorded would often decide, did nothing else.
    """
    book = Book()
    for seed in seeds:
        chance = Random(seed)  # noqa: S311 no secret hangs on it
        named = [line["id"] for line in book.envelopes if chance.random() < 2 / (3 + len(book.envelopes))]
        words = {
            "negotiation": NEGOTIATION,
            "on": chance.choice(DATES),
            "sources": [{"publisher": "Herald", "published": chance.choice(("2025-02-09", "2025-02-12"))}],
            **chance.choice(VOICES),
            **chance.choice(SAYINGS)(chance),
        }
        book.take(words | {"after": named} if chance.random() < AFTER and named else words)
    return book.envelopes


AFTER = 0.5
"""How many name some of those before them."""


def _position(chance: Random) -> Json:
    said = {"matter": chance.choice(("ferries", "ferries", "point-1")), "parties": ["islands"]}
    stance = {"stance": chance.choice(("accepts", "accepts", "rejects", "neutral"))}
    terms = chance.choice(({}, {"terms": "in full"}, {"terms": "in part"}))
    until = chance.choice(({}, {}, {"until": "2025-02-08"}, {"until": "2025-02-10"}))
    return {"kind": "position-taken", **said, **stance, **terms, **until}


def _withdrawal(_: Random) -> Json:
    return {"kind": "position-withdrawn", "parties": ["islands"], "matter": "ferries"}


def _text(chance: Random) -> Json:
    kind = chance.choice(("point-agreed", "point-amended"))
    text = chance.choice(("the ferries run daily", "the ferries run"))
    under = {"under": ["ferries"]} if kind == "point-agreed" else {}
    return {"kind": kind, "point": "point-1", "text": text, "parties": ["islands", "marches"], **under}


def _progress(chance: Random) -> Json:
    said = chance.choice(
        ({"status": "stalled"}, {"status": "fulfilled"}, {"implementation": 1}, {"implementation": 2})
    )
    return {"kind": "point-progressed", "point": "point-1", **said}


SAYINGS = (_position, _position, _position, _position, _withdrawal, _text, _text, _progress)


DEVELOPMENTS = st.lists(SEEDS, min_size=8, max_size=24).map(told)
"""Developments without a correction, a retraction or a description among them."""


def named(line: Json) -> set[str]:
    """Return the ids of the entries that a development names."""
    return {reference for field in REFERENCES for reference in line["development"].get(field) or []}


def retold(lines: Sequence[Json], seed: int) -> list[Json]:
    """Return another order of the lines in which each still comes after those that it names."""
    left = list(lines)
    Random(seed).shuffle(left)  # noqa: S311 no secret hangs on it
    found: list[Json] = []
    while left:
        known = {line["id"] for line in found}
        ready = next(line for line in left if named(line) <= known)
        left.remove(ready)
        found.append(ready)
    return found
