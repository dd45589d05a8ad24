"""What runs beside a test in processes of its own: `python -m tests.store.children NAME ARGUMENT...`.

Writers are forked from one process that has imported everything, so that they
start together and a test takes a second. Each line that a writer prints it
prints after `record` has returned: it is an acknowledgement.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import sqlite_utils

import ledger.index.schema
import ledger.index.writing
import ledger.steps.admission
import ledger.store.sqlite_recorder
from ledger import Ledger
from ledger.errors import LedgerError
from tests.store.lines import answer, many, said

IMPORTED = (ledger, sqlite_utils)
"""What a writer would else import after it was forked."""


def _write(path: str, who: str, count: int, out: int) -> None:
    """Record lines one by one; write number, id and new of each to a file descriptor once it is recorded."""
    with Ledger(path) as opened:
        for place in range(count):
            line = said(f"{who}-{place}", parties=[who], matter=f"m{place % 3}")
            # A database knows who is logged in.
            (one,) = opened.record([line], author=opened.store.author() or who)["recorded"]
            os.write(out, json.dumps(one).encode() + b"\n")


def forked(work: Callable[[int], None]) -> tuple[int, int]:
    """Run something in a forked process; return its id and where to read what it writes."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    os.close(reading)
    code = 1
    try:
        work(writing)
        code = 0
    except LedgerError as error:
        os.write(writing, json.dumps({"error": str(error)}).encode() + b"\n")
    finally:
        os._exit(code)


def read(out: int, first: str = "") -> list[str]:
    """Return the whole lines that were written, `first` before them; of one that was cut off nothing."""
    with os.fdopen(out) as file:
        return [line for line in (first + file.read()).split("\n")[:-1] if line]


def record(path: str, who: str, count: str) -> None:
    """Record lines of one writer."""
    _write(path, who, int(count), sys.stdout.fileno())


def same(path: str, count: str) -> None:
    """Record the same lines as every other process that does this, each by itself."""
    with Ledger(path) as opened:
        for line in many(int(count)):
            (one,) = opened.record([line])["recorded"]
            print(json.dumps(one), flush=True)  # noqa: T201 what the test reads


def hold(path: str) -> None:
    """Hold the write lock of a SQLite file until standard input ends."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    print("held", flush=True)  # noqa: T201 what the test waits for
    sys.stdin.read()
    connection.close()


def crowd(path: str, writers: str, count: str) -> None:
    """Have so many writers record at once."""

    def writer(who: str) -> Callable[[int], None]:
        return lambda out: _write(path, who, int(count), out)

    started = [forked(writer(f"w{number}")) for number in range(int(writers))]
    for process, out in started:
        for line in read(out):
            print(line)  # noqa: T201 what the test reads
        _, status = os.waitpid(process, 0)
        print(json.dumps({"exit": os.waitstatus_to_exitcode(status)}))  # noqa: T201 what the test reads


def killed(path: str, cycles: str) -> None:
    """Start a writer again and again, and kill it in the midst of its work."""
    dice = random.Random(1)  # noqa: S311 a sample, no secret
    for cycle in range(int(cycles)):
        process, out = forked(lambda out, who=f"k{cycle}": _write(path, who, 10_000, out))  # type: ignore[misc]
        # Every fourth one is killed while it opens the ledger, the others once they have recorded something.
        first = os.read(out, 4096).decode() if cycle % 4 else ""
        time.sleep(dice.uniform(0, 0.02))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        for line in read(out, first):
            print(line)  # noqa: T201 what the test reads


def killed_building(path: str, pause: str) -> None:
    """Kill a process while it brings the index up to date."""

    def build(out: int) -> None:
        with Ledger(path) as opened:
            os.write(out, b"begun\n")
            opened.index.update()

    process, out = forked(build)
    os.read(out, 6)
    time.sleep(float(pause))
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(out)


def answers(path: str, readers: str) -> None:
    """Ask for the state in so many processes at once."""

    def ask(out: int) -> None:
        with Ledger(path) as opened:
            os.write(out, json.dumps({"answer": answer(opened)}).encode() + b"\n")

    started = [forked(ask) for _ in range(int(readers))]
    for process, out in started:
        for line in read(out):
            print(line)  # noqa: T201 what the test reads
        os.waitpid(process, 0)


def limited(path: str, more: str) -> None:
    """Record one line after the other until no file may grow further; print the code of what it ends with."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with Ledger(path) as opened:
        most = max(one.stat().st_size for one in Path(path).parent.iterdir()) + int(more)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        try:
            for line in many(10_000):
                (one,) = opened.record([line])["recorded"]
                print(json.dumps(one), flush=True)  # noqa: T201 what the test reads
        except LedgerError as error:
            print(json.dumps({"code": error.code, "said": str(error)}))  # noqa: T201 what the test reads


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
