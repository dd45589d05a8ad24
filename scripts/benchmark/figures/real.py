"""Real history: the tables of treaties and of votes, imported whole and asked what a historian would ask.

They are no part of this project: LEDGER_SHARED names the folder that has them,
or they stand in a folder `shared` beside the checkout.
"""

import gzip
import json
import os
import shutil
from pathlib import Path
from typing import NamedTuple

from scripts.benchmark import samples
from scripts.benchmark.aims import PEAK
from scripts.benchmark.figures.ask import VERSION, version
from scripts.benchmark.measures import (
    MEGABYTE,
    ROOT,
    Command,
    Row,
    Setting,
    compared,
    rounded,
    run,
    skipped,
    timed,
    turns,
)

SHARED = Path(os.environ.get("LEDGER_SHARED") or ROOT.parent / "shared") / "data"
LEAST = 5_000
"""A run of fewer entries is a trial: the real ones, of which there are many, are left out of it."""


class Table(NamedTuple):
    """A table of real history: where it is, the file of it that has the rows, and a question with its answer's list."""

    name: str
    source: Path
    rows: Path
    question: tuple[str, ...]
    listed: str


TABLES = (
    Table(
        "treaties",
        SHARED / "treaties" / "parties_GGO.csv.gz",
        SHARED / "treaties" / "parties_GGO.csv.gz",
        ("members", "intrrw-1946a", "--as-of", "2019-06-29"),
        "members",
    ),
    Table(
        "unvotes",
        SHARED / "unvotes",
        SHARED / "unvotes" / "un_votes.csv.gz",
        ("positions", "--matter", "a-res-68-262", "--as-of", "2014-03-28"),
        "positions",
    ),
)


def real(setting: Setting) -> list[Row]:
    """Import each table and ask it, to sqlite-utils with the same rows and to `--version`."""
    rows: list[Row] = []
    for table in TABLES:
        what = f"import --format {table.name}"
        if not table.source.exists():
            rows.append(
                skipped(what, f"{table.source.name} is not there: LEDGER_SHARED=DIR names its folder")
            )
        elif max(setting.sizes) < LEAST:
            rows.append(skipped(what, f"left out of a run of fewer than {LEAST:,} entries"))
        else:
            rows += [*_imported(setting, table, what), *_asked(setting, table)]
    return rows


def _ledger(setting: Setting, table: Table) -> Path:
    """Return the ledger that has imported a table."""

    def make(path: Path) -> dict[str, float]:
        program: Command = [setting.bin / "ledger", "--ledger", path]
        run([*program, "init"], path.parent)
        ran = run([*program, "import", "--format", table.name, table.source, "--json"], path.parent)
        entries = setting.worker("tasks.ask.catch_up", path)[0]["entries"]
        return {"milliseconds": ran.milliseconds, "memory": ran.memory, "entries": entries}

    return samples.made(setting, table.name, samples.LEDGER, make)


def _flat(setting: Setting, table: Table) -> Path:
    """Return the same rows in one plain table."""

    def make(path: Path) -> dict[str, float]:
        rows = path.with_suffix(".csv")
        with gzip.open(table.rows) as packed, rows.open("wb") as file:
            shutil.copyfileobj(packed, file)
        insert: Command = [setting.bin / "sqlite-utils", "insert", path, "row", rows, "--csv"]
        taken = run(insert, path.parent).milliseconds
        rows.unlink()
        return {"milliseconds": taken}

    return samples.made(setting, table.name, samples.FLAT, make)


def _imported(setting: Setting, table: Table, what: str) -> list[Row]:
    """Return how fast a table was imported, when it was, and what each entry takes."""
    ledger, flat = _ledger(setting, table), _flat(setting, table)
    ours, theirs = samples.last_took(ledger), samples.last_took(flat)
    number = int(ours["entries"])
    with gzip.open(table.rows) as file:
        rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(MEGABYTE), b"")) - 1
    rates = [[rows * 1000 / took["milliseconds"]] for took in (ours, theirs)]
    store = rounded(ledger.stat().st_size / number)
    return [
        compared(
            what, number, rates[0], rates[1], "sqlite-utils insert --csv", unit="rows/s", of=f"{rows:,} rows"
        ),
        Row("store", number, store, "bytes", of=table.name),
        Row(PEAK, number, rounded(ours["memory"] / MEGABYTE), "MB", of=what),
    ]


def _asked(setting: Setting, table: Table) -> list[Row]:
    """Return how long a question takes in a cold process."""
    ledger = _ledger(setting, table)
    command: Command = [setting.bin / "ledger", "--ledger", ledger, *table.question, "--json"]
    answer = json.loads(run(command, setting.cwd, keep=True).output)
    things = {"ledger": timed(command, setting.cwd), VERSION: timed(version(setting), setting.cwd)}
    taken = turns(things, setting.rounds)
    number = int(samples.last_took(ledger)["entries"])
    of = f"{len(answer[table.listed]):,} rows"
    question = " ".join(table.question)
    return [compared(question, number, taken["ledger"], taken[VERSION], VERSION, of=of)]
