"""The tables of the index: a read model that can be thrown away and rebuilt from the entries.

`step` holds one row for each cell and each life of a version; `step_order` has
its integers in the order of the fold, so that the answer of a cell is one seek
in a small index, whatever texts the rows hold. `life` holds each life of a
development, `described` those of descriptions, `mention` the slugs named beside
the cells, `follows` which chain names which, `words` what each line says, for
the full-text index. Rows wider than a day have a class, the bit length of their
width, so that what is possible at a moment is looked for only as far ahead as a
class reaches; `tally` says what is counted beforehand. sqlite-utils makes the
plain tables and the full-text index; it knows neither WITHOUT ROWID nor partial
indexes, so the others are plain SQL.
"""

import sqlite3

FORMAT = 6
"""The version of these tables; an index of another one is rebuilt."""

_PLAIN = """
CREATE TABLE step (
    id INTEGER PRIMARY KEY, cell INTEGER NOT NULL, latest INTEGER NOT NULL, earliest INTEGER NOT NULL,
    place INTEGER NOT NULL, leg INTEGER NOT NULL, born INTEGER NOT NULL,
    died INTEGER NOT NULL, pub INTEGER NOT NULL, until INTEGER,
    class INTEGER NOT NULL, kind TEXT NOT NULL, said_on TEXT NOT NULL, value TEXT NOT NULL, terms TEXT,
    names TEXT, takes TEXT, more TEXT
);

CREATE UNIQUE INDEX step_order ON step (cell, latest, earliest, place, leg, born, died, pub);

CREATE INDEX step_vague ON step (class, latest, earliest, cell, born, died, pub) WHERE class > 0;

CREATE TABLE life (
    root INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER NOT NULL, words INTEGER NOT NULL,
    pub INTEGER NOT NULL, digest TEXT NOT NULL, negotiation TEXT NOT NULL, kind TEXT NOT NULL,
    said_on TEXT NOT NULL, earliest INTEGER NOT NULL, latest INTEGER NOT NULL,
    parties TEXT NOT NULL, matter TEXT, stance TEXT, class INTEGER NOT NULL,
    PRIMARY KEY (root, born)
) WITHOUT ROWID;

CREATE INDEX life_when ON life (negotiation, latest, earliest, root, born, died, pub);

CREATE INDEX life_vague ON life (negotiation, class, latest, earliest) WHERE class > 0;

CREATE TABLE follows (
    named INTEGER NOT NULL, follower INTEGER NOT NULL, PRIMARY KEY (named, follower)
) WITHOUT ROWID;
"""


def make(connection: sqlite3.Connection) -> None:
    """Make the empty tables on a connection to an empty file."""
    from sqlite_utils import Database

    from ledger.index import tally, words

    for statement in (_PLAIN + tally.SCHEMA).split(";"):
        # Not executescript(), which would commit the caller's transaction.
        connection.execute(statement)
    database = Database(connection)
    database.table("meta").create({"key": str, "value": str}, pk="key")
    database.table("cell").create(
        {
            "id": int,
            "negotiation": str,
            "what": str,
            "matter": str,
            "party": str,
            "rank": int,
            "account": str,
        },
        pk="id",
        not_null={"negotiation", "what", "matter", "party", "rank", "account"},
    )
    database.table("cell").create_index(
        ["negotiation", "what", "matter", "party", "rank", "account"], index_name="cell_named", unique=True
    )
    database.table("cell").create_index(["matter"], index_name="cell_matter")
    database.table("cell").create_index(["party"], index_name="cell_party")
    database.table("cell").create_index(["account"], index_name="cell_account")
    database.table("described").create(
        {
            "root": int,
            "born": int,
            "died": int,
            "kind": str,
            "negotiation": str,
            "slug": str,
            "fields": str,
        },
        pk=("root", "born"),
    )
    database.table("described").create_index(["slug"], index_name="described_slug")
    database.table("mention").create(
        {"what": str, "slug": str, "negotiation": str, "root": int, "born": int, "died": int},
        pk=("slug", "what", "root", "born"),
    )
    database.table("mention").create_index(["root"], index_name="mention_root")
    database.table("alias").create(
        {"alias": str, "party": str, "root": int, "born": int, "died": int}, pk=("alias", "root", "born")
    )
    database.table("unknown").create({"number": int, "negotiation": str}, pk="number")
    database.table("withheld").create({"number": int}, pk="number")
    words.make(database)
