"""Keeping: the index rebuilt, the ledger verified, the bytes on the disk and in memory."""

from collections.abc import Sequence
from pathlib import Path

from scripts.benchmark import samples
from scripts.benchmark.aims import (
    AUDIT,
    GIVEN,
    HASHED,
    HUNDRED_THOUSAND,
    INDEX,
    MILLION,
    PEAK,
    PEAK_GROWTH,
    REBUILD,
    STORE,
    VERIFY,
)
from scripts.benchmark.figures.ask import DAY
from scripts.benchmark.measures import (
    MEGABYTE,
    Command,
    Row,
    Setting,
    always,
    compared,
    growth,
    rounded,
    run,
    turns,
)

REPLAY = "eventsourcing, replay"


def _seconds(setting: Setting, task: str, *arguments: object) -> float:
    return float(setting.worker(task, *arguments)[0]["seconds"])


def _rebuilt(setting: Setting, number: int, ledger: Path) -> float:
    answer, ran = setting.worker("tasks.keep.rebuild", ledger)
    setting.peaks["rebuild", number] = ran.memory
    return float(answer["seconds"])


def _verified(setting: Setting, number: int, ledger: Path) -> float:
    ran = run([setting.bin / "ledger", "--ledger", ledger, "verify", "--json"], setting.cwd)
    setting.peaks["verify", number] = ran.memory
    return ran.milliseconds / 1000


def rebuild(setting: Setting) -> list[Row]:
    """Build the index anew from the entries, to the plain library's replay of the same events."""
    rows = []
    for size in setting.sizes:
        ledger, plain = samples.ledger(setting, size), samples.yardstick(setting, size, samples.PLAIN)
        things = {
            "ledger": always(_rebuilt, setting, size, ledger),
            "plain": always(_seconds, setting, "yardsticks.plain.replay", plain, DAY),
        }
        taken = turns(things, setting.few(size), warm_ups=0)
        rows.append(_rates(REBUILD, size, taken["ledger"], taken["plain"], REPLAY))
    return rows


def _rates(what: str, size: int, ours: Sequence[float], theirs: Sequence[float], yardstick: str) -> Row:
    rates = [size / one for one in ours], [size / one for one in theirs]
    return compared(what, size, *rates, yardstick, unit="entries/s")


def verify(setting: Setting) -> list[Row]:
    """Replay as the audit does, and run the whole `ledger verify`, to the plain library's replay and to sha256."""
    rows = []
    for size in setting.sizes:
        ledger, plain = samples.ledger(setting, size), samples.yardstick(setting, size, samples.PLAIN)
        things = {
            "replay": always(_seconds, setting, "tasks.keep.replay", ledger),
            "verify": always(_verified, setting, size, ledger),
            "plain": always(_seconds, setting, "yardsticks.plain.replay", plain, DAY),
            "sha256": always(_seconds, setting, "tasks.keep.digests", ledger),
        }
        taken = turns(things, setting.few(size), warm_ups=0)
        rows += [
            _rates(AUDIT, size, taken["replay"], taken["plain"], REPLAY),
            _rates(VERIFY, size, taken["verify"], taken["plain"], REPLAY),
            _rates(HASHED, size, taken["verify"], taken["sha256"], "sha256 of the same bytes"),
        ]
    return rows


def size(setting: Setting) -> list[Row]:
    """Count the bytes of an entry in the store, and the index without its full text, to the plain library's store."""
    rows = []
    for number in setting.sizes:
        ledger = samples.ledger(setting, number)
        plain = samples.yardstick(setting, number, samples.PLAIN).stat().st_size / number
        lines = samples.lines(setting, number).stat().st_size / number
        index, _ = setting.worker("tasks.keep.index_bytes", ledger)
        of = {
            STORE: ledger.stat().st_size / number,
            INDEX: index["index"] / number,
            "full text": index["words"] / number,
        }
        rows += [_bytes(what, number, ours, "eventsourcing, its store", plain) for what, ours in of.items()]
        rows.append(_bytes(GIVEN, number, of[STORE], "the lines as given", lines))
    return rows


def _bytes(what: str, number: int, ours: float, yardstick: str, theirs: float) -> Row:
    return Row(what, number, rounded(ours), "bytes", yardstick, rounded(theirs), rounded(ours / theirs))


def memory(setting: Setting) -> list[Row]:
    """Take the most memory of recording a file, rebuilding, verifying and exporting, each in its own process."""
    found: dict[str, list[Row]] = {}
    for number in setting.sizes:
        ledger = samples.ledger(setting, number)
        for name, measure in (("rebuild", _rebuilt), ("verify", _verified)):
            if (name, number) not in setting.peaks:
                measure(setting, number, ledger)
        output = setting.folder / "export.jsonl"
        export: Command = [setting.bin / "ledger", "--ledger", ledger, "export", "--output", output]
        peaks = {
            "record --file": _recorded(setting, number, ledger),
            "rebuild": setting.peaks["rebuild", number],
            "verify": setting.peaks["verify", number],
            "export": run(export, setting.cwd).memory,
        }
        output.unlink()
        for name, peak in peaks.items():
            row = Row(PEAK, number, rounded(peak / MEGABYTE), "MB", of=name)
            found.setdefault(name, []).append(row)
    rows = []
    for of_name in found.values():
        rows += [*of_name, *growth(PEAK_GROWTH, of_name, HUNDRED_THOUSAND, MILLION)]
    return rows


def _recorded(setting: Setting, number: int, ledger: Path) -> float:
    told = samples.took(setting, ledger)
    if told is not None:
        return float(told["memory"])
    path = setting.folder / "memory" / samples.LEDGER
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    return samples.record(setting, number, path).memory
