"""The replay: everything the ledger says, rebuilt from its entries alone, in memory.

It shares the arms and the fold with the index, but none of its tables and
queries: every version of every chain is worked out from the whole chain, and
a reading looks at each of them. The audit compares it with the index.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ledger import events
from ledger.entry import Entry
from ledger.state.cells import NEVER, Cell, Decided, Lived, Row, Standing, Step
from ledger.steps.versions import Version, versions


def known_kind(entry: Entry) -> bool:
    """Tell whether this version of the ledger knows what the entry holds."""
    return entry.version <= events.VERSION and entry.kind in events.kinds()


class Replay:
    """All versions of all chains, by cell, by root and by what they describe."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.chains: dict[int, list[Entry]] = defaultdict(list)
        roots: dict[str, int] = {}
        self.unknown: list[tuple[int, str | None]] = []
        self.withheld: list[int] = []
        for entry in entries:
            roots[entry.id] = entry.root
            self._take(entry)

        def resolve(reference: int | str) -> int:
            return roots.get(str(reference), 0)

        self.versions: dict[int, list[Version]] = {
            root: versions(chain, resolve) for root, chain in self.chains.items() if chain[0].number == root
        }
        self.lived: dict[Cell, list[Lived]] = defaultdict(list)
        for found in self.versions.values():
            for version in found:
                one = version.standing
                for cell, step in version.steps:
                    self.lived[cell].append(Lived(cell, step, one.born, one.died, one.pub))

        self.described: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        for root, lives in self.versions.items():
            for named in dict.fromkeys((one.standing.negotiation, one.standing.matter) for one in lives):
                self.described[named].append(root)
        self.cells: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
        for cell in sorted(self.lived):
            self.cells[cell[:2]].append(cell)
            self.cells[cell[:3]].append(cell)

    def _take(self, entry: Entry) -> None:
        """Put an entry where it belongs: into its chain, or among those that say nothing here."""
        if entry.withheld:
            self.withheld.append(entry.number)
        elif known_kind(entry):
            self.chains[entry.root].append(entry)
        else:
            self.unknown.append((entry.number, entry.held.get("negotiation")))

    def read(self, at: int, known: int, published: int | None) -> "ReplayReading":
        """Return the reading at a moment: a second, an entry number, a second or None."""
        return ReplayReading(self, at, known, published)


class ReplayReading:
    """A reading of the replay (see `Reading`)."""

    def __init__(self, replay: Replay, at: int, known: int, published: int | None) -> None:
        self.replay = replay
        self.at = at
        self.known = known
        self.published = published

    def cells(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Sequence[Cell]:
        """Return the cells that fit, by (matter, party, rank, account)."""
        found = self.replay.cells.get((negotiation, what), ())
        if matter is not None:
            found = self.replay.cells.get((negotiation, what, matter), ())
        return [cell for cell in found if party in (None, cell.party)]

    def _admits(self, pub: int) -> bool:
        return self.published is None or pub <= self.published

    def _standing_steps(self, cell: Cell) -> list[Step]:
        found = [
            one.step
            for one in self.replay.lived.get(cell, ())
            if one.born <= self.known < one.died and self._admits(one.pub)
        ]
        return sorted(found, key=lambda step: step.order) if len(found) > 1 else found

    def down(self, cell: Cell) -> Iterator[Step]:
        """Yield the definite steps of a cell, the last first."""
        return (step for step in reversed(self._standing_steps(cell)) if step.latest <= self.at)

    def deciding(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Iterator[Decided]:
        """Yield each cell that fits with its deciding step, by (matter, party, rank, account)."""
        for cell in self.cells(negotiation, what, matter, party):
            standing = self._standing_steps(cell)
            steps = [step for step in standing if step.latest <= self.at][:-3:-1]
            below = steps[1].latest if len(steps) > 1 else None
            begun = any(step.earliest <= self.at < step.latest for step in standing)
            if not steps:
                yield Decided(*cell[2:], begun, below, None, 0, 0, "", None, None, "", None)
                continue
            one = steps[0]
            dates = (one.latest, one.earliest)
            said = (one.value, one.terms, one.until, one.on, json.dumps(one.more))
            yield Decided._make((*cell[2:], begun, below, *dates, one.place, *said))

    def ahead(self, cell: Cell) -> Sequence[Step]:
        """Return the possible steps of a cell in fold order."""
        return [step for step in self._standing_steps(cell) if step.earliest <= self.at < step.latest]

    def lived(self, cell: Cell) -> Sequence[Lived]:
        """Return every life of every step known on a cell."""
        return [one for one in self.replay.lived.get(cell, ()) if one.born <= self.known]

    def standing(self, root: int) -> Standing | None:
        """Return the development of a chain as it stands, admitted or not."""
        for version in self.replay.versions.get(root, ()):
            if version.standing.born <= self.known < version.standing.died:
                return version.standing
        return None

    def _developments(self, negotiation: str) -> Iterator[Standing]:
        for root in self.replay.versions:
            one = self.standing(root)
            if one is not None and one.on and one.negotiation == negotiation:
                yield one

    def possible(self, negotiation: str) -> Sequence[Standing]:
        """Return the possible developments, by root."""
        return [
            one
            for one in self._developments(negotiation)
            if self._admits(one.pub) and one.earliest <= self.at < one.latest
        ]

    def counts(self, negotiation: str) -> tuple[int, int, int]:
        """Return how many are definite, possible, and without a date that P could admit."""
        admitted = [one for one in self._developments(negotiation) if self._admits(one.pub)]
        undated = 0
        if self.published is not None:
            undated = sum(
                one.pub == NEVER and one.earliest <= self.at for one in self._developments(negotiation)
            )
        return (
            sum(one.latest <= self.at for one in admitted),
            sum(one.earliest <= self.at < one.latest for one in admitted),
            undated,
        )

    def unknown_kinds(self, negotiation: str) -> int:
        """Return how many known lines are of kinds that this version does not know."""
        return sum(number <= self.known and of in (None, negotiation) for number, of in self.replay.unknown)

    def withheld(self) -> int:
        """Return how many known lines have no words in this copy of the ledger."""
        return sum(number <= self.known for number in self.replay.withheld)

    def described(self, negotiation: str, matter: str) -> Row:
        """Return the standing description of a matter, field by field, the last root's word last."""
        found: Row = {}
        for root in self.replay.described.get((negotiation, matter), ()):
            one = self.standing(root)
            if one is None or (one.kind, one.negotiation, one.matter) != (
                "matter-described",
                negotiation,
                matter,
            ):
                continue
            for version in self.replay.versions[root]:
                if version.standing is one:
                    found |= version.fields
        return found
