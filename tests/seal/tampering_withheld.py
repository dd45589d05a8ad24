# ruff: noqa: ARG001 a way takes what it does not need
"""Ways to tamper with a copy that withholds words: what was altered made to look withheld, and the reverse.

As in `tests.seal.tampering`, by someone who may write to the file and knows how it is made.
"""

import json
import random
import sqlite3
from typing import NamedTuple

from ledger.entry import withheld_id
from ledger.seal.leaf import Words
from ledger.steps.canonical import stream
from tests.seal.tampering import Way, body, say


class Line(NamedTuple):
    """A line of the log, as far as its words hang on it."""

    number: int
    id: str
    salt: bytes
    stream: str


def _lines(sql: sqlite3.Connection, *, withheld: bool) -> list[Line]:
    """Return the lines that are a chain of their own, withheld or not."""
    rows = sql.execute(
        "SELECT number, id, salt, stream FROM log WHERE (length(salt) = 32) = ? AND root IN "
        "(SELECT root FROM log GROUP BY root HAVING count(*) = 1) ORDER BY number",
        (withheld,),
    )
    return [Line(*row) for row in rows]


def _move(sql: sqlite3.Connection, line: Line, name: str) -> None:
    """Give a line another id, and its chain the stream that is made of it."""
    new = stream(name).hex
    sql.execute("UPDATE stored_events SET originator_id = ? WHERE originator_id = ?", (new, line.stream))
    sql.execute("UPDATE log SET stream = ?, id = ? WHERE number = ?", (new, name, line.number))


def _set_salt(sql: sqlite3.Connection, number: int, salt: bytes) -> int:
    sql.execute("UPDATE log SET salt = ? WHERE number = ?", (salt, number))
    return number


def pretend_it_was_withheld(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    """Take the words out just as a copy does, and leave out to say so."""
    line = dice.choice([one for one in _lines(sql, withheld=False) if one.number != last])
    digest = Words(line.salt, line.id, body(sql, line.number)).digest()
    say(sql, line.number, b"")
    _move(sql, line, withheld_id(line.number))
    return _set_salt(sql, line.number, digest)


def words_for_a_withheld_one(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    """Put words in the place of those that were withheld."""
    line = dice.choice(_lines(sql, withheld=True))
    other = dice.choice([one for one in _lines(sql, withheld=False) if one.number != last])
    say(sql, line.number, body(sql, other.number))
    _move(sql, line, f"restored-{dice.random()}")
    return _set_salt(sql, line.number, dice.randbytes(16))


def swap_two_digests(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    one, two = sorted(dice.sample(_lines(sql, withheld=True), 2))
    _set_salt(sql, two.number, one.salt)
    return _set_salt(sql, one.number, two.salt)


def other_digest(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    return _set_salt(sql, dice.choice(_lines(sql, withheld=True)).number, dice.randbytes(32))


def half_a_digest(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    line = dice.choice(_lines(sql, withheld=True))
    return _set_salt(sql, line.number, line.salt[:16])


def other_place_for_an_id(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    line = dice.choice(_lines(sql, withheld=True))
    _move(sql, line, withheld_id(line.number + last))
    return line.number


def say_less(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    """Take one of the numbers out of the entry that says which are withheld."""
    held = json.loads(body(sql, last))
    held["numbers"].remove(dice.choice(held["numbers"]))
    say(sql, last, json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode())
    return last


def other_reason(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    held = json.loads(body(sql, last)) | {"reason": f"no reason {dice.random()}"}
    say(sql, last, json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode())
    return last


def re_date_a_withheld_one(sql: sqlite3.Connection, last: int, dice: random.Random) -> int:
    number = dice.choice(_lines(sql, withheld=True)).number
    sql.execute("UPDATE log SET recorded_at = recorded_at + 1 WHERE number = ?", (number,))
    return number


SEEN: dict[str, Way] = {
    one.__name__: one
    for one in (
        pretend_it_was_withheld,
        words_for_a_withheld_one,
        swap_two_digests,
        other_digest,
        half_a_digest,
        other_place_for_an_id,
        say_less,
        other_reason,
        re_date_a_withheld_one,
    )
}
"""The ways that are seen without a checkpoint kept elsewhere."""

REWRITTEN: dict[str, Way] = {
    one.__name__: one for one in (words_for_a_withheld_one, swap_two_digests, other_digest, other_reason)
}
"""The ways that leave a sound copy where all hashes are written anew."""
