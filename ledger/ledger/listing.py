"""Entries one after the other: the timeline and the log, narrowed by filters, a stretch of time and a limit.

Of a list with a limit the last ones are given, which are the latest; `more`
says how many are left out before them.
"""

from collections.abc import Sequence
from typing import TypeVar

from ledger import dates
from ledger.entry import Entry
from ledger.index.reading import IndexReading
from ledger.ledger.entries import Entries
from ledger.ledger.filters import Filters
from ledger.ledger.narrowing import developments
from ledger.state.cells import Row

One = TypeVar("One")


def last(rows: Sequence[One], limit: int | None) -> tuple[list[One], Row]:
    """Return the last rows, at most `limit` of them, and {"more": how many are left out} where there is a limit."""
    if limit is None:
        return list(rows), {}
    return list(rows[max(len(rows) - limit, 0) :]), {"more": max(len(rows) - limit, 0)}


def first(rows: Sequence[One], limit: int | None) -> tuple[list[One], Row]:
    """Return the first rows, as `last` does the last."""
    if limit is None:
        return list(rows), {}
    return list(rows[:limit]), {"more": max(len(rows) - limit, 0)}


def newest(document: Row, names: Sequence[str], limit: int | None) -> Row:
    """Return an answer with at most `limit` rows of each list named: those recorded last, in the order they stand in.

    Of what has no entry they are the first. `more` says how many are left out:
    a number, or {list: number} where several lists are named. Positions on the
    points that are shown are not counted: without them no point can be read.
    """
    if limit is None:
        return document
    on_points = {point["point"] for point in document.get("points") or ()}
    kept: Row = {}
    more: dict[str, int] = {}
    for name in names:
        rows = document.get(name) or []
        counted = [row for row in rows if name != "positions" or row["matter"] not in on_points]
        chosen = {id(row) for row in sorted(counted, key=_recorded, reverse=True)[:limit]}
        points = {row["point"] for row in kept.get("points", ())}
        kept[name] = [row for row in rows if id(row) in chosen or row.get("matter") in points]
        more[name] = len(counted) - len(chosen)
    left = {name: number for name, number in more.items() if number}
    return document | kept | {"more": left if len(names) > 1 else more[names[0]]}


def _recorded(row: Row) -> int:
    return int(row.get("entry") or max(row.get("entries") or (0,)))


def timeline(
    reading: IndexReading, entries: Entries, negotiation: str, filters: Filters, limit: int | None
) -> Row:
    """Return {"entries": [ENTRY]}, in the order of the fold."""
    if limit is not None and not any(filters):
        # A page of all: no more is read than is shown.
        definite, possible, _ = reading.counts(negotiation)
        page = [one.root for one in reading.timeline(negotiation, limit)]
        entries.gather(page)
        left = definite + possible - len(page)
        return {"entries": [entries.of_root(root) for root in page], "more": left}
    found = [
        one.root
        for one in developments(reading, negotiation, filters)
        if filters.holds(dates.Span(one.earliest, one.latest))
    ]
    if any(filters.of_entries()):
        entries.gather(found)
        found = [root for root in found if entries.admitted(root, filters.of_entries())]
    shown, more = last(found, limit)
    entries.gather(shown)
    return {"entries": [entries.of_root(root) for root in shown], **more}


def log(entries: Entries, known: int, negotiation: str | None, filters: Filters, limit: int | None) -> Row:
    """Return {"entries": [ENTRY]} of the lines up to a number, in the order of recording.

    A line without words of its own (a retraction, a source) is of what the entry is of that it belongs to.
    """
    if limit is not None and negotiation is None and not any(filters):
        # A page of all: no more is read than is shown.
        shown = list(entries.store.entries(max(known - limit, 0), known))
        entries.gather({line.root for line in shown})
        return {"entries": [entries.line(line) for line in shown], "more": max(known - limit, 0)}
    lines = list(entries.store.entries(0, known))
    if negotiation is not None:
        entries.gather({line.root for line in lines})
        lines = [line for line in lines if _negotiation(entries, line) in {None, negotiation}]
    if any(filters):
        entries.gather({line.root for line in lines})
        lines = [line for line in lines if _admits(filters, entries, line)]
    shown, more = last(lines, limit)
    entries.gather({line.root for line in shown})
    return {"entries": [entries.line(line) for line in shown], **more}


def _negotiation(entries: Entries, line: Entry) -> str | None:
    name = entries.of_root(line.root)["development"].get("negotiation")
    return None if name is None else str(name)


def _admits(filters: Filters, entries: Entries, line: Entry) -> bool:
    """Tell whether a line fits: a root in the words that stand, a correction in its own."""
    shown = entries.line(line)
    held = shown["development"]
    if "replacement" in held:
        return filters.admit(line.kind, held["replacement"])
    if line.number == line.root:
        return filters.admit(shown["kind"], held, entries.added_sources(entries.chain(line.root)))
    of_root = entries.of_root(line.root)["development"]
    return filters.admit(line.kind, of_root | {"sources": held.get("sources", of_root.get("sources", []))})
