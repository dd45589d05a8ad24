"""Archived texts: kept once by what they say, named once, and by whoever was first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import Refused
from ledger.store import Store
from tests import ground

pytestmark = pytest.mark.both

FIELDS = {"publisher": "Wire", "published": "2025-02-18"}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(ground.place(tmp_path)) as made:
        yield made


def test_the_same_text_under_the_same_slug_is_kept_once(ledger: Ledger) -> None:
    assert ledger.archive("Text.", "wire", FIELDS)["new"]
    kept = ledger.store.connection.execute("SELECT * FROM archive").fetchall()
    assert not ledger.archive("Text.", "wire", FIELDS)["new"]
    assert ledger.store.connection.execute("SELECT * FROM archive").fetchall() == kept


def test_one_text_may_have_two_slugs_and_is_kept_once(ledger: Ledger) -> None:
    ledger.archive("Text.", "wire", FIELDS)
    ledger.archive("Text.", "agency", {"publisher": "Agency"})
    assert len(list(ledger.store.texts())) == 1
    assert [slug for slug, _ in ledger.store.sources()] == ["agency", "wire"]


def test_a_slug_that_stands_for_another_source_is_refused(ledger: Ledger) -> None:
    ledger.archive("Text.", "wire", FIELDS)
    for text, fields in (("Other.", FIELDS), ("Text.", FIELDS | {"title": "Title"})):
        with pytest.raises(Refused, match="stands for another source"):
            ledger.archive(text, "wire", fields)
    assert len(list(ledger.store.texts())) == 1


def test_a_slug_given_to_another_source_at_the_same_time_is_refused_too(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Store.keep

    def late(store: Store, *given: object) -> None:
        monkeypatch.setattr(Store, "keep", keep)
        with Ledger(ledger.store.address) as other:
            other.archive("Theirs.", "wire", FIELDS)
        keep(store, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "keep", late)
    with pytest.raises(Refused, match="stands for another source"):
        ledger.archive("Mine.", "wire", FIELDS)
    assert [text for _, text in ledger.store.texts()] == ["Theirs."]


def test_the_same_source_archived_by_two_at_the_same_time_is_kept_once(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Store.keep

    def late(store: Store, *given: object) -> None:
        monkeypatch.setattr(Store, "keep", keep)
        with Ledger(ledger.store.address) as other:
            other.archive("Text.", "wire", FIELDS)
        keep(store, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "keep", late)
    ledger.archive("Text.", "wire", FIELDS)
    assert [text for _, text in ledger.store.texts()] == ["Text."]
