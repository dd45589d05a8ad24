"""What recording changes is told after it and, with --dry-run, before it: which cells, and from which day on."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from ledger import Clocks, Ledger
from ledger.entry import Entry
from ledger.ledger.changed import changes
from tests.cases import Json, paris, riyadh, rome
from tests.cli.running import OPTIONS, At, jsonl, position

WHY = ("--reason", "a second report")


def last_lines(printed: str) -> list[str]:
    """Return what is said below the entry, each sentence on one line."""
    return " ".join(printed.split()).split(" changes ", 1)[1].split("; nothing before it", 1)


def test_a_first_word_changes_its_cell_from_its_day_on(lg: At) -> None:
    printed = lg.ok("record", "position-taken", *OPTIONS)
    assert printed.splitlines()[-1] == (
        "    changes 1 cell from Sun 16 Feb 2025 on, today's too; nothing before it"
    )


def test_an_older_word_changes_the_past_and_leaves_today_as_it_is(lg: At) -> None:
    lg.ok("record", "position-taken", *OPTIONS)
    printed = lg.ok("record", "position-taken", *OPTIONS, "--on=2025-02-10", "--stance=accepts")
    assert last_lines(printed) == [
        "1 cell from Mon 10 Feb 2025 on, today's answers stay",
        " ukraine deal: . -> accepts; today rejects, as before",
    ]


def test_a_correction_tells_what_stood_and_what_stands(lg: At) -> None:
    lg.ok("record", "position-taken", *OPTIONS)
    assert last_lines(lg.ok("correct", "1", "--stance=accepts", *WHY)) == [
        "1 cell from Sun 16 Feb 2025 on, today's too",
        " ukraine deal: rejects -> accepts",
    ]


def test_a_retraction_tells_which_answers_are_gone(lg: At) -> None:
    lg.ok("record", "position-taken", *OPTIONS)
    assert "ukraine deal: rejects -> ." in lg.ok("retract", "1", *WHY)


def test_the_same_sentence_from_a_second_source_changes_the_words_it_rests_on(lg: At) -> None:
    lg.ok("record", "position-taken", *OPTIONS)
    assert "changed: terms" in lg.ok("correct", "1", "--terms=never", *WHY)


def test_a_statement_changes_no_answer(lg: At) -> None:
    lg.ok("record", "position-taken", *OPTIONS)
    told = lg.ok("record", "statement-made", "--on=2025", "--party=usa", "--publisher=Gazette")
    assert told.endswith("changes no answer of any day\n")


def test_a_description_says_nothing_of_cells(lg: At) -> None:
    described = ("matter-described", "--negotiation=talks", "--matter=deal", "--name=Deal", "--type=issue")
    assert "change" not in lg.ok("record", *described)


@pytest.mark.parametrize(
    "command",
    [
        ["record", "position-taken", *OPTIONS, "--on=2025-02-01", "--stance=accepts"],
        ["correct", "1", "--stance=accepts", *WHY],
        ["retract", "1", *WHY],
    ],
    ids=lambda command: command[0],
)
def test_a_dry_run_tells_the_same_and_leaves_no_trace(lg: At, command: list[str]) -> None:
    lg.ok("record", "position-taken", *OPTIONS)
    before = lg.json("state"), lg.json("verify")["checks"]
    dry = lg.ok(*command, "--dry-run")
    assert (lg.json("state"), lg.json("verify")["checks"]) == before
    told = lg.ok(*command)
    assert dry.endswith("\nNothing was recorded: --dry-run.\n")
    assert " would change 1 cell" in dry
    assert last_lines(dry.replace("would change", "changes"))[0] == last_lines(told)[0]


def test_a_file_tells_once_what_all_of_it_changes(lg: At) -> None:
    lines = jsonl(*(position(on=f"2025-02-{day:02}", matter=f"m{day}") for day in range(1, 10)))
    printed = lg.ok("record", "--file", "-", given=lines)
    assert printed.count("changes") == 1
    assert "changes 9 cells, the first from Sat 1 Feb 2025 on, today's too" in printed


# -- against the state itself ----------------------------------------------------------------------


def keys(document: Json) -> set[tuple[str, str, str | None]]:
    return {(one["what"], one["matter"], one["party"]) for one in document["changes"]}


def differing(ledger: Ledger, day: str, entry: Entry) -> set[tuple[str, str, str | None]]:
    """Return the rows of a day that an entry changed."""
    before, after = (Clocks(as_of=day, known_at=known) for known in (entry.number - 1, entry.number))
    return keys(ledger.diff(before, after, entry.words.get("negotiation")))


def day_before(day: str) -> str:
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()


@pytest.mark.parametrize("case", [riyadh, paris, rome], ids=["riyadh", "paris", "rome"])
def test_the_changes_are_those_of_the_whole_state_and_begin_on_their_day(case: Any, tmp_path: Path) -> None:  # noqa: ANN401 a case
    with Ledger.create(tmp_path / "ledger.db", today=datetime.date(2026, 11, 25)) as ledger:
        days: set[str] = {"1990-01-01", "2026-11-25"}
        for number, line in enumerate(case()[:60], start=1):
            ledger.record([line], author="ana")
            entry = ledger.store.entry(number)
            assert entry is not None
            found = changes(ledger.index, [entry], number - 1, 2**40, dry=False)
            assert found is not None
            days |= {one["from"] for one in found}
            told = {(one["what"], one["matter"], one["party"]): one["from"] for one in found}
            for day in sorted(days):
                differ = differing(ledger, day, entry)
                assert differ <= {key for key, since in told.items() if since <= day}
            for (what, matter, party), since in told.items():
                if what != "agreement":
                    assert (what, matter, party) in differing(ledger, since, entry)
                    assert (what, matter, party) not in differing(ledger, day_before(since), entry)
