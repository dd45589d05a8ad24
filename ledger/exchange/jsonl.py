"""The ledger as JSON lines, out and back without loss.

Out: a line for each entry in order, then one for each archived text with the
sources it is of. Back: into an empty ledger with its numbers, ids, times and
authors; into one with entries as new ones that say where they are from.
"""

import json
from collections.abc import Iterator

from ledger.entry import Entry
from ledger.state.cells import Row
from ledger.store import Store


def _line(value: Row) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def entry_line(entry: Entry) -> str:
    """Return an entry as its line, without the line end."""
    return _line(
        {
            "entry": entry.number,
            "id": entry.id,
            "recorded_at": entry.recorded_at,
            "recorded_by": entry.recorded_by,
            "root": entry.root,
            "version": entry.version,
            "salt": entry.salt.hex(),
            "imported_from": entry.imported_from,
            "development": entry.held,
        }
    )


def lines(store: Store, *, texts: bool = True) -> Iterator[str]:
    """Yield the lines of an export."""
    for entry in store.entries():
        yield entry_line(entry)
    if not texts:
        return
    of: dict[str, list[Row]] = {}
    for slug, fields in store.sources():
        of.setdefault(fields["archive"], []).append({"source": slug, **fields})
    for sha256, text in store.texts():
        yield _line({"archive": sha256, "text": text, "sources": of.get(sha256, [])})
