"""The last run that was kept, as the README shows it: one line for each thing measured, its sizes side by side."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from scripts.benchmark.measures import Row, read
from scripts.benchmark.table import number, times

LAST = Path(__file__).with_name("last.json")
"""The run that the README shows; `scripts/bench --publish` writes it."""


def last() -> dict[str, Any]:
    """Return the last run that was kept."""
    found: dict[str, Any] = json.loads(LAST.read_text(encoding="utf-8"))
    return found


def keep(run: Mapping[str, Any]) -> None:
    """Keep a run as the last one."""
    LAST.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")


def _measured(row: Row) -> str:
    if row.skipped:
        return "skipped"
    return number(row.value, row.unit) if row.ratio is None else times(row.ratio)


def _verdict(rows: Sequence[Row]) -> str:
    failed = [number(row.size) for row in rows if row.holds is False]
    if failed:
        return f"**does not hold** at {', '.join(failed)}" if any(failed) else "**does not hold**"
    return "holds" if any(row.holds for row in rows) else ""


def _target(rows: Sequence[Row]) -> str:
    said = {str(row.aim): row for row in rows if row.aim is not None}
    if len(said) < 2:  # noqa: PLR2004 the same at each size
        return "".join(said)
    return ", ".join(f"{aim} at {number(row.size)}" for aim, row in said.items())


def _line(rows: Sequence[Row], sizes: Sequence[int]) -> tuple[str, ...]:
    """Return the cells of rows that differ in size only; what has a size of its own stands in the last column."""
    by_size = {row.size if row.size in sizes else sizes[-1]: row for row in rows}
    of = f" ({rows[-1].of})" if rows[-1].of else ""
    shown = [_measured(by_size[size]) if size in by_size else "" for size in sizes]
    largest = rows[-1]
    ours = "" if largest.ratio is None else number(largest.value, largest.unit)
    theirs = "" if largest.theirs is None else number(largest.theirs, largest.unit)
    beside = f"{largest.yardstick}: {theirs}" if theirs else largest.yardstick
    return (f"{largest.what}{of}", *shown, ours, beside, _target(rows), _verdict(rows))


def _grouped(rows: Sequence[Row]) -> Iterator[list[Row]]:
    def named(row: Row) -> tuple[str, str]:
        return row.what, row.of

    # Sorting keeps the sizes in order, and the order in which each thing came first.
    order = {name: place for place, name in reversed(list(enumerate(map(named, rows))))}
    for _, group in groupby(sorted(rows, key=lambda row: order[named(row)]), key=named):
        yield list(group)


def markdown(run: Mapping[str, Any]) -> str:
    """Return a run as a table of Markdown."""
    sizes = run["sizes"]
    heading = ["", *map(number, sizes), "ledger", "yardstick", "target", ""]
    lines = [f"| {' | '.join(heading)} |", f"|---{'|--:' * (len(sizes) + 1)}|---|--:|---|"]
    for figure, rows in run["figures"].items():
        lines.append(f"| **`{figure}`** {'| ' * (len(sizes) + 4)}|")
        lines += [f"| {' | '.join(_line(group, sizes))} |" for group in _grouped([read(row) for row in rows])]
    return "\n".join(lines)
