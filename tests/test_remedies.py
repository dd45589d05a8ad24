"""Every error of the program is in the README's table, is refused as it says, and its remedy helps."""

import ast
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.messages import ROOT, Site, fits, sites
from tests.remedies import Wrong
from tests.remedies.desk import laid
from tests.remedies.table import ROWS, outcomes
from tests.remedies.trouble import TROUBLE
from tests.remedies.typing import Outcome, at, outcome, typed

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
HANDED_ON = {
    "message",
    "reading.faults[0][2]",
    "str(error)",
    "error.message",
    "fault.message",
    "str(context['message'])",
}
"""Expressions by which an error hands on the message of another, which has its own place in the code."""


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return laid(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="session")
def found(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Return what each row's command ends with."""
    return outcomes(desk, tmp_path_factory.mktemp("outcomes"))


def kept(folder: Path) -> list[object]:
    """Return all that the ledgers at a desk hold."""
    found: list[object] = []
    for name in ("ledger.db", "empty.db", "two.db"):
        with closing(sqlite3.connect(folder / name)) as ledger:
            for table in ("log", "stored_events", "node", "archive", "source"):
                found += ledger.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 the tables above
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_the_command_is_refused_and_stores_nothing_and_its_remedy_helps(
    row: Wrong, desk: Path, tmp_path: Path, found: dict[str, Outcome]
) -> None:
    assert found[row.what].code == row.code
    assert found[row.what].remedy or row.code == 0
    with at(desk, tmp_path / "wrong") as folder:
        with TROUBLE[row.meanwhile][1](folder):
            before = kept(folder)
            outcome(row, folder)
        if row.meanwhile != "unconfirmed":
            assert kept(folder) == before
    assert row.then
    for number, commands in enumerate(row.then):
        with at(desk, tmp_path / str(number)) as folder:
            if row.meanwhile:
                with TROUBLE[row.meanwhile][1](folder):
                    outcome(row, folder)
            for command in commands.split(" && "):
                done = typed(command, folder, row.given if command == row.command else "")
                assert done.code == 0, f"{command}\n{done.err}"


def test_each_row_is_named_once_and_stands_in_the_readme() -> None:
    assert len({row.what for row in ROWS}) == len(ROWS)
    missing = [row.what for row in ROWS if f"| {row.what} | " not in README]
    assert missing == []


def told(site: Site) -> str:
    return f"{site.file}:{site.line}: {site.template}"


def _own(template: str) -> int:
    """Return how many characters a template says itself."""
    return len(template.replace("{}", ""))


def test_every_message_in_the_code_is_in_the_table(found: dict[str, Outcome]) -> None:
    """A new message needs a row in `tests/remedies`, or to stand in `also` of the row whose kind it is of."""
    templates = {site.template for site in sites()} - HANDED_ON
    also = {template for row in ROWS for template in row.also}
    shown = set()
    for said in found.values():
        fitting = [one for one in templates if fits(one, said.message)]
        assert fitting or said.code == 2, f"no place in the code says: {said.message}"
        # Those that say most themselves: "{}: {}" would fit nearly all.
        most = max((_own(one) for one in fitting), default=0)
        shown |= {one for one in fitting if _own(one) == most > len(": ")}
    forgotten = [told(site) for site in sites() if site.template not in shown | also | HANDED_ON]
    assert forgotten == [], "\n".join(forgotten)
    assert sorted(also - templates) == [], "they stand in `also`, and no longer in the code"
    assert sorted(also & shown) == [], "they stand in `also`, and are shown by a row"


def test_every_error_is_made_where_its_message_can_be_read() -> None:
    """No class of errors of its own, of which the table would not know."""
    named = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in ROOT.rglob("*.py")
        if path.name != "errors.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(
            isinstance(base, ast.Name) and base.id.endswith(("Error", "Exception")) for base in node.bases
        )
    }
    assert named == {
        "cli/prompting.py: Changed",
        "exchange/tables.py: Aside",
        "exchange/files.py: _Wrong",
        "steps/admission.py: _Refusal",
    }
