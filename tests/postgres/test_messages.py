"""Every message that the store on PostgreSQL can give, given by a server, with its exit code; and what mends it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from ledger import Ledger
from ledger.errors import LedgerError
from ledger.store import Url
from tests import ground, servers
from tests.cli.running import OPTIONS, command
from tests.messages import ROOT, fits, sites
from tests.postgres.test_reaching import SECRET, cut

Said = tuple[int, str, str | None]
RECORD = ("record", "position-taken", *OPTIONS)


def by_command(url: str, *words: str) -> Said:
    done = command("--ledger", url, *words, "--json")
    return done.error["code"], done.error["message"], done.error["remedy"]


def by_call(ask: Callable[[], object]) -> Said:
    with pytest.raises(LedgerError) as refused:
        ask()
    return refused.value.code, refused.value.message, refused.value.remedy


def schema(url: str) -> str:
    return Url(url).schema


def owner(*statements: str) -> None:
    servers.executed(servers.changed(ground.database(), user="anna"), statements)


def with_role(url: str, name: str, how: str) -> str:
    with suppress(psycopg.errors.DuplicateObject):
        servers.executed(ground.database(), [f"CREATE ROLE {name} LOGIN {how}"])
    return servers.changed(url, user=name)


def taken(url: str) -> Said:
    return by_command(url, "init")


def nothing_there(url: str) -> Said:
    return by_command(url.replace(f"schema={schema(url)}", "schema=nothing_here"), "state")


def no_file(url: str) -> Said:
    done = command("--ledger", url, "backup", "copy.db")
    said, _, remedy = " ".join(done.err.removeprefix("Error: ").split()).partition(". ")
    return done.code, said, remedy


def no_url(url: str) -> Said:
    del url
    return by_command("postgresql://ana:x@[::1/sola", "state")


def latin(url: str) -> Said:
    if servers.given():
        pytest.skip("NOT TESTED on a server that is not the tests' own")
    made = "CREATE DATABASE latin OWNER anna ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'"
    with suppress(psycopg.errors.DuplicateDatabase):
        servers.executed(ground.database(), [made])
    return by_command(servers.changed(url, database="latin"), "init")


def no_letter(url: str) -> Said:
    def ask() -> None:
        with Ledger(url) as ledger, ledger.store.reported():
            ledger.store.connection.execute("SELECT ?::text", ("a\0b",)).fetchone()

    return by_call(ask)


def in_use(url: str) -> Said:
    with psycopg.connect(servers.changed(ground.database(), user="anna")) as other:
        other.execute(f"LOCK TABLE {schema(url)}.turn IN EXCLUSIVE MODE".encode())
        with pytest.MonkeyPatch.context() as waiting:
            waiting.setenv("LEDGER_WAIT", "0.1")
            return by_command(url, *RECORD)


def not_allowed(url: str) -> Said:
    asked = with_role(url, "onlooker", "")
    owner(
        f"GRANT USAGE ON SCHEMA {schema(url)} TO onlooker",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema(url)} TO onlooker",
    )
    return by_command(asked, *RECORD)


def only_to_read(url: str) -> Said:
    return by_command(f"{url}&options=-c%20default_transaction_read_only%3Don", *RECORD)


@contextmanager
def full(url: str) -> Iterator[None]:
    """Have the server say of each entry that its disk is full."""
    log = f"{schema(url)}.log"
    owner(
        f"CREATE FUNCTION {schema(url)}.full() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
        f"CREATE TRIGGER full_disk BEFORE INSERT ON {log} FOR EACH ROW EXECUTE FUNCTION {schema(url)}.full()",
    )
    yield
    owner(f"DROP TRIGGER full_disk ON {log}", f"DROP FUNCTION {schema(url)}.full()")


def no_room(url: str) -> Said:
    with full(url):
        return by_command(url, *RECORD)


def spoiled(url: str) -> Said:
    owner(f"ALTER TABLE {schema(url)}.log RENAME TO gone")
    try:
        return by_command(url, "state")
    finally:
        owner(f"ALTER TABLE {schema(url)}.gone RENAME TO log")


def lost(url: str) -> Said:
    with Ledger(url) as ledger:

        def ask() -> None:
            with ledger.store.snapshot():
                cut()
                ledger.store.last()

        return by_call(ask)


def unknown_user(url: str) -> Said:
    return by_command(servers.changed(url, user="eve"), "state")


def wrong_password(url: str) -> Said:
    return by_command(with_role(url, "locked", f"IN ROLE anna PASSWORD '{SECRET}'"), "state")


def no_database(url: str) -> Said:
    return by_command(servers.changed(url, database="no_such_database"), "state")


def crowded(url: str) -> Said:
    return by_command(with_role(url, "late", "IN ROLE anna CONNECTION LIMIT 0"), "state")


def no_server(url: str) -> Said:
    del url
    return by_command("postgresql://127.0.0.1:1/sola", "state")


def no_driver(url: str) -> Said:
    program = (
        "import sys; sys.modules['psycopg'] = None\nfrom ledger.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--ledger", url, "state"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT.parent,
        env={"PATH": "", "HOME": "/nonexistent"},
    )
    said, _, remedy = done.stderr.removeprefix("Error: ").partition(".\n")
    return done.returncode, " ".join(said.split()), remedy


DRIVER = "a ledger on PostgreSQL needs its driver, psycopg"
TOLD: dict[str, tuple[int, tuple[Callable[[str], Said], ...]]] = {
    DRIVER: (4, (no_driver,)),
    "a ledger in {} exists already": (4, (taken,)),
    "there is no ledger in {}": (3, (nothing_there,)),
    "{} is no file that could be copied to {}": (4, (no_file,)),
    "{} is no URL that PostgreSQL can read": (4, (no_url,)),
    "the database of {} is in {}, and a ledger holds every letter there is": (4, (latin,)),
    "{}: {}": (8, (no_room,)),
    "PostgreSQL cannot hold it: {}": (4, (no_letter,)),
    "{} is in use by others ({})": (6, (in_use,)),
    "{} does not let you: {}": (8, (not_allowed,)),
    "{} can be read and not written to ({})": (8, (only_to_read,)),
    "{} is not as a ledger is: {}": (7, (spoiled,)),
    "the connection to {} was lost ({})": (8, (lost,)),
    "{} does not let this user in ({})": (4, (unknown_user, wrong_password)),
    "there is no such database: {} ({})": (3, (no_database,)),
    "{} takes no connection now ({})": (6, (crowded,)),
    "{} cannot be reached ({})": (8, (no_server,)),
}
"""What is said, its exit code, and what makes the program say it."""
ELSEWHERE = {"{}: what was written may or may not last ({})": "may or may not last"}
"""What only a second server can show, and the words of it that test_failover.py asks for."""


def test_every_message_of_the_store_on_postgresql_is_given_by_a_server() -> None:
    templates = {site.template for site in sites() if site.file.startswith("store/postgres")}
    assert templates | {DRIVER} == TOLD.keys() | ELSEWHERE.keys()
    failover = (Path(__file__).parent / "test_failover.py").read_text(encoding="utf-8")
    assert all(said in template and said in failover for template, said in ELSEWHERE.items())


@pytest.mark.parametrize(
    "template,provoke", [(template, one) for template, (_, ways) in TOLD.items() for one in ways]
)
def test_it_is_told_with_its_exit_code_and_a_remedy_and_changes_nothing(
    url: str, template: str, provoke: Callable[[str], Said]
) -> None:
    code, message, remedy = provoke(url)
    assert fits(template, message)
    assert code == TOLD[template][0]
    assert remedy
    # Nothing was recorded; and once it is mended, the same place takes an entry.
    done = command("--ledger", url, *RECORD, "--json")
    assert (done.code, done.document["recorded"][0]["entry"]) == (0, 1), done


@pytest.mark.parametrize("given", ["a+b", "a%2Bb", "a b", "a%20b", "é", "%C3%A9"])
def test_a_parameter_of_a_url_reaches_the_server_as_it_was_written(url: str, given: str) -> None:
    asked = f"{url}&application_name={given}"
    with Ledger(asked) as ledger:
        (name,) = ledger.store.connection.execute("SELECT current_setting('application_name')").fetchone()
    read = given.replace("%2B", "+").replace("%20", " ").replace("%C3%A9", "é")
    # What is no ASCII letter the server itself shows in hexadecimal.
    assert name in {read, read.replace("é", "\\xc3\\xa9")}
