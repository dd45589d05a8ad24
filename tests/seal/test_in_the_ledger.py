"""The seal in a ledger's file: stored with each entry, the same after export and import."""

import json
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import Faulty, NotFound, Refused
from ledger.exchange import jsonl
from ledger.exchange.files import jsonl as parsed
from ledger.seal import tree
from ledger.seal.leaf import Frame, Words, sealed
from tests import ground
from tests.seal.naive import Naive
from tests.store.lines import many

pytestmark = pytest.mark.both


def filled(path: str | Path, count: int = 9) -> Ledger:
    """Return a ledger of so many entries: alone and together, the last two a correction and a retraction."""
    ledger = Ledger.create(path)
    lines = many(count - 2)
    ledger.record(lines[:1])
    ledger.record(lines[1:])
    ledger.correct(2, {"stance": "neutral"}, "misread")
    ledger.retract(3, "not ours")
    return ledger


def exported(ledger: Ledger) -> list[str]:
    return list(jsonl.lines(ledger.store))


def leaves(ledger: Ledger) -> list[bytes]:
    """Return the leaf data of each exported entry, by what the documentation of the leaf says."""
    found = []
    for line in exported(ledger):
        one = json.loads(line)
        if "entry" not in one:
            continue
        body = json.dumps(one["development"], ensure_ascii=False, separators=(",", ":")).encode()
        frame = Frame(
            one["entry"],
            one["recorded_at"],
            one["recorded_by"],
            one["root"],
            one["development"]["kind"],
            one["version"],
            one["imported_from"] or "",
        )
        found.append(sealed(frame, Words(bytes.fromhex(one["salt"]), one["id"], body)).data())
    return found


def root(ledger: Ledger, size: int | None = None) -> bytes:
    last = ledger.store.last()[0] if size is None else size
    return tree.root(last, ledger.store.hashes)


def imported(path: str | Path, lines: list[str]) -> Ledger:
    ledger = Ledger.create(path)
    found, faults = parsed("\n".join(lines).encode())
    assert not faults
    ledger.import_lines(found)
    return ledger


def test_the_stored_hashes_give_the_root_of_the_exported_entries_at_every_size(tmp_path: Path) -> None:
    with filled(ground.place(tmp_path, "talks.db"), 37) as ledger:
        expected = Naive(leaves(ledger))
        assert len(expected.leaves) == 37
        for size in range(38):
            assert root(ledger, size) == expected.root(size)
        assert len(list(ledger.store.nodes())) == tree.stored(37)


def test_export_and_import_into_an_empty_ledger_keep_the_root(tmp_path: Path) -> None:
    with (
        filled(ground.place(tmp_path, "talks.db")) as ledger,
        imported(ground.place(tmp_path, "copy.db"), exported(ledger)) as copy,
    ):
        assert root(copy) == root(ledger)
        assert list(copy.store.nodes()) == list(ledger.store.nodes())
        assert copy.store.origin != ledger.store.origin


def test_what_was_imported_with_new_numbers_is_sealed_as_it_then_stands(tmp_path: Path) -> None:
    with (
        filled(ground.place(tmp_path, "talks.db")) as ledger,
        Ledger.create(ground.place(tmp_path, "other.db")) as other,
    ):
        other.record([many(20)[19]])
        found, _ = parsed("\n".join(exported(ledger)).encode())
        other.import_lines(found)
        assert all(json.loads(line)["imported_from"] for line in exported(other)[1:])
        assert root(other) == Naive(leaves(other)).root(len(leaves(other)))


def test_a_refused_record_seals_nothing(tmp_path: Path) -> None:
    with filled(ground.place(tmp_path, "talks.db")) as ledger:
        before = list(ledger.store.nodes())
        with pytest.raises(Faulty):
            ledger.retract(1, "not ours either", over="no such line")
        assert list(ledger.store.nodes()) == before


@pytest.mark.file
def test_a_ledger_is_named_by_its_file_and_its_id_where_no_origin_is_chosen(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "peace talks+é.db") as ledger:
        assert ledger.store.origin == f"peace-talks--/{ledger.store.id}"


def test_a_chosen_origin_is_kept(tmp_path: Path) -> None:
    where = ground.place(tmp_path, "talks.db")
    Ledger.create(where, origin="example.org/talks").close()
    with Ledger(where) as ledger:
        assert ledger.store.origin == "example.org/talks"


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\u2003b", "x" * 256, "bell\x07"])
def test_an_origin_that_no_key_can_have_as_its_name_is_refused_and_makes_no_ledger(
    tmp_path: Path, origin: str
) -> None:
    where = ground.place(tmp_path, "talks.db")
    with pytest.raises(Refused, match="the origin of a ledger"):
        Ledger.create(where, origin=origin)
    with pytest.raises(NotFound):
        Ledger(where)
