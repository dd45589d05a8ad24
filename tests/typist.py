"""A person at a terminal: a pseudo-terminal on which commands run, and what is typed when they ask."""

import fcntl
import os
import pty
import resource
import select
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


def limited(size: int) -> Callable[[], None]:
    """Return what lets a process write no file beyond a size, as on a full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


class Typist:
    """Runs the ledger's commands in a folder, on a terminal, and types into them."""

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
        answers: Sequence[tuple[str, str]] = (),
        before: Callable[[], None] | None = None,
    ) -> tuple[str, int]:
        """Run `ledger COMMAND`; as each text of `answers` is printed, type what belongs to it.

        Returns all that stood on the terminal and the exit code. AssertionError
        where a text does not come.
        """
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            # Where the tests run in the background it is ignored, and that would be inherited.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            if before is not None:
                before()
            arguments = [sys.executable, "-m", "ledger", *command]
            os.execve(sys.executable, arguments, self.environment)  # noqa: S606 the ledger's own command
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        screen = _Screen(terminal)
        for awaited, typed in answers:
            screen.wait(awaited)
            os.write(terminal, (typed if typed == INTERRUPT else f"{typed}\n").encode())
        printed = screen.rest(again=INTERRUPT if answers and answers[-1][1] == INTERRUPT else "")
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        return printed, os.waitstatus_to_exitcode(status)


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
