"""The table of all errors, as the README shows it: each row run once."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.remedies import Wrong, asking, databases, keeping, recording, warned
from tests.remedies.desk import laid
from tests.remedies.trouble import TROUBLE
from tests.remedies.typing import Outcome, at, outcome

GROUPS: dict[str, list[Wrong]] = {
    "The command line": asking.COMMAND_LINE,
    "Dates": asking.DATES,
    "Questions": asking.ASKING,
    "The fields of an entry": recording.FIELDS,
    "Sources and quotes": recording.SOURCES,
    "Corrections, references and names": recording.CORRECTIONS,
    "Files of entries": recording.FILES,
    "The ledger's file": keeping.PLACES,
    "A database": databases.DATABASES,
    "The machine": keeping.MACHINE,
    "Imports": keeping.IMPORTS,
    "Copies with words withheld": keeping.COPIES,
    "Answers that are handed on": keeping.HANDED_ON,
    "The seal": keeping.SEAL,
    "Warned of, and recorded all the same": warned.WARNED,
}
"""All rows, by what they are about."""
ROWS = [row for rows in GROUPS.values() for row in rows]


def outcomes(desk: Path, folder: Path) -> dict[str, Outcome]:
    """Return what each row's command ends with, by what was wrong; `folder` is where copies of the desk may be made.

    What is refused changes nothing, so that one copy serves for all but those during which something happens.
    """
    found = {}
    with at(desk, folder / "shared") as shared:
        for row in ROWS:
            if not row.meanwhile:
                found[row.what] = outcome(row, shared)
    for number, row in enumerate(ROWS):
        if row.meanwhile:
            with at(desk, folder / str(number)) as own, TROUBLE[row.meanwhile][1](own):
                found[row.what] = outcome(row, own)
    return found


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _says(row: Wrong, message: str) -> str:
    """Return what a row's command says, and further messages of the same kind, of which parts vary."""
    others = "; ".join(one.replace("{}", "…") for one in row.also)
    return _cell(f"{message} *Of the same kind:* {others}" if others else message)


def _code(row: Wrong) -> str:
    ticks = "``" if "`" in row.shown else "`"
    said = TROUBLE[row.meanwhile][0]
    return f"{ticks}{row.shown}{ticks}{' ' if said else ''}{said}".replace("|", "\\|")


def table() -> Iterator[str]:
    """Yield the lines of the table."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "desk").mkdir()
        found = outcomes(laid(folder / "desk"), folder)
    for group, rows in GROUPS.items():
        yield f"\n**{group}**\n"
        yield "| what was wrong | shown by | exit | it says | what to do |"
        yield "|---|---|---|---|---|"
        for row in rows:
            said = found[row.what]
            yield f"| {row.what} | {_code(row)} | {said.code} | {_says(row, said.message)} | {_cell(said.remedy)} |"
