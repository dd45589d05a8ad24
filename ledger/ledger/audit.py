"""The audit: everything rebuilt from the entries alone and compared with what the ledger answers from.

Checks, each with a count and its faults: numbers (gapless, times monotone), ids
(unique, chains one stream), bytes (what an entry holds is parsed, printed again
and equal), chains (a line names an earlier one of its chain), quotes (found in
the archived texts), tree (each entry hashed again and compared with its seal,
and with checkpoints kept elsewhere), tables (as this program makes them, with the
triggers that refuse changes), index (every row equal to one built anew), and
states (equal to the replay's at every date of change, or at random moments).
What was altered can have any form: an entry that a check cannot read is a fault
of that check.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ledger import chains, sources
from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.index import Index
from ledger.state.cells import Row
from ledger.store import Store

if TYPE_CHECKING:
    from ledger.seal.checkpoint import Checkpoint
    from ledger.steps.replay import Replay

MOST_EXHAUSTIVE = 1_000
"""Up to so many entries the states are compared at every date of change."""
SAMPLED = 1_000
"""How many random moments are compared above that."""

Question = tuple[int, int, int | None]
"""A moment: a second, an entry number, a second or None."""


Found = tuple[int | None, str]
"""The number of the entry that is meant, or None, and what is wrong."""

_UNREADABLE = (AttributeError, IndexError, KeyError, LedgerError, RecursionError, TypeError, ValueError)
"""What is raised by words that no ledger would have recorded."""


class Audit:
    """Collects what was checked and what was found."""

    def __init__(self) -> None:
        self.checks: list[Row] = []
        self.faults: list[Row] = []

    def check(self, name: str, checked: int, faults: Iterable[Found]) -> None:
        """Keep the outcome of one check."""
        found = [{"check": name, "entry": entry, "message": message} for entry, message in faults]
        self.checks.append({"check": name, "checked": checked, "faults": len(found)})
        self.faults += found


def _numbers(entries: list[Entry]) -> Iterator[Found]:
    for place, entry in enumerate(entries, start=1):
        if entry.number != place:
            yield entry.number, f"entry {place} is missing: the log goes on with {entry.number}"
            return
    for before, entry in pairwise(entries):
        if entry.recorded_at < before.recorded_at:
            yield entry.number, f"entry {entry.number} was recorded before entry {before.number}"


def _ids(entries: list[Entry]) -> Iterator[Found]:
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.id in seen:
            yield entry.number, f"the id {entry.id} is that of entry {seen[entry.id]} too"
        seen[entry.id] = entry.number


def _bytes(entries: list[Entry]) -> Iterator[Found]:
    for entry in entries:
        if entry.withheld:
            continue
        try:
            held = json.loads(entry.body)
            again = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
            kind = held.get("kind")
        except _UNREADABLE as error:
            yield entry.number, f"entry {entry.number} cannot be parsed: {error}"
            continue
        if again != entry.body:
            yield entry.number, f"entry {entry.number} is not printed as it was stored"
        elif kind != entry.kind:
            yield entry.number, f"entry {entry.number} is stored as {entry.kind} and says {kind}"


def _chains(entries: list[Entry]) -> Iterator[Found]:
    roots = {entry.number: entry.root for entry in entries}
    numbers = {entry.id: entry.number for entry in entries}
    for entry in entries:
        if entry.root > entry.number or roots.get(entry.root) != entry.root:
            yield entry.number, f"entry {entry.number} is of the chain of {entry.root}, which begins none"
        if entry.withheld or entry.kind not in {chains.CORRECTED, chains.RETRACTED, chains.SOURCE_ADDED}:
            continue
        try:
            said = entry.held.get("entry")
        except _UNREADABLE:
            yield entry.number, f"entry {entry.number} cannot be read as a line of its chain"
            continue
        named = numbers.get(str(said))
        if named != entry.names:
            yield entry.number, f"entry {entry.number} names {entry.names} and says {said}"
        elif named is None or named >= entry.number or roots[named] != entry.root:
            yield (
                entry.number,
                f"entry {entry.number} names {entry.names}, which is no earlier line of its chain",
            )


def _quotes(store: Store, entries: list[Entry]) -> tuple[int, list[Found], int]:
    """Return how many quotes were looked for, the faults, and how many have no archived text."""
    from ledger.ledger.entries import with_verified

    looked = without = 0
    faults: list[Found] = []
    for sha256, text in store.texts():
        if sources.digest(text) != sha256:
            faults.append((None, f"the archived text {sha256[:12]} has another digest"))
    for entry in entries:
        try:
            cited = [with_verified(source, store.text) for source in entry.words.get("sources", ())]
            quotes = [quote for source in cited for quote in source.get("quotes", ())]
        except _UNREADABLE:
            faults.append((entry.number, f"the sources of entry {entry.number} cannot be read"))
            continue
        without += sum(quote["verified"] is None for quote in quotes)
        looked += sum(quote["verified"] is not None for quote in quotes)
        if any(quote["verified"] is False and "start" in quote for quote in quotes):
            faults.append((entry.number, f"a quote of entry {entry.number} is not in its archived text"))
    return looked, faults, without


def _index_rows(store: Store, index: Index, entries: list[Entry]) -> tuple[int, list[Found]]:
    """Compare every row of the index with those that the whole chains give, also of lines recorded meanwhile."""
    from ledger.index.writing import all_rows

    taken, found = index.content()
    kept = {(table, *row) for table, row in found}
    anew = {(table, *row) for table, row in all_rows([*entries, *store.entries(len(entries), taken)])}
    faults: list[Found] = [
        (None, f"a row of {one[0]} {what}: {one[1:]!r:.200}")
        for what, differing in (
            ("that the entries do not give", kept - anew),
            ("that the entries give is missing", anew - kept),
        )
        for one in sorted(differing, key=repr)[:20]
    ]
    if not index.tallies_are_sound():
        faults.append((None, "a tally of the index leaves out a development that it counts"))
    if not index.words_are_sound():
        faults.append((None, "the full-text index does not say what the lines say"))
    return len(anew), faults


def questions(replay: "Replay", last: int, seed: int) -> list[tuple[str, Question]]:
    """Return the moments at which states are compared, each with its negotiation.

    Every second at which some answer may change (a step becomes possible,
    definite or lapses) at the last entry, and every entry number at the last
    of them; above MOST_EXHAUSTIVE entries SAMPLED random ones of all three clocks.
    """
    dated: dict[str, set[int]] = {}
    published: dict[str, set[int]] = {}
    for found in replay.versions.values():
        for version in found:
            one = version.standing
            if not one.on:
                continue
            changes = dated.setdefault(one.negotiation, set())
            published.setdefault(one.negotiation, set()).add(one.pub)
            for _, step in version.steps:
                ends = {step.until + 1} if step.until is not None else set()
                changes |= {step.earliest, step.latest, step.latest - 1} | ends
            changes |= {one.earliest, one.latest}
    asked: list[tuple[str, Question]] = []
    for negotiation, changes in sorted(dated.items()):
        days = sorted(day for day in changes if -(2**60) < day < 2**60)
        said = sorted(one for one in published[negotiation] if one < 2**60)
        if last <= MOST_EXHAUSTIVE:
            asked += [(negotiation, (day, last, None)) for day in days]
            asked += [(negotiation, (days[-1], known, None)) for known in range(last + 1)]
            asked += [(negotiation, (days[-1], last, by)) for by in said]
        dice = random.Random(seed)  # noqa: S311 a sample, no secret
        for _ in range(SAMPLED if last > MOST_EXHAUSTIVE else min(100, len(days) * 2)):
            by = dice.choice([None, *said])
            asked.append((negotiation, (dice.choice(days), dice.randint(0, last), by)))
    return asked


def _states(index: Index, replay: "Replay", last: int) -> tuple[int, list[Found]]:
    from ledger.state.fold import fold

    faults: list[Found] = []
    asked = questions(replay, last, seed=last)
    for negotiation, (at, known, published) in asked:
        with index.reading(at, known, published) as reading:
            answered = fold(reading, negotiation)
        expected = fold(replay.read(at, known, published), negotiation)
        if answered != expected:
            differing = [key for key, value in expected.items() if answered[key] != value]
            faults.append(
                (
                    None,
                    f"{negotiation} at ({at}, {known}, {published}): {', '.join(differing)} differ from the replay",
                )
            )
    return len(asked), faults


def _read(check: Callable[[], tuple[int, list[Found]]]) -> tuple[int, list[Found]]:
    """Return the outcome of a check that reads all entries together."""
    try:
        return check()
    except _UNREADABLE as error:
        return 0, [(None, f"the entries cannot be replayed: {type(error).__name__}: {error}")]


def verify(store: Store, index: Index, kept: "Sequence[Checkpoint]" = ()) -> Row:
    """Return the document of `verify`: what was checked with counts, every fault, and what was not checked.

    `kept` are checkpoints from elsewhere, whose signatures were verified.
    """
    from ledger.ledger import sealing, withholding
    from ledger.steps.replay import Replay
    from ledger.store import soundness

    audit = Audit()
    with store.snapshot():
        entries = list(store.entries())
        audit.check("numbers", len(entries), [*_numbers(entries), *soundness.strays(store)])
        audit.check("ids", len(entries), [*_ids(entries), *soundness.streams(store)])
        audit.check("bytes", sum(not entry.withheld for entry in entries), _bytes(entries))
        audit.check("chains", len(entries), _chains(entries))
        looked, faults, without = _quotes(store, entries)
        audit.check("quotes", looked, faults)
        audit.check("tree", len(entries), sealing.check(store, kept))
        audit.check("tables", *soundness.tables(store))
        withheld = withholding.numbers(entries)
        if withheld:
            audit.check("withheld", len(withheld), withholding.check(entries))
    not_checked = [
        *sealing.not_checked(kept, len(entries)),
        "the words themselves against the world: what a source said is checked only where its text is archived",
    ]
    not_checked += withholding.not_checked(withheld)
    if without:
        not_checked.append(f"{without} quotes of sources without an archived text")
    if audit.faults:
        not_checked.append("index and states: they are compared once the entries themselves are sound")
    else:
        audit.check("index", *_read(lambda: _index_rows(store, index, entries)))
        audit.check("states", *_read(lambda: _states(index, Replay(entries), len(entries))))
    newest = max(kept, key=lambda one: one.size, default=None)
    return {
        "ok": not audit.faults,
        "entries": len(entries),
        "checks": audit.checks,
        "faults": audit.faults,
        "not_checked": not_checked,
        "checkpoint": None if newest is None else sealing.document(newest),
    }
