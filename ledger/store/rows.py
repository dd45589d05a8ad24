"""What rows of the store mean: times, entries, and the name by which a ledger is called."""

import time
from pathlib import Path
from typing import Any

from ledger.entry import Entry
from ledger.errors import Damaged, Refused
from ledger.store.address import Address

MICROSECONDS = 1_000_000


def timestamp(microseconds: int) -> str:
    """Return microseconds since 1970 as UTC text with a Z."""
    seconds, fraction = divmod(microseconds, MICROSECONDS)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{fraction:06d}Z"


def microseconds(stamp: str) -> int:
    """Return the microseconds since 1970 of a time that `timestamp` wrote."""
    import datetime

    when = datetime.datetime.fromisoformat(stamp)
    return int(when.timestamp()) * MICROSECONDS + when.microsecond


def entry(row: tuple[Any, ...]) -> Entry:
    """Return the entry of a row of the log joined with its event; Damaged where it is none."""
    number, entry_id, recorded_at, recorded_by, root, topic, state, salt, names, imported_from = row
    try:
        kind, _, version = topic.partition("/")
        return Entry(
            number,
            entry_id,
            timestamp(recorded_at),
            recorded_by,
            root,
            kind,
            int(version),
            state.decode(),
            salt,
            names,
            imported_from,
        )
    except (AttributeError, OSError, OverflowError, ValueError):
        raise Damaged(
            f"entry {number} is not as the ledger stores one",
            remedy="Restore the last backup; see: ledger verify",
        ) from None


def is_uuid(given: object) -> bool:
    """Tell whether something is spelled as a ledger's id."""
    return isinstance(given, str) and len(given) == 36 and set(given) <= set("0123456789abcdef-")  # noqa: PLR2004


def origin(where: Address, ledger_id: str) -> str:
    """Return the name of a ledger that was given none: it says where it began, and no other has it."""
    name = where.stem if isinstance(where, Path) else where.schema
    stem = "".join(char if char.isascii() and (char.isalnum() or char in "-._") else "-" for char in name)
    return f"{stem[:100]}/{ledger_id}"


def named(origin: str) -> str:
    """Return an origin that is given; Refused where no key can have it as its name."""
    from ledger.seal import note

    try:
        return note.named(origin)
    except Refused as error:
        message = error.message.replace("the name of a key", "the origin of a ledger", 1)
        raise Refused(message, remedy=error.remedy, field="origin", given=origin) from None
