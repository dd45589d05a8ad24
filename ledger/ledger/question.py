"""A question to an open ledger: its store and its index, its moment, its negotiation, and the slugs that it names."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.errors import NotFound, Usage
from ledger.index import Index
from ledger.index.reading import IndexReading
from ledger.ledger.filters import Filters
from ledger.ledger.moments import Clocks, Moment, moment
from ledger.state.cells import Row
from ledger.store import Address, Store


class Questions:
    """A ledger that is open: what each question to it begins with."""

    def __init__(self, where: str | Address, *, today: datetime.date | None = None) -> None:
        self.store = Store(where)
        self.index = Index(self.store)
        self.today = today or datetime.datetime.now().astimezone().date()

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

    @staticmethod
    def _notes(when: Moment) -> Row:
        return {"notes": list(when.notes)} if when.notes else {}
