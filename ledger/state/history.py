"""History: every step of one party on one matter, by all accounts, in the order of the fold."""

from collections.abc import Sequence

from ledger import dates
from ledger.state.cells import COMMITMENT, POSITION, VOICES, Cell, Reading, Row, Step
from ledger.state.commitments import called_off, decides


def _decided(cell: Cell, steps: Sequence[Step], number: int) -> set[tuple[int, int]]:
    """Return (place, leg) of the first `number` steps, the definite ones, that were their cell's answer."""
    looked_at = [step for step in steps[:number] if cell.what == POSITION or decides(step)]
    return {
        (step.place, step.leg)
        for step, later in zip(looked_at, [*looked_at[1:], None], strict=False)
        if later is None or later.latest != step.latest
    }


def _row(cell: Cell, step: Step, *, definite: bool, decided: bool) -> Row:
    row: Row = {
        "entry": step.place,
        "on": step.on,
        "earliest": dates.stamp(step.earliest),
        "latest": dates.stamp(step.latest),
        "kind": step.kind,
    }
    if cell.what == COMMITMENT:
        row |= {"act": step.value, "effective": step.more["effective"], "leg": step.leg}
    else:
        row["stance"] = step.value
    row["terms"] = step.terms
    row["voice"] = VOICES[cell.rank] if cell.what == POSITION else None
    row["according_to"] = step.more.get("according_to")
    return row | {"certainty": "definite" if definite else "possible", "decided": decided}


def history(reading: Reading, negotiation: str, party: str, matter: str, *, agreement: bool) -> list[Row]:
    """Return the steps of a party's positions on a matter, definite or possible; of an `agreement` its acts too.

    `decided` says that a definite step was its cell's answer from its date on
    until the next decided one; lapse is not looked at.
    """
    found: list[tuple[tuple[int, int, int, int], Row]] = []
    for what in (POSITION, COMMITMENT) if agreement else (POSITION,):
        for cell in reading.cells(negotiation, what, matter, party):
            definite = list(reading.down(cell))[::-1]
            off = called_off(definite) if what == COMMITMENT else frozenset()
            steps = [
                step
                for step in (*definite, *reading.ahead(cell))
                if not (step.leg == 1 and (step.place in off or not step.more["given"]))
            ]
            number = sum(step.latest <= reading.at for step in steps)
            decided = _decided(cell, steps, number)
            for place, step in enumerate(steps):
                row = _row(cell, step, definite=place < number, decided=(step.place, step.leg) in decided)
                found.append((step.order, row))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]
