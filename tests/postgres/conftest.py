"""A ledger on PostgreSQL for each test of this folder, whatever --store says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Ledger
from tests import ground


@pytest.fixture(autouse=True)
def _on_postgres(_store: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ground, "current", ground.POSTGRES)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("LEDGER_AUTHOR", "LEDGER_URL", "LEDGER_WAIT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return where an empty ledger is."""
    return ground.created(tmp_path)


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """Return an empty ledger, as anna has it open, who owns it."""
    with Ledger(url) as opened:
        yield opened
