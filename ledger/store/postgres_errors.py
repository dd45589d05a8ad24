"""What PostgreSQL's errors mean to a person, and with which exit code a command ends for them."""

import psycopg

from ledger.errors import Busy, CannotWrite, Damaged, LedgerError, NotFound, Refused
from ledger.store.address import Url

_BUSY = frozenset(
    {
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "53300",  # too_many_connections
        "55P03",  # lock_not_available
        "57014",  # query_canceled
        "57P03",  # cannot_connect_now
    }
)
_FULL = ("53", "58")
"""The classes of errors of too few resources, and of the system."""
_LOST = ("08", "57P")
"""The classes of errors of the connection, and of a server that is stopped."""
_NO_TABLE = frozenset({"25P02", "3F000", "42703", "42883", "42P01"})
_CORRUPTED = frozenset({"XX001", "XX002"})


def is_lost(error: psycopg.Error) -> bool:
    """Tell whether an error is that of a connection, after which nothing is known of what was asked last."""
    state = error.sqlstate
    return state is None or state.startswith(_LOST) or state == "40003"


def is_undecided(error: psycopg.Error) -> bool:
    """Tell whether it is to be looked up what an append came to: its words may be there, by this commit or another."""
    return is_lost(error) or isinstance(error, psycopg.IntegrityError)


def first_line(said: str) -> str:
    """Return the first line that says something, without the words for how bad it is."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[0] if lines else "no reason was given"


def translated(error: Exception, url: Url) -> LedgerError | None:
    """Return what an error means to a person, or None where it is a fault of ours."""
    if not isinstance(error, psycopg.Error):
        return CannotWrite(f"{url}: {error}", remedy="See that the server can be reached.")
    state, said = error.sqlstate, error.diag.message_primary or first_line(str(error))
    if isinstance(error, psycopg.DataError):
        return Refused(f"PostgreSQL cannot hold it: {said}", remedy="Leave out what is no letter.")
    if state is None:
        # A connection that was lost, or one that the driver has closed for it. All else is a mistake of ours.
        lost = isinstance(error, psycopg.OperationalError) or "closed" in str(error)
        return _lost(said, url) if lost else None
    if state in _BUSY:
        return Busy(
            f"{url} is in use by others ({said})",
            remedy="Repeat the command. LEDGER_WAIT=60 waits up to 60 seconds.",
        )
    if state == "42501":
        return CannotWrite(
            f"{url} does not let you: {said}",
            remedy="Ask its administrator for the role that may. The roles: ledger admin sql",
        )
    if state == "25006":
        return CannotWrite(
            f"{url} can be read and not written to ({said})", remedy="Name the primary, not a standby."
        )
    if state.startswith(_FULL):
        return CannotWrite(
            f"{url}: {said}", remedy="Its administrator knows: the disk or the server is full."
        )
    if state.startswith(_LOST):
        return _lost(said, url)
    if state in _NO_TABLE or state in _CORRUPTED:
        return Damaged(f"{url} is not as a ledger is: {said}", remedy="Restore the last backup.")
    return None


def _lost(said: str, url: Url) -> LedgerError:
    return CannotWrite(f"the connection to {url} was lost ({said})", remedy="Repeat the command.")


def unreached(error: Exception, url: Url) -> LedgerError:
    """Return what it means that no connection came about, for which libpq gives no code."""
    said = _reason(str(error))
    if getattr(getattr(error, "pgconn", None), "needs_password", False) or any(
        one in said for one in ("authentication failed", "no password supplied")
    ):
        return Refused(
            f"{url} does not let this user in ({said})",
            field="ledger",
            remedy="Write the password into ~/.pgpass, or PGPASSWORD; see the manual of PostgreSQL, 34.16.",
        )
    if any(
        one in said
        for one in ("starting up", "shutting down", "too many", "recovery", "remaining connection")
    ):
        return Busy(f"{url} takes no connection now ({said})", remedy="Repeat the command.")
    if 'database "' in said:
        return NotFound(
            f"there is no such database: {url} ({said})",
            remedy=f"createdb NAME, then: ledger --ledger {url} init",
        )
    if 'role "' in said or "pg_hba.conf" in said:
        return Refused(f"{url} does not let this user in ({said})", field="ledger", remedy="Check the user.")
    return CannotWrite(
        f"{url} cannot be reached ({said})",
        remedy="See that the server runs, and that host and port are right.",
    )


def _reason(said: str) -> str:
    """Return of a failure to connect what the server or the system said last."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL:" in line] or lines[:1]
    return telling[0].rpartition("FATAL:")[2].strip() if telling else "no reason was given"
