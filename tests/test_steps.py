"""Steps: what each kind does to which cell, in whose voice and for how long; in memory, without a store."""

from collections.abc import Sequence

import pytest

from ledger import dates
from ledger.state.cells import NEVER, Cell, Step
from ledger.steps.versions import Version
from ledger.steps.view import order
from tests.cases import Json
from tests.memory import Memory
from tests.telling import BOTH, corrected, holding, line, position, words


def versions(memory: Memory, root: int = 1) -> list[Version]:
    return memory.replay().versions[root]


def done(development: Json) -> list[tuple[str, str, str, str, int]]:
    """Return the steps of a development: what, matter, party, value, leg."""
    (version,) = versions(holding(development))
    return [(cell.what, cell.matter, cell.party, step.value, step.leg) for cell, step in version.steps]


@pytest.mark.parametrize(
    "development, steps",
    [
        (words("statement-made", parties=BOTH), []),
        (words("action-taken", parties=BOTH, action="aid"), []),
        (
            position("opposes", parties=BOTH),
            [
                ("position", "ferries", "islands", "opposes", 0),
                ("position", "ferries", "uplands", "opposes", 0),
            ],
        ),
        (
            words("position-withdrawn", parties=["islands"], matter="ferries"),
            [("position", "ferries", "islands", "undetermined", 0)],
        ),
        (
            words("position-withdrawn", parties=["islands"], matter="ferries", leaves="neutral"),
            [("position", "ferries", "islands", "neutral", 0)],
        ),
        (
            words("proposal-made", proposal="swap", parties=["islands"], to=["uplands"]),
            [("proposal", "swap", "", "made", 0), ("position", "swap", "islands", "proposes", 0)],
        ),
        (
            words("proposal-closed", proposal="swap", outcome="withdrawn", parties=["islands"]),
            [("proposal", "swap", "", "closed", 0), ("position", "swap", "islands", "undetermined", 0)],
        ),
        (
            words("proposal-closed", proposal="swap", outcome="agreed", parties=["islands"]),
            [("proposal", "swap", "", "closed", 0)],
        ),
        (
            words("point-agreed", point="point-1", text="it runs", parties=BOTH),
            [
                ("point", "point-1", "", "agreed", 0),
                ("position", "point-1", "islands", "accepts", 0),
                ("position", "point-1", "uplands", "accepts", 0),
            ],
        ),
        (
            words("point-amended", point="point-1", text="it runs", parties=["islands"]),
            [("point", "point-1", "", "amended", 0), ("position", "point-1", "islands", "accepts", 0)],
        ),
        (
            words("point-progressed", point="point-1", status="stalled", parties=["islands"]),
            [("point", "point-1", "", "progressed", 0)],
        ),
        (
            words("agreement-changed", agreement="charter", act="in-force"),
            [("agreement", "charter", "", "in-force", 0), ("agreement", "charter", "", "in-force", 1)],
        ),
        (
            words("commitment-changed", agreement="charter", act="ratified", parties=["islands"]),
            [
                ("commitment", "charter", "islands", "ratified", 0),
                ("commitment", "charter", "islands", "ratified", 1),
            ],
        ),
        (words("meeting-held", meeting="parley"), [("meeting", "parley", "", "held", 0)]),
        (
            words("meeting-announced", meeting="parley", expected="2025-03"),
            [("meeting", "parley", "", "announced", 0)],
        ),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_each_kind_steps_on_its_cells(development: Json, steps: list[tuple[str, str, str, str, int]]) -> None:
    assert sorted(done(development)) == sorted(steps)


def test_a_rescission_has_no_effect_of_its_own() -> None:
    act = words("commitment-changed", agreement="charter", parties=["islands"])
    memory = holding(
        line("A", act | {"act": "withdrawn", "effective": "2026-02-05"}),
        line("B", act | {"on": "2025-02-06", "act": "rescinded", "rescinds": ["A"]}),
    )
    (version,) = versions(memory, 2)
    ((_, step),) = version.steps
    assert (step.leg, step.takes, step.names) == (0, (1,), (1,))


def test_an_effect_is_a_step_of_its_own_on_its_own_day() -> None:
    act = words("commitment-changed", agreement="charter", parties=["islands"], act="withdrawn")
    (version,) = versions(holding(act | {"effective": "2026-02"}))
    legs = {step.leg: (step.earliest, step.latest) for _, step in version.steps}
    assert legs == {0: dates.bounds("2025-02-05"), 1: dates.bounds("2026-02")}


SELF, REPORTED, CLAIMED = 0, 1, 2


@pytest.mark.parametrize(
    "voice, rank, account",
    [
        ({}, REPORTED, ""),
        ({"according_to": "islands"}, SELF, ""),
        ({"according_to": "uplands"}, CLAIMED, "uplands"),
        ({"speaker": {"name": "Ada", "party": "islands"}}, SELF, ""),
        ({"speaker": {"name": "Ada", "party": "uplands"}}, REPORTED, ""),
        ({"speaker": {"role": "an envoy"}}, REPORTED, ""),
        ({"speaker": {"name": "Ada", "party": "islands"}, "according_to": "uplands"}, CLAIMED, "uplands"),
        ({"speaker": {"name": "Ada", "party": "uplands"}, "according_to": "islands"}, SELF, ""),
    ],
)
def test_the_voice_is_that_of_according_to_else_of_the_speaker_else_the_narration(
    voice: Json, rank: int, account: str
) -> None:
    (version,) = versions(holding(position(**voice)))
    ((cell, _),) = version.steps
    assert cell == Cell("talks", "position", "ferries", "islands", rank, account)


def test_one_report_is_of_a_voice_for_each_of_its_parties() -> None:
    (version,) = versions(holding(position(parties=BOTH, according_to="islands")))
    ranks = {cell.party: (cell.rank, cell.account) for cell, _ in version.steps}
    assert ranks == {"islands": (SELF, ""), "uplands": (CLAIMED, "islands")}


def test_a_correction_keeps_the_place_of_its_root_in_the_order() -> None:
    memory = holding(
        line("A", position("accepts")),
        line("B", position("rejects")),
        line("C", corrected("A", position("neutral"))),
    )
    places = [[order(version) for version in versions(memory, root)] for root in (1, 2)]
    assert max(places[0]) < min(places[1])
    cell = Cell("talks", "position", "ferries", "islands", REPORTED)
    steps: Sequence[Step] = list(memory.replay().read(2**40, 3, None).down(cell))
    assert [(step.place, step.value) for step in steps] == [(2, "rejects"), (1, "neutral")]


def test_a_source_added_begins_a_life_only_where_it_changes_the_day_of_publication() -> None:
    def added(published: str) -> Json:
        return {
            "kind": "source-added",
            "entry": "A",
            "sources": [{"publisher": "Wire", "published": published}],
        }

    undated = position(sources=[{"publisher": "Herald"}])
    memory = holding(line("A", undated), added("2025-02-08"), added("2025-02-09"), added("2025-02-07"))
    lives = [(one.standing.born, one.standing.died, one.standing.pub) for one in versions(memory)]
    assert [(born, died) for born, died, _ in lives] == [(1, 2), (2, 4), (4, 2**62)]
    published = [pub for _, _, pub in lives]
    assert published == [
        NEVER,
        *(dates.bounds(day, "published").latest for day in ("2025-02-08", "2025-02-07")),
    ]
