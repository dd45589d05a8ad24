"""The README and the help hold what they say: each example runs, and what is named is there."""

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import click
import pytest

from ledger.cli import cli, examples, run
from ledger.exchange import jsonl
from ledger.ledger import Ledger, sealing
from ledger.seal import note
from tests.cases import paris, riyadh

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

# -- the help ------------------------------------------------------------------------------------


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command, of groups and of kinds too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        yield (*path, name)
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


COMMANDS = [(), *commands(cli)]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command line that ends well and return what it printed."""
    code = run(arguments)
    told = capsys.readouterr()
    assert code == 0, told.err
    return told.out


def typed(example: str) -> list[str]:
    """Return the words of a command as a shell reads it: a line goes on after a backslash or in quotes."""
    lexer = shlex.shlex(example.replace("\\\n", " "), posix=True, punctuation_chars=False)
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, ""
    return list(lexer)


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demo's ledger and each file that an example names."""
    folder = tmp_path_factory.mktemp("examples")
    with Ledger.create(folder / "ledger.db", origin="example.org/talks") as ledger:
        ledger.record(riyadh(), author="ana")
        signer = note.new("example.org/talks", bytes(32))
        (folder / "talks.key").write_text(signer.text(), encoding="utf-8")
        (folder / "talks.pub").write_text(signer.verifier().text(), encoding="utf-8")
        (folder / "talks.checkpoint").write_bytes(sealing.signed(ledger.store, signer))
        second = note.new("example.org/ana", bytes(32), type=note.COSIGNATURE)
        (folder / "ana.key").write_text(second.text(), encoding="utf-8")
        exported = "".join(f"{line}\n" for line in jsonl.lines(ledger.store))
    with Ledger.create(folder / "paris.db") as ledger:
        ledger.record(paris(), author="ana")
    Ledger.create(folder / "copy.db").close()
    (folder / "talks.jsonl").write_text(exported, encoding="utf-8")
    (folder / "developments.jsonl").write_text(PLAIN_LINE, encoding="utf-8")
    (folder / "article.txt").write_text("Delegations met in Riyadh.\n", encoding="utf-8")
    return folder


PLAIN_LINE = """\
{"kind": "statement-made", "negotiation": "ukraine-2025", "on": "2025-02-18", "parties": ["usa"], \
"sources": [{"publisher": "Example Gazette", "published": "2025-02-18"}]}
"""


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "ledger")
def test_the_example_of_a_help_runs_as_it_is_pasted(
    path: tuple[str, ...],
    examined: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = tmp_path / "here"
    shutil.copytree(examined, here)
    monkeypatch.chdir(here)
    monkeypatch.setenv("COLUMNS", "80")
    if path == ("members",):
        monkeypatch.setenv("LEDGER_URL", "paris.db")
    shown = printed(capsys, *path, "--help")
    assert shown.count(examples.EXAMPLE) == 1
    ledger, *arguments = typed(shown.partition(examples.EXAMPLE)[2].rstrip("\n"))
    assert ledger == "ledger"
    if path != ("record", "entries-withheld"):
        # Which can be recorded in a copy alone; its example is its schema.
        assert tuple(word for word in arguments if word in path)[: len(path)] == path or path == ()
    printed(capsys, *arguments)


# -- the README ----------------------------------------------------------------------------------

SHOWN = re.sub(r"<!-- \[\[\[cog.*?\]\]\] -->", "", README, flags=re.DOTALL)
"""The README as it is read: without the code that makes its transcripts."""
RIGHT = re.sub(r"^## When something is refused$.*?(?=^## )", "", SHOWN, flags=re.DOTALL | re.MULTILINE)
"""The README without the table of wrong commands, which `test_remedies` runs."""


def words_of(path: tuple[str, ...]) -> set[str]:
    """Return the options of a command, and of a group those of all its commands."""
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    return {option for parameter in command.params for option in parameter.opts if option.startswith("--")}


def test_every_command_that_the_readme_names_is_there() -> None:
    named = set(re.findall(r"(?:^\$ |`)ledger(?: --ledger \S+)? ([a-z][a-z-]*)", RIGHT, flags=re.MULTILINE))
    there = {path[0] for path in COMMANDS if path}
    assert {"state", "why", "correct", "export"} <= named
    assert named <= there


def test_every_option_that_the_readme_names_is_there() -> None:
    typed_options = {
        word
        for line in re.findall(r"(?:^\$ |`)ledger (?:\\\n|[^`\n])*", RIGHT, flags=re.MULTILINE)
        for word in re.findall(r"(?<= )--[a-z][a-z-]*", line)
    }
    there = {option for path in COMMANDS for option in words_of(path)} | {"--help"}
    assert {"--as-of", "--known-at", "--quote"} <= typed_options
    assert typed_options <= there


def test_every_file_that_the_readme_names_is_there() -> None:
    named = set(re.findall(r"`((?:scripts|tests|ledger|\.ci)/[\w./-]*)", SHOWN))
    named |= set(re.findall(r"^(scripts/\w+)", SHOWN, flags=re.MULTILINE))
    assert {"scripts/demo", "scripts/test", "tests/oracle"} <= named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_no_line_of_a_transcript_is_wider_than_the_terminal() -> None:
    blocks = re.findall(r"^```\n(\$ ledger .*?)^```$", SHOWN, flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) > 20
    lines = [line for block in blocks for line in block.splitlines() if not line.startswith(("$ ", "{"))]
    assert [line for line in lines if len(line) > 80] == []


def test_the_command_is_traced_through_the_functions_that_it_calls_in_their_order(
    examined: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, section = SHOWN.split("### Trace one command\n")
    named = list(dict.fromkeys(re.findall(r"`(ledger(?:\.\w+)+)`", section.partition("\n### ")[0])))
    assert len(named) > 20
    called: dict[str, None] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.setdefault(f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}")

    monkeypatch.chdir(examined)
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        code = run(["state", "--as-of", "2025-02-18"])
    finally:
        sys.setprofile(before)
    assert code == 0, capsys.readouterr().err
    assert named == [name for name in called if name in set(named)]
