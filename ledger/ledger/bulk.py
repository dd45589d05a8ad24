"""Recording a long file: one batch after the other, in one transaction, in no more memory than a short one needs.

Each batch is admitted against the ledger with the batches before it, which are
stored and indexed already and not yet certain. The store's lock is held
meanwhile: others who record wait. Where a line is at fault the rest is still
looked at, for its faults, and nothing is kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from ledger.entry import Entry
from ledger.errors import Fault, Faulty, LedgerError
from ledger.index import Index
from ledger.index.following import Follower
from ledger.ledger import naming
from ledger.ledger.recording import LedgerView, document, named
from ledger.state.cells import Row
from ledger.store import Store

if TYPE_CHECKING:
    from ledger.steps.admission import Options

BATCH = 2_000
"""Lines that are held at once."""


class _Within(LedgerView):
    """The ledger with the lines of the batches before, as the open transactions show it."""

    def last(self) -> int:
        """Return the number of the last entry, of the file's own too."""
        self._cells.clear()
        return self._store.last()[0]


class _Recording:
    """One file being recorded: what came of its lines so far."""

    def __init__(self, store: Store, index: Index, lines: Iterable[tuple[int | None, object]]) -> None:
        self.store = store
        self.index = index
        self.lines = iter(lines)
        self.follower = Follower(index)
        self.names = naming.Names(index)
        self.answer: Row = {"recorded": [], "faults": [], "warnings": [], "brought": []}
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.new = False

    def batches(self, options: "Options", last: int) -> Iterator[Sequence[Entry]]:
        """Yield the entries of each batch; Faulty after the last where any line was at fault."""
        from ledger.steps.admission import admit

        self.follower.begin()
        view = _Within(self.store, self.index)
        while some := list(islice(self.lines, BATCH)):
            admission = admit(view, some, options, begun=last)
            self.faults += admission.faults
            self.warnings += admission.warnings
            answer = named(self.names, admission, document(admission))
            for key in self.answer.keys() & answer.keys():
                self.answer[key] += answer[key]
            if admission.entries:
                self.new = True
                yield admission.entries
                self.follower.take(list(zip(admission.entries, admission.taken, strict=True)))
        if self.faults:
            raise Faulty(self.faults, self.warnings)


def record_all(
    store: Store, index: Index, lines: Iterable[tuple[int | None, object]], options: "Options"
) -> Row:
    """Record lines as they come, all or nothing, and return the document of `record`.

    In the place of a line may stand the Fault for which it could not be read.
    Raises Faulty with all faults, and what `Store.append` raises.
    """
    recording = _Recording(store, index, lines)
    # The known names are read before the transactions begin.
    recording.names.known("party")
    try:
        store.append_all(lambda last: recording.batches(options, last))
        with suppress(LedgerError):
            # What is stored is stored: an index that cannot follow now is brought up to date by the next reading.
            recording.follower.keep()
    except Faulty:
        recording.follower.forget()
        raise Faulty(naming.offered(index, recording.faults), recording.warnings) from None
    finally:
        recording.follower.forget()
    if not recording.new:
        store.confirm()
    return recording.answer
