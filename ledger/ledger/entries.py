"""An ENTRY of an answer: a line of the ledger as it stood at a moment, with its words and their sources."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from ledger import chains, dates, sources
from ledger.chains import links
from ledger.entry import Entry
from ledger.errors import NotFound
from ledger.ledger.filters import Filters
from ledger.ledger.moments import Moment
from ledger.state.cells import Row
from ledger.store import Store

ROOTS = frozenset({"party-described", "matter-described"})
_FEW = 8
"""One line read in a scan of all takes so much less time than a chain that is looked up."""


def chain_of(store: Store, reference: int | str) -> tuple[int, list[Entry]]:
    """Return the number of the line that a reference means and its whole chain; NotFound where there is none."""
    number = reference if isinstance(reference, int) else store.number(reference)
    chain = store.chain(number) if number is not None else []
    if number is None or not chain:
        raise NotFound(
            f"there is no entry {reference}", remedy=f"The last entry is {store.last()[0]}; see: ledger log"
        )
    return number, chain


def _verified(quote: Row, text: str) -> bool:
    start, end = quote.get("start"), quote.get("end")
    if start is not None and end is not None:
        return bool(text[start:end] == quote["exact"])
    return bool(sources.find(text, quote["exact"], quote.get("prefix"), quote.get("suffix"), start))


def with_verified(source: Row, text_of: Callable[[str], str | None]) -> Row:
    """Return a source whose quotes say whether they stand in its archived text, and in which paragraph."""
    if "quotes" not in source:
        return source
    text = text_of(source["archive"]) if "archive" in source else None
    quotes = []
    for quote in source["quotes"]:
        found = dict(quote)
        found["verified"] = None if text is None else _verified(quote, text)
        if text is not None and found["verified"] and "start" in quote:
            found["paragraph"] = sources.paragraph(text, quote["start"])
        quotes.append(found)
    return source | {"quotes": quotes}


class Entries:
    """Makes the ENTRY documents of one answer."""

    def __init__(self, store: Store, moment: Moment) -> None:
        self.store = store
        self.moment = moment
        self.text = lru_cache(maxsize=16)(store.text)
        self._gathered: dict[int, list[Entry]] = {}

    def gather(self, roots: Collection[int]) -> None:
        """Read many chains in one go, where that is faster than one by one."""
        if len(roots) * _FEW < self.moment.known:
            return
        wanted = frozenset(roots)
        self._gathered = {}
        for entry in self.store.entries(0, self.moment.known):
            if entry.root in wanted:
                self._gathered.setdefault(entry.root, []).append(entry)

    def chain(self, number: int) -> list[Entry]:
        """Return the lines of a chain that were known at the moment."""
        found = self._gathered.get(number)
        if found is not None:
            return found
        return [entry for entry in self.store.chain(number) if entry.number <= self.moment.known]

    def added_sources(self, chain: Sequence[Entry]) -> list[Row]:
        """Return the sources that the standing lines of a chain add to it."""
        added = chains.added(links(chain))
        return [source for entry in chain if entry.number in added for source in entry.held["sources"]]

    def development(self, held: Row) -> Row:
        """Return what an entry holds with `verified` at each quote."""
        if "replacement" in held:
            return held | {"replacement": self.development(held["replacement"])}
        if "sources" not in held:
            return held
        return held | {"sources": [with_verified(source, self.text) for source in held["sources"]]}

    def retracted_by(self, root: int) -> int | None:
        """Return the line by which nothing of a chain stands, or None where something does."""
        return chains.retracted_by(links(self.chain(root)))

    def of_root(self, root: int) -> Row:
        """Return the ENTRY of a chain, with the words that stand or last stood."""
        return self.of(self.chain(root))

    def admitted(self, root: int, filters: Filters) -> bool:
        """Tell whether the words of a chain that stand or last stood, and the sources added to it, fit filters."""
        chain = self.chain(root)
        entry = self.of(chain)
        return filters.admit(entry["kind"], entry["development"], self.added_sources(chain))

    def of(self, chain: Sequence[Entry], line: int | None = None) -> Row:
        """Return the ENTRY of a chain in the words of one of its lines, by default those that stand or last stood."""
        first = chain[0]
        if first.withheld:
            return self._withheld(first)
        lines = links(chain)
        standing = chains.words(lines)
        if line is None:
            line = standing if standing is not None else chains.last_words(lines)
        said = next(entry for entry in chain if entry.number == line).words
        stands = standing == line
        return {
            **self._heading(first),
            "kind": said.get("kind", first.kind),
            **self._dated(said),
            "stands": stands,
            "corrected_by": None if line == first.number else line,
            "retracted_by": chains.retracted_by(lines),
            "development": self.development(said),
        }

    def _withheld(self, entry: Entry) -> Row:
        """Return the ENTRY of a line whose words are not in this copy: that it is there, and of what kind."""
        return {
            **self._heading(entry),
            "kind": entry.kind,
            **self._dated({}),
            "stands": False,
            "corrected_by": None,
            "retracted_by": None,
            "development": entry.held,
            "withheld": True,
        }

    @staticmethod
    def _heading(entry: Entry) -> Row:
        return {
            "entry": entry.number,
            "id": entry.id,
            "recorded_at": entry.recorded_at,
            "recorded_by": entry.recorded_by,
            "root": entry.root,
        }

    def _dated(self, said: Row) -> Row:
        on = said.get("on")
        if not isinstance(on, str):
            return {"on": None, "earliest": None, "latest": None, "certainty": None}
        span = dates.bounds(on, "on")
        certainty = None
        if span.earliest <= self.moment.at:
            certainty = "definite" if span.latest <= self.moment.at else "possible"
        return {
            "on": on,
            "earliest": dates.stamp(span.earliest),
            "latest": dates.stamp(span.latest),
            "certainty": certainty,
        }

    def numbers(self, shown: Sequence[Row]) -> dict[str, int]:
        """Return the numbers, by id, of the entries that those shown name."""
        named: set[str] = set()
        for row in shown:
            held = row["development"]
            named |= {str(held[field]) for field in ("entry", "over") if field in held}
            for field in ("after", "withdraws", "rescinds"):
                named |= set(held.get("replacement", held).get(field, ()))
        return {one: number for one in named if (number := self.store.number(one)) is not None}

    def line(self, entry: Entry) -> Row:
        """Return the ENTRY of any line: of a root that of its chain, of a later line what it holds itself."""
        if entry.withheld:
            return self._withheld(entry)
        chain = self.chain(entry.root)
        if entry.number == entry.root:
            return self.of(chain)
        lines = links(chain)
        gone = [
            link.number
            for link in lines
            if link.kind == chains.RETRACTED
            and link.names == entry.number
            and link.number in chains.standing(lines)
        ]
        return {
            **self._heading(entry),
            "kind": entry.kind,
            **self._dated({}),
            "stands": not gone,
            "corrected_by": None,
            "retracted_by": gone[0] if gone else None,
            "development": self.development(entry.held),
        }

    def links(self, root: int) -> list[Row]:
        """Return the lines of a chain as `show` lists them."""
        chain = self.chain(root)
        stands = frozenset() if chain[0].withheld else chains.standing(links(chain))
        return [
            {
                "entry": entry.number,
                "kind": entry.kind,
                "reason": entry.held.get("reason"),
                "recorded_at": entry.recorded_at,
                "recorded_by": entry.recorded_by,
                "stands": entry.number in stands,
                "names": entry.names,
                **({"withheld": True} if entry.withheld else {}),
            }
            for entry in chain
        ]
