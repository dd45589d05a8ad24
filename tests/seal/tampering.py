# ruff: noqa: ARG001, S608 a way takes what it does not need; the statements are made of the names of our own tables
"""Ways to tamper with a ledger's file by plain SQL, each by someone who may write to it and knows how it is made.

A way takes the file out of the hands of its triggers, changes it, puts the triggers back, and returns the entry
that it touched (None: no entry) or raises where it has nothing to touch.
"""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ledger.seal import tree
from ledger.steps.canonical import stream
from ledger.store import Store, nodes

Way = Callable[[sqlite3.Connection, int, random.Random], int | None]
"""Given the connection, the number of the last entry and dice, tampers and returns the entry touched."""


@contextmanager
def unguarded(path: Path, *, put_back: bool = True) -> Iterator[sqlite3.Connection]:
    """Give a connection to the file without its triggers, and then put them back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as sql:
        triggers = sql.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            sql.execute(f"DROP TRIGGER {name}")
        yield sql
        if put_back:
            for _, text in triggers:
                sql.execute(text)
        sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def body(sql: sqlite3.Connection, number: int) -> bytes:
    found = sql.execute(
        "SELECT state FROM stored_events JOIN log ON originator_id = stream AND originator_version = log.version "
        "WHERE number = ?",
        (number,),
    ).fetchone()
    assert isinstance(found[0], bytes)
    return found[0]


def say(sql: sqlite3.Connection, number: int, state: bytes) -> None:
    """Put other bytes in the place of what an entry holds."""
    sql.execute(
        "UPDATE stored_events SET state = ? WHERE (originator_id, originator_version) = "
        "(SELECT stream, version FROM log WHERE number = ?)",
        (state, number),
    )


def reseal(path: Path) -> None:
    """Write all the hashes anew from what the entries say now."""
    with closing(Store(path)) as store:
        edge = tree.Frontier()
        hashes = [one for entry in store.entries() for one in edge.add(nodes.leaf(entry).hash())]
    with unguarded(path) as sql:
        sql.execute("DELETE FROM node")
        sql.executemany("INSERT INTO node VALUES (?, ?)", list(enumerate(hashes)))


def renumber(sql: sqlite3.Connection, after: int, by: int) -> None:
    """Give the entries after one other numbers, in the roots and names of their chains too."""
    order = "ASC" if by < 0 else "DESC"
    numbers = sql.execute(f"SELECT number FROM log WHERE number > ? ORDER BY number {order}", (after,))
    for (number,) in numbers.fetchall():
        sql.execute("UPDATE log SET number = ? WHERE number = ?", (number + by, number))
    for column in ("root", "names"):
        sql.execute(f"UPDATE log SET {column} = {column} + ? WHERE {column} > ?", (by, after))


def alone(sql: sqlite3.Connection, dice: random.Random) -> int:
    """Return an entry whose chain has no other line, so that it can be taken out without a trace."""
    rows = sql.execute("SELECT number FROM log GROUP BY root HAVING count(*) = 1 ORDER BY number").fetchall()
    return int(dice.choice(rows)[0])


def flip_a_bit(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(1, last)
    held = bytearray(body(sql, number))
    held[dice.randrange(len(held))] ^= 1 << dice.randrange(8)
    say(sql, number, bytes(held))
    return number


def change_the_words(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(1, last)
    held = json.loads(body(sql, number))
    held.get("replacement", held)["summary"] = f"quite another thing {dice.random()}"
    say(sql, number, json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode())
    return number


def swap_the_words_of_two(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    rows = sql.execute("SELECT number FROM log WHERE number = root").fetchall()
    one, two = sorted(int(row[0]) for row in dice.sample(rows, 2))
    first, second = body(sql, one), body(sql, two)
    say(sql, one, second)
    say(sql, two, first)
    return one


def swap_two(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(1, last - 1)
    for old, new in ((number, -1), (number + 1, number), (-1, number + 1)):
        sql.execute("UPDATE log SET number = ? WHERE number = ?", (new, old))
    return number


def drop_one(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(1, last)
    sql.execute(
        "DELETE FROM stored_events WHERE (originator_id, originator_version) = "
        "(SELECT stream, version FROM log WHERE number = ?)",
        (number,),
    )
    sql.execute("DELETE FROM log WHERE number = ?", (number,))
    return number


def drop_the_words(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(1, last)
    sql.execute(
        "DELETE FROM stored_events WHERE (originator_id, originator_version) = "
        "(SELECT stream, version FROM log WHERE number = ?)",
        (number,),
    )
    return number


def drop_and_renumber(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = alone(sql, dice)
    sql.execute(
        "DELETE FROM stored_events WHERE (originator_id, originator_version) = "
        "(SELECT stream, version FROM log WHERE number = ?)",
        (number,),
    )
    sql.execute("DELETE FROM log WHERE number = ?", (number,))
    renumber(sql, number, -1)
    return number


def insert_one(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(1, last)
    renumber(sql, number - 1, 1)
    near = sql.execute("SELECT recorded_at FROM log WHERE number = ?", (number + 1,)).fetchone()[0]
    name = f"planted-{dice.random()}"
    of = sql.execute("SELECT number FROM log WHERE number = root").fetchall()
    held = body(sql, int(dice.choice(of)[0]))
    kind = json.loads(held)["kind"]
    chain = stream(name).hex
    sql.execute("INSERT INTO stored_events VALUES (?, 1, ?, ?)", (chain, f"{kind}/1", held))
    sql.execute(
        "INSERT INTO log VALUES (?, ?, ?, 'mallory', ?, ?, 1, NULL, ?, NULL)",
        (number, name, near, number, chain, bytes(16)),
    )
    return number


def renumber_the_end(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(2, last)
    renumber(sql, number - 1, 1)
    return number


def _set(column: str, value: object, sql: sqlite3.Connection, number: int) -> int:
    sql.execute(f"UPDATE log SET {column} = ? WHERE number = ?", (value, number))
    return number


def re_date(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(1, last)
    (at,) = sql.execute("SELECT recorded_at FROM log WHERE number = ?", (number,)).fetchone()
    return _set("recorded_at", at - 86_400_000_000, sql, number)


def other_author(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    return _set("recorded_by", "mallory", sql, dice.randint(1, last))


def other_id(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    return _set("id", f"X{dice.random()}", sql, dice.randint(1, last))


def other_salt(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    return _set("salt", dice.randbytes(16), sql, dice.randint(1, last))


def other_origin(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    return _set("imported_from", "#1, recorded by nobody", sql, dice.randint(1, last))


def other_kind(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(1, last)
    sql.execute(
        "UPDATE stored_events SET topic = 'statement-made/2' WHERE (originator_id, originator_version) = "
        "(SELECT stream, version FROM log WHERE number = ?)",
        (number,),
    )
    return number


def other_chain(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    rows = sql.execute("SELECT number FROM log WHERE number <> root").fetchall()
    number = int(dice.choice(rows)[0])
    return _set("root", 1 if number != 1 else 2, sql, number)


def other_stream(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    rows = sql.execute("SELECT number, stream, version FROM log WHERE number <> root").fetchall()
    number, name, version = dice.choice(rows)
    for table, column in (("stored_events", "originator_id"), ("log", "stream")):
        place = "originator_version" if table == "stored_events" else "version"
        sql.execute(
            f"UPDATE {table} SET {column} = ?, {place} = 1 WHERE {column} = ? AND {place} = ?",
            ("0" * 32, name, version),
        )
    return int(number)


def point_elsewhere(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    rows = sql.execute("SELECT number FROM log WHERE names IS NOT NULL").fetchall()
    number = int(dice.choice(rows)[0])
    (names,) = sql.execute("SELECT names FROM log WHERE number = ?", (number,)).fetchone()
    return _set("names", names + 1, sql, number)


def edit_a_leaf(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.randint(1, last)
    sql.execute("UPDATE node SET hash = ? WHERE position = ?", (dice.randbytes(32), tree.stored(number - 1)))
    return number


def edit_a_node(sql: sqlite3.Connection, last: int, dice: random.Random) -> None:
    leaves = {tree.stored(number) for number in range(last)}
    inner = [position for position in range(tree.stored(last)) if position not in leaves]
    sql.execute("UPDATE node SET hash = ? WHERE position = ?", (dice.randbytes(32), dice.choice(inner)))


def drop_a_node(sql: sqlite3.Connection, last: int, dice: random.Random) -> int | None:
    leaves = {tree.stored(number - 1): number for number in range(1, last + 1)}
    position = dice.randrange(tree.stored(last))
    sql.execute("DELETE FROM node WHERE position = ?", (position,))
    return leaves.get(position)


def add_a_node(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    sql.execute("INSERT INTO node VALUES (?, ?)", (tree.stored(last), dice.randbytes(32)))
    return last + 1


def stray_words(sql: sqlite3.Connection, last: int, dice: random.Random) -> None:
    held = body(sql, dice.randint(1, last))
    sql.execute("INSERT INTO stored_events VALUES ('f', 1, 'statement-made/1', ?)", (held,))


def truncate(sql: sqlite3.Connection, last: int, dice: random.Random, *, hashes: bool = True) -> int:
    """Cut back to an older state, with the hashes of what is taken away or without."""
    size = dice.randint(0, last - 1)
    sql.execute(
        "DELETE FROM stored_events WHERE (originator_id, originator_version) IN "
        "(SELECT stream, version FROM log WHERE number > ?)",
        (size,),
    )
    sql.execute("DELETE FROM log WHERE number > ?", (size,))
    if hashes:
        sql.execute("DELETE FROM node WHERE position >= ?", (tree.stored(size),))
    return size + 1


def cut_and_leave_the_hashes(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    return truncate(sql, last, dice, hashes=False)


SEEN: dict[str, Way] = {
    one.__name__: one
    for one in (
        flip_a_bit,
        change_the_words,
        swap_the_words_of_two,
        swap_two,
        drop_one,
        drop_the_words,
        drop_and_renumber,
        insert_one,
        renumber_the_end,
        re_date,
        other_author,
        other_id,
        other_salt,
        other_origin,
        other_kind,
        other_chain,
        other_stream,
        point_elsewhere,
        edit_a_leaf,
        edit_a_node,
        drop_a_node,
        add_a_node,
        stray_words,
        cut_and_leave_the_hashes,
    )
}
"""The ways that are seen without a checkpoint kept elsewhere."""

REWRITTEN: dict[str, Way] = {
    one.__name__: one
    for one in (change_the_words, drop_and_renumber, insert_one, other_author, other_salt, other_origin)
}
"""The ways that leave a sound ledger where all hashes are written anew."""
