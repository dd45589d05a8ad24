"""The laws of out and back: an export is the ledger again, elsewhere its entries say where they are from."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ledger import Ledger
from ledger.exchange import jsonl
from tests.asking import NEGOTIATION, answer, empty, kept, printed, recorded
from tests.cases import Json
from tests.histories import moments, questions
from tests.property.invented import HISTORIES, chunks

OTHERS = [
    {
        "id": f"other-{number}",
        "development": {"kind": "party-described", "party": slug, "name": slug, "type": "state"},
    }
    for number, slug in enumerate(("lowlands", "coast"), start=1)
]


def exported(ledger: Ledger) -> list[tuple[int | None, object]]:
    """Return the lines of an export, numbered."""
    return [(number, json.loads(line)) for number, line in enumerate(jsonl.lines(ledger.store), start=1)]


@given(st.data())
def test_an_export_imported_into_an_empty_ledger_is_the_same_ledger(data: st.DataObject) -> None:
    history = data.draw(HISTORIES)
    asked = st.tuples(st.sampled_from([["state"], *questions(history)]), moments(history))
    with empty() as one, empty() as two:
        for lines in chunks(history, 7):
            one.record(lines, author="anna")
        two.import_lines(exported(one), author=two.store.author() or "boris")
        assert kept(one) == kept(two)
        for command, moment in data.draw(st.lists(asked, max_size=6)):
            found = [printed(answer(ledger, command, moment, NEGOTIATION)) for ledger in (one, two)]
            assert found[0] == found[1]
        two.import_lines(exported(one), author=two.store.author() or "boris")
        assert kept(one) == kept(two)


@given(HISTORIES)
def test_an_export_imported_beside_other_entries_says_which_each_was(history: list[Json]) -> None:
    with recorded(history) as one, recorded(OTHERS) as two:
        before = list(two.entries())
        two.import_lines(exported(one), author=two.store.author() or "boris")
        found = list(two.entries())
        assert found[: len(OTHERS)] == before
        assert two.verify()["ok"]
        for old, new in zip(one.entries(), found[len(OTHERS) :], strict=True):
            assert (new.id, new.held, new.recorded_by) == (old.id, old.held, two.store.author() or "boris")
            assert (new.number, new.root) == (old.number + len(OTHERS), old.root + len(OTHERS))
            assert new.imported_from == f"#{old.number}, recorded {old.recorded_at} by anna"
