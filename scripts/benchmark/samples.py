"""The ledgers that are measured and the files of the yardsticks: each made once, when it is first asked for.

Everything of one size stands in a folder of its own, and what was half made is
made anew. What making took is kept beside it: it is a measurement too.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts import synthetic
from scripts.benchmark.measures import Ran, Setting, run, say

LEDGER, PLAIN, BARE, FLAT, DUCK = "ledger.db", "plain.db", "bare.db", "flat.db", "duck.db"
TOOK = "took.json"


def lines(setting: Setting, size: int) -> Path:
    """Return the file of synthetic lines."""

    def make(path: Path) -> dict[str, float]:
        synthetic.write(path, size)
        return {}

    return made(setting, str(size), "lines.jsonl", make)


def ledger(setting: Setting, size: int) -> Path:
    """Return the ledger that has recorded them, its index up to date."""
    return made(setting, str(size), LEDGER, lambda path: _recorded(setting, size, path))


def yardstick(setting: Setting, size: int, name: str) -> Path:
    """Return the file of a yardstick: PLAIN, BARE, FLAT or DUCK."""
    task = f"yardsticks.{name.removesuffix('.db')}.build"
    given = lines(setting, size)

    def make(path: Path) -> dict[str, float]:
        return {"milliseconds": setting.worker(task, given, path)[1].milliseconds}

    return made(setting, str(size), name, make)


def copied(setting: Setting, path: Path, name: str | None = None) -> Path:
    """Return a copy of a ledger or a file to write to, with what stands beside it; `name`: under another name."""
    target = setting.folder / (name or path.name)
    for suffix in ("", "-wal", "-shm", ".index", ".index-wal", ".index-shm"):
        beside = Path(f"{target}{suffix}")
        beside.unlink(missing_ok=True)
        if Path(f"{path}{suffix}").exists():
            shutil.copyfile(f"{path}{suffix}", beside)
    return target


def record(setting: Setting, size: int, path: Path) -> Ran:
    """Record the lines into a new ledger with one `ledger record --file`; return what that took."""
    given = lines(setting, size)
    program: list[str | Path] = [setting.bin / "ledger", "--ledger", path]
    run([*program, "init"], path.parent)
    return run([*program, "record", "--file", given, "--json"], path.parent)


def _recorded(setting: Setting, size: int, path: Path) -> dict[str, float]:
    ran = record(setting, size, path)
    setting.worker("tasks.ask.catch_up", path)
    return {"milliseconds": ran.milliseconds, "memory": ran.memory}


def made(setting: Setting, of: str, name: str, make: Callable[[Path], dict[str, float]]) -> Path:
    """Return a file of some entries, made in a folder of its own that gets its name last."""
    folder = setting.kept / of / name
    if not folder.exists():
        say(f"making {name} of {of}")
        half = folder.with_name(f"{name}.half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        took = make(half / name)
        (half / TOOK).write_text(json.dumps(took | {"begun": setting.begun}), encoding="utf-8")
        half.rename(folder)
    return folder / name


def last_took(path: Path) -> dict[str, Any]:
    """Return what making a file took, as its maker told it, in whichever run that was."""
    found: dict[str, Any] = json.loads(path.with_name(TOOK).read_text(encoding="utf-8"))
    return found


def took(setting: Setting, path: Path) -> dict[str, Any] | None:
    """Return what making a file took; None where it was made in an earlier run, perhaps by another version."""
    found = last_took(path)
    return found if found["begun"] == setting.begun else None
