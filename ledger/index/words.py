"""Full text: what each line says as words that are folded alike, and where words are found again.

A word is a run of letters and digits, without regard to case, accents and
invisible characters; a Chinese or Japanese character is a word of its own,
because nothing stands between words there. The folding is done here and not by
SQLite, so that a word is the same whichever SQLite reads the index. Lines are
never changed, so neither are their rows: T cuts them by their number.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.state.cells import Row

WALL = "\ue000"
"""Stands between two texts of a line, so that no phrase reaches from one into the next; no word holds it."""

_STROKED = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
"""Letters that Unicode does not take apart, and that a keyboard may not have."""

_TEXTS = ("summary", "terms", "text", "title", "name", "proposition", "place")
_NAMES = ("party", "matter", "proposal", "point", "agreement", "meeting", "according_to")
_LISTS = (
    *("parties", "to", "matters", "under", "hosts", "mediators", "absent"),
    *("aliases", "via", "tags"),
)
_OF_PERSON = ("name", "role", "party")
_OF_SOURCE = ("publisher", "title", "author")
_OF_QUOTE = ("exact", "translation")


class _Folding(dict[int, str]):
    """What each character is to a word: letters folded, a space for what is none, nothing for marks."""

    def __missing__(self, code: int) -> str:
        taken_apart = unicodedata.normalize("NFKD", chr(code)).casefold()
        folded = "".join(map(_part, unicodedata.normalize("NFKD", taken_apart)))
        self[code] = folded
        return folded


def _part(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    if category[0] not in "LN" and category != "Mc":
        return " "
    if category == "Lo" and unicodedata.east_asian_width(char) == "W" and not _hangul(char):
        return f" {char} "
    return _STROKED.get(char, char)


def _hangul(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff" or "\uac00" <= char <= "\ud7ff"


_FOLDING = _Folding()


_ASCII = "".join(
    chr(code).lower() if chr(code).isalnum() or chr(code) == "\n" else " " for code in range(128)
)
"""What each ASCII character is to a word, but that a new line is kept."""


def words(text: str) -> list[str]:
    """Return the words of a text in their order, folded."""
    return text.translate(_FOLDING).split()


class Phrase(NamedTuple):
    """Words that must stand side by side; of the last one `begun` says that its beginning will do."""

    words: tuple[str, ...]
    begun: bool = False


def _at(found: Sequence[str], phrase: Phrase) -> int | None:
    """Return the place among words where a phrase first stands, or None."""
    last = phrase.words[-1]
    for at in range(len(found) - len(phrase.words) + 1):
        *before, end = found[at : at + len(phrase.words)]
        if (end.startswith(last) if phrase.begun else end == last) and tuple(before) == phrase.words[:-1]:
            return at
    return None


def place(text: str, phrases: Iterable[Phrase]) -> tuple[int, int] | None:
    """Return the code points from which and up to which the first of some phrases stands in a text, or None."""
    found = words(text)
    places = [(at, len(one.words)) for one in phrases if (at := _at(found, one)) is not None]
    if not places:
        return None
    at, size = min(places)
    spans = _spans(text)
    return spans[at][0], spans[at + size - 1][1]


def _spans(text: str) -> list[tuple[int, int]]:
    """Return of each word of a text the code points from which and up to which it stands."""
    if text.isascii():
        return [found.span() for found in re.finditer("[A-Za-z0-9]+", text)]
    spans: list[tuple[int, int]] = []
    begins = ends = -1
    for at, char in enumerate(f"{text} "):
        for part in _FOLDING[ord(char)]:
            if part != " ":
                begins, ends = at if begins < 0 else begins, at + 1
            elif begins >= 0:
                spans.append((begins, ends))
                begins = -1
    return spans


def texts(held: Row) -> Iterator[tuple[str, str]]:
    """Yield every text that a line says with its field: summaries, terms, names, titles, quotes, slugs.

    `held` is what the line holds; of a correction it is the words that it puts in the place of others.
    """
    said = held.get("replacement", held)
    for source in said.get("sources", ()):
        for quote in source.get("quotes", ()):
            yield from _given(quote, _OF_QUOTE, "quote")
    yield from _given(said, _TEXTS)
    for person in (said.get("speaker", {}), *said.get("participants", ())):
        yield from _given(person, _OF_PERSON, "speaker" if person is said.get("speaker") else "participant")
    for source in said.get("sources", ()):
        yield from _given(source, _OF_SOURCE, "source")
    yield from _given(said, _NAMES)
    for field in _LISTS:
        yield from ((field, one) for one in said.get(field, ()))


def _given(held: Row, fields: Sequence[str], of: str = "") -> Iterator[tuple[str, str]]:
    for field in fields:
        if isinstance(held.get(field), str):
            yield f"{of}.{field}" if of else field, held[field]


def rows(entry: Entry, held: Row) -> list[tuple[int, int, str]]:
    """Return the row of a line that holds this (its number, its root's, its words); none where it says nothing."""
    said = [text for _, text in texts(held)]
    if not said:
        return []
    whole = "\n".join(said)
    if whole.isascii() and whole.count("\n") == len(said) - 1:
        # All texts at once, and a new line is the wall: four times as fast.
        parts = [" ".join(part.split()) for part in whole.translate(_ASCII).split("\n")]
    else:
        parts = [" ".join(words(text)) for text in said]
    return [(entry.number, entry.root, f" {WALL} ".join(parts))]


def make(database: Any) -> None:  # noqa: ANN401 sqlite_utils.Database, which is imported where an index is made
    """Make the empty table of words and its full-text index.

    The tokenizer is the plainest: words are folded already, and all but ASCII is a part of one.
    Triggers would write a segment of the index for each row, and take five times as long.
    """
    table = database.table("words")
    table.create({"number": int, "root": int, "said": str}, pk="number", not_null={"root", "said"})
    table.enable_fts(["said"], tokenize="ascii")


def insert(connection: sqlite3.Connection, said: Sequence[tuple[int, int, str]]) -> None:
    """Put rows that `rows` gave, in the order of their numbers, into the table and its full-text index."""
    if said:
        connection.executemany("INSERT INTO words VALUES (?, ?, ?)", said)
        connection.execute(
            "INSERT INTO words_fts (rowid, said) SELECT number, said FROM words WHERE number >= ?",
            (said[0][0],),
        )


def expression(phrases: Sequence[Phrase]) -> str:
    """Return the FTS5 expression that asks for all phrases; a word holds none of what FTS5 would obey."""
    return " AND ".join(f'"{" ".join(one.words)}"{"*" if one.begun else ""}' for one in phrases)


def matching(connection: sqlite3.Connection, phrases: Sequence[Phrase], known: int) -> dict[int, list[int]]:
    """Return the lines up to `known` that say all phrases, by the root of their chain."""
    rows = connection.execute(
        "SELECT words.root, words.number FROM words_fts JOIN words ON words.number = words_fts.rowid "
        "WHERE words_fts MATCH ? AND words_fts.rowid <= ? ORDER BY words_fts.rowid",
        (expression(phrases), known),
    )
    found: dict[int, list[int]] = {}
    for root, number in rows:
        found.setdefault(root, []).append(number)
    return found


class Life(NamedTuple):
    """What stands of a development whose lines were found: the line of its words, and by what it is placed and cut."""

    words: int
    latest: int
    earliest: int
    negotiation: str
    pub: int


def lives(
    connection: sqlite3.Connection, phrases: Sequence[Phrase], known: int
) -> Iterator[tuple[int, int, Life | None]]:
    """Yield the root and the number of each line that `matching` returns, with what stands of it as a development."""
    rows = connection.execute(
        "SELECT words.root, words.number, life.words, latest, earliest, negotiation, pub "
        "FROM words_fts JOIN words ON words.number = words_fts.rowid "
        "LEFT JOIN life ON life.root = words.root AND life.born <= ? AND life.died > ? "
        "WHERE words_fts MATCH ? AND words_fts.rowid <= ? ORDER BY words_fts.rowid",
        (known, known, expression(phrases), known),
    )
    for root, number, *life in rows:
        yield root, number, None if life[0] is None else Life._make(life)


def sound(connection: sqlite3.Connection) -> bool:
    """Tell whether the full-text index says of every word what the table of words says."""
    try:
        connection.execute("INSERT INTO words_fts(words_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT:
            return False
        raise
    return True
