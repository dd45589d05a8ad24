"""Tables and paragraphs laid out for a width."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.show.page import NARROWEST, Cell, Page, fit
from ledger.show.recording import command
from ledger.show.text import RED
from tests.show.reading import columns, without_colour


def page(width: int = NARROWEST, *, colour: bool = False) -> Page:
    return Page(width, colour=colour)


def test_columns_that_fit_keep_their_width() -> None:
    assert fit([5, 10], [2, 2], 20) == [5, 10]


def test_the_widest_column_is_cut_first() -> None:
    assert fit([5, 100], [5, 8], 30) == [5, 25]


def test_columns_that_cannot_fit_are_not_made_to() -> None:
    assert fit([50, 50], [20, 20], 30) is None


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 30)), min_size=1), st.integers(0, 300))
def test_columns_never_take_more_than_the_room_nor_less_than_their_least(
    wanted: list[tuple[int, int]], room: int
) -> None:
    naturals = [max(pair) for pair in wanted]
    leasts = [min(pair) for pair in wanted]
    widths = fit(naturals, leasts, room)
    if widths is None:
        assert sum(leasts) > room
    else:
        assert sum(widths) <= room
        assert all(
            least <= width <= natural for least, width, natural in zip(leasts, widths, naturals, strict=True)
        )


def test_a_table_that_does_not_fit_becomes_paragraphs() -> None:
    one = page()
    one.table([("matter-of-trade-and-borders", "european-allies", "undetermined #1234")])
    assert one.lines == ["matter-of-trade-and-borders", "    european-allies  undetermined #1234"]


def test_a_label_too_wide_for_its_columns_stands_above() -> None:
    one = page()
    one.labelled("EXPECTED", ["soon"])
    one.labelled("NEGOTIATED-TWICE", ["later"])
    assert one.lines == ["EXPECTED    soon", "NEGOTIATED-TWICE", "            later"]


def test_a_colour_is_painted_around_the_words_and_not_the_blanks() -> None:
    one = page(colour=True)
    one.table([(Cell("no", RED), "x"), ("yes", "y")])
    assert one.lines[0] == "\x1b[31mno\x1b[0m   x"
    assert without_colour(one.text()) == "no   x\nyes  y"


def test_a_page_is_laid_out_no_narrower_than_it_can_be_read() -> None:
    one = page(3)
    one.paragraph("word " * 30)
    assert max(map(columns, one.lines)) <= NARROWEST


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize(
    "typed",
    [
        "ledger record position-taken --on 2025-02-18 --terms 'as long as the mines are not cleared' --party usa",
        f"ledger edit 1 --draft {'/a/very/long/folder' * 12}/draft.yaml --dry-run",
        f"ledger record point-agreed --text '{'to set up teams ' * 20}' --party usa",
    ],
)
def test_a_command_that_is_too_long_for_a_line_is_the_same_to_a_shell(width: int, typed: str) -> None:
    page = Page(width, colour=False)
    command(page, typed)
    assert max(map(len, page.lines)) <= width
    words = f"ledger() {{ printf '%s\\n' \"$@\"; }}\n{page.text()}"
    done = subprocess.run(["/bin/sh", "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == shlex.split(typed)[1:]
