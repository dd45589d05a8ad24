"""Files of lines: every form, what each takes and refuses, all faults at once, all or nothing."""

import json
from pathlib import Path

import pytest

from tests.cases import Json
from tests.cli.running import PAPER, At, jsonl, position

LINE = json.dumps(position())
OTHER = json.dumps(position("usa"))

YAML = """\
kind: position-taken
negotiation: talks
on: 2025-02-16
parties: [ukraine]
matter: deal
stance: rejects
sources:
  - publisher: Gazette
    published: 2025-02-18
"""

# -- forms ---------------------------------------------------------------------------------------

FORMS = {
    "one.jsonl": LINE,
    "one.JSON": LINE,
    "list.json": f"[{LINE}]",
    "indented.json": json.dumps(position(), indent=2),
    "one.yaml": YAML,
    "one.yml": YAML,
    "list.yaml": "- " + YAML.replace("\n", "\n  ").rstrip(" "),
    "documents.yaml": f"---\n{YAML}...\n---\n",
    "envelope.yaml": "development:\n  " + YAML.replace("\n", "\n  ").rstrip(" "),
    "no-extension": LINE,
    "lines.txt": LINE,
    "crlf.jsonl": f"\r\n{LINE}\r\n",
    "blank lines.jsonl": f"\n \t\n{LINE}\n\n",
    "bom.jsonl": f"\ufeff{LINE}\n",
    "bom.json": f"\ufeff{LINE}",
    "bom.yaml": f"\ufeff{YAML}",
    "crlf.yaml": YAML.replace("\n", "\r\n"),
    "spaces around.jsonl": f"  {LINE}  \n",
    "nulls.jsonl": json.dumps(position() | {"terms": None, "to": [], "speaker": None, "until": None}),
    "nulls.yaml": YAML + "terms: null\nto: []\nspeaker:\nuntil: ~\n",
    "in another order.json": json.dumps(dict(reversed(position().items()))),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_file_says_the_same(lg: At, name: str) -> None:
    assert lg.json("record", "--file", lg.file(name, FORMS[name]))["recorded"][0]["entry"] == 1
    assert lg.entries() == [position()]
    assert not lg.json("record", "--file", "-", given=LINE)["recorded"][0]["new"]


@pytest.mark.parametrize("name", ["nothing.jsonl", "nothing.json", "nothing.yaml"])
def test_a_file_of_nothing_records_nothing(lg: At, name: str) -> None:
    nothing = lg.file(name, "[]" if name.endswith("json") else "\n\n")
    assert lg.json("record", "--file", nothing) == {"recorded": [], "faults": [], "warnings": []}
    assert lg.ok("record", "--file", nothing) == "There was nothing to record.\n"


def test_standard_input_is_read_as_json_lines(lg: At) -> None:
    assert len(lg.json("record", "--file", "-", given=f"{LINE}\n{OTHER}")["recorded"]) == 2


def test_a_line_ends_at_a_line_feed_and_nowhere_else(lg: At) -> None:
    ends = "one\u2028two\u2029three\x85four"
    lg.ok("record", "--file", lg.file("raw.jsonl", json.dumps(position(terms=ends), ensure_ascii=False)))
    assert lg.entries() == [position(terms=ends)]


def test_in_yaml_a_text_is_never_a_boolean_a_number_or_a_date(lg: At) -> None:
    text = YAML + "terms: no\nsummary: 1\nvia: [yes, 2025-02-18, 0x1F, 1e3, '~', off]\n"
    lg.ok("record", "--file", lg.file("talks.yaml", text))
    said = {"terms": "no", "summary": "1", "via": ["yes", "2025-02-18", "0x1F", "1e3", "~", "off"]}
    assert lg.entries() == [position() | said]


def test_in_yaml_a_number_and_true_are_read_where_the_field_asks_for_them(lg: At) -> None:
    point = {"kind": "point-agreed", "point": "one", "order": "1", "text": "x", "parties": ["usa"]}
    meeting = {"kind": "meeting-announced", "meeting": "talk", "cancelled": "true", "after": ["1"]}
    quote = {"quotes": [{"exact": "1", "start": "7"}]}
    for fields in (point, meeting | {"sources": [PAPER | quote]}):
        said = {"negotiation": "talks", "on": "2025-02-16", "sources": [PAPER]} | fields
        lg.ok("record", "--file", lg.file("talks.yaml", json.dumps(said)))
    one, other = lg.entries()
    assert one["order"] == 1
    assert other["cancelled"] is True
    assert other["sources"][0]["quotes"] == [{"exact": "1", "start": 7}]
    assert other["after"] == [lg.json("show", "1")["id"]]


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"kind": "point-agreed", "point": "a", "text": "x", "order": "1"}, "order"),
        ({"kind": "point-agreed", "point": "a", "text": "x", "order": True}, "order"),
        ({"kind": "point-agreed", "point": "a", "text": "x", "order": 1.0}, "order"),
        ({"kind": "meeting-announced", "meeting": "a", "cancelled": "true"}, "cancelled"),
        ({"kind": "meeting-announced", "meeting": "a", "cancelled": 1}, "cancelled"),
        ({"terms": 1}, "terms"),
        ({"terms": False}, "terms"),
        ({"parties": "ukraine"}, "parties"),
        ({"after": ["17"]}, "after"),
        ({"after": [True]}, "after"),
        ({"speaker": "Zelensky"}, "speaker"),
        ({"sources": PAPER}, "sources"),
        ({"sources": [PAPER | {"quotes": [{"exact": "x", "start": "7"}]}]}, "sources.quotes.start"),
        ({"on": 2025}, "on"),
        ({"tags": {"a": "b"}}, "tags"),
    ],
    ids=str,
)
def test_in_json_a_value_has_the_type_of_its_field(lg: At, fields: Json, field: str) -> None:
    done = lg("record", "--file", "-", "--json", given=jsonl(position() | fields))
    assert done.code == 4
    assert field in {fault["field"] for fault in done.document["faults"]}
    assert lg.entries() == []


# -- what is no line -----------------------------------------------------------------------------

DEEP = 100_000
WRONG: dict[str, tuple[str, str | bytes, str]] = {
    "no JSON": ("a.jsonl", "{", "this is no JSON"),
    "single quotes": ("a.jsonl", "{'kind': 'x'}", "this is no JSON"),
    "two values": ("a.jsonl", "{} {}", "this is no JSON"),
    "a text": ("a.jsonl", '"position-taken"', "a line is a JSON object"),
    "a list": ("a.jsonl", "[]", "a line is a JSON object"),
    "null": ("a.jsonl", "null", "a line is a JSON object"),
    "nothing in it": ("a.jsonl", "{}", "kind is missing"),
    "a key twice": ("a.jsonl", LINE[:-1] + ', "on": "2025"}', "the key 'on' stands twice"),
    "a key twice within": ("a.jsonl", '{"a": {"b": 1, "b": 1}}', "the key 'b' stands twice"),
    "NaN": ("a.jsonl", '{"order": NaN}', "NaN is no value"),
    "Infinity": ("a.jsonl", '{"order": Infinity}', "Infinity is no value"),
    "minus Infinity": ("a.jsonl", '{"order": -Infinity}', "-Infinity is no value"),
    "an infinite number": ("a.jsonl", '{"order": 1e999}', "is too large"),
    "a huge integer": ("a.jsonl", f'{{"order": {"9" * 5_000}}}', "has 5,000 digits"),
    "an integer of 19 digits": ("a.jsonl", f'{{"order": -{"9" * 19}}}', "has 19 digits"),
    "nested lists": ("a.jsonl", "[" * DEEP + "]" * DEEP, "nested too deeply"),
    "nested objects": ("a.jsonl", '{"a":' * DEEP + "1" + "}" * DEEP, "nested too deeply"),
    "nested lists in a file": ("a.json", "[" * DEEP + "]" * DEEP, "nested too deeply"),
    "one level too many": ("a.jsonl", '{"a":' * 33 + "1" + "}" * 33, "nested deeper than 32"),
    "no UTF-8": ("a.jsonl", b'{"kind": "\xff"}', "not UTF-8 at byte 10"),
    "UTF-16": ("a.jsonl", LINE.encode("utf-16"), "not UTF-8"),
    "no UTF-8 in a file": ("a.json", b'{"kind": "\xff"}', "not UTF-8 at byte 10"),
    "no UTF-8 in YAML": ("a.yaml", b"kind: \xff", "not UTF-8"),
    "a mark of order within": ("a.jsonl", f"{LINE}\n\ufeff{LINE}", "this is no JSON"),
    "a line of more than 1 MiB": ("a.jsonl", " " * (1 << 20) + LINE, "the most is 1,048,576"),
    "an object of more than 1 MiB": (
        "a.json",
        json.dumps([position(tags=[f"{place:0>1200}" for place in range(1000)])]),
        "the most is 1,048,576",
    ),
    "1,001 items": (
        "a.jsonl",
        json.dumps(position(tags=["x"] * 1_001)),
        "has 1,001 items; the most is 1,000",
    ),
    "a text of more than 64 Ki": (
        "a.jsonl",
        json.dumps(position(terms="é" * 65_537)),
        "has 65,537 characters",
    ),
    "an envelope with more": ("a.jsonl", f'{{"id": "D1", "x": 1, "development": {LINE}}}', "no key 'x'"),
    "an id of digits": ("a.jsonl", f'{{"id": "17", "development": {LINE}}}', "'17' is no id"),
    "an id with a space": ("a.jsonl", f'{{"id": "D 1", "development": {LINE}}}', "'D 1' is no id"),
    "an id of 65": ("a.jsonl", f'{{"id": "{"x" * 65}", "development": {LINE}}}', "is no id"),
    "a development that is none": ("a.jsonl", '{"development": "x"}', "development is a JSON object"),
    "no YAML": ("a.yaml", "kind: [", "this is no YAML"),
    "a tab in YAML": ("a.yaml", "kind:\n\t- x", "this is no YAML"),
    "an alias in YAML": ("a.yaml", "kind: &a x\non: *a", "anchors and aliases are not read"),
    "a key twice in YAML": ("a.yaml", f"{YAML}on: 2025", "the key 'on' stands twice"),
    "nested YAML": ("a.yaml", "[" * DEEP, "nested deeper than 32"),
    "nested YAML of 40 levels": ("a.yaml", "a: " + "[" * 40 + "]" * 40, "nested deeper than 32"),
    "an escape in YAML": ("a.yaml", "kind: \x1b[31m", "this is no YAML"),
    "an object in YAML": ("a.yaml", "kind: !!python/object/apply:os.system [exit]", "there is no kind"),
    "yes is not true": (
        "a.yaml",
        YAML.replace("position-taken", "meeting-announced") + "cancelled: yes",
        "cancelled is true, not 'yes'",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_line_is_refused_and_nothing_is_stored(lg: At, what: str) -> None:
    name, content, message = WRONG[what]
    path = lg.file(name, content)
    text, program = lg("record", "--file", path), lg("record", "--file", path, "--json")
    assert (text.code, program.code, text.out) == (4, 4, "")
    found = [fault for fault in program.document["faults"] if message in fault["message"]]
    assert found, program.document
    assert max(map(len, text.err.split("\n"))) <= 80
    assert "Nothing was recorded." in " ".join(text.err.split())
    assert lg.entries() == []


def test_what_is_just_within_the_limits_is_taken(lg: At) -> None:
    most = position(terms="é" * 65_536, tags=["x"] * 1_000, parties=[f"p-{place}" for place in range(1_000)])
    full = position("usa", tags=[f"{place:0>1000}" for place in range(1_000)])
    long = json.dumps(position("eu"))
    lg.ok("record", "--file", "-", given=jsonl(most, full) + long + " " * ((1 << 20) - len(long)))
    assert lg.entries() == [most, full, position("eu")]
    assert lg.json("verify")["ok"]


def test_the_deepest_that_json_may_stand_is_refused_for_what_it_says_alone(lg: At) -> None:
    done = lg("record", "--file", "-", "--json", given='{"a":' * 32 + "1" + "}" * 32)
    assert [fault["message"] for fault in done.document["faults"]] == ["kind is missing"]


def test_a_directory_is_no_file_of_lines(lg: At) -> None:
    done = lg("record", "--file", str(lg.folder))
    assert done.code == 4
    assert "cannot be read: Is a directory" in " ".join(done.err.split())


# -- all or nothing, all at once -----------------------------------------------------------------


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_its_lines(lg: At) -> None:
    lines = [
        LINE,
        json.dumps(position(on="2025-02-30", stance="no", parties=["U S"])),
        "{",
        "",
        json.dumps(position(sources=[{"published": "2025-13", "quote": "x"}])),
        json.dumps(position(after=["nobody"])),
        json.dumps(position(sources=[{"source": "nowhere"}])),
        json.dumps(position(on="2025-03")),
    ]
    done = lg("record", "--file", "-", "--json", given="\n".join(lines))
    assert done.code == 4
    found = [(fault["line"], fault["field"]) for fault in done.document["faults"]]
    assert found == [
        (2, "on"),
        (2, "parties"),
        (2, "stance"),
        (3, None),
        (5, "sources"),
        (5, "sources.published"),
        (5, "sources"),
        (6, "after"),
        (7, "sources.source"),
        (8, "on"),
    ]
    assert lg.entries() == []


@pytest.mark.parametrize("name", ["talks.json", "talks.yaml"])
def test_the_line_of_a_fault_is_where_its_entry_stands(lg: At, name: str) -> None:
    text = json.dumps([position(), position(stance="no")], indent=1 if name.endswith("yaml") else None)
    done = lg("record", "--file", lg.file(name, text), "--json")
    (fault,) = done.document["faults"]
    assert fault["line"] == {"talks.json": 2, "talks.yaml": 18}[name]


def test_one_fault_is_enough_that_nothing_of_a_file_is_recorded(lg: At) -> None:
    many = [position(f"party-{place}") for place in range(100)]
    assert lg("record", "--file", "-", given=jsonl(*many, position(stance="no"))).code == 4
    assert lg.entries() == []
    assert len(lg.record(*many)["recorded"]) == 100


def test_an_id_twice_in_a_file_is_one_entry_or_a_fault(lg: At) -> None:
    line = {"id": "D1", "development": position()}
    assert [one["new"] for one in lg.record(line, line)["recorded"]] == [True, False]
    other = {"id": "D2", "development": position("usa")}
    done = lg("record", "--file", "-", "--json", given=jsonl(other, other | {"development": position("eu")}))
    assert [(fault["line"], fault["field"]) for fault in done.document["faults"]] == [(2, "id")]
    assert len(lg.entries()) == 1


def test_a_line_may_name_an_earlier_line_of_its_file_by_id_and_the_ledgers_entries_by_number(lg: At) -> None:
    lg.record({"id": "D1", "development": position()})
    lg.record(
        {"id": "D2", "development": position("usa", on="2025-02-17")},
        position("eu", on="2025-02-18", after=["D2", 1]),
    )
    assert lg.entries()[2]["after"] == ["D2", "D1"]
    done = lg("record", "--file", "-", "--json", given=jsonl(position("usa"), position(after=[4])))
    assert [(fault["line"], fault["field"]) for fault in done.document["faults"]] == [(2, "after")]


# -- defaults for all lines ----------------------------------------------------------------------


def test_a_source_and_a_negotiation_stand_for_what_the_lines_leave_out(lg: At, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("He said no.\n", encoding="utf-8")
    lg.ok(
        "source", "add", str(article), "--as", "article", "--publisher", "Herald", "--published", "2025-02-19"
    )
    bare = {key: value for key, value in position().items() if key not in {"negotiation", "sources"}}
    described = {"kind": "party-described", "party": "usa", "name": "United States", "type": "state"}
    lines = jsonl(bare, position("usa"), described)
    lg.ok("record", "--file", "-", "--source", "article", "--negotiation", "peace", given=lines)
    one, two, three = lg.entries()
    assert one["negotiation"] == "peace"
    assert one["sources"][0]["publisher"] == "Herald"
    assert len(one["sources"][0]["archive"]) == 64
    assert two == position("usa")
    assert three == described


def test_a_default_source_that_is_not_archived_is_a_fault_of_each_line(lg: At) -> None:
    bare = {key: value for key, value in position().items() if key != "sources"}
    done = lg("record", "--file", "-", "--source", "nowhere", "--json", given=jsonl(bare, position(), bare))
    assert [(fault["line"], fault["field"]) for fault in done.document["faults"]] == [
        (1, "sources.source"),
        (3, "sources.source"),
    ]
    assert "ledger source add" in done.error["remedy"]


def test_a_dry_run_tells_what_would_come_and_records_nothing(lg: At) -> None:
    file = lg.file("lines.jsonl", jsonl(position(), position("usa")))
    dry = lg.json("record", "--file", file, "--dry-run")
    printed = lg.ok("record", "--file", file, "--dry-run")
    assert "2 entries would be recorded." in printed
    assert printed.endswith("Nothing was recorded: --dry-run.\n")
    assert lg.entries() == []
    assert [one["matter"] for one in dry.pop("changes")] == ["deal", "deal"]
    assert lg.json("record", "--file", file) == dry
    assert lg("record", "--file", "-", "--dry-run", given="{").code == 4
