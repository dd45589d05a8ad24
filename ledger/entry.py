"""The entry: a line of the ledger, as it is stored and read back. Pure, and free of pydantic.

An entry is the envelope (number, id, when and by whom it was recorded, which
chain it belongs to) and, as the exact JSON text that was stored, what it holds.
"""

import json
from typing import Any, NamedTuple

LONGEST_LINE = 1 << 20
"""The most bytes of an entry, as a line of a file and as a line of any other form."""


def withheld_id(number: int) -> str:
    """Return what stands in the place of the id of a withheld entry; no id that is given has a slash."""
    return f"withheld/{number}"


class Entry(NamedTuple):
    """A line of the ledger.

    `recorded_at` is UTC text to the microsecond with a Z; `salt` the 16 random
    bytes that blind the entry's leaf in the seal; `names` the number of the line
    that `entry` names in a keeping kind, else None.

    Of a withheld entry the words are not in this copy of the ledger: `body` is
    empty, `salt` the 32 bytes of the words digest that the leaf is made of,
    `id` what `withheld_id` gives, and `names` None.
    """

    number: int
    id: str
    recorded_at: str
    recorded_by: str
    root: int
    kind: str
    version: int
    body: str
    salt: bytes
    names: int | None = None
    imported_from: str | None = None

    @property
    def withheld(self) -> bool:
        """Whether the words were left out of this copy of the ledger."""
        return not self.body

    @property
    def held(self) -> dict[str, Any]:
        """What the entry holds, as the JSON object that was stored; of a withheld one no more than its kind."""
        if not self.body:
            return {"kind": self.kind}
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def words(self) -> dict[str, Any]:
        """The words of a root, or those that a correction puts in their place."""
        held = self.held
        found: dict[str, Any] = held.get("replacement", held)
        return found
