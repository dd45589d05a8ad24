"""Answers as tables for spreadsheets: CSV in UTF-8, one heading line, a line for each row.

A spreadsheet takes what begins with `=`, `+`, `-` or `@` for a formula, and some
trim a tab or a line end before they look: such a text gets `'` before it, also
after a semicolon, which many a spreadsheet takes for the separator. Lists are
joined by `; `. The last column is the basis, so that rows of several days can be
put together.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledger import dates
from ledger.state.cells import Row

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a text may not begin with; the wide ones are folded by spreadsheets in East Asia."""

_ENTRY = ("entry", "id", "root", "kind", "on", "earliest", "latest", "certainty", "stands")
_LINE = ("recorded_at", "recorded_by", "corrected_by", "retracted_by")
_WORDS = (
    *("negotiation", "parties", "to", "matter", "stance", "act", "terms", "text", "summary"),
    *("speaker", "according_to", "tags", "publisher", "published", "title", "url", "quotes"),
)

COLUMNS: Mapping[str, Sequence[str]] = {
    "positions": (
        *(
            "matter",
            "party",
            "stance",
            "terms",
            "voice",
            "according_to",
            "speaker",
            "on",
            "earliest",
            "latest",
        ),
        *("until", "entry", "differing", "uncertain", "may_have_changed"),
    ),
    "points": (
        *(
            "point",
            "order",
            "text",
            "status",
            "implementation",
            "agreement",
            "on",
            "earliest",
            "latest",
            "entry",
        ),
        *("agreed_by", "confirmed_by", "contested_by", "uncertain"),
    ),
    "timeline": (*_ENTRY, *_WORDS, *_LINE),
    "log": (*_ENTRY, *_WORDS, *_LINE, "reason"),
    "search": (*_ENTRY, *_WORDS, *_LINE, "found_in", "found_standing", "first"),
    "history": (
        *(
            "party",
            "matter",
            "entry",
            "kind",
            "on",
            "earliest",
            "latest",
            "stance",
            "act",
            "effective",
            "leg",
        ),
        *("terms", "voice", "according_to", "certainty", "decided"),
    ),
    "members": ("group", "party", "since", "effective", "act", "entry"),
    "parties": ("party", "name", "type", "iso3166", "wikidata", "aliases"),
    "matters": ("matter", "type", "name", "proposition", "agreement", "under"),
    "sources": (
        *("slug", "publisher", "title", "published", "url", "author", "archive", "entries", "quotes"),
    ),
    "diff": (
        *("what", "matter", "party", "because", "entries", "before", "after", "before_entry", "after_entry"),
    ),
}
"""The columns of each answer that is a table, before `basis`."""


def _rows(name: str, document: Row) -> Iterator[Row]:
    if name in {"timeline", "log"}:
        yield from map(_entry, document["entries"])
    elif name == "search":
        firsts = _firsts(document.get("first") or {})
        for hit in document["hits"]:
            yield _entry(hit) | {"first": firsts.get(hit["entry"], [])}
    elif name == "history":
        yield from (
            {"party": document["party"], "matter": document["matter"], **row} for row in document["steps"]
        )
    elif name == "members":
        for group in ("members", "leaving", "joining"):
            yield from ({"group": group, **row} for row in document[group])
    elif name == "diff":
        yield from map(_change, document["changes"])
    elif name == "points":
        yield from map(_point, document["points"])
    elif name == "positions":
        yield from map(_position, document["positions"])
    else:
        yield from document[name]


def _firsts(first: Row) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for what, one in first.items():
        if one is not None:
            found.setdefault(one["entry"]["entry"], []).append(f"{what} {one['date']}")
    return found


def _bounds(on: str) -> Row:
    span = dates.bounds(on, "on")
    return {"earliest": dates.stamp(span.earliest), "latest": dates.stamp(span.latest)}


def _position(row: Row) -> Row:
    differing = [
        f"{one['stance']} {one['according_to'] or one['voice']} #{one['entry']}" for one in row["differing"]
    ]
    return row | _bounds(row["on"]) | {"differing": differing}


def _point(row: Row) -> Row:
    return (
        row
        | _bounds(row["on"])
        | {
            "agreed_by": [one["party"] for one in row["agreed_by"]],
            "confirmed_by": [one["party"] for one in row["agreed_by"] if one["voice"] == "self"],
            "contested_by": [
                f"{one['party']} {one['stance']} {one['matter']} #{one['entry']}"
                for one in row["contested_by"]
            ],
        }
    )


def _change(change: Row) -> Row:
    """Return a change with what mattered before and after: a stance, a status, an act, an outcome."""

    def said(row: Row | None) -> object:
        if row is None:
            return None
        return next((row[key] for key in ("stance", "status", "act", "outcome") if row.get(key)), "open")

    before, after = change["before"], change["after"]
    return change | {
        "before": said(before),
        "after": said(after),
        "before_entry": before and before["entry"],
        "after_entry": after and after["entry"],
    }


def _entry(entry: Row) -> Row:
    """Return an ENTRY with its words in columns; of a correction those that it puts in the place of others."""
    held = entry["development"]
    said = held.get("replacement", held)
    sources = said.get("sources", [])
    speaker = said.get("speaker", {})
    matters = [said[key] for key in ("matter", "proposal", "point", "agreement", "meeting") if key in said]
    words = {key: said.get(key) for key in _WORDS}
    return (
        words
        | {
            "parties": said.get("parties") or ([said["party"]] if "party" in said else []),
            "matter": [*matters, *said.get("matters", [])],
            "speaker": ", ".join(speaker[key] for key in ("name", "role", "party") if key in speaker),
            "publisher": [source["publisher"] for source in sources],
            "published": [source["published"] for source in sources if "published" in source],
            "title": said.get("title") or [source["title"] for source in sources if "title" in source],
            "url": [source["url"] for source in sources if "url" in source],
            "quotes": [quote["exact"] for source in sources for quote in source.get("quotes", [])],
            "reason": held.get("reason"),
        }
        | {key: value for key, value in entry.items() if key != "development"}
    )


def cell(value: Any, escape: Callable[[str], str]) -> str | int:  # noqa: ANN401 any value of an answer
    """Return what stands in a cell: a number as it is, a list joined, a text that no spreadsheet computes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    joined = isinstance(value, Iterable) and not isinstance(value, str)
    said = "; ".join(map(str, value)) if joined else str(value)
    first, *others = said.split(";")
    return ";".join([_harmless(first, escape), *(_harmless(one, escape, blanks=True) for one in others)])


def _harmless(text: str, escape: Callable[[str], str], *, blanks: bool = False) -> str:
    """Return a text with `'` before it, where it begins as a formula does, with or without `blanks` before."""
    shown = escape(text)
    bare = text.lstrip() if blanks else text
    if not (text.startswith(FORMULA) or bare.startswith(FORMULA)):
        return shown
    lead = len(shown) - len(shown.lstrip(" ")) if blanks else 0
    return f"{shown[:lead]}'{shown[lead:]}"


def text(name: str, document: Row, escape: Callable[[str], str]) -> str:
    """Return an answer as CSV, each line with its end; `escape` is applied to each text.

    KeyError where the answer of this name is no table.
    """
    columns = COLUMNS[name]
    basis = document["basis"] if "basis" in document else f"{document['from'] or ''} -> {document['to']}"
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow([*columns, "basis"])
    for row in _rows(name, document):
        writer.writerow([cell(row.get(column), escape) for column in columns] + [cell(basis, escape)])
    return written.getvalue()
