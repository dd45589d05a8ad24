"""Entries one after the other: the timeline, the log, the history of a matter; and one entry whole."""

from collections.abc import Iterator, Mapping, Sequence

from ledger.show import rows as told
from ledger.show.deeds import Numbers, checked, deed, known_numbers, references
from ledger.show.page import Cell, Page
from ledger.show.phrases import (
    Document,
    account,
    basis,
    bracketed,
    heading,
    names,
    short,
    style,
    total,
    when,
)
from ledger.show.text import BOLD

_DATES = frozenset({"on", "until", "effective", "expected", "not_during", "published"})
_REFERENCES = frozenset({"after", "withdraws", "rescinds", "entry", "over"})
_COLUMN = 16
WITHHELD = "{}: its words are withheld in this copy of the ledger"
"""What is said in the place of an entry's words that are not there."""


def timeline(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `timeline` answer: developments in the order in which they happened."""
    page = Page(width, colour=colour)
    heading(page, "timeline", document)
    entries = document.get("entries") or []
    known = known_numbers(document, entries)
    page.table([(f"#{entry['entry']}", when(entry["on"]), words(entry, known)) for entry in entries])
    return _counted(page, document, entries)


def log(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `log` answer: all entries in the order in which they were recorded."""
    page = Page(width, colour=colour)
    heading(page, "log", document)
    entries = document.get("entries") or []
    known = known_numbers(document, entries)
    page.table(
        [
            (
                f"#{entry['entry']}",
                _recorded(entry),
                when(entry["on"]) if entry.get("on") else "",
                words(entry, known),
            )
            for entry in entries
        ]
    )
    return _counted(page, document, entries)


def follow(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of one ENTRY as it is recorded: who has recorded it, when it happened, what it holds."""
    page = Page(width, colour=colour)
    said = words(document, known_numbers(document, [document]))
    on = [when(document["on"])] if document.get("on") else []
    page.table([(Cell(f"#{document['entry']}", BOLD), _recorded(document), *on, said)])
    return page.text()


def _counted(page: Page, document: Document, entries: Sequence[Document]) -> str:
    page.paragraph(total(len(entries), document, "entry", "entries"))
    basis(page, document)
    return page.text()


def _recorded(entry: Document) -> str:
    if not entry.get("recorded_at"):
        return ""
    by = f" by {entry['recorded_by']}" if entry.get("recorded_by") else ""
    return f"{short(str(entry['recorded_at'])[:10])}{by}"


def words(entry: Document, known: Numbers) -> str:
    """Return what an entry holds in a sentence, and what became of it."""
    if entry.get("withheld"):
        return WITHHELD.format(entry["kind"])
    held = entry.get("development")
    said = deed(held, known) if held else str(entry["kind"])
    return "; ".join([said, *_standing(entry)])


def _standing(entry: Document) -> Iterator[str]:
    """Yield what became of an entry, and whether it has surely happened."""
    if entry.get("certainty") == "possible":
        yield "possible only"
    if entry.get("corrected_by") is not None:
        yield f"in the words of #{entry['corrected_by']}"
    if not entry.get("stands", True) and entry.get("superseded_by") is None:
        by = f" by #{entry['retracted_by']}" if entry.get("retracted_by") is not None else ""
        yield f"retracted{by}"


def history(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `history` answer: every step of a party on a matter."""
    page = Page(width, colour=colour)
    heading(page, f"history: {document['party']} {document['matter']}", document)
    steps = document.get("steps") or []
    page.table(
        [
            (
                f"#{step['entry']}",
                when(step["on"]),
                Cell(_step(step), style(step.get("stance"))),
                account(step) if step.get("voice") else "",
                "possible only" if step["certainty"] == "possible" else "decided" if step["decided"] else "",
            )
            for step in steps
        ],
        heads=("ENTRY", "ON", "STANCE", "ACCOUNT", "ANSWER"),
        below=[[f"terms: {step['terms']}"] if step.get("terms") else [] for step in steps],
    )
    if any(step["decided"] for step in steps):
        page.paragraph(
            "decided: the answer of its account from its date until that account's next decided step"
        )
    if document.get("more"):
        page.paragraph(total(len(steps), document, "step"))
    if not steps:
        page.paragraph("Nothing is on record that was said of it by this moment.")
    basis(page, document)
    return page.text()


def _step(step: Document) -> str:
    if "act" not in step:
        return bracketed(str(step["stance"]), step)
    if step.get("leg"):
        return f"{step['act']}: in effect"
    dated = step.get("effective") is not None and step["effective"] != step["on"]
    return f"{step['act']}, effective {when(step['effective'])}" if dated else str(step["act"])


def show(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `show N` answer: all fields of an entry, its quotes, and its chain."""
    page = Page(width, colour=colour)
    heading(page, f"#{document['entry']} {document['kind']}", document)
    chain = document.get("chain") or []
    known = known_numbers(document, [document])
    held = {} if document.get("withheld") else document.get("development") or {}
    if held or document.get("withheld"):
        page.paragraph(words(document, known) if not held else deed(held, known), indent=2)
    page.labelled("standing", [_standing_of(document)], column=_COLUMN)
    page.labelled(
        "recorded",
        [names(part for part in (_recorded(document), f"id {document['id']}") if part)],
        column=_COLUMN,
    )
    for key, value in held.items():
        if key not in {"kind", "sources"}:
            page.labelled(key.replace("_", " "), _field(key, value, known), column=_COLUMN)
    for source in held.get("sources") or ():
        _source(page, source)
    if chain:
        page.blank()
        page.painted("CHAIN", BOLD)
        page.table([_link(line) for line in chain], indent=2)
    basis(page, document)
    return page.text()


def _standing_of(document: Document) -> str:
    if document.get("withheld"):
        return "withheld"
    found = list(_standing(document))
    return names(found) if found else "stands as it was recorded"


def _field(key: str, value: object, known: Numbers) -> list[str]:
    """Return a field's value in lines: dates in words, references as numbers, objects one a line."""
    if key == "replacement" and isinstance(value, Mapping):
        return [
            deed(value, known),
            told.said({name: one for name, one in value.items() if name != "sources"}),
        ]
    if key in _DATES and isinstance(value, str):
        words = when(value)
        return [words if words == value else f"{words}, as given: {value}"]
    if key in _REFERENCES:
        return [references(value if isinstance(value, list | tuple) else [value], known)]
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        return [names(one.values()) if isinstance(one, Mapping) else str(one) for one in value]
    if isinstance(value, Mapping):
        return [names(value.values())]
    return [told.said(value)]


def _source(page: Page, source: Document) -> None:
    lines = [str(source.get("publisher"))]
    for key, value in source.items():
        if key not in {"publisher", "quotes"} and value is not None:
            lines.append(
                f"{key}: {when(value) if key in _DATES and isinstance(value, str) else told.said(value)}"
            )
    for quote in source.get("quotes") or ():
        lines.append(f'"{quote.get("exact")}"')
        rest = {
            key: one for key, one in quote.items() if key not in {"exact", "verified"} and one is not None
        }
        lines.append(names([checked(quote), *(f"{key} {one}" for key, one in rest.items())]))
    page.labelled("source", lines, column=_COLUMN)


def _link(line: Document) -> tuple[str, ...]:
    return (
        f"#{line['entry']}",
        str(line["kind"]),
        "withheld" if line.get("withheld") else "stands" if line["stands"] else "taken back",
        _recorded(line),
        str(line.get("reason") or ""),
    )
