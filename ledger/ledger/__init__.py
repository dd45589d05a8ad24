"""THE FRONT DOOR: class Ledger. The command line, the web and the tests all call it, and nothing beneath it.

What it answers stands in `answers`, what it takes in `records`, and what every
question begins with in `question`.

To trace `ledger state --as-of 2025-02-18`: `answers.Answers.state` asks `moments` what
the clocks mean and `index` for a reading at that moment, and folds it with
`state.fold`. Nothing else is imported on the way. Answers are plain dicts of
the contract's shapes.
"""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from ledger.entry import Entry
from ledger.ledger.answers import Answers
from ledger.ledger.filters import Filters
from ledger.ledger.moments import Clocks, Moment
from ledger.ledger.records import Records, login
from ledger.state.cells import Row
from ledger.store import Address, Store, address

if TYPE_CHECKING:
    from ledger.seal.checkpoint import Checkpoint

__all__ = ["Clocks", "Filters", "Ledger", "Moment", "login"]


class Ledger(Answers, Records):
    """A ledger: record developments in it, ask what held at any moment, and have it audited.

    Every answer takes `clocks` (see `Clocks`; None: today, all that is
    recorded, however published) and a `negotiation` (None: the only one). It
    raises NotFound for a slug that no line of the whole ledger has, Usage where
    a negotiation must be named, Refused for a clock that is no date.
    """

    @classmethod
    def create(
        cls, where: str | Address, *, origin: str | None = None, today: datetime.date | None = None
    ) -> Self:
        """Make an empty ledger and return it; Refused where something exists already.

        It is in the file of a path, or in the database of a URL `postgresql://...`.

        `origin` names it in its checkpoints; see `Store.create`.
        """
        Store.create(where, origin).close()
        return cls(where, today=today)

    def close(self) -> None:
        """Close the ledger's files."""
        self.index.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def verify(self, kept: "Sequence[Checkpoint]" = ()) -> Row:
        """Rebuild everything from the entries alone, compare, and return the document of `verify`.

        `kept` are checkpoints from elsewhere with which the seal must agree (see `sealing.opened`).
        """
        from ledger.ledger.audit import verify

        return verify(self.store, self.index, kept)

    def entries(self) -> Iterator[Entry]:
        """Yield all entries as they are stored."""
        return self.store.entries()

    def backup(self, target: str | Path) -> None:
        """Copy the ledger into a new file while it is in use."""
        self.store.backup(Path(target))

    @contextmanager
    def trial(self) -> "Iterator[Ledger]":
        """Give a copy of the ledger that is gone afterwards, to see what would come of something."""
        with TemporaryDirectory(prefix="ledger-") as made:
            copied = Path(made) / "trial.db"
            self.copy(copied)
            with Ledger(copied, today=self.today) as ledger:
                yield ledger

    def copy(  # noqa: PLR0913 what is left out, and who says why
        self,
        target: str | Address,
        *,
        withhold: Sequence[int] = (),
        followers: bool = False,
        reason: str = "",
        origin: str | None = None,
        author: str | None = None,
    ) -> Row:
        """Copy the ledger to another place, without the words of some entries; return what was left out.

        Shape: `entries` copied, `withheld` stretches of numbers, `recorded` the
        entries that say so, `texts` left out, `shared` those that stay because
        others cite them, `naming` the entries that name a withheld one. Raises
        what `copying.plan` and `copying.into` do.
        """
        from ledger.events.numbers import spans
        from ledger.ledger import copying

        recorded: list[int] = []

        def record(part: Path) -> None:
            if planned.lines:
                with Ledger(part) as made:
                    answer = made.record(copying.said(planned, reason), author=author)
                    recorded.extend(one["entry"] for one in answer["recorded"])

        with self.store.snapshot():
            planned = copying.plan(self.store, withhold, followers=followers) if withhold else copying.NOTHING
            copying.into(self.store, address(target), planned, origin, record)
            return {
                "copy": str(target),
                "entries": self.store.last()[0],
                "withheld": spans(planned.lines),
                "recorded": recorded,
                "texts": len(planned.texts),
                "shared": sorted(planned.shared),
                "naming": list(planned.naming),
            }
