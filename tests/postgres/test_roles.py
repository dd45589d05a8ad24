# ruff: noqa: S608 the statements are made of the names of our own tables
"""What `ledger admin sql` prints makes a ledger, and four roles each of which is refused what it must not do."""

from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

from ledger import Ledger
from ledger.errors import CannotWrite, Refused
from ledger.store import Url, postgres_soundness
from ledger.store.postgres_schema import TRUTH
from tests import ground, servers
from tests.cli.running import At, command, jsonl
from tests.store.lines import ids, many, said

ROLES = ("reader", "auditor", "writer", "owner")
_numbers = count(1)


@cache
def users() -> dict[str, str]:
    """Make a user of each role, of whom each is in that of every ledger made here; return their names by role."""
    found = {role: f"a_{role}" for role in ROLES}
    made = [
        f"DO $$ BEGIN CREATE ROLE {user} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        for user in found.values()
    ]
    servers.executed(ground.database(), made)
    return found


class Team:
    """A ledger made by an administrator, and the URL of each of its users."""

    def __init__(self) -> None:
        self.schema = f"team{next(_numbers)}"
        self.admin = ground.database()
        self.url = {
            role: f"{servers.changed(self.admin, user=user)}&schema={self.schema}"
            for role, user in users().items()
        }
        done = command("--ledger", self.url["owner"], "admin", "sql", "--origin", "example.org/talks")
        assert (done.code, done.err) == (0, "")
        self.script = done.out
        with psycopg.connect(self.admin) as raw:
            raw.execute(self.script.encode())
        servers.executed(self.admin, [f"GRANT {self.schema}_{role} TO a_{role}" for role in ROLES])

    def tried(self, role: str, statement: str) -> str | None:
        """Run a statement as a user of a role, undo it, and return the code with which it was refused, if it was."""
        url = Url(self.url[role])
        with psycopg.connect(url.conninfo) as raw:
            raw.execute(f"SET search_path = {self.schema}".encode())
            try:
                raw.execute(statement.encode())
            except psycopg.Error as error:
                return error.sqlstate
            finally:
                raw.rollback()
        return None


@pytest.fixture
def team() -> Team:
    made = Team()
    with Ledger(made.url["writer"]) as ledger:
        ledger.record(many(3))
        ledger.archive("Text.", "wire", {"publisher": "Wire"})
    return made


NOT_ALLOWED, NOT_POSSIBLE = "42501", "23000"


def test_each_role_can_do_what_it_is_for(team: Team, tmp_path: Path) -> None:
    for role in ROLES:
        at = At(team.url[role], tmp_path)
        assert at.json("state")["counts"]["definite"] >= 3
        assert at("verify", "--json").code == (8 if role == "reader" else 0)
        recorded = at("record", "--file", "-", "--json", given=jsonl(said(f"of-{role}")))
        assert recorded.code == (0 if role in {"writer", "owner"} else 8)
        if recorded.code:
            assert "does not let you" in recorded.error["message"]
            assert "admin sql" in recorded.error["remedy"]
    with Ledger(team.url["owner"]) as ledger:
        assert ids(ledger) == ["L0", "L1", "L2", "of-writer", "of-owner"]
        authors = [entry.recorded_by for entry in ledger.entries()]
        assert authors == ["a_writer"] * 4 + ["a_owner"]
        assert ledger.store.origin == "example.org/talks"
        document = ledger.verify()
        assert document["ok"], document["faults"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", TRUTH)
def test_no_role_can_change_or_remove_anything(team: Team, role: str, table: str) -> None:
    expected = NOT_POSSIBLE if role == "owner" else NOT_ALLOWED
    columns = {"ledger": "id", "node": "hash", "stored_events": "topic", "log": "recorded_by"}
    column = columns.get(table, "added_by")
    for statement in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"DELETE FROM {table} WHERE false",
        f"TRUNCATE {table}",
        f"TRUNCATE {table} CASCADE",
        f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1 ON CONFLICT DO NOTHING"
        if role in {"reader", "auditor"}
        else f"UPDATE {table} SET {column} = NULL",
        f"MERGE INTO {table} USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    ):
        assert team.tried(role, statement) == expected, statement
    if role != "owner":
        for statement in (
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"DROP TABLE {table}",
            f"CREATE TRIGGER t BEFORE INSERT ON {table} EXECUTE FUNCTION refused()",
            f"SELECT * FROM {table} FOR UPDATE",
            f"LOCK TABLE {table} IN EXCLUSIVE MODE",
            f"CREATE RULE r AS ON INSERT TO {table} DO INSTEAD NOTHING",
        ):
            assert team.tried(role, statement) == NOT_ALLOWED, statement


@pytest.mark.parametrize("role", ["reader", "auditor"])
def test_who_only_reads_can_keep_nobody_from_writing(team: Team, role: str) -> None:
    for statement in (
        "LOCK TABLE turn IN EXCLUSIVE MODE",
        "LOCK TABLE turn IN SHARE MODE",
        "DELETE FROM turn",
        "SELECT nextval('stored_events_notification_id_seq')",
        "CREATE TABLE mine (a int)",
        "CREATE OR REPLACE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ):
        assert team.tried(role, statement) == NOT_ALLOWED, statement
    assert team.tried(role, "SELECT * FROM log JOIN stored_events ON stream = originator_id") is None
    assert team.tried(role, "SELECT * FROM node") == (NOT_ALLOWED if role == "reader" else None)


LOG = "INSERT INTO log SELECT {}, 'forged', {}, {}, {}, gen_random_uuid(), 1, NULL, '', NULL"


@pytest.mark.parametrize(
    "what, values, code",
    [
        ("in the name of another", ("4", "recorded", "'anna'", "4"), NOT_ALLOWED),
        ("in the name of the owner", ("4", "recorded", "'a_owner'", "4"), NOT_ALLOWED),
        ("in the future", ("4", "9000000000000000", "'a_writer'", "4"), NOT_ALLOWED),
        ("before the last", ("4", "1", "'a_writer'", "4"), NOT_POSSIBLE),
        ("with a gap", ("5", "recorded", "'a_writer'", "5"), NOT_POSSIBLE),
        ("in the place of another", ("3", "recorded", "'a_writer'", "3"), "23505"),
        ("before the first", ("0", "recorded", "'a_writer'", "0"), NOT_POSSIBLE),
    ],
)
def test_a_writer_with_sql_of_his_own_records_in_nobodys_name_and_at_no_other_time(
    team: Team, what: str, values: tuple[str, ...], code: str
) -> None:
    now = "(SELECT max(recorded_at) FROM log)"
    statement = LOG.format(*(now if value == "recorded" else value for value in values))
    assert team.tried("writer", statement) == code, what


def test_a_writer_adds_texts_in_nobodys_name_and_moves_the_seal_nowhere(team: Team) -> None:
    for statement, code in (
        ("INSERT INTO archive VALUES ('f', '', 0, 'anna')", NOT_ALLOWED),
        ("INSERT INTO source VALUES ('f', '{}', 'f', 0, 'anna')", NOT_ALLOWED),
        ("INSERT INTO node VALUES (9, decode(repeat('00', 32), 'hex'))", NOT_POSSIBLE),
        ("INSERT INTO node VALUES (4, decode('00', 'hex'))", "23514"),
        ("INSERT INTO ledger VALUES (1, 'x', 0, 'x')", NOT_ALLOWED),
    ):
        assert team.tried("writer", statement) == code, statement
    assert team.tried("owner", "INSERT INTO ledger VALUES (1, 'x', 0, 'x')") == "23505"


def test_the_owner_alone_keeps_what_others_have_recorded(team: Team, tmp_path: Path) -> None:
    exported = At(team.url["reader"], tmp_path).ok("export", "--without-texts")
    other = Team()
    writing = At(other.url["writer"], tmp_path)
    writing.json("import", "-", given=exported)
    with Ledger(other.url["reader"]) as ledger:
        assert {entry.recorded_by for entry in ledger.entries()} == {"a_writer"}
        assert all(entry.imported_from for entry in ledger.entries())
    third = Team()
    At(third.url["owner"], tmp_path).json("import", "-", given=exported)
    with Ledger(third.url["reader"]) as copy, Ledger(team.url["reader"]) as first:
        assert list(copy.entries()) == list(first.entries())
    with Ledger(Team().url["writer"]) as ledger, Ledger(team.url["reader"]) as first:
        entry = next(iter(first.entries()))
        with pytest.raises(CannotWrite, match="who is logged in"):
            ledger.store.put([entry._replace(recorded_by="anna")])
        with pytest.raises(Refused, match="records as a_writer"):
            ledger.record([said("A")], author="anna")
        assert ids(ledger) == []


def test_the_roles_are_made_for_a_ledger_that_init_has_made(url: str) -> None:
    done = command("--ledger", url, "admin", "sql", "--roles")
    with psycopg.connect(ground.database()) as raw:
        raw.execute(done.out.encode())
    users()
    servers.executed(ground.database(), [f"GRANT {Url(url).schema}_writer TO a_writer"])
    with Ledger(servers.changed(url, user="a_writer")) as ledger:
        assert ledger.record([said("A")])["recorded"][0]["new"]
        assert ledger.verify()["ok"]


def test_a_file_has_no_such_tables(url: str) -> None:
    done = command("--ledger", "talks.db", "admin", "sql", "--roles")
    assert done.code == 4
    assert url


def test_tables_that_are_no_longer_as_they_were_made_are_found(team: Team) -> None:
    within = f"SET search_path = {team.schema}"
    for changed, fault in (
        ("ALTER TABLE log DISABLE TRIGGER log_is_never_changed", "the trigger log_is_never_changed of log"),
        ("DROP TRIGGER log_goes_on ON log", "the trigger log_goes_on of log is missing"),
        (
            "ALTER TABLE node DROP CONSTRAINT node_hash_check",
            "the node: CHECK ((length(hash) = 32)) is missing",
        ),
        ("ALTER TABLE log ADD COLUMN more text", "the column log.more is none"),
        ("CREATE TABLE more (a int)", "the column more.a is none"),
        ("CREATE RULE r AS ON INSERT TO log DO INSTEAD NOTHING", "the rule r is none"),
        ("ALTER TABLE log ENABLE ROW LEVEL SECURITY", "the row security of log is none"),
        (
            "CREATE OR REPLACE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "the function refused is missing or altered",
        ),
    ):
        with Ledger(team.url["auditor"]) as ledger, psycopg.connect(team.admin) as raw:
            raw.execute(f"{within}; {changed}".encode())
            _, faults = postgres_soundness.tables(raw)
            assert any(fault in one for one in faults), (changed, faults)
            raw.rollback()
            assert ledger.verify()["ok"]
