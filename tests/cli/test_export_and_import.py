"""Out and back without loss: byte for byte into an empty ledger, as new entries into one that has some."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.cases import Json
from tests.cli.running import PAPER, At, jsonl, position

ARTICLE = "He said: \u201cNo\u00a0deal.\u201d\x1b\u2028\r\nNever, ever.\n"
NEWER: list[Json] = [
    {
        "kind": "ceasefire-drawn",
        "negotiation": "talks",
        "on": "2025-03-01",
        "line": [[1.5, -2e-7], {"é": None}],
    },
    position("usa", hologram="a field of a newer version"),
]


def grow(lg: At) -> At:
    """Record some of all that a ledger can hold."""
    add = ("source", "add", "-", "--publisher=Gazette")
    lg.ok(*add, "--as=article", "--published=2025-02-18", given=ARTICLE)
    lg.ok(*add, "--as=reprint", "--url=https://x.example", given=ARTICLE)
    lg.ok(*add, "--as=other", given="Another text.")
    cited = {"source": "article", "quotes": [{"exact": "No deal"}, {"exact": "Never"}]}
    lg.record(
        {"id": "D1", "development": position(sources=[cited])},
        {
            "kind": "party-described",
            "party": "ukraine",
            "name": "Ukraine",
            "type": "state",
            "aliases": ["Kyiv"],
        },
        position("usa", after=["D1"], on="2025-02-17", terms="\u202e\x07 é 漢"),
    )
    lg.ok("correct", "1", "--terms=never", "--reason=read again")
    lg.ok("retract", "3", "--reason=twice")
    lg.ok("source", "add-to", "1", "--publisher=Times", "--published=2025-02-19")
    lg.ok("retract", "5", "--reason=it was not")
    return lg


def lines(text: str) -> list[Json]:
    return [json.loads(line) for line in text.split("\n") if line]


def newer(number: int, development: Json, **fields: object) -> Json:
    """Return the line of an export that a newer ledger made."""
    return {
        "entry": number,
        "id": f"N{number}",
        "recorded_at": f"2031-01-01T00:00:{number:02}.000001Z",
        "recorded_by": "zoe",
        "root": number,
        "version": 2,
        "salt": "0f" * 16,
        "imported_from": None,
        "development": development,
    } | fields


# -- out -----------------------------------------------------------------------------------------


def test_an_export_has_the_lines_of_the_contract_entries_first_and_texts_by_digest(lg: At) -> None:
    found = lines(grow(lg).ok("export"))
    entries, texts = [one for one in found if "entry" in one], [one for one in found if "archive" in one]
    assert found == [*entries, *texts]
    assert [one["entry"] for one in entries] == list(range(1, 8))
    keys = [
        "entry",
        "id",
        "recorded_at",
        "recorded_by",
        "root",
        "version",
        "salt",
        "imported_from",
        "development",
    ]
    assert {tuple(one) for one in entries} == {tuple(keys)}
    assert [one["root"] for one in entries] == [1, 2, 3, 1, 3, 1, 3]
    assert {len(bytes.fromhex(one["salt"])) for one in entries} == {16}
    assert entries[2]["development"]["after"] == ["D1"]
    assert [one["archive"] for one in texts] == sorted(one["archive"] for one in texts)
    assert {one["text"] for one in texts} == {ARTICLE, "Another text."}


def test_an_export_into_a_file_is_the_export_on_standard_output(lg: At) -> None:
    target = grow(lg).folder / "out.jsonl"
    assert " ".join(lg.ok("export", "--output", str(target)).split()) == f"9 lines written to {target}."
    assert target.read_text(encoding="utf-8") == lg.ok("export")
    before = target.read_bytes()
    again = lg("export", "--output", str(target))
    assert again.code == 4
    assert "exists already" in again.err
    assert target.read_bytes() == before


def test_a_broken_export_leaves_no_file_behind(lg: At) -> None:
    grow(lg)
    with closing(sqlite3.connect(lg.path)) as intruder:
        intruder.execute("DROP TRIGGER stored_events_refuses_update")
        intruder.execute("UPDATE stored_events SET state = x'ff' WHERE rowid = 3")
        intruder.commit()
    target = lg.folder / "out.jsonl"
    assert lg("export", "--output", str(target)).code == 7
    assert not target.exists()


# -- back into an empty ledger -------------------------------------------------------------------


def test_into_an_empty_ledger_an_export_comes_back_byte_for_byte(lg: At, another: At) -> None:
    text = grow(lg).ok("export")
    found = another.json("import", "-", given=text)
    assert [one["new"] for one in found["recorded"]] == [True] * 7
    assert found["texts"] == 2
    assert another.ok("export") == text
    for asked in (
        ["log"],
        ["show", "1"],
        ["state", "--as-of", "2025-03"],
        ["sources"],
        ["verify"],
        ["parties"],
    ):
        assert another.ok(*asked, "--json") == lg.ok(*asked, "--json")


def test_an_import_tells_how_much_came(lg: At, another: At) -> None:
    file = lg.file("out.jsonl", grow(lg).ok("export"))
    assert another.ok("import", file) == "7 entries imported, 0 were there already; archived texts: 2.\n"
    assert another.ok("import", file) == "0 entries imported, 7 were there already; archived texts: 2.\n"


def test_an_import_repeated_changes_nothing(lg: At, another: At) -> None:
    text = grow(lg).ok("export")
    another.ok("import", "-", given=text)
    again = another.json("import", "-", given=text)
    assert [one["new"] for one in again["recorded"]] == [False] * 7
    assert another.ok("export") == text
    assert [one["new"] for one in lg.json("import", "-", given=text)["recorded"]] == [False] * 7
    assert lg.ok("export") == text


def test_an_import_takes_the_bytes_that_an_editor_may_add(lg: At, another: At) -> None:
    text = grow(lg).ok("export")
    another.ok("import", "-", given="\ufeff" + text.replace("\n", "\r\n") + "\r\n\n")
    assert another.ok("export") == text


def test_slugs_of_imported_sources_can_be_named(lg: At, another: At) -> None:
    another.ok("import", "-", given=grow(lg).ok("export"))
    another.record(position("eu", sources=[{"source": "reprint", "quotes": [{"exact": "No deal"}]}]))
    assert another.json("show", "8")["development"]["sources"][0]["quotes"][0]["verified"] is True


def test_a_text_of_16_mib_comes_back(lg: At, another: At) -> None:
    lg.ok("source", "add", "-", "--as=long", "--publisher=G", given="\x01" * (1 << 20) + "é" * (7 << 20))
    text = lg.ok("export")
    another.ok("import", "-", given=text)
    assert another.ok("export") == text


def test_the_start_of_an_export_is_continued_by_the_whole(lg: At, another: At) -> None:
    text = grow(lg).ok("export")
    another.ok("import", "-", given="".join(f"{line}\n" for line in text.split("\n")[:3]))
    found = another.json("import", "-", given=text)
    assert [one["new"] for one in found["recorded"]] == [False] * 3 + [True] * 4
    assert another.entries() == lg.entries()
    assert another.json("verify")["ok"]


# -- back into a ledger with entries -------------------------------------------------------------


@pytest.mark.file
def test_into_a_ledger_with_entries_they_come_as_new_ones_that_tell_where_they_are_from(
    lg: At, another: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = grow(lg).ok("export")
    monkeypatch.setenv("LEDGER_AUTHOR", "ben")
    another.record(position("eu"), position("oman"))
    found = another.json("import", "-", given=text)
    assert [one["entry"] for one in found["recorded"]] == list(range(3, 10))
    theirs, mine = lines(text)[:7], lines(another.ok("export"))[2:9]
    for old, new in zip(theirs, mine, strict=True):
        assert new["development"] == old["development"]
        assert (new["id"], new["root"], new["salt"]) == (old["id"], old["root"] + 2, old["salt"])
        assert new["imported_from"] == f"#{old['entry']}, recorded {old['recorded_at']} by anna"
        assert new["recorded_by"] == "ben"
    assert another.json("verify")["ok"]
    assert not any(one["new"] for one in another.json("import", "-", given=text)["recorded"])


def test_what_is_there_already_is_not_imported_again(lg: At, another: At) -> None:
    another.record(position("usa"), position())
    lg.record(position("eu"), position("usa"))
    found = another.json("import", "-", given=lg.ok("export"))
    assert [(one["entry"], one["new"]) for one in found["recorded"]] == [(3, True), (1, False)]


def test_an_imported_import_keeps_its_origin(
    lg: At, another: At, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lg.record(position())
    another.record(position("eu"))
    another.ok("import", "-", given=lg.ok("export"))
    third = At(tmp_path_factory.mktemp("third") / "ledger.db")
    third.ok("init")
    third.ok("import", "-", given=another.ok("export"))
    assert third.ok("export") == another.ok("export")


# -- what cannot be imported ---------------------------------------------------------------------


def spoiled(export: str, number: int, fields: Json) -> str:
    """Return an export with other values in one of its lines."""
    found = lines(export)
    found[number] |= fields
    return jsonl(*found)


@pytest.mark.parametrize(
    "fields, message",
    [
        ({"entry": "1"}, "entry of an exported line"),
        ({"id": 1}, "id of an exported line"),
        ({"id": "17"}, "'17' is no id"),
        ({"imported_from": 5}, "imported_from is a text or null"),
        ({"imported_from": ""}, "imported_from is a text or null"),
        ({"salt": "ff"}, "salt is not 16 bytes"),
        ({"recorded_at": "2025-02-19"}, "recorded_at is no time"),
        ({"recorded_at": "2999-01-01T00:00:00.000000Z"}, "the times of recording go back"),
        ({"root": 1}, "is of the chain of"),
        ({"version": True}, "version of an exported line"),
        ({"development": []}, "development is an object"),
        ({"more": 1}, "no key 'more'"),
        ({"development": position(stance="no")}, "no stance"),
        ({"development": position(after=["nobody"])}, "there is no entry nobody"),
        ({"development": position("usa", after=["D1"], on="2025-02-01")}, "said to follow"),
    ],
    ids=str,
)
def test_a_spoiled_line_is_refused_and_nothing_is_imported(
    lg: At, another: At, fields: Json, message: str
) -> None:
    done = another("import", "-", "--json", given=spoiled(grow(lg).ok("export"), 2, fields))
    assert done.code == 4
    assert any(message in fault["message"] for fault in done.document["faults"]), done.document
    assert another.ok("export") == ""


def test_a_text_with_another_digest_is_refused(lg: At, another: At) -> None:
    export = grow(lg).ok("export")
    for fields in ({"text": "x"}, {"text": None}, {"archive": "0" * 64}):
        done = another("import", "-", "--json", given=spoiled(export, 7, fields))
        assert (done.code, done.error["field"]) == (4, "archive")
    assert another.ok("export") == ""


def test_what_is_no_export_is_refused(another: At) -> None:
    for given in ("{", "[]", '{"kind": "x"}', jsonl(position()), "null", b"\xff"):
        assert another("import", "-", given=given).code == 4
    assert (
        another.ok("import", "-", given="")
        == "0 entries imported, 0 were there already; archived texts: 0.\n"
    )
    assert another.ok("export") == ""


# -- lines of a newer ledger ---------------------------------------------------------------------


@pytest.fixture
def later(lg: At) -> At:
    """Return a ledger that holds lines which only a newer program knows."""
    lg.ok(
        "import",
        "-",
        given=jsonl(
            newer(1, position(), version=1),
            newer(2, NEWER[0]),
            newer(3, NEWER[1]),
            newer(4, {"kind": "entry-annotated", "entry": "N1", "note": "x"}, root=1),
            newer(
                5, {"kind": "entry-corrected", "entry": "N2", "replacement": NEWER[0], "reason": "x"}, root=2
            ),
        ),
    )
    return lg


def test_lines_of_a_newer_ledger_are_kept_and_exported_again_unchanged(later: At, another: At) -> None:
    text = later.ok("export")
    assert [line["development"] for line in lines(text)][1:3] == NEWER
    another.ok("import", "-", given=text)
    assert another.ok("export") == text
    assert later.json("verify")["ok"]


def test_lines_of_a_newer_ledger_are_counted_and_the_state_says_so(later: At) -> None:
    found = later.json("state", "--as-of", "2025-03-02")
    assert found["counts"]["unknown_kinds"] == 4
    assert [row["party"] for row in found["positions"]] == ["ukraine"]
    assert "newer" in later.ok("state", "--as-of", "2025-03-02")


@pytest.mark.parametrize(
    "asked",
    [
        ["log"],
        ["show", "1"],
        ["show", "2"],
        ["show", "3"],
        ["show", "4"],
        ["show", "5"],
        ["timeline"],
        ["parties"],
        ["matters"],
        ["sources"],
        ["negotiations"],
        ["diff", "2024", "2026"],
        ["why", "ukraine", "deal"],
        ["history", "ukraine", "deal"],
        ["meetings"],
    ],
    ids=" ".join,
)
def test_every_answer_bears_lines_of_a_newer_ledger(later: At, asked: list[str]) -> None:
    assert later.ok(*asked)
    assert later.json(*asked)


def test_the_log_and_an_entry_show_that_they_need_a_newer_ledger(later: At) -> None:
    assert "ceasefire-drawn" in later.ok("log")
    shown = later.ok("show", "2")
    assert "ceasefire-drawn" in shown
    assert "newer" in shown


def test_an_entry_of_a_newer_kind_is_not_corrected_but_can_be_retracted(later: At) -> None:
    done = later("correct", "2", "--on=2025-02-01", "--reason=x", "--json")
    assert (done.code, done.error["field"]) == (4, "entry")
    later.ok("correct", "4", "--on=2025-02-01", "--reason=x")
    later.ok("retract", "2", "--over=5", "--reason=x")
    assert later.json("verify")["ok"]


def test_recording_refuses_what_an_import_keeps(lg: At) -> None:
    for development in NEWER:
        assert lg("record", "--file", "-", given=jsonl(development)).code == 4
    assert lg.entries() == []


# -- backup --------------------------------------------------------------------------------------


@pytest.mark.file
def test_a_backup_is_the_whole_ledger_and_goes_on_alone(lg: At) -> None:
    copy = At(grow(lg).folder / "copy.db")
    printed = lg.ok("backup", str(copy.path))
    assert f"ledger --ledger {copy.path} verify" in printed
    assert copy.ok("export") == lg.ok("export")
    copy.record(position("oman", sources=[PAPER]))
    assert len(copy.entries()) == len(lg.entries()) + 1
    again = lg("backup", str(copy.path))
    assert again.code == 4
    assert len(copy.entries()) == 8


def test_a_backup_is_made_while_the_ledger_is_in_use(lg: At) -> None:
    grow(lg)
    with closing(sqlite3.connect(lg.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        lg.ok("backup", str(lg.folder / "copy.db"))
    assert At(lg.folder / "copy.db").json("verify")["ok"]
