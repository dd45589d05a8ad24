"""Recording: lines admitted against the ledger as it is, appended, and answered for."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ledger import chains
from ledger.entry import Entry
from ledger.errors import Busy, CannotWrite, Faulty, LedgerError, Refused
from ledger.index import Index, Recorded
from ledger.ledger.entries import Entries, chain_of
from ledger.ledger.moments import Moment
from ledger.state.cells import Cell, Row, Step
from ledger.steps import advice
from ledger.store import Store

if TYPE_CHECKING:
    from ledger.ledger.naming import Names
    from ledger.steps.admission import Admission, Options

Lines = Sequence[tuple[int | None, object]]
"""Lines with their number in the file that they are from, or None."""

standing_words = advice.standing_words

MOST_TOLD = 200
"""Up to so many entries are told one by one when they are recorded."""
FEWEST_TOLD = 20
"""Of more, so many."""

_NO_CELL = frozenset({"party-described", "matter-described", chains.SOURCE_ADDED})
"""The kinds that say nothing of any cell, so that nothing is said of what they change."""


class LedgerView:
    """The ledger as admission sees it: the store, and the index brought up to date."""

    def __init__(self, store: Store, index: Index) -> None:
        self._store = store
        self._index = index
        self._cells: dict[Cell, int | None] = {}
        self.number = store.number
        self.chain = store.chain
        self.source = store.source
        self.text = store.text

    def last(self) -> int:
        """Return the number of the last entry, having brought the index up to it."""
        self._index.update()
        self._cells.clear()
        return self._store.last()[0]

    def followers(self, root: int) -> Iterable[int]:
        """Return the roots of the chains that name the chain of this root."""
        return self._index.followers(root)

    def on(self, cell: Cell) -> Sequence[Step]:
        """Return the standing steps of a cell."""
        return self._index.on(cell)

    def overlapping(self, cell: Cell, earliest: int, latest: int) -> Sequence[Step]:
        """Return the standing steps of a cell that may be of the same moment as one between two seconds."""
        if cell not in self._cells:
            self._cells[cell] = self._index.cell(cell)
        found = self._cells[cell]
        return [] if found is None else self._index.overlapping(found, earliest, latest)

    def alias(self, text: str) -> str | None:
        """Return the described party that an alias is another name of."""
        return self._index.alias(text)

    def descriptions(self) -> Iterable[tuple[int, Row]]:
        """Return the root and the fields of each description of a party that stands."""
        return self._index.descriptions()


def document(admission: "Admission") -> Row:
    """Return the document of `record`: what became of each line, and the warnings."""
    recorded = []
    for one in admission.admitted:
        row: Row = {"entry": one.number, "id": one.id, "new": one.new}
        if one.retracted_by is not None:
            row["retracted_by"] = one.retracted_by
        recorded.append(row)
    return {
        "recorded": recorded,
        "faults": [fault.document() for fault in admission.faults],
        "warnings": [fault.document() for fault in admission.warnings],
    }


def named(known: "Names", admission: "Admission", answer: Row, *, dry: bool = False) -> Row:
    """Return the document with the names that the entries bring in, and a warning for each that looks like another."""
    from ledger.ledger import naming

    if not admission.entries:
        return answer
    lines = {one.number: one.line for one in admission.admitted}
    said = ((one.number, taken.words) for one, taken in zip(admission.entries, admission.taken, strict=True))
    brought = naming.brought(said, known)
    near = [naming.questioned(row, lines[row["entry"]], dry=dry).document() for row in brought if row["near"]]
    return answer | {"warnings": [*answer["warnings"], *near], "brought": brought}


def taken(stored: Sequence[Entry], admission: "Admission") -> Recorded:
    """Return the entries as they were stored, with what admission found out of them; none where they are others'."""
    if [one.number for one in stored] != [one.number for one in admission.entries]:
        return ()
    return list(zip(stored, admission.taken, strict=True))


def record(store: Store, index: Index, lines: Lines, options: "Options", *, dry: bool = False) -> Row:
    """Record lines, all or nothing, and return the document of `record`.

    Raises Faulty with all their faults; nothing is stored then. With `dry`
    nothing is stored at all, and `tried` holds the entries that would be new. If
    another process has recorded meanwhile the lines are admitted once more,
    under the write lock.
    """
    from ledger.ledger import naming
    from ledger.steps.admission import admit

    view = LedgerView(store, index)
    admission = admit(view, lines, options)
    if admission.faults and admission.last != store.last()[0]:
        # Another process has recorded meanwhile: its entries may be what was missing.
        admission = admit(view, lines, options)
    if admission.faults:
        raise Faulty(naming.offered(index, admission.faults), admission.warnings)
    answer = named(naming.Names(index), admission, document(admission), dry=dry)
    if dry:
        return answer | {"tried": admission.entries}
    if not admission.entries:
        # What is answered as there already is to last as if it had been recorded now.
        store.confirm()
        return answer

    def prepare(last: int) -> Sequence[Entry]:
        nonlocal admission, answer
        if last != admission.last:
            admission = admit(view, lines, options)
            if admission.faults:
                raise Faulty(admission.faults, admission.warnings)
            answer = named(naming.Names(index), admission, document(admission))
        return admission.entries

    stored = store.append(prepare)
    with suppress(LedgerError):
        # What is stored is stored: an index that cannot follow now is brought up to date by the next reading.
        index.update(taken(stored, admission))
    return answer


def open_chain(store: Store, reference: int | str) -> tuple[int, list[Entry]]:
    """Return what `chain_of` does; Refused where the words are withheld, so that nobody here can say more of them."""
    number, chain = chain_of(store, reference)
    if chain[0].withheld:
        raise Refused(
            f"entry {number} is withheld in this copy of the ledger: its words are not here",
            remedy="Say it in the ledger that has its words.",
        )
    return number, chain


def corrected(words: Row, changes: Row, clear: Sequence[str]) -> Row:
    """Return words with some fields put in the place of others, or emptied."""
    wrong = [field for field in clear if field not in words]
    if wrong:
        raise Refused(
            f"there is nothing in {wrong[0]} to clear",
            field=wrong[0],
            remedy=f"Its fields: {', '.join(words)}.",
        )
    return {key: value for key, value in words.items() if key not in clear} | changes


def correction(
    store: Store, reference: int | str, replacement: Row, reason: str, over: int | str | None
) -> Row:
    """Return the line that corrects an entry: `reference` is the newest line seen, or `over` is."""
    number, _ = open_chain(store, reference)
    return {
        "kind": chains.CORRECTED,
        "entry": number,
        "replacement": replacement,
        "reason": reason,
        "over": number if over is None else over,
    }


def retraction(store: Store, reference: int | str, reason: str, over: int | str | None) -> Row:
    """Return the line that retracts one."""
    number, _ = open_chain(store, reference)
    return {
        "kind": chains.RETRACTED,
        "entry": number,
        "reason": reason,
        "over": number if over is None else over,
    }


def told(index: Index, document: Row, notes: Sequence[str], moment: Moment) -> Row:
    """Return the document of `record` with, at each entry, what its screen shows beside number and id.

    `changes` are the rows that the new entries change together (see `changed`),
    None where they are too many. `tried` are the entries of a dry run. Of more
    than MOST_TOLD entries only the first FEWEST_TOLD are told one by one, and "told" says how many.
    """
    store = index.store
    if len(document["recorded"]) > MOST_TOLD:
        first = document["recorded"][:FEWEST_TOLD]
        brought = [one for one in document.get("brought", ()) if one["entry"] <= first[-1]["entry"]]
        some = told(index, document | {"recorded": first, "brought": brought}, notes, moment)
        return document | {
            "recorded": [*some["recorded"], *document["recorded"][FEWEST_TOLD:]],
            "told": FEWEST_TOLD,
            "changes": None,
        }
    tried = {entry.number: entry for entry in document.get("tried", ())}
    entries = Entries(store, moment)
    items, new = [], []
    for item in document["recorded"]:
        entry = tried.get(item["entry"]) or store.entry(item["entry"])
        if entry is None or not item["new"]:
            items.append(item)
            continue
        new.append(entry)
        held = entries.development(entry.held)
        named = [
            f"new {one['what']}: {one['slug']}"
            for one in document.get("brought", ())
            if one["entry"] == entry.number
        ]
        shown = item | {"development": held, "numbers": _numbers(store, held), "notes": [*notes, *named]}
        if entry.kind == chains.CORRECTED:
            chain = [*store.chain(entry.root), *(one for one in tried.values() if one.root == entry.root)]
            before = [one for one in chain if one.number < entry.number]
            shown["before"] = entries.development(standing_words(before))
        items.append(shown)
    if "stands" in document and not tried:
        items[-1].setdefault("notes", []).append(_stands(document["stands"]))
    return document | {"recorded": items, "changes": _changes(index, new, moment.at, dry=bool(tried))}


def _changes(index: Index, new: Sequence[Entry], today: int, *, dry: bool) -> list[Row] | None:
    """Return what new entries change; None where that is too much to tell, or where the index cannot be tried."""
    from ledger.ledger.changed import changes

    if not any(entry.kind not in _NO_CELL for entry in new):
        return None
    try:
        return changes(index, new, new[0].number - 1, today, dry=dry)
    except (Busy, CannotWrite):
        return None


def _numbers(store: Store, held: Row) -> dict[str, int]:
    """Return the numbers of the entries that words name by their ids."""
    named = [held.get("entry"), held.get("over")]
    for field in ("after", "withdraws", "rescinds"):
        named += held.get("replacement", held).get(field, [])
    return {
        one: number for one in named if isinstance(one, str) and (number := store.number(one)) is not None
    }


def _stands(entry: Row) -> str:
    """Return in words what stands of a chain after a retraction."""
    if not entry["stands"]:
        return f"Nothing stands of entry #{entry['entry']} now; it is kept in the log."
    words = entry["corrected_by"] or entry["entry"]
    return f"Of entry #{entry['entry']} stand the words of #{words} now."
