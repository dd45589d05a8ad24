"""The full-text index is kept up with the entries, rebuilt from them, and audited against them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.synthetic import lines as synthetic
from tests.asking import empty, recorded
from tests.cases import Json
from tests.histories import random_history
from tests.oracle import lines
from tests.property.invented import HISTORIES


@settings(max_examples=25)
@given(HISTORIES, st.sampled_from(["islands", "ferries", "gazette"]))
def test_an_index_rebuilt_finds_the_same(history: list[Json], text: str) -> None:
    negotiation = min(lines.negotiations(lines.read(history)), default=None)
    with recorded(history, one_by_one=True) as ledger:
        before = ledger.search(text, negotiation=negotiation)
        ledger.index.rebuild()
        assert ledger.search(text, negotiation=negotiation) == before


def test_the_audit_sees_a_full_text_index_that_says_something_else() -> None:
    with recorded(random_history(3, 20)) as ledger:
        assert ledger.verify()["ok"]
        ledger.index.connection.execute("INSERT INTO words_fts(words_fts) VALUES ('delete-all')")
        found = ledger.verify()
        assert [fault["check"] for fault in found["faults"]] == ["index"]
        assert "full-text" in found["faults"][0]["message"]
        ledger.index.rebuild()
        assert ledger.verify()["ok"]


def test_the_audit_sees_words_that_no_line_says() -> None:
    with recorded(random_history(3, 20)) as ledger:
        ledger.index.connection.execute("UPDATE words SET said = said || ' unicorns' WHERE number = 1")
        assert "a row of words that the entries do not give" in ledger.verify()["faults"][0]["message"]


def test_an_index_of_another_format_is_emptied_with_its_full_text() -> None:
    with recorded(random_history(3, 20)) as ledger:
        before = ledger.search("gazette", negotiation="talks")
        assert before["hits"] != []
        ledger.index.connection.execute("UPDATE meta SET value = '1' WHERE key = 'format'")
        assert ledger.search("gazette", negotiation="talks") == before
        assert ledger.verify()["ok"]


WATCHED = """
CREATE TEMP TABLE written (what TEXT);
CREATE TEMP TRIGGER step_made AFTER INSERT ON main.step BEGIN INSERT INTO written VALUES ('step'); END;
CREATE TEMP TRIGGER step_ended AFTER UPDATE ON main.step BEGIN INSERT INTO written VALUES ('step'); END;
CREATE TEMP TRIGGER life_made AFTER INSERT ON main.life BEGIN INSERT INTO written VALUES ('life'); END;
CREATE TEMP TRIGGER life_ended AFTER UPDATE ON main.life BEGIN INSERT INTO written VALUES ('life'); END;
"""


def test_a_line_that_is_late_or_corrects_or_retracts_writes_no_more_than_four_rows_a_cell() -> None:
    with empty() as ledger:
        ledger.index.connection.executescript(WATCHED)
        mended = 0
        for line in synthetic(400):
            (before,) = ledger.index.connection.execute("SELECT count(*) FROM written").fetchone()
            number = ledger.record([line], author="anna")["recorded"][0]["entry"]
            (after,) = ledger.index.connection.execute("SELECT count(*) FROM written").fetchone()
            root = ledger.store.root_of(number)
            query = "SELECT count(DISTINCT cell) FROM step WHERE place = ?"
            (cells,) = ledger.index.connection.execute(query, (root,)).fetchone()
            assert 0 < after - before <= 4 * cells, line
            mended += number != root
        assert mended > 3
