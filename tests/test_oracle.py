"""The oracle against what is known of it: the conformance pack, the table of what stands, exit codes.

The invented histories are tested here too: they are only worth something if much goes wrong in them.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import oracle
from tests.cases import differences, shared
from tests.histories import Moment, histories, moments, questions, random_history, random_moments
from tests.oracle import lines

Json = dict[str, Any]


def position(stance: str, **fields: object) -> Json:
    return {
        "kind": "position-taken",
        "negotiation": "talks",
        "on": "2025-02-05",
        "sources": [{"publisher": "Herald", "published": "2025-02-06"}],
        "according_to": "islands",
        "parties": ["islands"],
        "matter": "ferries",
        "stance": stance,
        **fields,
    }


def told(*developments: Json) -> list[Json]:
    return [{"id": f"line-{at}", "development": words} for at, words in enumerate(developments, start=1)]


def corrected(entry: int, stance: str, over: int | None = None) -> Json:
    words = {"kind": "entry-corrected", "entry": f"line-{entry}", "replacement": position(stance)}
    return {**words, "reason": "misread"} | ({"over": f"line-{over}"} if over else {})


def retracted(entry: int, over: int | None = None) -> Json:
    words = {"kind": "entry-retracted", "entry": f"line-{entry}", "reason": "misread"}
    return words | ({"over": f"line-{over}"} if over else {})


A, B, C = "accepts", "neutral", "rejects"
FIRST = (position(A), corrected(1, B))


@pytest.mark.parametrize(
    "recorded, stands",
    [
        (FIRST, B),
        ((*FIRST, retracted(2)), A),
        ((*FIRST, retracted(2), retracted(3)), B),
        ((*FIRST, retracted(1, 2)), None),
        ((*FIRST, retracted(1, 2), retracted(3)), B),
        ((position(A), retracted(1), corrected(1, B, 2)), B),
        ((*FIRST, corrected(2, C), retracted(2, 3)), C),
        ((*FIRST, corrected(2, C), retracted(2, 3), retracted(3, 4)), A),
        ((*FIRST, corrected(2, C), retracted(3)), B),
        ((*FIRST, corrected(2, C), retracted(3), retracted(2, 4)), A),
    ],
)
def test_what_stands_is_what_the_last_deciding_line_that_stands_says(
    recorded: tuple[Json, ...], stands: str | None
) -> None:
    found = oracle.answer(told(*recorded), ["positions"], "2025-02-10", negotiation="talks")
    assert [row["stance"] for row in found["positions"]] == ([stands] if stands else [])


@pytest.mark.parametrize(
    "code, command, known_at, negotiation",
    [
        (2, ["state"], 2, None),
        (3, ["state"], 3, "talks"),
        (3, ["state"], 2, "talks-that-no-line-has"),
        (3, ["why", "lowlands", "ferries"], 2, "talks"),
        (3, ["history", "islands", "tolls"], 2, "talks"),
        (3, ["members", "charter"], 2, "talks"),
        (4, ["state"], -1, "talks"),
    ],
)
def test_a_question_without_an_answer_ends_with_its_exit_code(
    code: int, command: list[str], known_at: int, negotiation: str | None
) -> None:
    two = told(position(A), position(B, negotiation="side-talks"))
    with pytest.raises(oracle.AnswerError) as ended:
        oracle.answer(two, command, "2025-02-10", known_at, None, negotiation)
    assert ended.value.code == code


def test_a_diff_from_a_later_moment_to_an_earlier_one_is_refused() -> None:
    with pytest.raises(oracle.AnswerError) as ended:
        oracle.diff(told(position(A)), ("2025-02-10", 1, None), ("2025-02-09", 1, None), "talks")
    assert ended.value.code == 4


def asked_in(file: Path) -> Iterator[tuple[str, Sequence[Json], Json]]:
    """Return every question of a file of the pack, with the name and the lines of its case."""
    data = file.read_bytes()
    text = gzip.decompress(data) if file.suffix == ".gz" else data
    for line in text.decode().split("\n"):
        if line:
            case = json.loads(line)
            for question in case["asked"]:
                yield f"{case.get('name', case.get('seed'))}: {question['command']}", case["lines"], question


def reply(recorded: Sequence[Json], question: Json) -> Json:
    """Return the oracle's answer to a question of the pack, or the exit code that it ends with."""
    negotiation = question["negotiation"]
    try:
        if question["command"] == ["diff"]:
            return oracle.diff(recorded, tuple(question["from"]), tuple(question["to"]), negotiation)
        clocks = question["as_of"], question["known_at"], question["published_by"]
        return oracle.answer(recorded, question["command"], *clocks, negotiation)
    except oracle.AnswerError as ended:
        return {"exit": ended.code}


@pytest.mark.parametrize("name, asked", [("named.jsonl", 442), ("random.jsonl.gz", 600)])
def test_the_oracle_answers_every_question_of_the_conformance_pack(name: str, asked: int) -> None:
    different: list[str] = []
    count = 0
    for what, recorded, question in asked_in(shared("conformance", name)):
        count += 1
        expected = {"exit": question["exit"]} if "exit" in question else question["answer"]
        different += [f"{what} {line}" for line in differences(expected, reply(recorded, question))]
    assert different == []
    assert count >= asked


@given(st.data())
def test_every_question_of_an_invented_history_has_an_answer(data: st.DataObject) -> None:
    history = data.draw(histories(12))
    moment: Moment = data.draw(moments(history))
    for question in questions(history):
        assert oracle.answer(history, question, *moment, "talks" if knows_talks(history) else None)


def knows_talks(history: Sequence[Json]) -> bool:
    return "talks" in lines.negotiations(lines.read(history))


def test_a_seed_gives_the_same_history_and_the_same_moments_again() -> None:
    assert random_history(7, 40) == random_history(7, 40) != random_history(8, 40)
    history = random_history(7, 40)
    assert random_moments(1, history, 20) == random_moments(1, history, 20) != random_moments(2, history, 20)


def test_invented_histories_hold_every_kind_and_make_every_sort_of_row() -> None:
    kinds: Counter[str] = Counter()
    met: Counter[object] = Counter()
    for seed in range(60):
        history = random_history(seed, 40)
        kinds.update(line.kind for line in lines.read(history))
        for moment in random_moments(seed, history, 8):
            met.update(sorts(oracle.answer(history, ["state"], *moment, "talks")))
    assert set(KINDS) == set(kinds)
    assert {sort for sort in SORTS if met[sort] < 2} == set()


KINDS = (
    *("meeting-held", "meeting-announced", "statement-made", "position-taken", "position-withdrawn"),
    *("proposal-made", "proposal-closed", "point-agreed", "point-amended", "point-progressed"),
    *("agreement-changed", "commitment-changed", "action-taken"),
    *("source-added", "party-described", "matter-described", "entry-corrected", "entry-retracted"),
)
SORTS = (
    *("self", "reported", "claimed", "beside", "doubted in stance", "doubted in terms"),
    *("may have changed", "bound", "not bound", "on an earlier text", "contested"),
    *("text doubted", "status doubted", "held", "under-way", "expected", "overdue", "cancelled"),
    *("answered", "possible", "without a date"),
)


def sorts(state: Json) -> Iterator[str]:
    """Return what sorts of rows a state has."""
    for row in state["positions"]:
        yield row["voice"]
        yield f"doubted in {row['uncertain']}"
        yield "beside" if row["differing"] else ""
        yield "may have changed" if row["may_have_changed"] else ""
    for row in state["points"]:
        yield f"{row['uncertain']} doubted"
        yield "contested" if row["contested_by"] else ""
        yield from ("on an earlier text" for one in row["agreed_by"] if one["earlier_text"])
    for row in state["commitments"]:
        yield "bound" if row["bound"] else "not bound"
    yield from (row["status"] for row in state["meetings"])
    yield from ("answered" for row in state["proposals"] if row["answers"])
    yield from ("possible" for _ in state["possible"])
    yield "without a date" if state["counts"]["without_published"] else ""
