"""What changed between two moments, in groups by why it changed."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.show import rows as told
from ledger.show.grid import NONE
from ledger.show.page import Cell, Page, Said
from ledger.show.phrases import (
    Document,
    account,
    bracketed,
    clocks_of,
    cuts,
    filters,
    groups,
    heading,
    names,
    newest,
    numbers,
    remarks,
    short,
    style,
    when,
    year_of,
)
from ledger.show.text import BOLD

_GROUPS = (
    ("HAPPENED", "happened"),
    ("NOW CERTAIN", "became-definite"),
    ("LEARNED LATE", "learned"),
    ("CORRECTED", "corrected"),
    ("TOOK EFFECT", "took-effect"),
    ("LAPSED", "lapsed"),
    ("PUBLISHED", "published"),
)
_ORDER = {"point": 0, "position": 1, "commitment": 2, "proposal": 3, "meeting": 4}
_LABEL = 13
_SAID_BY_THE_LINE = frozenset(
    {"entry", "may_have_changed", "party", "matter", "point", "agreement", "proposal", "meeting"}
)


class _Line(NamedTuple):
    """A change: what it is on, what stood and what stands, on which entries, and what else to say."""

    subject: str
    before: str
    after: str
    entries: Sequence[int]
    note: str
    more: tuple[str, ...]


def diff(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `diff` answer."""
    page = Page(width, colour=colour)
    second = clocks_of(str(document.get("to")))
    if document.get("from") is None:
        return _first_time(page, document)
    first = clocks_of(str(document["from"]))
    page.spread([_subject(document), *_moments(first, second), *filters(document)], style=BOLD)
    remarks(page, document)
    _changes(page, document, year_of(second[0]))
    if not document.get("changes"):
        page.paragraph("Nothing differs between the two.")
    if document.get("more"):
        # What is asked with --since-last is asked once.
        told = newest(len(document["changes"]), document["more"], "change")
        ask = f"ledger diff {document['from']} {document['to']} --limit"
        page.paragraph(told.replace("--limit", ask), hanging=2)
    page.paragraph(f"basis {document.get('from')} -> {document.get('to')}")
    return page.text()


def _first_time(page: Page, document: Document) -> str:
    """Return the screen of a question for what changed since it was last asked, asked for the first time."""
    heading(page, _subject(document), {**document, "negotiation": None, "basis": document["to"]})
    page.paragraph(
        f"There is nothing to compare with yet. The next ledger diff --since-last compares with {document['to']}.",
        hanging=2,
    )
    page.paragraph(f"basis {document['to']}")
    return page.text()


def _subject(document: Document) -> str:
    return str(document.get("negotiation") or "what changed")


def _moments(first: tuple[str, str, str | None], second: tuple[str, str, str | None]) -> list[str]:
    """Return the clocks of both moments, each once where they are the same."""
    same_day = first[0] == second[0]
    as_of = f"as of {when(first[0])}" if same_day else f"{when(first[0])}  ->  {when(second[0])}"
    known = f"known to #{first[1]}"
    if first[1] != second[1]:
        known = f"{known} -> #{second[1]}"
    published = cuts(first[2])
    if first[2] != second[2]:
        published = [f"published by {when(first[2] or 'any day')} -> {when(second[2] or 'any day')}"]
    return [as_of, known, *published]


def _covered(changes: Sequence[Document]) -> set[int]:
    """Return (by `id`) the positions on a point that the line of the point itself tells: who agreed to it."""
    new = {
        (change["matter"], change["because"])
        for change in changes
        if change["what"] == "point" and change["before"] is None
    }
    return {
        id(change)
        for change in changes
        if change["what"] == "position"
        and (change["matter"], change["because"]) in new
        and change["before"] is None
        and change["after"] is not None
        and change["after"]["stance"] == "accepts"
        and not any(change["after"][key] for key in ("terms", "differing", "uncertain", "until"))
    }


def state_of(what: str, row: Document | None) -> str:
    """Return in a word or two what a row says: the stance, the status, the act."""
    if row is None:
        return NONE
    if what == "position":
        return bracketed(str(row["stance"]), row)
    if what == "commitment":
        return f"{row['act']}, {'bound' if row['bound'] else 'not bound'}"
    if what == "agreement":
        return str(row["act"])
    return "open" if what == "proposal" else str(row["status"])


def _note(change: Document, year: int) -> str:
    row = change["after"] or change["before"] or {}
    what = change["what"]
    if what == "position":
        speaker = row["speaker"] or ("" if row["voice"] == "self" else account(row))
        parts = [
            speaker,
            short(row["on"], year),
            f"until {short(row['until'], year)}" if row["until"] else "",
        ]
        return names(part for part in parts if part)
    if what == "point":
        agreed = "by " + names(bracketed(str(one["party"]), one) for one in row["agreed_by"])
        against = names(dict.fromkeys(one["party"] for one in row["contested_by"]))
        return f"{agreed}; contested by {against}" if against else agreed
    if what == "commitment":
        return f"effective {short(row['effective'], year)}"
    if what == "proposal":
        return f"by {names(row['parties'])}, {short(row['on'], year)}"
    return short(row["on"], year) if row["on"] else when(row["expected"])


def _value(key: str, value: object, year: int) -> str:
    """Return a field of a row in words."""
    if key in {"on", "until", "effective", "expected"}:
        return "none" if value is None else short(str(value), year)
    if key == "according_to" and value is None:
        return "nobody else"
    rows = value if isinstance(value, list) else []
    if key == "agreed_by":
        found = [bracketed(f"{one['party']} #{one['entry']}", one) for one in rows]
    elif key == "contested_by":
        found = [
            f"{one['party']} {bracketed(one['stance'], one)} {one['matter']} #{one['entry']}" for one in rows
        ]
    elif key == "differing":
        found = list(told.differing({"differing": rows}))
    elif key == "answers":
        found = [f"{one['party']} {one['stance']} #{one['entry']}" for one in rows]
    elif key == "wordings":
        found = [f"#{one['entry']}" for one in rows]
    elif key == "not_during":
        found = list(told.windows({"not_during": rows}, year))
    elif key == "participants":
        found = list(told.people({"participants": rows}, roles=True))
    else:
        return told.said(value)
    return names(found) or "none"


def _differences(change: Document, year: int) -> Iterator[str]:
    """Yield what else changed in a row that stood before and stands now."""
    before, after = change["before"], change["after"]
    if before is None or after is None:
        return
    main = {"position": ("stance", "voice"), "commitment": ("act", "bound")}.get(change["what"], ("status",))
    for key in after:
        if key not in _SAID_BY_THE_LINE and key not in main and before.get(key) != after[key]:
            was, now = _value(key, before.get(key), year), _value(key, after[key], year)
            yield f"{key.replace('_', ' ')}: {was} -> {now}"
    if before["entry"] != after["entry"] and after["entry"] not in change["entries"]:
        yield f"rests on: #{before['entry']} -> #{after['entry']}"


def _line(change: Document, year: int) -> _Line:
    what = change["what"]
    row = change["after"] or change["before"] or {}
    subject = names([change["matter"]])
    if what in {"position", "commitment"}:
        subject = f"{change['party']} {change['matter']}"
    more = list(_differences(change, year))
    if change["before"] is None:
        more += [
            f"{key}: {row[key]}" for key in ("terms", "text", "title") if row.get(key) and what != "point"
        ]
    return _Line(
        subject,
        state_of(what, change["before"]),
        state_of(what, change["after"]),
        change["entries"],
        _note(change, year),
        tuple(more),
    )


def _merged(lines: Sequence[_Line]) -> list[_Line]:
    """Return the lines with those of numbered points that say the same made one: `point-1, 2, 3`."""
    kept: list[_Line] = []
    for line in lines:
        last = kept[-1] if kept else None
        stem, _, number = line.subject.rpartition("-")
        if (
            last is not None
            and number.isdigit()
            and stem == last.subject.partition(",")[0].rpartition("-")[0]
            and last[1:3] + last[4:] == line[1:3] + line[4:]
        ):
            entries = sorted({*last.entries, *line.entries})
            kept[-1] = last._replace(subject=f"{last.subject}, {number}", entries=entries)
        else:
            kept.append(line)
    return kept


def _changes(page: Page, document: Document, year: int) -> None:
    """Add all changes in one table, each group under its label."""
    changes = sorted(
        document.get("changes") or [], key=lambda change: _ORDER.get(change["what"], len(_ORDER))
    )
    covered = _covered(changes)
    lines: list[_Line] = []
    labels: list[str] = []
    for label, because in groups(_GROUPS, (change["because"] for change in changes)):
        group = [change for change in changes if change["because"] == because and id(change) not in covered]
        found = _merged([_line(change, year) for change in group])
        lines += found
        labels += [label, *[""] * (len(found) - 1)] if found else []
    cells: list[tuple[Said, ...]] = [
        (
            line.subject,
            Cell(line.before, style(line.before)),
            "->",
            Cell(line.after, style(line.after)),
            numbers(line.entries),
        )
        for line in lines
    ]
    rows, below = page.beside(cells, [line.note for line in lines], indent=_LABEL)
    below = [[*notes, *line.more] for notes, line in zip(below, lines, strict=True)]
    page.table(rows, indent=_LABEL, labels=labels, below=below)
