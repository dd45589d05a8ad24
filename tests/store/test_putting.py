"""Entries are put into another store just as they are, withheld ones too; the seal comes out the same."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.entry import Entry, withheld_id
from ledger.errors import Damaged, Refused
from ledger.seal import tree
from ledger.store import Archived, Named, Store, nodes
from tests import ground
from tests.seal.test_in_the_ledger import filled

pytestmark = pytest.mark.both

LAST = 23


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Store]:
    with filled(ground.place(tmp_path, "whole.db"), LAST) as ledger:
        yield ledger.store


@pytest.fixture
def whole(first: Store) -> list[Entry]:
    return list(first.entries())


@pytest.fixture
def other(tmp_path: Path) -> Store:
    return Store.create(ground.place(tmp_path, "other.db"), "example.org/talks", "0" * 36)


def without(entry: Entry) -> Entry:
    return entry._replace(id=withheld_id(entry.number), names=None, body="", salt=nodes.leaf(entry).digest)


def root(store: Store) -> bytes:
    return tree.root(store.last()[0], store.hashes)


def test_entries_that_are_put_come_back_as_they_were(whole: list[Entry], other: Store) -> None:
    with closing(other):
        for begin in range(0, LAST, 5):
            other.put(whole[begin : begin + 5])
        assert list(other.entries()) == whole
        assert (other.id, other.origin) == ("0" * 36, "example.org/talks")


def test_the_root_is_the_same_where_words_are_withheld(
    first: Store, whole: list[Entry], other: Store
) -> None:
    roots = {2, 10}
    withheld = [without(entry) if entry.root in roots else entry for entry in whole]
    with closing(other):
        other.put(withheld)
        assert list(other.entries()) == withheld
        assert root(other) == root(first)
        assert [one.held for one in other.entries() if one.withheld] == [
            {"kind": one.kind} for one in withheld if one.withheld
        ]


def test_a_withheld_entry_without_its_digest_has_no_leaf(whole: list[Entry]) -> None:
    with pytest.raises(Damaged, match="no digest"):
        nodes.leaf(without(whole[0])._replace(salt=bytes(16)))


def test_only_the_next_entry_is_put(whole: list[Entry], other: Store) -> None:
    with closing(other):
        with pytest.raises(Refused, match="does not come next"):
            other.put(whole[1:])
        assert other.last() == (0, "")
        other.put([])
        other.put(whole[:1])


def test_the_archive_is_put_as_it_is(other: Store) -> None:
    text = Archived("f" * 64, "Peace \u2014 for now", 1, "anna")
    source = Named("we-0218", {"publisher": "The Week", "archive": "f" * 64}, "f" * 64, 2, "ben")
    with closing(other):
        other.put_archive([text], [source])
        assert (list(other.archived()), list(other.named())) == ([text], [source])


def test_entries_can_be_recorded_after_those_that_were_put(whole: list[Entry], other: Store) -> None:
    with closing(other):
        other.put(whole)
    with Ledger(other.address) as ledger:
        line = {
            "kind": "party-described",
            "party": "avaria",
            "name": "Avaria",
            "type": "state",
        }
        assert ledger.record([line])["recorded"][0]["entry"] == LAST + 1
        assert ledger.verify()["ok"]
