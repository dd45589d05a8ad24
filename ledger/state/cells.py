"""What the fold reads: cells, the steps upon them, and a reading of them at one moment.

A cell is a party's standing on a matter by one account, or the standing of a
point, a commitment, an agreement, a proposal or a meeting. A step is what one
version of one development says of one cell. Steps are folded in the order
(latest, earliest, place, leg): place is the number of the development's ROOT
entry, leg 0 the act and 1 its effect.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

Row = dict[str, Any]
"""A JSON object of the contract."""

POSITION = "position"
POINT = "point"
COMMITMENT = "commitment"
AGREEMENT = "agreement"
PROPOSAL = "proposal"
MEETING = "meeting"

SELF, REPORTED, CLAIMED = 0, 1, 2
"""The rank of an account: the party's own word, the publishers' narration, another party's claim."""

VOICES = ("self", "reported", "claimed")

NEVER = 2**62
"""When something is published that no dated source reports."""


class Cell(NamedTuple):
    """Where steps are folded: `what` it is, of which matter (or meeting), party, and account."""

    negotiation: str
    what: str
    matter: str
    party: str = ""
    rank: int = 0
    account: str = ""


class Step(NamedTuple):
    """What one version of one development says of one cell.

    `latest`, `earliest` and `until` are seconds (see `dates`); `value` is the
    stance, the act or the kind of thing said; `names` the roots of all entries
    it says that it followed, `takes` those of them that it withdraws or
    rescinds; `more` what only its kind of cell knows.
    """

    latest: int
    earliest: int
    place: int
    leg: int
    kind: str
    on: str
    value: str
    terms: str | None
    until: int | None
    names: tuple[int, ...]
    takes: tuple[int, ...]
    more: Row

    @property
    def key(self) -> tuple[int, int]:
        """The dates by which accounts are compared: (latest, earliest)."""
        return (self.latest, self.earliest)

    @property
    def order(self) -> tuple[int, int, int, int]:
        """The place in the order of the fold."""
        return (self.latest, self.earliest, self.place, self.leg)

    def lapsed(self, at: int) -> bool:
        """Tell whether what it says had ended before the moment `at`."""
        return self.until is not None and self.until < at


class Decided(NamedTuple):
    """A cell and what its deciding step says, flat, as one query gives it; None from `latest` on: nothing definite.

    `begun` says that the cell has possible steps, `below` is the `latest` of
    the definite step before the deciding one, `more` its `more` as JSON.
    """

    matter: str
    party: str
    rank: int
    account: str
    begun: int
    below: int | None
    latest: int | None
    earliest: int
    place: int
    value: str
    terms: str | None
    until: int | None
    on: str
    more: str | None


class Lived(NamedTuple):
    """A step with the numbers at which its version stood and when it was published."""

    cell: Cell
    step: Step
    born: int
    died: int
    pub: int


class Standing(NamedTuple):
    """A development as it stands at a moment: one life of it.

    `words` is the line whose words stand, `digest` tells words that are equal,
    `pub` is when it was published, `parties`, `matter` and `stance` what it says.
    """

    root: int
    born: int
    died: int
    words: int
    pub: int
    digest: str
    negotiation: str
    kind: str
    on: str
    earliest: int
    latest: int
    parties: tuple[str, ...]
    matter: str | None
    stance: str | None


class Reading(Protocol):
    """The ledger read at one moment: (as of, known at, published by).

    `at` is the last second of the day asked, `known` an entry number,
    `published` a second or None where nothing is cut.
    """

    at: int
    known: int
    published: int | None

    def cells(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Sequence[Cell]:
        """Return the cells that any line ever spoke to, by (matter, party, rank, account)."""
        ...

    def down(self, cell: Cell) -> Iterator[Step]:
        """Yield the definite steps of a cell, the last in fold order first."""
        ...

    def deciding(
        self, negotiation: str, what: str, matter: str | None = None, party: str | None = None
    ) -> Iterator[Decided]:
        """Yield each cell that fits with its deciding step, by (matter, party, rank, account)."""
        ...

    def ahead(self, cell: Cell) -> Sequence[Step]:
        """Return the possible steps of a cell in fold order: begun, and not certainly there yet."""
        ...

    def lived(self, cell: Cell) -> Sequence[Lived]:
        """Return every life of every step known on a cell, admitted or not, whatever its date."""
        ...

    def standing(self, root: int) -> Standing | None:
        """Return the development of a chain as it stands, admitted or not; None where nothing stands."""
        ...

    def possible(self, negotiation: str) -> Sequence[Standing]:
        """Return the possible developments, by root."""
        ...

    def counts(self, negotiation: str) -> tuple[int, int, int]:
        """Return how many are definite, how many possible, and how many P leaves out for want of a date."""
        ...

    def unknown_kinds(self, negotiation: str) -> int:
        """Return how many known lines are of a kind that this version does not know."""
        ...

    def withheld(self) -> int:
        """Return how many known lines, of whatever negotiation, have no words in this copy of the ledger."""
        ...

    def described(self, negotiation: str, matter: str) -> Row:
        """Return the standing description of a matter, field by field; empty where there is none."""
        ...
