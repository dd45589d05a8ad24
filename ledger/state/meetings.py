"""Meetings: expected, under way, held, overdue or cancelled.

One definite report that a meeting was held makes it held for good; else the
last of its announcements says. A field left out overwrites nothing, so "not
next week" keeps the expected date.
"""

from collections.abc import Sequence

from ledger import dates
from ledger.state.cells import MEETING, Reading, Row, Step

HELD, ANNOUNCED = "held", "announced"


def _last(steps: Sequence[Step], field: str, otherwise: object = None) -> object:
    return next((step.more[field] for step in reversed(steps) if field in step.more), otherwise)


def _status(steps: Sequence[Step], held: Step | None, at: int) -> str:
    if held is not None:
        return "under-way" if held.until is not None and at < held.until else "held"
    said = [step for step in steps if "expected" in step.more or "cancelled" in step.more]
    if said and "cancelled" in said[-1].more:
        return "cancelled"
    expected = _last(steps, "expected")
    if isinstance(expected, str) and dates.bounds(expected, "expected").latest < at:
        return "overdue"
    return "expected"


def meeting(name: str, steps: Sequence[Step], at: int) -> tuple[int, Row] | None:
    """Return a meeting's row and the second it is listed by, from its definite steps in fold order, or None."""
    if not steps:
        return None
    held = next((step for step in reversed(steps) if step.value == HELD), None)
    said = [step for step in steps if "expected" in step.more or "cancelled" in step.more]
    deciding = held or (said[-1] if said else steps[-1])
    row: Row = {
        "meeting": name,
        "status": _status(steps, held, at),
        "on": held.on if held else None,
        "until": held.more.get("until") if held else None,
        "expected": _last(steps, "expected"),
        "not_during": [
            {
                "window": step.more["not_during"],
                "according_to": step.more.get("according_to"),
                "entry": step.place,
            }
            for step in steps
            if "not_during" in step.more
        ],
        "mode": _last(steps, "mode"),
        "place": _last(steps, "place"),
        "hosts": _last(steps, "hosts", []),
        "mediators": _last(steps, "mediators", []),
        "participants": _last(steps, "participants", []),
        "absent": _last(steps, "absent", []),
        "entry": deciding.place,
    }
    return deciding.latest, row


def meetings(reading: Reading, negotiation: str) -> list[Row]:
    """Return the rows of all meetings by (latest day of the deciding entry, meeting)."""
    found = []
    for cell in reading.cells(negotiation, MEETING):
        row = meeting(cell.matter, list(reading.down(cell))[::-1], reading.at)
        if row is not None:
            found.append(row)
    return [row for _, row in sorted(found, key=lambda pair: (pair[0], pair[1]["meeting"]))]
