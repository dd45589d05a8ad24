"""The command line as a process of its own: pipes, full disks, closed streams, signals, encodings."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from tests.cli.running import OPTIONS, At, jsonl, position

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
RECORD = ("record", "position-taken", *OPTIONS)


def environment(**more: str) -> dict[str, str]:
    """Return an environment in which the checkout's ledger runs, and nothing else is set for it."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LEDGER_", "PYTHON", "LC_"))
    }
    return kept | {"PYTHONPATH": str(ROOT), "LEDGER_AUTHOR": "anna"} | more


def arguments(lg: At, *words: str | bytes) -> list[str | bytes]:
    return [sys.executable, "-m", "ledger", "--ledger", str(lg.path), *words]


def process(
    lg: At,
    *words: str | bytes,
    given: bytes = b"",
    out: int | IO[bytes] = subprocess.PIPE,
    err: int | IO[bytes] = subprocess.PIPE,
    setting: dict[str, str] | None = None,
) -> tuple[int, str, str]:
    """Run a command and return its exit code and what it wrote."""
    done = subprocess.run(
        arguments(lg, *words),
        input=given,
        stdout=out,
        stderr=err,
        env=environment(**(setting or {})),
        check=False,
    )
    written = (done.stdout or b"").decode(), (done.stderr or b"").decode()
    assert "Traceback" not in "".join(written)
    assert "Exception ignored" not in "".join(written)
    return done.returncode, *written


def shell(lg: At, script: str) -> tuple[int, str, str]:
    """Run a script in which `ledger` is the command on this ledger."""
    command = " ".join(f"'{word!s}'" for word in arguments(lg))
    done = subprocess.run(
        ["/bin/sh", "-c", f'ledger() {{ {command} "$@"; }}\n{script}'],
        capture_output=True,
        env=environment(),
        check=False,
        text=True,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def large(lg: At) -> At:
    """Return a ledger whose log is larger than any pipe holds."""
    lg.record(*(position(f"party-{place}", terms="x" * 1_000) for place in range(300)))
    return lg


# -- a closed pipe -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", [("log",), ("log", "--json"), ("export",), ("state", "--as-of", "2030")], ids=" ".join
)
def test_a_reader_that_has_seen_enough_ends_the_command_silently_and_well(
    large: At, asked: tuple[str, ...]
) -> None:
    running = subprocess.Popen(
        arguments(large, *asked), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert running.stdout is not None
    assert running.stderr is not None
    with running, running.stdout, running.stderr:
        assert len(running.stdout.read(10)) == 10
        running.stdout.close()
        complaint = running.stderr.read()
    assert (running.returncode, complaint) == (0, b"")


def test_the_first_line_of_a_pipe_is_all_that_is_seen(large: At) -> None:
    code, out, err = shell(large, '(ledger log; echo "$?" >&2) | head -1')
    assert (code, err) == (0, "0\n")
    assert out.startswith("log ")
    assert out.count("\n") == 1


def test_a_recording_into_a_closed_pipe_is_recorded(lg: At) -> None:
    code, _, err = shell(lg, f"(sleep 1; ledger {' '.join(RECORD)}; echo $? >&2) | true")
    assert (code, err) == (0, "0\n")
    assert len(lg.entries()) == 1


# -- a full disk ---------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [("log",), ("state", "--json"), ("export",), ("--help",)], ids=" ".join)
def test_an_answer_that_cannot_be_written_is_exit_8_and_told(large: At, asked: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, err = process(large, *asked, out=full)
    assert code == 8
    assert "the answer cannot be written: No space left on device" in " ".join(err.split())
    assert ('"code": 8' in err) is ("--json" in asked)


def test_what_was_recorded_before_the_answer_was_lost_is_not_denied(lg: At) -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, err = process(lg, *RECORD, out=full)
    assert code == 8
    words = " ".join(err.split())
    assert "Nothing was recorded" not in words
    assert "Repeat the command: what was recorded is answered as already there." in words
    assert process(lg, *RECORD)[1].startswith("already entry #1;")


def test_an_error_that_can_be_told_nowhere_still_has_its_exit_code(lg: At) -> None:
    bad = jsonl(position(stance="no")).encode()
    with Path("/dev/full").open("wb") as full:
        assert process(lg, "show", "9", err=full)[0] == 3
        assert process(lg, "show", "9", out=full, err=full)[0] == 3
        assert process(lg, "state", out=full, err=full)[0] == 8
        code, _, err = process(lg, "record", "--file", "-", "--json", given=bad, out=full)
    assert code == 4
    assert err.startswith('{"error": ')


@pytest.mark.parametrize("streams", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(lg: At, streams: str) -> None:
    assert shell(lg, f"ledger {' '.join(RECORD)} {streams}")[0] == 0
    assert shell(lg, f"ledger state --as-of 2030 {streams}")[0] == 0
    assert shell(lg, f"ledger show 9 {streams}")[0] == 3
    assert len(lg.entries()) == 1


def test_nothing_to_read_on_a_closed_standard_input_is_nothing_to_record(lg: At) -> None:
    assert shell(lg, "ledger record --file - <&-") == (0, "There was nothing to record.\n", "")


def test_a_disk_that_is_full_leaves_the_ledger_as_it_was(large: At) -> None:
    before = large.ok("export")
    many = large.file(
        "many.jsonl", jsonl(*(position(f"new-{place}", terms="y" * 9_000) for place in range(99)))
    )
    # A file may then not grow beyond 16 blocks of 512 bytes: what SQLite meets on a full disk.
    code, out, err = shell(large, f"ulimit -f 16; ledger record --file '{many}'")
    assert (code, out) == (8, "")
    assert "Nothing was recorded." in " ".join(err.split())
    assert large.ok("export") == before
    assert large.json("verify")["ok"]
    assert large.json("record", "--file", many)["recorded"][0]["new"]


# -- signals and encodings -----------------------------------------------------------------------


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_an_interruption_is_exit_130_without_a_traceback(lg: At, form: list[str]) -> None:
    running = subprocess.Popen(
        arguments(lg, "record", "--file", "-", *form),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    # It waits for standard input once its index, which it opens last, is there.
    for _ in range(300):
        if running.poll() is not None or _waits(running.pid):
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate()
    assert (running.returncode, out) == (130, b"")
    assert err.decode() == (
        '{"error": {"code": 130, "message": "interrupted", "remedy": "Repeat the command; what was recorded is '
        'not recorded twice.", "line": null, "field": null}}\n'
        if form
        else "Error: interrupted.\n  Repeat the command; what was recorded is not recorded twice.\n"
    )
    assert lg.entries() == []


def _waits(pid: int) -> bool:
    """Tell whether a process reads from a pipe and waits for what comes."""
    try:
        return "pipe" in Path(f"/proc/{pid}/wchan").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("setting", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}], ids=str)
def test_answers_are_utf_8_whatever_the_locale(lg: At, setting: dict[str, str]) -> None:
    lg.record(position(terms="“né” 漢字"))
    for form in ([], ["--json"]):
        code, out, err = process(lg, "positions", "--as-of", "2030", *form, setting=setting)
        assert (code, err) == (0, "")
        assert "“né” 漢字" in out
    code, _, err = process(lg, "show", "“né”", setting=setting)
    assert code == 3
    assert "“né”" in err


def test_an_argument_that_is_no_utf_8_is_refused(lg: At) -> None:
    for words in ((b"why", b"caf\xe9", b"x"), (*RECORD, b"--summary=caf\xe9"), (b"show", b"\xff")):
        code, out, err = process(lg, *words)
        assert (code, out) == (4, "")
        assert "is no UTF-8 text" in err
    assert lg.entries() == []


def test_a_file_whose_name_is_no_utf_8_is_read(lg: At) -> None:
    name = os.fsencode(lg.folder) + b"/caf\xe9.jsonl"
    Path(os.fsdecode(name)).write_text(jsonl(position()), encoding="utf-8")
    assert process(lg, b"record", b"--file", name)[0] == 0
    code, _, err = process(lg, b"record", b"--file", name + b"x")
    assert code == 3
    assert "caf\\udce9.jsonlx" in err
