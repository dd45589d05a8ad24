"""A source's text, and whether a quote stands in it.

A quote is found again in the archived text after folding white space (no-break too), quotation marks
and dashes, and nothing else: case, commas and letters count. What is kept is the source's own words
at that place. Offsets are code points of the text as archived, as in a W3C TextQuoteSelector and
TextPositionSelector. Words near a quote that is not there are for showing, they are never accepted.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from ledger.errors import Refused

_DOUBLE = (
    "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2e42\u300c\u300d\u300e\u300f\u301d\u301e\u301f\uff02\uff62\uff63"
)
_SINGLE = "\u0060\u00b4\u02bc\u2018\u2019\u201a\u201b\u2039\u203a\uff07"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_FORMS = {**dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DASHES, "-")}
_BLANK = r"\s{2,}|[^\S ]"
"""White space that folding changes: a run of it, or a single one that is no plain space."""

_BLANK_LINES = r"\n(?:[^\S\n]*\n)+"
_LINE_END = r"\n"
_WORD = r"\w+"
_UNBROKEN = r"\S+"
_POINTS = " \"',.;:!?()[]-"

MOST_PLACES = 1_000

_LONGEST_NEAR = 2_000
_LETTERWISE = 200
_FEW_WORDS = 8
_NEAR = 0.65
_MOST_SEEDS = 16
_MOST_HITS = 200
_MOST_WINDOWS = 5


class Place(NamedTuple):
    """Where a quote stands, in code points, `end` not included, and the text's own words there."""

    start: int
    end: int
    exact: str


class _Folded(NamedTuple):
    """A folded text: `at[i]` is where its i-th shortened run stands, `lost[i]` what is lost up to there."""

    text: str
    at: list[int]
    lost: list[int]

    def original(self, place: int) -> int:
        """Return the offset in the text as it was of a place in the folded text that is no space."""
        runs = bisect_left(self.at, place)
        return place + (self.lost[runs - 1] if runs else 0)

    def place(self, offset: int) -> int:
        """Return the place in the folded text of an offset, in the text as it was, that is no space."""
        runs = bisect_left(range(len(self.at)), offset, key=lambda run: self.at[run] + self.lost[run])
        return offset - (self.lost[runs - 1] if runs else 0)


def digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hex; refused where half a surrogate pair has none."""
    import hashlib

    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        message = f"the text has half a surrogate pair at code point {error.start}, which no UTF-8 text has"
        raise Refused(message, remedy="Give the text as valid UTF-8.") from None


def fold(text: str) -> str:
    """Return the text as quotes are compared: each run of white space one space, one form of each mark.

    Double quotation marks become `"`, single ones and apostrophes `'`, dashes `-`; case is kept.
    """
    return _folded(text).text


def find(
    text: str,
    exact: str,
    prefix: str | None = None,
    suffix: str | None = None,
    start: int | None = None,
) -> list[Place]:
    """Return the places where `exact` stands in `text`, ascending, at most `MOST_PLACES`; [] if nowhere.

    All is compared folded, and blanks around `exact` are no part of it. `prefix` must stand right before
    it and `suffix` right after it, with white space between or not; `start` is the code point of `text`
    at which it must begin. A blank `exact` stands nowhere.
    """
    folded = _archived(text)
    wanted, before, after = (fold(part or "").strip() for part in (exact, prefix, suffix))
    if not wanted:
        return []
    places: set[Place] = set()
    for left in (before, f"{before} ") if before else ("",):
        for right in (after, f" {after}") if after else ("",):
            whole = left + wanted + right
            for hit in _hits(folded.text, whole) if start is None else _hit(folded, whole, start, len(left)):
                begin = folded.original(hit + len(left))
                end = folded.original(hit + len(left) + len(wanted) - 1) + 1
                places.add(Place(begin, end, text[begin:end]))
    return sorted(places)[:MOST_PLACES]


def paragraph(text: str, offset: int) -> int:
    """Return the number, from 1, of the paragraph of `text` that holds a code point.

    Paragraphs stand apart by blank lines; in a text without blank lines each line is one.
    """
    begin = len(text) - len(text.lstrip())
    apart = re.compile(_BLANK_LINES)
    if not apart.search(text, begin, len(text.rstrip())):
        apart = re.compile(_LINE_END)
    return 1 + sum(1 for _ in apart.finditer(text, begin, offset))


def nearest(text: str, exact: str) -> tuple[int, str] | None:
    """Return the paragraph and the text's own words that are nearest to a quote, None if nothing is near.

    Near means two thirds alike or nearly so, whatever the case. Looked at are the few places that share
    the rarest words with the quote, and a quote of more than 2,000 code points is near nothing: so the
    time stays bounded, on a text of 16 MiB too.
    """
    wanted = fold(exact).strip()
    if not wanted or len(wanted) > _LONGEST_NEAR:
        return None
    folded = _archived(text)
    lowered = folded.text.lower()
    if len(lowered) != len(folded.text):
        lowered = folded.text
    best = (_NEAR, 0, 0)
    for begin, end in _windows(lowered, wanted.lower()):
        likeness, first, last = _likest(lowered[begin:end], wanted.lower())
        if likeness > best[0]:
            best = (likeness, begin + first, begin + last)
    if best[2] == 0:
        return None
    begin = folded.original(best[1])
    return paragraph(text, begin), text[begin : folded.original(best[2] - 1) + 1]


def _folded(text: str) -> _Folded:
    for sign, form in _FORMS.items():
        text = text.replace(sign, form)
    pieces: list[str] = []
    at: list[int] = []
    lost: list[int] = []
    read = shorter = 0
    for run in re.finditer(_BLANK, text):
        start, end = run.span()
        pieces += (text[read:start], " ")
        read = end
        if end - start > 1:
            at.append(start - shorter)
            shorter += end - start - 1
            lost.append(shorter)
    return _Folded("".join((*pieces, text[read:])), at, lost)


@lru_cache(maxsize=2)
def _archived(text: str) -> _Folded:
    """Return a source's text folded; kept, as its quotes are mostly looked for one after the other."""
    return _folded(text)


def _hits(text: str, wanted: str) -> Iterator[int]:
    """Yield the places of `wanted` in a folded text, at most `MOST_PLACES`, also where they overlap."""
    place = text.find(wanted)
    for _ in range(MOST_PLACES):
        if place < 0:
            return
        yield place
        place = text.find(wanted, place + 1)


def _hit(folded: _Folded, wanted: str, start: int, ahead: int) -> Iterator[int]:
    """Yield the place of `wanted` whose part after its first `ahead` signs begins at `start` in the text."""
    place = folded.place(start) - ahead
    if place >= 0 and folded.original(place + ahead) == start and folded.text.startswith(wanted, place):
        yield place


def _windows(text: str, wanted: str) -> list[tuple[int, int]]:
    """Return the stretches of `text` that share the most with `wanted`, the rare pieces counting most."""
    words = list(re.finditer(_WORD, wanted))
    pairs = [(one.start(), two.end()) for one, two in pairwise(words)]
    heads = [(word.start(), word.start() + max(4, len(word[0]) * 2 // 3)) for word in words]
    heads.sort(key=lambda piece: piece[0] - piece[1])
    pieces = pairs[:: len(pairs) // _MOST_SEEDS + 1] + heads[:_MOST_SEEDS]
    width = max(40, len(wanted) // 4)
    votes: Counter[int] = Counter()
    for start, end in pieces:
        hits = list(islice(_hits(text, wanted[start:end]), _MOST_HITS))
        for hit in hits:
            stretch = max(0, hit - start) // width
            votes[stretch] += (end - start) * 1000 // len(hits)
            votes[max(0, stretch - 1)] += (end - start) * 1000 // len(hits)
    return [
        (max(0, (stretch - 1) * width), (stretch + 3) * width + len(wanted))
        for stretch, _ in votes.most_common(_MOST_WINDOWS)
    ]


def _likest(window: str, wanted: str) -> tuple[float, int, int]:
    """Return how like `wanted` the likest words in `window` are (0 to 1), and where they begin and end."""
    words = [match.span() for match in re.finditer(_UNBROKEN, window)]
    mine = wanted.split()
    best = (0.0, 0, 0)
    for first, last in _stretches([window[start:end] for start, end in words], mine):
        begin, end = words[first][0], words[last - 1][1]
        if wanted[0].isalnum():
            begin += len(window[begin:end]) - len(window[begin:end].lstrip(_POINTS))
        if wanted[-1].isalnum():
            end = begin + len(window[begin:end].rstrip(_POINTS))
        likeness = _likeness(window[begin:end], wanted)
        if likeness > best[0]:
            best = (likeness, begin, end)
    return best


def _stretches(words: list[str], mine: list[str]) -> set[tuple[int, int]]:
    """Return the stretches of `words`, `first:last`, that may be the likest to the words `mine`."""
    if len(mine) <= _FEW_WORDS:
        sizes = range(max(1, len(mine) - 1), len(mine) + 2)
        return {(first, first + size) for size in sizes for first in range(len(words) - size + 1)}
    blocks = SequenceMatcher(None, mine, words).get_matching_blocks()[:-1]
    found = set()
    for one in blocks[:3]:
        for two in blocks[-3:]:
            if two.b < one.b:
                continue
            first, last = one.b, two.b + two.size
            found.add((first, last))
            found.add((max(0, first - one.a), min(len(words), last + len(mine) - two.a - two.size)))
    return found


def _likeness(one: str, two: str) -> float:
    """Return how alike two texts are, from 0 to 1: letter by letter if short, else word by word."""
    if len(one) <= _LETTERWISE and len(two) <= _LETTERWISE:
        return SequenceMatcher(None, one, two).ratio()
    return SequenceMatcher(None, one.split(), two.split()).ratio()
