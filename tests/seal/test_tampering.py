"""What `verify` sees of a ledger that was tampered with by plain SQL, with and without a checkpoint kept elsewhere."""

import random
import shutil
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import Damaged
from ledger.seal import tree
from ledger.seal.checkpoint import Checkpoint
from tests.cases import Json
from tests.seal import tamper, tampering
from tests.seal.test_in_the_ledger import filled

LAST = 13
SEEDS = range(4)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound ledger, which no test writes to."""
    path = tmp_path_factory.mktemp("whole") / "talks.db"
    filled(path, LAST).close()
    return path


@pytest.fixture(scope="module")
def kept(whole: Path) -> list[Checkpoint]:
    """Return a checkpoint of each size that the ledger had."""
    with Ledger(whole) as ledger:
        return [
            Checkpoint(ledger.store.origin, size, tree.root(size, ledger.store.hashes))
            for size in range(1, LAST + 1)
        ]


def copied(whole: Path, folder: Path) -> Path:
    """Return a copy of the file alone, beside which there is no index."""
    return Path(shutil.copy(whole, folder / "copy.db"))


def verified(path: Path, *kept: Checkpoint) -> Json:
    """Return the document; where an entry cannot even be read the error, which names it, as its one fault."""
    with Ledger(path) as ledger:
        try:
            return ledger.verify(kept)
        except Damaged as error:
            entry = int(error.message.split()[1])
            return {"ok": False, "faults": [{"check": "tree", "entry": entry, "message": error.message}]}


def named(document: Json) -> int | None:
    """Return the first entry that the tree names, else the first that any check does."""
    faults = document["faults"]
    first = [one["entry"] for one in faults if one["check"] == "tree" and one["entry"] is not None]
    return min(first or [one["entry"] for one in faults if one["entry"] is not None], default=None)


def tampered(path: Path, way: tampering.Way, seed: int) -> int | None:
    with tampering.unguarded(path) as sql:
        return way(sql, LAST, random.Random(seed))  # noqa: S311 the tampering is to be the same again


def test_a_sound_ledger_agrees_with_every_checkpoint_that_was_kept(
    whole: Path, kept: list[Checkpoint], tmp_path: Path
) -> None:
    document = verified(copied(whole, tmp_path), *kept)
    assert document["faults"] == []
    assert document["checkpoint"]["size"] == LAST
    assert {one["check"]: one["checked"] for one in document["checks"]}["tree"] == LAST
    assert not any(line.startswith("tree") for line in document["not_checked"])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", tampering.SEEN)
def test_what_does_not_fit_its_hashes_is_seen_and_named_without_a_checkpoint(
    whole: Path, tmp_path: Path, name: str, seed: int
) -> None:
    path = copied(whole, tmp_path)
    touched = tampered(path, tampering.SEEN[name], seed)
    document = verified(path)
    assert not document["ok"]
    assert named(document) == touched


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", tampering.REWRITTEN)
def test_what_is_sealed_anew_is_seen_and_named_by_the_checkpoints_kept_and_by_nothing_else(
    whole: Path, kept: list[Checkpoint], tmp_path: Path, name: str, seed: int
) -> None:
    path = copied(whole, tmp_path)
    touched = tampered(path, tampering.REWRITTEN[name], seed)
    tampering.reseal(path)
    assert named(verified(path, *kept)) == touched
    assert not verified(path, kept[-1])["ok"]
    alone = verified(path)
    assert alone["ok"]
    assert "no checkpoint kept elsewhere" in alone["not_checked"][0]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ledger_cut_back_is_seen_by_a_checkpoint_kept_and_by_nothing_else(
    whole: Path, kept: list[Checkpoint], tmp_path: Path, seed: int
) -> None:
    path = copied(whole, tmp_path)
    touched = tampered(path, tampering.truncate, seed)
    assert named(verified(path, kept[-1])) == touched
    assert verified(path)["ok"]


def test_the_harness_finds_nothing_amiss_and_tries_every_way(tmp_path: Path) -> None:
    found = tamper.outcome(tamper.whole(tmp_path), tmp_path, len(tamper.WAYS), seed=1)
    assert found.faults == []
    assert set(found.tried) == set(tamper.WAYS)


@pytest.mark.parametrize("name", tamper.MUTANTS)
def test_the_harness_sees_a_seal_that_is_spoilt(tmp_path: Path, name: str) -> None:
    with tamper.MUTANTS[name]():
        assert tamper.outcome(tamper.whole(tmp_path), tmp_path, len(tamper.WAYS), seed=1).faults


def test_triggers_taken_out_are_seen(whole: Path, tmp_path: Path) -> None:
    path = copied(whole, tmp_path)
    with tampering.unguarded(path, put_back=False):
        pass
    document = verified(path)
    assert {one["check"] for one in document["faults"]} == {"tables"}
    assert "trigger log_refuses_update is missing or altered" in str(document["faults"])


def test_a_trigger_put_in_is_seen(whole: Path, tmp_path: Path) -> None:
    path = copied(whole, tmp_path)
    with tampering.unguarded(path) as sql:
        sql.execute("CREATE TRIGGER mine AFTER INSERT ON log BEGIN SELECT 1; END")
    assert "trigger mine is none of a ledger's" in str(verified(path)["faults"])


def test_an_altered_entry_is_named_with_both_hashes(whole: Path, tmp_path: Path) -> None:
    path = copied(whole, tmp_path)
    with Ledger(path) as ledger:
        (sealed,) = ledger.store.hashes([tree.stored(2)])
    with tampering.unguarded(path) as sql:
        sql.execute("UPDATE log SET recorded_by = 'mallory' WHERE number = 3")
    [fault] = verified(path)["faults"]
    assert fault["entry"] == 3
    assert f"sealed is {sealed.hex()}" in fault["message"]
    assert "has the leaf hash " in fault["message"]


def test_a_checkpoint_of_some_entries_leaves_later_ones_unchecked_and_says_so(
    whole: Path, kept: list[Checkpoint], tmp_path: Path
) -> None:
    path = copied(whole, tmp_path)
    document = verified(path, kept[4])
    assert document["ok"]
    assert f"tree: entries 6 to {LAST} are newer than the checkpoint" in document["not_checked"]


def test_entries_between_two_checkpoints_are_named_together(
    whole: Path, kept: list[Checkpoint], tmp_path: Path
) -> None:
    path = copied(whole, tmp_path)
    with tampering.unguarded(path) as sql:
        sql.execute("UPDATE log SET recorded_by = 'mallory' WHERE number = 4")
    tampering.reseal(path)
    [fault] = verified(path, kept[1], kept[6])["faults"]
    assert fault["entry"] is None
    assert "entries 3 to 7 not as when it was signed" in fault["message"]
