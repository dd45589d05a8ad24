"""Positions: where each party stands on each matter, by its own word and by others' accounts.

Accounts are ranked: the own word, the publishers' narration, the claims of
other parties. An account speaks by the deciding (last definite) step of its
cell until that lapses; a lapsed one silences those of lower rank that are not
later, so that nothing earlier comes back.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from ledger.state.cells import CLAIMED, POSITION, VOICES, Cell, Decided, Reading, Row, Step

STANCE = "stance"
TERMS = "terms"


class Account(NamedTuple):
    """What one account says at a moment: its deciding step, and whether that is in doubt."""

    cell: Cell
    step: Step
    lapsed: bool
    uncertain: str | None
    silenced: bool = False

    @property
    def speaks(self) -> bool:
        """Whether it has neither lapsed nor been silenced."""
        return not (self.lapsed or self.silenced)


class Position(NamedTuple):
    """A row of the state, and of each account in the running its stance and its dates (latest, earliest)."""

    row: Row
    running: tuple[tuple[str, tuple[int, int]], ...]


def doubt(winner: Step, others: Iterable[Step], at: int) -> str | None:
    """Return in what a cell is uncertain: "stance" (or lapse), "terms", or None.

    `others` are the cell's further definite steps, the last first. One that may
    be later than the winner, that the winner does not name, and that would show
    something else at the moment `at` leaves the cell uncertain.
    """
    shown = None if winner.lapsed(at) else winner.value
    found = None
    for other in others:
        if other.latest < winner.earliest:
            break
        if other.place in winner.names:
            continue
        if shown != (None if other.lapsed(at) else other.value):
            return STANCE
        if shown is not None and other.terms != winner.terms:
            found = TERMS
    return found


def _account(cell: Cell, down: Iterator[Step], at: int) -> Account | None:
    winner = next(down, None)
    if winner is None:
        return None
    return Account(cell, winner, winner.lapsed(at), doubt(winner, down, at))


def accounts(reading: Reading, cells: Iterable[Cell]) -> list[Account]:
    """Return what each account says of one party and matter, by rank, then alphabet; silenced ones are marked."""
    found = [account for cell in cells if (account := _account(cell, reading.down(cell), reading.at))]
    return [
        account._replace(
            silenced=any(
                higher.lapsed and higher.cell.rank < account.cell.rank and account.step.key <= higher.step.key
                for higher in found
            )
        )
        for account in found
    ]


def _chosen(found: Sequence[Account]) -> tuple[Account | None, tuple[Account, ...]]:
    """Return the account that the position is taken from, and those in the running."""
    first = [account for account in found if account.speaks and account.cell.rank < CLAIMED]
    if first:
        best = first[0]
        for later in first[1:]:
            if later.step.value != best.step.value and later.step.key > best.step.key:
                best = later
        return best, tuple(first)
    claims = [account for account in found if account.speaks]
    # max() keeps the first of equals, and cells stand in the order of the alphabet.
    return max(claims, key=lambda account: account.step.key, default=None), tuple(claims)


def _uncertain(chosen: Account, running: Sequence[Account], found: Sequence[Account]) -> str | None:
    doubts = {chosen.uncertain}
    for other in running:
        if other is chosen or other.step.latest < chosen.step.earliest:
            continue
        doubts.add(other.uncertain)
        if other.step.value != chosen.step.value and other.step.place not in chosen.step.names:
            doubts.add(STANCE)
    doubts.update(other.uncertain for other in found if other.lapsed and other.cell.rank < chosen.cell.rank)
    return STANCE if STANCE in doubts else TERMS if TERMS in doubts else None


def _differing(chosen: Account, found: Sequence[Account]) -> list[Row]:
    return [
        {
            "stance": other.step.value,
            "voice": VOICES[other.cell.rank],
            "according_to": other.cell.account or None,
            "entry": other.step.place,
            "uncertain": other.uncertain,
        }
        for other in found
        if not other.lapsed
        and other.step.value != chosen.step.value
        and (other.cell.rank <= chosen.cell.rank or other.step.latest >= chosen.step.earliest)
    ]


def _may_have_changed(reading: Reading, cells: Iterable[Cell], rank: int) -> list[int]:
    return sorted(
        {
            step.place
            for cell in cells
            if cell.rank < CLAIMED or rank == CLAIMED
            for step in reading.ahead(cell)
        }
    )


def weighed(reading: Reading, cells: Sequence[Cell]) -> tuple[Position, Account] | None:
    """Return the position of one party on one matter and the account that it is, or None.

    `cells` are those of all accounts of the party on the matter.
    """
    found = accounts(reading, cells)
    chosen, running = _chosen(found)
    if chosen is None:
        return None
    cell, step = chosen.cell, chosen.step
    row: Row = {
        "party": cell.party,
        "matter": cell.matter,
        "stance": step.value,
        "terms": step.terms,
        "voice": VOICES[cell.rank],
        "according_to": cell.account or None,
        "speaker": step.more.get("speaker"),
        "on": step.on,
        "until": step.more.get("until"),
        "entry": step.place,
        "differing": _differing(chosen, found),
        "uncertain": _uncertain(chosen, running, found),
        "may_have_changed": _may_have_changed(reading, cells, cell.rank),
    }
    return Position(row, tuple((one.step.value, one.step.key) for one in running)), chosen


def positions(
    reading: Reading, negotiation: str, matter: str | None = None, party: str | None = None
) -> list[Position]:
    """Return the positions by (matter, party), of one matter or party where it is named."""
    found = []
    decided = reading.deciding(negotiation, POSITION, matter, party)
    for (of_matter, of_party), group in groupby(decided, key=itemgetter(0, 1)):
        accounts_of = list(group)
        if all(one.latest is None for one in accounts_of):
            # Nothing is definite: there is no position.
            continue
        plain = _plain(accounts_of, reading.at)
        if plain is not None:
            found.append(plain)
            continue
        cells = [
            Cell(negotiation, POSITION, of_matter, of_party, one.rank, one.account) for one in accounts_of
        ]
        position = weighed(reading, cells)
        if position is not None:
            found.append(position[0])
    return found


def _plain(group: Sequence[Decided], at: int) -> Position | None:
    """Return the position where there is nothing to weigh: one account, one word, no other that could matter.

    So it is in most cells, and nothing more of them is read. None: there is
    something to weigh, or nothing was said.
    """
    if len(group) > 1:
        group = [one for one in group if one.latest is not None or one.begun]
        if len(group) != 1:
            return None
    matter, party, rank, account, begun, below, latest, earliest, place, value, terms, until, on, more = (
        group[0]
    )
    if (
        latest is None
        or begun
        or (below is not None and below >= earliest)
        or (until is not None and until < at)
    ):
        return None
    told: Row = json.loads(more) if more and ('"speaker"' in more or '"until"' in more) else {}
    row: Row = {
        "party": party,
        "matter": matter,
        "stance": value,
        "terms": terms,
        "voice": VOICES[rank],
        "according_to": account or None,
        "speaker": told.get("speaker"),
        "on": on,
        "until": told.get("until"),
        "entry": place,
        "differing": [],
        "uncertain": None,
        "may_have_changed": [],
    }
    return Position(row, ((value, (latest, earliest)),))


def run(steps: Sequence[Step], deciding: Step) -> list[Step]:
    """Return the definite steps that have said the same as `deciding` without a break, it last.

    `steps` are the definite steps of its cell in fold order. A step belongs
    where its (latest, earliest) is greater than that of every step with another
    stance; one that begins after all before it had lapsed begins the run anew.
    """
    broken = max((step.key for step in steps if step.value != deciding.value), default=None)
    found: list[Step] = []
    for step in steps:
        same = step.value == deciding.value and (broken is None or step.key > broken)
        if not same and step.place != deciding.place:
            continue
        if found and all(before.until is not None and before.until < step.earliest for before in found):
            found = []
        found.append(step)
    return found
