"""What admission sees of the ledger, and the draft: that view with the lines about to be recorded laid over it."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from ledger import chains, dates
from ledger.entry import Entry
from ledger.state.cells import Cell, Row, Step
from ledger.steps.names import aliases
from ledger.steps.versions import Version, Words, current

REFERENCES = ("after", "withdraws", "rescinds")
"""The fields that name developments."""


class View(Protocol):
    """The ledger as it is now, as far as a new line must know it."""

    def last(self) -> int:
        """Return the number of the last entry, 0 before the first."""
        ...

    def number(self, entry_id: str) -> int | None:
        """Return the number of the entry with an id, or None."""
        ...

    def chain(self, number: int) -> Sequence[Entry]:
        """Return the whole chain that the entry with this number is a line of; empty where there is none."""
        ...

    def followers(self, root: int) -> Iterable[int]:
        """Return the roots of the chains that in any words name the chain of this root."""
        ...

    def on(self, cell: Cell) -> Sequence[Step]:
        """Return the standing steps of a cell, whatever their date."""
        ...

    def overlapping(self, cell: Cell, earliest: int, latest: int) -> Sequence[Step]:
        """Return the standing steps of a cell that may be of the same moment as one between two seconds."""
        ...

    def alias(self, text: str) -> str | None:
        """Return the described party that an alias is another name of, or None."""
        ...

    def descriptions(self) -> Iterable[tuple[int, Row]]:
        """Return the root and the fields of each description of a party that stands."""
        ...

    def source(self, slug: str) -> Row | None:
        """Return the fields of an archived source, or None."""
        ...

    def text(self, sha256: str) -> str | None:
        """Return an archived text, or None."""
        ...


class Taken(NamedTuple):
    """What was found out of an admitted line: what it holds, and what stands of its chain after it."""

    held: Row
    version: Version | None

    @property
    def words(self) -> Row:
        """The words of the line, or those that a correction puts in the place of others."""
        found: Row = self.held.get("replacement", self.held)
        return found


class Draft:
    """A view with pending entries laid over it, so that each line of a file sees those before it."""

    def __init__(self, base: View, begun: int | None = None) -> None:
        self.base = base
        self.pending: list[Entry] = []
        self.taken: list[Taken] = []
        self._numbers: dict[str, int] = {}
        self._chains: dict[int, list[Entry]] = {}
        self._roots: dict[int, int] = {}
        self._followers: dict[int, set[int]] = {}
        self._described: dict[int, Row | None] = {}
        self._aliases: dict[str, str] | None = None
        self._touched: dict[int, Version | None] = {}
        self._on: dict[Cell, list[tuple[int, int]]] = {}
        self._names: dict[str, str | None] = {}
        self.last = base.last()
        self.begun = self.last if begun is None else begun
        self.withheld = False
        """Whether a pending line is withheld, so that a reference may lead to one whose id is gone."""

    def next(self) -> int:
        """Return the number that the next pending entry will have."""
        return self.last + 1 + len(self.pending)

    def number(self, entry_id: str) -> int | None:
        """Return the number of an entry, pending ones included."""
        found = self._numbers.get(entry_id)
        return found if found is not None else self.base.number(entry_id)

    def is_pending(self, number: int) -> bool:
        """Tell whether a number is that of a pending entry."""
        return number > self.last

    def is_withheld(self, number: int) -> bool:
        """Tell whether the words of a line are not in this copy of the ledger: all its chain's are, or none."""
        chain = self.chain(number)
        return bool(chain) and chain[0].withheld

    def chain(self, number: int) -> list[Entry]:
        """Return the chain that a line belongs to, with its pending lines."""
        root = self._roots.get(number)
        if root is None:
            found = list(self.base.chain(number))
            if not found:
                return []
            root = found[0].number
            if root not in self._chains:
                return found
        return self._chains[root]

    def followers(self, root: int) -> set[int]:
        """Return the roots of the chains that name this one in any of their words."""
        base = set() if self.is_pending(root) else set(self.base.followers(root))
        return base | self._followers.get(root, set())

    def on(self, cell: Cell) -> list[Step]:
        """Return the standing steps of a cell, those of pending lines included."""
        found = [step for step in self.base.on(cell) if step.place not in self._touched]
        return found + self._pending(cell, {root for _, root in self._on.get(cell, ())})

    def overlapping(self, cell: Cell, earliest: int, latest: int) -> list[Step]:
        """Return the standing steps of a cell that may be of the same moment as one between two seconds."""
        found = [
            step for step in self.base.overlapping(cell, earliest, latest) if step.place not in self._touched
        ]
        dated = self._on.get(cell, ())
        ahead = {root for _, root in dated[bisect_left(dated, (earliest, 0)) :]} if dated else set()
        return found + [step for step in self._pending(cell, ahead) if step.earliest <= latest]

    def _pending(self, cell: Cell, roots: Iterable[int]) -> list[Step]:
        """Return the steps on a cell that stand of some chains with pending lines."""
        versions = (self._touched[root] for root in roots)
        return [
            step for version in versions if version is not None for on, step in version.steps if on == cell
        ]

    def alias(self, text: str) -> str | None:
        """Return the described party that an alias is another name of."""
        if not self._described:
            if text not in self._names:
                self._names[text] = self.base.alias(text)
            return self._names[text]
        if self._aliases is None:
            found = dict(self.base.descriptions()) | self._described
            self._aliases = aliases(fields for _, fields in sorted(found.items()) if fields is not None)
        return self._aliases.get(text)

    def resolve(self, reference: int | str) -> int:
        """Return the root number that a stored reference leads to; 0 where there is none."""
        number = self.number(reference) if isinstance(reference, str) else reference
        if number is None:
            return 0
        found = self.chain(number)
        return found[0].number if found else 0

    def version(self, root: int) -> Version | None:
        """Return what stands of a chain now."""
        if root in self._touched:
            return self._touched[root]
        return current(self.chain(root), self.resolve)

    def with_line(self, entry: Entry, read: Words) -> Version | None:
        """Return what would stand of an entry's chain after it; `read` are its words."""
        chain = [*self.chain(entry.root), entry] if entry.root != entry.number else [entry]
        return current(chain, self.resolve, read)

    def take(self, entry: Entry, taken: Taken) -> None:
        """Lay an admitted entry over the view."""
        version = taken.version
        chain = [] if entry.root == entry.number else list(self.chain(entry.root))
        chain.append(entry)
        self._chains[entry.root] = chain
        for one in chain:
            self._roots[one.number] = entry.root
        self._numbers[entry.id] = entry.number
        self._touched[entry.root] = version
        for cell, step in () if version is None else version.steps:
            insort(self._on.setdefault(cell, []), (step.latest, entry.root))
        self.pending.append(entry)
        self.taken.append(taken)
        if entry.withheld:
            self.withheld = True
            return
        if chain[0].kind == "party-described":
            self._described[entry.root] = None if version is None else version.fields
            self._aliases = None
        if entry.kind in {chains.RETRACTED, chains.SOURCE_ADDED}:
            return
        held = taken.words
        if version is None and entry.root == entry.number:
            return
        for field in REFERENCES:
            for reference in held.get(field, ()):
                self._followers.setdefault(self.resolve(reference), set()).add(entry.root)


def order(version: Version) -> tuple[int, int, int, int]:
    """Return where the act of a development sorts in the fold."""
    one = version.standing
    return (one.latest, one.earliest, one.root, 0)


def newest(chain: Sequence[Entry]) -> Entry:
    """Return the newest word of a chain: its last line that adds no source."""
    number = chains.newest(chains.links(chain))
    return next(entry for entry in chain if entry.number == number)


def day(seconds: int) -> str:
    """Return the day of a second, as a remedy writes it."""
    return (dates.stamp(seconds) or "..")[:10]
