"""Ledgers for the command line: an empty one for each test, and recorded ones that tests only read."""

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from ledger import Ledger
from tests import ground
from tests.cases import Json, paris, riyadh, rome
from tests.cli.running import At

SETTINGS = ("COLUMNS", "LEDGER_DEBUG", "LEDGER_URL", "LEDGER_WAIT", "NO_COLOR", "TERM")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the ledger find nothing in the environment but an author."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LEDGER_AUTHOR", "anna")


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty ledger to copy: to wait for the disk each time is not what is tested."""
    path = tmp_path_factory.mktemp("empty") / "ledger.db"
    Ledger.create(path).close()
    return path


@pytest.fixture
def lg(tmp_path: Path, _made_once: Path) -> At:
    """Return the command line on an empty ledger."""
    if ground.current == ground.POSTGRES:
        return At(ground.created(tmp_path), tmp_path)
    return At(Path(shutil.copyfile(_made_once, tmp_path / "ledger.db")))


@pytest.fixture
def another(tmp_path: Path, _made_once: Path) -> At:
    """Return the command line on a second empty ledger."""
    folder = tmp_path / "another"
    folder.mkdir()
    if ground.current == ground.POSTGRES:
        return At(ground.created(folder), folder)
    return At(Path(shutil.copyfile(_made_once, folder / "ledger.db")))


def exported(lines: list[Json]) -> list[tuple[int | None, object]]:
    """Return envelopes as the lines of an export, recorded one a second by anna."""
    return [
        (
            number,
            {
                "entry": number,
                "id": line["id"],
                "recorded_at": f"2025-02-19T09:00:{number:02}.000000Z",
                "recorded_by": "anna",
                "root": number,
                "version": 1,
                "salt": f"{number:032x}",
                "imported_from": None,
                "development": line["development"],
            },
        )
        for number, line in enumerate(lines, start=1)
    ]


Recorded = Callable[[str, list[Json]], At]


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Return how a ledger is made of a case whose entries are all roots, at times that never change."""

    @cache
    def made(name: str, _: str, lines: str) -> At:
        folder = tmp_path_factory.mktemp(name)
        where = ground.place(folder)
        with Ledger.create(where) as ledger:
            ledger.import_lines(exported(json.loads(lines)))
        return At(where, folder)

    # One for each store is enough: it is only read.
    return lambda name, lines: made(name, ground.current, json.dumps(lines))


@pytest.fixture
def riyadh_ledger(recorded: Recorded) -> At:
    """Return the Riyadh case, to be read alone."""
    return recorded("riyadh", riyadh())


@pytest.fixture
def paris_ledger(recorded: Recorded) -> At:
    """Return the Paris Agreement, to be read alone."""
    return recorded("paris", paris())


@pytest.fixture
def rome_ledger(recorded: Recorded) -> At:
    """Return the Rome Statute, to be read alone."""
    return recorded("rome", rome())


@pytest.fixture
def talks(riyadh_ledger: At, tmp_path: Path) -> At:
    """Return a copy of the Riyadh case, to write to."""
    folder = tmp_path / "talks"
    if ground.current == ground.POSTGRES:
        folder.mkdir()
        where = ground.place(folder)
        with Ledger.create(where) as ledger:
            ledger.import_lines(exported(riyadh()))
        return At(where, folder)
    shutil.copytree(riyadh_ledger.folder, folder)
    return At(folder / riyadh_ledger.path.name)
