"""The health of an index: whether it is there, sound, this ledger's and up to date. Looking changes nothing.

None of what is found is a fault: the index is made anew from the entries whenever it does not fit.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from ledger.index.file import MARK, place
from ledger.index.schema import FORMAT
from ledger.store import Store
from ledger.store.file import connect
from ledger.store.health import Finding

_MENDS_ITSELF = "Nothing need be done: the next reading command builds it from the entries."


def finding(store: Store) -> Finding:
    """Return how the index of a ledger is."""
    path = place(store)
    if path is None:
        return Finding(
            "index",
            "note",
            "there is no place to keep it: every command builds its own in memory",
            "Let XDG_CACHE_HOME name a folder that can be written.",
        )
    if not path.exists():
        return Finding("index", "note", f"{path} is not there yet", _MENDS_ITSELF)
    try:
        with closing(connect(path, "mode=rw", store.wait)) as connection:
            connection.execute("PRAGMA query_only = ON")
            return _looked_at(store, path, connection)
    except sqlite3.Error as error:
        return Finding("index", "note", f"{path} cannot be used: {error}", _MENDS_ITSELF)


def _looked_at(store: Store, path: Path, connection: sqlite3.Connection) -> Finding:
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark != MARK and connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        return Finding(
            "index",
            "warning",
            f"another program's database stands at {path}; every command builds an index in memory",
            "Move that file away.",
        )
    (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        return Finding("index", "note", f"{path} is damaged: {said}", _MENDS_ITSELF)
    there = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone()
    meta = dict(connection.execute("SELECT key, value FROM meta")) if there else {}
    if (str(meta.get("format")), meta.get("ledger")) != (str(FORMAT), store.id):
        return Finding("index", "note", f"{path} is of another format or ledger", _MENDS_ITSELF)
    taken, last = int(meta["last"]), store.last()[0]
    if taken and store.number(str(meta["last_id"])) != taken:
        return Finding("index", "note", f"{path} follows another copy of the ledger", _MENDS_ITSELF)
    if taken < last:
        return Finding(
            "index", "note", f"{last - taken:,} of {last:,} entries are not in it yet", _MENDS_ITSELF
        )
    return Finding("index", "ok", f"{path} is sound and up to date with entry {last:,}")
