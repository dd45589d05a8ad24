"""The command of a second person: to sign that a ledger has only grown, and to remember what was signed."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ledger.cli import examples
from ledger.cli.keeping import data_of
from ledger.cli.sealing import newest, output_option, signer, signing, trusted, written
from ledger.errors import Busy, CannotWrite, NotFound
from ledger.seal import cosign


@contextmanager
def _held(memory: Path) -> Iterator[None]:
    """Hold the lock of a memory; Busy where another process holds it."""
    import fcntl

    try:
        lock = os.open(f"{memory}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        raise NotFound(f"there is no folder {memory.parent}", remedy=f"mkdir -p {memory.parent}") from None
    except OSError as error:
        raise CannotWrite(f"{memory}.lock: {error.strerror}", remedy="Choose another place.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Busy(f"{memory} is in use by another process", remedy="Repeat the command.") from None
    finally:
        os.close(lock)


def _remember(memory: Path, raw: bytes) -> None:
    """Put a file in the place of the memory, whole or not at all, and on the disk before this returns."""
    new = Path(f"{memory}.new")
    try:
        with new.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        new.replace(memory)
        folder = os.open(memory.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise CannotWrite(
            f"{memory}: {error.strerror}; nothing was signed", remedy="Choose a place that can be written."
        ) from None


def _request(raw: bytes, memory: bytes | None) -> cosign.Request:
    """Return the request of a file; a checkpoint alone asks for the first, or once more for the last."""
    if raw.startswith(b"old "):
        return cosign.parse(raw)
    old = 0 if memory is None else newest(memory).size
    return cosign.Request(old, (), raw)


@click.command(
    "cosign",
    help="Sign, as a second person, a checkpoint that extends the one signed before, and nothing else. FILE is the "
    "first checkpoint, later what `ledger checkpoint --since` wrote. The answer is remembered before it is given.",
    epilog=examples.example(
        "ledger cosign talks.checkpoint --memory talks.memory --sign-with ana.key --key talks.pub "
        "--origin example.org/talks"
    ),
)
@click.argument("file")
@click.option(
    "--memory",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="What was signed last for this ledger",
)
@signing
@click.option(
    "--key", "keys", multiple=True, metavar="KEY", help="The ledger's key, or the file that holds it."
)
@click.option("--origin", metavar="NAME", help="The ledger's origin, as its owner gave it to you.")
@output_option
def cosign_command(  # noqa: D103 the help says it; each is an option
    file: str,
    memory: Path,
    sign_with: str | None,
    keys: tuple[str, ...],
    origin: str | None,
    output: Path | None,
) -> None:
    trust = trusted(keys, origin)
    mine = signer(sign_with)
    asked = data_of(file)
    with _held(memory):
        last = data_of(str(memory)) if memory.exists() else None
        request = _request(asked, last)
        answer = cosign.cosign(request, trust, mine, int(time.time()), memory=last)
        _remember(memory, answer)
    written(answer, output)
