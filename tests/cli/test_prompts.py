"""On a terminal a missing option is asked for: back, help, mistakes, the last yes; in a pipe never."""

from pathlib import Path

import pytest

from ledger import Ledger
from tests.cases import riyadh
from tests.cli.running import OPTIONS, At, command
from tests.typist import INTERRUPT, Typist, offered

pytestmark = pytest.mark.slow

ARTICLE = "Talks resume\n\nWe could live with joint patrols.\n"


@pytest.fixture
def ana(tmp_path: Path) -> Typist:
    """Return a person at a terminal, with the Riyadh case and an article of a Tuesday."""
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(riyadh(), author="ben")
        ledger.archive(ARTICLE, "herald", {"publisher": "Herald", "published": "2025-03-04"})
    return Typist(tmp_path)


def entries(ana: Typist) -> list[dict[str, object]]:
    """Return what was recorded beside the case."""
    with Ledger(ana.folder / "ledger.db") as ledger:
        return [entry.held for entry in ledger.entries()][41:]


ASKED = [
    ("source:", "herald"),
    ("on:", "monday"),
    ("party:", "ukraine"),
    ("matter:", "territory"),
    ("stance:", "demands"),
]


def test_what_is_missing_is_asked_for_and_shown_before_the_last_yes(ana: Typist) -> None:
    printed, code = ana.types("record", "position-taken", answers=[*ASKED, ("Record it?", "y")])
    assert code == 0
    assert '"monday" = Mon 3 Mar 2025' in printed
    shown, _, recorded = printed.partition("Record it?")
    assert "would be #42  Mon 3 Mar 2025  ukraine demands territory" in shown
    assert "#42  Mon 3 Mar 2025  ukraine demands territory" in recorded
    assert [entry["stance"] for entry in entries(ana)] == ["demands"]


def test_nothing_is_stored_where_it_is_declined_and_what_was_typed_is_shown(ana: Typist) -> None:
    printed, code = ana.types("record", "position-taken", answers=[*ASKED, ("Record it?", "n")])
    assert (code, entries(ana)) == (0, [])
    words = offered(printed)
    assert words[:2] == ["record", "position-taken"]
    At(ana.folder / "ledger.db").ok(*words)
    assert [entry["on"] for entry in entries(ana)] == ["2025-03-03"]


def test_nothing_is_stored_where_it_is_interrupted_and_what_was_typed_is_shown(ana: Typist) -> None:
    printed, code = ana.types("record", "position-taken", answers=[*ASKED[:2], ("party:", INTERRUPT)])
    assert (code, entries(ana)) == (130, [])
    assert offered(printed) == ["record", "position-taken", "--on", "monday", "--source", "herald"]


@pytest.mark.parametrize(
    "answer, kept",
    [("s", "live with joint patrols"), ("u", "live with a joint patrol"), ("joint patrols", "joint patrols")],
)
def test_a_quote_that_is_not_there_has_its_ways_out(ana: Typist, answer: str, kept: str) -> None:
    answers = [
        *ASKED,
        ("Record it?", "quote"),
        ("quote:", "live with a joint patrol"),
        ("u  to keep yours", answer),
        ("Record it?", "y"),
    ]
    printed, code = ana.types("record", "position-taken", answers=answers)
    assert code == 0, printed
    (entry,) = entries(ana)
    assert kept in str(entry["sources"])


def test_no_line_is_wider_than_the_terminal(ana: Typist) -> None:
    answers = [
        ("source:", "?"),
        ("Known: herald", "herald"),
        ("on:", "03/04/2025"),
        ("on:", "?"),
        ("on:", INTERRUPT),
    ]
    printed, _ = ana.types("record", "position-taken", "--terms", "as long as it takes " * 9, answers=answers)
    assert max(map(len, printed.splitlines())) <= 80
    assert "as long as it takes " * 9 in offered(printed)


def test_a_mistake_is_told_at_once_and_asked_anew(ana: Typist) -> None:
    answers = [
        ("source:", "?"),
        ("Known: herald", "herald"),
        ("on:", "03/04/2025"),
        ("either 3 April", "monday"),
        ("party:", "<"),
        ("on:", "2025-03-02"),
        ("party:", "Ukr aine"),
        ("no slug", "ukraine"),
        ("matter:", ""),
        ("is needed", "territory"),
        ("stance:", "demnds"),
        ("Did you mean demands", "demands"),
        ("Record it?", "quote"),
        ("quote:", "live with a joint patrol"),
        ("not in its source's text", "live with joint patrols"),
        ("Record it?", "terms"),
        ("terms:", "at once"),
        ("Record it?", "yes"),
    ]
    printed, code = ana.types("record", "position-taken", answers=answers)
    assert code == 0, printed
    (entry,) = entries(ana)
    assert (entry["on"], entry["terms"], entry["parties"]) == ("2025-03-02", "at once", ["ukraine"])


def test_the_source_used_last_is_offered_and_taken_where_only_it_is_missing(ana: Typist) -> None:
    said = ("--party=usa", "--stance=demands", "--matter=territory")
    ana.types("record", "position-taken", *said, "--on=2025-03-01", "--source=herald")
    printed, code = ana.types("record", "position-taken", *said, "--on=2025-03-02")
    assert code == 0
    assert "source herald, the one used last" in printed
    answers = [("source [herald]:", ""), ("on:", "2025-03-03"), ("Record it?", "y")]
    assert ana.types("record", "position-taken", *said, answers=answers)[1] == 0
    assert [entry["on"] for entry in entries(ana)] == ["2025-03-01", "2025-03-02", "2025-03-03"]


def test_what_is_whole_is_recorded_without_a_question(ana: Typist) -> None:
    printed, code = ana.types("record", "position-taken", *OPTIONS)
    assert (code, len(entries(ana))) == (0, 1), printed
    assert "Record it?" not in printed


def test_in_a_pipe_and_with_json_nothing_is_asked(ana: Typist, lg: At) -> None:
    assert lg("record", "position-taken").code == 4
    printed, code = ana.types("record", "position-taken", "--json")
    assert code == 4
    assert '"on is missing"' in printed
    assert command("--ledger", str(lg.path), "record", "position-taken", "--json").code == 4


def test_a_name_that_looks_like_a_known_one_is_questioned(ana: Typist) -> None:
    said = [one for one in OPTIONS if not one.startswith(("--negotiation", "--party"))]
    asked = ("record", "position-taken", *said, "--negotiation=ukraine-2025")
    answers = [("party ukrain is new. Is ukraine meant?", "y")]
    printed, code = ana.types(*asked, "--party=ukrain,usa", answers=answers)
    assert (code, entries(ana)[-1]["parties"]) == (0, ["ukraine", "usa"]), printed
    answers = [("party ukrain is new. Is ukraine meant?", "n")]
    printed, code = ana.types(*asked, "--party=ukrain", answers=answers)
    assert (code, entries(ana)[-1]["parties"]) == (0, ["ukrain"]), printed
    assert "new party: ukrain" in printed
    assert "Warning" not in printed


def test_the_whole_entry_is_shown_before_the_last_yes(ana: Typist) -> None:
    answers = [
        *(("source:", "herald"), ("on:", "2025-03-03"), ("meeting:", "teln")),
        *(("Record it?", "participants"), ("participant:", "Mira Lind; minister; usa")),
        *(("Record it?", "tags"), ("tag:", "a tag"), ("Record it?", "y")),
    ]
    printed, code = ana.types("record", "meeting-held", answers=answers)
    assert code == 0, printed
    whole = printed.split("Record it?")[-2]
    for said in ("source        Herald, Tue 4 Mar 2025", "ukraine-2025", "Mira Lind", "minister", "a tag"):
        assert said in whole


def test_a_quote_alone_does_not_say_whose_it_is(ana: Typist) -> None:
    said = ("--party=usa", "--stance=demands", "--matter=territory", "--on=monday", "--quote=joint patrols")
    printed, code = ana.types(
        "record", "position-taken", *said, answers=[("source:", "herald"), ("Record it?", "y")]
    )
    assert (code, len(entries(ana))) == (0, 1), printed


def test_a_source_that_was_just_archived_is_the_last_one_used(ana: Typist) -> None:
    (ana.folder / "text.txt").write_text(ARTICLE + "And more.\n", encoding="utf-8")
    ana.types(
        "source", "add", "text.txt", "--as", "late", "--publisher", "Herald", "--published", "2025-03-05"
    )
    said = ("--party=usa", "--stance=demands", "--matter=territory", "--on=monday")
    printed, code = ana.types("record", "position-taken", *said)
    assert code == 0
    assert "source late, the one used last" in printed
