"""What changed since this was last asked: each time from the basis of the last, whatever becomes of its file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger import Ledger
from tests.cli.running import At, position


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user's state folder, which is not there yet."""
    folder = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


def kept(folder: Path) -> dict[str, str]:
    """Return what is kept, by negotiation; of one ledger alone."""
    (file,) = folder.rglob("*.json")
    found: dict[str, str] = json.loads(file.read_text())
    return found


SINCE = ("diff", "--since-last")


def test_the_first_time_there_is_nothing_to_compare_with(talks: At, state: Path) -> None:
    assert talks.ok(*SINCE, "2025-02-14") == (
        "ukraine-2025                  as of Fri 14 Feb 2025                 known to #41\n"
        "There is nothing to compare with yet. The next ledger diff --since-last compares\n"
        "  with 2025-02-14@41.\n"
        "basis 2025-02-14@41\n"
    )
    assert kept(state) == {"ukraine-2025": "2025-02-14@41"}


def test_each_time_it_goes_on_from_the_last(talks: At, state: Path) -> None:
    first = talks.json(*SINCE, "2025-02-14")
    assert (first["from"], first["to"], first["changes"]) == (None, "2025-02-14@41", [])
    second = talks.json(*SINCE, "2025-02-16")
    assert second == talks.json("diff", "2025-02-14@41", "2025-02-16@41")
    assert second["changes"] != []
    talks.record(position("usa", negotiation="ukraine-2025", on="2025-02-17"))
    third = talks.json(*SINCE, "2025-02-18")
    assert third == talks.json("diff", "2025-02-16@41", "2025-02-18@42")
    assert kept(state) == {"ukraine-2025": "2025-02-18@42"}
    assert talks.json(*SINCE, "2025-02-18")["changes"] == []


def test_other_questions_do_not_count_as_asked(talks: At, state: Path) -> None:
    talks.ok(*SINCE, "2025-02-14")
    talks.ok("state")
    talks.ok("diff", "2025-02-14", "2025-02-18")
    assert kept(state) == {"ukraine-2025": "2025-02-14@41"}


def test_the_later_moment_may_be_any_or_now(talks: At) -> None:
    talks.ok(*SINCE, "2025-02-14@20")
    assert talks.json(*SINCE, "2025-02-15", "--known-at", "30")["to"] == "2025-02-15@30"
    assert talks.json(*SINCE, "2025-02-15@31")["from"] == "2025-02-15@30"
    now = talks.json(*SINCE)
    assert (now["from"], now["to"].partition("@")[2]) == ("2025-02-15@31", "41")
    told = talks.ok(*SINCE, "today")
    assert '"today" = ' in told


def test_an_earlier_moment_is_refused_and_what_was_asked_last_stays(talks: At, state: Path) -> None:
    talks.ok(*SINCE, "2025-02-16")
    done = talks(*SINCE, "2025-02-14")
    assert (done.code, done.out) == (4, "")
    assert "ledger diff 2025-02-14@41 2025-02-16@41" in done.err
    assert kept(state) == {"ukraine-2025": "2025-02-16@41"}
    talks.ok("diff", "2025-02-14@41", "2025-02-16@41")


@pytest.mark.parametrize(
    "arguments",
    [
        ("2025-02-14", "2025-02-16"),
        ("--known-at", "3", "--known-at", "4"),
        ("--published-by", "2025", "--published-by", "2026"),
        ("2025-02-14@41", "--known-at", "3"),
        ("--json", "--csv"),
    ],
    ids=" ".join,
)
def test_more_than_one_moment_is_usage(talks: At, state: Path, arguments: tuple[str, ...]) -> None:
    assert talks(*SINCE, *arguments).code == 2
    assert not state.exists()


def test_each_negotiation_and_each_ledger_has_a_last_time_of_its_own(
    lg: At, state: Path, tmp_path: Path
) -> None:
    another = At(tmp_path / "another.db")
    another.ok("init")
    lg.record(position(), position(negotiation="side-talks"))
    another.record(position())
    lg.ok(*SINCE, "2025-02-20", "--negotiation", "talks")
    assert lg.json(*SINCE, "2025-02-18", "--negotiation", "side-talks")["from"] is None
    assert another.json(*SINCE, "2025-02-18")["from"] is None
    assert lg.json(*SINCE, "2025-02-21", "--negotiation", "talks")["from"] == "2025-02-20@2"
    assert len(list(state.rglob("*"))) == 3
    assert (state / "agreement-ledger").stat().st_mode & 0o777 == 0o700


def test_a_ledger_without_entries_can_be_asked(lg: At) -> None:
    assert lg.json(*SINCE, "2025-02-18")["negotiation"] is None
    assert lg.json(*SINCE, "2025-02-18")["from"] == "2025-02-18@0"


@pytest.mark.parametrize(
    "content", ["", "[]", '{"ukraine-2025": 3}', '{"ukraine-2025": "nonsense"}', "\udcff"]
)
def test_a_file_that_cannot_be_read_is_said_so_and_begun_anew(talks: At, state: Path, content: str) -> None:
    talks.ok(*SINCE, "2025-02-14")
    (file,) = state.rglob("*.json")
    file.write_bytes(content.encode(errors="surrogateescape"))
    told = talks.ok(*SINCE, "2025-02-16")
    assert "What was asked last cannot be read" in told
    assert "nothing to compare with yet" in told
    assert talks.json(*SINCE, "2025-02-16")["from"] == "2025-02-16@41"


@pytest.mark.file
def test_a_copy_that_has_lost_entries_is_told_of(talks: At, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    talks.ok("backup", str(older))
    talks.record(position("usa", negotiation="ukraine-2025", on="2025-02-17"))
    talks.ok(*SINCE, "2025-02-18")
    told = At(older).ok(*SINCE, "2025-02-18")
    assert "You asked last at 2025-02-18@42, and this ledger ends with #41: entries are\n" in told
    with Ledger(older) as ledger:
        assert ledger.store.last()[0] == 41


PLACES = ("file", "beneath a file", "relative", "homeless")


@pytest.mark.parametrize("place", PLACES)
def test_where_it_cannot_be_kept_it_warns_and_answers(
    talks: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    given = {"file": str(file), "beneath a file": str(file / "x"), "relative": "state", "homeless": ""}[place]
    monkeypatch.setenv("XDG_STATE_HOME", given)
    monkeypatch.setenv("HOME", str(file))
    done = talks(*SINCE, "2025-02-14")
    assert (done.code, "nothing to compare with yet" in done.out) == (0, True)
    assert done.err.startswith("Warning: this basis could not be kept as the last one asked (")
    assert done.err.count("\n") == 1
    machine = talks(*SINCE, "2025-02-14", "--json")
    assert machine.document["from"] is None
    assert json.loads(machine.err)["warning"]["message"].startswith("this basis could not be kept")
    assert not Path("state").exists()


def test_what_was_not_printed_was_not_asked(talks: At, state: Path) -> None:
    talks.ok(*SINCE, "2025-02-14")
    if not Path("/dev/full").exists():
        pytest.skip("NOT TESTED: there is no /dev/full here")
    root = Path(__file__).resolve().parents[2]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ledger", "--ledger", str(talks.path), *SINCE, "2025-02-16"],
            env=os.environ | {"PYTHONPATH": str(root)},
            stdout=full,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    assert done.returncode == 8
    assert kept(state) == {"ukraine-2025": "2025-02-14@41"}
