"""The order law: in which order developments are recorded changes no answer that is not marked uncertain.

What is compared is what the rules call the same answer: of a position stance,
terms, voice and account; of a point text, status and implementation, who agrees
to it and who contests it. Only rows that both orders have and neither marks.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import Clocks, Ledger
from ledger.state import points, positions
from tests.asking import recorded
from tests.cases import Json
from tests.histories import moments
from tests.property.invented import DEVELOPMENTS, HISTORIES, SEEDS, retold, told

Key = tuple[str, str]
ALL = "9999"
"""A day on which everything has happened."""


class Told:
    """The answers that the law speaks of, at one moment, from one order of recording."""

    def __init__(self, ledger: Ledger, clocks: Clocks) -> None:
        state = ledger.state(clocks)
        self.positions: dict[Key, Json] = {(row["party"], row["matter"]): row for row in state["positions"]}
        self.points: dict[str, Json] = {row["point"]: row for row in state["points"]}

    def sure(self) -> set[Key]:
        """Return the positions that are not marked uncertain."""
        return {key for key, row in self.positions.items() if row["uncertain"] is None}

    def doubted(self, matter: str) -> bool:
        """Say whether any position on a matter is marked."""
        return any(row["uncertain"] for key, row in self.positions.items() if key[1] == matter)

    def agree(self, point: str, sure: set[Key]) -> set[str]:
        """Return who agrees to a point, of those whose position is sure in both orders."""
        named = {row["party"] for row in self.points[point]["agreed_by"]}
        return {party for party in named if (party, point) in sure}

    def contest(self, point: str, sure: set[Key]) -> set[tuple[str, str, str]]:
        """Return who contests a point, likewise, on which matter and with which stance."""
        rows = self.points[point]["contested_by"]
        return {
            (row["party"], row["matter"], row["stance"])
            for row in rows
            if (row["party"], row["matter"]) in sure
        }


def of(row: Json, *fields: str) -> list[Any]:
    return [row[field] for field in fields]


def unlike(one: Told, two: Told) -> Iterator[str]:
    """Yield where two orders of recording give another answer though neither marks it uncertain."""
    sure = one.sure() & two.sure()
    for key in sure:
        said = [of(told.positions[key], "stance", "terms", "voice", "according_to") for told in (one, two)]
        if said[0] != said[1]:
            yield f"{key}: {said}"
    for point in one.points.keys() & two.points.keys():
        rows = [told.points[point] for told in (one, two)]
        said = [of(row, "text", "status", "implementation") for row in rows]
        if said[0] != said[1] and not any(row["uncertain"] for row in rows):
            yield f"{point}: {said}"
        if one.agree(point, sure) != two.agree(point, sure):
            yield f"{point}: another party agrees"
        if one.contest(point, sure) != two.contest(point, sure):
            yield f"{point}: another party contests"
        doubted = one.doubted(point) or two.doubted(point)
        if rows[0]["confirmed"] != rows[1]["confirmed"] and not doubted:
            yield f"{point}: {[row['confirmed'] for row in rows]} confirmed"


@given(st.data())
def test_another_order_of_recording_gives_the_same_answer_where_nothing_is_uncertain(
    data: st.DataObject,
) -> None:
    lines = data.draw(DEVELOPMENTS)
    asked = [Clocks(day, None, by) for day, _, by in data.draw(st.lists(moments(lines), max_size=3))]
    found = unlike_at([*asked, Clocks("2025-02-09"), Clocks(ALL)], lines, retold(lines, data.draw(SEEDS)))
    assert list(found) == []


def unlike_at(asked: Sequence[Clocks], *orders: Sequence[Json]) -> Iterator[str]:
    """Yield where two orders of recording give unlike answers at some moments."""
    both = []
    for order in orders:
        with recorded(order) as ledger:
            both.append([Told(ledger, clocks) for clocks in asked])
    for one, two in zip(*both, strict=True):
        yield from unlike(one, two)


def test_were_nothing_marked_uncertain_the_order_of_recording_would_decide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (positions, points):
        monkeypatch.setattr(module, "doubt", lambda *_: None)
    histories = [told(range(seed, seed + 20)) for seed in range(0, 400, 20)]
    found = [list(unlike_at([Clocks(ALL)], lines, retold(lines, 1))) for lines in histories]
    assert sum(map(bool, found)) > 1


def marked(line: Json, fields: tuple[str, ...]) -> Json:
    """Return a line whose words have a tag of their own and none of the fields."""
    words = line["development"]
    if "replacement" in words:
        replacement = marked({"id": line["id"], "development": words["replacement"]}, fields)["development"]
        return line | {"development": words | {"replacement": replacement}}
    if "on" not in words:
        return line
    kept = {field: value for field, value in words.items() if field not in fields}
    return line | {"development": kept | {"tags": [line["id"]]}}


def without_doubts(value: Any) -> Any:  # noqa: ANN401 any JSON value
    """Return an answer without what it says of uncertainty."""
    if isinstance(value, dict):
        return {key: without_doubts(item) for key, item in value.items() if key != "uncertain"}
    return [without_doubts(item) for item in value] if isinstance(value, list) else value


@given(st.data())
def test_after_settles_doubts_and_sorts_nothing(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    asked = [
        (Clocks(*moment), line["development"]["negotiation"])
        for moment in data.draw(st.lists(moments(history), min_size=1, max_size=3))
        for line in history
        if "on" in line["development"]
    ][:6]
    answers = []
    for fields in ((), ("after",)):
        with recorded([marked(line, fields) for line in history]) as ledger:
            answers.append([without_doubts(_whole(ledger, *one)) for one in asked])
    assert answers[0] == answers[1]


def _whole(ledger: Ledger, clocks: Clocks, negotiation: str) -> list[Any]:
    state = ledger.state(clocks, negotiation)
    order = [entry["entry"] for entry in ledger.timeline(clocks, negotiation)["entries"]]
    return [{key: value for key, value in state.items() if key != "known_at"}, order]


@given(DEVELOPMENTS)
def test_what_names_another_entry_sorts_after_it(lines: list[Json]) -> None:
    numbers = {line["id"]: number for number, line in enumerate(lines, start=1)}
    with recorded(lines) as ledger:
        entries = ledger.timeline(Clocks(ALL))["entries"]
    place = {entry["entry"]: at for at, entry in enumerate(entries)}
    assert len(place) == len(lines)
    for entry in entries:
        for reference in entry["development"].get("after", []):
            assert place[numbers[reference]] < place[entry["entry"]]
