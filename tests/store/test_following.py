"""Following a ledger: what is recorded is told, in order, once, and by whomever it was recorded."""

import json
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import Damaged, NotFound
from ledger.ledger import following
from ledger.store import Store
from tests import ground
from tests.cases import Json
from tests.store.lines import ROOT, many, said

pytestmark = pytest.mark.both


@pytest.fixture
def where(tmp_path: Path) -> str:
    where = ground.created(tmp_path)
    with Ledger(where) as ledger:
        ledger.record(many(3))
    return where


class Follower:
    """`ledger follow --json` in a process of its own."""

    def __init__(self, where: str, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ledger", "--ledger", where, "follow", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # What Python has read ahead, select does not see.
            bufsize=0,
        )

    def told(self, within: float) -> bool:
        """Tell whether something is told within some seconds."""
        assert self.process.stdout is not None
        return bool(select.select([self.process.stdout], [], [], within)[0])

    def lines(self, count: int) -> list[Json]:
        """Return so many lines, which must come within seconds."""
        assert self.process.stdout is not None
        found = []
        for _ in range(count):
            assert self.told(20), "nothing was told"
            found.append(json.loads(self.process.stdout.readline()))
        return found

    def ended(self) -> tuple[int, str]:
        """Return the exit code, and what stands on standard error."""
        assert self.process.stderr is not None
        err = self.process.stderr.read().decode()
        return self.process.wait(20), err


@pytest.fixture
def follow(where: str) -> Iterator[Callable[..., Follower]]:
    started: list[Follower] = []

    def start(*words: str) -> Follower:
        started.append(Follower(where, *words))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()


def test_what_another_records_is_told_at_once_and_in_order(
    where: str, follow: Callable[..., Follower]
) -> None:
    follower = follow("--after", "0", "--json")
    assert [line["entry"] for line in follower.lines(3)] == [1, 2, 3]
    with Ledger(where) as ledger:
        ledger.record([said("A")])
        begun = time.monotonic()
        (line,) = follower.lines(1)
        assert (line["entry"], line["id"], line["development"]["matter"]) == (4, "A", "ceasefire")
        assert time.monotonic() - begun < 2
        ledger.correct(4, {"stance": "opposes"}, "misread")
        ledger.record(many(50, "M"))
    assert [line["entry"] for line in follower.lines(51)] == list(range(5, 56))
    follower.process.send_signal(signal.SIGINT)
    assert follower.ended() == (0, "")


def test_it_ends_silently_when_nobody_reads_it_any_more(follow: Callable[..., Follower]) -> None:
    follower = follow("--after", "2", "--json")
    follower.lines(1)
    assert follower.process.stdout is not None
    follower.process.stdout.close()
    assert follower.ended() == (0, "")


def test_it_begins_after_the_last_entry_and_ends_after_as_many_as_are_asked_for(
    where: str, follow: Callable[..., Follower]
) -> None:
    follower = follow("--limit", "2", "--json")
    told: list[Json] = []
    for number in range(4, 40):
        with Ledger(where) as ledger:
            ledger.record([said(f"A{number}")])
        if follower.told(0.3):
            told = follower.lines(1)
            break
    (first,) = told
    with Ledger(where) as ledger:
        ledger.record([said("B")])
    (second,) = follower.lines(1)
    assert second["entry"] == first["entry"] + 1 > 4
    assert follower.ended() == (0, "")


def test_one_cannot_follow_after_an_entry_that_is_not_there(where: str) -> None:
    store = Store(where)
    with pytest.raises(NotFound, match="there is no entry 4"):
        next(following.follow(store, 4, lambda: None, lambda _: None))
    store.close()


def test_a_ledger_that_is_no_longer_the_one_followed_is_not_followed(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(where)
    followed = following.follow(store, 2, lambda: None, lambda _: None)
    assert next(followed).number == 3
    monkeypatch.setattr(store, "entry_id", lambda _: "another")
    with Ledger(where) as ledger:
        ledger.record([said("A")])
    with pytest.raises(Damaged, match="as it was followed"):
        next(followed)
    store.close()


@pytest.mark.file
def test_a_file_that_is_replaced_ends_it(where: str, follow: Callable[..., Follower]) -> None:
    follower = follow("--after", "2")
    assert follower.process.stdout is not None
    assert follower.process.stdout.readline().startswith(b"#3")
    Path(where).replace(where + ".old")
    code, err = follower.ended()
    assert code == 8
    assert "removed or replaced" in err
