"""New names: parties and matters that lines bring in, those that look like known ones, and what a country is called.

The countries' names come from the library countrynames, where it is installed
(the extra `names`): it knows what people call them (Holland, the UK, РФ), which
a list of ISO 3166 does not. It is imported only where a name is unknown.
"""

from collections.abc import Iterable, Iterator, Sequence

from ledger.errors import Fault
from ledger.index import Index
from ledger.index.reading import IndexReading
from ledger.ledger import names
from ledger.state.cells import Row
from ledger.steps import arms
from ledger.steps.lookalikes import Known, skeleton
from ledger.store import Store

SEATS = {
    "AE": "abu-dhabi",
    "AM": "yerevan",
    "AZ": "baku",
    "BY": "minsk",
    "CD": "kinshasa",
    "CN": "beijing",
    "CO": "bogota",
    "CU": "havana",
    "DE": "berlin",
    "EG": "cairo",
    "ET": "addis-ababa",
    "EU": "brussels",
    "FR": "paris",
    "GB": "london downing-street",
    "GE": "tbilisi",
    "IL": "jerusalem tel-aviv",
    "IN": "new-delhi delhi",
    "IQ": "baghdad",
    "IR": "tehran teheran",
    "JP": "tokyo",
    "KP": "pyongyang",
    "KR": "seoul",
    "LB": "beirut",
    "PK": "islamabad",
    "PL": "warsaw",
    "PS": "ramallah",
    "QA": "doha",
    "RS": "belgrade",
    "RU": "moscow kremlin the-kremlin",
    "RW": "kigali",
    "SA": "riyadh",
    "SD": "khartoum",
    "SY": "damascus",
    "TR": "ankara",
    "TW": "taipei",
    "UA": "kyiv kiev",
    "US": "washington white-house the-white-house",
    "VE": "caracas",
    "XK": "pristina",
    "YE": "sanaa",
}
"""The seats of government that reports name in the place of a state, by its ISO 3166 code."""
_OF_SEAT = {seat: code for code, seats in SEATS.items() for seat in seats.split()}
_MATTERS = frozenset({arms.ISSUE, arms.A_PROPOSAL, arms.A_POINT, arms.AN_AGREEMENT})


def country(name: str) -> str | None:
    """Return the ISO 3166 alpha-2 code of the country that a name or a code is of, or None."""
    seat = _OF_SEAT.get(skeleton(name))
    if seat is not None:
        return seat
    try:
        from countrynames import to_code
    except ImportError:
        return None
    code = to_code(name.replace("-", " "))
    return code if isinstance(code, str) else None


def named(said: Row) -> Iterator[tuple[str, str]]:
    """Yield the parties and matters that the words of an entry name, as ("party" or "matter", slug)."""
    if said.get("kind") == "party-described":
        yield "party", said["party"]
        return
    if said.get("kind") == "matter-described":
        yield "matter", said["matter"]
    for what, slug in sorted(arms.mentions(said)):
        if what == arms.PARTY:
            yield "party", slug
        elif what in _MATTERS:
            yield "matter", slug
    for slug in (*said.get("parties", ()), *filter(None, [said.get("according_to")])):
        yield "party", slug
    for field in ("matter", "point", "proposal", "agreement"):
        if field in said:
            yield "matter", said[field]


class Names:
    """The names that a ledger knows, and those that new entries bring in."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._known: dict[str, Known] = {}
        self._seen: set[tuple[str, str]] = set()

    def known(self, what: str) -> Known:
        """Return the known parties or matters."""
        if not self._known:
            last = self.index.store.last()[0]
            with self.index.reading(0, last, None) as reading:
                slugs = names.slugs(reading, self.index.store)
            self._known = {one: Known(slugs[one]) for one in ("party", "matter")}
        return self._known[what]

    def new(self, said: Row) -> Iterator[Row]:
        """Yield each name that the words of an entry are the first to have: {what, slug, near}, near maybe None."""
        for what, slug in named(said):
            if (what, slug) in self._seen:
                continue
            self._seen.add((what, slug))
            if self.index.knows(slug) or slug in self.known(what):
                continue
            yield {"what": what, "slug": slug, "near": self.known(what).near(slug)}
            self.known(what).add(slug)


def brought(entries: Iterable[tuple[int, Row]], found: Names) -> list[Row]:
    """Return the names that words not yet recorded bring in, each with the number of its "entry"."""
    return [row | {"entry": number} for number, said in entries for row in found.new(said)]


def questioned(row: Row, line: int | None, *, dry: bool = False) -> Fault:
    """Return the warning of a new name that looks like a known one; with `dry` there is no entry yet to mend."""
    slug, near = row["slug"], row["near"]
    mend = f'ledger correct {row["entry"]} ... --reason "a slip"'
    if row["what"] == "party":
        mend = f"ledger rename party {slug} {near}"
    return Fault(
        f"{row['what']} {slug} is new and looks like {near}, which is known",
        field=row["what"],
        given=slug,
        remedy=f"If {near} is meant, write that." if dry else f"If {near} is meant:  {mend}",
        line=line,
    )


def offered(index: Index, faults: Iterable[Fault]) -> list[Fault]:
    """Return faults, those of a party's name that is no slug with the known party that it may mean."""
    found = []
    for fault in faults:
        party = None
        if isinstance(fault.given, str) and "is no slug" in fault.message and fault.field in _PARTIES:
            party = meant(index, fault.given)
        found.append(fault if party is None else fault._replace(remedy=f"Did you mean {party}?"))
    return found


_PARTIES = frozenset(
    f"{prefix}{field}"
    for prefix in ("", "replacement.")
    for field in (
        *("parties", "to", "hosts", "mediators", "absent", "according_to", "party"),
        *("speaker.party", "participants.party"),
    )
)


def meant(index: Index, name: str) -> str | None:
    """Return the known party that a name of any spelling may mean: of the same skeleton, or of the same country."""
    with index.reading(0, index.store.last()[0], None) as reading:
        return _party(reading, names.slugs(reading, index.store)["party"], name)


def _party(reading: IndexReading, slugs: Sequence[str], name: str) -> str | None:
    alike = [slug for slug in slugs if skeleton(slug) == skeleton(name)]
    if alike:
        return alike[0]
    code = country(name)
    if code is None:
        return None
    described = reading.described_parties()
    for slug in slugs:
        iso = str(described.get(slug, {}).get("iso3166") or "")
        if code in {iso, country(iso) if iso else None, country(slug)}:
            return slug
    return None


def meant_by(reading: IndexReading, store: Store, name: str) -> str | None:
    """Return the party or matter known at a moment that a name which no line has may mean, or None."""
    known = names.slugs(reading, store)
    party = _party(reading, known["party"], name)
    slugs, plain = [*known["party"], *known["matter"]], skeleton(name)
    begun = next((slug for slug in slugs if slug.startswith(f"{plain}-")), None)
    return party or Known(slugs).near(plain) or begun
