"""The keys at a prompt: Tab completes slugs, stances and kinds of answers, the arrows bring back what was typed."""

from pathlib import Path

import pytest

from ledger import Ledger
from tests.cases import riyadh
from tests.typist import DOWN, TAB, UP, Typist

pytestmark = pytest.mark.slow

ARTICLE = "Talks resume\n\nWe could live with joint patrols.\n"


@pytest.fixture
def ana(tmp_path: Path) -> Typist:
    """Return a person at a terminal that can move its cursor, with the Riyadh case and an article."""
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(riyadh(), author="ben")
        ledger.archive(ARTICLE, "herald", {"publisher": "Herald", "published": "2025-03-04"})
    return Typist(tmp_path, TERM="xterm")


def entries(ana: Typist) -> list[dict[str, object]]:
    """Return what was recorded beside the case."""
    with Ledger(ana.folder / "ledger.db") as ledger:
        return [entry.held for entry in ledger.entries()][41:]


def test_tab_completes_slugs_stances_and_the_last_answer(ana: Typist) -> None:
    answers = [
        ("source:", f"her{TAB}"),
        ("on:", "monday"),
        ("party:", f"ukr{TAB}"),
        ("matter:", f"terr{TAB}"),
        ("stance:", f"dem{TAB}"),
        ("Record it?", f"ye{TAB}"),
    ]
    printed, code = ana.types("record", "position-taken", answers=answers)
    assert code == 0, printed
    (entry,) = entries(ana)
    assert (entry["parties"], entry["matter"], entry["stance"]) == (["ukraine"], "territory", "demands")
    assert entry["sources"][0]["publisher"] == "Herald"  # type: ignore[index]


def test_tab_completes_the_second_of_several_after_a_comma(ana: Typist) -> None:
    answers = [
        ("source:", "herald"),
        ("on:", "monday"),
        ("party:", f"uk{TAB},rus{TAB}"),
        ("matter:", "territory"),
        ("stance:", "demands"),
        ("Record it?", "y"),
    ]
    printed, code = ana.types("record", "position-taken", answers=answers)
    assert code == 0, printed
    assert [entry["parties"] for entry in entries(ana)] == [["ukraine", "russia"]]


def test_tab_twice_shows_what_there_is_to_choose_from(ana: Typist) -> None:
    answers = [
        ("source:", "herald"),
        ("on:", "monday"),
        ("party:", "ukraine"),
        ("matter:", f"mi{TAB}{TAB}l{TAB}"),
        ("stance:", "demands"),
        ("Record it?", "y"),
    ]
    printed, code = ana.types("record", "position-taken", answers=answers)
    assert code == 0, printed
    assert "minerals" in printed
    assert [entry["matter"] for entry in entries(ana)] == ["military-aid"]


def asked(*keys: str) -> list[tuple[str, str | None]]:
    prompts = ("source", "on:", "party:", "matter:", "stance:", "Record it?")
    return list(zip(prompts, keys, strict=True))


def test_an_arrow_brings_back_what_was_typed_in_the_command_before(ana: Typist) -> None:
    _, code = ana.types(
        "record", "position-taken", answers=asked("herald", "monday", "ukraine", "territory", "demands", "y")
    )
    assert code == 0
    # Each answer is the sixth line back, counted anew from what has been typed since.
    again = [UP * 6, UP * 6, UP * 6, f"{UP * 7}{DOWN}", "rejects", UP * 6]
    printed, code = ana.types("record", "position-taken", answers=asked(*again))
    assert code == 0, printed
    first, second = entries(ana)
    assert {**first, "stance": "rejects"} == second


def test_a_line_that_was_brought_back_can_be_changed_before_it_is_given(ana: Typist) -> None:
    printed, code = ana.types(
        "record",
        "position-taken",
        answers=asked("herald", "2025-03-03", "ukraine", "territory", "demands", "y"),
    )
    assert code == 0, printed
    back = "\x7f"
    again = [UP * 6, f"{UP * 6}{back}1", "russia", "territory", "opposes", "y"]
    printed, code = ana.types("record", "position-taken", answers=asked(*again))
    assert code == 0, printed
    assert [entry["on"] for entry in entries(ana)] == ["2025-03-03", "2025-03-01"]
