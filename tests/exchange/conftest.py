"""An empty ledger for each test that takes history in."""

from collections.abc import Iterator

import pytest

from ledger import Ledger
from tests.asking import empty


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with empty() as made:
        yield made
