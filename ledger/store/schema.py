"""The tables of a ledger on SQLite, and the triggers by which the database itself refuses to change them.

`stored_events` is the eventsourcing library's own table. `log` gives each
event its number among all of them, and `node` holds the hashes of the seal at
the positions of `ledger.seal.tree`; both are written in the same transaction.
A BEFORE INSERT trigger looks for the row that INSERT OR REPLACE would replace,
because such a replacement fires no DELETE trigger.
"""

APPLICATION_ID = 0x41474C47
"""Marks a SQLite file as an agreement ledger (bytes 68..71 of its header: "AGLG")."""
FORMAT = 1
"""The version of these tables."""

TABLES = """
CREATE TABLE ledger (
    format INTEGER NOT NULL,
    id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    origin TEXT NOT NULL
) STRICT;

CREATE TABLE stored_events (
    originator_id TEXT,
    originator_version INTEGER,
    topic TEXT,
    state BLOB,
    PRIMARY KEY (originator_id, originator_version)
);

CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    recorded_at INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    root INTEGER NOT NULL,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    names INTEGER,
    salt BLOB NOT NULL,
    imported_from TEXT,
    UNIQUE (stream, version)
) STRICT;

CREATE TABLE node (
    position INTEGER PRIMARY KEY,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE archive (
    sha256 TEXT NOT NULL PRIMARY KEY,
    text BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    added_by TEXT NOT NULL
) STRICT;

CREATE TABLE source (
    slug TEXT NOT NULL PRIMARY KEY,
    fields TEXT NOT NULL,
    archive TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    added_by TEXT NOT NULL
) STRICT;

CREATE TABLE turn (taken INTEGER);

CREATE TRIGGER log_goes_on BEFORE INSERT ON log
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM log)
    OR NEW.recorded_at < (SELECT recorded_at FROM log ORDER BY number DESC LIMIT 1)
BEGIN
    SELECT RAISE(ABORT, 'the log goes on from its last entry');
END;

CREATE TRIGGER node_goes_on BEFORE INSERT ON node
WHEN NEW.position <> (SELECT coalesce(max(position), -1) + 1 FROM node)
BEGIN
    SELECT RAISE(ABORT, 'the seal goes on from its last hash');
END;
"""

_KEYS = {
    "stored_events": (
        "rowid = NEW.rowid OR (originator_id = NEW.originator_id AND originator_version = NEW.originator_version)"
    ),
    "log": "number = NEW.number OR id = NEW.id OR (stream = NEW.stream AND version = NEW.version)",
    "node": "position = NEW.position",
    "archive": "rowid = NEW.rowid OR sha256 = NEW.sha256",
    "source": "rowid = NEW.rowid OR slug = NEW.slug",
    "ledger": "1",
}


def statements() -> str:
    """Return the script that makes an empty ledger's tables and triggers."""
    script = [TABLES]
    for table, same in _KEYS.items():
        script += [
            f"CREATE TRIGGER {table}_refuses_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'entries of a ledger are never changed or removed'); END;"
            for event in ("UPDATE", "DELETE")
        ]
        script.append(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'entries of a ledger are never replaced'); END;"
        )
    script.append(f"PRAGMA application_id = {APPLICATION_ID};")
    return "\n".join(script)
