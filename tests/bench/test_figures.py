"""Every figure of `scripts/bench` runs, at a size so small that only its form means something."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from scripts.benchmark.figures import FIGURES
from scripts.benchmark.measures import ROOT, read, surroundings

pytestmark = pytest.mark.slow

SIZE = 120


class Run(NamedTuple):
    document: dict[str, Any]
    told: str
    kept: Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return what one run of all figures printed."""
    kept = tmp_path_factory.mktemp("bench") / "kept"
    environment = ["--venv", sys.prefix, "--keep", str(kept)]
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "bench", "--json", f"--sizes={SIZE}", "--rounds=1", *environment],
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return Run(json.loads(done.stdout), done.stderr, kept)


@pytest.mark.parametrize("figure", FIGURES)
def test_each_figure_measures_something_or_says_why_not(figure: str, run: Run) -> None:
    rows = [read(row) for row in run.document["figures"][figure]]
    assert rows
    for row in rows:
        if row.skipped:
            assert f"SKIPPED: {row.what}" in run.told
        else:
            assert row.value is not None
            assert row.value >= 0
            assert (row.ratio is None) == (row.theirs is None)


def test_the_yardsticks_answer_the_question_as_the_ledger_does(run: Run) -> None:
    assert f"state at {SIZE}: " in run.told
    assert "replay differs in 0" in run.told
    assert "!!!" not in run.told


def test_no_random_question_is_answered_otherwise_than_by_the_fold(run: Run) -> None:
    (row,) = run.document["figures"]["random"]
    assert row["value"] == 0


def test_what_was_made_is_kept_and_nothing_is_left_half_made(run: Run) -> None:
    made = {one.name for one in (run.kept / str(SIZE)).iterdir()}
    assert {"lines.jsonl", "ledger.db", "plain.db", "flat.db"} <= made
    assert not any(name.endswith(".half") for name in made)
