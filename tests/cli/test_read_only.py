"""A ledger that cannot be written: it is read as it is, and whatever would write is exit 8 and changes nothing."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.running import OPTIONS, At, position

NOBODY = 65_534
READING = (["state", "--as-of", "2030"], ["log"], ["show", "1"], ["export"], ["verify"])
WRITING = (
    ["record", "position-taken", *OPTIONS, "--matter=other"],
    ["correct", "1", "--terms=x", "--reason=x"],
    ["retract", "1", "--reason=x"],
    ["source", "add", "-", "--as=we", "--publisher=G"],
)


@contextmanager
def without_privilege() -> Iterator[None]:
    """Let the process be nobody, where it is root and so might write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def sealed(lg: At, another: At, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    """Return a ledger in a folder in which nothing can be written, and no cache folder either."""
    lg.record(position())
    another.record(position("usa"))
    for asked in (*READING, *WRITING):
        # What each command imports is imported now: nobody may not read where Python is.
        another(*asked, given="text")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        path = Path(shutil.copyfile(lg.path, folder / "ledger.db"))
        path.chmod(0o444)
        folder.chmod(0o555)
        yield At(path)
        folder.chmod(0o755)


def test_a_read_only_ledger_answers_every_question(sealed: At) -> None:
    with without_privilege():
        answers = [sealed.ok(*asked) for asked in READING]
    assert "ukraine" in answers[0]
    assert [path.name for path in sealed.folder.iterdir()] == ["ledger.db"]


@pytest.mark.parametrize("arguments", WRITING, ids=lambda one: one[0])
def test_what_would_write_to_it_is_told_that_it_cannot(sealed: At, arguments: list[str]) -> None:
    before = sealed.path.read_bytes()
    with without_privilege():
        text = sealed(*arguments, given="text")
        program = sealed(*arguments, "--json", given="text")
    assert (text.code, program.code, text.out, program.out) == (8, 8, "", "")
    assert "cannot be written" in " ".join(text.err.split())
    assert "Nothing was recorded." in " ".join(text.err.split())
    assert program.error["code"] == 8
    assert sealed.path.read_bytes() == before
    assert [path.name for path in sealed.folder.iterdir()] == ["ledger.db"]


def test_no_ledger_is_begun_in_a_folder_that_cannot_be_written(sealed: At) -> None:
    with without_privilege():
        done = At(sealed.folder / "new.db")("init")
    assert done.code == 8
    assert [path.name for path in sealed.folder.iterdir()] == ["ledger.db"]
