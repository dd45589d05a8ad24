"""Chains: which words stand, by the table of the rules and by every chain of up to five lines."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest

from ledger import chains
from ledger.chains import CORRECTED, FOREVER, RETRACTED, SOURCE_ADDED, Life, Link
from tests.oracle import lines
from tests.oracle.lines import Line

ROOT = Link(1, "position-taken", None)


def correct(number: int, names: int) -> Link:
    return Link(number, CORRECTED, names)


def retract(number: int, names: int) -> Link:
    return Link(number, RETRACTED, names)


def source(number: int, names: int) -> Link:
    return Link(number, SOURCE_ADDED, names)


MENDED = [ROOT, correct(2, 1)]
MENDED_TWICE = [*MENDED, correct(3, 2)]


@pytest.mark.parametrize(
    "chain, stands",
    [
        ([ROOT], 1),
        (MENDED, 2),
        ([*MENDED, retract(3, 2)], 1),
        ([*MENDED, retract(3, 2), retract(4, 3)], 2),
        ([*MENDED, retract(3, 1)], None),
        ([*MENDED, retract(3, 1), retract(4, 3)], 2),
        ([ROOT, retract(2, 1), correct(3, 1)], 3),
        ([*MENDED_TWICE, retract(4, 2)], 3),
        ([*MENDED_TWICE, retract(4, 3)], 2),
        ([*MENDED_TWICE, retract(4, 3), retract(5, 2)], 1),
    ],
)
def test_the_words_that_stand_are_those_of_the_table(chain: list[Link], stands: int | None) -> None:
    assert chains.words(chain) == stands


def test_nothing_stands_of_no_lines() -> None:
    assert (chains.words([]), chains.deciding([]), chains.lives([])) == (None, None, [])


@pytest.mark.parametrize(
    "chain, by, last",
    [
        (MENDED, None, 2),
        ([*MENDED, retract(3, 1)], 3, 2),
        ([*MENDED, retract(3, 2), retract(4, 1)], 4, 1),
        ([ROOT, retract(2, 1), retract(3, 2), retract(4, 1)], 4, 1),
    ],
)
def test_a_retracted_entry_tells_by_which_line_and_shows_the_words_that_last_stood(
    chain: list[Link], by: int | None, last: int
) -> None:
    assert (chains.retracted_by(chain), chains.last_words(chain)) == (by, last)


def test_retractions_count_as_newest_word_standing_or_not_and_added_sources_do_not() -> None:
    assert chains.newest([ROOT, retract(3, 1), retract(5, 3), source(8, 1)]) == 5


def test_a_source_added_to_any_line_belongs_to_the_chain_until_it_is_taken_back() -> None:
    chain = [ROOT, source(2, 1), correct(4, 1), source(5, 4)]
    assert chains.added(chain) == (2, 5)
    assert chains.added([*chain, retract(6, 2)]) == (5,)
    assert chains.added([*chain, retract(6, 2), retract(7, 6)]) == (2, 5)


def test_a_life_ends_where_the_words_or_their_sources_change_and_a_gap_has_none() -> None:
    chain = [ROOT, source(4, 1), retract(6, 1), retract(9, 6), correct(10, 1)]
    assert chains.lives(chain) == [
        Life(1, 4, 1, ()),
        Life(4, 6, 1, (4,)),
        Life(9, 10, 1, (4,)),
        Life(10, FOREVER, 10, (4,)),
    ]


def test_a_line_that_changes_nothing_that_stands_begins_no_life() -> None:
    assert chains.lives([*MENDED_TWICE, retract(4, 2)]) == [
        Life(1, 2, 1, ()),
        Life(2, 3, 2, ()),
        Life(3, FOREVER, 3, ()),
    ]


def every(length: int) -> Iterator[list[Link]]:
    """Yield every chain of so many lines: each later one corrects, retracts or adds to any earlier one."""
    if length == 1:
        yield [ROOT]
        return
    for chain in every(length - 1):
        for names in range(1, length):
            for kind in (CORRECTED, RETRACTED, SOURCE_ADDED):
                yield [*chain, Link(length, kind, names)]


def told(chain: Sequence[Link]) -> list[Line]:
    return [Line(link.number, f"line-{link.number}", link.kind, {}, link.names) for link in chain]


@pytest.mark.parametrize("length, number", [(1, 1), (2, 3), (3, 18), (4, 162), (5, 1944)])
def test_every_short_chain_stands_as_the_slow_reading_of_the_rules_says(length: int, number: int) -> None:
    found = list(every(length))
    assert len(found) == number
    for chain in found:
        book = told(chain)
        decides = lines.deciding(book, 1, length)
        version = lines.version(book, 1, length)
        assert chains.standing(chain) == {n for n in range(1, length + 1) if lines.stands(book, n, length)}
        assert chains.deciding(chain) == (None if decides is None else chain[decides.number - 1])
        assert chains.words(chain) == (None if version is None else version.number)


def test_the_lives_of_every_short_chain_are_what_stood_after_each_of_its_lines() -> None:
    for chain in every(5):
        lives = chains.lives(chain)
        assert all(one.born < one.died for one in lives)
        assert all(one.died <= later.born for one, later in pairwise(lives))
        for known in range(1, 6):
            at = [(one.words, one.added) for one in lives if one.born <= known < one.died]
            words = chains.words(chain[:known])
            assert at == ([] if words is None else [(words, chains.added(chain[:known]))])
