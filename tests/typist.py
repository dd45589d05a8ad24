"""A person at a terminal: a pseudo-terminal on which commands run, and what is typed when they ask."""

import fcntl
import json
import os
import pty
import re
import resource
import select
import shlex
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 30.0
"""Seconds within which something must be printed."""
INTERRUPT = "\x03"
TAB, UP, DOWN = "\t", "\x1b[A", "\x1b[B"
HANG_UP = "(the terminal is closed)"


def limited(size: int) -> Callable[[], None]:
    """Return what lets a process write no file beyond a size, as on a full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def offered(printed: str) -> list[str]:
    """Return the words of the last command that a screen offers on lines of its own, as one copies it from there."""
    found = re.findall(r"^ {2}(ledger (?:.*\\\n)*.*)$", printed, re.MULTILINE)
    assert found, printed
    ledger, *words = shlex.split(found[-1].replace("\\\n", ""))
    assert ledger == "ledger"
    return words


class Typist:
    """Runs the ledger's commands in a folder, on a terminal, and types into them."""

    program: Sequence[str] = (sys.executable, "-m", "ledger")

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("LEDGER_", "PYTHON", "XDG_"))},
            "HOME": str(folder),
            "LEDGER_AUTHOR": "ana",
            "NO_COLOR": "1",
            "PYTHONPATH": str(ROOT),
            "TERM": "dumb",
            "XDG_STATE_HOME": str(folder / "state"),
            **environment,
        }

    def types(
        self,
        *command: str,
        answers: Sequence[tuple[str, str | None]] = (),
        before: Callable[[], None] | None = None,
    ) -> tuple[str, int]:
        """Run `ledger COMMAND`; as each text of `answers` is printed, type what belongs to it.

        Of None nothing is typed. What ends with INTERRUPT is typed and then broken off; after HANG_UP nothing
        more is read or printed. Returns all that stood on the terminal and the exit
        code. AssertionError where a text does not come.
        """
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            # Where the tests run in the background it is ignored, and that would be inherited.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            if before is not None:
                before()
            arguments = [*self.program, *command]
            os.execve(arguments[0], arguments, self.environment)  # noqa: S606 the ledger's own command
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        screen = _Screen(terminal)
        for awaited, typed in answers:
            screen.wait(awaited)
            if typed is not None and typed != HANG_UP:
                screen.type(typed)
        end = (answers[-1][1] or "") if answers else ""
        hangs_up, interrupts = (end.endswith(one) for one in (HANG_UP, INTERRUPT))
        printed = screen.printed if hangs_up else screen.rest(again=INTERRUPT if interrupts else "")
        os.close(terminal)
        _, status = os.waitpid(child, 0)
        return printed, os.waitstatus_to_exitcode(status)


EDITOR = """
import json, pathlib, re, sys, time
steps = pathlib.Path(sys.argv[0]).with_suffix(".steps")
path = pathlib.Path(sys.argv[1])
todo = json.loads(steps.read_text())
now = todo.pop(0) if todo else {}
steps.write_text(json.dumps(todo))
text = path.read_text()
print("OPENED\\n" + text)
for old, new in now.items():
    if old == "wait":
        print("WAITING", flush=True)
        time.sleep(60)
    if old == "fail":
        sys.exit(1)
    text = re.sub(old, new, text, count=1, flags=re.MULTILINE)
path.write_text(text)
"""
"""An editor that prints what it is opened on, and puts texts in the place of others, step by step."""


class Editing(Typist):
    """A person whose editor does as it is told beforehand."""

    def __init__(self, folder: Path) -> None:
        self.script = folder / "editor.py"
        self.script.write_text(EDITOR)
        super().__init__(folder, EDITOR=f"{sys.executable} {self.script}")

    def will(self, *steps: dict[str, str]) -> None:
        """Say what the editor does each time it is opened."""
        self.script.with_suffix(".steps").write_text(json.dumps(steps))


class _Screen:
    """What is printed on a terminal, read as it comes."""

    def __init__(self, terminal: int) -> None:
        self.terminal = terminal
        self.printed = ""
        self.seen = 0

    def _more(self) -> bool:
        ready, _, _ = select.select([self.terminal], [], [], 0.1)
        if not ready:
            return True
        try:
            data = os.read(self.terminal, 65536)
        except OSError:
            return False
        self.printed += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)

    def type(self, text: str) -> None:
        """Type a line; or what of it stands before an interruption, which comes once that is seen."""
        begun = text.removesuffix(INTERRUPT)
        if begun == text:
            os.write(self.terminal, f"{text}\n".encode())
            return
        os.write(self.terminal, begun.encode())
        self.wait(begun)
        os.write(self.terminal, INTERRUPT.encode())

    def wait(self, text: str) -> None:
        """Read until a text stands there that was not seen yet."""
        ends = time.monotonic() + PATIENCE
        while text not in self.printed[self.seen :]:
            assert self._more(), f"it ended before {text!r}:\n{self.printed}"
            assert time.monotonic() < ends, f"{text!r} did not come:\n{self.printed}"
        self.seen += self.printed[self.seen :].index(text) + len(text)

    def rest(self, again: str = "") -> str:
        """Read to the end and return all that was printed; `again` is typed once more each second until then.

        A key typed while a terminal changes its mode is lost, as it is to a person, who presses it again.
        """
        ends = time.monotonic() + PATIENCE
        typed = time.monotonic()
        while self._more():
            assert time.monotonic() < ends, f"it does not end:\n{self.printed}"
            if again and time.monotonic() > typed + 1:
                typed = time.monotonic()
                with suppress(OSError):
                    os.write(self.terminal, again.encode())
        return self.printed
