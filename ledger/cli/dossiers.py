"""The commands on sealed answers: making a dossier, and checking one without the ledger."""

import json
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from ledger.cli import examples, options, sealing
from ledger.cli.keeping import data_of
from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.exchange import dossier as files_of
from ledger.exchange import sealed
from ledger.ledger import Clocks, dossier, dossier_check
from ledger.ledger import sealing as seal
from ledger.ledger.checks import Checks, Found
from ledger.ledger.dossier import ANSWER, CHECKPOINT, README, SCREEN, Files
from ledger.seal import checkpoint
from ledger.seal.checkpoint import Trust
from ledger.show import screen
from ledger.show.phrases import count
from ledger.show.text import safe
from ledger.state.cells import Row

WIDTH = 80
"""Columns of the screen in a dossier."""


def shown(raw: bytes) -> str:
    """Return the screen of an answer."""
    return screen("state")(json.loads(raw), width=WIDTH, colour=False)


@click.command(
    "dossier",
    help="Write what stands on MATTER, and the points under it, into one folder or zip that proves itself: the answer, "
    "its entries, their proofs, the texts that they quote, the checkpoint, and how to check it all by hand. "
    "ledger verify --dossier checks it without the ledger.",
    epilog=examples.example(
        "ledger dossier territory --basis 2025-02-18@41 --sign-with talks.key --output territory.zip"
    ),
)
@click.argument("matter")
@sealing.signing
@click.option(
    "--checkpoint",
    "kept",
    metavar="FILE",
    help="Rest it on the last checkpoint of this file (default: a new one).",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="The folder to write, or the zip if it ends in .zip; it must not exist.",
)
@options.negotiation
@options.clocks
@click.pass_context
def dossier_command(  # noqa: D103 the help says it
    ctx: click.Context,
    clocks: Clocks,
    matter: str,
    sign_with: str | None,
    kept: str | None,
    output: Path,
    negotiation: str | None,
) -> None:
    ledger = options.opened(ctx)
    store = ledger.store
    head = (
        seal.signed(store, sealing.signer(sign_with)) if kept is None else seal.checkpoints(data_of(kept))[-1]
    )
    made = ledger.dossier(matter, head, clocks, negotiation)
    manifest = json.loads(made[dossier.MANIFEST])
    files_of.write(files_of.whole(made, manifest, shown(made[ANSWER])), output)
    entries = count(len(manifest["entries"]), "entry", "entries")
    name = safe(str(output))
    click.echo(
        f"{name} holds the answer on {safe(matter)} at {manifest['basis']}, and {entries} with proofs."
    )
    click.echo(f"To check it:  ledger verify --dossier {name} --key KEY --origin ORIGIN")


def verified(path: str | None, export: str | None, trust: Trust) -> Row:
    """Return the document of `verify --dossier` and of `verify --export`; of both, whether the dossier is complete."""
    now = int(time.time())
    if path is None:
        return sealed.check(Path(str(export)), trust, now)
    files = files_of.read(Path(path))
    document = dossier_check.check(files, trust, now, files_of.listed(files))
    made = _for_people(files)
    if made is None:
        document["not_checked"].append(
            f"{README} and {SCREEN}: another version of the program has written them"
        )
    elif document["ok"]:
        _keep(document, "for people", len(made), dossier_check.for_people(files, made))
    if export is not None:
        _complete(document, files, Path(export), trust, now)
    return document


def _complete(document: Row, files: Files, export: Path, trust: Trust, now: int) -> None:
    """Check that the whole ledger gives the dossier's answer too; what was not checked before is checked now."""
    entries: list[Entry] = []
    other = checkpoint.opened(files[CHECKPOINT], trust).checkpoint
    whole = sealed.check(export, trust, now, entries, other)
    document["checks"] += [one | {"check": f"export: {one['check']}"} for one in whole["checks"]]
    document["faults"] += whole["faults"]
    document["not_checked"].remove(dossier_check.NOT_WHOLE)
    document["not_checked"] += [one for one in whole["not_checked"] if one not in document["not_checked"]]
    faults = [] if document["faults"] else dossier_check.answered(files, entries, whole=True)
    _keep(document, "completeness", 1, faults)


def _for_people(files: Files) -> dict[str, bytes] | None:
    """Return the files for people as this version writes them; None where another has."""
    manifest = files_of.manifest_of(files)
    if manifest is None or manifest.get("version") != dossier.version():
        return None
    made: dict[str, bytes] = {}
    with suppress(LedgerError, KeyError, TypeError, ValueError, AttributeError):
        made = files_of.whole(files, manifest, shown(files[ANSWER]))
    return {name: raw for name, raw in made.items() if name in {README, SCREEN}}


def _keep(document: Row, check: str, checked: int, faults: Iterable[Found]) -> None:
    further = Checks()
    further.check(check, checked, faults)
    document["checks"] += further.checks
    document["faults"] += further.faults
    document["ok"] = not document["faults"]
