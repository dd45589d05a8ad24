"""Going over many entries at once: it finds a sound ledger sound, and takes no other for one."""

import random
import shutil
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.ledger import sealing
from ledger.seal import tree
from ledger.seal.checkpoint import Checkpoint
from ledger.store import nodes
from tests.seal import tamper, tampering
from tests.seal.test_in_the_ledger import filled
from tests.store.lines import many, said

LAST = 23


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tamper.Whole:
    return tamper.whole(tmp_path_factory.mktemp("whole"))


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the entries of these ledgers be several chunks."""
    monkeypatch.setattr(tree, "CHUNK", 4)


def test_the_leaves_of_rows_are_those_of_the_entries(whole: tamper.Whole, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "more.db") as more:
        more.record([said("D1", summary="\u201cNo\u201d \u2014 \u4e0d")], author="jos\u00e9")
        more.record(many(3))
    for path in (whole.ledger.path, whole.withheld.path, tmp_path / "more.db"):
        with Ledger(path) as ledger:
            store = ledger.store
            rows = store.sealed(0, store.last()[0])
            assert nodes.leaf_hashes(rows) == [nodes.leaf(entry).hash() for entry in store.entries()]


@pytest.mark.parametrize("size", range(1, 18))
def test_a_sound_ledger_agrees_at_every_size_with_every_checkpoint(tmp_path: Path, size: int) -> None:
    with Ledger.create(tmp_path / "talks.db") as ledger:
        ledger.record(many(size))
        store = ledger.store
        kept = [Checkpoint(store.origin, at, tree.root(at, store.hashes)) for at in range(size + 1)]
        assert sealing.agrees(store, kept)
        assert not sealing.agrees(store, [*kept, Checkpoint(store.origin, size + 1, bytes(32))])
        for at in range(1, size + 1):
            assert not sealing.agrees(store, [*kept, Checkpoint(store.origin, at, bytes(32))])


def test_an_empty_ledger_agrees(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "talks.db") as ledger:
        assert sealing.agrees(ledger.store, [])


@pytest.mark.parametrize("way", tamper.WAYS)
def test_what_looks_at_each_finds_nothing_that_going_over_many_did_not_see(
    whole: tamper.Whole, tmp_path: Path, way: str
) -> None:
    dice = random.Random(way)  # noqa: S311 the same again
    sound = whole.of(way)
    for _ in range(3):
        path = tmp_path / "copy.db"
        tamper.tampered(sound, path, way, dice)
        with Ledger(path) as ledger:
            agrees = sealing.agrees(ledger.store, sound.kept)
            assert not (agrees and sealing.one_by_one(ledger.store, sound.kept))
            assert agrees or way != tamper.TRIGGERS


def test_a_ledger_whose_file_was_packed_anew_agrees(tmp_path: Path) -> None:
    filled(tmp_path / "talks.db", LAST).close()
    packed = Path(shutil.copy(tmp_path / "talks.db", tmp_path / "packed.db"))
    with tampering.unguarded(packed) as sql:
        sql.execute("VACUUM")
    with Ledger(packed) as ledger:
        assert sealing.agrees(ledger.store, [])
        assert ledger.verify()["ok"]
