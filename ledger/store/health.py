"""The health of a ledger's file: whether what it stands on keeps what it is given. Nothing is changed by looking.

Each finding says what was looked at, how it is, what was found, and what to do. A *fault* is damage; a *warning*
is what can come to it; a *note* is worth knowing and in order.
"""

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from ledger.errors import LedgerError
from ledger.store import MICROSECONDS, Store, file, soundness, timestamp
from ledger.store.sqlite import File

WAL_RESET_BEGAN = (3, 7, 0)
WAL_RESET_FIXED = (3, 51, 3)
WAL_RESET_FIXED_IN = {(3, 44): 6, (3, 50): 7}
"""The WAL-reset bug, by which two processes can damage a file: the versions that have it, and the patch releases
of older lines that do not (sqlite.org/wal.html#walresetbug)."""
LEAST_SPACE = 64 << 20
"""Bytes of free space below which a warning is given: what a long day of recording takes."""
_REMOTE = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs")
"""File systems of other machines, whose locks and shared memory SQLite's log cannot rely on."""


class Finding(NamedTuple):
    """What was looked at ("sqlite"), how it is ("ok", "note", "warning", "fault"), what was found, what to do."""

    check: str
    level: str
    found: str
    remedy: str | None = None


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Tell whether a version of SQLite has the WAL-reset bug, as SQLite's authors number it."""
    patched = WAL_RESET_FIXED_IN.get(version[:2])
    return WAL_RESET_BEGAN <= version < WAL_RESET_FIXED and (patched is None or version[2] < patched)


def library(version: tuple[int, int, int]) -> Finding:
    """Return what is known of the SQLite library that is used."""
    name = ".".join(map(str, version))
    if not has_wal_reset_bug(version):
        return Finding("sqlite", "ok", f"SQLite {name}")
    return Finding(
        "sqlite",
        "warning",
        f"SQLite {name} has the WAL-reset bug: very rarely, two processes that write at the same moment damage the "
        "file. A distribution may have mended it under the same number",
        "Use SQLite 3.51.3 or newer, 3.50.7 or 3.44.6. Till then keep backups: ledger backup FILE",
    )


def log_beside(path: Path) -> Finding:
    """Return whether SQLite's log stands beside the file. Asked before the ledger is opened, which may clear it."""
    log = path.resolve().with_name(f"{path.resolve().name}-wal")
    size = log.stat().st_size if log.exists() else 0
    if not size:
        return Finding("log", "ok", "no log is left beside the file: all entries are in it")
    return Finding(
        "log",
        "note",
        f"{log.name} holds {size:,} bytes: the ledger is in use, or a program was stopped in the midst of it. Its "
        "entries are safe, and the next command takes them in",
        "Never copy, move or remove the file without it. To copy a ledger: ledger backup FILE",
    )


def of_entries(store: Store) -> Iterator[Finding]:
    """Yield how a ledger that is open does, wherever it stands: its format, its tables, the clock."""
    last, _ = store.last()
    entries = "entry" if last == 1 else "entries"
    yield Finding("format", "ok", f"format {store.format}, {last:,} {entries}, id {store.id}")
    yield _tables(store)
    yield _clock(store, last)


def of_file(store: Store) -> Iterator[Finding]:
    """Yield how the file of a ledger that is open does: its pages, who may write it, its commits too."""
    yield from of_entries(store)
    yield _pages(store)
    yield from _access(store)


def _tables(store: Store) -> Finding:
    count, faults = soundness.tables(store)
    if not faults:
        return Finding("triggers", "ok", f"all {count} tables and triggers are as they were made")
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return Finding(
        "triggers",
        "fault",
        f"{faults[0][1]}{more}: entries may have been changed",
        "See what was changed: ledger verify --since a checkpoint kept elsewhere; then restore a backup.",
    )


def _pages(store: Store) -> Finding:
    remedy = "Restore the last backup; what is still readable: ledger export --output FILE"
    try:
        with store.reported():
            (said,) = store.connection.execute("PRAGMA quick_check(1)").fetchone()
    except LedgerError as error:
        return Finding("pages", "fault", error.message, remedy)
    if said != "ok":
        return Finding("pages", "fault", f"SQLite finds the file damaged: {said}", remedy)
    return Finding("pages", "ok", "SQLite finds every page in order; whether words were altered tells verify")


def _access(store: Store) -> Iterator[Finding]:
    """Yield whether the ledger can be written, by whom, and whether a commit then waits for the disk."""
    place = store.place
    if not isinstance(place, File):
        return
    path, folder = place.path.resolve(), place.path.resolve().parent
    if not (os.access(path, os.W_OK) and os.access(folder, os.W_OK)):
        what = path if not os.access(path, os.W_OK) else folder
        yield Finding(
            "access",
            "note",
            f"{what} cannot be written by you: the ledger answers, and nothing can be recorded",
            "To record, copy it to a folder of yours: ledger backup FILE",
        )
        return
    others = [one for one in (path, folder) if _for_everybody(one)]
    if others:
        yield Finding(
            "access",
            "warning",
            f"{others[0]} can be written by everybody on this computer",
            f"chmod o-w {others[0]}",
        )
    else:
        yield Finding("access", "ok", "you can write it, and not everybody can")
    yield _commits(place)


def _for_everybody(path: Path) -> bool:
    mode = path.stat().st_mode
    sticky = stat.S_ISDIR(mode) and mode & stat.S_ISVTX
    return bool(mode & stat.S_IWOTH) and not sticky


def _commits(place: File) -> Finding:
    try:
        with closing(file.writing(place.path, place.wait)) as writer:
            (mode,) = writer.execute("PRAGMA journal_mode").fetchone()
            (waits,) = writer.execute("PRAGMA synchronous").fetchone()
    except place.errors as error:
        meant = place.translated(error) or LedgerError(str(error))
        return Finding("commits", "warning", meant.message, meant.remedy)
    if (mode, waits) != ("wal", file.FULL):
        return Finding(
            "commits",
            "fault",
            f"SQLite keeps its journal as {mode}, synchronous {waits}: a commit may not survive a power cut",
            "Keep the ledger on a local disk, and use another SQLite library.",
        )
    kind = _file_system(place.path)
    if kind in _REMOTE:
        return Finding(
            "commits",
            "warning",
            f"the file stands on another machine ({kind}), where SQLite's locks cannot be relied on",
            "Keep the ledger on a local disk.",
        )
    return Finding("commits", "ok", "write-ahead log, synchronous FULL: a commit waits for the disk")


def _file_system(path: Path) -> str:
    """Return the kind of file system a file stands on, where the system tells it; else nothing."""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    real = path.resolve()
    mounts = [line.split(" ")[1:3] for line in lines]
    fitting = [(len(place), kind) for place, kind in mounts if real.is_relative_to(place)]
    return max(fitting, default=(0, ""))[1]


def space(path: Path) -> Finding:
    """Return how much room there is beside the file."""
    folder = path.resolve().parent
    free, size = shutil.disk_usage(folder).free, path.stat().st_size
    found = f"{free / 2**20:,.0f} MiB are free beside a ledger of {size / 2**20:,.1f} MiB"
    if free < LEAST_SPACE:
        return Finding("space", "warning", found, f"Free space on the disk of {folder}.")
    if free < 2 * size:
        return Finding("space", "note", f"{found}: there is no room for a backup and a new index")
    return Finding("space", "ok", found)


def _clock(store: Store, last: int) -> Finding:
    recorded = store.recorded_at(last) or 0
    ahead = recorded - time.time_ns() // 1000
    if ahead <= 0:
        return Finding("clock", "ok", "the clock is not behind the last entry")
    return Finding(
        "clock",
        "warning",
        f"the clock is {_span(ahead // MICROSECONDS)} behind entry {last}, recorded {timestamp(recorded)}: until it "
        "has caught up, what is recorded gets that time",
        "Set the clock. If it is right, that entry was recorded by one that was not; the numbers tell the order.",
    )


def _span(seconds: int) -> str:
    for unit, least in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= least:
            number = seconds // least
            return f"{number:,} {unit}{'s' if number > 1 else ''}"
    return f"{seconds} s"


def sqlite_version() -> tuple[int, int, int]:
    """Return the version of the SQLite library that Python uses."""
    major, minor, patch = sqlite3.sqlite_version_info[:3]
    return major, minor, patch
