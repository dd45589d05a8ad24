"""Doctor, of a ledger in a database: its tables, the clock and the index here; the rest is the database's."""

from ledger import Ledger
from ledger.ledger.doctor import doctor
from ledger.store import address
from tests.store.lines import answer, many


def test_a_sound_ledger_in_a_database_is_well(ledger: Ledger, url: str) -> None:
    ledger.record(many(3))
    answer(ledger)
    document, code = doctor(address(url))
    assert (document["ok"], code) == (True, 0)
    levels = {one["check"]: one["level"] for one in document["findings"] if one["check"] != "sqlite"}
    assert levels == dict.fromkeys(("format", "triggers", "clock", "index"), "ok")
