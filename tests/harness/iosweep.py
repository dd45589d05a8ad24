"""Let every call that a command makes on the ledger's files fail, once and for good, and see what it says.

A command runs in a process of its own under `strace -e inject`: at the n-th call it makes of a kind on the files of
the ledger, the kernel answers EIO, or ENOSPC where something is written. Whatever the point, the exit code is one of
the contract's, there is no traceback, what was said to be stored is there, what was said not to be is not, and
the same command once more makes exactly one of each entry, in a ledger that verifies.
"""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, redirect_stderr, redirect_stdout
from itertools import islice, zip_longest
from pathlib import Path
from typing import NamedTuple

from ledger import Ledger, cli
from ledger.cli import run as command
from ledger.entry import Entry
from ledger.store import Prepare, Store, append, file
from tests.harness.commands import COMMANDS, Command, prepared
from tests.harness.running import Harness, Outcome, Wanted, main, put
from tests.store.children import IMPORTED
from tests.store.lines import answer, same_rows

READS = ("openat", "newfstatat", "fstat", "pread64", "read", "fcntl", "mmap", "lseek", "getdents64", "flock")
WRITES = (
    "openat",
    "pwrite64",
    "write",
    "fsync",
    "fdatasync",
    "ftruncate",
    "fallocate",
    "unlink",
    "mkdir",
    "rename",
)
"""Calls that can fail with EIO, and those that can fail for want of space."""
COMMITTING, COMMIT = ("record", "correct"), ("fdatasync",)
"""Commands that commit, and the call by which a commit waits for the disk."""
KILLED = "SIGKILL"
"""In the place of an error: the process is killed at that call."""
SAYS_STORED = ("what was recorded is", "answered as already there")
"""Words by which an error says that something may have been stored."""


class Strike(NamedTuple):
    """Which call of a command is to fail: the n-th of a kind, with an error, only then or from then on."""

    command: str
    call: str
    place: int
    error: str
    for_good: bool

    def __str__(self) -> str:
        when = f"{self.place} and all after it" if self.for_good else str(self.place)
        return f"{self.command}: {self.call} {when}: {self.error}"


class Ran(NamedTuple):
    """What a command came to: its exit code, both streams, and how often it made each call on the ledger's files."""

    code: int
    out: str
    err: str
    calls: Counter[str]
    removes_nothing: bool = False


# -- running one of them ------------------------------------------------------------------------------


def _arguments(wanted: Command, folder: Path, work: Path) -> list[str]:
    named = {"{folder}": str(work), "{input}": str(folder / "input")}
    given = [re.sub(r"\{\w+\}", lambda found: named[found[0]], one) for one in wanted.arguments]
    return ["--ledger", str(work / "ledger.db"), *given]


def _forked(arguments: list[str], work: Path) -> tuple[int, int]:
    """Fork a process that runs a command once it is told to; return its id and where to tell it."""
    waits, tells = os.pipe()
    process = os.fork()
    if process:
        os.close(waits)
        return process, tells
    os.close(tells)
    streams = [os.open(work.parent / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for name in ("out", "err")]
    for descriptor, number in zip(streams, (1, 2), strict=True):
        os.dup2(descriptor, number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    os.read(waits, 1)
    code = 99
    try:
        code = command(arguments)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


FILES = ("ledger.db", "ledger.db.index", "copy.db", "out.jsonl", "kept")
SUFFIXES = ("", "-wal", "-shm", "-journal")


def ran(wanted: Command, folder: Path, work: Path, strike: Strike | None) -> Ran:
    """Run a command on a fresh copy of the ledger, with a strike or none."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder / "base", work)
    wanted.before(work)
    process, tells = _forked(_arguments(wanted, folder, work), work)
    paths = [f"--trace-path={work / name}{suffix}" for name in FILES for suffix in SUFFIXES]
    paths.append(f"--trace-path={work}/.out.jsonl.{process}.part")
    trace = folder / "trace"
    calls = [f"--trace={','.join(sorted({*READS, *WRITES}))}"]
    if strike is not None:
        when = f"{strike.place}+" if strike.for_good else str(strike.place)
        how = "signal=KILL" if strike.error == KILLED else f"error={strike.error}"
        calls += [f"--inject={strike.call}:{how}:when={when}"]
    tracer = subprocess.Popen(
        ["strace", "-f", f"--output={trace}", *paths, *calls, "-p", str(process)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert tracer.stderr is not None
    tracer.stderr.readline()
    os.write(tells, b"x")
    os.close(tells)
    _, status = os.waitpid(process, 0)
    tracer.communicate()
    made = Counter(re.findall(r"^\d+\s+(\w+)\(", trace.read_text(errors="replace"), flags=re.MULTILINE))
    out, err = ((folder / name).read_text() for name in ("out", "err"))
    return Ran(
        os.waitstatus_to_exitcode(status), out, err, made, strike is not None and strike.call == "unlink"
    )


# -- judging it ---------------------------------------------------------------------------------------


def _there(path: Path) -> list[str]:
    with Ledger(path) as ledger:
        return [entry.id for entry in ledger.entries()][12:]


def amiss(wanted: Command, folder: Path, work: Path, found: Ran) -> Iterator[str]:
    """Yield whatever a stricken command did or said that it should not have."""
    said_so = found.err + found.out
    if "Traceback" in said_so or found.code not in {0, 6, 7, 8, 9, -signal.SIGKILL}:
        yield f"exit {found.code}: {said_so.strip()[-200:]}"
    number = len(wanted.makes)
    before = _there(work / "ledger.db")
    if len(before) not in {0, number}:
        yield f"{len(before)} of {number} entries are there"
    if found.code == 0:
        if len(before) != number:
            yield "it said that it had stored what is not there"
        yield from wanted.after(work, found.out)
    elif found.code in {6, 7, 8} and before and not any(words in said_so for words in SAYS_STORED):
        yield f"exit {found.code}, and yet the entries are there: {found.err.strip()[-200:]}"
    yield from _repeated(wanted, folder, work, found)


def _left(wanted: Command, found: Ran) -> bool:
    """Tell whether a command that makes one file may have left half of it: it was killed, or could remove nothing."""
    return not wanted.makes and (found.code == -signal.SIGKILL or found.removes_nothing)


def _repeated(wanted: Command, folder: Path, work: Path, found: Ran) -> Iterator[str]:
    """Repeat the command, unless it made a file that it would refuse to write again, and look at the ledger."""
    if found.code != 0 or wanted.makes:
        told, errors = io.StringIO(), io.StringIO()
        with redirect_stdout(told), redirect_stderr(errors):
            code = command(_arguments(wanted, folder, work))
        if code == 4 and "exists already" in errors.getvalue() and _left(wanted, found):
            # What was killed, or could remove nothing, has left half a file, under a name that says nothing yet.
            for one in work.glob("[cok]*"):
                one.unlink()
            with redirect_stdout(told), redirect_stderr(errors):
                code = command(_arguments(wanted, folder, work))
        if code != 0:
            yield f"after exit {found.code}, repeated: exit {code}: {errors.getvalue().strip()[-200:]}"
            return
        yield from wanted.after(work, told.getvalue())
    there = _there(work / "ledger.db")
    if len(there) != len(wanted.makes) or (wanted.makes != ("?",) and set(there) != set(wanted.makes)):
        yield f"repeated, there are {there}"
    with Ledger(work / "ledger.db") as ledger:
        answer(ledger)
        if not same_rows(ledger):
            yield "the index has not the rows that the entries give"
        yield from (f"verify: {one['message']}" for one in ledger.verify()["faults"])


# -- all of it ----------------------------------------------------------------------------------------


def strikes(folder: Path, work: Path) -> Iterator[Strike]:
    """Yield every strike there is, of every command: first how often it makes each call is counted."""
    for name, wanted in COMMANDS.items():
        whole = ran(wanted, folder, work, None)
        assert whole.code == 0, (name, whole)
        for call, times in sorted(whole.calls.items()):
            errors = ["EIO"] * (call in {*READS, *WRITES}) + ["ENOSPC"] * (call in WRITES)
            for place in range(1, times + 1):
                for error in errors:
                    yield from (Strike(name, call, place, error, good) for good in (False, True))
                if call in WRITES:
                    yield Strike(name, call, place, KILLED, for_good=False)


def some(everything: Sequence[Strike], wanted: Wanted) -> list[Strike]:
    """Choose strikes by dice, so that every kind of call of every command has its turn before one has a second."""
    dice = wanted.dice()
    kinds: dict[tuple[str, str], list[Strike]] = {}
    for one in dice.sample(everything, len(everything)):
        kinds.setdefault((one.command, one.call), []).append(one)
    turns = (one for turn in zip_longest(*kinds.values()) for one in turn if one is not None)
    return list(islice(turns, wanted.count))


def lacks() -> str | None:
    """Return why no call can be made to fail here; None where it can."""
    if shutil.which("strace") is None:
        return "there is no strace (on Debian and Ubuntu: apt-get install strace)"
    with subprocess.Popen(["sleep", "5"]) as sleeping:
        done = subprocess.run(
            ["timeout", "1", "strace", "-p", str(sleeping.pid)], capture_output=True, text=True, check=False
        )
        sleeping.kill()
    return None if "attached" in done.stderr else "strace may not attach to a process here"


def run(wanted: Wanted) -> Outcome:
    """Try so many strikes, chosen by dice; 0: every one there is."""
    assert IMPORTED
    folder, work = wanted.folder, wanted.folder / "work"
    os.environ["LEDGER_WAIT"] = "0.1"
    prepared(folder)
    for name, one in COMMANDS.items():
        # What a command imports is imported here, once, so that no call of Python's own is counted or struck.
        assert _warmed(one, folder, work) == 0, name
    everything = list(strikes(folder, work))
    if wanted.first:
        # Where a mutant is looked for, only what a commit does is struck: it is caught in seconds.
        everything = [one for one in everything if one.command in COMMITTING and one.call in COMMIT]
    chosen = some(everything, wanted) if wanted.count else everything
    codes: Counter[int] = Counter()
    faults = []
    for strike in chosen:
        of = COMMANDS[strike.command]
        found = ran(of, folder, work, strike)
        codes[found.code] += 1
        faults += [f"{strike}: {one}" for one in amiss(of, folder, work, found)]
        if faults and wanted.first:
            break
    told = ", ".join(f"{times:,} exit {code}" for code, times in sorted(codes.items()))
    figure = f"{codes.total():,} of {len(everything):,} strikes on {len(COMMANDS)} commands: {told}"
    return Outcome([figure], faults)


def struck(folder: Path, name: str, call: str, error: str) -> list[tuple[int, list[str]]]:
    """Strike each call of a kind that a command makes, once; return the exit code and the faults of each."""
    assert IMPORTED
    work, of = folder / "work", COMMANDS[name]
    prepared(folder)
    _warmed(of, folder, work)
    times = ran(of, folder, work, None).calls[call]
    every = [Strike(name, call, place, error, for_good=False) for place in range(1, times + 1)]
    came = []
    for strike in every:
        found = ran(of, folder, work, strike)
        came.append((found.code, list(amiss(of, folder, work, found))))
    return came


def _warmed(one: Command, folder: Path, work: Path) -> int:
    """Run a command in this very process."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder / "base", work)
    one.before(work)
    with redirect_stdout(io.StringIO()):
        return command(_arguments(one, folder, work))


# -- mutants ----------------------------------------------------------------------------------------

WRITE = append.write
APPEND = Store.append


@contextmanager
def _swallowed() -> Iterator[None]:
    """Take every failed commit for one that was kept."""
    with put(append, "write", lambda *given: (WRITE(*given)[0], None)):
        yield


@contextmanager
def _half() -> Iterator[None]:
    """Keep the first of several entries in a transaction of its own."""

    def apart(self: Store, prepare: Prepare) -> list[Entry]:
        first = APPEND(self, lambda last: prepare(last)[:1])
        return first + APPEND(self, lambda last: prepare(last - 1)[1:])

    with put(Store, "append", apart):
        yield


@contextmanager
def _ours() -> Iterator[None]:
    """Let errors of the system through as they are."""
    with put(cli, "_cannot_answer", lambda *_: 1), put(file, "translated", lambda *_: None):
        yield


MUTANTS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "a-failed-commit-is-taken-for-kept": _swallowed,
    "a-file-in-two-transactions": _half,
    "errors-of-the-disk-are-let-through": _ours,
}

HARNESS = Harness(
    name="iosweep",
    does="Let each call that a command makes on the ledger's files fail, once and for good.",
    unit="strikes (0: every one)",
    count=0,
    short=12,
    of_mutant=300,
    run=run,
    mutants=MUTANTS,
    lacks=lacks,
)

if __name__ == "__main__":
    sys.exit(main(HARNESS))
