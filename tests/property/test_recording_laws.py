"""The laws of recording.

What is said again changes nothing, a retraction that is retracted has not been,
and what is refused leaves no trace.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from ledger import Clocks, Ledger
from tests.asking import NEGOTIATION, Moment, answer, empty, kept, printed, recorded, refused
from tests.cases import Json
from tests.histories import moments, questions
from tests.histories.inventing import Inventor
from tests.histories.recordable import Book
from tests.memory import Memory
from tests.oracle import lines
from tests.property.invented import HISTORIES, SEEDS, chunks


def stored(ledger: Ledger) -> list[Json]:
    """Return the lines of a ledger as they can be recorded again."""
    return [{"id": entry.id, "development": entry.held} for entry in ledger.entries()]


@given(st.data())
def test_what_is_recorded_again_is_there_already_and_changes_nothing(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    size = data.draw(st.integers(1, len(history)))
    with recorded(history) as ledger:
        before, again = kept(ledger), stored(ledger)
        numbers = data.draw(st.lists(st.integers(1, len(history)), max_size=10))
        files = [again, *chunks(again, size), [again[number - 1] for number in numbers]]
        for file in files:
            told = ledger.record(file, author="boris")["recorded"]
            ids = [line["id"] for line in file]
            assert [one["id"] for one in told] == ids
            assert [one["entry"] for one in told] == [1 + history.index(_of(history, one)) for one in ids]
            assert not any(one["new"] for one in told)
        assert kept(ledger) == before


def _of(history: Sequence[Json], entry_id: str) -> Json:
    return next(line for line in history if line["id"] == entry_id)


@given(st.data())
def test_what_is_recorded_again_with_more_after_it_records_only_the_rest(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    cut = data.draw(st.integers(0, len(history)))
    with recorded(history) as ledger:
        whole = stored(ledger)
    with empty() as ledger:
        ledger.record(whole[:cut], author="anna")
        told = ledger.record(whole, author="anna")["recorded"]
        assert [one["new"] for one in told] == [number > cut for number in range(1, len(whole) + 1)]
        assert [one["entry"] for one in told] == list(range(1, len(whole) + 1))


def answers(ledger: Ledger, asked: Sequence[tuple[list[str], Moment]]) -> list[Json]:
    """Return the answers to some questions, all being known, without the number of the last entry.

    Of an entry with no words that stand those that last stood are shown, which
    may be others then: such reasons of `why` are left out.
    """
    found = []
    for command, (as_of, _, by) in asked:
        document = answer(ledger, command, (as_of, None, by), NEGOTIATION)
        document = {key: value for key, value in document.items() if key not in {"basis", "known_at"}}
        if "overruled" in document:
            document["overruled"] = [one for one in document["overruled"] if one["reason"] != "retracted"]
        found.append(document)
    return found


@given(st.data())
def test_a_retraction_taken_back_brings_every_answer_back(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    commands = st.sampled_from([["state"], *questions(history)])
    asked = data.draw(st.lists(st.tuples(commands, moments(history)), min_size=1, max_size=8))
    with recorded(history) as ledger:
        number = data.draw(st.integers(1, len(history)))
        chain = ledger.show(number)["chain"]
        assume(next(line["stands"] for line in chain if line["entry"] == number))
        newest = max(line["entry"] for line in chain if line["kind"] != lines.SOURCE_ADDED)
        before = answers(ledger, asked)
        taken_back = {"kind": lines.RETRACTED, "entry": number, "reason": "misread", "over": newest}
        assume(refused(ledger, [taken_back]) is None)
        last = len(history) + 1
        assert not {line["entry"]: line for line in ledger.show(number)["chain"]}[number]["stands"]
        ledger.record([{"kind": lines.RETRACTED, "entry": last, "reason": "it was right"}], author="anna")
        assert answers(ledger, asked) == before


Spoil = Callable[[Json], Json]

SPOILT: list[Spoil] = [
    lambda line: line["development"] | {"kind": "position-tken"},
    lambda line: line["development"] | {"on": "2025-02-30"},
    lambda line: line["development"] | {"colour": "red"},
    lambda line: line | {"development": line["development"] | {"reason": "another", "summary": "another"}},
    lambda line: line["development"] | {"entry": "line-0", "after": ["line-0"]},
    lambda line: line["development"] | {"sources": [{"publisher": " "}]},
    lambda line: line | {"id": "17"},
    lambda line: {"kind": lines.RETRACTED, "entry": line["id"], "reason": "misread", "over": "line-0"},
    lambda line: {"kind": lines.SOURCE_ADDED, "entry": line["id"], "sources": []},
]
"""Ways to make of a recorded line one that is refused."""


@given(st.data())
def test_a_refused_line_leaves_the_ledger_as_it_was_and_so_do_those_beside_it(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    cut = data.draw(st.integers(1, len(history)))
    asked: Moment = data.draw(moments(history[:cut]))
    rest: list[Any] = [*history[cut:]]
    at = data.draw(st.integers(0, len(rest)))
    spoilt = data.draw(st.sampled_from(SPOILT))(data.draw(st.sampled_from(history[:cut])))
    with recorded(history[:cut]) as ledger:
        before, said = kept(ledger), printed(answer(ledger, ["state"], asked, NEGOTIATION))
        faults = refused(ledger, [*rest[:at], spoilt, *rest[at:]])
        assert faults is not None
        assert faults.code == 4
        assert kept(ledger) == before
        assert printed(answer(ledger, ["state"], asked, NEGOTIATION)) == said
        assert ledger.log(Clocks("2025-02-12"))["basis"] == f"2025-02-12@{cut}"
        # What stood beside it was sound, and still is.
        ledger.record(rest, author="anna")


@given(st.data())
def test_after_that_would_sort_before_what_it_names_is_refused(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    with recorded(history) as ledger:
        before = kept(ledger)
        for negotiation in sorted(lines.negotiations(lines.read(history))):
            for entry in ledger.timeline(Clocks("9999"), negotiation)["entries"][:3]:
                words = {"negotiation": negotiation, "on": "0001-01-01", "sources": [{"publisher": "Wire"}]}
                line = {"kind": "statement-made", **words, "after": [entry["entry"]]}
                faults = refused(ledger, [line])
                assert faults is not None
                assert (faults.code, faults.field) == (4, "after")
        assert kept(ledger) == before


def names_a_chain_twice(book: Book, line: Json) -> bool:
    """Say whether a line names two lines of one chain, of which the rules do not speak."""
    words = lines.numbered(book.lines, line).words
    return any(len(set(words.get(field, ()))) < len(words.get(field, ())) for field in lines.REFERENCE_LISTS)


@given(st.lists(SEEDS, min_size=10, max_size=40))
def test_a_line_is_refused_exactly_where_a_slow_reading_of_the_rules_refuses_it(seeds: list[int]) -> None:
    book, ledger = Book(), Memory()
    for seed in seeds:
        words = Inventor(Random(seed), book).line()  # noqa: S311 no secret hangs on it
        line = {"id": f"line-{len(book.envelopes) + 1}", "development": words}
        if words is not None and not names_a_chain_twice(book, line):
            found = ledger.record([line])
            assert book.take(words) is not bool(found.faults), found.faults
