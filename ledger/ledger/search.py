"""Search: the entries that say some words, in whatever version, and who said them first.

A query is plain words, all of which must be there, "phrases" whose words stand
side by side, and beginnings (`negoti*`). Nothing else means anything: what a
search engine would obey is read as words. A hit is an entry in the words that
stand, if those were found, else in the last that were; what no longer stands
says so. D and P cut each version by its own dates, as they cut the timeline.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ledger import chains, dates
from ledger.chains import links
from ledger.entry import Entry
from ledger.errors import Refused
from ledger.index import words
from ledger.index.reading import DAY, IndexReading
from ledger.index.words import Phrase
from ledger.ledger.entries import Entries
from ledger.ledger.filters import Filters
from ledger.ledger.listing import last
from ledger.state.cells import Row

LONGEST = 1_000
"""The most characters of a query."""
MOST = 64
"""The most words and phrases of a query."""
_AROUND = 60
"""Code points of a text that are shown on either side of what was found."""
_QUOTES = "“”„‟«»"
_OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR"})


class Query(NamedTuple):
    """What is searched for: the text as given, its phrases, and what a person may have meant otherwise."""

    text: str
    phrases: tuple[Phrase, ...]
    notes: tuple[str, ...]


def query(text: str) -> Query:
    """Read a query; Refused where there is no word in it, or far too many."""
    if len(text) > LONGEST:
        raise Refused(
            f"the query has {len(text):,} characters; the most is {LONGEST:,}",
            field="query",
            remedy="Search for a few words of it.",
        )
    plain = text.translate(dict.fromkeys(map(ord, _QUOTES), '"'))
    parts = plain.split('"')
    phrases: list[Phrase] = []
    notes = []
    for number, part in enumerate(parts):
        # A quotation mark that nothing closes opens no phrase.
        if number % 2 and number < len(parts) - 1:
            phrases.append(Phrase(tuple(words.words(part))))
            continue
        for word in part.split():
            phrases.append(Phrase(tuple(words.words(word)), word.endswith("*")))
            if word in _OPERATORS:
                notes.append(f"{word} is read as a word: every word must be there")
    phrases = list(dict.fromkeys(phrase for phrase in phrases if phrase.words))
    if not phrases:
        raise Refused(
            f"there is no word to search for in {text!r:.80}",
            field="query",
            given=text,
            remedy='Write words, or a phrase within quotation marks: ledger search "off the table"',
        )
    if len(phrases) > MOST:
        raise Refused(
            f"the query has {len(phrases)} words; the most is {MOST}",
            field="query",
            remedy="Search for a few of them.",
        )
    return Query(text, tuple(phrases), tuple(dict.fromkeys(notes)))


class Found(NamedTuple):
    """An entry that was found: its chain, the lines in which it was, and the line whose words are shown."""

    chain: Sequence[Entry]
    lines: tuple[int, ...]
    shown: int
    standing: bool

    @property
    def root(self) -> int:
        """The number of the entry."""
        return self.chain[0].number


class _Asked(NamedTuple):
    """What a version must be to be a hit, beside saying the words."""

    negotiation: str
    at: int
    published: int | None
    filters: Filters

    def admit(self, held: Row, added: Sequence[Row]) -> bool:
        """Tell whether a version is of the negotiation, has begun, was published, and fits the filters."""
        if held.get("negotiation", self.negotiation) != self.negotiation:
            return False
        if "on" in held:
            span = dates.bounds(held["on"], "on")
            if span.earliest > self.at or not self.filters.holds(span):
                return False
            if self.published is not None:
                said = published((*held.get("sources", ()), *added))
                if said is None or dates.bounds(said, "published").latest > self.published:
                    return False
        elif self.filters.start or self.filters.end:
            return False
        return self.filters.admit(held["kind"], held, added)


def published(sources: Iterable[Row]) -> str | None:
    """Return the date on which the first of some sources was published, None where none has a date."""
    dated = [source["published"] for source in sources if source.get("published")]
    return min(dated, key=lambda one: dates.bounds(one, "published").latest, default=None)


def _found(
    chain: Sequence[Entry], matched: Sequence[int], asked: _Asked, added: Sequence[Row]
) -> Found | None:
    lines = links(chain)
    stands, standing = chains.standing(lines), chains.words(lines)
    by_number = {entry.number: entry for entry in chain}
    of_source = standing if standing is not None else chains.last_words(lines)
    admitted = {
        number: line
        for number in matched
        if (line := of_source if by_number[number].kind == chains.SOURCE_ADDED else number)
        and asked.admit(by_number[line].words, added)
    }
    if not admitted:
        return None
    alive = [number for number, line in admitted.items() if line == standing and number in stands]
    shown = standing if standing in admitted.values() else max(admitted.values())
    return Found(chain, tuple(admitted), shown or 0, bool(alive))


def _place(found: Found) -> tuple[bool, int, int, int]:
    """Return by what hits are ordered: as a timeline; descriptions, which have no date, come last."""
    held = next(entry for entry in found.chain if entry.number == found.shown).words
    if "on" not in held:
        return True, 0, 0, found.root
    span = dates.bounds(held["on"], "on")
    return False, span.latest, span.earliest, found.root


def _perhaps_earlier(one: Found, other: Found) -> bool:
    """Tell whether a hit may be of an earlier day than another that sorts before it."""
    return _place(one)[2] // DAY < _place(other)[1] // DAY and one.root != other.root


def _newest(
    reading: IndexReading, asked: Query, version: _Asked, limit: int
) -> tuple[dict[int, list[int]], int]:
    """Return the lines that say the words, by root, but for the many that stand before the last `limit` hits.

    Where the words that stand say them and nothing cuts these, the hit is placed
    by what the index knows of them, and only the last such entries are read;
    whatever else was found is. Returned with it is how many hits are left out.
    """
    # Of a million lines nothing is kept but their numbers: a byte tells the roots that are placed.
    matched: dict[int, int | list[int]] = {}
    placed = bytearray(reading.known + 1)
    newest: list[tuple[int, int, int]] = []
    for root, number, life in words.lives(reading.connection, asked.phrases, reading.known):
        before = matched.get(root)
        matched[root] = number if before is None else [*_listed(before), number]
        if (
            life is not None
            and life.words == number
            and life.negotiation == version.negotiation
            and life.earliest <= version.at
            and (version.published is None or life.pub <= version.published)
        ):
            placed[root] = True
            place = (life.latest, life.earliest, root)
            if len(newest) < limit:
                heapq.heappush(newest, place)
            elif newest:
                heapq.heappushpop(newest, place)
    shown = {root for _, _, root in newest}
    read = {root: _listed(numbers) for root, numbers in matched.items() if not placed[root] or root in shown}
    return read, len(matched) - len(read)


def _listed(numbers: int | list[int]) -> list[int]:
    return [numbers] if isinstance(numbers, int) else numbers


class Search:
    """One search: the hits of a query at a moment, in the order of a timeline."""

    def __init__(  # noqa: PLR0913 each narrows the answer
        self,
        reading: IndexReading,
        entries: Entries,
        negotiation: str,
        asked: Query,
        filters: Filters,
        limit: int | None = None,
    ) -> None:
        self.entries = entries
        self.query = asked
        self.left_out = 0
        version = _Asked(negotiation, reading.at, reading.published, filters)
        if limit is None or any(filters):
            matched = words.matching(reading.connection, asked.phrases, reading.known)
        else:
            matched, self.left_out = _newest(reading, asked, version, limit)
        entries.gather(matched.keys())
        found = []
        for root, numbers in matched.items():
            chain = entries.chain(root)
            one = _found(chain, numbers, version, entries.added_sources(chain))
            if one is not None:
                found.append(one)
        self.found = sorted(found, key=_place)

    def hits(self, limit: int | None) -> Row:
        """Return {"hits": [ENTRY]}, each with where it was found; of a limit the last, as of a timeline."""
        shown, more = last(self.found, limit)
        if more:
            more["more"] += self.left_out
        return {"hits": [self.hit(one) for one in shown], **more}

    def hit(self, found: Found) -> Row:
        """Return the ENTRY of a hit: whether its words stand, what stands in their place, where it was found."""
        entry = self.entries.of(found.chain, found.shown)
        standing = chains.words(links(found.chain))
        by_number = {one.number: one for one in found.chain}
        return entry | {
            "superseded_by": standing if standing != found.shown else None,
            "found_in": list(found.lines),
            "found_standing": found.standing,
            "found": [row for number in found.lines for row in self._passages(by_number[number])],
        }

    def _passages(self, line: Entry) -> Iterator[Row]:
        """Yield the texts of a line in which a phrase was found, in short."""
        for field, text in words.texts(line.held):
            place = words.place(text, self.query.phrases)
            if place is not None:
                yield {"line": line.number, "field": field, "text": excerpt(text, *place)}

    def first(self) -> Row:
        """Return {"first": {"said", "published", "recorded"}}, each {"date", "entry": ENTRY} or None.

        Said and published first are words that stand; recorded first are words in
        any version. What describes a party or a matter is not looked at.
        `perhaps_earlier` are the entries that may have been said on an earlier day than the first.
        """
        developments = [one for one in self.found if not _place(one)[0]]
        standing = [one for one in developments if one.standing]
        said = standing[0] if standing else None
        dated = [(day, one) for one in standing if (day := self._published(one)) is not None]
        told = min(dated, key=lambda pair: dates.bounds(pair[0], "published").latest, default=None)
        kept = min(developments, key=lambda one: min(one.lines), default=None)
        return {
            "first": {
                "said": said
                and self._dated(self._words(said)["on"], said)
                | {"perhaps_earlier": [one.root for one in standing if _perhaps_earlier(one, said)]},
                "published": told and self._dated(*told),
                "recorded": kept and self._dated(self._recorded(kept), kept),
            },
            "hits": [self.hit(one) for one in self.found if one in (said, told and told[1], kept)],
        }

    def _dated(self, date: str, found: Found) -> Row:
        return {"date": date, "entry": self.hit(found)}

    @staticmethod
    def _words(found: Found) -> Row:
        return next(entry for entry in found.chain if entry.number == found.shown).words

    def _published(self, found: Found) -> str | None:
        return published((*self._words(found).get("sources", ()), *self.entries.added_sources(found.chain)))

    @staticmethod
    def _recorded(found: Found) -> str:
        return next(entry for entry in found.chain if entry.number == min(found.lines)).recorded_at


def excerpt(text: str, start: int, end: int) -> str:
    """Return a text in short around what was found in it: whole words, and … where something is left out."""
    first, final = start - _AROUND, end + _AROUND
    if first > 0:
        first = next((at + 1 for at in range(first, start) if text[at].isspace()), first)
    if final < len(text):
        final = next((at for at in range(final, end, -1) if text[at - 1 : at].isspace()), final)
    cut = text[max(first, 0) : final].strip()
    return f"{'… ' if first > 0 else ''}{cut}{' …' if final < len(text) else ''}"
