"""What stands in a table of parties and matters: a box for each of both, a row for each matter."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ledger.show.text import PLAIN


class Box(NamedTuple):
    """What stands in one cell: marks before it, what is said, on which entry, and more about it below, in parts."""

    said: str
    more: Sequence[str] = ()
    marks: str = ""
    style: str = PLAIN
    entry: str = ""

    @property
    def line(self) -> str:
        """What is said and on which entry."""
        return f"{self.said} {self.entry}".rstrip()


class Row(NamedTuple):
    """A matter: its label, the text shown once beside it, and a box for each party that has one."""

    label: str
    boxes: Mapping[str, Box]
    text: str = ""
