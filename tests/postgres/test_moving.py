"""A ledger moves from a file to a database and back: numbers, times, ids, authors, hashes and proofs stay."""

from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import Conflict, LedgerError
from ledger.ledger import copying
from ledger.seal import tree
from ledger.store import Store
from tests import ground
from tests.cases import Json
from tests.cli.running import At, command
from tests.seal.test_in_the_ledger import filled
from tests.store.lines import many, said


def all_of(ledger: Ledger) -> list[object]:
    """Return all that a ledger is."""
    store = ledger.store
    root = tree.root(store.last()[0], store.hashes)
    kept = [list(store.entries()), list(store.nodes()), list(store.archived()), list(store.named())]
    return [store.id, store.origin, root, *kept]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of ledger, with authors of its own, chains and texts."""
    path = tmp_path / "talks.db"
    with filled(path, 40) as ledger:
        ledger.record([said("by-carla")], author="carla")
        ledger.archive("Text — for now.", "wire", {"publisher": "Wire"}, author="dan")
    return path


def copied(source: object, target: object) -> Json:
    done = command("copy", str(source), str(target), "--json")
    assert (done.code, done.err) == (0, ""), done
    return done.document


def test_there_and_back_it_is_the_same_ledger(file: Path, tmp_path: Path) -> None:
    database = ground.place(tmp_path)
    assert copied(file, database)["entries"] == 41
    assert copied(database, tmp_path / "back.db")["entries"] == 41
    with Ledger(file) as one, Ledger(database) as two, Ledger(tmp_path / "back.db") as three:
        assert all_of(one) == all_of(two) == all_of(three)
        for ledger in (two, three):
            document = ledger.verify()
            assert document["ok"], document["faults"]
        two.record([said("goes-on")])
        assert [entry.recorded_by for entry in two.entries()][-2:] == ["carla", "anna"]


def test_a_proof_of_the_file_holds_for_the_database(file: Path, tmp_path: Path) -> None:
    key, public = tmp_path / "key", tmp_path / "key.pub"
    at, database = At(file), ground.place(tmp_path)
    with Ledger(file) as ledger:
        origin = ledger.store.origin
    assert at("key", "new", str(key), "--name", origin).code == 0
    public.write_text(at.ok("key", "public", str(key)))
    (tmp_path / "seen").write_text(at.ok("checkpoint", "--sign-with", str(key)))
    copied(file, database)
    moved = At(database, tmp_path)
    moved.record(said("goes-on"))
    kept = ("--since", str(tmp_path / "seen"), "--key", str(public), "--origin", origin)
    assert moved.json("verify", *kept)["ok"]


def test_it_goes_on_where_it_was_broken_off(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "BATCH", 7)
    database = ground.place(tmp_path)
    put, batches = Store.put, []

    def broken(store: Store, entries: list[object]) -> None:
        batches.append(len(entries))
        if len(batches) in {3, 5}:
            message = "a broken line"
            raise Conflict(message)
        put(store, entries)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "put", broken)
    for _ in range(2):
        with Ledger(file) as ledger, pytest.raises(LedgerError, match="a broken line"):
            ledger.copy(database)
    copied(file, database)
    assert len(batches) == 2 + 6
    with Ledger(file) as one, Ledger(database) as two:
        assert all_of(one) == all_of(two)
        # What has been recorded since is all that is copied then.
        one.record(many(3, "later"))
    copied(file, database)
    with Ledger(file) as one, Ledger(database) as two:
        assert all_of(one) == all_of(two)


def test_another_ledger_is_not_copied_over(file: Path, url: str) -> None:
    done = command("copy", str(file), url, "--json")
    assert done.code == 4
    assert "exists already" in done.error["message"]
    with Ledger(url) as ledger:
        assert ledger.store.last() == (0, "")


def test_words_are_withheld_in_a_file_alone(file: Path, tmp_path: Path) -> None:
    database = ground.place(tmp_path)
    withheld = ("--withhold", "5", "--reason", "court order")
    done = command("copy", str(file), database, *withheld, "--json")
    assert done.code == 4
    public = tmp_path / "public.db"
    assert command("copy", str(file), str(public), *withheld).code == 0
    copied(public, database)
    with Ledger(public) as one, Ledger(database) as two:
        assert all_of(one) == all_of(two)
        assert two.verify()["ok"]
