"""The states and territories that ISO 3166 has a three-letter code for, those of part 3 (no longer used) included.

The names are those by which the votes of the General Assembly are published, so
that a state is one party whichever table it comes from.
"""

from functools import cache
from importlib.resources import files


@cache
def names() -> dict[str, str]:
    """Return the English name of each three-letter code."""
    text = files("ledger.exchange").joinpath("states.csv").read_text(encoding="utf-8")
    return dict(line.split(",", 1) for line in text.splitlines()[1:])
