"""What the ledgers of a test stand on: files, or a PostgreSQL server of the tests' own.

The same tests run on both. `--store postgres` has every test whose ledgers are
made here run on PostgreSQL, `--store both` on either in turn; without it those
marked `both` do so too. Those marked `file` are about files.
"""

import atexit
import itertools
import os
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from ledger import Ledger
from tests import servers

FILE, POSTGRES = "file", "postgres"

USERS = ("anna", "ben")
"""Who may log in on the tests' server: anna owns every ledger, and ben may do what she may."""

current = FILE
"""What the test that runs stands on."""

_schemas = itertools.count(1)


@cache
def database() -> str:
    """Return the URL, for its superuser, of a database of the tests' own; the test is skipped where there is none."""
    scratch = ExitStack()
    atexit.register(scratch.close)
    given = os.environ.get("LEDGER_TEST_POSTGRES")
    url = given or scratch.enter_context(servers.started()).url()
    name = f"ledger_test_{os.getpid()}"
    roles = [
        f"DO $$ BEGIN CREATE ROLE {user} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        for user in USERS
    ]
    servers.executed(url, [*roles, "GRANT anna TO ben", f"CREATE DATABASE {name} OWNER anna ENCODING 'UTF8'"])
    if given:
        scratch.callback(servers.executed, url, [f"DROP DATABASE {name} WITH (FORCE)"])
    return servers.changed(url, database=name)


def place(folder: Path, name: str = "ledger.db") -> str:
    """Return where a ledger can be made that is not there yet: a file of the folder, or a schema of the database."""
    if current == FILE:
        return str(folder / name)
    return servers.changed(database(), user="anna") + f"&schema=t{next(_schemas)}"


def of(where: str, user: str) -> str:
    """Return how another user reaches the same ledger."""
    return where if current == FILE else servers.changed(where, user=user)


def created(folder: Path, name: str = "ledger.db") -> str:
    """Return where an empty ledger is."""
    where = place(folder, name)
    Ledger.create(where).close()
    return where
