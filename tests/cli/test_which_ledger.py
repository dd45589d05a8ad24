"""Which ledger a command is about: --ledger, LEDGER_URL, ledger.db; and by whom it is recorded."""

import getpass
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import Busy
from ledger.ledger import Ledger
from tests.cli.running import OPTIONS, At, command, position

RECORD = ("record", "position-taken", *OPTIONS)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_ledger_is_ledger_db_in_the_folder_where_one_works(here: Path) -> None:
    assert command("state").code == 3
    assert command("init").out == "ledger.db is an empty ledger. Next:  ledger record --help\n"
    assert command(*RECORD).code == 0
    assert len(At(here / "ledger.db").entries()) == 1


def test_the_environment_names_another_and_the_option_wins(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ledger.db", "talks.db", "other.db"):
        command("--ledger", name, "init")
    monkeypatch.setenv("LEDGER_URL", "talks.db")
    command(*RECORD)
    command("--ledger", "other.db", *RECORD, "--matter=other")
    found = [len(At(here / name).entries()) for name in ("ledger.db", "talks.db", "other.db")]
    assert found == [0, 1, 1]
    assert At(here / "other.db").entries()[0]["matter"] == "other"


def test_a_url_of_another_kind_is_refused(here: Path) -> None:
    for asked in (["state"], [*RECORD], ["verify"]):
        done = command("--ledger", "https://x.example/ledger.db", *asked, "--json")
        assert done.code == 4
        assert "neither a file nor" in done.error["message"]
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["a b?c=d&mode=ro#e%20.db", "Ü漢.db", "-x.db", "ledger", ":memory:", "file:x.db"]
)
def test_a_ledger_may_have_any_name(here: Path, name: str) -> None:
    lg = At(here / name)
    lg.ok("init")
    lg.record(position())
    lg.ok("backup", str(here / f"copy of {name}"))
    for one in (lg, At(here / f"copy of {name}")):
        assert one.json("verify")["ok"]
        assert len(one.entries()) == 1


def test_a_link_to_a_ledger_is_the_ledger(lg: At) -> None:
    link = At(lg.folder / "link.db")
    link.path.symlink_to(lg.path)
    link.record(position())
    lg.record(position("usa"))
    assert link.entries() == lg.entries()
    assert len(lg.entries()) == 2


@pytest.mark.file
def test_the_author_is_the_login_name_unless_the_environment_says(
    lg: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    lg.record(position())
    monkeypatch.delenv("LEDGER_AUTHOR")
    lg.record(position("usa"))
    assert [entry["recorded_by"] for entry in lg.json("log")["entries"]] == ["anna", getpass.getuser()]


@pytest.mark.parametrize("wait", ["abc", "-1", "nan", "1e9"])
def test_a_wait_that_is_no_number_of_seconds_is_refused(
    lg: At, monkeypatch: pytest.MonkeyPatch, wait: str
) -> None:
    monkeypatch.setenv("LEDGER_WAIT", wait)
    done = lg("state", "--json")
    assert done.code == 4
    assert "LEDGER_WAIT" in done.error["message"]


# -- the demo ------------------------------------------------------------------------------------


def test_the_demo_makes_a_ledger_that_plain_commands_ask_next(here: Path) -> None:
    first = command("demo")
    assert first.code == 0
    assert "us-russia-deal" in first.out
    assert command("demo").out == first.out
    asked = first.out.splitlines()[-1].partition("ledger why")[2].split()
    assert command("why", *asked).code == 0
    assert len(At(here / "ledger.db").entries()) == 41


def test_the_demo_leaves_a_ledger_with_other_entries_as_it_is(lg: At) -> None:
    lg.record(position())
    done = lg("demo")
    assert done.code == 4
    assert "holds other entries" in " ".join(done.err.split())
    assert len(lg.entries()) == 1


# -- the index is disposable ---------------------------------------------------------------------


@pytest.fixture
def locked_index(lg: At, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    """Return a ledger whose index another process holds."""
    lg.record(position())
    lg.ok("log")
    monkeypatch.setenv("LEDGER_WAIT", "0.1")
    with closing(sqlite3.connect(f"{lg.path}.index", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield lg


def test_what_is_recorded_while_the_index_is_held_is_recorded_or_denied_but_never_both(
    locked_index: At,
) -> None:
    done = locked_index(*RECORD, "--matter=other")
    recorded = len(locked_index.entries()) == 2
    denied = "Nothing was recorded" in " ".join(done.err.split())
    assert recorded is not denied
    assert done.code in ({0} if recorded else {6, 8})


def test_without_its_index_a_ledger_answers_the_same(talks: At) -> None:
    before = talks.ok("state", "--as-of", "2025-02-18", "--json")
    index = Path(f"{talks.path}.index")
    assert index.exists()
    index.unlink()
    assert talks.ok("state", "--as-of", "2025-02-18", "--json") == before
    index.write_bytes(b"no index")
    assert talks.ok("state", "--as-of", "2025-02-18", "--json") == before


def test_what_is_recorded_but_cannot_be_told_is_no_error(lg: At, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*_: object) -> None:
        raise Busy("the index is in use by another process")

    monkeypatch.setattr(Ledger, "told", held)
    printed = lg.ok(*RECORD)
    assert printed.startswith("#1  recorded, id ")
    assert len(lg.entries()) == 1
