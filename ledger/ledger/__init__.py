"""THE FRONT DOOR: class Ledger. The command line, the web and the tests all call it, and nothing beneath it.

To trace `ledger state --as-of 2025-02-18`: `state` here asks `moments` what
the clocks mean and `index` for a reading at that moment, and folds it with
`state.fold`. Nothing else is imported on the way. Answers are plain dicts of
the contract's shapes.
"""

import datetime
import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from ledger.entry import Entry
from ledger.errors import NotFound, Refused, Usage
from ledger.index import Index
from ledger.index.reading import IndexReading
from ledger.ledger.entries import Entries
from ledger.ledger.moments import Clocks, Moment, known_at, moment
from ledger.state.cells import Row
from ledger.store import Store

__all__ = ["Clocks", "Ledger", "Moment"]


def login() -> str:
    """Return who records: LEDGER_AUTHOR, else the login name."""
    named = os.environ.get("LEDGER_AUTHOR")
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


class Ledger:
    """A ledger: record developments in it, ask what held at any moment, and have it audited.

    Every answer takes `clocks` (see `Clocks`; None: today, all that is
    recorded, however published) and a `negotiation` (None: the only one). It
    raises NotFound for a slug that no line of the whole ledger has, Usage where
    a negotiation must be named, Refused for a clock that is no date.
    """

    def __init__(self, path: str | Path, *, today: datetime.date | None = None) -> None:
        self.store = Store(Path(path))
        self.index = Index(self.store)
        self.today = today or datetime.datetime.now().astimezone().date()

    @classmethod
    def create(cls, path: str | Path, *, today: datetime.date | None = None) -> Self:
        """Make an empty ledger and return it; Refused where something exists already."""
        Store.create(Path(path)).close()
        return cls(path, today=today)

    def close(self) -> None:
        """Close the ledger's files."""
        self.index.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- asking ------------------------------------------------------------------------------

    @contextmanager
    def _asked(
        self, clocks: Clocks | None, negotiation: str | None
    ) -> Iterator[tuple[Moment, IndexReading, str | None]]:
        """Give the moment, a reading at it, and the negotiation (None: none stands there)."""
        when = moment(self.store, clocks or Clocks(), self.today)
        with self.index.reading(when.at, when.known, when.published) as reading:
            yield when, reading, self._negotiation(reading, negotiation)

    def _negotiation(self, reading: IndexReading, given: str | None) -> str | None:
        if given is not None:
            if not self.index.known_negotiation(reading.connection, given):
                raise NotFound(f"there is no negotiation {given}", remedy="See: ledger negotiations")
            return given
        known = reading.negotiations()
        if len(known) > 1:
            raise Usage(
                f"the ledger holds {len(known)} negotiations: {', '.join(known)}",
                remedy=f"Name one: --negotiation {known[0]}",
            )
        return known[0] if known else None

    def _must_know(self, reading: IndexReading, *slugs: str) -> None:
        for slug in slugs:
            if not self.index.known(reading.connection, slug):
                raise NotFound(
                    f"no line of the ledger names {slug}",
                    remedy="See: ledger parties, ledger matters",
                    given=slug,
                )

    def state(
        self, clocks: Clocks | None = None, negotiation: str | None = None, *, sources: bool = False
    ) -> Row:
        """Return the state at a moment; with `sources` each row with an entry has its `sources`."""
        from ledger.state.fold import fold

        with self._asked(clocks, negotiation) as (when, reading, name):
            document = {
                "negotiation": name,
                "basis": when.basis,
                "as_of": when.as_of,
                "known_at": known_at(self.store, when.known),
                "published_by": when.published_by,
                **fold(reading, name or ""),
            }
            if sources:
                self._cite(document, Entries(self.store, when))
            return document | self._notes(when)

    @staticmethod
    def _notes(when: Moment) -> Row:
        return {"notes": list(when.notes)} if when.notes else {}

    @staticmethod
    def _cite(document: Row, entries: Entries) -> None:
        for key in ("points", "positions", "agreements", "commitments", "proposals", "meetings", "possible"):
            for row in document.get(key, ()):
                row["sources"] = entries.of_root(row["entry"])["development"].get("sources", [])

    def outlook(self, document: Row) -> Row:
        """Return what the state's screen shows beside a state: its sources in short, and all parties known."""
        from ledger.ledger import names

        clocks = Clocks(basis=document["basis"])
        with self._asked(clocks, document["negotiation"]) as (when, reading, name):
            entries = Entries(self.store, when)
            cited = [
                source
                for one in reading.timeline(name or "")
                for source in entries.of_root(one.root)["development"]["sources"]
            ]
            dates = sorted({source["published"] for source in cited if "published" in source})
            quotes = [quote for source in cited for quote in source.get("quotes", ())]
            return {
                "parties": [row["party"] for row in names.parties(reading, name)],
                "sources": {
                    "publishers": sorted({source["publisher"] for source in cited}),
                    "first": dates[0] if dates else None,
                    "last": dates[-1] if dates else None,
                    "quotes": len(quotes),
                    "found": sum(quote["verified"] is True for quote in quotes),
                    "unchecked": sum(quote["verified"] is None for quote in quotes),
                },
            }

    def _list(self, key: str, clocks: Clocks | None, negotiation: str | None) -> Row:
        from ledger.state import fold

        with self._asked(clocks, negotiation) as (when, reading, name):
            rows = fold.rows(key, reading, name or "")
            return {"negotiation": name, "basis": when.basis, key: rows} | self._notes(when)

    def positions(
        self,
        clocks: Clocks | None = None,
        negotiation: str | None = None,
        *,
        party: str | None = None,
        matter: str | None = None,
    ) -> Row:
        """Return the positions of `state`, of one party or matter where it is named."""
        document = self._list("positions", clocks, negotiation)
        document["positions"] = [
            row
            for row in document["positions"]
            if party in (None, row["party"]) and matter in (None, row["matter"])
        ]
        return document

    def points(self, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return the points of `state`."""
        return self._list("points", clocks, negotiation)

    def meetings(self, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return the meetings of `state`."""
        return self._list("meetings", clocks, negotiation)

    def proposals(self, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return all proposals, also those closed, with `outcome` and `closed`."""
        return self._list("proposals", clocks, negotiation)

    def members(self, agreement: str, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return who is bound by an agreement, who is leaving and who is joining."""
        from ledger.state.commitments import members

        with self._asked(clocks, negotiation) as (when, reading, name):
            self._must_know(reading, agreement)
            return {
                "agreement": agreement,
                "negotiation": name,
                "basis": when.basis,
                **members(reading, name or "", agreement),
            } | self._notes(when)

    def history(
        self, party: str, matter: str, clocks: Clocks | None = None, negotiation: str | None = None
    ) -> Row:
        """Return the steps of a party on a matter, by all accounts, in the order of the fold."""
        from ledger.ledger.names import matter_type
        from ledger.state.history import history

        with self._asked(clocks, negotiation) as (when, reading, name):
            self._must_know(reading, party, matter)
            agreement = matter_type(reading, name or "", matter) == "agreement"
            steps = history(reading, name or "", party, matter, agreement=agreement)
            heading = {"party": party, "matter": matter, "negotiation": name, "basis": when.basis}
            return heading | {"steps": steps} | self._notes(when)

    def why(
        self, party: str, matter: str, clocks: Clocks | None = None, negotiation: str | None = None
    ) -> Row:
        """Return the entry that decides where a party stands, since when, and all that it overrules."""
        from ledger.ledger.names import matter_type
        from ledger.state.why import why

        with self._asked(clocks, negotiation) as (when, reading, name):
            self._must_know(reading, party, matter)
            entries = Entries(self.store, when)
            agreement = matter_type(reading, name or "", matter) == "agreement"
            answer = why(reading, name or "", party, matter, entries.retracted_by, agreement=agreement)
            overruled = []
            for one in answer.overruled:
                row: Row = {"entry": entries.of_root(one.root), "reason": one.reason, "by": one.by}
                line = (
                    self.store.entry(one.by) if one.by and one.reason in {"corrected", "retracted"} else None
                )
                if line is not None and "reason" in line.held:
                    row["note"] = line.held["reason"]
                overruled.append(row)
            return {
                "party": party,
                "matter": matter,
                "negotiation": name,
                "basis": when.basis,
                "answer": answer.row,
                "because": [entries.of_root(answer.run[-1])] if answer.run else [],
                "overruled": overruled,
                "since": answer.since,
                "run": list(answer.run),
            } | self._notes(when)

    def diff(self, before: Clocks, after: Clocks, negotiation: str | None = None) -> Row:
        """Return the rows that changed between two moments, and because of which entries.

        Refused where the first is later than the second on any clock.
        """
        from ledger.state.diff import diff

        one, two = (moment(self.store, clocks, self.today) for clocks in (before, after))
        latest = 2**63
        for first, second, clock in (
            (one.at, two.at, "as of"),
            (one.known, two.known, "known at"),
            (
                latest if one.published is None else one.published,
                latest if two.published is None else two.published,
                "published by",
            ),
        ):
            if first > second:
                raise Refused(
                    f"the first moment is later than the second by {clock}",
                    remedy="Name the earlier one first.",
                )
        with self.index.reading(two.at, two.known, two.published) as later:
            name = self._negotiation(later, negotiation)
            earlier = IndexReading(later.connection, one.at, one.known, one.published)
            found = diff(earlier, later, name or "")
        return {"negotiation": name, "from": one.basis, "to": two.basis, **found} | self._notes(two)

    def timeline(self, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return the developments that stand and are definite or possible, in the order of the fold."""
        with self._asked(clocks, negotiation) as (when, reading, name):
            entries = Entries(self.store, when)
            found = [entries.of_root(one.root) for one in reading.timeline(name or "")]
            return {"negotiation": name, "basis": when.basis, "entries": found} | self._notes(when)

    def log(self, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return all lines known, in the order of recording; of one negotiation where it is named."""
        when = moment(self.store, clocks or Clocks(), self.today)
        entries = Entries(self.store, when)
        found = [entries.line(entry) for entry in self.store.entries(0, when.known)]
        if negotiation is not None:
            with self._asked(clocks, negotiation):
                pass
            found = [row for row in found if self._of(row, entries) in {None, negotiation}]
        return {"negotiation": negotiation, "basis": when.basis, "entries": found} | self._notes(when)

    @staticmethod
    def _of(row: Row, entries: Entries) -> str | None:
        held = (
            row["development"] if row["entry"] == row["root"] else entries.of_root(row["root"])["development"]
        )
        name = held.get("negotiation")
        return None if name is None else str(name)

    def show(self, reference: int | str, clocks: Clocks | None = None) -> Row:
        """Return the entry that a line belongs to, and the lines of its chain; NotFound where it is not known."""
        from ledger.ledger.recording import chain_of

        when = moment(self.store, clocks or Clocks(), self.today)
        number, chain = chain_of(self.store, reference)
        if number > when.known:
            raise NotFound(
                f"entry {reference} was not known at #{when.known}",
                remedy=f"Ask with --known-at {number} or later.",
            )
        entries = Entries(self.store, when)
        root = chain[0].number
        return {"basis": when.basis, **entries.of_root(root), "chain": entries.links(root)} | self._notes(
            when
        )

    # -- what the ledger knows ---------------------------------------------------------------

    def parties(self, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return the parties that the lines which stand name or describe."""
        from ledger.ledger import names

        with self._asked(clocks, negotiation) as (when, reading, name):
            return {"negotiation": name, "basis": when.basis, "parties": names.parties(reading, name)}

    def matters(self, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return the matters of a negotiation: what each is, and its proposition."""
        from ledger.ledger import names

        with self._asked(clocks, negotiation) as (when, reading, name):
            return {"negotiation": name, "basis": when.basis, "matters": names.matters(reading, name)}

    def sources(self, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return the sources cited and archived, each with how many entries cite it."""
        from ledger.ledger import names

        with self._asked(clocks, negotiation) as (when, _, name):
            return {
                "negotiation": name,
                "basis": when.basis,
                "sources": names.sources(self.store, when.known, name),
            }

    def negotiations(self, clocks: Clocks | None = None) -> Row:
        """Return the negotiations of the ledger."""
        from ledger.ledger import names

        when = moment(self.store, clocks or Clocks(), self.today)
        with self.index.reading(when.at, when.known, when.published) as reading:
            return {"basis": when.basis, "negotiations": names.negotiations(reading)} | self._notes(when)

    # -- recording ---------------------------------------------------------------------------

    def record(  # noqa: PLR0913 the defaults for all lines
        self,
        lines: Sequence[Any],
        *,
        author: str | None = None,
        negotiation: str | None = None,
        source: str | None = None,
        quotes: str = "found",
        dry: bool = False,
    ) -> Row:
        """Record lines (envelopes or developments), all or nothing; return the document of `record`.

        A line may be a pair of its number in its file and the line itself. What
        is not in its archived text is by `quotes` refused ("found"), kept
        ("unverified"), or replaced by the "nearest" words.
        Raises Faulty with all faults, Busy, CannotWrite or OutcomeUnknown.
        """
        from ledger.ledger.recording import record
        from ledger.steps.admission import Options

        options = Options(author or login(), lambda: os.urandom(16), negotiation, source, quotes)
        numbered = [line if isinstance(line, tuple) else (None, line) for line in lines]
        return record(self.store, self.index, numbered, options, dry=dry)

    def only_negotiation(self) -> Row:
        """Return {"negotiation": slug} where exactly one is known, else {}; the default of an entry typed by hand."""
        with self.index.reading(0, self.store.last()[0], None) as reading:
            known = reading.negotiations() or reading.described_negotiations()
        return {"negotiation": known[0]} if len(known) == 1 else {}

    def told(self, document: Row, notes: Sequence[str] = (), *, dry: bool = False) -> Row:
        """Return the document of `record` with what its screen shows: each entry's words and quotes."""
        from ledger.ledger.recording import told

        return (
            document if dry else told(self.store, document, notes, moment(self.store, Clocks(), self.today))
        )

    def correct(  # noqa: PLR0913 a correction says all of this
        self,
        reference: int | str,
        changes: Row,
        reason: str,
        *,
        clear: Sequence[str] = (),
        over: int | str | None = None,
        author: str | None = None,
        quotes: str = "found",
        dry: bool = False,
    ) -> Row:
        """Record that an entry should have said something else: some fields changed, some cleared.

        `reference` is the newest line of the chain that was seen, or `over` is.
        Raises Faulty with code 5 where there is a newer one.
        """
        from ledger.ledger import recording

        _, chain = recording.chain_of(self.store, reference)
        replacement = recording.corrected(recording.standing_words(chain), changes, clear)
        line = recording.correction(self.store, reference, replacement, reason, over)
        return self.record([line], author=author, quotes=quotes, dry=dry)

    def retract(
        self,
        reference: int | str,
        reason: str,
        *,
        over: int | str | None = None,
        author: str | None = None,
        dry: bool = False,
    ) -> Row:
        """Record that a line should not stand; the answer has `stands`, the ENTRY of what stands afterwards."""
        from ledger.ledger import recording

        number, chain = recording.chain_of(self.store, reference)
        line = recording.retraction(self.store, number, reason, over)
        document = self.record([line], author=author, dry=dry)
        when = moment(self.store, Clocks(), self.today)
        return document | {"stands": Entries(self.store, when).of_root(chain[0].number)}

    def add_source(
        self,
        reference: int | str,
        sources: Sequence[Row],
        *,
        author: str | None = None,
        quotes: str = "found",
    ) -> Row:
        """Record further sources of an entry."""
        from ledger.ledger.recording import chain_of

        number, _ = chain_of(self.store, reference)
        line = {"kind": "source-added", "entry": number, "sources": list(sources)}
        return self.record([line], author=author, quotes=quotes)

    def archive(self, text: str, slug: str, fields: Row, *, author: str | None = None) -> Row:
        """Keep the text of a source inside the ledger by its sha256, under a slug that entries can name.

        Refused: a slug that stands for another source, a text over the limit, a
        field that is wrong. The same once more changes nothing.
        """
        from ledger.ledger.archive import archive

        return archive(self.store, text, slug, fields, author or login())

    def import_lines(self, lines: Sequence[tuple[int | None, object]], *, author: str | None = None) -> Row:
        """Import the lines of an export, all or nothing; return the document of `record`."""
        from ledger.ledger.importing import import_lines
        from ledger.steps.admission import Options

        options = Options(author or login(), lambda: os.urandom(16), importing=True)
        return import_lines(self.store, self.index, lines, options)

    # -- the whole ---------------------------------------------------------------------------

    def verify(self) -> Row:
        """Rebuild everything from the entries alone, compare, and return the document of `verify`."""
        from ledger.ledger.audit import verify

        return verify(self.store, self.index)

    def entries(self) -> Iterator[Entry]:
        """Yield all entries as they are stored."""
        return self.store.entries()

    def backup(self, target: str | Path) -> None:
        """Copy the ledger into a new file while it is in use."""
        self.store.backup(Path(target))
