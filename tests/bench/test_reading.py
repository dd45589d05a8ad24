"""What is measured is put into ratios, held against its aim, and shown."""

import json
from functools import partial

import pytest

from scripts.benchmark import aims
from scripts.benchmark.aims import Aim, aim
from scripts.benchmark.command import asked
from scripts.benchmark.measures import Row, compared, growth, read, skipped, turns
from scripts.benchmark.page import markdown
from scripts.benchmark.table import document, table

MILLION = 1_000_000


def test_a_ratio_is_the_median_of_the_rounds_ratios_and_not_the_ratio_of_medians() -> None:
    row = compared("state", 10, [1.0, 10.0, 4.0], [1.0, 20.0, 2.0], "another")
    assert (row.value, row.theirs, row.ratio, row.rounds) == (4.0, 2.0, 1.0, 3)


def test_a_ratio_can_say_how_many_times_as_fast() -> None:
    row = compared("state", 10, [2.0], [600.0], "another", inverted=True)
    assert row.ratio == 300


@pytest.mark.parametrize(
    "what, size, said",
    [
        (aims.COLD, MILLION, "<= 1.5"),
        (aims.COLD, 100_000, "<= 2"),
        (aims.COLD, 10_000, "None"),
        (aims.COLD_GROWTH, MILLION, "<= 1.6"),
        (aims.REPLAYED, MILLION, ">= 300"),
        (aims.REPLAYED, 10_000, ">= 3"),
        (aims.BULK, MILLION, ">= 0.7"),
        (aims.SINGLE, MILLION, ">= 2.5"),
        (aims.REBUILD, MILLION, ">= 1.5"),
        (aims.VERIFY, MILLION, ">= 0.5"),
        (aims.HASHED, MILLION, "None"),
        (aims.INDEX, MILLION, "<= 0.5"),
        (aims.PEAK, MILLION, "<= 200"),
        (aims.HELP, None, "<= 1.3"),
    ],
)
def test_each_aim_is_that_of_its_size(what: str, size: int | None, said: str) -> None:
    assert str(aim(what, size)) == said


@pytest.mark.parametrize(
    "measured, most, least", [(1.49, True, False), (1.5, True, True), (1.51, False, True)]
)
def test_an_aim_holds_up_to_its_value(measured: float, most: bool, least: bool) -> None:  # noqa: FBT001
    assert (Aim("<=", 1.5).holds(measured), Aim(">=", 1.5).holds(measured)) == (most, least)


def test_a_row_without_a_ratio_is_held_by_its_value() -> None:
    assert Row(aims.PEAK, MILLION, 199.0, "MB").holds is True
    assert Row(aims.PEAK, MILLION, 201.0, "MB").holds is False
    assert Row(aims.PEAK, 10_000, 201.0, "MB").holds is None


def test_growth_compares_two_sizes_and_is_left_out_where_one_is_missing() -> None:
    rows = [Row(aims.COLD, size, value, "ms") for size, value in ((100_000, 20.0), (MILLION, 33.0))]
    (grown,) = growth(aims.COLD_GROWTH, rows, 100_000, MILLION)
    assert (grown.ratio, grown.holds) == (1.65, False)
    assert growth(aims.COLD_GROWTH, rows[:1], 100_000, MILLION) == []


def test_every_round_runs_everything_beginning_one_further_on() -> None:
    ran: list[str] = []

    def turn(name: str, number: int) -> float:
        ran.append(name)
        return float(number)

    taken = turns({name: partial(turn, name) for name in "abc"}, 2, warm_ups=1)
    assert "".join(ran) == "abcbcacab"
    assert taken == {name: [1.0, 2.0] for name in "abc"}


def test_a_run_goes_through_json_unchanged_and_its_table_says_what_does_not_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [
        compared(aims.COLD, MILLION, [60.0], [30.0], "sqlite3, ideal index"),
        skipped(aims.WARM, "duckdb is not installed", MILLION),
    ]
    run = json.loads(json.dumps(document({"state": rows}, sizes=[MILLION])))
    assert [read(row) for row in run["figures"]["state"]] == rows
    shown = table(run)
    assert "DOES NOT HOLD" in shown
    assert "skipped: duckdb is not installed" in shown
    assert "SKIPPED: state, warm" in capsys.readouterr().err


def test_sizes_are_asked_for_least_first() -> None:
    assert asked(["--sizes", "100000,10_000"]).sizes == (10_000, 100_000)


@pytest.mark.parametrize(
    "arguments",
    [["nothing"], ["--sizes", "7"], ["--sizes", "many"], ["--rounds", "0"], ["state", "--publish"]],
)
def test_what_cannot_be_measured_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        asked(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_the_page_shows_the_sizes_of_one_thing_side_by_side_and_where_its_aim_is_missed() -> None:
    rows = [
        compared(aims.COLD, 100_000, [30.0], [20.0], "sqlite3"),
        compared(aims.COLD, MILLION, [60.0], [30.0], "sqlite3"),
        Row(aims.PEAK, 100_000, 150.0, "MB", of="verify"),
        Row(aims.PEAK, MILLION, 180.0, "MB", of="verify"),
    ]
    shown = markdown(json.loads(json.dumps(document({"all": rows}, sizes=[100_000, MILLION]))))
    assert (
        "| state --as-of D --json, cold | 1.50 | 2.00 | 60 ms | sqlite3: 30 ms "
        "| <= 2 at 100,000, <= 1.5 at 1,000,000 | **does not hold** at 1,000,000 |"
    ) in shown
    assert "| peak memory (verify) | 150 MB | 180 MB |  |  | <= 200 | holds |" in shown
