"""An entry in the editor: a template of the vocabulary, faults marked in it, and a draft that is never lost."""

import re
from pathlib import Path

import pytest

from ledger import Ledger, events
from ledger.cli import templates
from ledger.errors import Fault
from tests.cases import Json, riyadh
from tests.cli.running import At, command
from tests.typist import INTERRUPT, Editing, limited, offered


@pytest.fixture
def ana(tmp_path: Path) -> Editing:
    """Return a person at a terminal with the Riyadh case."""
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(riyadh(), author="ben")
    return Editing(tmp_path)


def entries(ana: Editing) -> list[Json]:
    """Return what was recorded beside the case."""
    with Ledger(ana.folder / "ledger.db") as ledger:
        return [entry.held for entry in ledger.entries()][41:]


def drafts(ana: Editing) -> list[Path]:
    return sorted((ana.folder / "state" / "agreement-ledger").glob("*.yaml"))


FILLED = {
    "^on:": "on: 2025-02-16",
    "^  publisher:": "  publisher: Herald",
    "^  published:": "  published: 2025-02-18",
    "^parties:": "parties: usa, ukraine",
    "^matter:": "matter: territory",
    "^stance:": "stance: demands",
    "^terms:": 'terms: "on terms: no # less"',
}


# -- templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", events.kinds())
def test_a_template_tells_every_field_and_says_nothing_until_it_is_filled_in(lg: At, kind: str) -> None:
    text = lg.ok("template", kind)
    for name, field in events.kinds()[kind].model_fields.items():
        assert f"\n{name}:" in text
        assert name == "kind" or f"# {field.description}" in text
    assert templates.read(text) == ({"kind": kind}, [])


@pytest.mark.parametrize("line", riyadh(), ids=lambda line: line["id"])
def test_what_an_entry_says_is_read_from_its_template_as_it_was(line: Json) -> None:
    held = line["development"]
    text = templates.template(events.kinds()[held["kind"]], held)
    read, faults = templates.read(text)
    assert faults == []
    assert templates.restored(read, held) == held


def test_a_filled_template_is_a_file_to_be_recorded(lg: At) -> None:
    text = lg.ok("template", "statement-made")
    for old, new in {**FILLED, "^parties:": "parties: [usa]", "^negotiation:": "negotiation: talks"}.items():
        text = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    lg.ok("record", "--file", lg.file("draft.yaml", text))
    assert lg.entries()[0]["parties"] == ["usa"]


def test_faults_are_marked_above_their_fields_and_the_marks_are_taken_away() -> None:
    text = templates.template(events.kinds()["position-taken"], {})
    faults = [Fault("bad day", field="on"), Fault("bad day", field="sources.published"), Fault("all of it")]
    marked = templates.marked(text, faults)
    lines = marked.splitlines()
    assert lines[lines.index("on:") - 1] == "#! bad day."
    assert lines[lines.index("  published:") - 1] == "#! bad day."
    assert lines[0] == "#! all of it."
    assert templates.without_marks(marked) == text
    assert templates.marked(marked, faults) == marked


# -- record --edit -------------------------------------------------------------------------------

pytestmark = pytest.mark.slow


def test_an_entry_is_written_shown_and_recorded(ana: Editing) -> None:
    ana.will(FILLED)
    printed, code = ana.types("record", "position-taken", "--edit", answers=[("Record it?", "y")])
    assert code == 0, printed
    (entry,) = entries(ana)
    assert (entry["parties"], entry["terms"]) == (["usa", "ukraine"], "on terms: no # less")
    assert entry["negotiation"] == "ukraine-2025"
    assert drafts(ana) == []


def test_what_was_typed_before_the_editor_stands_in_it(ana: Editing) -> None:
    ana.will(FILLED)
    typed = ("record", "position-taken", "--edit", "--speaker=Z", "--tag=a b", "--until=2025-03-01")
    printed, code = ana.types(*typed, answers=[("Record it?", "y")])
    assert code == 0, printed
    (entry,) = entries(ana)
    assert (entry["speaker"], entry["tags"], entry["until"]) == ({"name": "Z"}, ["a b"], "2025-03-01")


def test_it_is_reopened_with_its_faults_marked(ana: Editing) -> None:
    ana.will(
        FILLED | {"^on:": "on: 03/04/2025", "^stance:": "stance: demnds"},
        {"^stance: .*": "stance: demands", "^on: .*": "on: sunday"},
    )
    printed, code = ana.types("record", "position-taken", "--edit", answers=[("Record it?", "y")])
    assert code == 0, printed
    reopened = printed.split("OPENED\n")[2]
    assert "#! 03/04/2025 is either 3 April 2025 or 4 March 2025." in reopened
    assert "#! 'demnds' is no stance. Did you mean demands?" in reopened
    assert '"sunday" = Sun 16 Feb 2025' in printed
    assert entries(ana)[0]["on"] == "2025-02-16"


def test_a_refused_draft_is_kept_and_gone_on_with(ana: Editing) -> None:
    ana.will(FILLED | {"^stance:": "stance: demnds"})
    printed, code = ana.types("record", "position-taken", "--edit")
    assert (code, entries(ana)) == (4, [])
    (draft,) = drafts(ana)
    assert offered(printed) == ["record", "--draft", str(draft)]
    ana.will({"^stance: .*": "stance: demands"})
    printed, code = ana.types("record", "--draft", str(draft), answers=[("Record it?", "y")])
    assert (code, drafts(ana)) == (0, []), printed
    assert [entry["stance"] for entry in entries(ana)] == ["demands"]


@pytest.mark.parametrize(
    "step, answers, code",
    [
        (FILLED, [("Record it?", "n")], 0),
        (FILLED, [("Record it?", INTERRUPT)], 130),
        (FILLED | {"wait": ""}, [("WAITING", INTERRUPT)], 130),
        (FILLED | {"fail": ""}, [], 2),
    ],
    ids=["declined", "interrupted", "interrupted in the editor", "an editor that fails"],
)
def test_a_draft_is_kept_however_it_ends(
    ana: Editing, step: dict[str, str], answers: list[tuple[str, str]], code: int
) -> None:
    ana.will(step)
    printed, ended = ana.types("record", "position-taken", "--edit", answers=answers)
    assert (ended, entries(ana)) == (code, []), printed
    (draft,) = drafts(ana)
    assert offered(printed) == ["record", "--draft", str(draft)]


def test_where_nothing_is_written_nothing_is_recorded_or_kept(ana: Editing) -> None:
    ana.will({})
    printed, code = ana.types("record", "position-taken", "--edit")
    assert (code, entries(ana), drafts(ana)) == (0, [], [])
    assert "nothing was recorded" in printed


def test_without_a_terminal_no_editor_is_opened(lg: At) -> None:
    lg.record({"id": "D1", "development": riyadh()[0]["development"]})
    for words in (["record", "position-taken", "--edit"], ["edit", "1"], ["record", "--draft", "x"]):
        assert lg(*words).code == 2
    assert command("template", "position-takn").code == 4


# -- edit N --------------------------------------------------------------------------------------


def test_an_entry_is_corrected_in_the_editor(ana: Editing) -> None:
    ana.will({"^reason:": "reason: read again", "^stance: .*": "stance: opposes"})
    printed, code = ana.types("edit", "39", answers=[("Record it?", "y")])
    assert code == 0, printed
    (line,) = entries(ana)
    with Ledger(ana.folder / "ledger.db") as ledger:
        entry = ledger.store.entry(39)
    assert entry is not None
    assert line["replacement"] == entry.held | {"stance": "opposes"}
    assert (line["reason"], drafts(ana)) == ("read again", [])


def test_a_correction_without_a_reason_is_marked(ana: Editing) -> None:
    ana.will({"^grade:": "grade: B2"}, {"^reason:": "reason: graded"})
    printed, code = ana.types("edit", "18", answers=[("Record it?", "y")])
    assert code == 0, printed
    assert "#! reason is missing." in printed
    (line,) = entries(ana)
    assert line["replacement"]["grade"] == "B2"


def test_where_another_was_quicker_it_is_a_conflict_and_the_draft_is_kept(ana: Editing) -> None:
    ana.will({"^reason:": "reason: graded", "^grade:": "grade: B2"})
    ana.types("edit", "18", answers=[("Record it?", "n")])
    (draft,) = drafts(ana)
    with Ledger(ana.folder / "ledger.db") as ledger:
        ledger.correct(18, {"grade": "A1"}, "first", author="ben")
    printed, code = ana.types("edit", "18", "--draft", str(draft))
    assert (code, len(entries(ana)), drafts(ana)) == (5, 1, [draft]), printed
    assert "#! ben corrected #18 (#42, " in draft.read_text()


def test_the_command_that_goes_on_with_a_draft_names_the_ledger(ana: Editing) -> None:
    (ana.folder / "ledger.db").rename(ana.folder / "my talks.db")
    ana.will({"^reason:": "reason: graded", "^grade:": "grade: Z2"})
    printed, code = ana.types("--ledger", "my talks.db", "edit", "18")
    assert code == 4
    (draft,) = drafts(ana)
    words = ["--ledger", "my talks.db", "edit", "18", "--draft", str(draft)]
    assert offered(printed) == words
    ana.will({"^grade:.*": "grade: B2"})
    printed, code = ana.types(*words, answers=[("Record it?", "y")])
    assert code == 0, printed


def test_a_draft_that_cannot_be_marked_stays_as_it_was_written(ana: Editing) -> None:
    ana.will(FILLED | {"^stance:": "stance: demnds"}, {"^tags:": "tags: late"}, {})
    printed, code = ana.types("record", "position-taken", "--edit")
    (draft,) = drafts(ana)
    with Ledger(ana.folder / "ledger.db") as reader:
        reader.state()
        ana.will({"^grade:": "grade: Z9"})
        printed, code = ana.types(*offered(printed), before=limited(draft.stat().st_size + 10))
    assert code == 8, printed
    assert "'Z9' is no grade" in printed
    assert {"tags: late", "grade: Z9", "stance: demnds"} <= set(draft.read_text().splitlines())
