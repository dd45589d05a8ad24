"""What is counted beforehand is what a count of every development gives, at any moment of all three clocks."""

import random
from collections.abc import Iterator

import pytest

from ledger import Ledger
from ledger.index import tally
from ledger.state.cells import NEVER
from scripts.synthetic import NEGOTIATION, lines
from tests.asking import recorded

SIZE = 1_500
MOMENTS = 300
Moment = tuple[int, int, int | None]


@pytest.fixture(scope="module")
def talks() -> Iterator[Ledger]:
    with recorded(list(lines(SIZE))) as ledger:
        yield ledger


def moments(ledger: Ledger) -> list[Moment]:
    """Return moments between the first and the last day, the days of developments themselves among them."""
    dice = random.Random(5)  # noqa: S311 the same moments every time
    query = "SELECT latest FROM life"
    days = sorted(day for (day,) in ledger.index.connection.execute(query))
    return [
        (
            dice.choice([dice.choice(days), dice.randint(days[0], days[-1])]),
            dice.randint(0, SIZE),
            dice.choice([None, dice.choice(days), dice.randint(days[0], days[-1])]),
        )
        for _ in range(MOMENTS)
    ]


def counted(ledger: Ledger, moment: Moment) -> tuple[int, int]:
    """Return how many developments are definite, and possible, by looking at each."""
    at, known, published = moment
    lives = ledger.index.connection.execute("SELECT earliest, latest, born, died, pub FROM life").fetchall()
    standing = [
        (earliest, latest)
        for earliest, latest, born, died, pub in lives
        if born <= known < died and pub <= (NEVER if published is None else published)
    ]
    return (
        sum(latest <= at for _, latest in standing),
        sum(earliest <= at < latest for earliest, latest in standing),
    )


def test_counts_are_those_of_every_development(talks: Ledger) -> None:
    found = set()
    for moment in moments(talks):
        with talks.index.reading(*moment) as reading:
            definite, possible, _ = reading.counts(NEGOTIATION)
        assert (definite, possible) == counted(talks, moment), moment
        found.add(definite)
    assert len(found) > MOMENTS // 2


def test_reach_is_the_latest_of_what_was_recorded_or_published_by_then(talks: Ledger) -> None:
    steps = talks.index.connection.execute("SELECT born, pub, latest FROM step").fetchall()
    for _, known, published in moments(talks):
        recorded_by = [latest for born, _, latest in steps if born <= known]
        assert tally.reach(talks.index.connection, "recorded", known) == max(recorded_by, default=None)
        if published is not None:
            published_by = [latest for _, pub, latest in steps if pub <= published]
            assert tally.reach(talks.index.connection, "published", published) == max(
                published_by, default=None
            )


def test_a_tile_whose_bounds_leave_a_life_out_is_a_fault(talks: Ledger) -> None:
    assert talks.index.tallies_are_sound()
    connection = talks.index.connection
    connection.execute("BEGIN")
    connection.execute("UPDATE tally SET born_to = born_to - 1 WHERE tile = (SELECT max(tile) FROM tally)")
    try:
        assert tally.unsound(connection) > 0
    finally:
        connection.execute("ROLLBACK")


def test_a_count_looks_at_few_developments_however_many_there_are(talks: Ledger) -> None:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with talks.index.reading(2**40, SIZE, None) as reading:
        reading.connection.set_progress_handler(step, 1)
        definite, _, _ = reading.counts(NEGOTIATION)
        reading.connection.set_progress_handler(None, 0)
    assert definite > SIZE * 0.9
    (tiles,) = talks.index.connection.execute("SELECT count(*) FROM tally").fetchone()
    assert steps < tiles * 100


def test_what_is_possible_is_sought_and_not_looked_for_in_every_vague_row(talks: Ledger) -> None:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    (vague,) = talks.index.connection.execute("SELECT count(*) FROM step WHERE class > 0").fetchone()
    with talks.index.reading(2**40, SIZE, None) as reading:
        reading.connection.set_progress_handler(step, 1)
        assert reading.possible(NEGOTIATION) == []
        assert list(reading.deciding(NEGOTIATION, "meeting")) == []
        reading.connection.set_progress_handler(None, 0)
    assert vague > SIZE / 20
    assert steps < vague * 5


def test_a_page_of_the_timeline_is_the_end_of_the_whole(talks: Ledger) -> None:
    for at, known, published in moments(talks)[:60]:
        with talks.index.reading(at, known, published) as reading:
            whole = list(reading.timeline(NEGOTIATION))
            for limit in (0, 1, 5, 50, SIZE):
                assert list(reading.timeline(NEGOTIATION, limit)) == whole[max(len(whole) - limit, 0) :]
