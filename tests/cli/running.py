"""The command line run in this process, on a ledger of the test's own, with its streams caught as bytes."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ledger.cli import run
from tests.cases import Json


class Done(NamedTuple):
    """What came of a command: its exit code and what it wrote on each stream."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Json:
        """The one JSON document on standard output; nothing else may stand there."""
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1, self.out
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def error(self) -> Json:
        """The one error line on standard error."""
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        found: Json = json.loads(self.err)["error"]
        return found


class _Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal, of unknown size."""

    def isatty(self) -> bool:
        return True


def _caught(*, terminal: bool) -> io.TextIOWrapper:
    return (_Terminal if terminal else io.TextIOWrapper)(io.BytesIO(), encoding="utf-8", newline="\n")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


@contextmanager
def _streams(given: bytes, *, terminal: bool) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    kept = sys.stdin, sys.stdout, sys.stderr
    out, err = _caught(terminal=terminal), _caught(terminal=terminal)
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"), out, err
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept


def command(*arguments: str, given: str | bytes = b"", terminal: bool = False) -> Done:
    """Run a command line; `given` is what stands on its standard input, `terminal` what its output goes to."""
    data = given if isinstance(given, bytes) else given.encode()
    with _streams(data, terminal=terminal) as (out, err):
        code = run(arguments)
        done = Done(code, _written(out), _written(err))
    for stream in (done.out, done.err):
        assert "Traceback" not in stream
    return done


class At:
    """The command line on one ledger: `at("state", "--json")`."""

    def __init__(self, where: Path | str, folder: Path | None = None) -> None:
        self.where = str(where)
        self.folder = folder or Path(where).parent

    @property
    def path(self) -> Path:
        """The ledger's file; a test that asks for it is about files."""
        if "://" in self.where:
            pytest.skip("about the file of a ledger")
        return Path(self.where)

    def __call__(self, *arguments: str, given: str | bytes = b"", terminal: bool = False) -> Done:
        """Run a command on this ledger, however it ends."""
        return command("--ledger", self.where, *arguments, given=given, terminal=terminal)

    def ok(self, *arguments: str, given: str | bytes = b"") -> str:
        """Return what a command printed that must end well."""
        done = self(*arguments, given=given)
        assert (done.code, done.err) == (0, ""), done
        return done.out

    def json(self, *arguments: str, given: str | bytes = b"") -> Json:
        """Return the document of a command that must end well."""
        done = self(*arguments, "--json", given=given)
        assert (done.code, done.err) == (0, ""), done
        return done.document

    def record(self, *lines: object) -> Json:
        """Record lines as one file and return the document; it must end well."""
        return self.json("record", "--file", "-", given=jsonl(*lines))

    def entries(self) -> list[Any]:
        """Return what each entry holds, as it was stored."""
        lines = self.ok("export", "--without-texts").split("\n")
        return [json.loads(line)["development"] for line in lines if line]

    def file(self, name: str, content: str | bytes) -> str:
        """Write a file beside the ledger and return its path."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)


def jsonl(*lines: object) -> str:
    """Return values as JSON lines; lone surrogates are escaped, all else stands in its own letters."""
    texts = [json.dumps(line, ensure_ascii=False) for line in lines]
    return "".join(
        f"{text if text.isprintable() or not _halves(text) else json.dumps(line)}\n"
        for text, line in zip(texts, lines, strict=True)
    )


def _halves(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


PAPER = {"publisher": "Gazette", "published": "2025-02-18"}
"""A source."""


def position(party: str = "ukraine", **fields: object) -> Json:
    """Return a position taken in the talks, as a development."""
    return {
        "kind": "position-taken",
        "negotiation": "talks",
        "on": "2025-02-16",
        "parties": [party],
        "matter": "deal",
        "stance": "rejects",
        "sources": [PAPER],
    } | fields


OPTIONS = (
    "--negotiation=talks",
    "--on=2025-02-16",
    "--party=ukraine",
    "--matter=deal",
    "--stance=rejects",
    "--publisher=Gazette",
    "--published=2025-02-18",
)
"""The same position as options."""
