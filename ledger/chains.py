"""A chain: an entry and all later lines that lead back to it, and which words of it stand.

A line stands unless a standing retraction names it. Of the root, its
corrections and the retractions of the root, the last that stands decides: its
words stand, or, if it is a retraction, none. So the retraction of a correction
brings the words before it back, and the retraction of a retraction brings the
entry back. Everything here looks at numbers alone; to ask what stood at an
earlier moment give the links up to that number.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledger.entry import Entry

CORRECTED = "entry-corrected"
RETRACTED = "entry-retracted"
SOURCE_ADDED = "source-added"
WITHHELD = "entries-withheld"

FOREVER = 2**62
"""The number at which an open life ends: none is as great."""


class Link(NamedTuple):
    """A line as its chain sees it: its number, its kind, and the line that it names."""

    number: int
    kind: str
    names: int | None


class Life(NamedTuple):
    """The numbers `born <= n < died` at which one version stood: its words and its added sources."""

    born: int
    died: int
    words: int
    added: tuple[int, ...]


def links(chain: Iterable[Entry]) -> list[Link]:
    """Return the lines of a chain as the rules of chains see them."""
    return [Link(entry.number, entry.kind, entry.names) for entry in chain]


def standing(chain: Sequence[Link]) -> frozenset[int]:
    """Return the numbers of the lines that stand: those that no standing retraction names."""
    gone: set[int] = set()
    for link in reversed(chain):
        if link.kind == RETRACTED and link.number not in gone and link.names is not None:
            gone.add(link.names)
    return frozenset(link.number for link in chain if link.number not in gone)


def deciding(chain: Sequence[Link]) -> Link | None:
    """Return the line that decides what stands: the root, a correction, or a retraction of the root."""
    if not chain:
        return None
    root = chain[0].number
    stands = standing(chain)
    for link in reversed(chain):
        decides = (
            link.number == root or link.kind == CORRECTED or (link.kind == RETRACTED and link.names == root)
        )
        if decides and link.number in stands:
            return link
    return None


def words(chain: Sequence[Link]) -> int | None:
    """Return the number of the line whose words stand, or None where nothing stands."""
    link = deciding(chain)
    return None if link is None or link.kind == RETRACTED else link.number


def retracted_by(chain: Sequence[Link]) -> int | None:
    """Return the number of the retraction by which nothing stands, or None where something does."""
    link = deciding(chain)
    return link.number if link is not None and link.kind == RETRACTED else None


def added(chain: Sequence[Link]) -> tuple[int, ...]:
    """Return the numbers of the standing lines that add sources to the chain."""
    stands = standing(chain)
    return tuple(link.number for link in chain if link.kind == SOURCE_ADDED and link.number in stands)


def newest(chain: Sequence[Link]) -> int:
    """Return the newest word: the last of the root, its corrections and all retractions, standing or not."""
    return max(link.number for link in chain if link.kind in {CORRECTED, RETRACTED} or link is chain[0])


def last_words(chain: Sequence[Link]) -> int:
    """Return the line whose words stand or, where nothing stands, last stood."""
    for end in range(len(chain), 0, -1):
        found = words(chain[:end])
        if found is not None:
            return found
    return chain[0].number


def lives(chain: Sequence[Link]) -> list[Life]:
    """Return the lives of a chain's versions in the order of recording.

    Shape: one life for each stretch of numbers over which words and added
    sources stayed the same; stretches in which nothing stood have none. The
    last one is open (`died` = FOREVER) if something stands now.
    """
    if len(chain) == 1 and chain[0].kind != RETRACTED:
        return [Life(chain[0].number, FOREVER, chain[0].number, ())]
    found: list[Life] = []
    for end, link in enumerate(chain, start=1):
        line = words(chain[:end])
        now = None if line is None else (line, added(chain[:end]))
        open_life = found[-1] if found and found[-1].died == FOREVER else None
        before = None if open_life is None else (open_life.words, open_life.added)
        if now == before:
            continue
        if open_life is not None:
            found[-1] = open_life._replace(died=link.number)
        if now is not None:
            found.append(Life(link.number, FOREVER, *now))
    return found
