"""The conformance pack, put to the real ledger: every case, every refusal.

A case whose number is even is recorded as one file, the others line by line.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.asking import answer, difference, empty, kept, recorded, refused
from tests.cases import Json, differences, shared


def cases(name: str) -> list[Any]:
    """Return the cases of a file as parameters; where there is no such file, one that is skipped and says so."""
    try:
        data = shared("conformance", name).read_bytes()
    except pytest.skip.Exception as missing:
        return [pytest.param(0, {}, marks=pytest.mark.skip(reason=str(missing)), id=name)]
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
    found = [json.loads(line) for line in text.split("\n") if line]
    return [
        pytest.param(number, case, id=str(case["name"] if "name" in case else f"seed {case['seed']}"))
        for number, case in enumerate(found)
    ]


NAMED, RANDOM, REFUSALS = cases("named.jsonl"), cases("random.jsonl.gz"), cases("refusals.jsonl")


def wrong(lines: Sequence[Json], asked: Sequence[Json], *, one_by_one: bool) -> Iterator[str]:
    """Yield where the answers to the questions of a case are not those of the pack."""
    with recorded(lines, one_by_one=one_by_one) as ledger:
        for question in asked:
            negotiation = question["negotiation"]
            if question["command"] == ["diff"]:
                found = difference(ledger, question["from"], question["to"], negotiation)
            else:
                moment = question["as_of"], question["known_at"], question["published_by"]
                found = answer(ledger, question["command"], moment, negotiation)
            expected = {"exit": question["exit"]} if "exit" in question else question["answer"]
            yield from differences(expected, found, " ".join(question["command"]))


@pytest.mark.both
@pytest.mark.parametrize("number, case", NAMED)
def test_a_named_case_is_answered_as_its_rule_says(number: int, case: Json) -> None:
    assert list(wrong(case["lines"], case["asked"], one_by_one=number % 2 == 1)) == [], case["rule"]


@pytest.mark.parametrize("number, case", RANDOM)
def test_a_random_history_is_answered_as_the_slow_fold_answers(number: int, case: Json) -> None:
    assert list(wrong(case["lines"], case["asked"], one_by_one=number % 2 == 1)) == []


@pytest.mark.parametrize("number, case", REFUSALS)
def test_a_line_is_taken_or_refused_with_its_code_and_field(number: int, case: Json) -> None:
    with empty() as ledger:
        before = case["before"]
        for lines in [before] if number % 2 == 0 else [[line] for line in before]:
            ledger.record(lines, author="anna")
        held = kept(ledger)
        if case["code"] == 0:
            told = ledger.record([case["line"]], author="anna")
            assert bool(told["warnings"]) or not case.get("warning")
            (line,) = told["recorded"]
            new = case.get("new", True)
            assert (line["new"], line["entry"]) == (new, case.get("entry", len(before) + 1))
            assert (kept(ledger) == held) is not new
            return
        faults = refused(ledger, [case["line"]])
        assert faults is not None, case["rule"]
        assert faults.code == case["code"], case["rule"]
        assert case["field"] in {None, faults.field}, case["rule"]
        assert kept(ledger) == held


def test_no_case_of_the_pack_is_left_out() -> None:
    shared("conformance")
    assert (len(NAMED) >= 236, len(RANDOM) >= 60, len(REFUSALS) >= 214) == (True, True, True)
