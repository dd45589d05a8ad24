# ruff: noqa: S608 the statements are made of the names of our own tables
"""The truth is refused any change by the database itself, whoever asks it: also through plain SQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger import Ledger
from tests.store.lines import many, said

TABLES = ("ledger", "stored_events", "log", "node", "archive", "source")
"""The tables that nothing can be rebuilt from but themselves."""


@pytest.fixture
def sql(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Give a plain connection to a ledger with entries, a chain of two lines and archived texts."""
    path = tmp_path / "ledger.db"
    with Ledger.create(path) as ledger:
        ledger.record(many(4))
        ledger.correct(2, {"stance": "neutral"}, "misread")
        for slug in ("one", "two"):
            ledger.archive(f"Text {slug}.", slug, {"publisher": "Wire", "published": "2025-02-18"})
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def content(sql: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {table: sql.execute(f"SELECT rowid, * FROM {table}").fetchall() for table in TABLES}


def columns(sql: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in sql.execute(f"PRAGMA table_info({table})")]


def refused(sql: sqlite3.Connection, statement: str, values: tuple[object, ...] = ()) -> None:
    before = content(sql)
    with pytest.raises(sqlite3.IntegrityError, match=r"never|goes on|datatype mismatch"):
        sql.execute(statement, values)
    assert content(sql) == before


def test_every_table_but_the_one_for_taking_turns_is_looked_at_here(sql: sqlite3.Connection) -> None:
    tables = {name for (name,) in sql.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert tables - {"turn"} == set(TABLES)
    assert all(content(sql)[table] for table in TABLES)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("word", ["", "OR REPLACE", "OR IGNORE", "OR FAIL", "OR ROLLBACK"])
def test_update_is_refused_in_each_column(sql: sqlite3.Connection, table: str, word: str) -> None:
    for column in [*columns(sql, table), "rowid"]:
        refused(sql, f"UPDATE {word} {table} SET {column} = {column}")
        refused(sql, f"UPDATE {word} {table} SET {column} = NULL WHERE rowid = 1")


@pytest.mark.parametrize("table", TABLES)
def test_delete_is_refused_of_one_row_and_of_all(sql: sqlite3.Connection, table: str) -> None:
    refused(sql, f"DELETE FROM {table}")
    refused(sql, f"DELETE FROM {table} WHERE rowid = 1")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "verb",
    ["REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL", "INSERT OR ROLLBACK", "INSERT"],
)
def test_replacing_a_row_is_refused(sql: sqlite3.Connection, table: str, verb: str) -> None:
    refused(sql, f"{verb} INTO {table} SELECT * FROM {table} LIMIT 1")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("rowid", ["rowid", "_rowid_", "oid"])
def test_a_row_is_not_replaced_by_its_rowid_with_other_keys(
    sql: sqlite3.Connection, table: str, rowid: str
) -> None:
    names = columns(sql, table)
    values = {name: f"'{name} of another'" for name in names} | {
        "originator_version": "99",
        "number": "99",
        "recorded_at": "9e15",
        "root": "99",
        "version": "99",
        "salt": "x'00'",
        "position": "99",
        "hash": "zeroblob(32)",
        "names": "NULL",
        "text": "x'00'",
        "added_at": "0",
        "format": "1",
        "created_at": "0",
    }
    # Where rowid is the number or the position it is not given twice.
    names = [name for name in names if (table, name) not in {("log", "number"), ("node", "position")}]
    listed = ", ".join(values[name] for name in names)
    refused(sql, f"INSERT OR REPLACE INTO {table} ({rowid}, {', '.join(names)}) VALUES (1, {listed})")


@pytest.mark.parametrize("key", ["id", "number", "stream, version"])
def test_each_unique_key_of_the_log_guards_its_row(sql: sqlite3.Connection, key: str) -> None:
    first = dict(
        zip(columns(sql, "log"), sql.execute("SELECT * FROM log WHERE number = 1").fetchone(), strict=True)
    )
    other = first | {"number": 6, "id": "other", "stream": "other", "version": 1, "recorded_at": 2**62}
    row = other | {name: first[name] for name in key.split(", ")}
    marks = ", ".join("?" * len(row))
    refused(sql, f"INSERT OR REPLACE INTO log VALUES ({marks})", tuple(row.values()))


def test_an_upsert_is_refused(sql: sqlite3.Connection) -> None:
    refused(
        sql,
        "INSERT INTO archive SELECT * FROM archive WHERE true ON CONFLICT (sha256) DO UPDATE SET text = x'00'",
    )


def test_a_second_heading_is_refused(sql: sqlite3.Connection) -> None:
    refused(sql, "INSERT INTO ledger VALUES (1, 'another', 0, 'name')")


@pytest.mark.parametrize("number,later", [(7, 1), (0, 1), (-1, 1), (6, -1)])
def test_the_log_takes_neither_a_gap_nor_an_earlier_time(
    sql: sqlite3.Connection, number: int, later: int
) -> None:
    (last,) = sql.execute("SELECT max(recorded_at) FROM log").fetchone()
    refused(
        sql,
        "INSERT INTO log VALUES (?, 'X', ?, 'eve', 6, 'stream', 1, NULL, x'00', NULL)",
        (number, last + later),
    )


def test_what_was_refused_leaves_the_ledger_sound_and_open_to_more(
    sql: sqlite3.Connection, tmp_path: Path
) -> None:
    refused(sql, "DELETE FROM log")
    with Ledger(tmp_path / "ledger.db") as ledger:
        assert ledger.record([said("next")])["recorded"][0]["entry"] == 6
        assert ledger.verify()["ok"]


@pytest.mark.parametrize("position", [-1, 9, 2**62])
def test_the_seal_takes_no_gap(sql: sqlite3.Connection, position: int) -> None:
    assert sql.execute("SELECT max(position) FROM node").fetchone() == (7,)
    refused(sql, "INSERT INTO node VALUES (?, zeroblob(32))", (position,))


def test_the_seal_takes_nothing_but_hashes(sql: sqlite3.Connection) -> None:
    before = content(sql)
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        sql.execute("INSERT INTO node VALUES (8, x'00')")
    assert content(sql) == before
