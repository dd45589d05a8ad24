"""A command that only reads starts fast: what it does not need is not imported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"pydantic", "pydantic_core", "eventsourcing", "sqlite_utils", "psycopg"}

pytestmark = pytest.mark.slow


def imported(folder: Path, *arguments: str) -> set[str]:
    """Run the command line in a process of its own in `folder`; return the names of what it imported."""
    # What the tests are measured with (coverage in each process) would be listed too.
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "LEDGER_", "PYTHON"))
    }
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ledger", *arguments],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(root)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip() for line in lines}


def heavy(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names} & HEAVY


@pytest.fixture(scope="module")
def riyadh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """Return a folder with the ledger of the example, its index up to date; and what recording imported."""
    folder = tmp_path_factory.mktemp("riyadh")
    recording = imported(folder, "demo")
    imported(folder, "state")
    return folder, recording


def test_recording_imports_the_heavy_ones_so_the_list_can_be_trusted(riyadh: tuple[Path, set[str]]) -> None:
    assert heavy(riyadh[1]) >= {"pydantic", "eventsourcing"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["state"],
        ["state", "--as-of", "2025-02-18"],
        ["state", "--json"],
        ["show", "3", "--json"],
        ["why", "ukraine", "minerals"],
        ["history", "ukraine", "minerals"],
        ["timeline", "--limit", "3"],
        ["log"],
        ["search", "minerals"],
        ["diff", "2025-02-01", "2025-02-18"],
        ["accounts", "minerals"],
        ["positions"],
        ["matters"],
        ["state", "--party", "usa", "--matter", "minerals"],
        ["timeline", "--publisher", "examiner", "--kind", "point-agreed"],
        ["timeline", "--csv"],
        ["log", "--party", "usa"],
        ["accounts", "point-2"],
        ["search", "zelensky"],
        ["search", "--first", "off the table"],
    ],
    ids=" ".join,
)
def test_a_reading_command_imports_none_of_them(riyadh: tuple[Path, set[str]], arguments: list[str]) -> None:
    names = imported(riyadh[0], *arguments)
    assert "ledger.cli" in names
    assert heavy(names) == set()
