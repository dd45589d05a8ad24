"""--dry-run: every command that writes to a ledger has it, shows what would come of it, and stores nothing."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest

from ledger.cli import cli
from tests.cli.running import OPTIONS, At, jsonl, position

READING = frozenset(
    {
        *("state", "why", "diff", "history", "accounts", "search", "timeline", "log", "follow", "show"),
        *("positions", "points", "meetings", "proposals", "members", "parties", "matters", "sources"),
        *("negotiations", "verify", "doctor", "template", "schema", "admin sql", "help", "completion"),
    }
)
"""Commands that write nothing."""
ELSEWHERE = frozenset(
    {
        *("init", "demo", "backup", "copy", "export"),
        *("key new", "key public", "checkpoint", "prove", "dossier", "cosign"),
    }
)
"""Commands that write a new ledger or a file of their own, and nothing to a ledger that has entries."""
WRITING = {
    "record": (("record", "--file", "{lines}"), ("record", "position-taken", *OPTIONS)),
    "correct": (("correct", "21", "--on", "2025-02-11", "--reason", "a second report"),),
    "retract": (("retract", "1", "--reason", "recorded twice"), ("retract", "--last")),
    "rename party": (("rename", "party", "usa", "united-states"), ("rename", "party", "usa", "russia")),
    "source add": (
        ("source", "add", "{text}", "--as=gazette", "--publisher=Gazette", "--published=2025-02-18"),
    ),
    "source add-to": (("source", "add-to", "21", "--publisher=Gazette", "--published=2025-02-18"),),
    "import": (
        ("import", "{export}"),
        ("import", "--format=treaties", "{slices}/whaling.csv"),
        ("import", "--format=unvotes", "{slices}/unvotes"),
    ),
    "edit": (),
}
"""Commands that write to a ledger, with arguments; `edit` is typed in test_editing.py."""
SLICES = Path(__file__).resolve().parents[1] / "exchange" / "slices"


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield each command with its words; `record` stands for its kinds too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group) and name != "record":
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def flags(command: click.Command) -> set[str]:
    return {flag for option in command.params for flag in option.opts}


def test_every_command_is_known_to_write_or_not_to() -> None:
    assert {name for name, _ in commands(cli)} == READING | ELSEWHERE | WRITING.keys()


@pytest.mark.parametrize("name", sorted(WRITING))
def test_every_command_that_writes_has_it(name: str) -> None:
    command = dict(commands(cli))[name]
    assert "--dry-run" in flags(command)
    if isinstance(command, click.Group):
        context = click.Context(command)
        kinds = [command.get_command(context, kind) for kind in command.list_commands(context)]
        assert len(kinds) > 10
        assert all(kind is not None and "--dry-run" in flags(kind) for kind in kinds)


def stored(talks: At) -> tuple[object, ...]:
    """Return what a ledger holds to the byte: its file, entries, texts and sources, and what stands beside it."""
    with closing(sqlite3.connect(f"file:{talks.path}?mode=ro", uri=True)) as ledger:
        rows = [
            ledger.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 the tables of a ledger
            for table in ("log", "stored_events", "node", "archive", "source")
        ]
    digest = hashlib.sha256(talks.path.read_bytes()).hexdigest()
    beside = sorted(
        path.name for path in talks.folder.iterdir() if not path.name.startswith(f"{talks.path.name}")
    )
    return digest, rows, beside


INVOKED = [arguments for invocations in WRITING.values() for arguments in invocations]


@pytest.mark.parametrize("form", ["", "--json"])
@pytest.mark.parametrize("arguments", INVOKED, ids=" ".join)
def test_nothing_is_stored_and_the_same_without_it_stores_something(
    talks: At, another: At, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], form: str
) -> None:
    another.record(position("elsewhere"))
    places = {
        "lines": talks.file("lines.jsonl", jsonl(position("bavaria"), position("tyrol"))),
        "text": talks.file("article.txt", "Nothing was agreed."),
        "export": talks.file("export.jsonl", another.ok("export")),
        "slices": str(SLICES),
    }
    monkeypatch.chdir(talks.folder)
    asked = [one.format(**places) for one in arguments]
    before = stored(talks)
    told = talks.ok(*asked, "--dry-run", *([form] if form else []))
    assert stored(talks) == before
    if not form:
        assert told.endswith("Nothing was recorded: --dry-run.\n")
        assert told.count("--dry-run") == 1
    talks.ok(*asked, *(["--yes"] if asked[0] == "rename" else []))
    assert stored(talks)[1] != before[1]


def test_a_dry_import_tells_what_the_import_then_tells(lg: At) -> None:
    asked = ("import", "--format=treaties", str(SLICES / "whaling.csv"))
    dry = lg.json(*asked, "--dry-run")
    assert lg.entries() == []
    assert lg.json(*asked) == dry
    assert "0 entries would be recorded, 231 are there already" in lg.ok(*asked, "--dry-run")


def test_a_renaming_tells_which_cells_change_as_other_records_do(talks: At) -> None:
    asked = ("rename", "party", "ukraine", "kyiv")
    dry = talks.ok(*asked, "--dry-run")
    would = dry[dry.index("would change") :].splitlines()[0]
    assert "cells, the first from" in would
    assert "ukraine inclusion: demands -> ." in dry
    done = talks.ok(*asked, "--yes")
    assert would.replace("would change", "changes") in done


def test_a_dry_renaming_says_the_cells_in_json(talks: At) -> None:
    changes = talks.json("rename", "party", "ukraine", "kyiv", "--dry-run")["changes"]
    gone = [one for one in changes if one["party"] == "ukraine"]
    come = [one for one in changes if one["party"] == "kyiv"]
    assert gone
    assert all(one["after"] is None for one in gone)
    assert {one["matter"] for one in gone} == {one["matter"] for one in come}
