"""Reading a ledger in a database imports its driver, and nothing that only recording needs."""

from pathlib import Path

from ledger import Ledger
from tests.store.lines import many
from tests.test_start import heavy, imported


def test_a_reading_command_imports_the_driver_alone(url: str, ledger: Ledger, tmp_path: Path) -> None:
    ledger.record(many(3))
    ledger.state()
    for words in (("state",), ("log",)):
        found = imported(tmp_path, "--ledger", url, *words)
        assert heavy(found) == {"psycopg"}
        assert "psycopg_pool" not in found
