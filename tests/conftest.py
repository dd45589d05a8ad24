"""What all tests share: the order in which they run, and how hard the laws are tried."""

import os

import pytest
from hypothesis import is_hypothesis_test, settings

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
