"""Places that cannot be written, or are full: made where the system allows it, else the test is skipped, loudly."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _run(*command: str | Path) -> bool:
    try:
        done = subprocess.run(list(map(str, command)), capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    """Mount a disk of so many bytes there, and take it away again."""
    place.mkdir()
    if not _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place):
        pytest.skip("NOT TESTED, for want of the right to mount: a full disk")
    try:
        yield
    finally:
        assert _run("umount", "--lazy", place)


def fill(place: Path) -> Path:
    """Fill the disk to its last byte; return the file that does so."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return filler
    raise AssertionError


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Have nothing in a folder be written, not even by root."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        for one in folder.iterdir():
            one.chmod(0o444)
        try:
            yield
        finally:
            folder.chmod(0o755)
            for one in folder.iterdir():
                one.chmod(0o644)
        return
    if not (_run("mount", "--bind", folder, folder) and _run("mount", "-o", "remount,bind,ro", folder)):
        pytest.skip("NOT TESTED, for want of the right to mount: a read-only folder")
    try:
        yield
    finally:
        assert _run("umount", "--lazy", folder)


@contextmanager
def immutable(path: Path) -> Iterator[None]:
    """Have a file be neither written nor removed; its folder can be."""
    if os.geteuid() != 0:
        path.chmod(0o444)
    elif not _run("chattr", "+i", path):
        pytest.skip("NOT TESTED, for want of chattr: a read-only file in a folder that can be written")
    try:
        yield
    finally:
        if os.geteuid() != 0:
            path.chmod(0o644)
        else:
            assert _run("chattr", "-i", path)
