"""Each exit code, with its message for people and its error line for programs; and that nothing was stored."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger.entry import Entry
from ledger.errors import Damaged
from ledger.ledger import Ledger
from ledger.store import Store, append
from ledger.store.place import Produce
from tests.cli import contract
from tests.cli.running import OPTIONS, At, command, jsonl, position
from tests.cli.shapes import misfits


class Wrong(NamedTuple):
    """A command line that goes wrong on the Riyadh case: its exit code, and words of message and remedy."""

    code: int
    arguments: Sequence[str]
    message: str
    remedy: str
    field: str | None = None


USAGE = [
    Wrong(2, ["rekord"], "there is no command 'rekord'", "Did you mean record?"),
    Wrong(2, ["frobnicate"], "there is no command 'frobnicate'", "ledger --help"),
    Wrong(
        2, ["record", "position-takem"], "there is no kind 'position-takem'", "Did you mean position-taken?"
    ),
    Wrong(2, ["record", "zzz"], "there is no kind 'zzz'", "ledger record --help"),
    Wrong(2, ["state", "--as"], "No such option '--as'", "ledger state --help"),
    Wrong(2, ["why", "usa"], "Missing argument 'MATTER'", "ledger why --help"),
    Wrong(2, ["show"], "Missing argument 'ENTRY'", "ledger show --help"),
    Wrong(2, ["show", "1", "2"], "Got unexpected extra argument (2)", "ledger show --help"),
    Wrong(
        2,
        ["state", "--basis", "2025@1", "--as-of", "2025"],
        "--basis stands for all three",
        "Leave the others",
    ),
    Wrong(2, ["diff", "2025-02-15"], "a diff is between two moments", "ledger diff 2025-02-15 2025-02-18"),
    Wrong(2, ["diff", "2023", "2024", "2025"], "there are 3 dates", "ledger diff --help"),
    Wrong(2, ["diff", "2025@1", "2026"], "two bases stand for all clocks", "ledger diff 2025-02-15@31"),
    Wrong(2, ["record"], "name a KIND or a file", "ledger record --file F"),
    Wrong(2, ["record", "--file", "x", "position-taken"], "exclude each other", "ledger record --file F"),
    Wrong(
        2,
        ["record", "--dry-run", "position-taken"],
        "stand after its KIND",
        "ledger record position-taken --help",
    ),
    Wrong(
        2,
        ["correct", "21", "--reason", "x"],
        "say what it should have said",
        "ledger record position-taken --help",
    ),
    Wrong(2, ["correct", "21", "--on", "2025"], "Missing option '--reason'", "ledger correct --help"),
    Wrong(
        2,
        ["correct", "21", "--participant", "x", "--reason", "x"],
        "No such option '--participant'",
        "ledger correct",
    ),
    Wrong(2, ["retract"], "Missing argument 'N'", "ledger retract --help"),
    Wrong(2, ["source", "add-to", "21"], "name the source", "--source SLUG"),
    Wrong(2, ["source", "add", "x"], "Missing option '--as'", "ledger source add --help"),
]
NOT_FOUND = [
    Wrong(3, ["show", "42"], "there is no entry 42", "The last entry is 41"),
    Wrong(3, ["show", "Q7"], "there is no entry Q7", "ledger log"),
    Wrong(3, ["show", "41", "--known-at", "40"], "was not known at #40", "--known-at 41"),
    Wrong(
        3, ["correct", "42", "--on", "2025", "--reason", "x"], "there is no entry 42", "The last entry is 41"
    ),
    Wrong(3, ["retract", "42", "--reason", "x"], "there is no entry 42", "The last entry is 41"),
    Wrong(3, ["source", "add-to", "42", "--publisher", "x"], "there is no entry 42", "The last entry is 41"),
    Wrong(3, ["why", "atlantis", "minerals"], "no line of the ledger names atlantis", "ledger parties"),
    Wrong(3, ["history", "usa", "atlantis"], "no line of the ledger names atlantis", "ledger matters"),
    Wrong(3, ["members", "atlantis"], "no line of the ledger names atlantis", "ledger matters"),
    Wrong(
        3, ["state", "--negotiation", "atlantis"], "there is no negotiation atlantis", "ledger negotiations"
    ),
    Wrong(
        3, ["log", "--known-at", "42"], "there is no entry 42: the last is 41", "--known-at 41", "known_at"
    ),
    Wrong(3, ["log", "--known-at", "9" * 30], "there is no entry 999", "Leave --known-at out", "known_at"),
    Wrong(3, ["state", "--basis", "2025@42"], "there is no entry 42", "--known-at 41", "known_at"),
    Wrong(3, ["record", "--file", "nowhere.jsonl"], "there is no file nowhere.jsonl", "Check the path"),
    Wrong(3, ["import", "nowhere.jsonl"], "there is no file nowhere.jsonl", "Check the path"),
    Wrong(
        3,
        ["source", "add", "no.txt", "--as", "a", "--publisher", "b"],
        "there is no file no.txt",
        "Check the path",
    ),
]
REFUSED = [
    Wrong(4, ["state", "--as-of", "yesterweek"], "yesterweek is no date", "2025-02-18", "as_of"),
    Wrong(4, ["state", "--as-of", "2025-02-30"], "2025-02-30", "2025-02", "as_of"),
    Wrong(4, ["state", "--as-of", "2025-02-1X"], "2025-02-1X", "2025-02", "as_of"),
    Wrong(4, ["state", "--published-by", "2025-02/2025-03"], "2025-02/2025-03", "2025-03", "published_by"),
    Wrong(4, ["log", "--known-at", "-1"], "-1 is no entry number", "--known-at 0", "known_at"),
    Wrong(4, ["state", "--basis", "now"], "'now' is no basis", "2025-02-18@31", "basis"),
    Wrong(4, ["diff", "2025-02-18", "2025-02-15"], "later than the second by as of", "the earlier one first"),
    Wrong(
        4,
        ["record", "position-taken", *OPTIONS, "--stance=rejekts"],
        "'rejekts' is no stance",
        "rejects",
        "stance",
    ),
    Wrong(
        4,
        ["record", "position-taken", *OPTIONS, "--on=03/04/2025"],
        "3 April 2025 or 4 March",
        "2025-04-03",
        "on",
    ),
    Wrong(
        4,
        ["record", "position-taken", *OPTIONS, "--after=99"],
        "there is no entry 99",
        "The last entry",
        "after",
    ),
    Wrong(4, ["record", "position-taken", *OPTIONS, "--id=17"], "'17' is no id", "D03", "id"),
    Wrong(
        4,
        ["record", "position-taken", *OPTIONS, "--id=R28"],
        "says something else",
        "ledger correct 28",
        "id",
    ),
    Wrong(
        4,
        ["correct", "21", "--stance", "opposes", "--reason", "x"],
        "already says exactly this",
        "ledger show 21",
    ),
    Wrong(
        4,
        ["correct", "21", "--clear", "terms", "--reason", "x"],
        "nothing in terms to clear",
        "Its fields",
        "terms",
    ),
    Wrong(4, ["schema", "zzz"], "there is no kind 'zzz'", "ledger schema", "kind"),
    Wrong(4, ["help", "zzz"], "there is no topic 'zzz'", "ledger help"),
    Wrong(4, ["init"], "exists already", "Name a"),
]
WITHOUT_JSON = {"schema", "help"}


def _known(wrong: Wrong) -> str:
    return " ".join(wrong.arguments)[:60]


@pytest.mark.parametrize("wrong", [*USAGE, *NOT_FOUND, *REFUSED], ids=_known)
def test_the_message_says_what_was_wrong_and_what_to_do(talks: At, wrong: Wrong) -> None:
    done = talks(*wrong.arguments)
    assert (done.code, done.out) == (wrong.code, "")
    words = " ".join(done.err.replace(" \\\n", " ").split())
    assert words.startswith("Error: ")
    assert wrong.message in words
    assert wrong.remedy in words
    writing = wrong.arguments[0] in {"record", "correct", "retract", "source", "import"}
    assert ("Nothing was recorded." in words) is writing
    assert talks.json("log")["basis"].endswith("@41")


@pytest.mark.parametrize(
    "wrong",
    [wrong for wrong in (*USAGE, *NOT_FOUND, *REFUSED) if wrong.arguments[0] not in WITHOUT_JSON],
    ids=_known,
)
def test_with_json_the_error_is_one_line_with_code_message_remedy_line_and_field(
    talks: At, wrong: Wrong
) -> None:
    done = talks(*wrong.arguments, "--json")
    assert done.code == wrong.code
    error = done.error
    assert list(misfits(contract.ERROR, error)) == []
    assert error["code"] == wrong.code
    assert wrong.message in error["message"]
    assert wrong.remedy in error["remedy"]
    assert wrong.field in {None, error["field"]}
    if done.out:
        assert list(misfits(contract.RECORD, done.document)) == []


def both(lg: At, *arguments: str, given: str = "") -> tuple[int, str, str]:
    """Return the exit code, and the message as a person and as a program gets it; they agree on the code."""
    text = lg(*arguments, given=given)
    line = lg(*arguments, "--json", given=given)
    assert text.code == line.code == line.error["code"]
    assert list(misfits(contract.ERROR, line.error)) == []
    return text.code, text.err, line.error["message"]


def test_0_what_went_well_says_nothing_on_the_error_stream(riyadh_ledger: At) -> None:
    assert riyadh_ledger.ok("state", "--as-of", "2025-02-18")
    assert command("--help").code == 0
    assert command("--version").out.startswith("ledger ")


def test_1_a_bug_is_told_without_a_traceback(riyadh_ledger: At, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        msg = "no such luck"
        raise RuntimeError(msg)

    monkeypatch.setattr(Ledger, "state", fails)
    code, text, message = both(riyadh_ledger, "state")
    assert code == 1
    assert message == "this is a fault of the program: RuntimeError: no such luck"
    assert "Please report it" in text
    monkeypatch.setenv("LEDGER_DEBUG", "1")
    with pytest.raises(RuntimeError, match="no such luck"):
        riyadh_ledger("state")


def test_2_several_negotiations_are_named(lg: At) -> None:
    lg.record(position(), position(negotiation="others"))
    code, text, message = both(lg, "state")
    assert (code, message) == (2, "the ledger holds 2 negotiations: others, talks")
    assert "--negotiation others" in text


@pytest.mark.parametrize(
    "arguments", [["state"], ["verify"], ["record", "position-taken", *OPTIONS]], ids=str
)
def test_3_a_ledger_that_is_not_there_is_not_made(tmp_path: Path, arguments: list[str]) -> None:
    missing = At(tmp_path / "none.db")
    code, text, message = both(missing, *arguments)
    assert (code, message) == (3, f"there is no ledger {missing.path}")
    assert "init" in text
    assert list(tmp_path.iterdir()) == []


def test_4_all_faults_of_a_file_are_told_by_line_and_field(lg: At) -> None:
    lines = jsonl(position(on="2025-02-30"), position(), position(stance="no", grade="Z9"))
    code, text, message = both(lg, "record", "--file", "-", given=lines)
    assert code == 4
    assert message.startswith("3 faults; the first: ")
    assert [line for line in text.splitlines() if line.startswith("Error")] == [
        "Error: 3 faults. Nothing was recorded.",
        *(line for line in text.splitlines() if line.startswith(("Error: line 1", "Error: line 3"))),
    ]
    assert lg.entries() == []


@pytest.mark.file
def test_5_someone_elses_newer_word_is_shown_beside_ones_own(
    talks: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_AUTHOR", "ben")
    talks.ok("correct", "21", "--on", "2025-02-12", "--reason", "a second report")
    monkeypatch.setenv("LEDGER_AUTHOR", "anna")
    code, text, message = both(talks, "correct", "21", "--on", "2025-02-11", "--reason", "mine")
    assert code == 5
    assert message.startswith("ben corrected #21 (#42, ")
    words = " ".join(text.split())
    for part in (
        "#42 set on = 2025-02-12",
        "a second report",
        "you set on = 2025-02-11",
        "ledger correct 42 --on",
    ):
        assert part in words
    talks.ok("correct", "42", "--on", "2025-02-11", "--reason", "mine")


def test_5_is_the_code_of_a_file_only_if_every_fault_is_a_newer_word(talks: At) -> None:
    talks.ok("retract", "21", "--reason", "twice")
    late = {"kind": "entry-retracted", "entry": 21, "reason": "mine"}
    assert talks("record", "--file", "-", given=jsonl(late)).code == 5
    assert talks("record", "--file", "-", given=jsonl(late, late | {"reason": " "})).code == 4


def test_6_a_locked_ledger_is_waited_for_and_then_told(lg: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_WAIT", "0.1")
    with closing(sqlite3.connect(lg.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, text, message = both(lg, "record", "position-taken", *OPTIONS)
        assert (code, message) == (6, f"{lg.path} is in use by another process")
        assert "LEDGER_WAIT=60" in text
        assert lg.ok("log")
    assert lg.entries() == []


def _directory(path: Path) -> None:
    path.mkdir()


def _empty(path: Path) -> None:
    path.touch()


def _text(path: Path) -> None:
    path.write_text("SQLite format 3, said the letter\n" * 99)


def _database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE log (number)")


@pytest.mark.parametrize("make", [_directory, _empty, _text, _database], ids=lambda make: make.__name__[1:])
@pytest.mark.parametrize(
    "arguments", [["state"], ["record", "position-taken", *OPTIONS]], ids=lambda one: one[0]
)
def test_7_what_is_no_ledger_is_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None], arguments: list[str]
) -> None:
    foreign = At(tmp_path / "foreign.db")
    make(foreign.path)
    before = foreign.path.read_bytes() if foreign.path.is_file() else b""
    code, _, message = both(foreign, *arguments)
    assert code == 7
    assert "not a ledger" in message
    assert [path.name for path in tmp_path.iterdir()] == ["foreign.db"]
    assert (foreign.path.read_bytes() if foreign.path.is_file() else b"") == before
    assert foreign("init").code == 4


def test_7_verify_tells_the_faults_that_it_found(talks: At) -> None:
    with closing(sqlite3.connect(talks.path)) as intruder:
        intruder.execute("DROP TRIGGER log_refuses_update")
        intruder.execute("UPDATE log SET recorded_at = 0 WHERE number = 9")
        intruder.commit()
    text, found = talks("verify"), talks("verify", "--json")
    assert (text.code, found.code, text.err, found.err) == (7, 7, "", "")
    assert "FAULT numbers #9" in text.out
    assert list(misfits(contract.VERIFY, found.document)) == []
    assert not found.document["ok"]
    assert ("numbers", 9) in [(fault["check"], fault["entry"]) for fault in found.document["faults"]]


def test_8_a_full_disk_is_told_and_nothing_is_recorded(lg: At, monkeypatch: pytest.MonkeyPatch) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with monkeypatch.context() as faulty:
        faulty.setattr(append, "write", lambda *_: ([], full))
        code, text, message = both(lg, "record", "position-taken", *OPTIONS)
    assert (code, message) == (8, f"{lg.path} cannot be written: database or disk is full")
    assert "Nothing was recorded." in " ".join(text.split())
    assert lg.entries() == []


@pytest.mark.file
def test_8_an_export_or_a_backup_into_no_folder_is_told(lg: At) -> None:
    done = lg("export", "--output", f"{lg.folder}/no/such/folder")
    assert done.code == 8
    assert "cannot be written: No such file or directory." in " ".join(done.err.split())
    assert lg("backup", f"{lg.folder}/no/such/copy.db").code == 3


def test_9_a_commit_that_may_have_been_kept_is_settled_by_repeating_it(
    lg: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = append.write

    def unsure(writer: append.EntryApplication, produce: Produce) -> tuple[list[Entry], Exception | None]:
        stored, _ = write(writer, produce)
        return stored, sqlite3.OperationalError("disk I/O error")

    def unreadable(store: Store, _: str) -> None:
        raise Damaged(f"{store.path} cannot be read")

    record = ("record", "position-taken", *OPTIONS)
    with monkeypatch.context() as faulty:
        faulty.setattr(append, "write", unsure)
        faulty.setattr(Store, "_by_id", unreadable)
        text = lg(*record)
        line = lg("record", "position-taken", *OPTIONS, "--matter=other", "--json")
    assert (text.code, line.code, line.error["code"]) == (9, 9, 9)
    assert "may or may not have been recorded" in " ".join(text.err.split())
    assert "Nothing was recorded" not in text.err
    assert line.error["remedy"].startswith("Repeat the same command")
    assert lg.ok(*record).startswith("already entry #1;")


def test_130_an_interruption_is_told_and_nothing_else(
    riyadh_ledger: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Ledger, "state", interrupted)
    code, text, message = both(riyadh_ledger, "state")
    assert (code, message) == (130, "interrupted")
    assert text.startswith("Error: interrupted.")
