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
        path = folder() / f"{ledger_id}.source"
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.write_text(slug + "\n", encoding="utf-8")
        made.replace(path)


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
