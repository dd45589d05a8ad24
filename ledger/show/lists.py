"""The lists of the state one by one: positions, points, meetings, proposals; an agreement's members."""

from collections.abc import Sequence

from ledger.show import rows as told
from ledger.show.deeds import implementation
from ledger.show.page import Cell, Page, Said
from ledger.show.phrases import (
    Document,
    account,
    basis,
    bracketed,
    clocks,
    count,
    heading,
    marks,
    names,
    newest,
    numbers,
    short,
    style,
    when,
    year_of,
)
from ledger.show.text import display_width, safe

_MOST_LABEL = 14
"""Columns of the labels before items; wider labels stand on lines of their own."""


def positions(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `positions` answer, one position a row."""
    page = Page(width, colour=colour)
    heading(page, "positions", document)
    rows = document.get("positions") or []
    year = year_of(clocks(document)[0])
    table, below = page.beside(
        [_position(row, year) for row in rows],
        [names(_said_by(row)) for row in rows],
    )
    page.table(table, below=[[*notes, *_more(row)] for notes, row in zip(below, rows, strict=True)])
    return _ended(page, document, rows, "position")


def _position(row: Document, year: int) -> tuple[Said, ...]:
    return (
        row["matter"],
        row["party"],
        marks(row),
        Cell(f"{bracketed(row['stance'], row)} #{row['entry']}", style(row["stance"])),
        short(row["on"], year) + (f" until {short(row['until'], year)}" if row["until"] else ""),
    )


def _said_by(row: Document) -> list[str]:
    return [part for part in (row["speaker"], "" if row["voice"] == "self" else account(row)) if part]


def _more(row: Document) -> list[str]:
    """Return what makes a position more than its stance: terms, other accounts, doubts."""
    lines = [f"terms: {row['terms']}"] if row["terms"] else []
    if row["differing"]:
        lines.append(f"! other accounts: {names(told.differing(row))}")
    if row["uncertain"]:
        lines.append(f"? which {row['uncertain']} came last is uncertain")
    if row["may_have_changed"]:
        lines.append(f"~ may have been changed by {numbers(row['may_have_changed'])}")
    return lines


def _ended(page: Page, document: Document, rows: Sequence[object], noun: str) -> str:
    more = document.get("more") or 0
    page.paragraph(newest(len(rows), more, noun) if more else f"{count(len(rows), noun)}.")
    basis(page, document)
    return page.text()


def points(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `points` answer: text, status, who agreed, who contests, other wordings."""
    page = Page(width, colour=colour)
    heading(page, "points", document)
    rows = document.get("points") or []
    for row in rows:
        page.labelled(str(row["point"]), [f"{row['text']} #{row['entry']}"], column=_column(rows, "point"))
        for line in _point(row):
            page.paragraph(line, indent=_column(rows, "point"), hanging=2)
    return _ended(page, document, rows, "point")


def _column(rows: Sequence[Document], key: str) -> int:
    """Return the column that items begin in after labels: narrow where the labels need lines of their own."""
    widest = max(display_width(safe(str(row[key]))) for row in rows) + 2
    return widest if widest <= _MOST_LABEL else 2


def _point(row: Document) -> list[str]:
    level = f", {implementation(row['implementation'])}" if row["implementation"] else ""
    part = f", part of {row['agreement']}" if row["agreement"] else ""
    lines = [f"{row['status']}{level}{part}, {when(row['on'])}"]
    agreed = [
        bracketed(str(one["party"]), one)
        + (" to the earlier text" if one["earlier_text"] else "")
        + (" ?" if one["uncertain"] else "")
        + f" #{one['entry']}"
        for one in row["agreed_by"]
    ]
    lines.append(f"agreed by {names(agreed) or 'nobody'}; confirmed by {row['confirmed']} of {len(agreed)}")
    lines += [f"! contested: {line}" for line in told.contests([row])]
    lines += list(told.wordings([row]))
    lines += [f"? which {row['uncertain']} came last is uncertain"] if row["uncertain"] else []
    return lines


def meetings(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `meetings` answer: each with its date, place, people and their roles."""
    page = Page(width, colour=colour)
    heading(page, "meetings", document)
    rows = document.get("meetings") or []
    year = year_of(clocks(document)[0])
    for row in rows:
        status = Cell(f"{row['meeting']}: {row['status']}, {_date(row)} #{row['entry']}")
        page.paragraph(status, hanging=2)
        for line in _meeting(row, year):
            page.paragraph(line, indent=2, hanging=2)
    return _ended(page, document, rows, "meeting")


def _date(row: Document) -> str:
    if row["on"] is None:
        return when(row["expected"])
    return when(row["on"]) + (f" until {when(row['until'])}" if row["until"] else "")


def _meeting(row: Document, year: int) -> list[str]:
    lines = [names(row[key] for key in ("mode", "place") if row[key])]
    if row["on"] is not None and row["expected"] is not None:
        lines.append(f"was expected {when(row['expected'])}")
    lines += told.windows(row, year)
    lines += told.people(row, roles=True)
    for key, words in (("hosts", "hosted by"), ("mediators", "mediated by"), ("absent", "absent")):
        if row[key]:
            lines.append(f"{words} {names(row[key])}")
    return [line for line in lines if line]


def proposals(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `proposals` answer, open and closed ones."""
    page = Page(width, colour=colour)
    heading(page, "proposals", document)
    rows = document.get("proposals") or []
    for row in rows:
        page.paragraph(told.proposal(row), hanging=2)
    return _ended(page, document, rows, "proposal")


def members(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `members` answer: who is bound, who is leaving, who is joining."""
    page = Page(width, colour=colour)
    heading(page, f"members of {document['agreement']}", document)
    page.table(
        [
            (str(row["party"]), f"since {when(row['since'])}", str(row["act"]), f"#{row['entry']}")
            for row in document.get("members") or ()
        ]
    )
    for label, key in (("LEAVING", "leaving"), ("JOINING", "joining")):
        rows = document.get(key) or ()
        page.labelled(
            label, (f"{row['party']}, effective {when(row['effective'])} #{row['entry']}" for row in rows)
        )
    page.paragraph(f"{count(document['count'], 'member')}.")
    basis(page, document)
    return page.text()
