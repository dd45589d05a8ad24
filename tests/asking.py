"""The real ledger asked as the pack and the oracle are asked: a list of envelopes in a file, one question at a time.

A question is a list as in the conformance pack, `["why", PARTY, MATTER]`; a
moment is (D, T, P). The exit code stands in place of an answer that there is not.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from ledger import Clocks, Ledger
from ledger.errors import Faulty, LedgerError
from ledger.index import rows
from tests import ground, oracle
from tests.cases import Json

Moment = tuple[str, int | None, str | None]

NEGOTIATION = "talks"
"""The negotiation that invented histories are asked about."""


IN_MEMORY = "/dev/shm"  # noqa: S108 a folder with a name of its own is made in it
"""Where files are kept in memory, on a system that has it: to wait for the disk is not what is tested here."""


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None)


@lru_cache
def _created() -> bytes:
    with _folder() as folder:
        path = Path(folder) / "ledger.db"
        Ledger.create(path).close()
        return path.read_bytes()


@contextmanager
def empty() -> Iterator[Ledger]:
    """Give an empty ledger (a copy of one that was created) in a folder of its own, removed afterwards."""
    with _folder() as folder:
        if ground.current == ground.FILE:
            path = Path(folder) / "ledger.db"
            path.write_bytes(_created())
            with Ledger(path) as made:
                yield made
            return
        with Ledger.create(ground.place(Path(folder))) as made:
            # A reader's cache is not to be filled with the indexes of tests.
            made.index.path = None
            yield made


@contextmanager
def recorded(lines: Sequence[object], *, one_by_one: bool = False) -> Iterator[Ledger]:
    """Give a ledger that holds these lines, recorded as one file or one by one."""
    with empty() as made:
        for some in [[line] for line in lines] if one_by_one else [lines]:
            made.record(some, author="anna")
        yield made


def reply(ask: Callable[[], Json]) -> Json:
    """Return an answer, or the exit code that the question ends with."""
    try:
        return ask()
    except (LedgerError, oracle.AnswerError) as ended:
        return {"exit": ended.code}


def answer(ledger: Ledger, command: Sequence[str], moment: Moment, negotiation: str | None) -> Json:
    """Return the ledger's answer to a question."""
    question: Callable[..., Json] = getattr(ledger, command[0])
    return reply(lambda: question(*command[1:], clocks=Clocks(*moment), negotiation=negotiation))


def difference(ledger: Ledger, before: Moment, after: Moment, negotiation: str | None) -> Json:
    """Return the ledger's `diff` of two moments."""
    return reply(lambda: ledger.diff(Clocks(*before), Clocks(*after), negotiation))


def refused(ledger: Ledger, lines: Sequence[object]) -> Faulty | None:
    """Record lines; return the faults for which they were refused, None where they were taken."""
    try:
        ledger.record(lines, author="anna")
    except Faulty as faults:
        return faults
    return None


def kept(ledger: Ledger) -> tuple[list[Any], set[Any]]:
    """Return all that a ledger keeps: its entries, and the rows of its index."""
    return list(ledger.entries()), set(rows(ledger.index.connection))


def printed(document: Json) -> str:
    """Return the bytes of an answer that are promised for ever: all but the time of `known_at`."""
    known = document.get("known_at")
    promised = document | {"known_at": {"entry": known["entry"]}} if isinstance(known, dict) else document
    return json.dumps(promised, ensure_ascii=False)
