"""A standby takes over and nothing is lost that was acknowledged; what does not wait for it is not acknowledged."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ledger import Ledger
from ledger.errors import LedgerError, OutcomeUnknown
from tests import servers
from tests.postgres import failover
from tests.store.lines import ids, said


@pytest.mark.slow
def test_no_entry_that_was_acknowledged_is_lost_when_the_standby_takes_over() -> None:
    with failover.pair() as both:
        writers = failover.Writers(both.url)
        for one in failover.rounds(both, 2, 7, writers):
            assert (one.lost, one.twice) == (0, 0)
            assert one.again < failover.MOST_SECONDS
        assert len(writers.told) >= 16


class Waiting:
    """A server whose commits wait for a standby that is not there, and a ledger on it."""

    def __init__(self, server: servers.Server) -> None:
        self.url = server.url()
        Ledger.create(self.url).close()
        self.wait_for("nobody")

    def wait_for(self, standby: str) -> None:
        """Have commits wait for a standby of some name; of none they do not wait."""
        servers.executed(
            self.url, [f"ALTER SYSTEM SET synchronous_standby_names = '{standby}'", "SELECT pg_reload_conf()"]
        )
        time.sleep(0.2)

    def recorded(self, how: str) -> LedgerError | bool:
        """Record a line, end its wait by a function of the server, and return its error, or whether it is new."""
        ended: list[LedgerError | bool] = []
        thread = threading.Thread(target=lambda: ended.append(self._record()))
        thread.start()
        if how:
            self._end(how)
        thread.join(20)
        return ended[0]

    def _record(self) -> LedgerError | bool:
        with Ledger(self.url) as ledger:
            ledger.index.path = None
            try:
                return bool(ledger.record([said("A")])["recorded"][0]["new"])
            except LedgerError as error:
                return error

    def _end(self, how: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as raw:
            asked = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            while (found := raw.execute(asked).fetchone()) is None:
                time.sleep(0.01)
            raw.execute(f"SELECT {how}({found[0]})".encode())


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    with servers.started() as server:
        yield Waiting(server)


@pytest.mark.slow
def test_a_wait_for_the_standby_that_is_cancelled_is_no_success_and_repeating_waits_again(
    waiting: Waiting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = waiting.recorded("pg_cancel_backend")
    assert isinstance(first, OutcomeUnknown)
    assert first.code == 9
    assert "may or may not last" in first.message
    with Ledger(waiting.url) as ledger:
        # It is there, on this server alone.
        assert ids(ledger) == ["A"]
    again = waiting.recorded("pg_cancel_backend")
    assert isinstance(again, OutcomeUnknown)
    waiting.wait_for("")
    assert waiting.recorded("") is False


@pytest.mark.slow
def test_a_connection_that_is_ended_while_it_waits_for_the_standby_is_settled(waiting: Waiting) -> None:
    released = threading.Timer(1.5, waiting.wait_for, [""])
    released.start()
    # The lost commit is waited for under its lock, and found; that it lasts, a commit of its own confirms.
    assert waiting.recorded("pg_terminate_backend") is True
    released.join()
    assert waiting.recorded("") is False
