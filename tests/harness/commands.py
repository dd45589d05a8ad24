"""The commands on which every fault is tried: what each needs, makes, and must have done when it says so."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ledger import Ledger
from ledger.exchange import jsonl as exchange
from ledger.ledger import sealing
from ledger.seal import note
from ledger.seal.checkpoint import Trust, opened
from tests.store.lines import answer, jsonl, many, said

ORIGIN = "example.org/talks"
KEY = note.new(ORIGIN, bytes(32))


class Command(NamedTuple):
    """A command: its arguments, the ids of the entries it makes, and what else must hold once it was done."""

    arguments: tuple[str, ...]
    makes: tuple[str, ...] = ()
    before: Callable[[Path], object] = lambda _: None
    after: Callable[[Path, str], Iterator[str]] = lambda _, __: iter(())


def _checkpoints(folder: Path, _: str) -> Iterator[str]:
    """Yield what is amiss with a file of checkpoints: each must be whole, and signed for this ledger."""
    raw = (folder / "kept").read_bytes()
    for one in sealing.checkpoints(raw):
        opened(one, Trust(ORIGIN, (KEY.verifier(),)))
    with Ledger(folder / "ledger.db") as ledger:
        if not ledger.verify(sealing.opened(raw, Trust(ORIGIN, (KEY.verifier(),))))["ok"]:
            yield "the ledger does not verify with the checkpoints kept"


def _same_state(folder: Path, out: str) -> Iterator[str]:
    if json.loads(out)["positions"] != json.loads((folder / "answer").read_text())["positions"]:
        yield "the answer is another than it was"


def _backup(folder: Path, _: str) -> Iterator[str]:
    with Ledger(folder / "copy.db") as copy, Ledger(folder / "ledger.db") as ledger:
        if list(copy.entries()) != list(ledger.entries()) or not copy.verify()["ok"]:
            yield "the backup is no copy"


def _export(folder: Path, _: str) -> Iterator[str]:
    with Ledger(folder / "ledger.db") as ledger:
        if (folder / "out.jsonl").read_text().splitlines() != list(exchange.lines(ledger.store)):
            yield "the export is not whole"


def _source(folder: Path, _: str) -> Iterator[str]:
    with Ledger(folder / "ledger.db") as ledger:
        if [slug for slug, _ in ledger.store.sources()] != ["art"]:
            yield "the source is not kept"


def _without_index(folder: Path) -> None:
    (folder / "ledger.db.index").unlink()


RECORD = ("record", "--file", "{input}/lines.jsonl", "--json")
COMMANDS = {
    "record": Command(RECORD, ("A", "B")),
    "import": Command(("import", "{input}/export.jsonl", "--json"), ("X0", "X1", "X2")),
    "correct": Command(("correct", "2", "--stance", "neutral", "--reason", "misread", "--json"), ("?",)),
    "record with a checkpoint": Command(
        (*RECORD, "--checkpoint", "{folder}/kept", "--sign-with", "{input}/key"),
        ("A", "B"),
        after=_checkpoints,
    ),
    "checkpoint": Command(
        ("checkpoint", "--sign-with", "{input}/key", "--output", "{folder}/kept"),
        before=lambda folder: (folder / "kept").unlink(),
        after=_checkpoints,
    ),
    "source add": Command(
        ("source", "add", "{input}/text", "--as", "art", "--publisher", "Wire", "--json"), after=_source
    ),
    "index update": Command(
        ("state", "--as-of", "2025-02-18", "--json"), before=_without_index, after=_same_state
    ),
    "backup": Command(("backup", "{folder}/copy.db"), after=_backup),
    "export": Command(("export", "--output", "{folder}/out.jsonl"), after=_export),
}


def prepared(folder: Path) -> None:
    """Make the ledger that every command is tried on, and the files that are given to commands."""
    base, given = folder / "base", folder / "input"
    for one in (base, given):
        one.mkdir()
    with Ledger.create(base / "ledger.db", origin=ORIGIN) as ledger:
        ledger.record(many(12), author="anna")
        (base / "answer").write_text(answer(ledger))
        (base / "kept").write_bytes(sealing.signed(ledger.store, KEY))
    with Ledger.create(given / "other.db") as other:
        other.record(many(3, "X"), author="ben")
        (given / "export.jsonl").write_text("".join(f"{line}\n" for line in exchange.lines(other.store)))
    (given / "lines.jsonl").write_text(jsonl([said("A"), said("B", stance="opposes", matter="b")]))
    (given / "text").write_text("A text.\n")
    (given / "key").write_text(KEY.text())
    (given / "key").chmod(0o600)
