"""Commitments: where each party stands towards an agreement in law, folded from the acts themselves.

An act takes effect at its `effective`. A rescission, once definite, calls off
an effect that had not yet been reached. A party is bound while the last
effect among binding and ending acts is a binding one and the agreement is not
terminated. Acts are those of the UN Treaty Collection's glossary.
"""

from collections.abc import Iterable, Sequence

from ledger.state.cells import AGREEMENT, COMMITMENT, Cell, Reading, Row, Step

BINDING = frozenset(
    {
        "signed-definitively",
        "ratified",
        "accepted",
        "approved",
        "formally-confirmed",
        "acceded",
        "succeeded",
    }
)
ENDING = frozenset({"withdrawn", "denounced", "expelled"})
ASIDE = frozenset({"reserved", "reservation-withdrawn", "declared", "objected"})
"""Acts that stand in the history and decide no row."""
RESCINDED = "rescinded"


def called_off(steps: Iterable[Step]) -> frozenset[int]:
    """Return the entries whose effect a definite rescission among the steps calls off."""
    steps = list(steps)
    acts = {step.place: step for step in steps if step.leg == 0}
    return frozenset(
        named
        for step in steps
        if step.value == RESCINDED and step.leg == 0
        for named in step.takes
        if named in acts and acts[named].more["takes_effect"][0] > step.latest
    )


def effects(steps: Iterable[Step], off: frozenset[int]) -> list[Step]:
    """Return the effects that bind or end, in their order: an ending one before a binding one of the same dates."""
    found = [
        step
        for step in steps
        if step.leg == 1 and step.place not in off and (step.value in BINDING or step.value in ENDING)
    ]
    return sorted(found, key=lambda step: (*step.key, step.value in BINDING, step.place))


def membership(steps: Sequence[Step]) -> Step | None:
    """Return the effect that began the present membership, or None where the party is not bound."""
    began = None
    for step in effects(steps, called_off(steps)):
        if step.value in ENDING:
            began = None
        elif began is None:
            began = step
    return began


def terminated(reading: Reading, negotiation: str, agreement: str) -> bool:
    """Tell whether a definite termination has taken effect that no later entry into force undid."""
    for cell in reading.cells(negotiation, AGREEMENT, agreement):
        for step in reading.down(cell):
            if step.leg == 1 and step.value in {"terminated", "in-force"}:
                return step.value == "terminated"
    return False


def decides(step: Step) -> bool:
    """Tell whether a step can decide a commitment's row."""
    return step.value not in ASIDE


def commitment(reading: Reading, cell: Cell, *, ended: bool) -> Row | None:
    """Return the row of one party and agreement; `ended` says that the agreement is terminated."""
    steps = list(reading.down(cell))[::-1]
    off = called_off(steps)
    deciding = [step for step in steps if decides(step) and not (step.leg == 1 and step.place in off)]
    if not deciding:
        return None
    last = deciding[-1]
    return {
        "party": cell.party,
        "agreement": cell.matter,
        "act": last.value,
        "on": last.on,
        "effective": last.more["effective"],
        "bound": membership(steps) is not None and not ended,
        "entry": last.place,
        "may_have_changed": sorted(
            {step.place for step in reading.ahead(cell) if step.leg == 0 and decides(step)}
        ),
    }


def commitments(
    reading: Reading, negotiation: str, agreement: str | None = None, party: str | None = None
) -> list[Row]:
    """Return the rows by (agreement, party), of one agreement or party where it is named."""
    over: dict[str, bool] = {}
    rows = []
    for cell in reading.cells(negotiation, COMMITMENT, agreement, party):
        if cell.matter not in over:
            over[cell.matter] = terminated(reading, negotiation, cell.matter)
        row = commitment(reading, cell, ended=over[cell.matter])
        if row is not None:
            rows.append(row)
    return rows


def agreements(reading: Reading, negotiation: str) -> list[Row]:
    """Return the rows of the agreements: the last definite step of each, and its last title."""
    rows = []
    for cell in reading.cells(negotiation, AGREEMENT):
        steps = list(reading.down(cell))
        if not steps:
            continue
        last = steps[0]
        titles = [step.more["title"] for step in steps if step.leg == 0 and step.more.get("title")]
        rows.append(
            {
                "agreement": cell.matter,
                "act": last.value,
                "on": last.on,
                "effective": last.more["effective"],
                "title": titles[0] if titles else None,
                "entry": last.place,
            }
        )
    return rows


def _to_come(steps: Sequence[Step], at: int, off: frozenset[int]) -> list[tuple[tuple[int, int], Step]]:
    """Return the definite acts whose effect is still to come, by the bounds of that effect."""
    pending = [
        (tuple(step.more["takes_effect"]), step)
        for step in steps
        if step.leg == 0 and step.place not in off and step.more["takes_effect"][0] > at
    ]
    return sorted(pending, key=lambda found: (found[0], found[1].place))


def _changing(reading: Reading, cell: Cell, *, bound: bool) -> Row | None:
    """Return the row of a party that is leaving (if it is bound) or joining (if it is not)."""
    steps = list(reading.down(cell))[::-1]
    to_come = _to_come(steps, reading.at, called_off(steps))
    wanted = ENDING if bound else BINDING
    returns = {bounds for bounds, step in to_come if step.value in BINDING} if bound else set()
    for bounds, step in to_come:
        if step.value in wanted and bounds not in returns:
            return {"party": cell.party, "effective": step.more["effective"], "entry": step.place}
    return None


def members(reading: Reading, negotiation: str, agreement: str) -> Row:
    """Return who is bound by an agreement since when, who is leaving and who is joining, by party."""
    over = terminated(reading, negotiation, agreement)
    bound: list[Row] = []
    leaving: list[Row] = []
    joining: list[Row] = []
    for cell in reading.cells(negotiation, COMMITMENT, agreement):
        began = None if over else membership(list(reading.down(cell)))
        if began is not None:
            bound.append(
                {
                    "party": cell.party,
                    "since": began.more["effective"],
                    "act": began.value,
                    "entry": began.place,
                }
            )
        changing = _changing(reading, cell, bound=began is not None)
        if changing is not None:
            (joining if began is None else leaving).append(changing)
    return {"count": len(bound), "members": bound, "leaving": leaving, "joining": joining}
