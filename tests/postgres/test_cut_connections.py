"""A follower whose connections are cut again and again tells every entry, once, in order."""

import itertools
import random
import threading
import time

import psycopg
import pytest

from ledger import Ledger
from ledger.ledger import following
from ledger.store import Store
from tests import ground
from tests.store.lines import said

CUTS = 20


def cut() -> int:
    """Cut every connection to the tests' database but the one that does it; return how many there were."""
    with psycopg.connect(ground.database(), autocommit=True) as raw:
        return raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).rowcount


@pytest.mark.slow
def test_the_numbers_go_on_through_twenty_cut_connections(url: str, ledger: Ledger) -> None:
    dice = random.Random(20)  # noqa: S311 a sample, no secret
    ledger.record([said("first")])
    told: list[int] = []
    lost: list[str] = []
    written = threading.Event()

    def listen() -> None:
        store = Store(url)
        for entry in following.follow(store, 0, lambda: None, lambda error: lost.append(error.message)):
            told.append(entry.number)
            if written.is_set() and entry.number == last:
                break
        store.close()

    last = 0
    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    names = itertools.count()
    cuts = 0
    while cuts < CUTS:
        for _ in range(dice.randrange(1, 6)):
            ledger.record([said(f"A{next(names)}")])
        cuts += cut() > 0
        time.sleep(dice.uniform(0, 0.05))
    last = ledger.store.last()[0] + 1
    written.set()
    ledger.record([said("last")])
    listening.join(30)
    assert not listening.is_alive()
    assert told == list(range(1, last + 1))
    assert len(lost) >= 1
    assert ledger.verify()["ok"]
