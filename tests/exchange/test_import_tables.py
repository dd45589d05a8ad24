"""`ledger import --format`: what is printed, where the quarantine goes, and what is refused before anything is read."""

import json
import os
import pty
import sys
from pathlib import Path

import pytest

from ledger.cli.tables import Progress
from ledger.exchange.tables import Counts
from tests.asking import empty
from tests.cli.running import Done, command
from tests.exchange.history import ICELAND, JAPAN, UKRAINE, spells, votes

BAD = JAPAN | {"stateWithdrawal": "31.06.2019"}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty ledger in the folder that the command is run in."""
    monkeypatch.chdir(tmp_path)
    with empty() as made:
        made.backup(tmp_path / "ledger.db")
    return tmp_path / "ledger.db"


def run(path: Path, *arguments: str) -> Done:
    return command("--ledger", str(path), "import", *arguments)


def test_a_table_is_imported_and_what_became_of_its_rows_is_told(path: Path) -> None:
    spells(path.parent / "spells.csv", JAPAN, BAD, ICELAND)
    done = run(path, "--format", "treaties", "spells.csv")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "spells.csv: 3 rows = 2 imported + 1 quarantined",
        "8 entries recorded, 0 were there already.",
        "Quarantined, with reasons, in spells-quarantine.jsonl:",
        "          1  there is no such date",
    ]
    (line,) = (path.parent / "spells-quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["row"] == 2


def test_the_same_is_told_as_one_document(path: Path) -> None:
    spells(path.parent / "spells.csv", JAPAN, BAD, ICELAND)
    done = run(path, "--format", "treaties", "--quarantine", "bad.jsonl", "--json", "spells.csv")
    counts = {
        "rows": 3,
        "imported": 2,
        "quarantined": 1,
        "reasons": {"there is no such date": 1},
        "entries": {"new": 8, "known": 0},
        "warnings": 0,
    }
    assert done.document == {**counts, "quarantine": "bad.jsonl", "files": [{"file": "spells.csv", **counts}]}


def test_votes_are_imported_from_their_folder(path: Path) -> None:
    votes(path.parent / "un", [(UKRAINE[0], "Ukraine", "UA", "yes")])
    document = run(path, "--format", "unvotes", "un", "--json").document
    assert [one["file"] for one in document["files"]] == [
        "un_roll_call_issues.csv",
        "un_roll_calls.csv",
        "un_votes.csv",
    ]
    assert document["entries"] == {"new": 3, "known": 0}
    assert document["quarantine"] is None
    assert sorted(one.name for one in path.parent.glob("*quarantine*")) == []


def test_a_quarantine_that_is_needed_no_more_is_emptied(path: Path) -> None:
    spells(path.parent / "spells.csv", BAD)
    run(path, "--format", "treaties", "spells.csv")
    spells(path.parent / "spells.csv", JAPAN)
    done = run(path, "--format", "treaties", "spells.csv")
    assert "Quarantined" not in done.out
    assert (path.parent / "spells-quarantine.jsonl").read_bytes() == b""


def test_no_other_file_is_written_over_by_a_quarantine(path: Path) -> None:
    spells(path.parent / "spells.csv", BAD)
    for name, text in (
        ("notes.jsonl", '{"kind": "position-taken"}\n'),
        ("notes.txt", "notes\n"),
        ("list", "[1]\n"),
    ):
        (path.parent / name).write_text(text, encoding="utf-8")
        done = run(path, "--format", "treaties", "spells.csv", "--quarantine", name, "--json")
        assert done.code == 4
        assert "is no quarantine" in done.error["message"]
        assert (path.parent / name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "arguments, code",
    [
        (("export.jsonl", "--quarantine", "bad.jsonl"), 2),
        (("export.jsonl", "--negotiation", "treaties"), 2),
        (("-", "--format", "treaties"), 2),
        (("nowhere.csv", "--format", "treaties"), 3),
        (("nowhere", "--format", "unvotes"), 3),
        ((".", "--format", "treaties"), 4),
        (("spells.csv", "--format", "treaties", "--published", "2023-02-30"), 4),
        (("spells.csv", "--format", "treaties", "--negotiation", "Not A Slug"), 4),
        (("spells.csv", "--format", "csv"), 4),
    ],
)
def test_what_cannot_be_imported_ends_with_its_exit_code(
    path: Path, arguments: tuple[str, ...], code: int
) -> None:
    spells(path.parent / "spells.csv", JAPAN)
    assert run(path, *arguments).code == code
    assert command("--ledger", str(path), "log", "--json").document["entries"] == []


def test_progress_is_one_line_of_a_terminal_and_nothing_elsewhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = Counts("un_votes.csv")
    elsewhere = Progress()
    elsewhere.last -= 1
    elsewhere(counts)
    elsewhere.end()
    assert capsys.readouterr() == ("", "")
    mine, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        shown = Progress()
        shown(counts)
        shown.last -= 1
        counts.rows = 12_345
        shown(counts)
        shown.end()
        told = ""
        while told.count("\x1b[K") < 2:
            told += os.read(mine, 10_000).decode()
    os.close(mine)
    assert told == "\r\x1b[Kun_votes.csv: 12,345 rows, 0 quarantined, 0 entries, 0 s\r\x1b[K"
