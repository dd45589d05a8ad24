"""What recording changes: the rows of the state that its lines touch, before and after them, and from which day on.

Only the cells that the lines' own steps stand on are compared, at the days on
which one of them can begin to differ; nothing else of the state is read.
"""

from collections.abc import Callable, Iterable, Sequence
from sqlite3 import Connection

from ledger.dates import stamp
from ledger.entry import Entry
from ledger.index import Index
from ledger.index.reading import IndexReading
from ledger.state.cells import AGREEMENT, COMMITMENT, MEETING, POINT, POSITION, PROPOSAL, Cell, Row
from ledger.state.commitments import agreements, commitments
from ledger.state.meetings import meetings
from ledger.state.points import point, under
from ledger.state.positions import Position, positions
from ledger.state.proposals import proposals
from ledger.steps.versions import current
from ledger.store import Store

MOST_ROWS = 300
"""Rows touched by more lines than a person reads the changes of; then nothing is compared."""
_MOST_DAYS = 400
"""Days that are looked at for the first on which a row differs."""

_Key = tuple[str, str, str, str]
"""Negotiation, what, matter (or meeting), party ("" where the row has none)."""


class _Only(IndexReading):
    """A reading that knows one matter alone, wherever all of a negotiation's are asked for."""

    matter = ""

    def cells(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Sequence[Cell]:
        """Return the cells that fit, of the one matter."""
        return super().cells(negotiation, what, matter or self.matter, party)


def touched(store: Store, entries: Sequence[Entry], last: int) -> dict[Cell, int]:
    """Return the cells with steps of the chains of new entries, each with the first second it can differ from.

    Of more than MOST_ROWS it returns some that are more.
    """
    roots = {entry.id: entry.root for entry in entries}

    def resolve(reference: int | str) -> int:
        return roots.get(str(reference)) or store.root(str(reference)) or 0

    added: dict[int, list[Entry]] = {}
    for entry in entries:
        added.setdefault(entry.root, []).append(entry)
    found: dict[Cell, int] = {}
    for root, lines in sorted(added.items()):
        before = [one for one in store.chain(root) if one.number <= last]
        after = [*before, *lines]
        for version in (current(before, resolve), current(after, resolve)):
            for cell, step in () if version is None else version.steps:
                found[cell] = min(step.latest, found.get(cell, step.latest))
        if len(found) > MOST_ROWS:
            break
    return found


def _keys(reading: IndexReading, cells: Iterable[Cell]) -> dict[_Key, set[_Key]]:
    """Return the rows that steps on some cells can change, each with the rows whose dates it changes at."""
    found: dict[_Key, set[_Key]] = {}

    def add(key: _Key, *dated: _Key) -> None:
        found.setdefault(key, {key}).update(dated)

    for cell in cells:
        own = (cell.negotiation, cell.what, cell.matter, cell.party)
        add(own)
        if cell.what == AGREEMENT:
            for other in reading.cells(cell.negotiation, COMMITMENT, cell.matter):
                add((cell.negotiation, COMMITMENT, cell.matter, other.party), own)
        if cell.what == POSITION:
            if reading.cells(cell.negotiation, PROPOSAL, cell.matter):
                add((cell.negotiation, PROPOSAL, cell.matter, ""), own)
            for on in reading.cells(cell.negotiation, POINT):
                over = under(reading, cell.negotiation, on.matter, reading.down(on))
                if cell.matter in over | {on.matter}:
                    add((cell.negotiation, POINT, on.matter, ""), own)
    return found


def _by_matter(found: Iterable[Position]) -> dict[str, list[Position]]:
    grouped: dict[str, list[Position]] = {}
    for position in found:
        grouped.setdefault(position.row["matter"], []).append(position)
    return grouped


def _point(reading: IndexReading, negotiation: str, name: str) -> Row | None:
    steps = [step for cell in reading.cells(negotiation, POINT, name) for step in reading.down(cell)][::-1]
    matters = {name} | under(reading, negotiation, name, steps)
    found = [one for matter in sorted(matters) for one in positions(reading, negotiation, matter)]
    return point(reading, negotiation, name, steps, _by_matter(found))


def _row(reading: IndexReading, key: _Key) -> Row | None:
    """Return one row of the state, without what may have changed."""
    negotiation, what, matter, party = key
    rows: Sequence[Row | None]
    if what == POSITION:
        rows = [one.row for one in positions(reading, negotiation, matter, party)]
    elif what == POINT:
        rows = [_point(reading, negotiation, matter)]
    elif what == COMMITMENT:
        rows = commitments(reading, negotiation, matter, party)
    else:
        only = _Only(reading.connection, reading.at, reading.known, reading.published)
        only.matter = matter
        if what == PROPOSAL:
            on = _by_matter(positions(reading, negotiation, matter))
            rows = proposals(only, negotiation, on, closed=False)
        else:
            rows = {MEETING: meetings, AGREEMENT: agreements}[what](only, negotiation)
    row = next(iter(rows), None)
    return None if row is None else {name: value for name, value in row.items() if name != "may_have_changed"}


class _Comparison:
    """The ledger before and after some lines, on one connection to its index."""

    def __init__(self, connection: Connection, before: int, after: int) -> None:
        self.connection = connection
        self.numbers = (before, after)
        self._readings: dict[tuple[int, int], IndexReading] = {}

    def reading(self, at: int, known: int) -> IndexReading:
        """Return a reading at a second and a number; each is made once."""
        if (at, known) not in self._readings:
            self._readings[at, known] = IndexReading(self.connection, at, known, None)
        return self._readings[at, known]

    def rows(self, key: _Key, at: int) -> tuple[Row | None, Row | None]:
        """Return a row as it was and as it is at a second."""
        before, after = self.numbers
        return _row(self.reading(at, before), key), _row(self.reading(at, after), key)

    def moments(self, keys: Iterable[_Key], since: int) -> list[int]:
        """Return the seconds from `since` on at which rows can change, the first of them, in order."""
        reading = self.reading(since, self.numbers[1])
        found = {since}
        for negotiation, what, matter, party in keys:
            for cell in reading.cells(negotiation, what, matter, party or None):
                for one in reading.lived(cell):
                    found.add(one.step.latest)
                    if one.step.until is not None:
                        found.add(one.step.until + 1)
        return sorted(at for at in found if at >= since)[:_MOST_DAYS]


def changes(index: Index, entries: Sequence[Entry], last: int, today: int, *, dry: bool) -> list[Row] | None:
    """Return the rows that lines change: {what, party, matter, from, before, after, today}; None if they are too many.

    `last` is the number of the entry before them, `today` a second; `from` is
    the day from which on a row differs, `before` and `after` are the row on
    that day, `today` is {before, after} of today. With `dry` the lines are not
    in the ledger: they are laid over the index, and taken away again.
    """
    cells = touched(index.store, entries, last)
    if not entries or len(cells) > MOST_ROWS:
        return None if entries else []

    def compare(connection: Connection) -> list[Row] | None:
        comparison = _Comparison(connection, last, entries[-1].number)
        keys = _keys(comparison.reading(max(cells.values(), default=0), entries[-1].number), cells)
        if len(keys) > MOST_ROWS:
            return None
        since = {(*cell[:4],): second for cell, second in sorted(cells.items(), key=lambda one: -one[1])}
        found = [_change(comparison, key, keys[key], since, today) for key in sorted(keys)]
        return [change for change in found if change is not None]

    return _on(index, entries, last, compare, dry=dry)


def _on(
    index: Index,
    entries: Sequence[Entry],
    last: int,
    compare: Callable[[Connection], list[Row] | None],
    *,
    dry: bool,
) -> list[Row] | None:
    if dry:
        with index.trial(entries) as connection:
            return compare(connection)
    with index.reading(0, max(last, entries[-1].number), None) as reading:
        return compare(reading.connection)


def _change(
    comparison: _Comparison, key: _Key, dated: Iterable[_Key], since: dict[_Key, int], today: int
) -> Row | None:
    first = min(since[one] for one in dated if one in since)
    for at in comparison.moments(dated, first):
        before, after = comparison.rows(key, at)
        if before != after:
            now = comparison.rows(key, today)
            _, what, matter, party = key
            return {
                "what": what,
                "party": party or None,
                "matter": matter,
                "from": (stamp(at) or "")[:10],
                "before": before,
                "after": after,
                "today": {"before": now[0], "after": now[1]},
            }
    return None
