"""The sorted replay, of which the benchmark asks thousands of questions, answers as the replay does."""

import datetime
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.state.fold import fold
from ledger.steps.replay import Replay
from scripts import synthetic
from scripts.benchmark.tasks.folded import Question, Sorted, differing, questions

SIZE = 400


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a synthetic ledger, with what its lines never hold: an open start, and sources without a date."""
    path = tmp_path_factory.mktemp("folded") / "ledger.db"
    said = {"kind": "position-taken", "negotiation": synthetic.NEGOTIATION, "parties": ["party-01"]}
    vague = said | {"matter": "matter-001", "stance": "accepts", "on": "../2010-05-01"}
    undated = said | {"matter": "matter-002", "stance": "rejects", "on": "2005-05-01"}
    with Ledger.create(path, today=datetime.date(2026, 1, 1)) as made:
        made.record(
            [
                *synthetic.lines(SIZE),
                {
                    "id": "vague",
                    "development": vague | {"sources": [{"publisher": "P", "published": "2011"}]},
                },
                {"id": "undated", "development": undated | {"sources": [{"publisher": "P"}]}},
            ]
        )
    return path


def test_it_gives_the_replays_answers_and_the_index_gives_them_too(ledger: Path) -> None:
    with Ledger(ledger) as opened:
        replay = Replay(opened.entries())
    found = Sorted(replay, synthetic.NEGOTIATION)
    asked = questions(60, SIZE + 2, seed=1)
    for question in asked:
        expected = fold(replay.read(*question), synthetic.NEGOTIATION)
        assert fold(found.read(question), synthetic.NEGOTIATION) == expected, question
    assert differing(str(ledger), found, asked) == []


def test_a_wrong_answer_is_found(ledger: Path) -> None:
    with Ledger(ledger) as opened:
        entries = [entry for entry in opened.entries() if entry.id != "vague"]
    found = Sorted(Replay(entries), synthetic.NEGOTIATION)
    late = Question(2**40, SIZE + 2, None)
    assert differing(str(ledger), found, [late]) == [late]
