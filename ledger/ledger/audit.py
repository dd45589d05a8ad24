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
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ledger import chains, sources
from ledger.entry import Entry
from ledger.index import Index
from ledger.ledger.checks import UNREADABLE, Checks, Found
from ledger.state.cells import Row
from ledger.steps.canonical import compact
from ledger.store import Store

if TYPE_CHECKING:
    from ledger.seal.checkpoint import Checkpoint


class _Lines:
    """What is looked at in each entry by itself and beside its chain, as the entries come: none of them is kept.

    Each check has its faults, by its name.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.faults: dict[str, list[Found]] = {name: [] for name in ("numbers", "bytes", "chains", "quotes")}
        self.entries = self.parsed = self.quotes = self.without_text = 0
        self.withheld: list[Entry] = []
        self._gone: set[int] = set()
        self._before: tuple[int, str] = (0, "")
        for entry in store.entries():
            self.entries += 1
            self._numbered(entry)
            if entry.withheld or entry.root in self._gone or entry.kind == chains.WITHHELD:
                self.withheld.append(entry)
            if entry.withheld:
                self._gone.add(entry.number)
                self._begun(entry)
            else:
                self._read(entry)

    def _numbered(self, entry: Entry) -> None:
        number, recorded_at = self._before
        if entry.number != number + 1 and not self.faults["numbers"]:
            gap = f"entry {number + 1} is missing: the log goes on with {entry.number}"
            self.faults["numbers"].append((entry.number, gap))
        if entry.recorded_at < recorded_at:
            back = f"entry {entry.number} was recorded before entry {number}"
            self.faults["numbers"].append((entry.number, back))
        self._before = (entry.number, entry.recorded_at)

    def _read(self, entry: Entry) -> None:
        """Check what an entry holds: its bytes, the line that it names, its quotes."""
        self.parsed += 1
        try:
            held = json.loads(entry.body)
            again = compact(held)
            kind = held.get("kind")
            said = held.get("entry")
        except UNREADABLE as error:
            self._fault("bytes", entry, f"cannot be parsed: {error}")
            self._begun(entry)
            return
        if again != entry.body:
            self._fault("bytes", entry, "is not printed as it was stored")
        elif kind != entry.kind:
            self._fault("bytes", entry, f"is stored as {entry.kind} and says {kind}")
        self._begun(entry)
        if entry.kind in {chains.CORRECTED, chains.RETRACTED, chains.SOURCE_ADDED}:
            self._names(entry, said)
        self._cited(entry, held)

    def _begun(self, entry: Entry) -> None:
        if entry.root != entry.number and (
            entry.root > entry.number or self.store.root_of(entry.root) != entry.root
        ):
            self._fault("chains", entry, f"is of the chain of {entry.root}, which begins none")

    def _names(self, entry: Entry, said: object) -> None:
        """Check the line of its chain that a keeping kind names."""
        named = self.store.number(str(said))
        if named != entry.names:
            self._fault("chains", entry, f"names {entry.names} and says {said}")
        elif named is None or named >= entry.number or self.store.root_of(named) != entry.root:
            self._fault("chains", entry, f"names {entry.names}, which is no earlier line of its chain")

    def _cited(self, entry: Entry, held: Row) -> None:
        """Look for the quotes of an entry in the archived texts of its sources."""
        from ledger.ledger.entries import with_verified

        try:
            given = held.get("replacement", held).get("sources", ())
            cited = [with_verified(source, self.store.text) for source in given]
            quotes = [quote for source in cited for quote in source.get("quotes", ())]
        except UNREADABLE:
            self.faults["quotes"].append(
                (entry.number, f"the sources of entry {entry.number} cannot be read")
            )
            return
        self.without_text += sum(quote["verified"] is None for quote in quotes)
        self.quotes += sum(quote["verified"] is not None for quote in quotes)
        if any(quote["verified"] is False and "start" in quote for quote in quotes):
            message = f"a quote of entry {entry.number} is not in its archived text"
            self.faults["quotes"].append((entry.number, message))

    def _fault(self, check: str, entry: Entry, what: str) -> None:
        self.faults[check].append((entry.number, f"entry {entry.number} {what}"))


def _texts(store: Store) -> Iterator[Found]:
    for sha256, text in store.texts():
        if sources.digest(text) != sha256:
            yield None, f"the archived text {sha256[:12]} has another digest"


def _replayed(audit: Checks, store: Store, index: Index) -> None:
    """Compare the index, and the states, with a replay of the entries."""
    from ledger.ledger.replayed import Comparison

    try:
        comparison = Comparison(store, index)
        audit.check("index", *comparison.index_rows())
        audit.check("states", *comparison.states())
    except UNREADABLE as error:
        wrong = f"the entries cannot be replayed: {type(error).__name__}: {error}"
        audit.check("states", 0, [(None, wrong)])


def verify(store: Store, index: Index, kept: "Sequence[Checkpoint]" = ()) -> Row:
    """Return the document of `verify`: what was checked with counts, every fault, and what was not checked.

    `kept` are checkpoints from elsewhere, whose signatures were verified.
    """
    from ledger.ledger import sealing, withholding
    from ledger.store import soundness

    audit = Checks()
    # Who may not read the seal is told so here; within, what cannot be read is a fault of a check.
    store.stored_hashes(0, 1)
    with store.snapshot():
        lines = _Lines(store)
        faults, entries = lines.faults, lines.entries
        audit.check("numbers", entries, [*faults["numbers"], *soundness.strays(store)])
        audit.check("ids", entries, [*soundness.ids(store), *soundness.streams(store)])
        audit.check("bytes", lines.parsed, faults["bytes"])
        audit.check("chains", entries, faults["chains"])
        audit.check("quotes", lines.quotes, [*_texts(store), *faults["quotes"]])
        audit.check("tree", entries, sealing.check(store, kept))
        audit.check("tables", *soundness.tables(store))
        withheld = withholding.numbers(lines.withheld)
        if withheld:
            audit.check("withheld", len(withheld), withholding.check(lines.withheld))
    not_checked = [
        *sealing.not_checked(kept, entries),
        "the words themselves against the world: what a source said is checked only where its text is archived",
    ]
    not_checked += withholding.not_checked(withheld)
    if lines.without_text:
        not_checked.append(
            f"{lines.without_text} quote{'s' * (lines.without_text != 1)} of sources without an archived text"
        )
    if audit.faults:
        not_checked.append("index and states: they are compared once the entries themselves are sound")
    else:
        _replayed(audit, store, index)
    newest = max(kept, key=lambda one: one.size, default=None)
    return {
        "ok": not audit.faults,
        "entries": entries,
        "checks": audit.checks,
        "faults": audit.faults,
        "not_checked": not_checked,
        "checkpoint": None if newest is None else sealing.document(newest),
    }
