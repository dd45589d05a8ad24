"""How a test reads a screen: its width as a terminal sees it, its entry numbers, its words alone."""

import re
import unicodedata
from collections.abc import Iterator

from tests.show.documents import Json

WIDTHS = (60, 80, 120, 200)

_COLOUR = re.compile(r"\x1b\[[0-9]+m")
_NUMBERS = re.compile(r"#([0-9]+)(?:\.\.#([0-9]+))?")


def columns(line: str) -> int:
    """Return the columns that a line takes: none for what stands on another letter, two for what is wide."""
    return sum(
        0 if unicodedata.category(char) in {"Mn", "Me"} else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in line
    )


def faults(text: str, width: int) -> list[str]:
    """Return what is wrong with a screen without colours, as sentences."""
    found = [f"{columns(line)} columns: {line!r}" for line in text.split("\n") if columns(line) > width]
    found += [f"blanks at the end: {line!r}" for line in text.split("\n") if line.endswith(" ")]
    hidden = {char for char in text if char != "\n" and unicodedata.category(char) in _HIDDEN}
    return found + [f"a terminal would obey or hide {char!r}" for char in sorted(hidden)]


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def without_colour(text: str) -> str:
    return _COLOUR.sub("", text)


def shown(text: str) -> set[int]:
    """Return the entry numbers that a screen names, also those within `#22..#25`."""
    return {
        number
        for match in _NUMBERS.finditer(text)
        for number in range(int(match[1]), int(match[2] or match[1]) + 1)
    }


def named(value: object) -> Iterator[int]:
    """Yield every entry number in a document."""
    if isinstance(value, list):
        for one in value:
            yield from named(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in _NUMBER and isinstance(one, int):
                yield one
            elif key in _LIST and isinstance(one, list) and all(isinstance(number, int) for number in one):
                yield from one
            elif key not in {"known_at", "counts"}:
                yield from named(one)


_NUMBER = frozenset({"entry", "closed", "by", "corrected_by", "retracted_by"})
_LIST = frozenset({"entries", "may_have_changed", "run"})


def of_a_diff(document: Json) -> set[int]:
    """Return the entry numbers that a diff has to name: those that differ."""
    return set(document["entries"])
