"""The ledger as JSON lines, out and back without loss.

Out: a line for each entry in order, then one for each archived text with the
sources it is of. Back: into an empty ledger with its numbers, ids, times and
authors; into one with entries as new ones that say where they are from.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from ledger.entry import Entry
from ledger.state.cells import Row
from ledger.store import Store


@lru_cache
def _hidden() -> re.Pattern[str]:
    """Match what a terminal obeys or nobody sees, beside the controls that JSON always escapes."""
    return re.compile(
        r"[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
        r"\ufff9-\ufffb\U000e0000-\U000e007f]"
    )


def line(value: Row) -> str:
    """Return a value as one line of JSON, in its own letters; what a terminal would obey or hide is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return _hidden().sub(lambda found: json.dumps(found.group())[1:-1], text)


def entry_line(entry: Entry) -> str:
    """Return an entry as its line, without the line end.

    Of a withheld one no salt and no development, but its kind, and the digest that stands for its words.
    """
    if entry.withheld:
        return line(
            {
                "entry": entry.number,
                "id": entry.id,
                "recorded_at": entry.recorded_at,
                "recorded_by": entry.recorded_by,
                "root": entry.root,
                "version": entry.version,
                "salt": None,
                "imported_from": entry.imported_from,
                "development": None,
                "kind": entry.kind,
                "digest": entry.salt.hex(),
            }
        )
    return line(
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


def lines(store: Store, *, texts: bool = True, checkpoint: bytes | None = None) -> Iterator[str]:
    """Yield the lines of an export; with a checkpoint's file, by which it can be verified, that comes last."""
    for entry in store.entries():
        yield entry_line(entry)
    if texts:
        yield from _texts(store)
    if checkpoint is not None:
        yield line({"checkpoint": checkpoint.decode()})


def _texts(store: Store) -> Iterator[str]:
    of: dict[str, list[Row]] = {}
    for slug, fields in store.sources():
        of.setdefault(fields["archive"], []).append({"source": slug, **fields})
    for sha256, text in store.texts():
        yield line({"archive": sha256, "text": text, "sources": of.get(sha256, [])})
