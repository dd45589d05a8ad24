"""A ledger in memory: admission and replay without any store, for the tests of the pure core."""

from collections.abc import Iterable, Sequence

from ledger.entry import Entry
from ledger.state.cells import Cell, Row, Step
from ledger.steps.admission import Admission, Options, admit
from ledger.steps.names import aliases
from ledger.steps.replay import Replay
from ledger.steps.versions import current
from ledger.steps.view import REFERENCES


class Memory:
    """Entries in a list, and the view of them that admission asks for."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.sources: dict[str, Row] = {}
        self.texts: dict[str, str] = {}

    def last(self) -> int:
        return len(self.entries)

    def number(self, entry_id: str) -> int | None:
        return next((one.number for one in self.entries if one.id == entry_id), None)

    def chain(self, number: int) -> Sequence[Entry]:
        root = next((one.root for one in self.entries if one.number == number), None)
        return [one for one in self.entries if one.root == root]

    def _resolve(self, reference: int | str) -> int:
        number = self.number(str(reference))
        return self.chain(number)[0].number if number else 0

    def followers(self, root: int) -> Iterable[int]:
        return {
            one.root
            for one in self.entries
            if one.kind != "entry-retracted"
            for field in REFERENCES
            for named in one.words.get(field, ())
            if self._resolve(named) == root
        }

    def on(self, cell: Cell) -> Sequence[Step]:
        found = []
        for root in {one.root for one in self.entries}:
            version = current(self.chain(root), self._resolve)
            if version is not None:
                found += [step for on, step in version.steps if on == cell]
        return found

    def overlapping(self, cell: Cell, earliest: int, latest: int) -> Sequence[Step]:
        return [step for step in self.on(cell) if step.latest >= earliest and step.earliest <= latest]

    def alias(self, text: str) -> str | None:
        return aliases(fields for _, fields in self.descriptions()).get(text)

    def descriptions(self) -> list[tuple[int, Row]]:
        found = []
        for root in sorted({one.root for one in self.entries}):
            version = current(self.chain(root), self._resolve)
            if version is not None and version.standing.kind == "party-described":
                found.append((root, version.fields))
        return found

    def source(self, slug: str) -> Row | None:
        return self.sources.get(slug)

    def text(self, sha256: str) -> str | None:
        return self.texts.get(sha256)

    def record(self, lines: Iterable[object]) -> Admission:
        """Admit lines as one file and, where none is at fault, keep them."""
        numbered = list(enumerate(lines, start=1))
        found = admit(self, numbered, Options("anna", lambda: bytes(16)))
        if not found.faults:
            self.entries += found.entries
        return found

    def replay(self) -> Replay:
        return Replay(self.entries)
