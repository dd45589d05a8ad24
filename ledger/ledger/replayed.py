"""The index and the states it answers, compared with a replay of the entries.

Every row of the index is compared with what whole chains give. Both sides are
summed up, a number for each table that is the same whatever the order of its
rows, so that a million entries are compared in little memory; only a table that
differs is looked through for the rows that do.

States are compared at every moment at which one can change where there are few
entries. Where there are many, the replay holds the chains of a sample of
matters, and the state of each of them is compared at random moments, with the
counts of all developments at some of these.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.entry import Entry
from ledger.index import Index
from ledger.ledger.checks import Found
from ledger.state.cells import NEVER, Cell, Decided, Reading, Standing
from ledger.store import Store

if TYPE_CHECKING:
    from ledger.steps.replay import Replay
    from ledger.steps.versions import Version

MOST_EXHAUSTIVE = 300
"""Up to so many entries the states are compared at every moment at which one changes."""
SAMPLED = 1_000
"""How many states of one matter are compared above that."""
MOMENTS = 25
"""At how many random moments each matter of the sample is looked at."""
COUNTED = 20
"""At how many of them all developments are counted."""
MOST_STEPS = 20_000
"""The most steps on the matters of the sample."""
_SHOWN = 20
_SUM = 1 << 128

Outcome = tuple[int, list[Found]]
"""How much was compared, and the faults."""
Row = tuple[str, tuple[Any, ...]]
Moment = tuple[int, int, int | None]
"""A second, an entry number, a second or None."""


def _summed(rows: Iterable[Row], sums: dict[str, tuple[int, int]]) -> None:
    """Add rows to the number and the sum of their digests that each table has."""
    for table, row in rows:
        number, total = sums.get(table, (0, 0))
        digest = int.from_bytes(blake2b(repr(row).encode(), digest_size=16).digest())
        sums[table] = number + 1, (total + digest) % _SUM


class Sample(NamedTuple):
    """What the states are compared by where there are many entries: matters, and moments of all three clocks."""

    matters: frozenset[tuple[str, str]]
    moments: tuple[Moment, ...]


class Comparison:
    """One pass over the chains of a ledger, for its index's rows and a sample of its states."""

    def __init__(self, store: Store, index: Index) -> None:
        self.store = store
        self.index = index
        self.kept: dict[str, tuple[int, int]] = {}
        self.anew: dict[str, tuple[int, int]] = {}
        with index.content() as (taken, rows):
            self.taken = taken
            _summed(rows, self.kept)
        self.sample = _sample(index, self.taken) if self.taken > MOST_EXHAUSTIVE else None
        self.chains: list[Sequence[Entry]] = []
        self.counted: dict[tuple[str, Moment], int] = {}
        self._pass()

    def _rows(self) -> Iterator[tuple[Sequence[Entry], "Sequence[Version]", Iterable[Row]]]:
        """Yield each chain with its versions and rows, then what all of them give together."""
        from ledger.index.anew import Anew

        anew = Anew(lambda reference: self.store.root(str(reference)) or 0, self.taken)
        for chain in self.store.chains(self.taken):
            versions, rows = anew.rows(chain)
            yield chain, versions, rows
        yield (), [], anew.tallies()

    def _pass(self) -> None:
        for chain, versions, rows in self._rows():
            _summed(rows, self.anew)
            if chain and self._sampled(versions):
                self.chains.append(chain)

    def _sampled(self, versions: "Sequence[Version]") -> bool:
        """Count developments at the moments of the sample; tell whether a chain bears on one of its matters."""
        sample = self.sample
        if sample is None:
            return True
        wanted = False
        for version in versions:
            one = version.standing
            named = {(cell.negotiation, cell.matter) for cell, _ in version.steps}
            wanted = wanted or not sample.matters.isdisjoint({*named, (one.negotiation, one.matter)})
            if one.on:
                for moment in sample.moments[:COUNTED]:
                    at, known, published = moment
                    admitted = published is None or one.pub <= published
                    if one.latest <= at and one.born <= known < one.died and admitted:
                        key = (one.negotiation, moment)
                        self.counted[key] = self.counted.get(key, 0) + 1
        return wanted

    # -- the index ------------------------------------------------------------------------------

    def index_rows(self) -> Outcome:
        """Return how many rows were compared, and those that differ."""
        faults: list[Found] = []
        for table in sorted(self.kept.keys() | self.anew.keys()):
            if self.kept.get(table) != self.anew.get(table):
                faults += self._differing(table)
        if not self.index.tallies_are_sound():
            faults.append((None, "a tally of the index leaves out a development that it counts"))
        if not self.index.words_are_sound():
            faults.append((None, "the full-text index does not say what the lines say"))
        return sum(number for number, _ in self.anew.values()), faults

    def _differing(self, table: str) -> list[Found]:
        with self.index.content() as (_, rows):
            kept = {row for name, row in rows if name == table}
        anew = {row for _, _, rows in self._rows() for name, row in rows if name == table}
        found: list[Found] = [
            (None, f"a row of {table} {what}: {row!r:.200}")
            for what, differing in (
                ("that the entries do not give", kept - anew),
                ("that the entries give is missing", anew - kept),
            )
            for row in sorted(differing, key=repr)[:_SHOWN]
        ]
        return found or [(None, f"a row of {table} stands twice")]

    # -- the states -----------------------------------------------------------------------------

    def states(self) -> Outcome:
        """Return how many states were compared, and those that differ."""
        from ledger.steps.replay import Replay

        by_root = sorted(self.chains, key=lambda chain: chain[0].number)
        replay = Replay(entry for chain in by_root for entry in chain)
        self.chains.clear()
        if self.sample is None:
            whole = questions(replay, self.taken)
            return _compared(
                self.index, replay, ((moment, [(negotiation, None)]) for negotiation, moment in whole)
            )
        matters = sorted(self.sample.matters)
        compared, faults = _compared(
            self.index, replay, ((moment, matters) for moment in self.sample.moments)
        )
        return compared + len(self.counted), faults + self._counts()

    def _counts(self) -> list[Found]:
        faults: list[Found] = []
        for (negotiation, moment), expected in sorted(self.counted.items(), key=repr):
            with self.index.reading(*moment) as reading:
                found = reading.counts(negotiation)[0]
            if found != expected:
                faults.append(
                    (None, f"{negotiation} at {moment}: {found} are definite, {expected} by the replay")
                )
        return faults


def _sample(index: Index, last: int) -> Sample:
    """Return matters with few enough steps to be held, and random moments of all three clocks."""
    from ledger.index import sample

    dice = random.Random(last)  # noqa: S311 a sample, no secret
    chosen: list[tuple[str, str]] = []
    steps = 0
    with index.reading(0, last, None) as reading:
        days, published = sample.days(reading.connection, dice)
        for negotiation, matter, number in sample.matters(reading.connection, dice):
            if len(chosen) < SAMPLED // MOMENTS and steps + number <= MOST_STEPS:
                chosen.append((negotiation, matter))
                steps += number
    moments = [
        (dice.choice(days), dice.randint(0, last), dice.choice([None, *published]))
        for _ in range(MOMENTS if days else 0)
    ]
    return Sample(frozenset(chosen), tuple(moments))


class OneMatter:
    """A reading (see `Reading`) that knows one matter alone; what is counted of all is not asked of it."""

    def __init__(self, reading: Reading, matter: str, begun: Callable[[str], Sequence[Standing]]) -> None:
        self.reading = reading
        self.begun = begun
        self.matter = matter
        self.at, self.known, self.published = reading.at, reading.known, reading.published
        self.down, self.ahead, self.lived = reading.down, reading.ahead, reading.lived
        self.standing, self.described = reading.standing, reading.described

    def cells(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Sequence[Cell]:
        """Return the cells that fit, of the one matter."""
        if matter not in {None, self.matter}:
            return ()
        return self.reading.cells(negotiation, what, self.matter, party)

    def deciding(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Iterator[Decided]:
        """Yield each cell that fits, of the one matter, with its deciding step."""
        if matter in {None, self.matter}:
            yield from self.reading.deciding(negotiation, what, self.matter, party)

    def possible(self, negotiation: str) -> Sequence[Standing]:
        """Return the possible developments on the matter."""
        return [one for one in self.begun(negotiation) if one.matter == self.matter]

    def counts(self, negotiation: str) -> tuple[int, int, int]:
        """Count nothing."""
        del negotiation
        return 0, 0, 0

    def unknown_kinds(self, negotiation: str) -> int:
        """Count nothing."""
        del negotiation
        return 0

    def withheld(self) -> int:
        """Count nothing."""
        return 0


def questions(replay: "Replay", last: int) -> Iterator[tuple[str, Moment]]:
    """Yield the moments at which the states of a small ledger are compared, each with its negotiation.

    Every second at which some answer may change (a step becomes possible,
    definite or lapses) at the last entry, every entry number and every
    publication at the last of them, and random ones of all three clocks.
    """
    dated: dict[str, set[int]] = {}
    published: dict[str, set[int]] = {}
    for version in (one for found in replay.versions.values() for one in found if one.standing.on):
        one = version.standing
        changes = dated.setdefault(one.negotiation, set())
        published.setdefault(one.negotiation, set()).add(one.pub)
        for _, step in version.steps:
            ends = {step.until + 1} if step.until is not None else set()
            changes |= {step.earliest, step.latest, step.latest - 1} | ends
        changes |= {one.earliest, one.latest}
    dice = random.Random(last)  # noqa: S311 a sample, no secret
    for negotiation, changes in sorted(dated.items()):
        days = sorted(day for day in changes if abs(day) < NEVER // 4)
        said = sorted(one for one in published[negotiation] if one < NEVER)
        yield from ((negotiation, (day, last, None)) for day in days)
        yield from ((negotiation, (days[-1], known, None)) for known in range(last + 1))
        yield from ((negotiation, (days[-1], last, by)) for by in said)
        for _ in range(min(100, len(days) * 2)):
            by = dice.choice([None, *said])
            yield negotiation, (dice.choice(days), dice.randint(0, last), by)


def _compared(
    index: Index, replay: "Replay", asked: Iterable[tuple[Moment, Sequence[tuple[str, str | None]]]]
) -> Outcome:
    """Compare the states of negotiations at moments, each whole or of one matter."""
    from ledger.state.fold import fold

    compared = 0
    faults: list[Found] = []
    for moment, states in asked:
        replayed = replay.read(*moment)
        with index.reading(*moment) as reading:
            begun = cache(reading.possible), cache(replayed.possible)
            for negotiation, matter in states:
                sides: tuple[Reading, Reading] = (reading, replayed)
                if matter is not None:
                    sides = OneMatter(reading, matter, begun[0]), OneMatter(replayed, matter, begun[1])
                answered, expected = (fold(side, negotiation) for side in sides)
                compared += 1
                if answered != expected:
                    differing = [key for key, value in expected.items() if answered[key] != value]
                    of = negotiation if matter is None else f"{negotiation}, {matter},"
                    faults.append((None, f"{of} at {moment}: {', '.join(differing)} differ from the replay"))
    return compared, faults
