"""The state of a negotiation: agreed points, positions side by side, what is expected, what is in doubt."""

from collections.abc import Iterable, Iterator, Sequence

from ledger.show import rows as told
from ledger.show.boxes import Box, Row
from ledger.show.deeds import implementation, stands
from ledger.show.grid import grid
from ledger.show.page import Page
from ledger.show.phrases import (
    Document,
    basis,
    bracketed,
    clocks,
    count,
    groups,
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
from ledger.show.text import BOLD

_MEETINGS = (
    ("UNDER WAY", "under-way"),
    ("EXPECTED", "expected"),
    ("OVERDUE", "overdue"),
    ("HELD", "held"),
    ("CANCELLED", "cancelled"),
)
_LISTS = ("points", "positions", "agreements", "commitments", "proposals", "meetings", "possible")
_MEANINGS = (
    ("!", "contested"),
    ("?", "order uncertain"),
    ("~", "may have changed"),
    ("(", "another party's account in brackets"),
)


def state(document: Document, *, width: int, colour: bool) -> str:
    """Return the state screen of a `state` answer."""
    page = Page(width, colour=colour)
    heading(page, document.get("negotiation") or "no negotiation", document)
    used: set[str] = set()
    _points(page, document, used)
    _positions(page, document, used)
    _commitments(page, document)
    page.blank()
    if not any(document.get(name) for name in _LISTS):
        when = "had been published" if document.get("published_by") else "has happened"
        page.paragraph(f"Nothing is on record that {when} by this moment.")
    _blocks(page, document)
    _foot(page, document, used)
    basis(page, document)
    return page.text()


def _points(page: Page, document: Document, used: set[str]) -> None:
    points = document.get("points") or []
    if not points:
        return
    on_points: dict[str, dict[str, Document]] = {point["point"]: {} for point in points}
    for row in document.get("positions") or ():
        if row["matter"] in on_points:
            on_points[row["matter"]][row["party"]] = row
    parties = sorted({party for found in on_points.values() for party in found})
    grid(page, "AGREED POINTS", [_point(point, on_points[point["point"]], used) for point in points], parties)
    for line in told.confirmations(points):
        page.paragraph(line, indent=2, hanging=2)


def _point(point: Document, positions: dict[str, Document], used: set[str]) -> Row:
    mark = ("!" if point["contested_by"] else "") + ("?" if point["uncertain"] else "")
    used.update(mark)
    earlier = {row["party"] for row in point["agreed_by"] if row["earlier_text"]}
    boxes = {}
    for party, row in positions.items():
        said = "agreed" if row["stance"] == "accepts" else row["stance"]
        used.update(marks(row), bracketed("", row)[:1])
        boxes[party] = Box(
            bracketed(said, row),
            ["to the earlier text"] if party in earlier else (),
            marks(row),
            style(row["stance"]),
            f"#{row['entry']}",
        )
    parts = [point["text"]]
    if point["status"] != "agreed":
        parts.append(str(point["status"]))
    if point["implementation"]:
        parts.append(implementation(point["implementation"]))
    if point["agreement"]:
        parts.append(f"part of {point['agreement']}")
    text = "; ".join(parts)
    if all(row["entry"] != point["entry"] for row in positions.values()):
        text += f" #{point['entry']}"
    return Row(f"{told.ordinal(point)} {mark}".rstrip(), boxes, text)


def _positions(page: Page, document: Document, used: set[str]) -> None:
    points = {point["point"] for point in document.get("points") or ()}
    year = year_of(clocks(document)[0])
    rows: dict[str, dict[str, Box]] = {}
    for row in document.get("positions") or ():
        if row["matter"] not in points:
            used.update(marks(row), bracketed("", row)[:1])
            rows.setdefault(row["matter"], {})[row["party"]] = told.position_box(row, year)
    if rows:
        parties = sorted({party for boxes in rows.values() for party in boxes})
        grid(page, "POSITIONS", [Row(matter, boxes) for matter, boxes in rows.items()], parties)


def _commitments(page: Page, document: Document) -> None:
    rows = document.get("commitments") or []
    if not rows:
        return
    page.blank()
    page.painted("COMMITMENTS", BOLD)
    changes = [row["may_have_changed"] for row in rows]
    page.table(
        [
            (
                row["agreement"],
                row["party"],
                f"{row['act']} #{row['entry']}",
                short(row["on"]),
                f"effective {short(row['effective'])}" if row["effective"] != row["on"] else "",
                "bound" if row["bound"] else "not bound",
            )
            for row in rows
        ],
        indent=2,
        below=[[f"~ may have been changed by {numbers(found)}"] if found else [] for found in changes],
    )


def _blocks(page: Page, document: Document) -> None:
    """Add what stands in single lines, each block under its label."""
    year = year_of(clocks(document)[0])
    page.labelled("AGREEMENTS", map(told.agreement, document.get("agreements") or ()))
    page.labelled("PROPOSALS", map(told.proposal, document.get("proposals") or ()))
    meetings = document.get("meetings") or ()
    for label, status in groups(_MEETINGS, (row["status"] for row in meetings)):
        rows = [row for row in meetings if row["status"] == status]
        page.labelled(label, (told.meeting(row, year) for row in rows))
    page.labelled("CONTESTED", told.contests(document.get("points") or ()))
    page.labelled("ACCOUNTS", map(told.accounts, _with(document, "differing")))
    page.labelled("WORDINGS", told.wordings(document.get("points") or ()))
    page.labelled("TERMS", _terms(document))
    page.labelled("UNCERTAIN", _uncertain(document))
    page.labelled("POSSIBLE", [*_possible(document, year), *_may_have_changed(document)])
    page.labelled("LEFT OUT", _left_out(document))
    page.labelled("SOURCES", _sources(document))
    page.labelled("ENTRIES", _counts(document))


def _with(document: Document, key: str) -> list[Document]:
    return [row for row in document.get("positions") or () if row[key]]


def _terms(document: Document) -> Iterator[str]:
    made = {(party, row["entry"]) for row in document.get("proposals") or () for party in row["parties"]}
    for row in _with(document, "terms"):
        if (row["party"], row["entry"]) not in made:
            yield f"{row['party']} {row['matter']}: {row['terms']} #{row['entry']}"


def _uncertain(document: Document) -> Iterator[str]:
    for what, words in (
        ("stance", "which stance came last"),
        ("terms", "which terms came last"),
    ):
        found = [
            f"{row['party']} {row['matter']} #{row['entry']}"
            for row in document.get("positions") or ()
            if row["uncertain"] == what
        ]
        if found:
            yield f"{words}: {names(found)}"
    for point in document.get("points") or ():
        if point["uncertain"]:
            yield f"which {point['uncertain']} came last: {point['point']} #{point['entry']}"


def _possible(document: Document, year: int) -> Iterator[str]:
    merged: dict[tuple[object, ...], list[str]] = {}
    for row in document.get("possible") or ():
        key = (row["entry"], row["kind"], row["on"], row["matter"], row["stance"])
        merged.setdefault(key, []).extend([row["party"]] if row["party"] else [])
    for (entry, kind, on, matter, stance), parties in merged.items():
        said = (
            stands(parties, str(stance), matter)
            if stance
            else names(part for part in (*parties, matter, kind) if part)
        )
        yield f"#{entry} {short(str(on), year)}: {said}"


def _may_have_changed(document: Document) -> Iterator[str]:
    for row in _with(document, "may_have_changed"):
        by = numbers(row["may_have_changed"])
        yield f"{row['party']} {row['matter']} #{row['entry']} may have been changed by {by}"


def _left_out(document: Document) -> Iterator[str]:
    """Yield how many rows of each part a limit has left out, and how to see them."""
    on_points = {point["point"] for point in document.get("points") or ()}
    for name, more in (document.get("more") or {}).items():
        shown = [row for row in document[name] if name != "positions" or row["matter"] not in on_points]
        if name == "possible":
            yield newest(len(shown), more, "possible entry", "possible entries")
        else:
            yield newest(len(shown), more, name.removesuffix("s"))
    if document.get("more"):
        yield "Narrower: --party, --matter"


def _sources(document: Document) -> Iterator[str]:
    found = document.get("sources")
    if not isinstance(found, dict):
        return
    dates = list(dict.fromkeys(when(found[key]) for key in ("first", "last") if found.get(key)))
    dated = f", {' to '.join(dates)}" if dates else ""
    publishers = len(found.get("publishers") or ())
    quotes, unchecked = found.get("quotes") or 0, found.get("unchecked") or 0
    checked = f"{found.get('found') or 0:,} found in {'its' if publishers == 1 else 'their'} text"
    if unchecked:
        checked = (
            "no text archived to find them in"
            if unchecked == quotes
            else f"{checked}, {unchecked:,} not checked"
        )
    yield f"{count(publishers, 'publisher')}{dated}; {count(quotes, 'quote')}, {checked}"


def _counts(document: Document) -> Iterator[str]:
    counts = document.get("counts")
    if counts is None:
        # Of a dossier: it has not the entries that were counted.
        return
    parts = [f"{counts.get('definite', 0):,} definite, {counts.get('possible', 0):,} possible"]
    if counts.get("without_published"):
        parts.append(f"{counts['without_published']:,} left out: no source of theirs has a date")
    yield "; ".join(parts)
    if counts.get("unknown_kinds"):
        kinds = count(counts["unknown_kinds"], "entry", "entries")
        yield f"{kinds} of a kind that needs a newer ledger: this state may be incomplete"
    if counts.get("withheld"):
        lines = count(counts["withheld"], "entry is", "entries are")
        said = "it" if counts["withheld"] == 1 else "they"
        yield f"{lines} withheld in this copy of the ledger: this state says nothing of what {said} said"


def _foot(page: Page, document: Document, used: Iterable[str]) -> None:
    seen = set(used)
    meanings = [f"{mark} {words}" if mark != "(" else words for mark, words in _MEANINGS if mark in seen]
    positions = document.get("positions") or []
    silent = sorted(set(document.get("parties") or ()) - {row["party"] for row in positions})
    parts: list[str] = []
    if silent:
        parts.append(f"No position on record: {names(silent)}.")
    if positions:
        parts.append(f"Ask: ledger why {_worth_asking(positions)}")
    if meanings:
        page.paragraph("; ".join(meanings), hanging=2)
    if parts:
        page.spread(parts)


def _worth_asking(positions: Sequence[Document]) -> str:
    row = next((row for row in positions if marks(row)), positions[-1])
    return f"{row['party']} {row['matter']}"
