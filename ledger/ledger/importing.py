"""Importing exported lines: each entry checked as if it were recorded, and kept as it was.

Into an empty ledger numbers, ids, times, authors and salts stay; into one with
entries, or in a database whose owner one is not, they get new numbers and times,
and `imported_from` says which entry each was, recorded when and by whom. Lines of
a kind or version that this program does not know are kept as they are. Texts
come last, so that an import that was broken off is finished by repeating it.
"""

import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger import sources
from ledger.entry import Entry, withheld_id
from ledger.errors import Fault, Faulty, LedgerError
from ledger.index import Index
from ledger.ledger.recording import LedgerView, Lines, taken
from ledger.state.cells import Row
from ledger.store import Store

if TYPE_CHECKING:
    from ledger.steps.admission import Admission, Options

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_KEYS = frozenset(
    {
        "entry",
        "id",
        "recorded_at",
        "recorded_by",
        "root",
        "version",
        "salt",
        "imported_from",
        "development",
    }
)
NOT_WHOLE = "a withheld entry keeps its number and its time, and they can be kept only in a whole import"
_WITHHELD = frozenset({"kind", "digest"})
"""The keys that a line has whose words are withheld, beside those of all lines."""
_AGAIN = "Take the file as `ledger export` wrote it, or export it again."


class _Parsed(NamedTuple):
    """The lines of an export: entries with their line numbers, archived texts, and faults."""

    entries: list[tuple[int | None, Row]]
    texts: list[Row]
    faults: list[Fault]


def wrong(value: Row) -> Fault | None:
    """Return what is wrong with the envelope of an exported entry, or None."""
    withheld = "digest" in value
    unknown = sorted(value.keys() - (_KEYS | _WITHHELD if withheld else _KEYS))
    if unknown:
        return Fault(f"an exported line has no key {unknown[0]!r}", field=unknown[0])
    types = {"entry": int, "id": str, "root": int, "version": int, "recorded_by": str}
    types |= {"digest": str, "kind": str} if withheld else {"salt": str}
    for key, kind in types.items():
        if not isinstance(value.get(key), kind) or isinstance(value.get(key), bool):
            return Fault(f"{key} of an exported line is missing or no {kind.__name__}", field=key)
    origin = value.get("imported_from")
    if origin is not None and (not isinstance(origin, str) or not origin):
        return Fault("imported_from is a text or null", field="imported_from", given=origin)
    if not isinstance(value.get("recorded_at"), str) or not _TIME.fullmatch(value["recorded_at"]):
        return Fault("recorded_at is no time", field="recorded_at", given=value.get("recorded_at"))
    if withheld:
        return _wrong_digest(value)
    if not re.fullmatch(r"[0-9a-f]{32}", value["salt"]):
        return Fault("salt is not 16 bytes in hexadecimal", field="salt", given=value["salt"])
    if not isinstance(value.get("development"), dict):
        return Fault("development is an object", field="development")
    return None


def _wrong_digest(value: Row) -> Fault | None:
    """Return what is wrong with the line of a withheld entry, beside its envelope, or None."""
    from ledger.events.fields import SLUG

    if not re.fullmatch(r"[0-9a-f]{64}", value["digest"]):
        return Fault("digest is not 32 bytes in hexadecimal", field="digest", given=value["digest"])
    for key in ("development", "salt"):
        if value.get(key) is not None:
            return Fault(f"a line with a digest is withheld, and has no {key}", field=key)
    if SLUG.fullmatch(value["kind"]) is None or value["version"] < 1:
        return Fault("a withheld line has a kind and its version", field="kind", given=value["kind"])
    if value["id"] != withheld_id(value["entry"]):
        return Fault(f"the id of a withheld line is {withheld_id(value['entry'])}", field="id")
    return None


def _parsed(lines: Lines) -> _Parsed:
    found = _Parsed([], [], [])
    for number, value in lines:
        if not isinstance(value, dict):
            found.faults.append(Fault("a line is a JSON object", line=number, remedy=_AGAIN))
        elif "checkpoint" in value:
            # The last line of a sealed export: what it is to be verified with, and nothing to be recorded.
            continue
        elif "archive" in value:
            text = value.get("text")
            if not isinstance(text, str) or sources.digest(text) != value["archive"]:
                found.faults.append(
                    Fault(
                        "the text does not have the digest that is given",
                        line=number,
                        field="archive",
                        remedy=_AGAIN,
                    )
                )
            else:
                found.texts.append(value)
        else:
            fault = wrong(value)
            if fault is not None:
                found.faults.append(fault._replace(line=number, remedy=_AGAIN))
            else:
                found.entries.append((number, value))
    return found


class _View(LedgerView):
    """The ledger with the texts of the import laid over it."""

    def __init__(self, store: Store, index: Index, texts: Iterable[Row]) -> None:
        super().__init__(store, index)
        imported = {one["archive"]: one["text"] for one in texts}
        kept = self.text
        self.keeps_authors = store.keeps_authors()
        self.text = lambda sha256: imported.get(sha256) or kept(sha256)


def _kept(entry: Entry, value: Row, *, whole: bool) -> Entry:
    """Return an admitted entry with what the exported line says of it."""
    if entry.withheld:
        return entry._replace(
            recorded_at=value["recorded_at"],
            recorded_by=value["recorded_by"],
            imported_from=value.get("imported_from"),
        )
    given = json.dumps(value["development"], ensure_ascii=False, separators=(",", ":"))
    body = given if json.loads(entry.body) == value["development"] else entry.body
    salt = bytes.fromhex(value["salt"])
    if whole:
        return entry._replace(
            body=body,
            salt=salt,
            recorded_at=value["recorded_at"],
            recorded_by=value["recorded_by"],
            imported_from=value.get("imported_from"),
        )
    origin = f"#{value['entry']}, recorded {value['recorded_at']} by {value['recorded_by']}"
    return entry._replace(body=body, salt=salt, imported_from=origin)


def _admitted(view: _View, parsed: _Parsed, options: "Options") -> "tuple[Admission, list[Entry]]":
    """Return what becomes of the entries, and those to be stored as they were exported."""
    from ledger.steps.admission import admit

    gapless = [value["entry"] for _, value in parsed.entries] == list(range(1, len(parsed.entries) + 1))
    whole = view.last() == 0 and gapless and view.keeps_authors
    admission = admit(view, [(line, _bare(value)) for line, value in parsed.entries], options)
    if admission.faults:
        raise Faulty(admission.faults, admission.warnings)
    if not whole and any(entry.withheld for entry in admission.entries):
        raise Faulty([Fault(NOT_WHOLE, field="digest", remedy="Import it into an empty ledger, whole.")])
    by_id = {value["id"]: value for _, value in parsed.entries}
    entries = [_kept(entry, by_id[entry.id], whole=whole) for entry in admission.entries]
    if whole:
        faults = [
            Fault(f"entry {entry.number} is of the chain of {entry.root}, not of {by_id[entry.id]['root']}")
            for entry in entries
            if entry.root != by_id[entry.id]["root"]
        ]
        times = [entry.recorded_at for entry in entries]
        if times != sorted(times):
            faults.append(Fault("the times of recording go back", field="recorded_at"))
        if faults:
            raise Faulty(faults)
    return admission, entries


def _bare(value: Row) -> Row:
    if "digest" in value:
        return value
    return {"id": value["id"], "development": value["development"], "version": value["version"]}


def import_lines(store: Store, index: Index, lines: Lines, options: "Options") -> Row:
    """Import exported lines, all or nothing; return the document of `record`.

    Raises Faulty with all faults of the lines.
    """
    from ledger.ledger.recording import document

    parsed = _parsed(lines)
    if parsed.faults:
        raise Faulty(parsed.faults)
    view = _View(store, index, parsed.texts)
    admission, entries = _admitted(view, parsed, options)

    def prepare(last: int) -> Sequence[Entry]:
        nonlocal admission, entries
        if last != admission.last:
            admission, entries = _admitted(view, parsed, options)
        return entries

    stored = store.append(prepare) if entries else []
    for text in parsed.texts:
        _keep(store, text, options.author)
    with suppress(LedgerError):
        # What is imported is imported; an index that cannot follow now does so before the next answer.
        index.update(taken(stored, admission))
    return document(admission) | {"texts": len(parsed.texts)}


def _keep(store: Store, line: Row, author: str) -> None:
    cited: list[dict[str, Any]] = line.get("sources") or []
    if not cited:
        store.keep(line["archive"], line["text"], None, {}, author)
    for source in cited:
        fields = {key: value for key, value in source.items() if key != "source"}
        slug = source["source"] if store.source(source["source"]) is None else None
        store.keep(line["archive"], line["text"], slug, fields, author)
