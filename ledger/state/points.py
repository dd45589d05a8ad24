"""Points: agreed items, with their text, status and level, who agrees and who contests.

A row stands once an agreement on the point is definite. The text is that of
the last amendment that sorts after the FIRST agreement, else of that one;
status and level are what was said last. Who agrees and who contests is read
from the positions.
"""

from collections.abc import Iterable, Mapping, Sequence

from ledger.state.cells import POINT, Reading, Row, Step
from ledger.state.positions import Position, doubt

AGREED, AMENDED, PROGRESSED = "agreed", "amended", "progressed"

Positions = Mapping[str, Sequence[Position]]
"""The positions on each matter, by party."""


def under(reading: Reading, negotiation: str, point: str, steps: Iterable[Step]) -> set[str]:
    """Return the matters that a point stands under: by its definite agreements, and by its description."""
    found = {matter for step in steps if step.value == AGREED for matter in step.more.get("under", ())}
    return found | set(reading.described(negotiation, point).get("under", ()))


def _text_doubt(agreements: Sequence[Step], amendments: Sequence[Step], given: Step) -> str | None:
    said = sorted([agreements[0], *amendments], key=lambda step: step.order, reverse=True)
    # The text is compared where a cell compares the stance.
    told = [
        step._replace(value=step.more["text"], terms=None, until=None) for step in said if step is not given
    ]
    winner = given._replace(value=given.more["text"], terms=None, until=None)
    if doubt(winner, told, 0) is not None:
        return "text"
    if given.value == AGREED:
        for other in agreements[1:]:
            if (
                other.more["text"] != given.more["text"]
                and other.earliest <= given.latest
                and given.place not in other.names
            ):
                return "text"
    return None


def _last_said(steps: Sequence[Step], field: str) -> tuple[str | int | None, bool]:
    """Return what was said last in a field of the steps, and whether that is in doubt."""
    said = [step._replace(value=repr(step.more[field])) for step in steps if step.more.get(field) is not None]
    if not said:
        return None, False
    given = said[-1].more[field]
    stripped = [step._replace(terms=None, until=None) for step in reversed(said)]
    return given, doubt(stripped[0], stripped[1:], 0) is not None


def _agreed_by(on_point: Sequence[Position], given: Step) -> list[Row]:
    return [
        {
            "party": position.row["party"],
            "voice": position.row["voice"],
            "according_to": position.row["according_to"],
            "earlier_text": given.value == AMENDED
            and not any(stance == "accepts" and key >= given.key for stance, key in position.running),
            "uncertain": position.row["uncertain"],
            "entry": position.row["entry"],
        }
        for position in on_point
        if position.row["stance"] == "accepts"
    ]


def _contested_by(matters: Iterable[str], positions: Positions) -> list[Row]:
    rows: list[Row] = [
        {
            "party": position.row["party"],
            "stance": position.row["stance"],
            "voice": position.row["voice"],
            "matter": matter,
            "uncertain": position.row["uncertain"],
            "entry": position.row["entry"],
        }
        for matter in matters
        for position in positions.get(matter, ())
        if position.row["stance"] in {"opposes", "rejects"}
    ]
    return sorted(rows, key=lambda row: (row["party"], row["matter"]))


def _first(steps: Iterable[Step], field: str) -> str | int | None:
    return next((step.more[field] for step in steps if step.more.get(field) is not None), None)


def point(
    reading: Reading, negotiation: str, name: str, steps: Sequence[Step], positions: Positions
) -> Row | None:
    """Return a point's row from the definite steps of its cell in fold order, or None before it was agreed."""
    agreements = [step for step in steps if step.value == AGREED]
    if not agreements:
        return None
    amendments = [step for step in steps if step.value == AMENDED]
    later = [step for step in amendments if step.order > agreements[0].order]
    given = later[-1] if later else agreements[0]
    status, status_doubt = _last_said(steps, "status")
    level, level_doubt = _last_said(steps, "implementation")
    uncertain = _text_doubt(agreements, amendments, given)
    if uncertain is None and (status_doubt or level_doubt):
        uncertain = "status"
    agreed_by = _agreed_by(positions.get(name, ()), given)
    return {
        "point": name,
        "order": _first(agreements, "order"),
        "text": given.more["text"],
        "status": status,
        "implementation": level or 0,
        "agreement": _first(agreements, "agreement"),
        "on": given.on,
        "entry": given.place,
        "agreed_by": agreed_by,
        "confirmed": sum(row["voice"] == "self" for row in agreed_by),
        "contested_by": _contested_by({name} | under(reading, negotiation, name, steps), positions),
        "wordings": [
            {"according_to": step.more.get("according_to"), "text": step.more["text"], "entry": step.place}
            for step in agreements
        ],
        "uncertain": uncertain,
    }


def points(reading: Reading, negotiation: str, positions: Positions) -> list[Row]:
    """Return the rows of all points by (order, point); those without an order come last."""
    rows = []
    for cell in reading.cells(negotiation, POINT):
        row = point(reading, negotiation, cell.matter, list(reading.down(cell))[::-1], positions)
        if row is not None:
            rows.append(row)
    return sorted(rows, key=lambda row: (row["order"] is None, row["order"] or 0, row["point"]))
