"""What the README shows: commands run by a shell in a folder of their own, with clock, author and width held still.

The folder has the command `ledger`, of this checkout and by this Python, first on its path. The clock stands
at the day that is given, because what a ledger prints tells when it was recorded, and a text that is checked
must be the same tomorrow.
"""

import datetime
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.typist import Typist

ROOT = Path(__file__).resolve().parents[1]
WIDTH = "80"

LEDGER = """
import datetime, os, sys, time
now = datetime.datetime.fromisoformat(os.environ["TRANSCRIPT_NOW"])
class Still(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return now.astimezone(tz) if tz else now.astimezone().replace(tzinfo=None)
datetime.datetime = Still
time.time_ns = lambda: int(now.timestamp()) * 10**9
from ledger.cli import main
main()
"""
"""The command line under a clock that stands still."""


class Terminal:
    """A shell in a temporary folder; `day` is the day that its clock shows, `author` who records."""

    def __init__(self, day: str, author: str = "ana") -> None:
        self.day = day
        self.author = author
        self._folder = tempfile.TemporaryDirectory(prefix="ledger-transcript-")
        self.folder = Path(self._folder.name) / "work"
        self.folder.mkdir()
        python = shlex.quote(sys.executable)
        for name, runs in (("python", python), ("ledger", f"{python} -c {shlex.quote(LEDGER)}")):
            command = self.folder.with_name(name)
            command.write_text(f'#!/bin/sh\nexec {runs} "$@"\n')
            command.chmod(0o755)

    def write(self, name: str, text: str) -> str:
        """Write a file into the folder; return it as it is shown, fenced."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return f"```\n$ cat {name}\n{text.rstrip()}\n```"

    def run(self, command: str) -> tuple[str, int]:
        """Run one command line; return what it printed, errors among it, and its exit code."""
        noon = datetime.datetime.fromisoformat(f"{self.day}T12:00:00+00:00")
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("LEDGER_", "PYTHON"))
        }
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=kept
            | {
                "COLUMNS": WIDTH,
                "LANG": "C.UTF-8",
                "LEDGER_AUTHOR": self.author,
                "NO_COLOR": "1",
                "PATH": f"{self.folder.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
                "PYTHONPATH": str(ROOT),
                "PYTHONUTF8": "1",
                "TRANSCRIPT_NOW": noon.isoformat(),
                "TZ": "UTC",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.stdout, done.returncode

    def show(self, *commands: str, code: int = 0) -> str:
        """Run commands that end with an exit code; return them and what they printed, fenced.

        AssertionError where one ends with another code: no transcript is made of a command that fails.
        """
        shown = []
        for command in commands:
            printed, found = self.run(command)
            assert found == code, f"{command}: exit code {found}\n{printed}"
            lines = [line.rstrip() for line in printed.splitlines()]
            shown.append("\n".join([f"$ {command}", *lines]))
        return "\n\n".join(["```", *shown]).replace("```\n\n", "```\n", 1) + "\n```"

    def typed(self, command: str, *answers: tuple[str, str | None]) -> str:
        """Run a command on a terminal, type answers to what it asks, and return all that stood there, fenced."""
        noon = datetime.datetime.fromisoformat(f"{self.day}T12:00:00+00:00")
        ana = Typist(self.folder, PYTHONUTF8="1", TRANSCRIPT_NOW=noon.isoformat(), TZ="UTC", LANG="C.UTF-8")
        ana.program = (sys.executable, "-c", LEDGER)
        ledger, *words = shlex.split(command.replace("\\\n", ""))
        printed, code = ana.types(*words, answers=answers)
        assert (ledger, code) == ("ledger", 0), f"{command}: exit code {code}\n{printed}"
        lines = [line.rstrip() for line in printed.splitlines()]
        return "\n".join(["```", f"$ {command}", *lines, "```"])

    def refusal(self, command: str) -> tuple[int, str, str | None]:
        """Run a command that is refused; return its exit code, its message and its remedy."""
        printed, code = self.run(f"{command} --json")
        (said,) = (line for line in printed.splitlines() if line.startswith('{"error"'))
        error = json.loads(said)["error"]
        assert code == error["code"] != 0, f"{command}: exit code {code}\n{printed}"
        return code, error["message"], error["remedy"]
