"""What all tests share: the order in which they run, how hard the laws are tried, and what ledgers stand on."""

import os
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from tests import ground

# Laws take as long as they take; HYPOTHESIS_PROFILE=soak tries them a hundred times as hard. Where CI is set,
# the examples are the same each time, so that a change is judged by what it changes.
settings.register_profile("plain", deadline=None)
settings.register_profile("soak", parent=settings.get_profile("plain"), max_examples=10_000)
settings.register_profile("fixed", parent=settings.get_profile("plain"), derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed" if os.environ.get("CI") else "plain"))


def haste(item: pytest.Item) -> int:
    """Return 0 for a test of milliseconds, 1 for a law, 2 for a test marked slow."""
    if item.get_closest_marker("slow"):
        return 2
    return int(isinstance(item, pytest.Function) and is_hypothesis_test(item.obj))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the fast tests first, each group in the order of its files."""
    items.sort(key=haste)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let it be said what ledgers stand on."""
    parser.addoption(
        "--store",
        choices=(ground.FILE, ground.POSTGRES, "both"),
        help="what the ledgers of the tests stand on (default: files; tests marked `both` on PostgreSQL too)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have a test run on PostgreSQL where that is asked for, and it is not about files."""
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    asked = metafunc.config.getoption("--store") or ("both" if "both" in marks else ground.FILE)
    if asked == ground.FILE or "file" in marks or metafunc.module.__name__.startswith("tests.postgres."):
        return
    stores = [ground.POSTGRES] if asked == ground.POSTGRES else [ground.FILE, ground.POSTGRES]
    metafunc.parametrize("_store", stores, indirect=True)


@pytest.fixture(autouse=True)
def _store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have the ledgers of this test made on what it is to run on."""
    monkeypatch.setattr(ground, "current", getattr(request, "param", ground.FILE))
    if ground.current == ground.POSTGRES:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
