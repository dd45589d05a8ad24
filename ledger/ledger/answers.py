"""What a ledger answers: the state, what led to it, its entries, and what it knows of."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.errors import NotFound
from ledger.index.reading import IndexReading
from ledger.ledger.entries import Entries
from ledger.ledger.filters import ALL, Filters
from ledger.ledger.moments import Clocks, in_order, known_at, moment
from ledger.ledger.question import Questions
from ledger.state.cells import Row


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let nobody look for circles among ten thousand rows while they are made: there are none, and it takes a sixth."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Answers(Questions):
    """Every answer takes `clocks` and a `negotiation`; see `Ledger`."""

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

        with self._asked(clocks, negotiation) as (asked, reading, name), _undisturbed():
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
            entries, most = Entries(self.store, when), None if first else limit
            found = search.Search(reading, entries, name or "", words, filters, most)
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
