"""Whether a ledger's tables on PostgreSQL are as this program makes them, and none of its triggers is switched off."""

import re
from collections.abc import Iterator

from ledger.store import postgres_schema as schema
from ledger.store.place import Connection

_COLUMNS = """
SELECT 'column ' || relname || '.' || attname, format_type(atttypid, atttypmod) || ' ' || attnotnull
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
    AND attnum > 0 AND NOT attisdropped
"""
_KEYS = """
SELECT relname || ': ' || replace(pg_get_constraintdef(pg_constraint.oid), '"', ''), ''
FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
WHERE relnamespace = current_schema()::regnamespace AND contype IN ('p', 'u', 'c')
"""
_TRIGGERS = """
SELECT 'trigger ' || tgname || ' of ' || relname,
    proname || ' ' || tgtype || ' ' || coalesce(tgnewtable, '') || CASE WHEN tgenabled IN ('O', 'A') AND tgqual IS NULL
        AND pronamespace = relnamespace THEN '' ELSE ' off' END
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
"""
_FUNCTIONS = """
SELECT 'function ' || proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
"""
_ASIDE = """
SELECT 'rule ' || rulename, '' FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
WHERE relnamespace = current_schema()::regnamespace
UNION ALL
SELECT 'row security of ' || relname, '' FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity
"""
_COLUMN = re.compile(r"    ([a-z_0-9]+) ([a-z]+)(.*?),?$")
_BITS = {"ROW": 1, "BEFORE": 2, "INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
"""What pg_trigger.tgtype is made of; a trigger that is not before is after."""


def _wanted() -> Iterator[tuple[str, str]]:
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\);", schema.TABLES, re.DOTALL):
        for line in body.split(",\n"):
            yield from _of_line(table, line.strip("\n"))
    for (table, name), (when, what, function) in schema.TRIGGERS.items():
        bits = sum(_BITS.get(word, 0) for word in when.split())
        new = "added" if "added" in what else ""
        yield f"trigger {name} of {table}", f"{function} {bits} {new}"
    for name, body in schema.FUNCTIONS.items():
        yield f"function {name}", body


def _of_line(table: str, line: str) -> Iterator[tuple[str, str]]:
    """Yield what a line of a table's statement makes: a column, and the keys that it names."""
    found = _COLUMN.match(line)
    if found is None:
        yield f"{table}: {line.strip()}", ""
        return
    name, kind, rest = found.groups()
    kind = kind.replace("bigserial", "bigint") if kind != "text" else kind
    yield f"column {table}.{name}", f"{kind} {'true' if 'NOT NULL' in rest else 'false'}"
    for key in ("PRIMARY KEY", "UNIQUE"):
        if key in rest:
            yield f"{table}: {key} ({name})", ""
    if "CHECK" in rest:
        yield f"{table}: CHECK ({rest.partition('CHECK ')[2]})", ""


def tables(connection: Connection) -> tuple[int, list[str]]:
    """Return how many columns, keys, triggers and functions there are to be, and which are not, or are not ours."""
    wanted = dict(_wanted())
    there = {
        name: said
        for sql in (_COLUMNS, _KEYS, _TRIGGERS, _FUNCTIONS, _ASIDE)
        for name, said in connection.execute(sql).fetchall()
    }
    faults = [
        f"the {name} is missing or altered"
        for name, said in sorted(wanted.items())
        if there.get(name) != said
    ]
    faults += [f"the {name} is none of a ledger's" for name in sorted(there.keys() - wanted.keys())]
    return len(wanted), faults
