"""THE FRONT DOOR: class Ledger. The command line, the web and the tests all call it, and nothing beneath it.

To trace `ledger state --as-of 2025-02-18`: `state` here asks `moments` what
the clocks mean and `index` for a reading at that moment, and folds it with
`state.fold`. Nothing else is imported on the way. Answers are plain dicts of
the contract's shapes.
"""

import datetime
import getpass
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ledger.entry import Entry
from ledger.errors import Fault, NotFound, Refused, Usage
from ledger.index import Index
from ledger.index.reading import IndexReading
from ledger.ledger.entries import Entries
from ledger.ledger.filters import ALL, Filters
from ledger.ledger.moments import Clocks, Moment, in_order, known_at, moment
from ledger.state.cells import Row
from ledger.store import Address, Store, address

if TYPE_CHECKING:
    from ledger.seal.checkpoint import Checkpoint

__all__ = ["Clocks", "Filters", "Ledger", "Moment"]


def login() -> str:
    """Return who records: LEDGER_AUTHOR, else the login name; Refused where it is blank or no UTF-8."""
    named = os.environ.get("LEDGER_AUTHOR")
    if named:
        if not named.strip() or not named.isprintable():
            raise Refused(f"LEDGER_AUTHOR={named!a} is no name", remedy="Set it to yours, or unset it.")
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

    def __init__(self, where: str | Address, *, today: datetime.date | None = None) -> None:
        self.store = Store(where)
        self.index = Index(self.store)
        self.today = today or datetime.datetime.now().astimezone().date()

    @classmethod
    def create(
        cls, where: str | Address, *, origin: str | None = None, today: datetime.date | None = None
    ) -> Self:
        """Make an empty ledger and return it; Refused where something exists already.

        It is in the file of a path, or in the database of a URL `postgresql://...`.

        `origin` names it in its checkpoints; see `Store.create`.
        """
        Store.create(where, origin).close()
        return cls(where, today=today)

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

    def asked(self, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return the negotiation and the basis of a question, and how its clocks were read."""
        with self._asked(clocks, negotiation) as (when, _, name):
            return {"negotiation": name, "basis": when.basis} | self._notes(when)

    def _negotiation(self, reading: IndexReading, given: str | None, *others: IndexReading) -> str | None:
        if given is not None:
            if not self.index.known_negotiation(reading.connection, given):
                raise NotFound(f"there is no negotiation {given}", remedy="See: ledger negotiations")
            return given
        known = sorted({name for one in (reading, *others) for name in one.negotiations()})
        if len(known) > 1:
            raise Usage(
                f"the ledger holds {len(known)} negotiations: {', '.join(known)}",
                remedy=f"Name one: --negotiation {known[0]}",
            )
        return known[0] if known else None

    def _read(self, when: Moment, reading: IndexReading, filters: Filters) -> tuple[Moment, Filters]:
        """Return the filters as they are read, and the moment with how; NotFound for a slug that is nowhere."""
        when, parties = self._parties(when, reading, *filters.party)
        self._must_know(reading, *filters.matter)
        return when, filters._replace(party=parties).read(self.today)

    def _parties(self, when: Moment, reading: IndexReading, *given: str) -> tuple[Moment, tuple[str, ...]]:
        """Return the parties that are meant, where aliases are given too, and the moment with a note of each."""
        found, notes = [], list(when.notes)
        for text in given:
            party = None if self.index.known(reading.connection, text) else reading.alias(text)
            if party is not None:
                notes.append(f"{text} is read as {party}")
            found.append(party or text)
        self._must_know(reading, *found)
        return when._replace(notes=tuple(notes)), tuple(dict.fromkeys(found))

    def _must_know(self, reading: IndexReading, *slugs: str) -> None:
        for slug in slugs:
            if not self.index.known(reading.connection, slug):
                from ledger.ledger.naming import meant_by

                near = meant_by(reading, self.store, slug)
                raise NotFound(
                    f"no line of the ledger names {slug}",
                    remedy="See: ledger parties, ledger matters" if near is None else f"Did you mean {near}?",
                    given=slug,
                )

    def state(
        self,
        clocks: Clocks | None = None,
        negotiation: str | None = None,
        *,
        sources: bool = False,
        filters: Filters = ALL,
    ) -> Row:
        """Return the state at a moment; with `sources` each row with an entry has its `sources`."""
        from ledger.ledger import citing, narrowing
        from ledger.state.fold import fold

        with self._asked(clocks, negotiation) as (asked, reading, name):
            when, filters = self._read(asked, reading, filters)
            document = {
                "negotiation": name,
                "basis": when.basis,
                "as_of": when.as_of,
                "known_at": known_at(self.store, when.known),
                "published_by": when.published_by,
                **fold(reading, name or ""),
            }
            if any(filters):
                document = narrowing.state(document, reading, filters)
            if sources:
                citing.cite(document, Entries(self.store, when))
            return document | self._notes(when)

    @staticmethod
    def _notes(when: Moment) -> Row:
        return {"notes": list(when.notes)} if when.notes else {}

    def outlook(self, document: Row, filters: Filters = ALL) -> Row:
        """Return what the state's screen shows beside a state: its sources in short, and all parties known.

        Beside a state that filters have narrowed there are no parties: all others were left out.
        """
        from ledger.ledger import citing, names

        clocks = Clocks(basis=document["basis"])
        with self._asked(clocks, document["negotiation"]) as (when, reading, name):
            parties = [] if any(filters) else [row["party"] for row in names.parties(reading, name)]
            sources = citing.in_short(reading, Entries(self.store, when), name or "", filters)
            return {"parties": parties, "sources": sources}

    def _list(self, key: str, clocks: Clocks | None, negotiation: str | None, filters: Filters = ALL) -> Row:
        from ledger.ledger import narrowing
        from ledger.state import fold

        with self._asked(clocks, negotiation) as (asked, reading, name):
            when, filters = self._read(asked, reading, filters)
            found = fold.rows(key, reading, name or "", filters.matter, filters.party)
            rows = narrowing.rows(key, found, filters)
            rows = narrowing.by_entry(rows, Entries(self.store, when), filters)
            heading = {"negotiation": name, "basis": when.basis, **filters.document()}
            return {**heading, key: rows} | self._notes(when)

    def positions(
        self, clocks: Clocks | None = None, negotiation: str | None = None, *, filters: Filters = ALL
    ) -> Row:
        """Return the positions of `state`; of their entries those that fit the filters."""
        return self._list("positions", clocks, negotiation, filters)

    def points(
        self, clocks: Clocks | None = None, negotiation: str | None = None, *, filters: Filters = ALL
    ) -> Row:
        """Return the points of `state`."""
        return self._list("points", clocks, negotiation, filters)

    def meetings(
        self, clocks: Clocks | None = None, negotiation: str | None = None, *, filters: Filters = ALL
    ) -> Row:
        """Return the meetings of `state`."""
        return self._list("meetings", clocks, negotiation, filters)

    def proposals(
        self, clocks: Clocks | None = None, negotiation: str | None = None, *, filters: Filters = ALL
    ) -> Row:
        """Return all proposals, also those closed, with `outcome` and `closed`."""
        return self._list("proposals", clocks, negotiation, filters)

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

    def history(  # noqa: PLR0913 each narrows the answer
        self,
        party: str,
        matter: str,
        clocks: Clocks | None = None,
        negotiation: str | None = None,
        *,
        filters: Filters = ALL,
        limit: int | None = None,
    ) -> Row:
        """Return the steps of a party on a matter, by all accounts, in the order of the fold.

        Of a `limit` they are the last, and `more` says how many are left out.
        """
        from ledger.ledger import listing, narrowing
        from ledger.ledger.names import matter_type
        from ledger.state.history import history

        with self._asked(clocks, negotiation) as (asked, reading, name):
            read, (party,) = self._parties(asked, reading, party)
            self._must_know(reading, matter)
            when, filters = self._read(read, reading, filters)
            agreement = matter_type(reading, name or "", matter) == "agreement"
            steps = history(reading, name or "", party, matter, agreement=agreement)
            steps = narrowing.by_entry(steps, Entries(self.store, when), filters)
            shown, more = listing.last(steps, limit)
            heading = {"party": party, "matter": matter, "negotiation": name, "basis": when.basis}
            return heading | filters.document() | {"steps": shown, **more} | self._notes(when)

    def why(
        self, party: str, matter: str, clocks: Clocks | None = None, negotiation: str | None = None
    ) -> Row:
        """Return the entry that decides where a party stands, since when, and all that it overrules."""
        from ledger.ledger.reasons import why

        with self._asked(clocks, negotiation) as (asked, reading, name):
            when, (party,) = self._parties(asked, reading, party)
            self._must_know(reading, matter)
            found = why(reading, Entries(self.store, when), name or "", party, matter)
            heading = {"party": party, "matter": matter, "negotiation": name, "basis": when.basis}
            return heading | found | self._notes(when)

    def diff(self, before: Clocks, after: Clocks, negotiation: str | None = None) -> Row:
        """Return the rows that changed between two moments, and because of which entries.

        Refused where the first is later than the second on any clock.
        """
        from ledger.state.diff import diff

        one, two = (moment(self.store, clocks, self.today) for clocks in (before, after))
        in_order(one, two)
        with self.index.reading(two.at, two.known, two.published) as later:
            earlier = IndexReading(later.connection, one.at, one.known, one.published)
            name = self._negotiation(later, negotiation, earlier)
            found = diff(earlier, later, name or "")
        return {"negotiation": name, "from": one.basis, "to": two.basis, **found} | self._notes(two)

    def timeline(
        self,
        clocks: Clocks | None = None,
        negotiation: str | None = None,
        *,
        filters: Filters = ALL,
        limit: int | None = None,
    ) -> Row:
        """Return the developments that stand and are definite or possible, in the order of the fold.

        Of a `limit` they are the last, and `more` says how many are left out.
        """
        from ledger.ledger import listing

        with self._asked(clocks, negotiation) as (asked, reading, name):
            when, filters = self._read(asked, reading, filters)
            entries = Entries(self.store, when)
            found = listing.timeline(reading, entries, name or "", filters, limit)
            heading = {"negotiation": name, "basis": when.basis} | filters.document()
            return heading | found | self._notes(when)

    def log(
        self,
        clocks: Clocks | None = None,
        negotiation: str | None = None,
        *,
        filters: Filters = ALL,
        limit: int | None = None,
    ) -> Row:
        """Return all lines known, in the order of recording; of one negotiation where it is named.

        Of a `limit` they are the last, and `more` says how many are left out.
        """
        from ledger.ledger import listing

        when = moment(self.store, clocks or Clocks(), self.today)
        with self.index.reading(when.at, when.known, when.published) as reading:
            if negotiation is not None:
                self._negotiation(reading, negotiation)
            when, filters = self._read(when, reading, filters)
        found = listing.log(Entries(self.store, when), when.known, negotiation, filters, limit)
        heading = {"negotiation": negotiation, "basis": when.basis, **filters.document()}
        return heading | found | self._notes(when)

    def accounts(self, point: str, clocks: Clocks | None = None, negotiation: str | None = None) -> Row:
        """Return what each party, and the publishers' narration, has said on a point or any other matter."""
        from ledger.ledger.accounts import accounts

        with self._asked(clocks, negotiation) as (when, reading, name):
            self._must_know(reading, point)
            found = accounts(reading, Entries(self.store, when), name or "", point)
            return {"negotiation": name, "basis": when.basis, "point": point, **found} | self._notes(when)

    def dossier(
        self, matter: str, head: bytes, clocks: Clocks | None = None, negotiation: str | None = None
    ) -> dict[str, bytes]:
        """Return the files of a dossier on a matter, proved by a checkpoint (see `dossier.make`)."""
        from ledger.ledger.dossier import make

        with self._asked(clocks, negotiation) as (when, reading, name):
            self._must_know(reading, matter)
            return make(self.store, reading, when, name or "", matter, head)

    def numbers(self, document: Row) -> Row:
        """Return what the screen of a list of entries shows beside it: the numbers of those that they name."""
        shown = document.get("entries") or document.get("hits") or ()
        shown = [*shown, *(row for one in document.get("accounts", ()) for row in one["entries"])]
        entries = Entries(self.store, moment(self.store, Clocks(basis=document["basis"]), self.today))
        return {"numbers": entries.numbers(shown)}

    def search(  # noqa: PLR0913 each narrows the answer
        self,
        query: str,
        clocks: Clocks | None = None,
        negotiation: str | None = None,
        *,
        filters: Filters = ALL,
        limit: int | None = None,
        first: bool = False,
    ) -> Row:
        """Return the entries that say all words of a query in any version; with `first` who was first.

        Refused: a query without a word, or with too many.
        """
        from ledger.ledger import search

        words = search.query(query)
        with self._asked(clocks, negotiation) as (asked, reading, name):
            when, filters = self._read(asked, reading, filters)
            found = search.Search(reading, Entries(self.store, when), name or "", words, filters)
            heading = {"query": query, "negotiation": name, "basis": when.basis} | filters.document()
            notes = [*when.notes, *words.notes]
            answer = found.first() if first else found.hits(limit)
            return heading | answer | ({"notes": notes} if notes else {})

    def show(self, reference: int | str, clocks: Clocks | None = None) -> Row:
        """Return the entry that a line belongs to, and the lines of its chain; NotFound where it is not known."""
        from ledger.ledger.entries import chain_of

        when = moment(self.store, clocks or Clocks(), self.today)
        number, chain = chain_of(self.store, reference)
        if number > when.known:
            raise NotFound(
                f"entry {reference} was not known at #{when.known}",
                remedy=f"Ask with --known-at {number} or later.",
            )
        entries = Entries(self.store, when)
        root = chain[0].number
        shown = {"basis": when.basis, **entries.of_root(root), "chain": entries.links(root)}
        return shown | self._notes(when)

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

    def sources(
        self,
        clocks: Clocks | None = None,
        negotiation: str | None = None,
        *,
        limit: int | None = None,
    ) -> Row:
        """Return the sources cited and archived, each with how many entries cite it; at most `limit` of them."""
        from ledger.ledger import listing, names

        with self._asked(clocks, negotiation) as (when, _, name):
            rows, more = listing.first(names.sources(self.store, when.known, name), limit)
            return {"negotiation": name, "basis": when.basis, "sources": rows, **more}

    def negotiations(self, clocks: Clocks | None = None) -> Row:
        """Return the negotiations of the ledger."""
        from ledger.ledger import names

        when = moment(self.store, clocks or Clocks(), self.today)
        with self.index.reading(when.at, when.known, when.published) as reading:
            return {"basis": when.basis, "negotiations": names.negotiations(reading)} | self._notes(when)

    def slugs(self) -> dict[str, list[str]]:
        """Return the slugs in use, by what they are slugs of: party, matter, meeting, negotiation, source."""
        from ledger.ledger import names

        with self.index.reading(0, self.store.last()[0], None) as reading:
            return names.slugs(reading, self.store)

    # -- recording ---------------------------------------------------------------------------

    def record(  # noqa: PLR0913 the defaults for all lines
        self,
        lines: Iterable[Any],
        *,
        author: str | None = None,
        negotiation: str | None = None,
        source: str | None = None,
        quotes: str = "found",
        dry: bool = False,
    ) -> Row:
        """Record lines (envelopes or developments), all or nothing; return the document of `record`.

        A line may be a pair of its number in its file and the line itself, or
        the Fault for which it could not be read. Lines that come from an
        iterator are held a batch at a time, under the store's lock. What
        is not in its archived text is by `quotes` refused ("found"), kept
        ("unverified"), or replaced by the "nearest" words.
        Raises Faulty with all faults, Busy, CannotWrite or OutcomeUnknown.
        """
        from ledger.ledger.bulk import record_all
        from ledger.ledger.recording import record
        from ledger.steps.admission import Options

        options = Options(self.author(author), lambda: os.urandom(16), negotiation, source, quotes)
        numbered = (line if isinstance(line, tuple) else (None, line) for line in lines)
        if dry or isinstance(lines, Sequence):
            document = record(self.store, self.index, list(numbered), options, dry=dry)
        else:
            document = record_all(self.store, self.index, numbered, options)
        return document | {"warnings": [*document["warnings"], *self._passed_over(options.author)]}

    def author(self, given: str | None = None) -> str:
        """Return who records: the user whom the database has let in; in a file who is given, else `login`.

        Refused where the database knows another than the one given.
        """
        known = self.store.author()
        if known is None:
            return given or login()
        if given is not None and given != known:
            raise Refused(
                f"{self.store.address} records as {known}, who is logged in, and not as {given}",
                remedy=f"Log in as {given}: postgresql://{given}@host/database",
            )
        return known

    def _passed_over(self, author: str) -> list[Row]:
        """Return the warning that LEDGER_AUTHOR names another than the database does, if so."""
        named = os.environ.get("LEDGER_AUTHOR")
        if not named or named == author or self.store.author() is None:
            return []
        message = f"recorded as {author}, who is logged in to the database, and not as LEDGER_AUTHOR={named}"
        return [Fault(message, given=named, remedy="Unset LEDGER_AUTHOR.").document()]

    def only_negotiation(self) -> Row:
        """Return {"negotiation": slug} where exactly one is known, else {}; the default of an entry typed by hand."""
        with self.index.reading(0, self.store.last()[0], None) as reading:
            known = reading.negotiations() or reading.described_negotiations()
        return {"negotiation": known[0]} if len(known) == 1 else {}

    def told(self, document: Row, notes: Sequence[str] = ()) -> Row:
        """Return the document of `record` with what its screen shows: each entry's words and quotes, what changes."""
        from ledger.ledger.recording import told

        return told(self.index, document, notes, moment(self.store, Clocks(), self.today))

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

        _, chain = recording.open_chain(self.store, reference)
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
        from ledger.ledger.entries import chain_of

        number, chain = chain_of(self.store, reference)
        line = recording.retraction(self.store, number, reason, over)
        document = self.record([line], author=author, dry=dry)
        when = moment(self.store, Clocks(), self.today)
        return document | {"stands": Entries(self.store, when).of_root(chain[0].number)}

    def renaming(self, old: str, new: str, reason: str) -> Row:
        """Return what renaming a party changes, and in "lines" the corrections to record; see `renaming.plan`."""
        from ledger.ledger.renaming import plan

        return plan(self.index, old, new, reason)

    def add_source(
        self,
        reference: int | str,
        sources: Sequence[Row],
        *,
        author: str | None = None,
        quotes: str = "found",
    ) -> Row:
        """Record further sources of an entry."""
        from ledger.ledger.recording import open_chain

        number, _ = open_chain(self.store, reference)
        line = {"kind": "source-added", "entry": number, "sources": list(sources)}
        return self.record([line], author=author, quotes=quotes)

    def archive(self, text: str, slug: str, fields: Row, *, author: str | None = None) -> Row:
        """Keep the text of a source inside the ledger by its sha256, under a slug that entries can name.

        Refused: a slug that stands for another source, a text over the limit, a
        field that is wrong. The same once more changes nothing.
        """
        from ledger.ledger.archive import archive

        return archive(self.store, text, slug, fields, self.author(author))

    def import_lines(self, lines: Sequence[tuple[int | None, object]], *, author: str | None = None) -> Row:
        """Import the lines of an export, all or nothing; return the document of `record`."""
        from ledger.ledger.importing import import_lines
        from ledger.steps.admission import Options

        options = Options(self.author(author), lambda: os.urandom(16), importing=True)
        return import_lines(self.store, self.index, lines, options)

    # -- the whole ---------------------------------------------------------------------------

    def verify(self, kept: "Sequence[Checkpoint]" = ()) -> Row:
        """Rebuild everything from the entries alone, compare, and return the document of `verify`.

        `kept` are checkpoints from elsewhere with which the seal must agree (see `sealing.opened`).
        """
        from ledger.ledger.audit import verify

        return verify(self.store, self.index, kept)

    def entries(self) -> Iterator[Entry]:
        """Yield all entries as they are stored."""
        return self.store.entries()

    def backup(self, target: str | Path) -> None:
        """Copy the ledger into a new file while it is in use."""
        self.store.backup(Path(target))

    def copy(  # noqa: PLR0913 what is left out, and who says why
        self,
        target: str | Address,
        *,
        withhold: Sequence[int] = (),
        followers: bool = False,
        reason: str = "",
        origin: str | None = None,
        author: str | None = None,
    ) -> Row:
        """Copy the ledger to another place, without the words of some entries; return what was left out.

        Shape: `entries` copied, `withheld` stretches of numbers, `recorded` the
        entries that say so, `texts` left out, `shared` those that stay because
        others cite them, `naming` the entries that name a withheld one. Raises
        what `copying.plan` and `copying.into` do.
        """
        from ledger.events.numbers import spans
        from ledger.ledger import copying

        recorded: list[int] = []

        def record(part: Path) -> None:
            if planned.lines:
                with Ledger(part) as made:
                    answer = made.record(copying.said(planned, reason), author=author)
                    recorded.extend(one["entry"] for one in answer["recorded"])

        with self.store.snapshot():
            planned = copying.plan(self.store, withhold, followers=followers) if withhold else copying.NOTHING
            copying.into(self.store, address(target), planned, origin, record)
            return {
                "copy": str(target),
                "entries": self.store.last()[0],
                "withheld": spans(planned.lines),
                "recorded": recorded,
                "texts": len(planned.texts),
                "shared": sorted(planned.shared),
                "naming": list(planned.naming),
            }
