"""Each harness in its short form: the promise holds, and each mutant is caught. The long forms are scripts."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.fuzz import fuzz
from tests.harness import concurrent, iosweep, killloop, powerloss, running, samebasis
from tests.harness.running import Harness, Outcome, Wanted, caught

HARNESSES = {
    one.name: one
    for one in (killloop.HARNESS, iosweep.HARNESS, concurrent.HARNESS, samebasis.HARNESS, fuzz.HARNESS)
}
"""Those that CI runs; `scripts/powerloss` needs root and mounts, and is run by hand."""
MUTANTS = [(harness, name) for harness in HARNESSES.values() for name in harness.mutants]

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the environment as it was: a harness says in it for how long its processes wait."""
    monkeypatch.setenv("LEDGER_WAIT", "10")


def _able(harness: Harness) -> None:
    lacking = harness.lacks()
    if lacking is not None:
        pytest.skip(f"NOT TESTED: scripts/{harness.name}: {lacking}")


@pytest.mark.parametrize("harness", HARNESSES.values(), ids=list(HARNESSES))
def test_the_promise_holds(harness: Harness, tmp_path: Path) -> None:
    _able(harness)
    found = harness.run(Wanted(tmp_path, harness.short, 1))
    assert found.faults == []
    assert found.figures


@pytest.mark.parametrize("harness,name", MUTANTS, ids=[f"{one.name}-{name}" for one, name in MUTANTS])
def test_a_mutant_is_caught(harness: Harness, name: str, tmp_path: Path) -> None:
    _able(harness)
    assert caught(harness, name, Wanted(tmp_path, harness.of_mutant, 1))


# -- the command line that all of them have ----------------------------------------------------------


def _harness(*faults: str, lacking: str | None = None) -> Harness:
    return Harness(
        name="trial",
        does="Try nothing.",
        unit="trials",
        count=3,
        short=1,
        of_mutant=2,
        run=lambda wanted: Outcome([f"{wanted.count} tried"], list(faults)),
        mutants={"spoilt": nullcontext},
        lacks=lambda: lacking,
    )


@pytest.mark.parametrize(
    "arguments,faults,ends",
    [
        ((), (), (0, "3 tried")),
        ((), ("broken",), (1, "FAULT broken")),
        (("--count", "7"), (), (0, "7 tried")),
        (("--mutant", "spoilt"), ("broken",), (0, "mutant spoilt: caught, 1 faults; the first: broken")),
        (("--mutant", "spoilt"), (), (1, "mutant spoilt: NOT CAUGHT")),
        (("--mutants",), ("broken",), (0, "caught")),
    ],
)
def test_a_script_says_its_figure_and_its_seed_and_passes_a_mutant_only_when_it_was_caught(
    arguments: tuple[str, ...],
    faults: tuple[str, ...],
    ends: tuple[int, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["trial", *arguments, "--seed", "5"])
    code, told = ends
    assert running.main(_harness(*faults)) == code
    out = capsys.readouterr().out
    assert "seed 5" in out
    assert told in out


def test_a_script_that_cannot_run_here_says_so_and_does_not_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["trial"])
    assert running.main(_harness(lacking="there is no such thing")) == 2
    assert "NOT RUN: there is no such thing" in capsys.readouterr().out


def test_the_power_can_be_cut_only_where_a_file_system_may_be_shut_down() -> None:
    lacking = powerloss.lacks()
    assert lacking is None or lacking.startswith(("it needs root", "there is no", "there are no"))


# -- between the commit and the answer ---------------------------------------------------------------


@pytest.mark.parametrize("error,codes", [("EIO", {9}), (iosweep.KILLED, {-9})], ids=["unconfirmed", "killed"])
def test_a_command_whose_outcome_is_unknown_says_so_and_repeating_it_makes_exactly_one_entry(
    error: str, codes: set[int], tmp_path: Path
) -> None:
    """The commit's own call fails, or its process is killed there, in the midst of a real command."""
    _able(iosweep.HARNESS)
    found = iosweep.struck(tmp_path, "record", "fdatasync", error)
    assert codes & {code for code, _ in found}
    assert [fault for _, faults in found for fault in faults] == []
