"""`retract --last` takes back the last line that its user recorded and that stands, whatever others did meanwhile."""

import pytest

from tests.cli.running import OPTIONS, At


@pytest.fixture
def two(lg: At, monkeypatch: pytest.MonkeyPatch) -> At:
    """Return a ledger with two positions of anna's and one of ben's after them."""
    said = [one for one in OPTIONS if not one.startswith("--party")]
    for party, author in (("ukraine", "anna"), ("usa", "anna"), ("russia", "ben")):
        monkeypatch.setenv("LEDGER_AUTHOR", author)
        lg.ok("record", "position-taken", *said, f"--party={party}")
    monkeypatch.setenv("LEDGER_AUTHOR", "anna")
    return lg


def standing(lg: At) -> list[str]:
    return [row["party"] for row in lg.json("positions", "--as-of=2030")["positions"]]


@pytest.mark.file
def test_it_takes_back_ones_own_last_line_and_then_the_one_before(two: At) -> None:
    assert "retracts #2: recorded by mistake" in two.ok("retract", "--last")
    assert standing(two) == ["russia", "ukraine"]
    two.ok("retract", "--last", "--reason=a slip")
    assert standing(two) == ["russia"]
    done = two("retract", "--last")
    assert (done.code, standing(two)) == (3, ["russia"])
    assert "no line that anna recorded stands" in done.err


def test_a_correction_is_taken_back_before_the_entry(two: At) -> None:
    two.ok("correct", "1", "--stance=accepts", "--reason=read again")
    assert "Of entry #1 stand the words of #1 now." in two.ok("retract", "--last")
    assert [one["stance"] for one in two.json("positions", "--as-of=2030")["positions"]] == ["rejects"] * 3


@pytest.mark.file
def test_a_dry_run_tells_which_one_it_is(two: At) -> None:
    assert "retracts #2" in two.ok("retract", "--last", "--dry-run")
    assert len(standing(two)) == 3


@pytest.mark.parametrize("words", [["retract"], ["retract", "1", "--last"], ["retract", "1"]], ids=" ".join)
def test_a_line_and_a_reason_are_named_or_it_is_the_last(two: At, words: list[str]) -> None:
    assert two(*words).code == 2
