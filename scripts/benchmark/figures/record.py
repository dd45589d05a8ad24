"""Recording: a whole file, one entry in a warm process, one entry as a process."""

import json
import shutil
from pathlib import Path

from scripts import synthetic
from scripts.benchmark import samples
from scripts.benchmark.aims import BULK, FSYNCS, PROCESS, SAVED, SINGLE, SYNCED
from scripts.benchmark.measures import Command, Row, Setting, Turn, always, compared, run, skipped, turns

INSERTED = "sqlite-utils insert"


def bulk(setting: Setting) -> list[Row]:
    """Record a file with `ledger record --file`: checks, store, seal and index together, to insert_all."""
    rows = []
    for size in setting.sizes:
        taken = _made(setting, size) or turns(
            {"ledger": always(_recorded, setting, size), "flat": always(_flat, setting, size)},
            setting.few(size),
            warm_ups=0,
        )
        ours, theirs = ([size * 1000 / one for one in taken[name]] for name in ("ledger", "flat"))
        rows.append(compared(BULK, size, ours, theirs, "sqlite-utils insert_all", unit="rows/s"))
    return rows


def _made(setting: Setting, size: int) -> dict[str, list[float]] | None:
    """Return what making the ledger and the table took, where once is enough and they were made in this run."""
    if setting.few(size) > 1:
        return None
    ledger = samples.took(setting, samples.ledger(setting, size))
    flat = samples.took(setting, samples.yardstick(setting, size, samples.FLAT))
    if ledger is None or flat is None:
        return None
    return {"ledger": [ledger["milliseconds"]], "flat": [flat["milliseconds"]]}


def _recorded(setting: Setting, size: int) -> float:
    """Record a file into a new ledger, with its index brought up to date, and return the milliseconds."""
    folder = setting.folder / "bulk"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return samples.record(setting, size, folder / samples.LEDGER).milliseconds


def _flat(setting: Setting, size: int) -> float:
    path = setting.folder / "bulk.db"
    path.unlink(missing_ok=True)
    lines = samples.lines(setting, size)
    return setting.worker("yardsticks.flat.build", lines, path)[1].milliseconds


def single(setting: Setting) -> list[Row]:
    """Record one durable entry in a warm process, to a row by sqlite-utils; count what it waits for the disk."""
    rows = []
    for size in setting.sizes:
        ledger = samples.copied(setting, samples.ledger(setting, size))
        flat = samples.copied(setting, samples.yardstick(setting, size, samples.FLAT))
        plain = samples.copied(setting, samples.yardstick(setting, size, samples.PLAIN))
        rounds = setting.rounds * 8
        taken, _ = setting.worker("tasks.record.single", ledger, flat, plain, rounds)
        named = {"flat": (SINGLE, INSERTED), "plain": (SAVED, "eventsourcing, aggregate save")}
        for name, (what, yardstick) in {**named, "fsync": (SYNCED, "an fsync")}.items():
            rows.append(compared(what, size, taken["ledger"], taken[name], yardstick, inverted=True))
        rows.append(_fsyncs(setting, size, ledger))
    return rows


def _fsyncs(setting: Setting, size: int, ledger: Path) -> Row:
    """Count what a warm process asks of the disk for each entry, by strace."""
    strace = shutil.which("strace")
    if strace is None:
        return skipped(FSYNCS, "strace is not installed", size)
    number = 20
    log = setting.folder / "strace.txt"
    trace = (strace, "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", log)
    task = (setting.bin / "python", "-m", "scripts.benchmark.worker", "tasks.record.several", ledger)
    counts = []
    for entries in (0, number):
        run([*trace, *task, str(entries)], setting.cwd)
        calls = [line for line in log.read_text().splitlines() if "sync(" in line]
        counts.append(sum(f"{samples.LEDGER}" in line and ".index" not in line for line in calls))
    return Row(FSYNCS, size, (counts[1] - counts[0]) / number)


def process(setting: Setting) -> list[Row]:
    """Record one entry by `ledger record` as a process, to one row by `sqlite-utils insert` as a process."""
    rows = []
    for size in setting.sizes:
        ledger = samples.copied(setting, samples.ledger(setting, size))
        flat = samples.copied(setting, samples.yardstick(setting, size, samples.FLAT))
        program: Command = [setting.bin / "ledger", "--ledger", ledger]
        insert: Command = [setting.bin / "sqlite-utils", "insert", flat, "entry", "-", "--pk", "id"]
        things = {"ledger": _typing(setting, program), "flat": _inserting(setting, insert)}
        taken = turns(things, setting.rounds)
        rows.append(compared(PROCESS, size, taken["ledger"], taken["flat"], f"{INSERTED}, a process"))
    return rows


def _typing(setting: Setting, program: Command) -> Turn:
    return lambda number: run([*program, *_typed(number)], setting.folder).milliseconds


def _inserting(setting: Setting, command: Command) -> Turn:
    return lambda number: run(command, setting.folder, given=_row(number)).milliseconds


def _typed(number: int) -> list[str]:
    day = synthetic.day(1)
    said = {
        "--on": day,
        "--party": "party-07",
        "--matter": "matter-042",
        "--according-to": "party-07",
        "--stance": synthetic.STANCES[number % len(synthetic.STANCES)],
        "--terms": f"typed as number {number}",
        "--publisher": synthetic.PUBLISHERS[0],
        "--published": day,
    }
    return ["record", "position-taken", *(word for pair in said.items() for word in pair), "--json"]


def _row(number: int) -> bytes:
    day = synthetic.day(1)
    row = {
        "id": f"typed-{number}",
        "number": number,
        "kind": "position-taken",
        "negotiation": synthetic.NEGOTIATION,
        "on": day,
        "publisher": synthetic.PUBLISHERS[0],
        "published": day,
        "according_to": "party-07",
        "parties": "party-07",
        "matter": "matter-042",
        "stance": "accepts",
        "terms": f"typed as number {number}",
    }
    return json.dumps(row).encode()
