"""Cut the power under a ledger, again and again, and see that what was acknowledged is on the disk.

The ledger stands on an ext4 file system in a file of its own. In the midst of the writing the file system is shut
down as by a power cut (the ioctl that the file system's own tests use, without writing its journal out): what no
fsync has sent to the disk is gone. Then it is mounted again, which replays its journal, and looked at.
Not tried by this: a disk that says it has written what it has not, and a sector that is torn.
Needs root, loop devices and ext4; it is not run in CI.
"""

import fcntl
import json
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger import Ledger
from ledger.errors import LedgerError
from ledger.ledger import sealing
from ledger.seal import note
from ledger.store import file
from tests.harness.running import Harness, Outcome, Wanted, main, put
from tests.store.children import IMPORTED, forked
from tests.store.lines import DAY, said, same_rows

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN (the same as XFS_IOC_GOINGDOWN)."""
WITHOUT_ITS_JOURNAL = 2
"""The kind of shutdown by which nothing more is written, the file system's journal neither."""
SIZE = "48M"
LONGEST = 0.25
"""Seconds for which is written before the power is cut."""
EACH = 10
"""Cycles on one file system."""


def _done(*command: str | Path) -> bool:
    return subprocess.run(list(map(str, command)), capture_output=True, check=False).returncode == 0


def lacks() -> str | None:
    """Return why the power cannot be cut here; None where it can."""
    if os.geteuid() != 0:
        return "it needs root, to mount a file system and to shut it down"
    missing = [name for name in ("mkfs.ext4", "mount", "umount") if shutil.which(name) is None]
    if missing:
        return f"there is no {missing[0]}"
    if not list(Path("/dev").glob("loop*")):
        return "there are no loop devices, so no file can be mounted"
    return None


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[None]:
    """Mount an image for a while."""
    if not _done("mount", "-o", "loop", image, place):
        raise RuntimeError(f"{image} cannot be mounted: loop mounts do not work on this machine")
    try:
        yield
    finally:
        for _ in range(50):
            if _done("umount", place):
                break
            time.sleep(0.02)


def cut(place: Path) -> None:
    """Shut the file system down."""
    folder = os.open(place, os.O_RDONLY)
    try:
        fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", WITHOUT_ITS_JOURNAL))
    finally:
        os.close(folder)


def _writing(folder: Path, who: str, out: int) -> None:
    """Record, archive, back up and sign, and tell of each once it is said to be done."""
    signer = note.new("example.org/talks", bytes(32))

    def told(**what: str) -> None:
        os.write(out, json.dumps(what).encode() + b"\n")

    with Ledger(folder / "ledger.db") as ledger:
        for place in range(10_000):
            ledger.record([said(f"{who}-{place}", parties=[who])])
            told(entry=f"{who}-{place}")
            if place % 5 == 1:
                ledger.archive(f"Text {who} {place}.", f"{who}-{place}", {"publisher": "Wire"})
                told(source=f"{who}-{place}")
            if place % 7 == 2:
                ledger.backup(folder / f"{who}-{place}.db")
                told(backup=f"{who}-{place}.db", entry=f"{who}-{place}")
            if place % 7 == 3:
                _signed(ledger, folder / f"{who}-{place}.checkpoint", signer)
                told(checkpoint=f"{who}-{place}.checkpoint")
            if place % 7 == 4:
                Ledger.create(folder / f"{who}-{place}-new.db").close()
                told(ledger=f"{who}-{place}-new.db")


def _signed(ledger: Ledger, path: Path, signer: note.Signer) -> None:
    from ledger.cli.sealing import create

    create(path, sealing.signed(ledger.store, signer), 0o666)


def _cycle(folder: Path, who: str, pause: float) -> list[dict[str, str]]:
    """Write for a while, cut the power, and return what had been told by then."""

    def work(out: int) -> None:
        # Whatever the disk says once the power is gone: what was told before it counts.
        with suppress(LedgerError, OSError):
            _writing(folder, who, out)

    process, out = forked(work)
    time.sleep(pause)
    # A process outlives this power cut, and the file system may confirm to it what it no longer writes (the flag is set
    # before the journal is stopped). So only what was told before counts.
    told = os.read(out, 1 << 20).decode() if select.select([out], [], [], 0)[0] else ""
    cut(folder)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(out)
    return [json.loads(line) for line in told.split("\n")[:-1]]


def amiss(folder: Path, told: list[dict[str, str]]) -> Iterator[str]:
    """Yield what was told of and is not there, or not whole."""
    with Ledger(folder / "ledger.db") as ledger:
        there = {entry.id for entry in ledger.entries()}
        slugs = {slug for slug, _ in ledger.store.sources()}
        for one in told:
            if "entry" in one and one["entry"] not in there:
                yield f"acknowledged and lost: {one['entry']}"
            if "source" in one and one["source"] not in slugs:
                yield f"archived and lost: {one['source']}"
            if "backup" in one:
                yield from _copy(folder / one["backup"], one["entry"])
            if "ledger" in one:
                yield from _copy(folder / one["ledger"])
            if "checkpoint" in one and not _whole(folder / one["checkpoint"]):
                yield f"a checkpoint said to be written is not there: {one['checkpoint']}"
        ledger.state(DAY)
        if not same_rows(ledger):
            yield "the index has not the rows that the entries give"
        yield from (f"verify: {one['message']}" for one in ledger.verify()["faults"])


def _copy(path: Path, entry: str | None = None) -> Iterator[str]:
    """Yield what is amiss with a ledger that was said to be begun, or to be a backup with an entry in it."""
    try:
        with Ledger(path) as copy:
            if entry is not None and copy.store.number(entry) is None:
                yield f"a backup lacks what it was made of: {path.name}"
            if not copy.verify()["ok"]:
                yield f"it does not verify: {path.name}"
    except LedgerError as error:
        yield f"a ledger said to be made is not there: {path.name}: {error}"


def _whole(path: Path) -> bool:
    return path.exists() and path.read_bytes().endswith(b"\n")


def run(wanted: Wanted) -> Outcome:
    """Cut the power so many times."""
    dice = wanted.dice()
    assert IMPORTED
    image, place = wanted.folder / "disk", wanted.folder / "mounted"
    place.mkdir()
    faults: list[str] = []
    kept: list[dict[str, str]] = []
    number = acknowledgements = 0
    for number in range(wanted.count):
        if number % EACH == 0:
            _begun(image, place)
            kept = []
        with mounted(image, place):
            new = _cycle(place, f"p{number}", dice.uniform(0.02, LONGEST))
        acknowledgements += len(new)
        # Copies that were looked at after their own cycle are not looked at again.
        with mounted(image, place):
            found = list(amiss(place, [*({"entry": one["entry"]} for one in kept if "entry" in one), *new]))
            for one in place.glob("p*"):
                one.unlink()
        kept += new
        faults += [f"cycle {number}: {one}" for one in found]
        if found:
            break
    figure = f"the power was cut {number + 1:,} times, {acknowledgements:,} acknowledgements before it"
    return Outcome([figure], faults)


def _begun(image: Path, place: Path) -> None:
    """Make a file system with an empty ledger on it."""
    image.unlink(missing_ok=True)
    if not (_done("truncate", "-s", SIZE, image) and _done("mkfs.ext4", "-q", image)):
        raise RuntimeError(f"{image}: no file system could be made")
    with mounted(image, place):
        Ledger.create(place / "ledger.db", origin="example.org/talks").close()


def _making(path: Path, wait: float) -> object:
    return file.connect(path, "mode=rw", wait)


def _hasty(given: str) -> object:
    """Return what opens a ledger for writing with another `PRAGMA synchronous`."""
    writing = file.writing

    def hasty(path: Path, wait: float) -> object:
        connection = writing(path, wait)
        connection.execute(f"PRAGMA synchronous = {given}")
        return connection

    return hasty


HARNESS = Harness(
    name="powerloss",
    does="Cut the power under a ledger, again and again: what was acknowledged is on the disk.",
    unit="cuts",
    count=200,
    short=3,
    of_mutant=100,
    run=run,
    mutants={
        "a-journal-s-removal-is-not-waited-for": lambda: put(file, "making", _making),
        "synchronous-normal": lambda: put(file, "writing", _hasty("NORMAL")),
        "synchronous-off": lambda: put(file, "writing", _hasty("OFF")),
    },
    lacks=lacks,
)

if __name__ == "__main__":
    sys.exit(main(HARNESS))
