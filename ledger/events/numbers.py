"""Entry numbers in few words: `57` one of them, `60-71` those from one to another, both included. Pure."""

import re
from collections.abc import Iterable, Sequence

SPAN = re.compile(r"([1-9][0-9]{0,17})(?:-([1-9][0-9]{0,17}))?")


def spans(numbers: Iterable[int]) -> list[str]:
    """Return numbers as few spans, in ascending order."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(first) if first == last else f"{first}-{last}" for first, last in found]


def bounds(span: str) -> range | None:
    """Return the numbers that a span stands for; None where it is none."""
    match = SPAN.fullmatch(span)
    if match is None:
        return None
    first = int(match[1])
    last = first if match[2] is None else int(match[2])
    if match[2] is not None and last <= first:
        return None
    return range(first, last + 1)


def numbers(given: Sequence[str]) -> list[range]:
    """Return the numbers that spans stand for, of those that are none nothing."""
    return [found for one in given if (found := bounds(one)) is not None]
