"""Admission: what may be recorded, what is refused with all its faults, and what is only warned of; in memory."""

import pytest

from ledger.errors import Fault
from tests.cases import Json
from tests.memory import Memory
from tests.telling import BOTH, corrected, described, holding, line, position, retracted, words


def faults(memory: Memory, *lines: Json) -> list[tuple[int | None, str | None, int]]:
    """Return line, field and code of the faults for which lines are refused."""
    before = list(memory.entries)
    found = memory.record(lines)
    assert memory.entries == before
    return [(fault.line, fault.field, fault.code) for fault in found.faults]


def warnings(memory: Memory, *lines: Json) -> list[str | None]:
    """Return the fields that are warned of when lines are recorded."""
    found = memory.record(lines)
    assert found.faults == ()
    return [warning.field for warning in found.warnings]


def test_all_faults_of_a_file_are_told_at_once_with_their_lines() -> None:
    assert faults(
        Memory(),
        position(on="2025-02-30"),
        position(),
        position(stance="aye", colour="red"),
        words("position-tken"),
    ) == [(1, "on", 4), (3, "stance", 4), (3, "colour", 4), (4, "kind", 4)]


def test_a_line_may_name_an_earlier_one_of_its_file_by_id_and_not_by_number() -> None:
    first, later = line("A", position()), position(on="2025-02-06")
    assert holding(first, later | {"after": ["A"]}).last() == 2
    assert faults(Memory(), first, later | {"after": [1]}) == [(2, "after", 4)]
    assert faults(Memory(), later | {"after": ["A"]}, first) == [(1, "after", 4)]
    assert holding(first).record([later | {"after": [1]}]).faults == ()


BEFORE, AFTER = line("A", position(on="2025-02-05")), line("B", position(on="2025-02-06", after=["A"]))


@pytest.mark.parametrize(
    "lines, refused",
    [
        ([BEFORE, position(on="2025-02-04", after=["A"])], "after"),
        ([BEFORE, position(on="2025-02-05/2025-02-06", after=["A"])], None),
        ([BEFORE, position(on="2025-02-01/2025-02-05", after=["A"])], "after"),
        ([BEFORE, position(on="2025-02-05", after=["A"])], None),
        ([BEFORE, AFTER, corrected("B", position(on="2025-02-04", after=["A"]))], "replacement.after"),
        ([BEFORE, AFTER, corrected("A", position(on="2025-02-07"))], "replacement.on"),
        ([BEFORE, AFTER, retracted("B"), corrected("A", position(on="2025-02-07"))], None),
        ([BEFORE, retracted("A"), position(on="2025-02-04", after=["A"])], None),
    ],
)
def test_after_is_refused_where_it_would_not_sort_after_what_it_names(
    lines: list[Json], refused: str | None
) -> None:
    *before, last = lines
    found = faults(holding(*before), last) if refused else holding(*lines).entries[len(lines) :]
    assert found == ([(1, refused, 4)] if refused else [])


def test_a_retraction_that_brings_words_back_is_refused_where_they_would_not_sort() -> None:
    memory = holding(
        BEFORE,
        line("C", retracted("A")),
        line("B", position(on="2025-02-04", after=["A"])),
    )
    assert faults(memory, retracted("C")) == [(1, "on", 4)]


def test_the_refusal_says_which_dates_would_fit() -> None:
    fault: Fault
    (fault,) = holding(BEFORE).record([position(on="2025-02-04", after=["A"])]).faults
    assert "2025-02-05" in str(fault.remedy)


def test_a_word_on_a_chain_of_which_there_is_a_newer_one_is_a_conflict() -> None:
    memory = holding(BEFORE, line("C", corrected("A", position("neutral"))))
    mended = position("rejects")
    assert faults(memory, corrected("A", mended)) == [(1, "entry", 5)]
    assert faults(memory, retracted("A")) == [(1, "entry", 5)]
    assert faults(memory, corrected("A", position("neutral"))) == [(1, "entry", 5)]
    assert faults(memory, corrected("A", mended, over="X")) == [(1, "over", 4)]
    assert memory.record([corrected("A", mended, over="C")]).faults == ()


def test_a_source_added_is_no_newer_word() -> None:
    more = {"kind": "source-added", "entry": "A", "sources": [{"publisher": "Wire"}]}
    assert holding(BEFORE, more, retracted("A")).last() == 3


def test_what_changes_nothing_is_refused() -> None:
    memory = holding(BEFORE, line("C", retracted("A")))
    assert faults(memory, retracted("A", over="C")) == [(1, "entry", 4)]
    assert faults(holding(BEFORE), corrected("A", position(on="2025-02-05", tags=[]))) == [
        (1, "replacement", 4)
    ]


def test_the_kind_of_a_chain_may_change_but_not_from_or_to_a_description() -> None:
    memory = holding(BEFORE, line("D", described("islands")))
    assert faults(memory, corrected("A", described("islands"))) == [(1, "replacement.kind", 4)]
    assert faults(memory, corrected("D", position())) == [(1, "replacement.kind", 4)]
    assert memory.record([corrected("A", words("statement-made", parties=["islands"]))]).faults == ()


def test_an_alias_is_resolved_before_slugs_are_checked_and_announced() -> None:
    memory = holding(described("islands", "The Isles", "isles"))
    assert warnings(memory, position(parties=["The Isles"], according_to="isles")) == [
        "parties",
        "according_to",
    ]
    assert memory.entries[-1].held["parties"] == ["islands"]
    assert memory.entries[-1].held["according_to"] == "islands"


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    "lines, party",
    [
        ([line("D", described("islands", "isles"))], "islands"),
        ([line("D", described("islands", "isles")), retracted("D")], "isles"),
        (
            [line("D", described("islands", "isles")), corrected("D", described("islands", "skerries"))],
            "isles",
        ),
        ([line("D", described("islands", "isles")), described("islands", "skerries")], "isles"),
        ([line("D", described("islands", "isles")), described("islands")], "islands"),
        ([line("D", described("islands")), corrected("D", described("islands", "isles"))], "islands"),
        ([line("D", described("islands", "isles")), line("E", retracted("D")), retracted("E")], "islands"),
    ],
)
def test_an_alias_is_that_of_the_descriptions_that_stand_field_by_field(
    lines: list[Json], party: str, *, together: bool
) -> None:
    told = [*lines, position(parties=["isles"])]
    memory = Memory()
    for some in [told] if together else [[one] for one in told]:
        assert memory.record(some).faults == ()
    assert memory.entries[-1].held["parties"] == [party]


def test_an_alias_never_joins_cells_afterwards() -> None:
    memory = holding(position(parties=["isles"]), described("islands", "isles"))
    assert {cell.party for cell in memory.replay().lived} == {"isles"}


def test_a_line_from_before_its_aliases_is_there_already() -> None:
    both = line("A", position(parties=["islands", "isles"]))
    alone = position(parties=["isles"])
    memory = holding(both, alone, described("islands", "isles"))
    found = memory.record([both, alone])
    assert ([one.new for one in found.admitted], found.warnings) == ([False, False], ())
    assert memory.last() == 3


@pytest.mark.parametrize(
    "lines, warned",
    [
        ([position(on="2025-02", sources=[{"publisher": "Herald", "published": "2025-02-10"}])], ["on"]),
        ([position(on="2025-02-01/2025-02-05", until="2025-02-03")], ["until"]),
        ([position(speaker={"party": "uplands"})], ["speaker.party"]),
        ([words("point-amended", point="point-1", text="it runs", parties=BOTH)], ["point"]),
        ([words("position-withdrawn", parties=["islands"], matter="ferries")], ["matter"]),
        ([position(), words("position-withdrawn", "2025-02-06", parties=["islands"], matter="ferries")], []),
        ([BEFORE, corrected("A", position(sources=[{"publisher": "Wire"}]))], ["replacement.sources"]),
        (
            [
                words(
                    "commitment-changed",
                    parties=["islands"],
                    agreement="charter",
                    act="ratified",
                    effective="2025-01",
                )
            ],
            ["effective"],
        ),
        (
            [
                words(
                    "commitment-changed",
                    parties=["islands"],
                    agreement="charter",
                    act="succeeded",
                    effective="2025-01",
                )
            ],
            [],
        ),
    ],
)
def test_what_looks_odd_beside_the_rest_is_warned_of_and_recorded(
    lines: list[Json], warned: list[str]
) -> None:
    assert warnings(Memory(), *lines) == warned


@pytest.mark.parametrize(
    "on, published, refused",
    [
        ("2025-02-07", ["2025-02-05"], True),
        ("2025-02-06", ["2025-02-05"], False),
        ("2025-02-07", ["2025-02-05", "2025-02-06"], False),
        ("2025-02-07", ["2025-02-05", None], False),
        ("2025-02-05/2025-02-09", ["2025-02-05"], False),
    ],
)
def test_a_report_tells_of_no_later_day_than_its_own_with_a_day_of_grace(
    on: str, published: list[str | None], *, refused: bool
) -> None:
    reports = [{"publisher": "Herald", "published": day} for day in published]
    assert bool(Memory().record([position(on=on, sources=reports)]).faults) is refused
