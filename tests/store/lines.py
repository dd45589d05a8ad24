"""Lines to record, ledgers to record them in, and the processes that do so beside the test."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ledger import Clocks, Ledger
from tests.cases import Json

DAY = Clocks("2025-02-18")
ROOT = Path(__file__).resolve().parents[2]


def said(name: str, **more: object) -> Json:
    """Return a line with an id: a party's position, of which `more` says what is to be otherwise."""
    development: Json = {
        "kind": "position-taken",
        "negotiation": "talks",
        "on": "2025-02-10",
        "parties": ["usa"],
        "matter": "ceasefire",
        "stance": "supports",
        "sources": [{"publisher": "Wire", "published": "2025-02-18"}],
    }
    return {"id": name, "development": development | more}


def many(number: int, prefix: str = "L") -> list[Json]:
    """Return so many lines of several parties on several matters."""
    stances = ("supports", "opposes", "demands", "rejects", "accepts")
    return [
        said(
            f"{prefix}{place}", parties=[f"p{place % 7}"], matter=f"m{place % 11}", stance=stances[place % 5]
        )
        for place in range(number)
    ]


def ids(ledger: Ledger) -> list[str]:
    return [entry.id for entry in ledger.entries()]


def answer(ledger: Ledger) -> str:
    """Return the state as it is promised byte for byte."""
    document = ledger.state(DAY)
    return json.dumps(document | {"known_at": document["known_at"]["entry"]})


def same_rows(ledger: Ledger) -> bool:
    """Tell whether every row of the index is one that the entries give, and none is missing."""
    from ledger.index.anew import all_rows

    with ledger.index.content() as (taken, found):
        kept = list(found)
    return sorted(kept, key=repr) == sorted(all_rows(ledger.store.entries(0, taken)), key=repr)


def child(
    what: str, *arguments: str | Path | int, env: Mapping[str, str] | None = None
) -> "subprocess.Popen[str]":
    """Start what is named in `children` in a process of its own."""
    command = [sys.executable, "-m", "tests.store.children", what, *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | dict(env or {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> list[Json]:
    """Wait for a child that is to succeed; return the JSON lines that it wrote."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return [json.loads(line) for line in out.splitlines()]


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Have another process hold the write lock of a SQLite file."""
    process = child("hold", path)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield
    finally:
        process.communicate()


def commanded(
    *arguments: str | Path, given: str = "", env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ledger", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | dict(env or {}),
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def jsonl(lines: Sequence[Json]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


def listing(folder: Path) -> dict[str, bytes]:
    """Return the names of a folder's files, each with its bytes; of what is no file nothing."""
    return {one.name: one.read_bytes() if one.is_file() else b"" for one in sorted(folder.iterdir(), key=str)}
