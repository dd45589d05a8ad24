"""Whatever stands in a text: stored exactly and read back exactly, and on no screen obeyed, hidden or too wide."""

import json
import unicodedata

import pytest

from tests.cases import Json
from tests.cli.running import OPTIONS, PAPER, At, jsonl, position
from tests.show.reading import faults

HOSTILE = {
    "escape sequences": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J",
    "controls": "a\x00b\x08c\x7fd\ve\ff",
    "C1 controls": "\x9b31m \x85 \x90",
    "line ends": "one\ntwo\r\nthree\rfour\u2028five\u2029six\x85seven",
    "bidi marks": "\u202egnitar\u202c \u2066x\u2069 \u200f",
    "zero width": "Ukra\u200bine\u200d\ufeff\u2060",
    "no-break spaces": "a\u00a0b\u202fc",
    "half letters": "e\u0301\u0301\u0301\u0301\u0301\u0301 \u0301",
    "lookalikes": "U\u043araine \u0440\u0430ypal \u210c \ufb01",
    "wide": "漢字" * 60,
    "emoji": "👩\u200d👩\u200d👧 🇺🇦 \U0001f3f4\U000e0067",
    "private and unassigned": "\ue000 \U0010ffff \ufffe",
    "SQL": "'); DROP TABLE log; --\" OR 1=1 /* %s ? :x",
    "a formula": '=HYPERLINK("http://x.example","y") +1 -1 @SUM(A1) \t=1',
    "HTML": '<script>alert(1)</script>&amp;<b onclick="x">',
    "markup": "[bold]x[/bold] [sic] {0} %(x)s ${HOME} `id` \\n \\u0041",
    "a long word": "x" * 5_000,
    "spaces": "  padded  ",
}
named = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


def everywhere(text: str) -> list[Json]:
    """Return entries with a text in each place that takes any text."""
    source = dict.fromkeys(("publisher", "title", "url", "author"), text) | {"published": "2025-02-18"}
    quote = dict.fromkeys(("exact", "prefix", "suffix", "lang", "translation"), text)
    said = {
        "negotiation": "talks",
        "on": "2025-02-18",
        "summary": text,
        "via": [text, "Tass"],
        "tags": [text],
        "speaker": {"name": text, "role": text},
        "sources": [source | {"quotes": [quote]}],
    }
    point = {"point": "one", "parties": ["usa"]}
    return [
        said
        | {"kind": "position-taken", "parties": ["usa"], "matter": "m", "stance": "rejects", "terms": text},
        said | {"kind": "proposal-made", "proposal": "p", "parties": ["usa"], "terms": text},
        said | point | {"kind": "point-agreed", "text": text},
        said | point | {"kind": "point-amended", "text": f"{text}!"},
        said
        | {
            "kind": "meeting-held",
            "meeting": "m",
            "place": text,
            "participants": [{"name": text, "role": text}],
        },
        said | {"kind": "agreement-changed", "agreement": "a", "act": "adopted", "title": text},
        said
        | {
            "kind": "commitment-changed",
            "agreement": "a",
            "parties": ["usa"],
            "act": "signed",
            "terms": text,
        },
        {"kind": "party-described", "party": "usa", "name": text, "type": "state", "aliases": [f"{text}?"]},
        {
            "kind": "matter-described",
            "negotiation": "talks",
            "matter": "m",
            "name": text,
            "type": "issue",
            "proposition": text,
        },
    ]


SCREENS = [
    ["state"],
    ["positions"],
    ["points"],
    ["meetings"],
    ["proposals"],
    ["timeline"],
    ["log"],
    ["show", "1"],
    ["show", "5"],
    ["why", "usa", "m"],
    ["why", "usa", "a"],
    ["history", "usa", "m"],
    ["members", "a"],
    ["parties"],
    ["matters"],
    ["sources"],
    ["diff", "2024", "2026"],
    ["verify"],
]


@named
def test_a_text_is_stored_exactly_and_no_screen_obeys_it(lg: At, text: str) -> None:
    lines = everywhere(text)
    file = lg.file("lines.jsonl", jsonl(*lines))
    assert faults(lg.ok("record", "--file", file).rstrip("\n"), 80) == []
    assert lg.entries() == lines
    lg.ok("correct", "1", "--summary", f"{text}.", "--reason", text)
    for asked in SCREENS:
        printed = lg.ok(*asked)
        assert faults(printed.rstrip("\n"), 80) == [], asked
    assert lg.json("verify")["ok"]


@named
def test_json_carries_a_text_exactly_and_nothing_that_a_terminal_obeys_or_hides(lg: At, text: str) -> None:
    lg.record(*everywhere(text))
    for asked in SCREENS:
        printed = lg.ok(*asked, "--json")
        assert {unicodedata.category(char) for char in printed[:-1]}.isdisjoint(
            {"Cc", "Cf", "Cs", "Zl", "Zp"}
        )
    assert lg.json("positions")["positions"][0]["terms"] == text
    assert lg.json("show", "1")["development"]["sources"][0]["quotes"][0]["exact"] == text


@named
def test_a_text_is_taken_from_an_option_as_from_a_file(lg: At, another: At, text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    lg.ok(
        "record",
        "position-taken",
        *OPTIONS,
        f"--summary={text}",
        f"--terms={text}",
        f"--speaker={text}",
        f"--source-title={text}",
        f"--quote={text}",
        f"--via={quoted},Tass",
    )
    another.record(
        position(
            summary=text,
            terms=text,
            speaker={"name": text, "party": "ukraine"},
            via=[text, "Tass"],
            sources=[PAPER | {"title": text, "quotes": [{"exact": text}]}],
        )
    )
    assert lg.entries() == another.entries()


@named
def test_a_text_that_is_no_slug_date_or_reference_is_refused_and_shown_escaped(lg: At, text: str) -> None:
    lines = [
        position() | {field: text} for field in ("negotiation", "on", "matter", "stance", "grade", "kind")
    ]
    lines += [
        position(parties=[text]),
        position(after=[text]),
        position(meeting=text),
        position(unknown=text),
    ]
    lines += [position() | {text: 1}, {"id": text, "development": position()}]
    file = lg.file("lines.jsonl", jsonl(*lines))
    done = lg("record", "--file", file)
    assert done.code == 4
    assert faults(done.err.rstrip("\n"), 80) == []
    program = lg("record", "--file", file, "--json")
    assert {fault["line"] for fault in program.document["faults"]} == set(range(1, len(lines) + 1))
    assert lg.entries() == []


@named
def test_a_text_as_an_argument_finds_nothing_and_harms_nothing(talks: At, text: str) -> None:
    for arguments in (
        ["why", text, "minerals"],
        ["why", "usa", text],
        ["history", text, text],
        ["members", text],
        ["show", text],
        ["retract", text, "--reason", "x"],
        ["correct", text, "--on", "2025", "--reason", "x"],
        ["positions", "--party", text],
        ["positions", "--matter", text],
        ["state", "--negotiation", text],
        ["state", "--as-of", text],
        ["state", "--known-at", text],
        ["state", "--basis", text],
        ["source", "add-to", text, "--publisher", "x"],
        ["source", "add", text, "--as", "x", "--publisher", "x"],
        ["record", "--file", text],
        ["record", text],
        [text],
        ["state", f"--{text}"],
        ["schema", text],
        ["help", text],
    ):
        done = talks(*arguments)
        assert done.code in {2, 3, 4}, (arguments, done)
        assert faults(done.err.rstrip("\n"), 80) == []
    assert talks.json("verify")["ok"]
    assert talks.json("log")["basis"].endswith("@41")


HALVES = ["\ud800", "a\udcffb", "\udfff\ud800"]


@pytest.mark.parametrize("half", HALVES, ids=ascii)
def test_half_of_a_character_is_refused_wherever_it_stands_in_a_file(lg: At, half: str) -> None:
    lines = [
        *everywhere(half),
        position() | {half: "x"},
        position(parties=[half]),
        {"id": half, "development": {}},
    ]
    done = lg("record", "--file", lg.file("lines.jsonl", jsonl(*lines)), "--json")
    assert done.code == 4
    found = done.document["faults"]
    assert {fault["line"] for fault in found} == set(range(1, len(lines) + 1))
    assert "the text has half of a character (a lone surrogate)" in {fault["message"] for fault in found}
    assert lg.entries() == []


@pytest.mark.parametrize("half", HALVES, ids=ascii)
def test_half_of_a_character_is_refused_as_an_argument(talks: At, half: str) -> None:
    for arguments in (
        ["why", half, "minerals"],
        ["show", half],
        ["correct", half, "--on", "2025", "--reason", "x"],
        ["correct", "21", "--summary", half, "--reason", "x"],
        ["retract", "21", "--reason", half],
        ["state", "--negotiation", half],
        ["state", "--known-at", half],
        ["record", "position-taken", *OPTIONS, f"--source={half}"],
        ["record", "position-taken", *OPTIONS, f"--tag={half}"],
        ["record", "--file", "-", "--source", half],
        ["source", "add", "x", "--as", "x", "--publisher", half],
        ["source", "add-to", "21", "--publisher", half],
    ):
        done = talks(*arguments, "--json")
        assert (done.code, done.error["code"]) == (4, 4), (arguments, done)
    assert talks.json("log")["basis"].endswith("@41")


@pytest.mark.file
def test_a_file_may_have_any_name(lg: At) -> None:
    name = "na\x1bme \u202e'\"; $(id) ünï.jsonl"
    path = lg.file(name, jsonl(position()))
    lg.ok("record", "--file", path)
    copy = lg.folder / "c\x1bopy.db"
    printed = lg.ok("backup", str(copy))
    assert faults(printed.rstrip("\n"), 1 << 30) == []
    lg.ok("export", "--output", str(lg.folder / "ou\x1bt.jsonl"))
    fresh = At(lg.folder / "fr\x1besh.db")
    assert faults(fresh.ok("init").rstrip("\n"), 1 << 30) == []
    assert json.loads(fresh.ok("state", "--json"))["negotiation"] is None
