"""What is remembered of a ledger for its user: the source used last, drafts that were refused, what was typed.

All of it stands in the user's state folder. It is a convenience: one that
cannot be read or written is as if there were none.
"""

import os
from contextlib import suppress
from pathlib import Path

from ledger.cli.since import place


def folder() -> Path:
    """Return the folder of what is remembered; OSError or RuntimeError where the user has none."""
    found = place("").parent
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def last_source(ledger_id: str) -> str | None:
    """Return the slug of the source that was used last in a ledger, or None."""
    with suppress(OSError, RuntimeError, ValueError):
        return (folder() / f"{ledger_id}.source").read_text(encoding="utf-8").strip() or None
    return None


def use_source(ledger_id: str, slug: str) -> None:
    """Remember the source that was used last."""
    with suppress(OSError, RuntimeError):
        write(folder() / f"{ledger_id}.source", f"{slug}\n")


def unfinished(ledger_id: str) -> str | None:
    """Return the command that goes on with an entry of which the questions were broken off, or None."""
    with suppress(OSError, RuntimeError, ValueError):
        return (folder() / f"{ledger_id}.unfinished").read_text(encoding="utf-8").strip() or None
    return None


def keep_unfinished(ledger_id: str, command: str | None) -> None:
    """Remember the command that goes on with an entry, while it is asked for; None where that has ended."""
    with suppress(OSError, RuntimeError):
        path = folder() / f"{ledger_id}.unfinished"
        if command is None:
            path.unlink(missing_ok=True)
        else:
            write(path, f"{command}\n")


def write(path: Path, text: str) -> None:
    """Put a text in the place of a file's, whole or not at all."""
    made = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        made.write_text(text, encoding="utf-8")
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def keep_draft(name: str, text: str) -> Path | None:
    """Keep a draft under a name that no other has, and return its path; None where it cannot be kept."""
    for number in range(1, 10_000):
        try:
            path = folder() / f"{name}-{number}.yaml"
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        except (OSError, RuntimeError):
            return None
        return path
    return None
