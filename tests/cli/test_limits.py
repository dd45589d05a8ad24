"""Every limit that the README lists: what is just above it is refused with the limit in the message, nothing stored."""

import json
import os

import pytest

from ledger.entry import LONGEST_LINE
from ledger.events.fields import LONGEST_TEXT, MOST_ITEMS
from ledger.exchange import files
from ledger.ledger import archive, search
from tests.cli.running import At, jsonl, position

LINES = {
    "a line": ({"summary": "x" * LONGEST_LINE}, f"{LONGEST_LINE:,}"),
    "depth": ({"tags": json.loads("[" * 40 + "]" * 40)}, "32"),
    "items in a list": ({"tags": ["x"] * (MOST_ITEMS + 1)}, f"{MOST_ITEMS:,}"),
    "a text": ({"terms": "x" * (LONGEST_TEXT + 1)}, f"{LONGEST_TEXT:,}"),
    "a slug": ({"matter": "x" * 65}, "64"),
    "a whole number": ({"grade": 10**18}, "18"),
    "a date": ({"on": "2025-02-18" + "~" * 60}, "64"),
    "a year": ({"on": "10000"}, "9999"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_above_a_limit_is_refused_and_the_limit_is_told(lg: At, name: str) -> None:
    fields, limit = LINES[name]
    done = lg("record", "--file", "-", given=jsonl(position(**fields)))
    assert done.code == 4, done
    assert limit in done.err
    assert "Nothing was recorded" in " ".join(done.err.split())
    assert lg.entries() == []


def test_an_id_above_its_limit_is_refused(lg: At) -> None:
    done = lg("record", "--file", "-", given=jsonl({"id": "x" * 65, "development": position()}))
    assert (done.code, "1 to 64" in done.err) == (4, True)


def test_a_source_above_its_limit_is_refused(lg: At) -> None:
    text = "x" * (archive.LONGEST + 1)
    done = lg("source", "add", "-", "--as", "long", "--publisher", "Gazette", given=text)
    assert (done.code, f"{archive.LONGEST:,}" in done.err) == (4, True)
    assert "long" not in lg.ok("sources")


@pytest.mark.parametrize(
    "query,limit",
    [
        ("x" * (search.LONGEST + 1), f"{search.LONGEST:,}"),
        (" ".join(f"x{n}" for n in range(search.MOST + 1)), str(search.MOST)),
    ],
    ids=["characters", "words"],
)
def test_a_search_above_its_limit_is_refused(lg: At, query: str, limit: str) -> None:
    done = lg("search", query)
    assert (done.code, limit in done.err) == (4, True)


@pytest.mark.parametrize("command", [["record", "--file"], ["import"]], ids=["record", "import"])
def test_a_file_above_the_limit_is_refused_unread(lg: At, command: list[str]) -> None:
    path = lg.file("large.jsonl", "")
    os.truncate(path, files.LARGEST_FILE + 1)
    done = lg(*command, path)
    assert (done.code, f"the most is {files.LARGEST_FILE:,}" in " ".join(done.err.split())) == (4, True)


@pytest.mark.parametrize("form", ["jsonl", "json", "yaml", "-"])
def test_a_file_with_more_entries_than_the_limit_is_refused(
    lg: At, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_LINES", 20)
    lines = [position(f"p{number}") for number in range(21)]
    text = json.dumps(lines) if form == "json" else jsonl(*lines)
    if form == "yaml":
        text = "".join(f"- {json.dumps(line)}\n" for line in lines)
    name = "-" if form == "-" else lg.file(f"many.{form}", text)
    done = lg("record", "--file", name, given=text)
    assert done.code == 4, done
    assert "21 lines; the most is 20" in " ".join(done.err.split())
    assert lg.entries() == []


def test_what_ends_nowhere_is_read_no_further_than_the_limit(lg: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 1_000)
    for name in ("/dev/zero", "-"):
        done = lg("record", "--file", name, given=b"x" * 5_000)
        assert (done.code, "1,001 bytes; the most is 1,000" in " ".join(done.err.split())) == (4, True)
