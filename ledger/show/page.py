"""Lines and tables laid out for a width. All that reaches a page is escaped here."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledger.show.text import BOLD, PLAIN, display_width, paint, safe, widest_word, wrap

NARROWEST = 40
"""Columns below which a page is laid out no narrower."""
LABEL = 12
"""Columns of the label before a block's items."""
_GAP = 2
_WORD = 22
"""Words up to this, and columns of at most so much (dates, stances), are not broken in a table."""
_SPREAD = 80
"""Parts of a first line are not spread over more columns than this."""


class Cell(NamedTuple):
    """A text and the style it is painted in."""

    text: str
    style: str = PLAIN


Said = Cell | str
"""A text, styled or plain."""


def cell(said: Said) -> Cell:
    """Return the text as an escaped cell."""
    text, style = said if isinstance(said, Cell) else (said, PLAIN)
    return Cell(safe(text), style)


def fit(naturals: Sequence[int], leasts: Sequence[int], room: int) -> list[int] | None:
    """Return column widths of at most `room` in all, the widest cut down if need be; None if none fit."""
    if sum(naturals) <= room:
        return list(naturals)
    if sum(leasts) > room:
        return None

    def cut(most: int) -> list[int]:
        return [max(least, min(natural, most)) for natural, least in zip(naturals, leasts, strict=True)]

    low, high = 0, room
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sum(cut(middle)) <= room else (low, middle - 1)
    widths = cut(low)
    spare = room - sum(widths)
    for column, natural in enumerate(naturals):
        if spare and widths[column] < natural:
            widths[column] += 1
            spare -= 1
    return widths


class Page:
    """The lines of one answer, each at most `width` columns wide."""

    def __init__(self, width: int, *, colour: bool) -> None:
        self.width = max(width, NARROWEST)
        self.colour = colour
        self.lines: list[str] = []

    def text(self) -> str:
        """Return the page, without a last line end."""
        return "\n".join(self.lines)

    def blank(self) -> None:
        """Begin a new part: leave one line blank, unless nothing stands above."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def put(self, pieces: Iterable[tuple[int, Cell]]) -> None:
        """Add a line from escaped cells, each with the column it begins in."""
        line, used = "", 0
        for column, piece in pieces:
            text = piece.text.rstrip(" ")
            if text:
                line += " " * (column - used) + (paint(text, piece.style) if self.colour else text)
                used = column + display_width(text)
        self.lines.append(line)

    def paragraph(self, said: Said, *, indent: int = 0, hanging: int = 0) -> None:
        """Add a text, its first line indented by `indent`, the others by `hanging` more."""
        text, style = cell(said)
        text = text.lstrip(" ")
        first, *_ = wrap(text, self.width - indent)
        rest = text[len(first) :].lstrip(" ")
        self.put([(indent, Cell(first, style))])
        if rest:
            for line in wrap(rest, self.width - indent - hanging):
                self.put([(indent + hanging, Cell(line, style))])

    def parts(self, parts: Sequence[str], *, indent: int = 0) -> None:
        """Add parts one after the other, each whole where it fits."""
        self._stacked([cell(part) for part in parts], indent)

    def painted(self, text: str, style: str, *, hanging: int = 0) -> None:
        """Add a paragraph in a style."""
        self.paragraph(Cell(text, style), hanging=hanging)

    def labelled(self, label: str, items: Iterable[Said], *, column: int = LABEL) -> None:
        """Add items one below the other, the label before the first; nothing if there are none."""
        for n, item in enumerate(items):
            text, style = cell(item)
            lines = wrap(text, self.width - column - _GAP)
            start = len(self.lines)
            self.put([(column, Cell(lines[0], style))])
            for line in lines[1:]:
                self.put([(column + _GAP, Cell(line, style))])
            if n == 0:
                self._label(start, label, column)

    def spread(self, parts: Sequence[str], *, style: str = PLAIN) -> None:
        """Add parts on one line, the last at its right end, or wrapped, each whole where it fits."""
        shown = [safe(part) for part in parts if part]
        used = sum(map(display_width, shown))
        room = min(self.width, _SPREAD) - used
        seams = len(shown) - 1
        if seams and room >= seams * _GAP:
            places, at = [], 0
            for n, part in enumerate(shown):
                places.append((at, Cell(part, style if n == 0 else PLAIN)))
                at += display_width(part) + room // seams + (n < room % seams)
            self.put(places)
            return
        self._stacked([Cell(part, style if n == 0 else PLAIN) for n, part in enumerate(shown)], 0)

    def table(
        self,
        rows: Sequence[Sequence[Said]],
        *,
        heads: Sequence[str] = (),
        indent: int = 0,
        labels: Sequence[str] = (),
        below: Sequence[Sequence[str]] = (),
    ) -> None:
        """Add rows in columns; where the columns do not fit, each row as a paragraph of its cells.

        `labels` stand before the rows, in the `indent`; `below` are texts under each.
        """
        cells = [[cell(one) for one in row] for row in rows]
        titled = [[Cell(safe(head), BOLD) for head in heads]] if heads and cells else []
        columns = list(zip(*titled, *cells, strict=True))
        used = [n for n, column in enumerate(columns) if any(one.text for one in column[len(titled) :])]
        naturals = [max(display_width(one.text) for one in columns[n]) for n in used]
        leasts = [
            wide if wide <= _WORD else max(widest_word(one.text, _WORD) for one in columns[n])
            for n, wide in zip(used, naturals, strict=True)
        ]
        widths = fit(naturals, leasts, self.width - indent - _GAP * (len(used) - 1)) if used else None
        if widths is not None and titled:
            self._row([titled[0][n] for n in used], widths, indent)
        for n, row in enumerate(cells):
            start = len(self.lines)
            if widths is None:
                self._stacked([row[column] for column in used if row[column].text], indent)
            else:
                self._row([row[column] for column in used], widths, indent)
            if n < len(labels):
                self._label(start, labels[n], indent)
            for text in below[n] if n < len(below) else ():
                self.paragraph(text, indent=indent + _GAP, hanging=_GAP)

    def beside(
        self, rows: Sequence[Sequence[Said]], notes: Sequence[str], *, indent: int = 0
    ) -> tuple[list[tuple[Said, ...]], list[list[str]]]:
        """Return the rows with the notes that fit beside them as a last column, and for each the rest."""
        wide = [max(display_width(cell(one).text) for one in column) for column in zip(*rows, strict=True)]
        room = self.width - indent - sum(wide) - _GAP * len(wide)
        fits = [display_width(safe(note)) <= room for note in notes]
        return (
            [(*row, note if one else "") for row, note, one in zip(rows, notes, fits, strict=True)],
            [[] if one or not note else [note] for note, one in zip(notes, fits, strict=True)],
        )

    def _label(self, line: int, label: str, room: int) -> None:
        """Put a label into the blank columns before a line; above it, if it is too wide for them."""
        shown = safe(label)
        wide = display_width(shown)
        if wide >= room:
            below = self.lines[line:]
            del self.lines[line:]
            self.painted(label, BOLD)
            self.lines += below
        elif shown:
            rest = self.lines[line][wide:]
            self.lines[line] = (paint(shown, BOLD) if self.colour else shown) + rest

    def _row(self, row: Sequence[Cell], widths: Sequence[int], indent: int) -> None:
        wrapped = [wrap(one.text, width) for one, width in zip(row, widths, strict=True)]
        for n in range(max(map(len, wrapped))):
            at, line = indent, []
            for one, lines, width in zip(row, wrapped, widths, strict=True):
                if n < len(lines):
                    line.append((at, Cell(lines[n], one.style)))
                at += width + _GAP
            self.put(line)

    def _stacked(self, row: Sequence[Cell], indent: int) -> None:
        """Add cells one after the other, each broken only if it is wider than a line."""
        line: list[tuple[int, Cell]] = []
        at = indent
        for one in row:
            begins = at + _GAP if line else at
            if line and begins + display_width(one.text) > self.width:
                self.put(line)
                line, begins = [], indent + _GAP * 2
            lines = wrap(one.text, self.width - begins)
            for part in lines[:-1]:
                self.put([*line, (begins, Cell(part, one.style))])
                line = []
            line.append((begins, Cell(lines[-1], one.style)))
            at = begins + display_width(lines[-1])
        self.put(line)
