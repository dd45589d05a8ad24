"""A run as a JSON document, and that document as a table for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from scripts.benchmark.measures import Row, read


def document(figures: Mapping[str, Sequence[Row]], **made: Any) -> dict[str, Any]:  # noqa: ANN401 as it is
    """Return a run: what is told of how it was made, and the rows of each figure."""
    return {
        **made,
        "figures": {figure: [row.document() for row in rows] for figure, rows in figures.items()},
    }


_HEADING = ("what", "entries", "ledger", "yardstick", "its", "ratio", "target", "")


def number(value: float | None, unit: str = "") -> str:
    """Return a value as it is shown, three digits at least."""
    if value is None:
        return ""
    shown = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004
    return f"{shown} {unit}".strip()


def times(ratio: float) -> str:
    """Return a ratio as it is shown."""
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.2f}"  # noqa: PLR2004


def cells(row: Row) -> tuple[str, ...]:
    """Return the cells of a row of the table."""
    what = f"{row.what} ({row.of})" if row.of else row.what
    if row.skipped:
        return (what, number(row.size), f"skipped: {row.skipped}", *[""] * 5)
    ratio = "" if row.ratio is None else times(row.ratio)
    holds = {True: "holds", False: "DOES NOT HOLD", None: ""}[row.holds]
    aim = "" if row.aim is None else str(row.aim)
    ours, theirs = number(row.value, row.unit), number(row.theirs)
    return (what, number(row.size), ours, row.yardstick, theirs, ratio, aim, holds)


def table(run: Mapping[str, Any]) -> str:
    """Return a run as aligned text, figure by figure."""
    figures = {figure: [cells(read(row)) for row in rows] for figure, rows in run["figures"].items()}
    every = [
        _HEADING,
        *(row for rows in figures.values() for row in rows if not row[2].startswith("skipped")),
    ]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    left = (0, 3)

    def line(row: Sequence[str]) -> str:
        return "  ".join(
            one.ljust(width) if place in left else one.rjust(width)
            for place, (one, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()

    parts = [line(_HEADING)]
    for figure, rows in figures.items():
        parts += ["", figure, *map(line, rows)]
    return "\n".join(parts)
