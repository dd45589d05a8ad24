"""The audit: everything rebuilt from the entries alone and compared with what the ledger answers from.

Checks, each with a count and its faults: numbers (gapless, times monotone),
ids (unique, chains one stream), bytes (what an entry holds is parsed, printed
again and equal), chains (a line names an earlier one of its chain), quotes
(found in the archived texts), index (every row equal to one built anew), and
states (equal to the replay's at every date of change, or at random moments).
"""

import json
import random
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ledger import chains, sources
from ledger.entry import Entry
from ledger.index import Index, rows
from ledger.state.cells import Row
from ledger.store import Store

if TYPE_CHECKING:
    from ledger.steps.replay import Replay

MOST_EXHAUSTIVE = 1_000
"""Up to so many entries the states are compared at every date of change."""
SAMPLED = 1_000
"""How many random moments are compared above that."""

Question = tuple[int, int, int | None]
"""A moment: a second, an entry number, a second or None."""


class Audit:
    """Collects what was checked and what was found."""

    def __init__(self) -> None:
        self.checks: list[Row] = []
        self.faults: list[Row] = []

    def check(self, name: str, checked: int, faults: Iterable[tuple[int | None, str]]) -> None:
        """Keep the outcome of one check."""
        found = [{"check": name, "entry": entry, "message": message} for entry, message in faults]
        self.checks.append({"check": name, "checked": checked, "faults": len(found)})
        self.faults += found


def _numbers(entries: list[Entry]) -> Iterator[tuple[int | None, str]]:
    for place, entry in enumerate(entries, start=1):
        if entry.number != place:
            yield entry.number, f"entry {place} is missing: the log goes on with {entry.number}"
            return
    for before, entry in pairwise(entries):
        if entry.recorded_at < before.recorded_at:
            yield entry.number, f"entry {entry.number} was recorded before entry {before.number}"


def _ids(entries: list[Entry]) -> Iterator[tuple[int | None, str]]:
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.id in seen:
            yield entry.number, f"the id {entry.id} is that of entry {seen[entry.id]} too"
        seen[entry.id] = entry.number


def _bytes(entries: list[Entry]) -> Iterator[tuple[int | None, str]]:
    for entry in entries:
        try:
            held = json.loads(entry.body)
        except ValueError as error:
            yield entry.number, f"entry {entry.number} cannot be parsed: {error}"
            continue
        if json.dumps(held, ensure_ascii=False, separators=(",", ":")) != entry.body:
            yield entry.number, f"entry {entry.number} is not printed as it was stored"
        elif held.get("kind") != entry.kind:
            yield entry.number, f"entry {entry.number} is stored as {entry.kind} and says {held.get('kind')}"


def _chains(entries: list[Entry]) -> Iterator[tuple[int | None, str]]:
    roots = {entry.number: entry.root for entry in entries}
    numbers = {entry.id: entry.number for entry in entries}
    for entry in entries:
        if entry.root > entry.number or roots.get(entry.root) != entry.root:
            yield entry.number, f"entry {entry.number} is of the chain of {entry.root}, which begins none"
        if entry.kind not in {chains.CORRECTED, chains.RETRACTED, chains.SOURCE_ADDED}:
            continue
        named = numbers.get(str(entry.held.get("entry")))
        if named != entry.names:
            yield entry.number, f"entry {entry.number} names {entry.names} and says {entry.held.get('entry')}"
        elif named is None or named >= entry.number or roots[named] != entry.root:
            yield (
                entry.number,
                f"entry {entry.number} names {entry.names}, which is no earlier line of its chain",
            )


def _quotes(store: Store, entries: list[Entry]) -> tuple[int, list[tuple[int | None, str]], int]:
    """Return how many quotes were looked for, the faults, and how many have no archived text."""
    from ledger.ledger.entries import with_verified

    looked = without = 0
    faults: list[tuple[int | None, str]] = []
    for sha256, text in store.texts():
        if sources.digest(text) != sha256:
            faults.append((None, f"the archived text {sha256[:12]} has another digest"))
    for entry in entries:
        for source in entry.words.get("sources", ()):
            for quote in with_verified(source, store.text).get("quotes", ()):
                if quote["verified"] is None:
                    without += 1
                    continue
                looked += 1
                if not quote["verified"] and "start" in quote:
                    faults.append(
                        (entry.number, f"a quote of entry {entry.number} is not in its archived text")
                    )
    return looked, faults, without


def _index_rows(index: Index, entries: list[Entry]) -> tuple[int, list[tuple[int | None, str]]]:
    """Compare every row of the index with those that the whole chains give."""
    from ledger.index.writing import all_rows

    kept = {(table, *row) for table, row in rows(index.connection)}
    anew = {(table, *row) for table, row in all_rows(entries)}
    faults: list[tuple[int | None, str]] = [
        (None, f"a row of {one[0]} {what}: {one[1:]!r:.200}")
        for what, differing in (
            ("that the entries do not give", kept - anew),
            ("that the entries give is missing", anew - kept),
        )
        for one in sorted(differing, key=repr)[:20]
    ]
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


def _states(index: Index, replay: "Replay", last: int) -> tuple[int, list[tuple[int | None, str]]]:
    from ledger.state.fold import fold

    faults: list[tuple[int | None, str]] = []
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


def verify(store: Store, index: Index) -> Row:
    """Return the document of `verify`: what was checked with counts, every fault, and what was not checked."""
    from ledger.steps.replay import Replay

    audit = Audit()
    entries = list(store.entries())
    audit.check("numbers", len(entries), _numbers(entries))
    audit.check("ids", len(entries), _ids(entries))
    audit.check("bytes", len(entries), _bytes(entries))
    audit.check("chains", len(entries), _chains(entries))
    looked, faults, without = _quotes(store, entries)
    audit.check("quotes", looked, faults)
    not_checked = [
        "tree: the seal does not exist yet, so an altered entry whose bytes are well formed is not seen",
        "the words themselves against the world: what a source said is checked only where its text is archived",
    ]
    if without:
        not_checked.append(f"{without} quotes of sources without an archived text")
    if audit.faults:
        not_checked.append("index and states: they are compared once the entries themselves are sound")
    else:
        audit.check("index", *_index_rows(index, entries))
        audit.check("states", *_states(index, Replay(entries), len(entries)))
    return {
        "ok": not audit.faults,
        "entries": len(entries),
        "checks": audit.checks,
        "faults": audit.faults,
        "not_checked": not_checked,
        "checkpoint": None,
    }
