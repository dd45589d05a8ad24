"""Why a party stands where it does: the answer of `state.why`, with its entries in full."""

from ledger.index.reading import IndexReading
from ledger.ledger.entries import Entries
from ledger.ledger.names import matter_type
from ledger.state.cells import Row
from ledger.state.why import why as reasons


def why(reading: IndexReading, entries: Entries, negotiation: str, party: str, matter: str) -> Row:
    """Return the row, the entries that decide it, and those overruled, each with its reason.

    `note` is the reason that was given for a correction or retraction.
    """
    agreement = matter_type(reading, negotiation, matter) == "agreement"
    answer = reasons(reading, negotiation, party, matter, entries.retracted_by, agreement=agreement)
    overruled = []
    for one in answer.overruled:
        row: Row = {"entry": entries.of_root(one.root), "reason": one.reason, "by": one.by}
        by_line = one.by if one.reason in {"corrected", "retracted"} else None
        line = entries.store.entry(by_line) if by_line else None
        if line is not None and "reason" in line.held:
            row["note"] = line.held["reason"]
        overruled.append(row)
    return {
        "answer": answer.row,
        "because": [entries.of_root(answer.run[-1])] if answer.run else [],
        "overruled": overruled,
        "since": answer.since,
        "run": list(answer.run),
    }
