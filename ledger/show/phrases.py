"""Dates, accounts, entry numbers and lists in words; the first and the last line of every answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ledger.dates import spoken
from ledger.show.page import Page
from ledger.show.text import BOLD, GREEN, PLAIN, RED, YELLOW

Document = Mapping[str, Any]
"""An answer of the front door, or an object in one."""

LEVELS = ("none", "minimal", "intermediate", "full")
"""The levels of implementation, 0 to 3."""
_RUN = 3
_DAYS = ("from", "to")
_STYLES = {
    **dict.fromkeys(("proposes", "supports", "accepts", "agreed"), GREEN),
    **dict.fromkeys(("opposes", "rejects"), RED),
    **dict.fromkeys(("demands", "conditional"), YELLOW),
}


def when(date: str | None) -> str:
    """Return an EDTF date for people; a text that is none as it is, "no date" for None."""
    return "no date" if date is None else spoken(date)


def short(date: str | None, year: int = 0) -> str:
    """Return a date for a narrow place: without weekdays, and without the year where that is `year`."""
    return "no date" if date is None else spoken(date, year)


def year_of(as_of: str) -> int:
    """Return the year that an answer is of, 0 if it is not plain."""
    return int(as_of[:4]) if re.match("[0-9]{4}", as_of) else 0


def clocks(document: Document) -> tuple[str, str, str | None]:
    """Return (as of, entry number, published by) of an answer: its own keys, else what its basis says."""
    as_of, number, published = clocks_of(str(document.get("basis") or ""))
    known = document.get("known_at")
    if isinstance(known, Mapping) and known.get("entry") is not None:
        number = str(known["entry"])
    return str(document.get("as_of") or as_of), number, document.get("published_by") or published


def clocks_of(basis: str) -> tuple[str, str, str | None]:
    """Return (as of, entry number, published by) of a basis, `AS_OF@ENTRY` or `AS_OF@ENTRY/PUBLISHED_BY`."""
    as_of, _, rest = basis.partition("@")
    number, _, published = rest.partition("/")
    return as_of, number, published or None


def groups(known: Sequence[tuple[str, str]], found: Iterable[object]) -> list[tuple[str, object]]:
    """Return (label, value) of the known groups, then of values found that are none of them, in capitals."""
    others = dict.fromkeys(value for value in found if value not in {value for _, value in known})
    return [*known, *((str(value).upper(), value) for value in others)]


def names(listed: Iterable[object]) -> str:
    """Return names with commas between them."""
    return ", ".join(map(str, listed))


def numbers(entries: Sequence[object]) -> str:
    """Return entry numbers: `#8, #12`; three or more without a gap as `#22..#25`."""
    parts: list[str] = []
    run: list[object] = []
    for entry in [*entries, None]:
        if run and isinstance(entry, int) and isinstance(run[-1], int) and entry == run[-1] + 1:
            run.append(entry)
            continue
        parts.extend([f"#{run[0]}..#{run[-1]}"] if len(run) >= _RUN else [f"#{one}" for one in run])
        run = [entry]
    return ", ".join(parts)


def count(number: int, noun: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 entry`, `2,000 entries`."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def brought(new: int, there: int, done: str, *, dry: bool = False) -> str:
    """Return what came of lines brought in: `1 entry imported, 2 were there already`; or what would come of them."""
    were = "is" if dry and there == 1 else "are" if dry else "was" if there == 1 else "were"
    return f"{count(new, 'entry', 'entries')} {'would be ' * dry}{done}, {there:,} {were} there already"


def bracketed(text: str, row: Document) -> str:
    """Return the text, in brackets if it is another party's account."""
    return f"({text})" if row.get("voice") == "claimed" else text


def account(row: Document) -> str:
    """Return whose account it is: `own word`, `reported`, `usa's account`."""
    voice = row.get("voice")
    if voice == "claimed":
        return f"{row.get('according_to') or 'another party'}'s account"
    return {"self": "own word", "reported": "reported"}.get(str(voice), str(voice))


def marks(row: Document) -> str:
    """Return a position's marks: `!` accounts differ, `?` order uncertain, `~` may have changed."""
    return "".join(
        mark
        for mark, key in (("!", "differing"), ("?", "uncertain"), ("~", "may_have_changed"))
        if row.get(key)
    )


def style(word: object) -> str:
    """Return the colour that helps to see a stance."""
    return _STYLES.get(str(word), PLAIN)


def person(one: Document, *, party: bool = True) -> str:
    """Return a speaker or participant: `Sergei Lavrov, Foreign Minister, russia`."""
    parts = [one.get("name"), one.get("role"), one.get("party") if party else None]
    return names(part for part in parts if part)


def asked(document: Document) -> list[str]:
    """Return the clocks and filters that an answer was asked with, in words."""
    as_of, number, published = clocks(document)
    parts = [f"as of {when(as_of)}" if as_of else "", f"known to #{number}" if number else ""]
    return [part for part in (*parts, *cuts(published), *filters(document)) if part]


def cuts(published: str | None) -> list[str]:
    """Return the publication clock in words, if it cuts."""
    return [f"published by {when(published)}"] if published else []


def filters(document: Document) -> list[str]:
    """Return the filters of an answer: `party usa`, `matter territory, minerals`."""
    return [
        f"{name} {names(value) if isinstance(value, list | tuple) else when(str(value)) if name in _DAYS else value}"
        for name, value in (document.get("filters") or {}).items()
        if value
    ]


def heading(page: Page, subject: str, document: Document) -> None:
    """Add the first line (what is asked, with all clocks and filters) and any notes on how it was read."""
    negotiation = document.get("negotiation")
    if negotiation and negotiation != subject:
        subject = f"{negotiation}  {subject}"
    page.spread([subject, *asked(document)], style=BOLD)
    remarks(page, document)


def remarks(page: Page, document: Document) -> None:
    """Add the notes of an answer: how a word for a day was read, that an open clock was pinned."""
    for note in document.get("notes") or ():
        page.paragraph(str(note), indent=2)


def total(shown: int, document: Document, noun: str, many: str | None = None, *, end: str = "last") -> str:
    """Return how many rows there are; of those that a limit left out also how to see them."""
    more = document.get("more") or 0
    if not more:
        return f"{count(shown, noun, many)}."
    return f"the {end} {shown:,} of {count(shown + more, noun, many)}; all of them: --limit {shown + more}"


def newest(shown: int, more: int, noun: str, many: str | None = None) -> str:
    """Return how many rows were recorded last, of how many, and how to see the others."""
    return f"the {shown:,} of {count(shown + more, noun, many)} recorded last; all of them: --limit {shown + more}"


def basis(page: Page, document: Document) -> None:
    """Add the last line, the basis that asks the same again."""
    page.paragraph(f"basis {document.get('basis')}")
