"""What an index must hold: every row that entries give, worked out from whole chains and not line by line.

The audit compares the index with it. A chain at a time is enough, so that a
million entries need no more memory than a thousand; what stands for many chains
(the tallies) is given at the end.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ledger import chains
from ledger.entry import Entry
from ledger.index import tally, words
from ledger.index.writing import version_rows
from ledger.steps.replay import known_kind
from ledger.steps.versions import Version, versions
from ledger.steps.view import REFERENCES

Row = tuple[str, tuple[Any, ...]]
"""A table and a row of it."""
Resolve = Callable[[int | str], int]
"""Gives the root number of the chain that a reference leads to, 0 for none."""


class Anew:
    """The rows of an index of the entries up to `last`, from one chain after the other."""

    def __init__(self, resolve: Resolve, last: int) -> None:
        self.resolve = resolve
        self._recount = tally.Recount(last)

    def rows(self, chain: Sequence[Entry]) -> tuple[list[Version], Iterator[Row]]:
        """Return all versions of a chain, and the rows that it gives."""
        known = [entry for entry in chain if known_kind(entry) and not entry.withheld]
        whole = bool(known) and known[0].number == chain[0].number
        found = versions(known, self.resolve) if whole else []
        for version in found:
            self._recount.add(version)
        return found, self._rows(chain, known if whole else [], found)

    def _rows(
        self, chain: Sequence[Entry], known: Sequence[Entry], found: Sequence[Version]
    ) -> Iterator[Row]:
        for version in found:
            yield from version_rows(version)
        named = {
            self.resolve(reference)
            for entry in known
            if entry.kind not in {chains.RETRACTED, chains.SOURCE_ADDED}
            for field in REFERENCES
            for reference in entry.words.get(field, ())
        }
        yield from (("follows", (one, chain[0].root)) for one in named)
        for entry in chain:
            if entry.withheld:
                yield "withheld", (entry.number,)
            elif known_kind(entry):
                yield from (("words", row) for row in words.rows(entry, entry.held))
            else:
                yield "unknown", (entry.number, entry.held.get("negotiation"))

    def tallies(self) -> Iterator[Row]:
        """Yield the rows that all chains give together."""
        return self._recount.rows()


def all_rows(entries: Iterable[Entry]) -> Iterator[Row]:
    """Yield every row that an index of these entries has, held in memory."""
    by_root: dict[int, list[Entry]] = {}
    roots: dict[str, int] = {}
    last = 0
    for entry in entries:
        by_root.setdefault(entry.root, []).append(entry)
        roots[entry.id] = entry.root
        last = entry.number
    anew = Anew(lambda reference: roots.get(str(reference), 0), last)
    for chain in by_root.values():
        yield from anew.rows(chain)[1]
    yield from anew.tallies()
