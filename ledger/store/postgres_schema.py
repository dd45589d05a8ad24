"""The tables of a ledger on PostgreSQL, the triggers by which the database refuses to change them, and its roles.

`stored_events` is the eventsourcing library's own table, with the type by which
it puts rows in. `turn` is never written to: whoever appends locks it, which needs
no right on the truth itself, and which no reader has. Rows are checked once a
statement, however many it puts in. No role may change or remove an entry, and
triggers refuse it to those whom rights do not bind, the owner among them.
"""

from collections.abc import Sequence

from ledger.store.place import Heading

TABLES = """
CREATE TABLE ledger (
    format bigint NOT NULL,
    id text NOT NULL,
    created_at bigint NOT NULL,
    origin text NOT NULL
);
CREATE UNIQUE INDEX ledger_is_one ON ledger ((true));

CREATE TYPE stored_event_uuid AS (originator_id uuid, originator_version bigint, topic text, state bytea);

CREATE TABLE stored_events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigserial NOT NULL UNIQUE,
    PRIMARY KEY (originator_id, originator_version)
);

CREATE TABLE log (
    number bigint NOT NULL PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    recorded_at bigint NOT NULL,
    recorded_by text NOT NULL,
    root bigint NOT NULL,
    stream uuid NOT NULL,
    version bigint NOT NULL,
    names bigint,
    salt bytea NOT NULL,
    imported_from text,
    UNIQUE (stream, version)
);

CREATE TABLE node (
    position bigint NOT NULL PRIMARY KEY,
    hash bytea NOT NULL CHECK (length(hash) = 32)
);

CREATE TABLE archive (
    sha256 text COLLATE "C" NOT NULL PRIMARY KEY,
    text bytea NOT NULL,
    added_at bigint NOT NULL,
    added_by text NOT NULL
);

CREATE TABLE source (
    slug text COLLATE "C" NOT NULL PRIMARY KEY,
    fields text NOT NULL,
    archive text NOT NULL,
    added_at bigint NOT NULL,
    added_by text NOT NULL
);

CREATE TABLE turn (
    taken bigint
);
"""

TRUTH = ("ledger", "stored_events", "log", "node", "archive", "source")
"""The tables that nothing can be rebuilt from but themselves."""

FUNCTIONS = {
    "refused": """
BEGIN
    RAISE EXCEPTION 'entries of a ledger are never changed or removed'
        USING ERRCODE = 'integrity_constraint_violation';
END""",
    "log_goes_on": """
DECLARE
    first bigint; last bigint; added_rows bigint; before record; owner oid;
BEGIN
    SELECT min(number), max(number), count(*) INTO first, last, added_rows FROM added;
    IF added_rows = 0 THEN
        RETURN NULL;
    END IF;
    SELECT number, recorded_at INTO before FROM log WHERE number < first ORDER BY number DESC LIMIT 1;
    IF first <> coalesce(before.number, 0) + 1 OR last - first + 1 <> added_rows OR EXISTS (
        SELECT FROM (
            SELECT recorded_at, lag(recorded_at, 1, before.recorded_at) OVER (ORDER BY number) AS earlier FROM added
        ) AS times WHERE recorded_at < earlier
    ) THEN
        RAISE EXCEPTION 'the log goes on from its last entry' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT relowner INTO owner FROM pg_class WHERE oid = TG_RELID;
    IF NOT pg_has_role(session_user, owner, 'MEMBER') AND EXISTS (
        SELECT FROM added WHERE recorded_by <> session_user
            OR recorded_at > greatest(before.recorded_at, extract(epoch FROM clock_timestamp()) * 1000000)
    ) THEN
        RAISE EXCEPTION 'entries are recorded by %, who is logged in, and now', session_user
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END""",
    "node_goes_on": """
DECLARE
    first bigint; last bigint; added_rows bigint; before bigint;
BEGIN
    SELECT min(position), max(position), count(*) INTO first, last, added_rows FROM added;
    SELECT max(position) INTO before FROM node WHERE position < first;
    IF added_rows > 0 AND (first <> coalesce(before, -1) + 1 OR last - first + 1 <> added_rows) THEN
        RAISE EXCEPTION 'the seal goes on from its last hash' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END""",
    "added_by_oneself": """
DECLARE
    owner oid;
BEGIN
    SELECT relowner INTO owner FROM pg_class WHERE oid = TG_RELID;
    IF NOT pg_has_role(session_user, owner, 'MEMBER') AND EXISTS (
        SELECT FROM added WHERE added_by <> session_user
    ) THEN
        RAISE EXCEPTION 'texts are added by %, who is logged in', session_user
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END""",
}
"""The functions of the triggers, by name."""

_ADDED = "REFERENCING NEW TABLE AS added FOR EACH STATEMENT"
TRIGGERS = {
    (table, f"{table}_is_never_changed"): (
        "BEFORE UPDATE OR DELETE OR TRUNCATE",
        "FOR EACH STATEMENT",
        "refused",
    )
    for table in TRUTH
} | {
    ("log", "log_goes_on"): ("AFTER INSERT", _ADDED, "log_goes_on"),
    ("node", "node_goes_on"): ("AFTER INSERT", _ADDED, "node_goes_on"),
    ("archive", "archive_is_added_by_oneself"): ("AFTER INSERT", _ADDED, "added_by_oneself"),
    ("source", "source_is_added_by_oneself"): ("AFTER INSERT", _ADDED, "added_by_oneself"),
}
"""The triggers, by table and name: when, of what, and the function."""

ENTRIES = ("ledger", "stored_events", "log", "archive", "source")
"""What questions are answered from."""
WRITTEN = ("stored_events", "log", "node", "archive", "source")
"""What is added to."""


def tables(schema: str, heading: Heading) -> str:
    """Return the script that makes the schema of an empty ledger, its tables, functions and triggers."""
    within = f"SET search_path = {schema}, pg_temp"
    script = [f"{within};", TABLES]
    script += [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {within} AS $body${body}$body$;\n"
        for name, body in FUNCTIONS.items()
    ]
    script += [
        f"CREATE TRIGGER {name} {when} ON {table}\n    {what} EXECUTE FUNCTION {function}();"
        for (table, name), (when, what, function) in TRIGGERS.items()
    ]
    script.append(
        f"\nINSERT INTO ledger VALUES ({heading.format}, {_quoted(heading.id)}, {heading.created_at}, "
        f"{_quoted(heading.origin)});"
    )
    return "\n".join(script) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def roles(schema: str) -> str:
    """Return the script that makes the four roles of a ledger and grants each what it needs, and no more.

    A reader asks; an auditor also checks, proves and signs, for which the
    hashes are needed; a writer records too; the owner is the one whose tables
    they are, and who alone copies what others have recorded.
    """
    reader, auditor, writer = (f"{schema}_{name}" for name in ("reader", "auditor", "writer"))
    within = f"ALL TABLES IN SCHEMA {schema}"
    script = [_role(name) for name in (reader, auditor, writer)]
    script += [
        f"GRANT USAGE ON SCHEMA {schema} TO {reader};",
        f"GRANT SELECT ON {_named(schema, ENTRIES)} TO {reader};",
        f"GRANT {reader} TO {auditor};",
        f"GRANT SELECT ON {_named(schema, ['node'])} TO {auditor};",
        f"GRANT {auditor} TO {writer};",
        f"GRANT INSERT ON {_named(schema, WRITTEN)} TO {writer};",
        f"GRANT USAGE ON SEQUENCE {schema}.stored_events_notification_id_seq TO {writer};",
        "-- To lock the table of turns one needs a right to change it; there is nothing in it.",
        f"GRANT DELETE ON {schema}.turn TO {writer};",
        f"REVOKE ALL ON {within} FROM PUBLIC;",
        f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC;",
    ]
    return "\n".join(script) + "\n"


def owned(schema: str, heading: Heading) -> str:
    """Return the script that makes the role of the owner, and as that role the schema of an empty ledger."""
    owner = f"{schema}_owner"
    return "\n".join(
        [
            _role(owner),
            f"GRANT {owner} TO CURRENT_USER;",
            f"CREATE SCHEMA {schema} AUTHORIZATION {owner};",
            f"SET ROLE {owner};",
            tables(schema, heading),
            "RESET ROLE;",
            "RESET search_path;",
            "",
        ]
    )


def _role(name: str) -> str:
    return (
        f"DO $$ BEGIN CREATE ROLE {name} NOLOGIN; EXCEPTION WHEN duplicate_object THEN "
        f"RAISE NOTICE 'the role {name} is there already'; END $$;"
    )


def _named(schema: str, names: Sequence[str]) -> str:
    return ", ".join(f"{schema}.{name}" for name in names)
