"""A full disk, a read-only place: cannot write, nothing acknowledged is lost, and reading goes on."""

from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import CannotWrite
from tests.store.lines import answer, child, ended, ids, listing, many, said
from tests.store.places import fill, immutable, small_disk, unwritable

BESIDE = ("", "-wal", "-shm", ".index", ".index-wal", ".index-shm")
"""What may stand beside a ledger: nothing else is left where something could not be finished."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which an index is kept that cannot stand beside its ledger."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_on_a_full_disk_nothing_acknowledged_is_lost_and_reading_goes_on(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, "4m"):
        with Ledger.create(disk / "ledger.db") as ledger:
            ledger.record(many(20))
            before = answer(ledger)
            filler = fill(disk)
            with pytest.raises(CannotWrite) as refused:
                ledger.record(many(2000, "M"))
            assert refused.value.code == 8
            assert len(ids(ledger)) == 20
            assert answer(ledger) == before
        (disk / "ledger.db.index").unlink()
        fill(disk)
        with Ledger(disk / "ledger.db") as ledger:
            assert answer(ledger) == before
            with pytest.raises(CannotWrite):
                ledger.archive("Text. " * 9000, "text", {"publisher": "Wire"})
            filler.unlink()
            assert ledger.record([said("next")])["recorded"][0]["entry"] == 21
            assert ledger.verify()["ok"]
            fill(disk)
            with pytest.raises(CannotWrite):
                ledger.backup(disk / "copy.db")
        with pytest.raises(CannotWrite) as refused:
            Ledger.create(disk / "another.db")
        assert refused.value.code == 8
        assert set(listing(disk)) <= {*(f"ledger.db{end}" for end in BESIDE), "filler"}


def test_a_disk_that_fills_up_line_by_line_keeps_every_acknowledged_line(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "700k"), Ledger.create(tmp_path / "disk" / "ledger.db") as ledger:
        told = []

        def record() -> None:
            for line in many(2000):
                told.extend(ledger.record([line])["recorded"])

        with pytest.raises(CannotWrite):
            record()
        assert told
        assert ids(ledger) == [one["id"] for one in told]


@pytest.mark.slow
def test_where_files_may_not_grow_further_every_acknowledged_line_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.create(path) as ledger:
        ledger.record(many(1, "first"))
    *told, last = ended(child("limited", path, 400_000))
    assert last["code"] == 8, last
    assert told
    with Ledger(path) as ledger:
        assert ids(ledger)[1:] == [one["id"] for one in told]
        assert ledger.record([said("next")])["recorded"][0]["entry"] == len(told) + 2
        assert ledger.verify()["ok"]


def test_in_a_read_only_folder_reading_works_with_the_index_in_the_cache(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with Ledger.create(folder / "ledger.db") as ledger:
        ledger.record(many(20))
        before = answer(ledger)
    for _ in range(2):
        with unwritable(folder), Ledger(folder / "ledger.db") as ledger:
            assert answer(ledger) == before
            assert ledger.verify()["ok"]
            assert ledger.index.path == cache / "agreement-ledger" / f"{ledger.store.id}.index"
            assert (cache / "agreement-ledger").stat().st_mode & 0o077 == 0
            with pytest.raises(CannotWrite) as refused:
                ledger.record([said("A")])
            assert refused.value.code == 8
            with pytest.raises(CannotWrite):
                ledger.archive("Text.", "text", {"publisher": "Wire"})
            assert len(ids(ledger)) == 20
    with Ledger(folder / "ledger.db") as ledger:
        ledger.record([said("A")])
    (folder / "ledger.db.index").unlink()
    with unwritable(folder), Ledger(folder / "ledger.db") as ledger:
        assert ledger.index.path == cache / "agreement-ledger" / f"{ledger.store.id}.index"
        assert len(ledger.log()["entries"]) == 21
        assert ledger.verify()["ok"]


@pytest.mark.parametrize("given", ["/proc/nowhere", "/dev/null", "relative"])
def test_without_any_place_for_it_the_index_is_kept_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", given)
    monkeypatch.setenv("HOME", "/proc/nowhere")
    folder = tmp_path / "folder"
    folder.mkdir()
    with Ledger.create(folder / "ledger.db") as ledger:
        ledger.record(many(20))
        before = answer(ledger)
    with unwritable(folder), Ledger(folder / "ledger.db") as ledger:
        assert ledger.index.path is None
        assert answer(ledger) == before
        assert ledger.verify()["ok"]


@pytest.mark.parametrize("with_shared_memory", [True, False])
def test_entries_that_stand_in_the_log_alone_are_not_left_out_in_a_read_only_folder(
    tmp_path: Path, *, with_shared_memory: bool
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        ledger.record(many(3))
        # As a writer leaves it that is killed.
        for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
            (folder / name).write_bytes((tmp_path / name).read_bytes())
    if not with_shared_memory:
        (folder / "ledger.db-shm").unlink()
    with unwritable(folder):
        if with_shared_memory:
            with Ledger(folder / "ledger.db") as ledger:
                assert len(ids(ledger)) == 3
        else:
            with pytest.raises(CannotWrite, match=r"newest entries in ledger\.db-wal") as refused:
                Ledger(folder / "ledger.db")
            assert refused.value.code == 8


def test_a_read_only_file_in_a_folder_that_can_be_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.create(path) as ledger:
        ledger.record(many(3))
    with immutable(path), Ledger(path) as ledger:
        assert len(ids(ledger)) == 3
        with pytest.raises(CannotWrite) as refused:
            ledger.record([said("A")])
        assert refused.value.code == 8
        assert ledger.verify()["ok"]


def test_a_read_only_index_beside_a_ledger_hinders_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.create(path) as ledger:
        ledger.record(many(3))
    with immutable(tmp_path / "ledger.db.index"), Ledger(path) as ledger:
        assert ledger.record([said("A")])["recorded"][0]["entry"] == 4
        assert ledger.verify()["ok"]


def test_init_in_a_read_only_folder_cannot_write(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with unwritable(folder):
        with pytest.raises(CannotWrite) as refused:
            Ledger.create(folder / "ledger.db")
        assert refused.value.code == 8
        assert listing(folder) == {}


def test_on_a_disk_full_to_the_last_byte_a_ledger_opens_answers_and_says_that_it_cannot_be_written(
    tmp_path: Path,
) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, "1m"):
        with Ledger.create(disk / "ledger.db") as ledger:
            ledger.record(many(20))
            before = answer(ledger)
        filler = fill(disk)
        for _ in range(2):
            with Ledger(disk / "ledger.db") as ledger:
                assert answer(ledger) == before
                with pytest.raises(CannotWrite, match="no room beside it"):
                    ledger.record([said("A")])
                with pytest.raises(CannotWrite):
                    ledger.archive("Text.", "text", {"publisher": "Wire"})
        filler.unlink()
        with Ledger(disk / "ledger.db") as ledger:
            assert ledger.record([said("A")])["recorded"][0]["entry"] == 21
