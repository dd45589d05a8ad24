"""Parties side by side: a row for each matter, a column for each party, in blocks where they do not fit."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ledger.show.boxes import Box, Row
from ledger.show.crowd import CROWDED, crowd
from ledger.show.page import Cell, Page
from ledger.show.text import BOLD, display_width, flow, safe, wrap

_GAP = 2
NONE = "."
"""What stands where a party has no position, and for a row that is not there."""
_NUMBER = 5
"""Columns of a label beside which a text can stand; under a wider one it stands below."""
_LEAST_LEAD = 16
"""Columns that a label is given at least, if it needs them, before those of the parties."""
_MOST_HEAD = 18
_MORE = range(40, 15, -1)
"""What a party's column may be widened to for what stands below its stances, widest first."""
_LEAST_TEXT = 24
_HEADS_EVERY = 20
"""Rows after which the parties' names stand again, so that they are never far above."""


class _Column(NamedTuple):
    """A party's column: columns for its marks, and for the rest; how wide what stands below would be."""

    party: str
    gutter: int
    body: int
    more: int

    @property
    def width(self) -> int:
        return _GAP + self.gutter + self.body

    def widened(self, most: int, room: int) -> "_Column":
        """Return the column as wide as what stands below asks for, up to `most`, and no wider than `room`."""
        return self._replace(body=min(max(self.body, min(self.more, most)), room - _GAP - self.gutter))


def _column(party: str, rows: Sequence[Row]) -> _Column:
    boxes = [row.boxes[party] for row in rows if party in row.boxes]
    marks = max((display_width(safe(box.marks)) for box in boxes), default=0)
    said = [display_width(safe(box.line)) for box in boxes]
    more = [display_width(safe(", ".join(box.more))) for box in boxes]
    least = min(display_width(safe(party)), _MOST_HEAD)
    return _Column(party, marks + 1 if marks else 0, max([least, *said]), max(more, default=0))


def _blocks(columns: Sequence[_Column], first: int, room: int) -> Iterator[list[_Column]]:
    """Yield the columns that fit beside a lead of `first` columns (in later blocks: into `room`)."""
    block: list[_Column] = []
    left = first
    for column in columns:
        if block and column.width > left:
            yield block
            block, left = [], room
        block.append(column)
        left -= column.width
    yield block


class _Lead(NamedTuple):
    """The columns before the parties: all of them in the first block, those of the label alone in others.

    `text` of them, at the right, are the text's; with none the text, if any, stands below the label.
    """

    first: int
    label: int
    text: int = 0


class _Layout(NamedTuple):
    """A grid laid out: the columns before the parties, and the parties' columns in blocks."""

    lead: _Lead
    blocks: list[list[_Column]]


def _widest(texts: Iterable[str]) -> int:
    return max(map(display_width, map(safe, texts)))


def _lead(title: str, rows: Sequence[Row], columns: Sequence[_Column], width: int) -> _Lead:
    """Return the columns before the parties: as many as they leave, or as many as text needs to be read."""
    natural = _widest(row.label for row in rows)
    label = min(natural, max(_LEAST_LEAD, width // 4))
    text = _widest(row.text for row in rows)
    if not text:
        label = max(label, min(len(title), _LEAST_LEAD))
        return _Lead(label, label)
    beside = natural <= _NUMBER
    wanted = max(natural + _GAP + text if beside else max(natural, _GAP + text), len(title))
    left = width - sum(column.width for column in columns)
    if left < _LEAST_TEXT:
        alone = width - columns[0].width if columns else width
        left = min(max(_LEAST_TEXT, width * 2 // 5), alone)
    first = min(wanted, left)
    return _Lead(first, label, first - label - _GAP if beside else 0)


def _layout(width: int, title: str, rows: Sequence[Row], parties: Sequence[str]) -> _Layout:
    """Return the layout of fewest blocks and, of those, of the widest columns."""
    natural = [_column(party, rows) for party in parties]
    layouts = []
    for most in _MORE:
        columns = [column.widened(most, width - max(_LEAST_LEAD, width // 4)) for column in natural]
        lead = _lead(title, rows, columns, width)
        layouts.append(_Layout(lead, list(_blocks(columns, width - lead.first, width - lead.label))))
    return min(layouts, key=lambda layout: len(layout.blocks))


def grid(page: Page, title: str, rows: Sequence[Row], parties: Sequence[str]) -> None:
    """Add the rows with a column for each party; where they are far more than the rows, without columns.

    Parties that do not fit go on in further blocks, each with the rows in which one of them has
    something to show; the text of a row stands in the first block, which has all rows.
    """
    lead, blocks = _layout(page.width, title, rows, parties)
    held = sum(len(row.boxes) for row in rows)
    if len(blocks) >= CROWDED and min(CROWDED * len(rows), held // len(rows) * 8) < len(parties):
        crowd(page, title, rows, parties)
        return
    done = 0
    for n, block in enumerate(blocks):
        page.blank()
        if len(blocks) > 1:
            span = f"parties {done + 1} to {done + len(block)}" if len(block) > 1 else f"party {done + 1}"
            page.put([(0, Cell(f"{title}, {span} of {len(parties)}", BOLD))])
        texts = n == 0 and any(row.text for row in rows)
        shown = rows if texts else _with_any(rows, block)
        leads = [_lead_lines(row, lead, texts=texts) for row in shown]
        table = _Block(block, lead.first if n == 0 else lead.label)
        _heads(page, "" if len(blocks) > 1 else title, table)
        for place, (row, lines) in enumerate(zip(shown, leads, strict=True)):
            if place and place % _HEADS_EVERY == 0:
                page.blank()
                _heads(page, "", table)
            _row(page, row, lines, table)
        done += len(block)


class _Block(NamedTuple):
    """Some of the parties' columns, and the column in which they begin."""

    columns: Sequence[_Column]
    begins: int

    def places(self) -> Iterator[tuple[int, _Column]]:
        """Yield each column with the place where its gutter begins."""
        at = self.begins
        for column in self.columns:
            yield at + _GAP, column
            at += column.width


def _lead_lines(row: Row, lead: _Lead, *, texts: bool) -> list[list[tuple[int, Cell]]]:
    """Return the lines before a row's boxes: its label and, beside or below it, its text."""
    if not texts:
        return [[(0, Cell(line))] for line in wrap(safe(row.label), lead.label)]
    if lead.text:
        text = wrap(safe(row.text), lead.text)
        found = [[(lead.label + _GAP, Cell(line))] for line in text]
        return [[(0, Cell(safe(row.label))), *found[0]], *found[1:]]
    lines = [[(0, Cell(line))] for line in wrap(safe(row.label), lead.first)]
    return lines + [[(_GAP, Cell(line))] for line in wrap(safe(row.text), lead.first - _GAP)]


def _with_any(rows: Sequence[Row], block: Sequence[_Column]) -> list[Row]:
    return [row for row in rows if any(column.party in row.boxes for column in block)]


def _heads(page: Page, title: str, block: _Block) -> None:
    heads = [(at + column.gutter, wrap(safe(column.party), column.body)) for at, column in block.places()]
    for n in range(max((len(lines) for _, lines in heads), default=1)):
        line = [(at, Cell(lines[n], BOLD)) for at, lines in heads if n < len(lines)]
        page.put([(0, Cell(title if n == 0 else "", BOLD)), *line])


def _row(page: Page, row: Row, lead: Sequence[list[tuple[int, Cell]]], block: _Block) -> None:
    """Add one row: what stands before it, and the boxes."""
    stacks: list[tuple[int, list[Cell]]] = []
    for at, column in block.places():
        box = row.boxes.get(column.party, Box(NONE))
        said = [Cell(line, box.style) for line in wrap(safe(box.line), column.body)]
        more = [Cell(line) for line in flow(list(map(safe, box.more)), column.body)]
        stacks.append((at, [Cell(box.marks.rjust(column.gutter - 1) if column.gutter else "")]))
        stacks.append((at + column.gutter, said + more))
    for n in range(max(len(lead), *(len(lines) for _, lines in stacks), 0)):
        boxes = [(at, lines[n]) for at, lines in stacks if n < len(lines)]
        page.put([*(lead[n] if n < len(lead) else ()), *boxes])
