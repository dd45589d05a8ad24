"""Every answer with --json is one document of exactly the contract's shape, and each list of it was seen filled."""

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cases import Json, iccpr, paris, riyadh, rome
from tests.cli import contract
from tests.cli.conftest import Recorded
from tests.cli.running import OPTIONS, At, command, jsonl, position
from tests.cli.shapes import lists, misfits, seen

TEXT = "Zelensky spoke.\n\nHe said: “We will not accept a deal without us.”\n"
NEWS = {"publisher": "Gazette", "published": "2025-03-20"}
DAYS = ("2021-06-01", "2025-02-12", "2025-02-14", "2025-02-18", "2025-03-05", "2030")
TREATY_DAYS = ("2016-10-01", "2017-06-01", "2020-01-01", "2021-02-01")

LISTS = (
    "state",
    "positions",
    "points",
    "meetings",
    "proposals",
    "timeline",
    "log",
    "parties",
    "matters",
    "sources",
    "negotiations",
)
"""The reading commands that need no argument."""
READING = (*LISTS, "why", "history", "members", "diff", "show", "verify", "search")


def crowd(lg: At) -> At:
    """Record what the cases have not: accounts that differ, doubt, corrections, lapses, a changed point."""
    said = {"negotiation": "talks", "on": "2025-02-16", "sources": [NEWS]}
    text = lg.file("article.txt", TEXT)
    lg.ok("source", "add", text, "--as", "article", "--publisher", "Gazette", "--published", "2025-02-18")
    own = {"name": "Zelensky", "party": "ukraine"}
    quoted = [{"source": "article", "quotes": [{"exact": "without us"}]}]
    lg.record(
        position(speaker=own, on="2025-02", sources=[NEWS]),
        position(on="2025-02-20/2025-03-02", stance="supports", terms="a", sources=[NEWS]),
        position(according_to="russia", stance="accepts", on="2025-03", sources=[NEWS]),
        position(on="2025-02-10", until="2025-02-12"),
        position(sources=quoted),
        position("france", sources=[{"publisher": "Herald"}]),
        said | {"kind": "proposal-made", "proposal": "truce", "parties": ["usa"], "to": ["ukraine"]},
        position(matter="truce"),
        position("russia", matter="peace-1", stance="opposes"),
        said | {"kind": "proposal-closed", "proposal": "truce", "outcome": "expired", "on": "2025-03-01"},
        said | {"kind": "point-agreed", "point": "peace-1", "text": "one", "parties": ["ukraine", "usa"]},
        said
        | {"kind": "point-amended", "point": "peace-1", "text": "two", "parties": ["usa"], "on": "2025-02"},
        said | {"kind": "meeting-announced", "meeting": "talk", "not_during": "2025-02-10"},
        said
        | {
            "kind": "meeting-held",
            "meeting": "talk",
            "hosts": ["usa"],
            "mediators": ["oman"],
            "participants": [{"name": "Somebody"}],
            "absent": ["france"],
        },
        said | {"kind": "commitment-changed", "parties": ["usa"], "agreement": "pact", "act": "signed"},
        said
        | {
            "kind": "commitment-changed",
            "parties": ["usa"],
            "agreement": "pact",
            "act": "ratified",
            "on": "2025-02/2025-03-10",
        },
        {
            "kind": "matter-described",
            "negotiation": "talks",
            "matter": "deal",
            "name": "D",
            "type": "issue",
            "under": ["all"],
        },
    )
    lg.ok("correct", "2", "--terms", "b", "--reason", "misread")
    lg.ok("retract", "4", "--reason", "twice")
    for number in ("13", "14"):
        lg.ok("retract", number, "--reason", "nobody met")
    lg.ok("source", "add-to", "1", "--publisher", "Times", "--published", "2025-03-21")
    return lg


def _on_a_day(lg: At, day: str) -> Iterator[list[str]]:
    yield from ([name] for name in LISTS)
    state = lg.json("state", "--as-of", day)
    for row in state["positions"]:
        yield from ([name, row["party"], row["matter"]] for name in ("why", "history"))
    for row in state["commitments"]:
        yield from ([name, row["party"], row["agreement"]] for name in ("why", "history"))
        yield ["members", row["agreement"]]


def questions(lg: At) -> Iterator[list[str]]:
    """Yield every question to a ledger: each reading command, with each slug that it can be asked about."""
    for day in (*DAYS, *TREATY_DAYS):
        yield from ([*question, "--as-of", day] for question in _on_a_day(lg, day))
    for before, after in pairwise(DAYS):
        yield ["diff", before, after]
    last = lg.json("log")["entries"][-1]["entry"]
    for known in range(last):
        yield ["diff", "2030", "--known-at", str(known), "--known-at", str(last)]
    yield from (["show", str(number)] for number in range(1, last + 1))
    yield from (["search", words] for words in ("ukraine", "agreement", "nowhere"))
    yield ["verify"]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, recorded: Recorded) -> dict[str, list[Json]]:
    """Return the answers of each reading command, on the cases and on a crowded ledger."""
    path = tmp_path_factory.mktemp("crowd") / "ledger.db"
    command("--ledger", str(path), "init")
    cases = {"riyadh": riyadh, "paris": paris, "rome": rome, "iccpr": iccpr}
    found: dict[str, list[Json]] = defaultdict(list)
    for lg in [crowd(At(path)), *(recorded(name, lines()) for name, lines in cases.items())]:
        for question in questions(lg):
            found[question[0]].append(lg.json(*question))
    return found


NEVER_FILLED = {"verify": {".faults"}}
"""Lists that are empty where all is well: `test_exit_codes` has them filled."""


@pytest.mark.parametrize("name", READING)
def test_an_answer_has_exactly_the_shape_of_the_contract(answers: dict[str, list[Json]], name: str) -> None:
    shape = contract.ANSWERS[name]
    assert {misfit for answer in answers[name] for misfit in misfits(shape, answer)} == set()
    filled = {path for answer in answers[name] for path in seen(shape, answer)}
    assert set(lists(shape)) - filled == NEVER_FILLED.get(name, set())


# -- the commands that write ---------------------------------------------------------------------


def test_a_new_ledger_tells_its_path_id_and_origin(tmp_path: Path) -> None:
    made = At(tmp_path / "talks.db").json("init")
    assert set(made) == {"ledger", "id", "origin"}
    assert made["ledger"] == str(tmp_path / "talks.db")


def test_recording_has_exactly_the_shape_of_the_contract(lg: At) -> None:
    documents = [
        lg.record(position(), {"id": "D1", "development": position("usa")}),
        lg.record(position(on="2025-02")),
        lg.json("record", "position-taken", *OPTIONS),
        lg.json("correct", "1", "--terms", "none", "--reason", "read again"),
        lg.json("retract", "1", "--over", "4", "--reason", "twice"),
        lg.json("source", "add-to", "2", "--publisher", "Times"),
        lg.json("record", "position-taken", *OPTIONS),
    ]
    assert {misfit for one in documents for misfit in misfits(contract.RECORD, one)} == set()
    assert documents[1]["warnings"][0]["field"] == "on"
    assert documents[2]["recorded"] == [{"entry": 1, "id": documents[0]["recorded"][0]["id"], "new": False}]
    assert documents[6]["recorded"][0]["retracted_by"] == 5


def test_what_is_refused_has_the_document_on_one_stream_and_the_error_on_the_other(lg: At) -> None:
    done = lg("record", "--file", "-", "--json", given=jsonl(position(), position(stance="no", on="2025-13")))
    assert done.code == 4
    assert list(misfits(contract.RECORD, done.document)) == []
    assert list(misfits(contract.ERROR, done.error)) == []
    assert [(fault["line"], fault["field"], fault["given"]) for fault in done.document["faults"]] == [
        (2, "on", "2025-13"),
        (2, "stance", "no"),
    ]
    assert done.error | {"message": "", "remedy": ""} == {
        "code": 4,
        "message": "",
        "remedy": "",
        "line": 2,
        "field": "on",
    }


def test_an_import_has_the_shape_of_a_recording_and_how_many_texts_came_with_it(lg: At, another: At) -> None:
    lg.record(position())
    found = another.json("import", lg.file("out.jsonl", lg.ok("export")))
    assert list(misfits(contract.IMPORT, found)) == []


def test_an_archived_source_is_answered_with_its_digest(lg: At) -> None:
    article = lg.file("article.txt", TEXT)
    found = lg.json("source", "add", article, "--as", "article", "--publisher", "Gazette")
    assert found == {
        "source": "article",
        "archive": sha256(TEXT.encode()).hexdigest(),
        "characters": len(TEXT),
        "new": True,
        "publisher": "Gazette",
    }


def test_dates_read_from_words_are_told_beside_the_contracts_keys(lg: At) -> None:
    found = lg.json("record", "position-taken", *OPTIONS, "--on", "sunday")
    assert list(misfits(contract.RECORD | contract.NOTES, found)) == []


def test_a_state_with_sources_has_them_at_each_row(lg: At) -> None:
    lg.record(position())
    plain, cited = lg.json("state", "--as-of", "2030"), lg.json("state", "--as-of", "2030", "--sources")
    (row,) = cited["positions"]
    assert row.pop("sources") == [{"publisher": "Gazette", "published": "2025-02-18"}]
    assert cited == plain
