"""A state narrowed to parties and matters, row by row; and rows narrowed by the entries they rest on."""

from collections.abc import Collection, Iterable, Sequence

from ledger.index.reading import IndexReading
from ledger.ledger.entries import Entries
from ledger.ledger.filters import Filters, named
from ledger.state.cells import POINT, Reading, Row, Standing
from ledger.state.points import under

LISTS = ("points", "positions", "agreements", "commitments", "proposals", "meetings", "possible")

_MATTERS = {
    "points": ("point", "agreement"),
    "proposals": ("proposal",),
    "agreements": ("agreement",),
    "commitments": ("agreement",),
    "meetings": (),
}
"""The fields of a row that name its matter, where that is not `matter`; a meeting is on none."""


def _parties(key: str, row: Row) -> set[str]:
    match key:
        case "points":
            return {one["party"] for part in ("agreed_by", "contested_by") for one in row[part]}
        case "proposals":
            return {*row["parties"], *row["to"], *(one["party"] for one in row["answers"])}
        case "meetings":
            of_people = {one["party"] for one in row["participants"] if one["party"]}
            of_windows = {one["according_to"] for one in row["not_during"] if one["according_to"]}
            return named(row, ("hosts", "mediators", "absent")) | of_people | of_windows
        case "agreements":
            return set()
        case _:
            return {row["party"]} if row["party"] else set()


def rows(key: str, found: Iterable[Row], filters: Filters) -> list[Row]:
    """Return the rows of one of the state's lists that are of the parties and the matters asked for."""
    fields = _MATTERS.get(key, ("matter",))
    return [
        row
        for row in found
        if (not filters.matter or not {row[field] for field in fields}.isdisjoint(filters.matter))
        and (not filters.party or not _parties(key, row).isdisjoint(filters.party))
    ]


def by_entry(found: Sequence[Row], entries: Entries, filters: Filters) -> list[Row]:
    """Return the rows whose entry fits the filters of speaker, publisher, tag and kind."""
    wanted = filters.of_entries()
    if not any(wanted):
        return list(found)
    entries.gather({row["entry"] for row in found})
    return [row for row in found if entries.admitted(row["entry"], wanted)]


def points_under(reading: Reading, negotiation: str, matters: Collection[str]) -> tuple[str, ...]:
    """Return the points that stand under one of the matters."""
    return tuple(
        cell.matter
        for cell in reading.cells(negotiation, POINT)
        if not under(reading, negotiation, cell.matter, reading.down(cell)).isdisjoint(matters)
    )


def state(document: Row, reading: IndexReading, filters: Filters) -> Row:
    """Return a state of the parties and the matters asked for, and of the points that stand under these.

    Of agreements it has those of which the parties have commitments; of the
    counts `definite` and `possible` are of the developments that name them.
    """
    negotiation = document["negotiation"] or ""
    wider = filters
    if filters.matter:
        wider = filters._replace(
            matter=(*filters.matter, *points_under(reading, negotiation, filters.matter))
        )
    found = {key: rows(key, document[key], wider) for key in LISTS}
    if filters.party:
        of_parties = {row["agreement"] for row in found["commitments"]}
        all_of_matter = rows("agreements", document["agreements"], wider._replace(party=()))
        found["agreements"] = [row for row in all_of_matter if row["agreement"] in of_parties]
    counts = document["counts"] | _counts(reading, negotiation, filters)
    return document | found | {"counts": counts} | filters.document()


def developments(reading: IndexReading, negotiation: str, filters: Filters) -> list[Standing]:
    """Return the developments of a timeline that name one of the parties and one of the matters asked for."""
    found = list(reading.timeline(negotiation))
    for what, slugs in (("party", filters.party), ("matter", filters.matter)):
        if slugs:
            naming = reading.naming(negotiation, what, slugs)
            found = [one for one in found if one.root in naming]
    return found


def _counts(reading: IndexReading, negotiation: str, filters: Filters) -> Row:
    found = developments(reading, negotiation, filters)
    definite = sum(one.latest <= reading.at for one in found)
    return {"definite": definite, "possible": len(found) - definite}
