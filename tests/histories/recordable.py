"""Whether the rules let a line be recorded after those before it: as much of them as invented lines need.

What a kind asks of its own fields is the inventor's to give. Here stands what
two fields, or two lines, ask of each other.
"""

from typing import Any

from ledger import dates
from tests.oracle import lines
from tests.oracle.lines import Json, Line
from tests.oracle.view import Development

GRACE = 86_400
"""Seconds by which a report may come before what it tells."""

DECIDING = (lines.CORRECTED, lines.RETRACTED)


class Book:
    """The lines recorded so far; `now` holds the words that stand of each chain, by its root's number."""

    def __init__(self) -> None:
        self.envelopes: list[Json] = []
        self.lines: tuple[Line, ...] = ()
        self.now: dict[int, Json] = {}

    def take(self, development: Json) -> bool:
        """Record a line under an id of its own if the rules allow it, and say whether they did."""
        envelope = {"id": f"line-{len(self.lines) + 1}", "development": development}
        line = lines.numbered(self.lines, envelope)
        grown = (*self.lines, line)
        root = lines.root(grown, line.number)
        standing = lines.version(grown, root, line.number)
        now = {number: words for number, words in self.now.items() if number != root}
        now |= {} if standing is None else {root: standing.words}
        if not (self._means_something(line) and self._follows(line, root) and _in_order(now)):
            return False
        self.envelopes.append(envelope)
        self.lines, self.now = grown, now
        return True

    def chain(self, number: int) -> list[Line]:
        """Return the lines of the chain that line `number` is in."""
        root = lines.root(self.lines, number)
        return [line for line in self.lines if lines.root(self.lines, line.number) == root]

    def newest(self, number: int) -> int:
        """Return the newest word of a chain: its root, its corrections and all its retractions count."""
        return max(line.number for line in self.chain(number) if line.kind != lines.SOURCE_ADDED)

    def stands(self, number: int) -> bool:
        """Say whether a line stands now."""
        return lines.stands(self.lines, number, len(self.lines))

    def _means_something(self, line: Line) -> bool:
        """Check the words of a line against each other."""
        words = line.words
        if line.kind == lines.RETRACTED or words["kind"] in lines.KEEPING:
            return True
        it = Development(line.number, words)
        named = [words.get(listed, []) for listed in lines.PARTY_LISTS]
        return (
            _reported_in_time(it)
            and (it.until is None or it.until >= it.on.earliest)
            and all(len(set(parties)) == len(parties) for parties in named)
        )

    def _follows(self, line: Line, root: int) -> bool:
        """Check a line against the chain that it belongs to and those that it names."""
        words = line.words
        for listed in lines.REFERENCE_LISTS:
            named: list[int] = words.get(listed, [])
            if len(set(named)) < len(named) or root in named:
                return False
        seen = line.held.get("over", line.names)
        if line.kind in DECIDING and seen is not None and seen < self.newest(root):
            return False
        if line.kind == lines.RETRACTED:
            return line.names is not None and self.stands(line.names)
        return line.kind != lines.CORRECTED or _alike(words) != _alike(self.now.get(root))


def _reported_in_time(it: Development) -> bool:
    days = [source.get("published") for source in it.words["sources"]]
    if None in days:
        return True
    return it.on.earliest <= max(dates.bounds(day, "published").latest for day in days) + GRACE


def _in_order(now: dict[int, Json]) -> bool:
    """Check that every development that stands sorts after every standing one that it names."""
    return all(
        Development(number, now[number]).key < Development(root, words).key
        for root, words in now.items()
        for listed in lines.REFERENCE_LISTS
        for number in words.get(listed, [])
        if number in now
    )


def _alike(value: Any) -> Any:  # noqa: ANN401 any JSON value
    """Return words so that those that may be held equal are: the order of a plain list does not count."""
    if isinstance(value, dict):
        return {key: _alike(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted(map(repr, map(_alike, value)))
    return value
