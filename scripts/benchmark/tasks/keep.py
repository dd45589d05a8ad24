"""Keeping, measured in a process of its own: the index rebuilt, the entries replayed, bytes hashed and counted."""

import hashlib
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from scripts import synthetic
from scripts.benchmark.tasks.ask import opened
from scripts.benchmark.yardsticks.lives import day_end


def rebuild(path: str) -> dict[str, float]:
    """Build the index anew; return the seconds that it took."""
    with opened(path) as ledger:
        begin = time.perf_counter()
        ledger.index.rebuild()
        return {"seconds": time.perf_counter() - begin}


def replay(path: str) -> dict[str, float]:
    """Replay all entries and fold them to the state of a day; return the seconds that it took."""
    from ledger.state.fold import fold
    from ledger.steps.replay import Replay

    with opened(path) as ledger:
        begin = time.perf_counter()
        replayed = Replay(ledger.store.entries())
        at, last = day_end(synthetic.day(0.8)), ledger.store.last()[0]
        fold(replayed.read(at, last, None), synthetic.NEGOTIATION)
        return {"seconds": time.perf_counter() - begin}


def digests(path: str) -> dict[str, float]:
    """Hash what each entry holds, read by plain SQL; return the seconds that it took."""
    begin = time.perf_counter()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        for (state,) in connection.execute("SELECT state FROM stored_events"):
            hashlib.sha256(state).digest()
    return {"seconds": time.perf_counter() - begin}


def index_bytes(path: str) -> dict[str, int]:
    """Return the bytes of the index without its full text, and those of its full text.

    A copy is emptied of the full text's tables and packed: what that takes away is theirs.
    """
    with opened(path) as ledger:
        ledger.index.update()
        index = str(ledger.index.path)
        ledger.index.close()
        copy = f"{index}.copy"
        try:
            with closing(sqlite3.connect(index)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
                whole = _packed(target)
                for table in ("words_fts", "words"):
                    target.execute(f"DROP TABLE IF EXISTS {table}")
                bare = _packed(target)
        finally:
            Path(copy).unlink()
    return {"index": bare, "words": whole - bare}


def _packed(connection: sqlite3.Connection) -> int:
    """Return the bytes of all pages that are in use."""
    (pages,), (free,), (size,) = (
        connection.execute(f"PRAGMA {name}").fetchone()
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
