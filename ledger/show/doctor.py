"""What `doctor` found: one line for each thing it looked at, and beneath it what to do."""

from ledger.show.page import Cell, Page
from ledger.show.phrases import Document, count
from ledger.show.text import BOLD, GREEN, PLAIN, RED, YELLOW

_STYLES = {"ok": GREEN, "warning": YELLOW, "fault": RED}


def doctor(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `doctor` answer."""
    page = Page(width, colour=colour)
    found = document.get("findings") or []
    warnings = sum(one["level"] == "warning" for one in found)
    faults = sum(one["level"] == "fault" for one in found)
    outcome = [count(number, word) for number, word in ((faults, "fault"), (warnings, "warning")) if number]
    page.spread([f"doctor: {', '.join(outcome) or 'all is well'}", str(document.get("ledger"))], style=BOLD)
    page.table(
        [
            (
                str(one["check"]),
                Cell(str(one["level"]), _STYLES.get(one["level"], PLAIN)),
                str(one["found"]),
            )
            for one in found
        ],
        indent=2,
        below=[[f"-> {one['remedy']}"] if one.get("remedy") else [] for one in found],
    )
    return page.text()
