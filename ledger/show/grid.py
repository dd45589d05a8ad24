"""Parties side by side: a row for each matter, a column for each party, in blocks where they do not fit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger.show.page import Cell, Page
from ledger.show.text import BOLD, PLAIN, display_width, flow, safe, wrap

_GAP = 2
NONE = "."
"""What stands where a party has no position, and for a row that is not there."""
_MOST_LABEL = 16
_MOST_HEAD = 18
_MORE = range(40, 15, -1)
"""What a party's column may be widened to for what stands below its stances, widest first."""
_LEAST_TEXT = 24
_HEADS_EVERY = 20
"""Rows after which the parties' names stand again, so that they are never far above."""


class Box(NamedTuple):
    """What stands in one cell: marks before it, what is said, and more about it below, in parts."""

    said: str
    more: Sequence[str] = ()
    marks: str = ""
    style: str = PLAIN


class Row(NamedTuple):
    """A matter: its label, the text shown once beside it, and a box for each party that has one."""

    label: str
    boxes: Mapping[str, Box]
    text: str = ""


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
    said = [display_width(safe(box.said)) for box in boxes]
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
    """The columns before the parties: the label, and beside it a text."""

    label: int
    text: int

    @property
    def width(self) -> int:
        return self.label + (_GAP + self.text if self.text else 0)


class _Layout(NamedTuple):
    """A grid laid out: the columns before the parties, and the parties' columns in blocks."""

    lead: _Lead
    blocks: list[list[_Column]]


def _lead(width: int, title: str, rows: Sequence[Row]) -> _Lead:
    most = max(_MOST_LABEL, width // 4)
    label = min(max(display_width(safe(row.label)) for row in rows), most)
    text = max(display_width(safe(row.text)) for row in rows)
    if not text:
        return _Lead(max(label, min(len(title), most)), 0)
    return _Lead(label, text)


def _laid_out(width: int, lead: _Lead, columns: Sequence[_Column], least_text: int) -> _Layout:
    """Return the columns in blocks, and the lead with as much of its text's room as they leave."""
    room = width - lead.label
    if lead.text:
        left = room - _GAP - sum(column.width for column in columns)
        if left < _LEAST_TEXT:
            beside = columns[0].width if columns else 0
            left = min(max(_LEAST_TEXT, width * 2 // 5 - lead.label), room - _GAP - beside)
        lead = lead._replace(text=max(min(lead.text, left), least_text))
    return _Layout(lead, list(_blocks(columns, width - lead.width, room)))


def _layout(width: int, title: str, rows: Sequence[Row], parties: Sequence[str]) -> _Layout:
    """Return the layout of fewest blocks and, of those, of the widest columns."""
    lead = _lead(width, title, rows)
    room = width - lead.label - (_GAP + _LEAST_TEXT if lead.text else 0)
    columns = [_column(party, rows) for party in parties]
    layouts = [
        _laid_out(width, lead, [one.widened(most, room) for one in columns], len(title) - lead.label - _GAP)
        for most in _MORE
    ]
    return min(layouts, key=lambda layout: len(layout.blocks))


def grid(page: Page, title: str, rows: Sequence[Row], parties: Sequence[str]) -> None:
    """Add the rows with a column for each party.

    Parties that do not fit go on in further blocks, each with the rows in which one of them has
    something to show; the text of a row stands in the first block, which has all rows.
    """
    lead, blocks = _layout(page.width, title, rows, parties)
    done = 0
    for n, block in enumerate(blocks):
        page.blank()
        if len(blocks) > 1:
            span = f"parties {done + 1} to {done + len(block)}" if len(block) > 1 else f"party {done + 1}"
            page.put([(0, Cell(f"{title}, {span} of {len(parties)}", BOLD))])
        shown = rows if n == 0 and lead.text else _with_any(rows, block)
        _block(
            page, "" if len(blocks) > 1 else title, shown, block, lead if n == 0 else lead._replace(text=0)
        )
        done += len(block)


def _with_any(rows: Sequence[Row], block: Sequence[_Column]) -> list[Row]:
    return [row for row in rows if any(column.party in row.boxes for column in block)]


def _heads(page: Page, title: str, columns: Sequence[_Column], lead: _Lead) -> None:
    heads = [wrap(safe(column.party), column.body) for column in columns]
    for n in range(max(map(len, heads))):
        line = [(0, Cell(title if n == 0 else "", BOLD))]
        at = lead.width
        for column, head in zip(columns, heads, strict=True):
            line.append((at + _GAP + column.gutter, Cell(head[n] if n < len(head) else "", BOLD)))
            at += column.width
        page.put(line)


def _block(page: Page, title: str, rows: Sequence[Row], columns: Sequence[_Column], lead: _Lead) -> None:
    _heads(page, title, columns, lead)
    for n, row in enumerate(rows):
        if n and n % _HEADS_EVERY == 0:
            page.blank()
            _heads(page, "", columns, lead)
        _row(page, row, columns, lead)


def _row(page: Page, row: Row, columns: Sequence[_Column], lead: _Lead) -> None:
    """Add one row: the label, its text if the lead has room for it, and the boxes."""
    stacks: list[tuple[int, list[Cell]]] = [(0, [Cell(line) for line in wrap(safe(row.label), lead.label)])]
    if lead.text:
        stacks.append((lead.label + _GAP, [Cell(line) for line in wrap(safe(row.text), lead.text)]))
    at = lead.width
    for column in columns:
        box = row.boxes.get(column.party, Box(NONE))
        said = [Cell(line, box.style) for line in wrap(safe(box.said), column.body)]
        more = [Cell(line) for line in flow(list(map(safe, box.more)), column.body)]
        stacks.append((at + _GAP, [Cell(box.marks.rjust(column.gutter - 1) if column.gutter else "")]))
        stacks.append((at + _GAP + column.gutter, said + more))
        at += column.width
    for n in range(max(len(lines) for _, lines in stacks)):
        page.put([(begins, lines[n]) for begins, lines in stacks if n < len(lines)])
