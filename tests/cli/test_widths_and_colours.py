"""How wide an answer is in a pipe, and when it is coloured."""

import unicodedata

import pytest

from tests.cli.running import At
from tests.show.reading import columns, without_colour

DAY = ("--as-of", "2025-02-18")
SCREENS = [
    ["state", *DAY],
    ["diff", "2025-02-15", "2025-02-18"],
    ["why", "usa", "nato-membership", *DAY],
    ["show", "23", *DAY],
    ["log", "--basis", "2025-02-18@20"],
    ["timeline", *DAY],
    ["history", "usa", "nato-membership", *DAY],
    ["positions", *DAY],
    ["points", *DAY],
    ["meetings", *DAY],
    ["proposals", *DAY],
    ["members", "point-1", *DAY],
    ["parties", *DAY],
    ["matters", *DAY],
    ["sources", *DAY],
    ["negotiations", *DAY],
    ["verify"],
]


# -- widths --------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("asked", SCREENS, ids=lambda asked: asked[0])
def test_no_line_is_wider_than_columns_says(
    riyadh_ledger: At, monkeypatch: pytest.MonkeyPatch, asked: list[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = riyadh_ledger.ok(*asked)
    assert max(columns(line) for line in text.split("\n")) <= width


@pytest.mark.parametrize("given", ["", "0", "-5", "x", "8.5", "١٢٠", "9" * 30, None], ids=str)
def test_a_pipe_is_80_columns_wide_where_columns_is_no_number(
    riyadh_ledger: At, monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    usual = riyadh_ledger.ok("state", *DAY)
    if given is not None:
        monkeypatch.setenv("COLUMNS", given)
    assert riyadh_ledger.ok("state", *DAY) == usual
    assert max(columns(line) for line in usual.split("\n")) == 80


# -- colours -------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", SCREENS, ids=lambda asked: asked[0])
def test_colour_is_for_terminals_alone_and_adds_no_word(riyadh_ledger: At, asked: list[str]) -> None:
    plain = riyadh_ledger(*asked).out
    coloured = riyadh_ledger(*asked, terminal=True).out
    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    assert without_colour(coloured) == plain


@pytest.mark.parametrize("name, value", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colour_where_it_is_not_wanted(
    riyadh_ledger: At, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    for asked in SCREENS:
        assert "\x1b" not in riyadh_ledger(*asked, terminal=True).out
    assert "\x1b" not in riyadh_ledger("show", "77", terminal=True).err


def test_json_is_never_coloured(riyadh_ledger: At) -> None:
    done = riyadh_ledger("state", *DAY, "--json", terminal=True)
    assert {unicodedata.category(char) for char in done.out[:-1]}.isdisjoint({"Cc", "Cf"})
    assert "\x1b" not in riyadh_ledger("show", "77", "--json", terminal=True).err


def test_an_error_on_a_terminal_may_be_coloured_and_says_the_same(riyadh_ledger: At) -> None:
    coloured, plain = riyadh_ledger("show", "77", terminal=True).err, riyadh_ledger("show", "77").err
    assert "\x1b[" in coloured
    assert without_colour(coloured) == plain
