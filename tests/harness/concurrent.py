"""Many processes write one ledger at once, each command is given twice, and others read and back it up meanwhile.

Eight writers, each a process with the ledger open, record so many entries between them. Every line is given by two of
them. There must be exactly so many entries, with gapless numbers, each acknowledged as new exactly once, in a ledger
that verifies; no writer is refused, with a wait of 60 seconds. Meanwhile one process asks for the state by the command
line again and again; another makes backups, each of which must verify and hold all that was recorded before it began.
"""

import json
import operator
import os
import shutil
import statistics
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ledger import Ledger
from ledger.ledger import recording
from ledger.store import Store, file
from scripts import synthetic
from tests.cases import Json
from tests.harness import killloop
from tests.harness.running import Harness, Outcome, Wanted, main, put
from tests.store.children import IMPORTED, forked, read

WRITERS = 8
WAIT = "60"
SLOWER = 5
"""The slowest reading beside the writers may take so many times the idle one."""
BEFORE = 300
"""Entries that stand in the ledger before the writers begin, so that there is something to read."""
JUDGED = 1_000
"""From so many entries on the readings are judged: a few of them, beside other tests, say nothing."""
READINGS = 15
"""Readings timed when nobody writes."""


def _share(count: int, writer: int, seed: int) -> list[Json]:
    """Return the lines that a writer gives: its own, and the next one's, in an order of its own."""
    lines = [
        line
        for place, line in enumerate(synthetic.lines(count, seed))
        if place % WRITERS in {writer, (writer + 1) % WRITERS}
    ]
    return [_standing(line, number) for number, line in enumerate(lines)]


def _standing(line: Json, _: int) -> Json:
    """Return a line that hangs on no other: the order in which the writers come to theirs is not known."""
    development = line["development"]
    if "entry" not in development:
        return line
    held = development.get("replacement") or {
        "kind": "statement-made",
        "negotiation": synthetic.NEGOTIATION,
        "on": "2001-01-01",
        "parties": ["party-00"],
        "sources": [{"publisher": "Evening Post", "published": "2001-01-01"}],
    }
    return line | {"development": held | {"summary": f"in the place of {line['id']}"}}


def _writing(path: Path, lines: list[Json]) -> Callable[[int], None]:
    def work(out: int) -> None:
        try:
            with Ledger(path) as ledger:
                for line in lines:
                    (one,) = ledger.record([line])["recorded"]
                    os.write(out, json.dumps(one).encode() + b"\n")
        except BaseException:  # noqa: BLE001 whatever it is, it is told
            os.write(out, json.dumps({"fault": traceback.format_exc()[-400:]}).encode() + b"\n")

    return work


NOTHING = [sys.executable, "-c", "import json, sqlite3, click"]
"""A process that reads no ledger: it is timed beside the readings, for what the machine itself does to a process."""


def _timed(command: list[str]) -> float:
    """Return how long a command takes, from the start of its process to its end."""
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"a reading ended with {done.returncode}: {done.stderr}")
    return time.monotonic() - began


def _asking(path: Path) -> list[str]:
    """Return a reading by the command line."""
    command = [sys.executable, "-m", "ledger", "--ledger", str(path), "positions", "--party", "party-00"]
    return [*command, "--as-of", "2024-01-01", "--json"]


def _reading(path: Path) -> Callable[[int], None]:
    def work(out: int) -> None:
        while True:
            os.write(out, json.dumps([_timed(_asking(path)), _timed(NOTHING)]).encode() + b"\n")
            time.sleep(0.1)

    return work


class Backup(NamedTuple):
    """A backup that was made while the ledger was written to, and how many entries there were when it began."""

    path: Path
    least: int


def _backups(path: Path, count: int, busy: Callable[[], bool]) -> Iterator[Backup]:
    """Make backups, as long as the writers are at work; the first ones as quickly as may be."""
    for number in range(count):
        if not busy():
            return
        target = path.with_name(f"backup-{number}.db")
        with Ledger(path) as ledger:
            least, _ = ledger.store.last()
            ledger.backup(target)
        yield Backup(target, least)


def _unsound(one: Backup) -> Iterator[str]:
    with Ledger(one.path) as copy:
        last, _ = copy.store.last()
        if last < one.least:
            yield f"{one.path.name} holds {last} entries, and {one.least} were there when it was begun"
            return
        yield from (f"{one.path.name}: verify: {fault['message']}" for fault in copy.verify()["faults"])
    for suffix in ("", ".index"):
        Path(f"{one.path}{suffix}").unlink()


def _alive(process: int) -> bool:
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


class Pace(NamedTuple):
    """How long readings took, in seconds, and processes that read nothing."""

    reading: tuple[float, ...]
    nothing: tuple[float, ...]


def _idle(path: Path) -> Pace:
    pairs = [(_timed(_asking(path)), _timed(NOTHING)) for _ in range(READINGS)]
    return Pace(*zip(*pairs, strict=True))


def _told(idle: tuple[float, ...], busy: tuple[float, ...]) -> str:
    usual = statistics.median(idle)
    beside = f"beside the writers {len(busy)}, median {statistics.median(busy):.3f} s"
    return f"idle {usual:.3f} s; {beside}, slowest {max(busy):.3f} s: {max(busy) / usual:.1f} times"


def _slow(idle: Pace, busy: Pace) -> Iterator[str]:
    slowest, usual = max(busy.reading), statistics.median(idle.reading)
    if slowest > SLOWER * usual:
        yield f"the slowest of {len(busy.reading)} readings took {slowest:.3f} s, an idle one {usual:.3f} s"


def run(wanted: Wanted) -> Outcome:
    """Have so many entries recorded, with one backup for each hundred of them."""
    assert IMPORTED
    os.environ["LEDGER_WAIT"] = WAIT
    path = wanted.folder / "ledger.db"
    with Ledger.create(path) as ledger:
        ledger.record([line | {"id": f"before-{line['id']}"} for line in _plain(BEFORE, wanted.seed)])
        ledger.state(negotiation=None)
    _timed(_asking(path))
    idle_before = _idle(path)
    began = time.monotonic()
    writers = [forked(_writing(path, _share(wanted.count, writer, wanted.seed))) for writer in range(WRITERS)]
    reader, readings = forked(_reading(path))
    drains = [_drained(out) for _, out in writers]
    made = list(_backups(path, max(3, wanted.count // 100), lambda: any(_alive(one) for one, _ in writers)))
    told = [one for drain in drains for one in drain()]
    for process, _ in writers:
        os.waitpid(process, 0)
    seconds = time.monotonic() - began
    os.kill(reader, 9)
    os.waitpid(reader, 0)
    pairs = [json.loads(line) for line in read(readings)]
    busy = Pace(*zip(*pairs, strict=True)) if pairs else idle_before
    idle = Pace(*map(operator.add, idle_before, _idle(path)))
    faults = [*_amiss(path, wanted.count, told), *(_slow(idle, busy) if wanted.count >= JUDGED else ())]
    for one in made if not (faults and wanted.first) else ():
        faults += _unsound(one)
    rate = f"{2 * wanted.count / seconds:,.0f} commands a second"
    given = f"{wanted.count:,} entries, each given twice, by {WRITERS} processes in {seconds:,.1f} s: {rate}"
    readers = f"readings by the command line: {_told(idle.reading, busy.reading)}"
    others = f"processes that read nothing, for comparison: {_told(idle.nothing, busy.nothing)}"
    copies = f"{len(made):,} backups made beside them, each verified"
    return Outcome([given, readers, others, copies], faults)


def _plain(count: int, seed: int) -> list[Json]:
    return [_standing(line, 0) for line in synthetic.lines(count, seed + 1)]


def _drained(out: int) -> Callable[[], list[Json]]:
    """Read what a writer tells in a thread, so that none waits for its pipe; return how to have it."""
    import threading

    found: list[Json] = []
    thread = threading.Thread(target=lambda: found.extend(map(json.loads, read(out))))
    thread.start()

    def have() -> list[Json]:
        thread.join()
        return found

    return have


def _amiss(path: Path, count: int, told: list[Json]) -> Iterator[str]:
    """Yield what is not as it should be with the ledger, and with what was acknowledged."""
    yield from (f"a writer failed: {one['fault']}" for one in told if "fault" in one)
    answers = [one for one in told if "fault" not in one]
    with Ledger(path) as ledger:
        entries = list(ledger.entries())
        numbers = {entry.id: entry.number for entry in entries}
        if [entry.number for entry in entries] != list(range(1, BEFORE + count + 1)):
            yield f"there are {len(entries) - BEFORE} entries of {count}, or their numbers have gaps"
        new = Counter(one["id"] for one in answers if one["new"])
        if len(new) != count or set(new.values()) != {1}:
            yield f"{len(new)} entries of {count} were acknowledged as new, {sum(new.values())} times in all"
        if len(answers) != 2 * count:
            yield f"{len(answers)} of {2 * count} commands were answered"
        wrong = [one for one in answers if numbers.get(one["id"]) != one["entry"]]
        yield from (f"acknowledged as {one['entry']}, and it is {numbers.get(one['id'])}" for one in wrong)
        document = ledger.verify()
        yield from (f"verify: {one['check']}: {one['message']}" for one in document["faults"])


# -- mutants ----------------------------------------------------------------------------------------


def _file_alone(self: Store, target: Path) -> None:
    shutil.copyfile(str(self.path), target)


def _impatient() -> float:
    return 0.0


def _each_anew(*given: object, **options: object) -> Json:
    """Give every line an id of its own, as if the same words were other ones."""
    store, index, lines, *rest = given
    assert isinstance(lines, list)
    fresh = [(n, dict(line) | {"id": f"x{os.urandom(8).hex()}"}) for n, line in lines]
    return RECORD(store, index, fresh, *rest, **options)  # type: ignore[arg-type]


RECORD = recording.record

HARNESS = Harness(
    name="concurrent",
    does="Have eight processes write at once, each command twice, beside a reader and backups.",
    unit="entries",
    count=10_000,
    short=240,
    of_mutant=100,
    run=run,
    mutants={
        "number-outside-the-transaction": lambda: put(Store, "append", killloop.number_outside),
        "a-backup-of-the-file-alone": lambda: put(Store, "backup", _file_alone),
        "nobody-waits": lambda: put(file, "patience", _impatient),
        "the-same-words-are-another-entry": lambda: put(recording, "record", _each_anew),
    },
)

if __name__ == "__main__":
    sys.exit(main(HARNESS))
