"""What was asked last of each ledger: the basis of the last `diff --since-last`, kept in the user's state folder.

One small file for each ledger, named by the ledger's id, with a basis for each
negotiation. It is a convenience and no truth: one that is missing, unreadable or
cannot be written is said so and changes no answer.
"""

import json
import os
from contextlib import suppress
from pathlib import Path

from ledger.errors import Refused
from ledger.ledger import Clocks, Ledger
from ledger.ledger.moments import BASIS
from ledger.state.cells import Row


def place(ledger_id: str) -> Path:
    """Return the file of a ledger; OSError or RuntimeError where the user has no folder of their own."""
    given = os.environ.get("XDG_STATE_HOME", "")
    # A relative path is none, by the XDG Base Directory Specification.
    state = Path(given) if given.startswith("/") else Path.home() / ".local" / "state"
    return state / "agreement-ledger" / f"{ledger_id}.json"


def _asked(ledger_id: str) -> dict[str, str]:
    """Return the last basis by negotiation; ValueError where the file is not as `keep` writes one."""
    try:
        text = place(ledger_id).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    found = json.loads(text)
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise ValueError(text[:80])
    return found


def keep(ledger_id: str, negotiation: str | None, basis: str) -> str | None:
    """Keep a basis as the last one asked; return why it could not be kept, None where it was."""
    try:
        path = place(ledger_id)
        asked: dict[str, str] = {}
        with suppress(ValueError, OSError):
            asked = _asked(ledger_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            made.write_text(json.dumps(asked | {negotiation or "": basis}) + "\n", encoding="utf-8")
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)
    except (OSError, RuntimeError) as error:
        return f"this basis could not be kept as the last one asked ({error})"
    return None


def _last(ledger: Ledger, negotiation: str | None) -> tuple[str | None, list[str]]:
    """Return the basis asked last, None where there is none to compare with, and what to say of that."""
    try:
        basis = _asked(ledger.store.id).get(negotiation or "")
    except (OSError, RuntimeError, ValueError) as error:
        return None, [f"What was asked last cannot be read: {error}"]
    if basis is None:
        return None, []
    found = BASIS.fullmatch(basis)
    if found is None:
        return None, [f"What was asked last cannot be read: {basis}"]
    last = ledger.store.last()[0]
    if int(found[2]) > last:
        # The same ledger with fewer entries: an older copy of its file.
        return None, [f"You asked last at {basis}, and this ledger ends with #{last}: entries are missing."]
    return basis, []


def diff(ledger: Ledger, after: Clocks, negotiation: str | None) -> Row:
    """Return the `diff` from the basis asked last; where there is none yet, one with `from` null and no changes."""
    asked = ledger.asked(after, negotiation)
    before, notes = _last(ledger, asked["negotiation"])
    notes = [*asked.pop("notes", ()), *notes]
    if before is None:
        found = {"negotiation": asked["negotiation"], "from": None, "to": asked["basis"]}
        document: Row = found | {"changes": [], "entries": []}
    else:
        try:
            document = ledger.diff(Clocks(basis=before), Clocks(basis=asked["basis"]), negotiation)
        except Refused as error:
            raise Refused(
                f"you asked last at {before}, and {asked['basis']} lies before it",
                remedy=f"ledger diff {asked['basis']} {before}",
            ) from error
    return document | ({"notes": notes} if notes else {})
