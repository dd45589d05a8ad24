"""Kill writers at random moments, again and again, and see that nothing they acknowledged is lost and nothing is torn.

In each cycle three processes write to one ledger and are killed with SIGKILL at a moment of their own: one records
single lines through the front door and corrects them, one records files of several lines, one gives commands to the
command line and asks for the state in between. What a writer has told before it was killed must be there, whole, in
a ledger that verifies, with an index that has exactly the rows that the entries give.
"""

import io
import json
import os
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from ledger import Ledger
from ledger.cli import run as command
from ledger.entry import Entry
from ledger.index import Heading, Index
from ledger.index.writing import Writer
from ledger.store import Prepare, Store
from tests.cases import Json
from tests.harness.running import Harness, Outcome, Wanted, main, put
from tests.store.children import IMPORTED, forked, read
from tests.store.lines import DAY, said, same_rows

EACH = 10
"""Cycles on one ledger, which is verified after the last: a small one, and often."""
LONGEST = 0.12
"""Seconds that a writer lives at most, once all of them have begun."""
TOGETHER = 3
"""Lines in one file."""


def acknowledged(out: int, record: Callable[[], Sequence[Json]], ids: Sequence[str]) -> None:
    """Record and then say so, as the command line does; a mutant says so before."""
    told = record()
    assert [one["id"] for one in told] == list(ids)
    os.write(out, json.dumps({"ids": list(ids)}).encode() + b"\n")


def _too_early(out: int, record: Callable[[], Sequence[Json]], ids: Sequence[str]) -> None:
    os.write(out, json.dumps({"ids": list(ids)}).encode() + b"\n")
    record()


def _singly(path: str, who: str, out: int) -> None:
    """Record line after line and correct each; every correction is told of too."""
    with Ledger(path) as ledger:
        for place in range(10_000):
            name = f"{who}-{place}"
            line = said(name, parties=[who], matter=f"m{place % 3}")
            acknowledged(out, lambda line=line: ledger.record([line])["recorded"], [name])  # type: ignore[misc]
            mended = line["development"] | {"stance": "opposes"}
            held = {"kind": "entry-corrected", "entry": name, "replacement": mended, "reason": "misread"}
            correction = {"id": f"{name}c", "development": held}
            acknowledged(
                out,
                lambda line=correction: ledger.record([line])["recorded"],  # type: ignore[misc]
                [f"{name}c"],
            )


def _together(path: str, who: str, out: int) -> None:
    """Record files of several lines, each all or none."""
    with Ledger(path) as ledger:
        for place in range(10_000):
            names = [f"{who}-{place}-{part}" for part in range(TOGETHER)]
            lines = [said(name, parties=[who], on="2025-02") for name in names]
            acknowledged(out, lambda lines=lines: ledger.record(lines)["recorded"], names)  # type: ignore[misc]


def _commanding(path: str, who: str, out: int) -> None:
    """Give commands to the command line, and ask for the state after each."""
    for place in range(10_000):
        name = f"{who}-{place}"
        line = json.dumps(said(name, parties=[who]))
        acknowledged(out, lambda line=line: _commanded(path, line), [name])  # type: ignore[misc]


def _commanded(path: str, line: str) -> list[Json]:
    told, errors = io.StringIO(), io.StringIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(line.encode()), encoding="utf-8")
    with redirect_stdout(told), redirect_stderr(errors):
        code = command(["--ledger", path, "record", "--file", "-", "--json"])
        asked = command(["--ledger", path, "state", "--as-of", "2025-02-18", "--json"])
    if code or asked or errors.getvalue():
        raise AssertionError(f"exit {code}, then {asked}: {errors.getvalue()}")
    found: list[Json] = json.loads(told.getvalue().split("\n")[0])["recorded"]
    return found


WRITERS = {"s": _singly, "t": _together, "c": _commanding}


def _writing(path: str, who: str) -> Callable[[int], None]:
    def work(out: int) -> None:
        try:
            WRITERS[who[0]](path, who, out)
        except BaseException:  # noqa: BLE001 whatever it is, it is told
            *_, where, _, what = traceback.format_exc().strip().split("\n")
            os.write(out, json.dumps({"fault": f"{what} ({where.strip()})"}).encode() + b"\n")

    return work


class Told(NamedTuple):
    """What the writers have told: the ids acknowledged, and what else they said."""

    ids: list[str]
    faults: list[str]


def cycle(path: str, number: int, pauses: Sequence[float]) -> Told:
    """Let three writers write, kill each at its moment, and return what they had told."""
    begun = [forked(_writing(path, f"{kind}{number}")) for kind in WRITERS]
    started = time.monotonic()
    for pause, (process, _) in sorted(zip(pauses, begun, strict=True)):
        time.sleep(max(0.0, started + pause - time.monotonic()))
        os.kill(process, signal.SIGKILL)
    told = Told([], [])
    for process, out in begun:
        os.waitpid(process, 0)
        for one in map(json.loads, read(out)):
            told.ids.extend(one.get("ids", ()))
            told.faults.extend([one["fault"]] if "fault" in one else [])
    return told


def amiss(path: str, told: Told, *, whole: bool) -> tuple[int, list[str]]:
    """Return how many entries a ledger holds, and whatever is not as it was promised; `whole`: verify it too."""
    faults = [f"a writer failed: {one}" for one in told.faults]
    with Ledger(path) as ledger:
        there = {entry.id for entry in ledger.entries()}
        faults += [f"acknowledged and lost: {one}" for one in told.ids if one not in there]
        of_files = {one.rpartition("-")[0] for one in there if one.startswith("t")}
        for file in of_files:
            parts = [part for part in range(TOGETHER) if f"{file}-{part}" in there]
            faults += [f"half a file is there: {file}, {parts}"] if len(parts) != TOGETHER else []
        ledger.state(DAY)
        if not same_rows(ledger):
            faults.append("the index has not the rows that the entries give")
        if whole:
            document = ledger.verify()
            faults += [f"verify: {one['check']}: {one['message']}" for one in document["faults"]]
    return len(there), faults


def run(wanted: Wanted) -> Outcome:
    """Run so many cycles."""
    dice = wanted.dice()
    assert IMPORTED
    _commanded(str(_fresh(wanted.folder, "warm")), json.dumps(said("warm")))
    faults: list[str] = []
    acknowledgements = entries = 0
    path, told = "", Told([], [])
    for number in range(wanted.count):
        if number % EACH == 0:
            path, told = str(_fresh(wanted.folder, f"{number}")), Told([], [])
        new = cycle(path, number, [dice.uniform(0, LONGEST) for _ in WRITERS])
        acknowledgements += len(new.ids)
        told = Told(told.ids + new.ids, new.faults)
        last = number % EACH == EACH - 1 or number == wanted.count - 1
        there, found = amiss(path, told, whole=last)
        faults += [f"cycle {number}: {one}" for one in found]
        entries += there if last else 0
        if found:
            # What was broken once would be told again by each further cycle.
            break
    killed = f"{number + 1:,} cycles of {len(WRITERS)} writers killed"
    return Outcome([f"{killed}, {acknowledgements:,} acknowledged, {entries:,} kept"], faults)


def _fresh(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    Ledger.create(folder / name / "ledger.db").close()
    return folder / name / "ledger.db"


# -- mutants ----------------------------------------------------------------------------------------


def number_outside(self: Store, prepare: Prepare) -> list[Entry]:
    """Take the number of the last entry before the transaction begins, instead of under its lock."""
    last, _ = self.last()
    return APPEND(self, lambda _: prepare(last))


APPEND = Store.append
RECORD = Ledger.record
CATCH_UP = Index._catch_up  # noqa: SLF001 what a mutant spoils


def _line_by_line(self: Ledger, lines: Sequence[object], **options: Any) -> Json:  # noqa: ANN401 as the method
    told: Json = {"recorded": []}
    for line in lines:
        told["recorded"] += RECORD(self, [line], **options)["recorded"]
    return told


def _heading_first(self: Any, connection: sqlite3.Connection, asked: Heading) -> None:  # noqa: ANN401 as the method
    """Say that the index has taken the entries before it has."""
    heading = self.heading(connection)
    if heading is None:
        CATCH_UP(self, connection, asked)
        return
    last, name = self.store.last()
    meta = {"last": str(last), "last_id": name}
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())
    Writer(connection, self.store.root, self.store.chain).take(self._all(heading[0], last))


HARNESS = Harness(
    name="killloop",
    does="Kill three writers at random moments, again and again: nothing acknowledged is lost, nothing is torn.",
    unit="cycles",
    count=1_000,
    short=100,
    of_mutant=100,
    run=run,
    mutants={
        "acknowledged-before-the-commit": lambda: put(sys.modules[__name__], "acknowledged", _too_early),
        "number-outside-the-transaction": lambda: put(Store, "append", number_outside),
        "a-file-line-by-line": lambda: put(Ledger, "record", _line_by_line),
        "the-index-says-so-before-it-is": lambda: put(Index, "_catch_up", _heading_first),
    },
)

if __name__ == "__main__":
    sys.exit(main(HARNESS))
