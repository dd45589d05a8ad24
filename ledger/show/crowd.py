"""Many parties on few matters: below each matter its stances, and with each stance the parties that take it."""

from collections import Counter
from collections.abc import Sequence

from ledger.show.boxes import Row
from ledger.show.page import Cell, Page
from ledger.show.phrases import count, names
from ledger.show.text import BOLD, display_width, flow, safe

CROWDED = 4
"""Parties for each matter, above which they are not shown side by side if they need as many blocks."""
_INDENT = 2
_GAP = 2
_WIDEST = 14
"""Columns of a stance beside which its parties stand; under a wider one they stand below."""


def crowd(page: Page, title: str, rows: Sequence[Row], parties: Sequence[str]) -> None:
    """Add the rows, each with its parties grouped by what they say, the largest group first.

    What is said below most of a row's stances (the day, as a rule) stands once beside the row's label,
    and then only with the parties of whom it does not hold.
    """
    page.blank()
    page.painted(f"{title}, by {count(len(parties), 'party', 'parties')}", BOLD)
    for row in rows:
        common = _common(row)
        told = [row.label, row.text, names(map(str, common)), count(len(row.boxes), "party", "parties")]
        page.parts([part for part in told if part])
        for stance, found in _groups(row):
            said = [_party(row, party, common) for party in found]
            _stance(page, f"{stance} {len(found):,}", row.boxes[found[0]].style, said)


def _common(row: Row) -> Sequence[str]:
    """Return what stands below more than half of a row's stances, if anything does."""
    ((more, times),) = Counter(tuple(box.more) for box in row.boxes.values()).most_common(1)
    return more if times * 2 > len(row.boxes) else ()


def _groups(row: Row) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for party in sorted(row.boxes):
        groups.setdefault(row.boxes[party].said, []).append(party)
    return sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))


def _party(row: Row, party: str, common: Sequence[str]) -> str:
    """Return a party as it stands in its group: its mark, its entry and what is not said once for all."""
    box = row.boxes[party]
    other = f" ({names(box.more)})" if tuple(box.more) != tuple(common) and box.more else ""
    return f"{box.marks} {party} {box.entry}".strip() + other


def _stance(page: Page, stance: str, style: str, parties: Sequence[str]) -> None:
    begins = _INDENT + _WIDEST + _GAP
    shown = safe(stance)
    lines = flow([safe(party) for party in parties], page.width - begins)
    if display_width(shown) > _WIDEST:
        page.put([(_INDENT, Cell(shown, style))])
        shown = ""
    for n, line in enumerate(lines):
        page.put([(_INDENT, Cell(shown if n == 0 else "", style)), (begins, Cell(line))])
