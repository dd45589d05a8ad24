"""What stands between a command and its database: each fault has its exit code, its remedy, and no password."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from ledger import Ledger
from ledger.errors import Busy, NotFound, Refused
from ledger.store import Url
from tests import ground, servers
from tests.cli.running import Done, command
from tests.store.lines import ids, many, said

SECRET = "s3cr:t@/?é"  # noqa: S105 of a user of the tests' own server
QUOTED = "s3cr%3At%40%2F%3F%C3%A9"


def asked(url: str, *words: str) -> Done:
    done = command("--ledger", url, *(words or ("state",)), "--json")
    for stream in (done.out, done.err):
        assert SECRET not in stream
        assert QUOTED not in stream
        assert "s3cr" not in stream
    return done


@pytest.fixture
def locked(url: str) -> str:
    """Return how a user with a password reaches the ledger, but for the password."""
    with suppress(psycopg.errors.DuplicateObject):
        servers.executed(ground.database(), [f"CREATE ROLE locked LOGIN IN ROLE anna PASSWORD '{SECRET}'"])
    return servers.changed(url, user="locked")


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    for url in (
        f"postgresql://anna:{QUOTED}@/talks?host={tmp_path}",
        f"postgresql://anna:{QUOTED}@127.0.0.1:1/talks",
    ):
        done = asked(url)
        assert done.code == 8
        assert "cannot be reached" in done.error["message"]
        assert "server runs" in done.error["remedy"]


@pytest.mark.parametrize("password", ["wrong", "s3cr%3At", ""])
def test_a_wrong_password_is_refused_and_not_told(locked: str, password: str) -> None:
    done = asked(locked.replace("locked@", f"locked:{password}@"))
    assert done.code == 4
    assert "does not let this user in" in done.error["message"]
    assert "pgpass" in done.error["remedy"]


def test_the_right_password_is_told_to_nobody_either(locked: str) -> None:
    url = locked.replace("locked@", f"locked:{QUOTED}@")
    assert asked(url, "verify").code == 0
    for words, code in ((["show", "7"], 3), (["init"], 4), (["doctor"], 0)):
        assert asked(url, *words).code == code
    with Ledger(url) as ledger:
        assert ledger.record([said("A")])["recorded"][0]["new"]
        assert [entry.recorded_by for entry in ledger.entries()] == ["locked"]
        assert "s3cr" not in f"{ledger.store.address} {ledger.store.address!r}"


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://anna:s3cr:t@/?@host:5432/talks",
        "postgresql://anna:s3cr@host:none/talks",
        "postgresql://anna@host/talks?password=s3cr&nothing=1",
        "postgres://s3cr@anna:x@[::1/talks",
    ],
)
def test_a_url_that_cannot_be_read_is_refused_without_its_password(given: str) -> None:
    done = asked(given)
    assert done.code in {4, 8}
    assert "s3cr" not in str(Url(given))


def test_a_database_without_a_ledger_and_one_that_is_not_there_are_not_found(url: str) -> None:
    nowhere = asked(url.partition("&schema=")[0] + "&schema=nothing_here")
    assert nowhere.code == 3
    assert "there is no ledger" in nowhere.error["message"]
    assert nowhere.error["remedy"].endswith(" init")
    none = asked(servers.changed(url, database="no_such_database"))
    assert none.code == 3
    assert "createdb" in none.error["remedy"]


def test_a_user_who_is_not_there_is_refused(url: str) -> None:
    assert asked(servers.changed(url, user="eve")).code == 4


@pytest.mark.parametrize("schema", ["Talks", "a-b", "pg_x", "", "x;drop", "1x", "ü"])
def test_a_schema_has_a_plain_name(url: str, schema: str) -> None:
    done = asked(url.partition("&schema=")[0] + f"&schema={schema}")
    assert done.code == 4
    assert "no name of a schema" in done.error["message"]


def test_a_second_ledger_is_not_begun_in_the_same_place(url: str, ledger: Ledger) -> None:
    ledger.record(many(3))
    with pytest.raises(Refused, match="exists already"):
        Ledger.create(url)
    assert len(ids(ledger)) == 3
    assert ledger.verify()["ok"]


def test_tables_of_others_in_the_schema_are_left_alone(url: str) -> None:
    mine = url.partition("&schema=")[0] + "&schema=mine"
    raw = servers.changed(ground.database(), user="anna")
    servers.executed(raw, ["CREATE SCHEMA mine", "CREATE TABLE mine.log (mine int)"])
    with pytest.raises(Refused, match="exists already"):
        Ledger.create(mine)
    with pytest.raises(NotFound):
        Ledger(mine)


def test_a_database_in_another_encoding_is_refused(url: str) -> None:
    if servers.given():
        pytest.skip("NOT TESTED on a server that is not the tests' own")
    name = "latin_talks"
    servers.executed(
        ground.database(),
        [
            f"DROP DATABASE IF EXISTS {name}",
            f"CREATE DATABASE {name} OWNER anna ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'",
        ],
    )
    with pytest.raises(Refused, match="LATIN1"):
        Ledger.create(servers.changed(url, database=name))


def test_a_writer_waits_for_another_and_is_busy_in_the_end(
    url: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.record(many(2))
    monkeypatch.setenv("LEDGER_WAIT", "0.2")
    schema = Url(url).schema
    with psycopg.connect(servers.changed(ground.database(), user="anna")) as other:
        other.execute(f"LOCK TABLE {schema}.turn IN EXCLUSIVE MODE".encode())
        with Ledger(url) as second:
            writes: tuple[Callable[[], object], ...] = (
                lambda: second.record([said("A")]),
                lambda: second.archive("Text.", "text", {"publisher": "Wire"}),
            )
            for write in writes:
                with pytest.raises(Busy) as refused:
                    write()
                assert refused.value.code == 6
                assert "LEDGER_WAIT=60" in str(refused.value.remedy)
            # Reading waits for nobody.
            assert len(ids(second)) == 2
            assert second.verify()["ok"]
        other.rollback()
    with Ledger(url) as second:
        assert second.record([said("A")])["recorded"][0]["entry"] == 3


def test_a_connection_that_was_cut_is_made_anew(ledger: Ledger) -> None:
    ledger.record(many(2))
    for number in range(3, 6):
        cut()
        assert len(ids(ledger)) == number - 1
        cut()
        assert ledger.record([said(f"A{number}")])["recorded"][0]["entry"] == number
    assert ledger.verify()["ok"]


def cut() -> None:
    """Cut every connection to the tests' database."""
    with psycopg.connect(ground.database(), autocommit=True) as raw:
        raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_an_index_of_one_s_own_is_kept_in_the_cache(url: str, ledger: Ledger, tmp_path: Path) -> None:
    ledger.record(many(5))
    ledger.state()
    assert [one.name for one in (tmp_path / "cache" / "agreement-ledger").glob("*.index")] == [
        f"{ledger.store.id}.index"
    ]
    with Ledger(ground.of(url, "ben")) as ben:
        assert json.dumps(ben.state()) == json.dumps(ledger.state())


def test_the_database_tells_who_records(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger(ground.of(url, "ben")) as ben:
        with pytest.raises(Refused, match="records as ben"):
            ben.record([said("A")], author="anna")
        monkeypatch.setenv("LEDGER_AUTHOR", "anna")
        (warning,) = ben.record([said("A")])["warnings"]
        assert "as ben" in warning["message"]
        ben.archive("Text.", "text", {"publisher": "Wire"})
        assert [entry.recorded_by for entry in ben.entries()] == ["ben"]
        assert [one.added_by for one in ben.store.named()] == ["ben"]
