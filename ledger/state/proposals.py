"""Proposals: what was put forward, by whom, whether it is still open, and what the others answered."""

from collections.abc import Mapping, Sequence

from ledger.state.cells import PROPOSAL, Reading, Row
from ledger.state.positions import Position

MADE, CLOSED = "made", "closed"


def proposals(
    reading: Reading, negotiation: str, positions: Mapping[str, Sequence[Position]], *, closed: bool
) -> list[Row]:
    """Return the open proposals by name; with `closed` all of them, with `outcome` and `closed`."""
    rows = []
    for cell in reading.cells(negotiation, PROPOSAL):
        steps = list(reading.down(cell))
        made = next((step for step in steps if step.value == MADE), None)
        if made is None or (steps[0].value == CLOSED and not closed):
            continue
        row: Row = {
            "proposal": cell.matter,
            "parties": made.more["parties"],
            "to": made.more.get("to", []),
            "terms": made.terms,
            "on": made.on,
            "entry": made.place,
            "answers": [
                {"party": found.row["party"], "stance": found.row["stance"], "entry": found.row["entry"]}
                for found in positions.get(cell.matter, ())
                if found.row["party"] not in made.more["parties"]
            ],
        }
        if closed:
            over = steps[0].value == CLOSED
            row["outcome"] = steps[0].more["outcome"] if over else None
            row["closed"] = steps[0].place if over else None
        rows.append(row)
    return rows
