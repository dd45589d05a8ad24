"""The screen of a renaming: what would change, before it is asked for; entries that change alike on one line."""

from collections.abc import Sequence

from ledger.show.page import Page
from ledger.show.phrases import Document, count, names, numbers
from ledger.show.text import BOLD, YELLOW


def renaming(document: Document, *, width: int, colour: bool) -> str:
    """Return what renaming a party changes, from the plan of the front door without its lines."""
    page = Page(width, colour=colour)
    old, new = document["party"], document["to"]
    named = document["names"]
    entries = dict.fromkeys(row["entry"] for row in named)
    page.painted(f"{old} -> {new}, in {count(len(entries), 'entry', 'entries')}", BOLD)
    groups: dict[tuple[str, str, str], list[int]] = {}
    for row in named:
        key = (row["field"].replace("_", " "), _said(row["before"]), _said(row["after"]))
        groups.setdefault(key, []).append(row["entry"])
    page.table(
        [(field, before, "->", after, numbers(found)) for (field, before, after), found in groups.items()],
        indent=2,
    )
    if document["left"]:
        left = numbers(document["left"])
        page.paragraph(f"{left}: nothing of it stands, so that it is left with the name {old}.", hanging=2)
    if document["merges"]:
        page.painted(
            f"There is a party {new} already: the two become one, and what was said of either is said of it.",
            YELLOW,
            hanging=2,
        )
    elif document["near"]:
        page.painted(f"{new} is new and looks like {document['near']}, which is known.", YELLOW, hanging=2)
    return page.text()


def _said(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else names(value)
