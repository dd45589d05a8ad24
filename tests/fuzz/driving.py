"""Drive the command line in this process, on a terminal of its own, and judge what it did and said."""

import io
import json
import os
import re
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from ledger import Ledger
from ledger.cli import run
from ledger.exchange import jsonl
from ledger.seal import note
from tests.cases import riyadh
from tests.fuzz.given import Given

CODES = frozenset({0, 2, 3, 4, 5, 6, 7, 8, 9})
"""Exit codes that a command may end with; 1 is a fault of ours."""
_COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]")
"""What no terminal may be given: control characters, and what turns or hides the text after it."""
_END = b"<<END>>"
_PATIENCE = 20.0


class Terminal:
    """A pseudo-terminal that reads what is printed on it, however much it is."""

    def __init__(self) -> None:
        self._read, self._write = os.openpty()
        self._found = bytearray()
        self._ended = threading.Event()
        self.stream = os.fdopen(self._write, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self) -> None:
        with suppress(OSError):
            while data := os.read(self._read, 1 << 16):
                self._found += data
                if self._found.endswith(_END):
                    self._ended.set()

    def said(self) -> bytes:
        """Return what was printed since the last time."""
        self.stream.flush()
        os.write(self._write, _END)
        if not self._ended.wait(_PATIENCE):
            raise TimeoutError
        found = bytes(self._found).removesuffix(_END)
        self._found.clear()
        self._ended.clear()
        return found

    def close(self) -> None:
        """Close both ends."""
        os.close(self._write)
        os.close(self._read)


class Done(NamedTuple):
    """What a command came to."""

    code: int
    out: bytes
    err: bytes


class Driver:
    """A folder with a ledger and files, in which commands are run one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.base = folder / "base"
        self.base.mkdir()
        self.terminals = Terminal(), Terminal()
        self.codes: Counter[int] = Counter()
        self.entries = 0
        self._prepared()

    def _prepared(self) -> None:
        with Ledger.create(self.base / "ledger.db", origin="example.org/talks") as ledger:
            ledger.record(riyadh(), author="ana")
            ledger.archive("A text. We will not accept it.\n", "gazette", {"publisher": "Gazette"})
            ledger.state(negotiation="ukraine-2025")
            (self.base / "export.jsonl").write_text("".join(f"{one}\n" for one in jsonl.lines(ledger.store)))
        Ledger.create(self.base / "other.db").close()
        (self.base / "folder").mkdir()
        (self.base / "text.txt").write_text("Some text.\n")
        (self.base / "talks.key").write_text(note.new("example.org/talks", bytes(32)).text())

    @contextmanager
    def fresh(self) -> Iterator[None]:
        """Begin with the ledger as it was, in its folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.base, self.folder)
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            yield
        finally:
            os.chdir(before)

    def close(self) -> None:
        """Give the terminals back."""
        for one in self.terminals:
            one.close()

    def run(self, arguments: list[str], given: bytes = b"") -> Done:
        """Run a command line with both streams on a terminal."""
        kept = sys.stdin, sys.stdout, sys.stderr
        out, err = self.terminals
        sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8", errors="surrogateescape")
        sys.stdout, sys.stderr = out.stream, err.stream
        try:
            code = run(arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        finally:
            sys.stdin, sys.stdout, sys.stderr = kept
        return Done(code, out.said(), err.said())

    def faults(self, given: Given) -> Iterator[str]:
        """Run what is given, and yield everything that it should not have done or said."""
        for name, content in given.files.items():
            if name != "-":
                Path(name).write_bytes(content)
        done = self.run(given.arguments, given.files["-"])
        self.codes[done.code] += 1
        if done.code not in CODES:
            yield f"exit {done.code}: {done.err[-300:]!r}"
        for name, stream in (("stdout", done.out), ("stderr", done.err)):
            yield from self._unfit(name, stream)

    @staticmethod
    def _unfit(name: str, stream: bytes) -> Iterator[str]:
        if b"Traceback (most" in stream:
            yield f"a traceback on {name}"
        # The terminal itself puts a carriage return before each line end; colours are ours.
        text = _COLOUR.sub(b"", stream.replace(b"\r\n", b"\n")).decode("utf-8", "replace")
        found = _NEVER.search(text)
        if found is not None:
            yield f"{found[0]!a} on {name}: {text[max(0, found.start() - 60) : found.end() + 20]!a}"

    def unsound(self) -> Iterator[str]:
        """Yield whatever of the ledger cannot be read back: each entry by itself, all of it, and as an export."""
        if not Path("ledger.db").is_file():
            yield "the ledger is gone"
            return
        with Ledger("ledger.db") as ledger:
            last, _ = ledger.store.last()
            new = range(42, last + 1)
            self.entries += len(new)
        for number in new:
            shown = self.run(["show", str(number)])
            if shown.code != 0:
                yield f"entry {number} was saved and cannot be shown: exit {shown.code}: {shown.err[-300:]!r}"
            yield from self._unfit("show", shown.out)
        if new:
            yield from self._whole()

    def _whole(self) -> Iterator[str]:
        log = self.run(["log"])
        yield from self._unfit("log", log.out)
        with Ledger("ledger.db") as ledger:
            yield from (f"verify: {one['message']}" for one in ledger.verify()["faults"])
            lines = list(jsonl.lines(ledger.store))
        Path("again.db").unlink(missing_ok=True)
        with Ledger.create("again.db") as copy:
            copy.import_lines([(n, json.loads(line)) for n, line in enumerate(lines, start=1)])
            if list(jsonl.lines(copy.store)) != lines:
                yield "an export and import of it is another ledger"
