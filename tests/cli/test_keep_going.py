"""`record --keep-going`: the good lines are recorded, the bad ones set aside, to be mended and fed again."""

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import At, jsonl, position

GOOD = {"id": "A", "development": position()}
BAD = {"id": "B", "development": position(on="2025-02-30", stance="demnds")}
ON_BAD = {"id": "C", "development": position(on="2025-02-17", after=["B"], stance="accepts")}
LATER = {"id": "D", "development": position(on="2025-02-18", after=["A"], stance="opposes")}


@pytest.fixture
def rejects(tmp_path: Path) -> Path:
    """Return where the bad lines go."""
    return tmp_path / "bad.jsonl"


def keep_going(lg: At, rejects: Path, given: str | bytes, *options: str) -> tuple[int, dict[str, object]]:
    file = lg.file("lines.jsonl", given)
    done = lg("record", "--file", file, "--keep-going", "--rejects", str(rejects), "--json", *options)
    return done.code, done.document


def recorded(lg: At) -> list[str]:
    return [json.loads(line)["id"] for line in lg.ok("export", "--without-texts").split("\n") if line]


def test_good_lines_are_recorded_and_bad_ones_set_aside_with_what_is_wrong(lg: At, rejects: Path) -> None:
    code, document = keep_going(lg, rejects, jsonl(GOOD, BAD, ON_BAD, LATER))
    assert (code, recorded(lg), document["rejects"]) == (4, ["A", "D"], str(rejects))
    assert [fault["line"] for fault in document["faults"]] == [2, 2, 3]  # type: ignore[attr-defined]
    lines = rejects.read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == jsonl(BAD, ON_BAD).splitlines()
    assert lines[0].startswith("# line 2: on: 2025-02-30 does not exist")
    assert lines[1].startswith("# line 2: stance: 'demnds' is no stance. Did you mean demands?")
    assert lines[3].startswith("# line 3: after: ")


def test_mended_the_rejects_are_fed_again(lg: At, rejects: Path) -> None:
    keep_going(lg, rejects, jsonl(GOOD, BAD, ON_BAD, LATER))
    mended = rejects.read_text().replace("2025-02-30", "2025-02-16").replace('"demnds"', '"demands"')
    rejects.write_text(mended)
    lg.ok("record", "--file", str(rejects))
    assert recorded(lg) == ["A", "D", "B", "C"]


def test_half_mended_they_may_go_back_into_the_same_file(lg: At, rejects: Path) -> None:
    keep_going(lg, rejects, jsonl(BAD, {"id": "E", "development": position(stance="no")}))
    rejects.write_text(
        rejects.read_text().replace("2025-02-30", "2025-02-16").replace('"demnds"', '"demands"')
    )
    done = lg("record", "--file", str(rejects), "--keep-going", "--rejects", str(rejects))
    assert (done.code, recorded(lg)) == (4, ["B"])
    assert [line[:12] for line in rejects.read_text().splitlines()] == ["# line 5: st", '{"id": "E", ']
    again = f"ledger --ledger {lg.path} record --file {rejects}"
    assert done.out.splitlines()[-1] == f"Mend them, then:  {again}"


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'"\xff"',
        b"[]",
        b'{"id": "X", "development": 1}',
        b"{}" + b" " * (1 << 20),
    ],
    ids=lambda raw: raw[:12].decode("latin-1"),
)
def test_a_line_of_any_kind_stands_in_the_rejects_as_it_was(lg: At, rejects: Path, raw: bytes) -> None:
    code, _ = keep_going(lg, rejects, raw + b"\r\n" + jsonl(GOOD).encode())
    assert (code, recorded(lg)) == (4, ["A"])
    assert [line for line in rejects.read_bytes().split(b"\n") if not line.startswith(b"#")] == [raw, b""]


def test_without_bad_lines_no_file_is_made(lg: At, rejects: Path) -> None:
    code, document = keep_going(lg, rejects, jsonl(GOOD))
    assert (code, document["rejects"], rejects.exists()) == (0, None, False)


def test_a_dry_run_records_nothing_and_writes_no_file(lg: At, rejects: Path) -> None:
    code, document = keep_going(lg, rejects, jsonl(GOOD, BAD), "--dry-run")
    assert (code, recorded(lg), rejects.exists()) == (4, [], False)
    assert len(document["recorded"]) == 1  # type: ignore[arg-type]


def test_another_file_is_not_written_over(lg: At, rejects: Path) -> None:
    rejects.write_text("mine")
    file = lg.file("lines.jsonl", jsonl(GOOD, BAD))
    done = lg("record", "--file", file, "--keep-going", "--rejects", str(rejects))
    assert (done.code, recorded(lg), rejects.read_text()) == (4, [], "mine")


@pytest.mark.parametrize("name", ["lines.yaml", "lines.json"])
def test_an_entry_of_a_list_is_set_aside_as_a_line(lg: At, rejects: Path, name: str) -> None:
    file = lg.file(name, json.dumps([GOOD, BAD]))
    assert lg("record", "--file", file, "--keep-going", "--rejects", str(rejects)).code == 4
    assert [json.loads(line) for line in rejects.read_text().splitlines() if line[0] != "#"] == [BAD]
    assert recorded(lg) == ["A"]


def test_a_file_that_is_no_yaml_is_refused_whole(lg: At, rejects: Path) -> None:
    file = lg.file("lines.yaml", "a: [")
    assert lg("record", "--file", file, "--keep-going", "--rejects", str(rejects)).code == 4
    assert not rejects.exists()


def test_rejects_without_keep_going_is_usage(lg: At) -> None:
    assert lg("record", "--file", "-", "--rejects", "x").code == 2


@pytest.mark.slow
def test_where_the_rejects_cannot_be_written_nothing_is_recorded(lg: At, rejects: Path) -> None:
    file = lg.file("lines.jsonl", jsonl(GOOD, BAD | {"development": position(on="x", terms="y" * 60_000)}))

    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    words = ("--ledger", str(lg.path), "record", "--file", file, "--keep-going", "--rejects", str(rejects))
    done = subprocess.run(
        [sys.executable, "-m", "ledger", *words], preexec_fn=full, check=False, capture_output=True
    )
    assert (done.returncode, recorded(lg), rejects.exists()) == (8, [], False), done.stderr
    assert sorted(one.name for one in lg.folder.iterdir() if "bad" in one.name) == []
