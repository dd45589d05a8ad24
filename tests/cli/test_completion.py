"""Completion in the shell: commands without their modules, options, kinds, stances, and the slugs of the ledger."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.cli.completing import SHELLS
from tests.cli.running import At, command

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def ask(at: At, *words: str, more: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Ask as bash does for what completes the last of the words."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "LEDGER_", "PYTHON"))
    }
    line = ["ledger", *words]
    asked = {
        "_LEDGER_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(line),
        "COMP_CWORD": str(len(line) - 1),
        "PYTHONPATH": str(ROOT),
        "LEDGER_URL": at.where,
    }
    return subprocess.run(
        [sys.executable, *more, "-m", "ledger"],
        cwd=at.folder,
        env=clean | asked,
        capture_output=True,
        text=True,
        check=True,
    )


def completed(at: At, *words: str) -> list[str]:
    return [line.removeprefix("plain,") for line in ask(at, *words).stdout.splitlines()]


@pytest.mark.parametrize(
    "words, found",
    [
        (["sta"], ["state"]),
        (["record", "position-t"], ["position-taken"]),
        (["why", "u"], ["ukraine", "usa"]),
        (["why", "usa", "nato"], ["nato-membership"]),
        (["members", "x"], []),
        (["record", "position-taken", "--stance", "op"], ["opposes"]),
        (["record", "position-taken", "--party", "rus"], ["russia"]),
        (["record", "position-taken", "--party", "usa,rus"], ["usa,russia"]),
        (["record", "position-taken", "--according-to", "sau"], ["saudi-arabia"]),
        (["record", "position-taken", "--stan"], ["--stance"]),
        (["record", "meeting-held", "--meeting", "mun"], ["munich-zelensky-vance"]),
        (["record", "point-progressed", "--status", "br"], ["breached"]),
        (["state", "--party", "eur"], ["european-allies"]),
        (["state", "--negotiation", "u"], ["ukraine-2025"]),
        (["--ledger", "nowhere.db", "why", "u"], []),
        (["--ledger", "none.txt", "why", "u"], []),
    ],
    ids=" ".join,
)
def test_a_word_is_completed(talks: At, words: list[str], found: list[str]) -> None:
    (talks.folder / "none.txt").write_text("no ledger")
    assert completed(talks, *words) == found


@pytest.mark.file
def test_commands_and_slugs_are_completed_without_what_recording_needs(talks: At) -> None:
    for words in (["sta"], ["why", "u"]):
        loaded = ask(talks, *words, more=("-X", "importtime")).stderr
        assert "ledger.cli" in loaded
        assert not {"pydantic", "eventsourcing", "sqlite_utils"} & {
            line.rpartition("|")[2].strip() for line in loaded.splitlines()
        }


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell_asks_the_ledger(shell: str, tmp_path: Path) -> None:
    done = command("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"_LEDGER_COMPLETE={shell}_complete" in done.out
    if shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(done.out)
        subprocess.run([shell, "-n", str(script)], check=True)


def test_another_shell_is_refused() -> None:
    assert command("completion", "tcsh").code == 4
