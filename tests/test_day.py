"""An analyst's first day, typed on a terminal: prompts, an editor, mistakes, interruptions, a full disk, corrections.

What is typed is never lost: whatever ends a command, what had been typed is shown as a command that goes on from
there, or stands in a draft that is named, and the day goes on from it. In the evening the ledger holds what it
should, and nothing else.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from ledger import Clocks, Ledger
from tests.cases import Json
from tests.typist import HANG_UP, INTERRUPT, Editing, limited, offered

pytestmark = pytest.mark.slow

ARTICLE = """\
Diplomats meet in Riyadh

Envoys of Washington and Moscow sat down in Riyadh on Tuesday. Ukraine had no
chair at the table.

"Nothing that is settled without us will bind us," Volodymyr Zelensky said on
Sunday.

Last week Pete Hegseth called a place for Ukraine in the alliance unrealistic;
a day later he took that back.

A spokeswoman said that both sides will set up high-level teams.
"""
TAKEN = ("record", "position-taken")


def numbers(ana: Editing) -> list[int]:
    with Ledger(ana.folder / "ledger.db") as ledger:
        return [entry.number for entry in ledger.entries()]


def last(ana: Editing) -> Json:
    with Ledger(ana.folder / "ledger.db") as ledger:
        *_, entry = ledger.entries()
        return entry.held


def done(ana: Editing, *command: str, answers: Sequence[tuple[str, str | None]] = ()) -> str:
    """Type a command that must end well and return what was printed."""
    printed, code = ana.types(*command, answers=answers)
    assert code == 0, printed
    return printed


# -- the hours of the day ------------------------------------------------------------------------


def the_source_is_kept(ana: Editing) -> None:
    (ana.folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    done(ana, "init")
    source = ("--as", "gazette-0218", "--publisher", "Gazette", "--published", "2025-02-18")
    assert "Kept gazette-0218" in done(ana, "source", "add", "article.txt", *source)


def the_first_entry_is_asked_for_with_mistakes(ana: Editing) -> None:
    """Answer each question of the first entry wrong once, go back and forth, quote what is not quite there."""
    answers = [
        ("negotiation:", "Ukraine 2025"),
        ("no slug", "ukraine-2025"),
        ("source", "?"),
        ("Known: gazette-0218", "gazette-0218"),
        ("on:", "?"),
        ("when it happened", "16/02/2025"),
        ("Write 2025-02-16", "sunday"),
        ('"sunday" = Sun 16 Feb 2025', None),
        ("party:", ""),
        ("is needed", None),
        ("party:", "<"),
        ("on:", "sunday"),
        ("party:", "ukraine"),
        ("matter:", "us-russia-deal"),
        ("stance:", "reject"),
        ("Did you mean rejects?", "rejects"),
        ("would be #1  Sun 16 Feb 2025  ukraine rejects us-russia-deal", None),
        ("Record it?", "speaker"),
        ("speaker:", "Volodymyr Zelensky"),
        ("Record it?", "quote"),
        ("quote:", "Nothing settled without us will bind us"),
        ("is settled without us will bind us", None),
        ("s  to take the source's words", "Nothing that is settled without us will bind us"),
        ("Record it?", "y"),
    ]
    printed = done(ana, *TAKEN, answers=answers)
    assert "#1  Sun 16 Feb 2025  ukraine rejects us-russia-deal" in printed.rpartition("Record it?")[2]
    assert last(ana)["speaker"] == {"name": "Volodymyr Zelensky", "party": "ukraine"}


def an_interruption_loses_nothing(ana: Editing) -> None:
    """Ctrl-C within a word: what was typed until then, half a word too, is what the next command begins with."""
    options = ("--terms", "as a condition of peace", "--tag", "a tag")
    begun = [("source [gazette-0218]:", ""), ("on:", "2025-02-10/2025-02-16"), ("party:", f"us{INTERRUPT}")]
    printed, code = ana.types(*TAKEN, *options, answers=begun)
    assert (code, numbers(ana)) == (130, [1])
    words = offered(printed)
    typed = {*options, "gazette-0218", "2025-02-10/2025-02-16", "us"}
    assert words[:2] == [*TAKEN]
    assert typed <= set(words)
    mended = ["usa" if word == "us" else word for word in words]
    rest = [("matter:", "nato-membership"), ("stance:", "opposes"), ("Record it?", "y")]
    done(ana, *mended, "--speaker", "Pete Hegseth", answers=rest)
    assert (last(ana)["terms"], last(ana)["tags"]) == ("as a condition of peace", ["a tag"])


def a_closed_terminal_loses_nothing(ana: Editing) -> None:
    """Close the window in the middle: the next entry begins with what was left."""
    begun = [("source [", ""), ("on:", "2025-02-18"), ("party:", "russia"), ("matter:", HANG_UP)]
    printed, code = ana.types(*TAKEN, "--terms", "in Riyadh", answers=begun)
    assert code != 0, printed
    printed, code = ana.types(*TAKEN, answers=[("Left unfinished before:", None), ("source [", INTERRUPT)])
    assert code == 130
    left = offered(printed.partition("source [")[0])
    assert {"russia", "2025-02-18", "in Riyadh", "gazette-0218"} <= set(left)
    assert numbers(ana) == [1, 2]


def a_name_that_is_near_is_asked_about_before_the_last_yes(ana: Editing) -> None:
    begun = [
        *(("source [", ""), ("on:", "tuesday"), ("party:", "ukrain"), ("matter:", "inclusion")),
        ("stance:", "demands"),
        ("Is ukraine meant?", INTERRUPT),
    ]
    printed, code = ana.types(*TAKEN, answers=begun)
    assert (code, numbers(ana)) == (130, [1, 2])
    answers = [("party ukrain is new. Is ukraine meant?", "y"), ("ukraine demands inclusion", None)]
    # All is there now, so that it is recorded once the name is settled.
    done(ana, *offered(printed), answers=answers)
    assert (last(ana)["parties"], last(ana)["on"]) == (["ukraine"], "2025-02-18")


def a_full_disk_loses_nothing(ana: Editing) -> None:
    """Fill the disk before the last yes: nothing is recorded, and all that was typed is there to be repeated."""
    command = ("record", "point-agreed", "--according-to", "usa", "--order", "2")
    answers = [
        *(("source [", ""), ("on:", "2025-02-18"), ("point:", "point-2")),
        ("text:", "to set up high-level teams"),
        ("party:", "usa,russia"),
        ("Record it?", "y"),
    ]
    with Ledger(ana.folder / "ledger.db") as reader:
        # Somebody reads meanwhile, so that what SQLite keeps in memory for all is there and needs no room.
        reader.state()
        printed, code = ana.types(*command, answers=answers, before=limited(8192))
    assert (code, numbers(ana)) == (8, [1, 2, 3]), printed
    assert "Nothing was recorded" in " ".join(printed.split())
    done(ana, *offered(printed))
    assert (last(ana)["text"], last(ana)["order"]) == ("to set up high-level teams", 2)


def the_editor_is_reopened_and_its_draft_kept(ana: Editing) -> None:
    filled = {
        "^on:": "on: 2025-02-11/2025-02-18",
        "^- source:.*": "- source: gazette-0218",
        "^parties:": "parties: usa",
        "^matter:": "matter: nato-membership",
        "^withdraws:": "withdraws: 2",
        "^summary:": "summary: he took it back",
    }
    # A fault is marked; the draft is closed as it is, and kept; on a full disk it stays as it was written.
    ana.will(filled | {"^on:": "on: 11/02/2025"}, {})
    printed, code = ana.types("record", "position-withdrawn", "--edit")
    assert (code, numbers(ana)) == (4, [1, 2, 3, 4]), printed
    assert "#! 11/02/2025 is either 11 February 2025 or 2 November 2025." in printed
    draft = Path(offered(printed)[-1])
    assert "summary: he took it back" in draft.read_text(encoding="utf-8")
    ana.will({"^grade:": "grade: Z9"})
    with Ledger(ana.folder / "ledger.db") as reader:
        reader.state()
        printed, code = ana.types(*offered(printed), before=limited(draft.stat().st_size + 10))
    assert code == 8, printed
    assert {"summary: he took it back", "grade: Z9"} <= set(draft.read_text(encoding="utf-8").splitlines())
    ana.will({"^on:.*": "on: 2025-02-11/2025-02-18", "^grade:.*": "grade: B2"})
    done(ana, *offered(printed), answers=[("Record it?", "y")])
    assert (last(ana)["kind"], last(ana)["summary"], last(ana)["grade"]) == (
        "position-withdrawn",
        "he took it back",
        "B2",
    )
    assert not draft.exists()


def an_entry_is_corrected_and_a_slip_taken_back(ana: Editing) -> None:
    printed = done(ana, "correct", "2", "--on", "2025-02-12", "--reason", "dated by a second report")
    assert "--known-at 5 still shows it" in printed
    done(ana, *TAKEN, "--on=2025-02-18", "--party=usa", "--matter=territory", "--stance=demands")
    assert "retracts #7: recorded by mistake" in done(ana, "retract", "--last")
    # In the editor, of what somebody else has corrected meanwhile: a conflict, and the draft stays.
    ana.will({"^reason:": "reason: read again", "^terms:.*": "terms: at all"})
    printed, _ = ana.types("edit", "1", answers=[("Record it?", "n")])
    with Ledger(ana.folder / "ledger.db") as ledger:
        ledger.correct(1, {"grade": "A2"}, "graded", author="ben")
    printed, code = ana.types(*offered(printed))
    assert code == 5, printed
    assert "terms: at all" in Path(offered(printed)[-1]).read_text(encoding="utf-8")


def the_questions_are_asked(ana: Editing) -> None:
    for question, said in {
        ("state", "--as-of", "2025-02-18"): "ukraine         rejects #1",
        ("why", "usa", "nato-membership", "--as-of", "2025-02-18"): "DECIDES  #5",
        ("diff", "2025-02-15", "2025-02-18"): "ukraine us-russia-deal",
        ("history", "usa", "nato-membership"): "undetermined",
        ("search", "--first", "settled"): "#1",
        ("log",): "retracts #7",
    }.items():
        printed = done(ana, *question)
        assert " ".join(said.split()[-2:]) in " ".join(printed.split()), printed
        assert printed.rstrip().splitlines()[-1].startswith("basis ")


# -- the day -------------------------------------------------------------------------------------

EVENING = [
    ("ukraine", "inclusion", "demands", "reported", 3),
    ("usa", "nato-membership", "undetermined", "reported", 5),
    ("russia", "point-2", "accepts", "claimed", 4),
    ("usa", "point-2", "accepts", "self", 4),
    ("ukraine", "us-russia-deal", "rejects", "self", 1),
]
"""Where each party stands on the evening of 18 February: party, matter, stance, voice, entry."""


def test_a_first_day_at_the_terminal_ends_with_what_it_should_and_nothing_typed_is_lost(
    tmp_path: Path,
) -> None:
    ana = Editing(tmp_path)
    the_source_is_kept(ana)
    the_first_entry_is_asked_for_with_mistakes(ana)
    an_interruption_loses_nothing(ana)
    a_closed_terminal_loses_nothing(ana)
    a_name_that_is_near_is_asked_about_before_the_last_yes(ana)
    a_full_disk_loses_nothing(ana)
    the_editor_is_reopened_and_its_draft_kept(ana)
    an_entry_is_corrected_and_a_slip_taken_back(ana)
    the_questions_are_asked(ana)
    with Ledger(tmp_path / "ledger.db") as ledger:
        state = ledger.state(Clocks(as_of="2025-02-18"))
        positions = [
            (row["party"], row["matter"], row["stance"], row["voice"], row["entry"])
            for row in state["positions"]
        ]
        assert positions == EVENING
        assert [(one["point"], one["text"]) for one in state["points"]] == [
            ("point-2", "to set up high-level teams")
        ]
        assert state["counts"]["definite"] == 5
        assert ledger.verify()["ok"]
        before = ledger.state(Clocks(as_of="2025-02-12", known_at=5))["positions"]
        after = ledger.state(Clocks(as_of="2025-02-12"))["positions"]
    assert [(row["matter"], row["stance"]) for row in before] == []
    assert [(row["matter"], row["stance"]) for row in after] == [("nato-membership", "opposes")]
    # Nothing is left over: no command unfinished, no draft but the one that was refused for another's word.
    left = sorted(path.name for path in (tmp_path / "state" / "agreement-ledger").iterdir())
    assert [name for name in left if name.endswith((".yaml", ".unfinished"))] == ["edit-1-1.yaml"]
