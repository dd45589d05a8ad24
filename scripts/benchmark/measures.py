"""Measuring: commands and tasks run turn by turn, and the rows that come of it.

Each round runs everything that is compared, beginning one further on, so that
a busy machine slows all alike; a ratio is the median of the rounds' ratios.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scripts.benchmark.aims import Aim, aim

ROOT = Path(__file__).resolve().parents[2]
WARM_UPS = 3
MEGABYTE = 1 << 20

Command = Sequence[str | Path]


class Row(NamedTuple):
    """One line of a figure.

    `value` and `theirs` are medians in `unit`, of the ledger and of the
    `yardstick`; `ratio` is the median of the rounds' ratios. Of rates and of
    "how many times as fast" more is better, of all else less: `aims` says what
    is aimed at. `of` tells rows of one aim apart, `size` is the number of
    entries, `skipped` why nothing was measured.
    """

    what: str
    size: int | None
    value: float | None
    unit: str = ""
    yardstick: str = ""
    theirs: float | None = None
    ratio: float | None = None
    of: str = ""
    rounds: int = 1
    skipped: str = ""

    @property
    def aim(self) -> Aim | None:
        """What it aims at, None where nothing is."""
        return aim(self.what, self.size)

    @property
    def holds(self) -> bool | None:
        """Whether the aim is met; None where there is none, or nothing was measured."""
        measured = self.value if self.ratio is None else self.ratio
        return None if self.aim is None or measured is None else self.aim.holds(measured)

    def document(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        said = None if self.aim is None else str(self.aim)
        return self._asdict() | {"aim": said, "holds": self.holds}


def read(document: Mapping[str, Any]) -> Row:
    """Return the row that `document` wrote."""
    return Row(**{name: document[name] for name in Row._fields})


def rounded(number: float) -> float:
    """Return a number with four digits that count."""
    return float(f"{number:.4g}")


def compared(  # noqa: PLR0913 all of a row
    what: str,
    size: int | None,
    ours: Sequence[float],
    theirs: Sequence[float],
    yardstick: str,
    *,
    unit: str = "ms",
    inverted: bool = False,
    of: str = "",
) -> Row:
    """Return the row of two series of rounds; `inverted`: the ratio says how many times as fast, not as long."""
    pairs = zip(ours, theirs, strict=True)
    ratio = statistics.median(two / one if inverted else one / two for one, two in pairs)
    medians = rounded(statistics.median(ours)), rounded(statistics.median(theirs))
    return Row(what, size, medians[0], unit, yardstick, medians[1], rounded(ratio), of, len(ours))


def skipped(what: str, reason: str, size: int | None = None) -> Row:
    """Return the row of what could not be measured, and say so at once."""
    say(f"SKIPPED: {what}: {reason}")
    return Row(what, size, None, skipped=reason)


def growth(what: str, rows: Sequence[Row], start: int, end: int) -> list[Row]:
    """Return the row that compares one size with another among rows of a kind; none where one was not measured."""
    by_size = {row.size: row for row in rows if row.value is not None}
    if start not in by_size or end not in by_size:
        return []
    small, large = by_size[start], by_size[end]
    ratio = rounded((large.value or 0.0) / (small.value or 1.0))
    return [Row(what, end, large.value, large.unit, f"at {start:,}", small.value, ratio, large.of)]


def say(text: str) -> None:
    """Tell how far it is, on standard error."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {text}\n")
    sys.stderr.flush()


def surroundings() -> dict[str, str]:
    """Return the environment of a child: no PYTHONDONTWRITEBYTECODE, which compiles anew at each start."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LEDGER_"))}


class Ran(NamedTuple):
    """What a process took: wall-clock milliseconds, the most memory it held in bytes, and what it printed."""

    milliseconds: float
    memory: int
    output: bytes


def run(command: Command, folder: Path, *, given: bytes | None = None, keep: bool = False) -> Ran:
    """Run a command in the folder; end the program where it fails. `keep`: return what it printed."""
    begin = time.perf_counter()
    with subprocess.Popen(
        list(map(str, command)),
        cwd=folder,
        env=surroundings(),
        stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
        stdout=subprocess.PIPE if keep else subprocess.DEVNULL,
        stderr=None,
    ) as process:
        if given is not None and process.stdin is not None:
            process.stdin.write(given)
            process.stdin.close()
        output = process.stdout.read() if process.stdout is not None else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    taken = (time.perf_counter() - begin) * 1000
    if process.returncode:
        sys.exit(f"exit code {process.returncode} of: {' '.join(map(str, command))}")
    # Kilobytes, but bytes on a Mac.
    factor = 1 if sys.platform == "darwin" else 1024
    return Ran(taken, usage.ru_maxrss * factor, output)


class Setting(NamedTuple):
    """What a figure is measured with.

    `bin` is the environment's folder of programs, `folder` one to write in,
    `kept` that of the ledgers and files, `rounds` how often, `sizes` the numbers
    of entries, the least first.
    """

    bin: Path
    folder: Path
    kept: Path
    rounds: int
    sizes: tuple[int, ...]
    begun: str
    """Names this run, so that what was measured in an earlier one is not taken for its own."""
    peaks: dict[tuple[str, int], int]
    """The most memory, in bytes, that something took in this run at a number of entries; what is long runs once."""

    @property
    def cwd(self) -> Path:
        """The folder in which commands run: from here a yardstick's own module is found."""
        return ROOT

    def few(self, size: int) -> int:
        """Return how often something is repeated that takes as long as there are entries."""
        most = 5 if size <= 10_000 else 3 if size <= 100_000 else 1  # noqa: PLR2004 seconds, minutes
        return min(self.rounds, most)

    def worker(self, task: str, *arguments: object) -> tuple[dict[str, Any], Ran]:
        """Run a task of `worker` in a process of its own; return its answer and what it took."""
        command: Command = [self.bin / "python", "-m", "scripts.benchmark.worker", task, *map(str, arguments)]
        ran = run(command, ROOT, keep=True)
        answer: dict[str, Any] = json.loads(ran.output)
        return answer, ran

    def has(self, module: str) -> bool:
        """Tell whether the environment has a module."""
        code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
        done = subprocess.run([self.bin / "python", "-c", code], env=surroundings(), check=False)
        return done.returncode == 0


Turn = Callable[[int], float]
"""Runs one thing in the round of that number and returns what it took."""


def turns(things: Mapping[str, Turn], rounds: int, warm_ups: int = WARM_UPS) -> dict[str, list[float]]:
    """Return what each thing took in each round; every round runs all of them, beginning one further on."""
    names = list(things)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(warm_ups + rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            value = things[name](number)
            if number >= warm_ups:
                taken[name].append(value)
    return taken


def always(function: Callable[..., float], *arguments: object) -> Turn:
    """Return a turn that does the same in every round."""
    return lambda _: function(*arguments)


def timed(command: Command, folder: Path) -> Turn:
    """Return a turn that runs a command and takes its milliseconds."""
    return lambda _: run(command, folder).milliseconds
