"""The commands on the seal: keys, checkpoints and proofs.

A secret key stands in a file that its owner alone can read, or in LEDGER_KEY. Who verifies names the key and
the origin on the command line: neither is ever taken from what is verified.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from ledger.cli import examples, options
from ledger.cli.keeping import data_of
from ledger.cli.output import as_json as json_text
from ledger.cli.output import emit
from ledger.errors import CannotWrite, LedgerError, NotFound, Refused, Usage
from ledger.ledger import sealing
from ledger.seal import checkpoint, note, proof
from ledger.seal.checkpoint import Checkpoint, Trust
from ledger.seal.note import Signer, Verifier
from ledger.seal.proof import Checked
from ledger.show.text import safe
from ledger.state.cells import Row
from ledger.store import Address, Store

_SECRET = 0o600
_PLUSES = 2
"""Plus signs of a verifier key."""

signing = click.option(
    "--sign-with", "sign_with", metavar="FILE", help="The secret key (or the variable LEDGER_KEY)."
)
output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write; it must not exist (default: standard output).",
)


def signer(file: str | None) -> Signer:
    """Return the secret key of a file, else of LEDGER_KEY."""
    if file is None:
        text = os.environ.get("LEDGER_KEY")
        if not text:
            raise Usage("there is no key to sign with", remedy="Add --sign-with FILE, or set LEDGER_KEY.")
    else:
        text = data_of(file).decode(errors="replace")
    return note.signer(text.strip("\r\n"))


def public(given: str) -> Verifier:
    """Return a verifier key, given as it is or as the name of the file that holds it."""
    text = given if given.count("+") >= _PLUSES else data_of(given).decode(errors="replace")
    return note.verifier(text.strip("\r\n"))


def trusted(keys: Sequence[str], origin: str | None, cosigners: Sequence[str] = ()) -> Trust:
    """Return what is trusted by the command line alone; all the cosigners named are needed."""
    if not keys or origin is None:
        raise Usage(
            "whose checkpoint it is must be said: the key and the origin, as its owner gave them to you",
            remedy="Add --key KEY --origin NAME.",
        )
    known = tuple(map(public, cosigners))
    return Trust(origin, tuple(map(public, keys)), known, len(known))


def written(raw: bytes, output: Path | None) -> None:
    """Write a file that is not there yet, or to standard output."""
    if output is None:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return
    create(output, raw, 0o666)
    click.echo(f"Written to {safe(str(output))}.")


def create(path: Path, raw: bytes, mode: int) -> None:
    """Make a file, whole or not at all; it is refused where something exists already."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            try:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                path.unlink()
                raise
    except FileExistsError:
        raise Refused(f"{path} exists already", remedy="Name a file that does not.") from None
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"there is no folder {path.parent}", remedy=f"mkdir -p {path.parent}") from None
    except OSError as error:
        raise CannotWrite(f"{path}: {error.strerror}", remedy="Choose a place that can be written.") from None


# -- keys ----------------------------------------------------------------------------------------


@click.group(
    "key",
    help="Make a key to sign checkpoints with, or show the one to verify them with.",
    epilog=examples.example("ledger key new --help"),
)
def key_command() -> None:
    """Group the commands on keys."""


@key_command.command(
    "new",
    help="Make a secret key in FILE, which must not exist and which its owner alone can read, and print the key to "
    "verify with, which is for everybody.",
    epilog=examples.example("ledger key new mine.key"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--name", metavar="NAME", help="Its name (default: the origin of the ledger, which signs with it)."
)
@click.option(
    "--cosigner", is_flag=True, help="A key to cosign with the checkpoints of others; give it a name."
)
@click.pass_context
def key_new(ctx: click.Context, file: Path, name: str | None, cosigner: bool) -> None:  # noqa: D103
    if name is None:
        if cosigner:
            raise Usage("a cosigner's key has a name of its own", remedy="Add --name example.org/ana.")
        name = options.opened(ctx).store.origin
    made = note.new(name, os.urandom(32), type=note.COSIGNATURE if cosigner else note.ED25519)
    create(file, f"{made.text()}\n".encode(), _SECRET)
    click.echo(f"{safe(str(file))} holds the secret key; show it to nobody. To verify with, for everybody:")
    click.echo(made.verifier().text())


@key_command.command(
    "public",
    help="Print the key to verify with that belongs to the secret key in FILE (or in LEDGER_KEY).",
    epilog=examples.example("ledger key public talks.key"),
)
@click.argument("file", required=False)
def key_public(file: str | None) -> None:  # noqa: D103 the help says it
    click.echo(signer(file).verifier().text())


# -- checkpoints ---------------------------------------------------------------------------------


@click.command(
    "checkpoint",
    help="Sign how many entries the ledger holds and what their hashes come to. Kept elsewhere, it shows later that "
    "none of them was altered or taken away: ledger verify --since FILE.",
    epilog=examples.example("ledger checkpoint --sign-with talks.key --output talks-0218.checkpoint"),
)
@signing
@click.option("--since", metavar="FILE", help="Ask a cosigner who has signed this checkpoint for the next.")
@output_option
@click.pass_context
def checkpoint_command(  # noqa: D103 the help says it
    ctx: click.Context, sign_with: str | None, since: str | None, output: Path | None
) -> None:
    ledger = options.opened(ctx)
    key = signer(sign_with)
    if since is None:
        written(sealing.signed(ledger.store, key), output)
        return
    written(sealing.request(ledger.store, key, newest(data_of(since))), output)


def newest(raw: bytes) -> Checkpoint:
    """Return what the last checkpoint of a file says, with nothing verified."""
    return checkpoint.parse(note.parse(sealing.checkpoints(raw)[-1]).text)


def appending(ledger: Address, file: Path, sign_with: str | None) -> Callable[[], None]:
    """Return what appends a checkpoint to a file, once it is sure, before anything is recorded, that it can.

    The key must be the ledger's, and the ledger must go on from the last checkpoint in the file.
    """
    key = signer(sign_with)
    store = Store(ledger)
    try:
        sealing.named(store, key)
        if file.exists() and (raw := data_of(str(file))):
            trust = Trust(store.origin, (key.verifier(),))
            last = checkpoint.opened(sealing.checkpoints(raw)[-1], trust)
            sealing.extended(store, last.checkpoint)
    finally:
        store.close()

    def append() -> None:
        try:
            now = Store(ledger)
            try:
                raw = sealing.signed(now, key)
            finally:
                now.close()
            with file.open("ab") as out:
                out.write(raw)
                out.flush()
                os.fsync(out.fileno())
        except (LedgerError, OSError) as error:
            why = error.message if isinstance(error, LedgerError) else f"{file}: {error.strerror}"
            raise CannotWrite(
                f"{why}; what was recorded is kept, and no checkpoint of it",
                remedy="Append one: ledger checkpoint >> FILE",
            ) from None

    return append


def verified_since(ctx: click.Context, since: str, trust: Trust) -> Row:
    """Return the document of `verify`, the seal compared with the checkpoints of a file."""
    kept = sealing.opened(data_of(since), trust)
    ledger = options.opened(ctx)
    document = ledger.verify(kept)
    if ledger.store.origin != trust.origin:
        message = f"the ledger calls itself {ledger.store.origin}, not {trust.origin}"
        document["faults"].append({"check": "tree", "entry": None, "message": message})
        document["ok"] = False
        for check in document["checks"]:
            check["faults"] += check["check"] == "tree"
    return document


# -- proofs --------------------------------------------------------------------------------------


@click.command(
    "prove",
    help="Prove that entry N is in the ledger, in one text file that can be verified without it.",
    epilog=examples.example("ledger prove 3 --sign-with talks.key --output entry-3.tlog-proof"),
)
@click.argument("entry", metavar="N")
@signing
@click.option(
    "--checkpoint",
    "kept",
    metavar="FILE",
    help="Rest the proof on the last checkpoint of this file (default: a new one).",
)
@click.option("--without-words", is_flag=True, help="Leave out what the entry holds; its hash stays.")
@output_option
@click.pass_context
def prove_command(  # noqa: D103 the help says it; each is an option
    ctx: click.Context,
    entry: str,
    sign_with: str | None,
    kept: str | None,
    without_words: bool,
    output: Path | None,
) -> None:
    store = options.opened(ctx).store
    reference = options.reference(entry)
    number = reference if isinstance(reference, int) else store.number(reference)
    if number is None:
        raise NotFound(f"there is no entry {entry}", remedy=f"The last entry is {store.last()[0]}.")
    raw = sealing.signed(store, signer(sign_with)) if kept is None else sealing.checkpoints(data_of(kept))[-1]
    written(sealing.prove(store, number, raw, words=not without_words), output)


def verified_proof(file: str, trust: Trust) -> Row:
    """Return the document of `verify --proof`: what a proof's file proves; no ledger is opened."""
    found = proof.checked(data_of(file), trust, now=int(time.time()))
    frame = found.leaf.frame
    words = found.leaf.words
    return {
        "ok": True,
        "entries": found.checkpoint.size,
        "checks": [{"check": "proof", "checked": 1, "faults": 0}],
        "faults": [],
        "not_checked": list(_not_proved(found)),
        "checkpoint": sealing.document(found.checkpoint),
        "cosigned": [{"name": one.name, "seconds": one.seconds} for one in found.cosigned],
        "entry": {
            "entry": frame.number,
            "id": words and words.id,
            "recorded_at": frame.recorded_at,
            "recorded_by": frame.recorded_by,
            "root": frame.root,
            "kind": frame.kind,
            "version": frame.version,
            "imported_from": frame.imported_from or None,
            "development": _development(found),
        },
    }


def _development(found: Checked) -> Row | None:
    """Return what the entry holds; None where the proof has not its words, or they are no JSON object."""
    try:
        held = json.loads(found.leaf.words.body) if found.leaf.words else None
    except (RecursionError, ValueError):
        return None
    return held if isinstance(held, dict) else None


def _not_proved(found: Checked) -> Iterator[str]:
    if found.leaf.words is None:
        yield "the words: the proof holds only their digest"
    elif _development(found) is None:
        yield "the words: they are of no form that this version can show"
    yield "later lines: a proof does not say whether the entry was corrected or retracted"
    if not found.cosigned:
        yield "whether others are shown another ledger: nobody who was named has cosigned the checkpoint (--cosigner)"


def told_proof(document: Row) -> None:
    """Print what was proved."""
    entry = document["entry"]
    of = document["checkpoint"]["origin"]
    click.echo(safe(f"Entry {entry['entry']} of {document['entries']} is in the ledger {of}."))
    click.echo(safe(f"{entry['kind']}, recorded {entry['recorded_at']} by {entry['recorded_by']}"))
    if entry["root"] != entry["entry"]:
        click.echo(f"a line of the chain of entry {entry['root']}")
    if entry["development"] is not None:
        click.echo(safe(json_text(entry["development"])))
    for one in document["cosigned"]:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(one["seconds"]))
        click.echo(safe(f"cosigned by {one['name']}, {at}"))
    emit("verified", document)
