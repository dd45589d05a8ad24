"""Accounts side by side: what each party, and the publishers, have said on a matter, one column each."""

from collections.abc import Iterator, Sequence

from ledger.show.deeds import Numbers, deed, known_numbers, quotes, stands
from ledger.show.page import Cell, Page
from ledger.show.phrases import Document, basis, count, heading, person, style, when
from ledger.show.text import BOLD, safe, wrap

_GAP = 3
_NARROWEST = 28
"""Columns below which an account is given no narrower column; others go on below."""
_WIDEST = 60
_PUBLISHED = "as published"


def accounts(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of an `accounts` answer: a column for each account, in blocks where they do not fit."""
    page = Page(width, colour=colour)
    heading(page, f"accounts of {document['point']}", document)
    found = document.get("accounts") or []
    rows = [entry for account in found for entry in account["entries"]]
    known = known_numbers(document, rows)
    each = max(1, min(len(found), (page.width + _GAP) // (_NARROWEST + _GAP)))
    column = min((page.width + _GAP) // each - _GAP, _WIDEST)
    for first in range(0, len(found), each):
        page.blank()
        block = found[first : first + each]
        _side_by_side(page, [list(_column(one, document, known, column)) for one in block], column)
    page.blank()
    if any(
        entry["tells_of"] and _of_others(account, entry) for account in found for entry in account["entries"]
    ):
        page.paragraph("in brackets: of whom an account tells that is not their own")
    page.paragraph(
        f"{count(len(found), 'account')}, {count(len({row['entry'] for row in rows}), 'entry', 'entries')}."
    )
    basis(page, document)
    return page.text()


def _side_by_side(page: Page, columns: Sequence[Sequence[Cell]], width: int) -> None:
    for n in range(max(map(len, columns))):
        page.put((place * (width + _GAP), lines[n]) for place, lines in enumerate(columns) if n < len(lines))


def _of_others(account: Document, entry: Document) -> bool:
    return account["account"] is not None and any(one != account["account"] for one in entry["tells_of"])


def _column(account: Document, document: Document, known: Numbers, width: int) -> Iterator[Cell]:
    """Yield the lines of one account, each escaped and wrapped to the width."""
    whose = account["account"] or _PUBLISHED
    yield from (Cell(line, BOLD) for line in wrap(safe(whose), width))
    for entry in account["entries"]:
        yield Cell("")
        for text, shown, indent in _told(account, entry, document, known):
            first, *_ = wrap(safe(text), width)
            rest = safe(text)[len(first) :].lstrip(" ")
            yield Cell(first, shown)
            yield from (
                Cell(" " * indent + line, shown) for line in (wrap(rest, width - indent) if rest else ())
            )


def _told(
    account: Document, entry: Document, document: Document, known: Numbers
) -> Iterator[tuple[str, str, int]]:
    """Yield what one entry says, part by part: the text, its style, and the indent of its further lines."""
    held = entry["development"]
    doubt = ", possible only" if entry["certainty"] == "possible" else ""
    yield f"#{entry['entry']} {when(entry['on'])}{doubt}", "", 2
    own = account["account"]
    told_of = sorted(entry["tells_of"], key=lambda one: one != own)
    who = [one if own in (None, one) else f"({one})" for one in told_of]
    if entry["stance"]:
        yield stands(who, entry["stance"], document["point"]), style(entry["stance"]), 2
        said = held.get("text") or held.get("terms") or held.get("summary")
        if said:
            yield str(said), "", 0
    else:
        yield deed({key: value for key, value in held.items() if key != "speaker"}, known), "", 2
    if held.get("speaker"):
        yield person(held["speaker"]), "", 2
    for quote, place in quotes({"sources": [*held.get("sources", ()), *entry["added_sources"]]}):
        if quote:
            yield quote, "", 1
        yield place, "", 2
    if held.get("via"):
        yield f"via {', '.join(held['via'])}", "", 2
