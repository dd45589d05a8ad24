"""Typing the rows' commands: in this process, in a folder, as a shell would read them; and what they end with."""

import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ledger.cli import output
from ledger.errors import Faulty, LedgerError
from tests.cli.running import Done, command
from tests.remedies import Wrong

_FILE = re.compile(r'"\$\(cat (\S+)\)"')


def typed(words: str, folder: Path, given: str = "") -> Done:
    """Run a command line in a folder that is the present one; variables may stand before it."""
    texts: list[str] = []

    def put(found: re.Match[str]) -> str:
        texts.append((folder / found[1]).read_text(encoding="utf-8"))
        return f"@{len(texts) - 1}@"

    parts = shlex.split(_FILE.sub(put, words).replace("$'\\xfc'", "\udcfc"))
    parts = [texts[int(one[1:-1])] if re.fullmatch(r"@\d+@", one) else one for one in parts]
    variables = dict(one.split("=", 1) for one in parts[: parts.index("ledger")])
    kept = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        return command(*parts[parts.index("ledger") + 1 :], given=given)
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class Outcome(NamedTuple):
    """What a wrong command ended with: its exit code, what was said first, and the remedy."""

    code: int
    message: str
    remedy: str | None


def _copied(source: str, target: str) -> None:
    """Copy a file; a large one, which nothing is ever written to, is only linked."""
    (os.link if Path(source).name.startswith("huge") else shutil.copyfile)(source, target)


@contextmanager
def at(desk: Path, folder: Path) -> Iterator[Path]:
    """Work at a copy of a desk, as ana, with nothing else in the environment of the ledger's."""
    shutil.copytree(desk, folder, copy_function=_copied)
    before, environment = Path.cwd(), dict(os.environ)
    for name in [name for name in os.environ if name.startswith("LEDGER_")]:
        del os.environ[name]
    os.environ |= {"LEDGER_AUTHOR": "ana", "XDG_STATE_HOME": str(folder / "state"), "COLUMNS": "80"}
    os.chdir(folder)
    try:
        yield folder
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)


def outcome(row: Wrong, folder: Path) -> Outcome:
    """Run a wrong command and return what it ends with; of one that is only warned of, the first warning."""
    if row.code == 0:
        done = typed(f"{row.command} --dry-run --json", folder, row.given)
        assert done.code == 0, done
        (first, *_) = json.loads(done.out)["warnings"]
        return Outcome(0, first["message"], first["remedy"])
    said: list[LedgerError] = []
    shown = output.print_error

    def print_error(error: LedgerError, **how: bool) -> None:
        said.append(error)
        shown(error, **how)

    output.print_error = print_error
    try:
        done = typed(row.command, folder, row.given)
    finally:
        output.print_error = shown
    assert len(said) == 1, f"{row.command}: {done}"
    error = said[0]
    first = error.faults[0].message if isinstance(error, Faulty) else error.message
    return Outcome(done.code, first, error.remedy)
