"""Whatever stands in a field: no screen obeys it, and none is wider than its terminal."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ledger.show import screen
from tests.show.documents import SCREENS, Json
from tests.show.reading import WIDTHS, faults, without_colour

FIXED = frozenset({"what"})
"""Words that the ledger itself puts into a document and reads its shape by."""

NASTY = st.text(
    st.sampled_from("\x1b\x07\x00\n\r\t\x7f\x85\x9b\u2028\u202e\u2066\u200b\u200d\ufeff\u0301\u20dd\ufe0f")
    | st.sampled_from("\ud800\udcff\ue000\u3164漢글👍 -/#()!?~\"'")
    | st.characters(),
    max_size=40,
) | st.sampled_from(
    ["a" * 300, "漢" * 90, "e\u0301" * 99, "\u202e" * 40, "x " * 60, "- " * 50, "e" + "\u0301" * 99]
)


def replaced(value: object, nasty: list[str], chance: Random, share: float) -> object:
    """Return a document with a share of its texts replaced by nasty ones."""
    if isinstance(value, dict):
        return {
            key: one if key in FIXED else replaced(one, nasty, chance, share) for key, one in value.items()
        }
    if isinstance(value, list):
        return [replaced(one, nasty, chance, share) for one in value]
    if isinstance(value, str) and chance.random() < share:
        return chance.choice(nasty)
    return value


@given(
    st.sampled_from(SCREENS),
    st.sampled_from((40, *WIDTHS)),
    st.lists(NASTY, min_size=1, max_size=6),
    st.integers(0, 2**16),
    st.sampled_from((0.1, 0.5, 1.0)),
)
def test_no_text_in_any_field_reaches_the_terminal_or_widens_a_line(
    shown: tuple[str, Json], width: int, nasty: list[str], seed: int, share: float
) -> None:
    name, document = shown
    hostile = replaced(document, nasty, Random(seed), share)  # noqa: S311 no secret hangs on it
    text = screen(name)(hostile, width=width, colour=False)
    assert faults(text, width) == []
    assert without_colour(screen(name)(hostile, width=width, colour=True)) == text
