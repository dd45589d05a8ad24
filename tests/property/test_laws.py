"""The laws of the three clocks, on invented histories: what is answered, and what may change when a clock moves."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger import Clocks, Ledger, dates
from ledger.errors import LedgerError
from ledger.index import rows
from ledger.index.anew import all_rows
from ledger.state.cells import Cell, Step
from tests import oracle
from tests.asking import NEGOTIATION, Moment, answer, difference, empty, printed, recorded, reply
from tests.cases import Json, differences
from tests.histories import NEGOTIATIONS, moments, questions
from tests.oracle import lines
from tests.property.invented import HISTORIES, chunks

SUBJECTS = ("position", "point", "commitment", "agreement", "proposal", "meeting")
NOWHERE = [["why", "lowlands", "ferries"], ["history", "islands", "weather"], ["members", "weather"]]
ALL = "9999"
"""A day on which everything has happened."""


def negotiation(history: Sequence[Json]) -> str | None:
    """Return a negotiation that the history tells of, None where it tells of none."""
    return max(lines.negotiations(lines.read(history)), default=None)


@given(st.data())
def test_every_question_is_answered_as_by_the_oracle(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    several = st.sampled_from([NEGOTIATION, NEGOTIATION, NEGOTIATIONS[1], None])
    with recorded(history) as ledger:
        for moment in data.draw(st.lists(moments(history), min_size=1, max_size=3)):
            asked = st.lists(st.sampled_from(questions(history) + NOWHERE), max_size=6)
            for command in [["state"], *data.draw(asked)]:
                of = data.draw(several)
                expected = reply(partial(oracle.answer, history, command, *moment, of))
                assert differences(expected, answer(ledger, command, moment, of)) == [], command


@given(st.data())
def test_every_diff_is_answered_as_by_the_oracle(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    with recorded(history) as ledger:
        for _ in range(3):
            one, two = data.draw(moments(history)), data.draw(moments(history))
            expected = reply(partial(oracle.diff, history, one, two, negotiation(history)))
            assert differences(expected, difference(ledger, one, two, negotiation(history))) == []


@given(HISTORIES, st.integers(1, 8))
def test_an_index_that_followed_line_by_line_has_the_rows_of_whole_chains(
    history: list[Json], size: int
) -> None:
    with empty() as ledger:
        for some in chunks(history, size):
            ledger.record(some, author="anna")
        kept = list(rows(ledger.index.connection))
        anew = list(all_rows(ledger.entries()))
        assert len(kept) == len(set(kept))
        assert set(kept) == set(anew)
        found = ledger.verify()
        assert (found["ok"], found["faults"], found["entries"]) == (True, [], len(history))


def folded(ledger: Ledger, moment: Moment) -> dict[Cell, list[Step]]:
    """Return the definite steps of every cell at a moment, in the order of the fold."""
    at = dates.bounds(moment[0], "clock").latest
    by = None if moment[2] is None else dates.bounds(moment[2], "clock").latest
    with ledger.index.reading(at, moment[1] or 0, by) as reading:
        cells = [cell for name in NEGOTIATIONS for what in SUBJECTS for cell in reading.cells(name, what)]
        return {cell: list(reading.down(cell))[::-1] for cell in cells}


@given(st.data())
def test_definite_steps_are_an_initial_segment_and_a_later_day_only_appends(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    first, second = data.draw(moments(history)), data.draw(moments(history))
    days = sorted((first[0], second[0]), key=lambda day: dates.bounds(day, "clock").latest)
    with recorded(history) as ledger:
        earlier, later, whole = (folded(ledger, (day, *first[1:])) for day in (*days, ALL))
    assert earlier.keys() == later.keys() == whole.keys()
    for cell, steps in whole.items():
        assert steps == sorted(steps, key=lambda step: (step.latest, step.earliest, step.place, step.leg))
        before, after = earlier[cell], later[cell]
        assert before == after[: len(before)]
        assert after == steps[: len(after)]


def definite(document: Json) -> list[tuple[int, int, int]]:
    """Return when the definite entries of a timeline happened, and their numbers."""
    spans = [
        (dates.bounds(entry["on"]), entry["entry"])
        for entry in document["entries"]
        if entry["certainty"] == "definite"
    ]
    return [(span.latest, span.earliest, number) for span, number in spans]


@given(st.data())
def test_the_timeline_grows_at_its_end_as_the_day_moves_on(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    known, by = data.draw(moments(history))[1:]
    days = sorted(
        (data.draw(moments(history))[0] for _ in range(3)), key=lambda day: dates.bounds(day, "clock").latest
    )
    with recorded(history) as ledger:
        asked = [ledger.timeline(Clocks(day, known, by), negotiation(history)) for day in (*days, ALL)]
    for before, after in pairwise(map(definite, asked)):
        assert before == after[: len(before)]
        assert after == sorted(after)


LISTS = ("log", "parties", "matters", "sources")


@given(st.data())
def test_the_same_basis_gives_the_same_bytes_whatever_is_recorded_later(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    cut = data.draw(st.integers(0, len(history)))
    asked: list[tuple[list[str], str, str, str | None]] = []
    with empty() as ledger:
        ledger.record(history[:cut], author="anna")
        for as_of, _, by in data.draw(st.lists(moments(history), min_size=1, max_size=3)):
            known = data.draw(st.integers(0, cut))
            for command in (*questions(history[:cut]), *([name] for name in LISTS)):
                of = data.draw(st.sampled_from([NEGOTIATION, None])) if command == ["state"] else NEGOTIATION
                document = answer(ledger, command, (as_of, known, by), of)
                if "exit" not in document:
                    asked.append((command, document["basis"], printed(document), of))
        for line in history[cut:]:
            ledger.record([line], author="boris")
        for command, basis, before, of in asked:
            question = getattr(ledger, command[0])
            try:
                again = question(*command[1:], clocks=Clocks(basis=basis), negotiation=of)
            except LedgerError as error:
                raise AssertionError(f"{command} at {basis}") from error
            assert printed(again) == before
