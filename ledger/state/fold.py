"""The fold: a whole state, from the positions, points and the rest of a reading."""

from collections import defaultdict
from collections.abc import Iterable

from ledger.state.cells import Reading, Row
from ledger.state.commitments import agreements, commitments
from ledger.state.meetings import meetings
from ledger.state.points import points
from ledger.state.positions import Position, positions
from ledger.state.proposals import proposals


def by_matter(found: list[Position]) -> dict[str, list[Position]]:
    """Return the positions on each matter."""
    grouped: dict[str, list[Position]] = defaultdict(list)
    for position in found:
        grouped[position.row["matter"]].append(position)
    return grouped


def possible(reading: Reading, negotiation: str) -> list[Row]:
    """Return a row for each possible development and each of its parties, by (entry, party)."""
    return [
        {
            "entry": found.root,
            "kind": found.kind,
            "on": found.on,
            "party": party,
            "matter": found.matter,
            "stance": found.stance,
        }
        for found in reading.possible(negotiation)
        for party in (sorted(found.parties) or (None,))
    ]


def counts(reading: Reading, negotiation: str) -> Row:
    """Return how many developments the answer rests on, and how many it leaves out.

    `withheld` is there only where a line is withheld, so that other answers keep their bytes.
    """
    definite, begun, undated = reading.counts(negotiation)
    found = {
        "definite": definite,
        "possible": begun,
        "without_published": undated,
        "unknown_kinds": reading.unknown_kinds(negotiation),
    }
    withheld = reading.withheld()
    return found | {"withheld": withheld} if withheld else found


def fold(reading: Reading, negotiation: str) -> Row:
    """Return the state of a negotiation: the lists of the contract, without its heading."""
    found = positions(reading, negotiation)
    grouped = by_matter(found)
    return {
        "points": points(reading, negotiation, grouped),
        "positions": [position.row for position in found],
        "agreements": agreements(reading, negotiation),
        "commitments": commitments(reading, negotiation),
        "proposals": proposals(reading, negotiation, grouped, closed=False),
        "meetings": meetings(reading, negotiation),
        "possible": possible(reading, negotiation),
        "counts": counts(reading, negotiation),
    }


def rows(
    key: str, reading: Reading, negotiation: str, matters: Iterable[str] = (), parties: Iterable[str] = ()
) -> list[Row]:
    """Return one list of the state by its name; of `proposals` the closed ones too.

    Of positions only those on some matters are looked at, or those of some parties, where any are given.
    """
    if key == "meetings":
        return meetings(reading, negotiation)
    if key == "positions":
        some: Iterable[tuple[str | None, str | None]] = [(matter, None) for matter in sorted({*matters})]
        some = some or [(None, party) for party in sorted({*parties})] or [(None, None)]
        chosen = [one.row for matter, party in some for one in positions(reading, negotiation, matter, party)]
        return sorted(chosen, key=lambda row: (row["matter"], row["party"]))
    found = positions(reading, negotiation)
    if key == "points":
        return points(reading, negotiation, by_matter(found))
    return proposals(reading, negotiation, by_matter(found), closed=True)
