"""Where a ledger is: the path of a file, or the URL of a PostgreSQL database."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

from ledger.errors import Refused

SCHEMES = ("postgresql://", "postgres://")
SCHEMA = "ledger"
"""The schema of a database that holds a ledger, where the URL names no other with ?schema=NAME."""

_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,47}")
_USER = re.compile(r"[\w.%-]+")
_SECRET = frozenset({"password", "sslpassword"})


class Url:
    """A PostgreSQL database, and the schema in it; as text it has no password.

    `conninfo` is what libpq takes. Refused where `?schema=` is no name.
    """

    def __init__(self, given: str) -> None:
        base, mark, query = given.partition("?")
        # To libpq a plus is a plus and no blank, as in a password.
        said = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True) if mark else []
        named = [value for key, value in said if key == "schema"]
        self.schema = named[-1] if named else SCHEMA
        if _NAME.fullmatch(self.schema) is None or self.schema.startswith("pg_"):
            raise Refused(
                f"{self.schema!a} is no name of a schema: a-z, 0-9 and _, at most 48 characters",
                field="ledger",
                remedy="postgresql://host/database?schema=talks",
            )
        rest = _query([(key, value) for key, value in said if key != "schema"])
        self.conninfo = base + (f"?{rest}" if rest else "")
        shown = _query([(key, value) for key, value in said if key not in _SECRET])
        self._shown = _without_password(base) + (f"?{shown}" if shown else "")

    def __str__(self) -> str:
        return self._shown

    def __repr__(self) -> str:
        return f"Url({self._shown!r})"


def _query(said: list[tuple[str, str]]) -> str:
    """Return parameters as libpq reads them."""
    return urlencode(said, quote_via=quote)


def _without_password(base: str) -> str:
    """Return a URL without what stands between its user and its host, also where it is not spelled as it should be."""
    scheme, _, rest = base.partition("://")
    said, at, host = rest.rpartition("@")
    user = said.partition(":")[0]
    return f"{scheme}://{user if _USER.fullmatch(user) else ''}{at}{host}"


Address = Path | Url


def address(given: str | Path | Url) -> Address:
    """Return where a ledger is; Refused for a URL that is none of PostgreSQL."""
    if not isinstance(given, str):
        return given
    if given.startswith(SCHEMES):
        return Url(given)
    if _ANY_SCHEME.match(given):
        shown = _without_password(given)
        raise Refused(
            f"{shown} is neither a file nor a PostgreSQL database",
            field="ledger",
            remedy="--ledger talks.db, or --ledger postgresql://host/database",
        )
    return Path(given)
