"""References: the entries that a line names, by number or id, resolved to the ids that are stored."""

from collections.abc import Sequence

from ledger.errors import Fault
from ledger.state.cells import Row
from ledger.steps import withholding
from ledger.steps.view import REFERENCES, Draft


def resolve(held: Row, prefix: str, draft: Draft) -> tuple[int | None, list[Fault]]:
    """Resolve all references of a line, in place, to ids.

    Returns the root of the chain that a keeping kind joins (None: it joins
    none), and the faults. `prefix` is "replacement." where that holds the words.
    """
    faults: list[Fault] = []
    root = None
    for field in ("entry", "over"):
        if field in held:
            number = _number(held[field], field, draft, faults)
            if number is not None:
                chain = draft.chain(number)
                held[field] = next(one.id for one in chain if one.number == number)
                root = chain[0].number if field == "entry" else root
    said = held["replacement"] if prefix else held
    for field in REFERENCES:
        if field in said:
            said[field] = _developments(said[field], f"{prefix}{field}", root, draft, faults)
    return root, faults


def _number(reference: int | str, field: str, draft: Draft, faults: list[Fault]) -> int | None:
    if isinstance(reference, int):
        # A number names what stood before the file: those of its own lines are not fixed yet.
        found = reference if 0 < reference <= draft.begun else None
    else:
        found = draft.number(reference)
    if found is not None and draft.is_withheld(found):
        faults.append(withholding.closed(found, field))
        return None
    if found is None:
        faults.append(
            Fault(
                f"there is no entry {reference}",
                field=field,
                given=reference,
                remedy=f"The last entry is {draft.begun}; a line of the same file is named by its id.",
            )
        )
    return found


def _developments(
    references: Sequence[int | str], field: str, own_root: int | None, draft: Draft, faults: list[Fault]
) -> list[str]:
    """Return the ids of the roots of the developments named, each once."""
    found: list[str] = []
    for reference in references:
        if draft.withheld and isinstance(reference, str) and draft.number(reference) is None:
            # Of an import: it leads to a withheld entry, whose id is gone.
            found.append(reference)
            continue
        number = _number(reference, field, draft, faults)
        if number is None:
            continue
        root = draft.chain(number)[0]
        if root.kind in {"party-described", "matter-described"}:
            message = f"entry {number} is no development"
        elif root.number == own_root:
            message = "an entry does not follow itself"
        else:
            if root.id not in found:
                found.append(root.id)
            continue
        faults.append(Fault(message, field=field, given=reference, remedy="Leave it out."))
    return found
