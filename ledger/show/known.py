"""What the ledger knows: its parties, matters, sources and negotiations.

Their rows are objects with a slug or a publisher first and any further fields; what a field is
called is what is printed before it.
"""

from collections.abc import Iterable

from ledger.show import rows as told
from ledger.show.page import Page
from ledger.show.phrases import Document, basis, heading, total, when

_DATES = frozenset({"published", "first", "last", "from", "to", "on", "since"})
_TITLE = ("name", "title", "type")
"""Fields that stand beside a row's own name without being named."""


def _list(document: Document, name: str, key: str, *, width: int, colour: bool) -> str:
    page = Page(width, colour=colour)
    heading(page, name, document)
    rows = document.get(name) or []
    page.table([_row(row, key) for row in rows], below=[list(_more(row, key)) for row in rows])
    page.paragraph(total(len(rows), document, _one(name), name, end="first"))
    basis(page, document)
    return page.text()


def _one(name: str) -> str:
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")


def _row(row: Document, key: str) -> tuple[str, ...]:
    return tuple(str(row.get(field) or "") for field in (key, *_TITLE))


def _more(row: Document, key: str) -> Iterable[str]:
    for field, value in row.items():
        if field not in {key, *_TITLE} and value not in (None, []):
            dated = field in _DATES and isinstance(value, str)
            yield f"{field.replace('_', ' ')}: {when(value) if dated else told.said(value)}"


def parties(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `parties` answer."""
    return _list(document, "parties", "party", width=width, colour=colour)


def matters(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `matters` answer."""
    return _list(document, "matters", "matter", width=width, colour=colour)


def sources(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `sources` answer."""
    return _list(document, "sources", "publisher", width=width, colour=colour)


def negotiations(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `negotiations` answer."""
    return _list(document, "negotiations", "negotiation", width=width, colour=colour)
