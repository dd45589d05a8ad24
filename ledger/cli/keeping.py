"""The commands that begin, check, move and explain a ledger."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO

import click

from ledger.cli import answering, options
from ledger.cli.output import as_json as json_text
from ledger.cli.output import emit, near
from ledger.errors import CannotWrite, NotFound, Refused, Usage
from ledger.ledger import Clocks, Ledger
from ledger.show.phrases import brought, count
from ledger.show.text import safe

FORMATS = ("export", "treaties", "unvotes")
"""What `import` takes: the ledger's own export, a table of treaty memberships, a folder of UN votes."""


@click.command(
    "init",
    help="Begin an empty ledger at --ledger PATH|URL.",
    epilog="Example:  ledger --ledger talks.db init",
)
@click.option(
    "--origin",
    metavar="NAME",
    help="What its checkpoints call it for ever, as example.org/talks (default: made from the file's name).",
)
@options.json
@click.pass_context
def init_command(ctx: click.Context, origin: str | None, as_json: bool) -> None:
    """Make an empty ledger."""
    where = ctx.obj["ledger"]
    with Ledger.create(where, origin=origin) as made:
        if as_json:
            heading = {"ledger": str(where), "id": made.store.id, "origin": made.store.origin}
            click.echo(json_text(heading))
            return
    named = f" --ledger {safe(str(where))}" if ctx.obj["named"] else ""
    click.echo(f"{safe(str(where))} is an empty ledger. Next:  ledger{named} record --help")


@click.command(
    "verify",
    help="Rebuild everything from the entries alone and compare: numbers, ids, bytes, chains, quotes, the seal, index, "
    "states. With --since the seal is compared with checkpoints kept elsewhere too. With --proof, --dossier or "
    "--export no ledger is read: only what that file proves is checked.",
    epilog="Example:  ledger verify",
)
@click.option("--since", metavar="FILE", help="Checkpoints kept elsewhere, from which the ledger must go on.")
@click.option("--proof", metavar="FILE", help="What `ledger prove` wrote.")
@click.option(
    "--dossier", metavar="PATH", help="What `ledger dossier` wrote: its answer is worked out again."
)
@click.option("--export", metavar="FILE", help="What `ledger export --sealed` wrote; with --dossier both.")
@click.option(
    "--key", "keys", multiple=True, metavar="KEY", help="The ledger's key, or the file that holds it."
)
@click.option("--origin", metavar="NAME", help="The ledger's origin, as its owner gave it to you.")
@click.option("--cosigner", "cosigners", multiple=True, metavar="KEY", help="Who must have cosigned a proof.")
@options.json
@click.pass_context
def verify_command(
    ctx: click.Context,
    since: str | None,
    proof: str | None,
    dossier: str | None,
    export: str | None,
    keys: tuple[str, ...],
    origin: str | None,
    cosigners: tuple[str, ...],
    as_json: bool,
) -> None:
    """Verify the ledger; exit 7 where a fault was found."""
    given = [one for one in (since, proof, dossier or export) if one is not None]
    if not given:
        if keys or cosigners or origin is not None:
            raise Usage(
                "--key, --origin and --cosigner are for --since, --proof, --dossier and --export",
                remedy="ledger verify --help",
            )
        document = options.opened(ctx).verify()
    else:
        from ledger.cli import sealing

        if len(given) > 1 or (since is not None and cosigners):
            raise Usage(
                "--since, --proof and --dossier exclude each other, and --since takes no --cosigner",
                remedy="ledger verify --help",
            )
        options.must_be_text(ctx)
        trust = sealing.trusted(keys, origin, cosigners)
        if since is not None:
            document = sealing.verified_since(ctx, since, trust)
        elif proof is None:
            from ledger.cli import dossiers

            document = dossiers.verified(dossier, export, trust)
        else:
            document = sealing.verified_proof(proof, trust)
            if not as_json:
                sealing.told_proof(document)
                return
    emit("verified", document, "json" if as_json else "screen")
    if not document["ok"]:
        ctx.exit(7)


@click.command(
    "export",
    help="Write every entry and archived text as JSON lines, to standard output or --output. With --sealed a "
    "checkpoint comes last, by which anybody can verify that the export is whole: ledger verify --export FILE.",
    epilog="Example:  ledger export --output ukraine-2025.jsonl",
)
@click.option("--output", type=click.Path(path_type=Path), help="The file to write; it must not exist.")
@click.option("--without-texts", is_flag=True, help="Leave the archived texts out.")
@click.option("--sealed", is_flag=True, help="With a checkpoint, signed with --sign-with.")
@click.option("--sign-with", metavar="FILE", help="The secret key for --sealed (or LEDGER_KEY).")
@click.pass_context
def export_command(
    ctx: click.Context, output: Path | None, without_texts: bool, sealed: bool, sign_with: str | None
) -> None:
    """Export the ledger."""
    from ledger.exchange import jsonl

    if sign_with is not None and not sealed:
        raise Usage("--sign-with is for --sealed", remedy="Add --sealed.")
    ledger = options.opened(ctx)
    with ledger.store.snapshot():
        # What is signed is what is written, whatever is recorded meanwhile.
        head = _signed(ledger, sign_with) if sealed else None
        _export(jsonl.lines(ledger.store, texts=not without_texts, checkpoint=head), output)


def _signed(ledger: Ledger, sign_with: str | None) -> bytes:
    from ledger.cli import sealing
    from ledger.ledger import sealing as seal

    return seal.signed(ledger.store, sealing.signer(sign_with))


def _last(folder: Path) -> None:
    """Have the names in a folder outlast a power cut, where the system can."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _must_be_new(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise Refused(f"{path} exists already", remedy="Name a file that does not.")


def _export(lines: Iterator[str], output: Path | None) -> None:
    """Write an export, whole or not at all."""
    if output is None:
        for line in lines:
            sys.stdout.buffer.write(line.encode() + b"\n")
        sys.stdout.buffer.flush()
        return
    # Half an export must not be taken for a whole one: it has the name only once it is whole.
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        _must_be_new(output)
        with part.open("x", encoding="utf-8", newline="\n") as file:
            written = sum(file.write(line + "\n") > 0 for line in lines)
            file.flush()
            os.fsync(file.fileno())
        _must_be_new(output)
        part.rename(output)
        _last(output.parent)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(output)
        raise
    click.echo(f"{count(written, 'line')} written to {safe(str(output))}.")


def data_of(name: str, *, of_lines: bool = True) -> bytes:
    """Return the bytes of a file, or of standard input for `-`; Refused where it is larger than the limit.

    One that is a text, and not of lines that are read one by one, may have as many lines as fit into its bytes.
    """
    from ledger.exchange.files import LARGEST_FILE, bounded

    def lines(data: bytes) -> int:
        return data.count(b"\n") if of_lines else 0

    if name == "-":
        data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        bounded("standard input", len(data), lines(data))
        return data
    with opened(name) as file, _readable(name):
        # What has no size, as a device, ends nowhere.
        data = file.read(LARGEST_FILE + 1)
    bounded(name, len(data), lines(data))
    return data


def size_of(name: str) -> int:
    """Return the bytes of a file, 0 for what has no size; raises as `data_of` does."""
    if name == "-":
        return 0
    with _readable(name):
        return Path(name).stat().st_size


def lines_of(name: str) -> Iterator[bytes]:
    """Yield the lines of a file, each with its end; raises as `data_of` does."""
    with opened(name) as file, _readable(name):
        yield from file


def opened(name: str) -> BinaryIO:
    """Open a file for its bytes; NotFound where there is none, Refused where it is larger than the limit."""
    from ledger.exchange.files import bounded

    with _readable(name):
        file = Path(name).open("rb")  # noqa: SIM115 whoever asked for it closes it
    try:
        bounded(name, os.fstat(file.fileno()).st_size)
    except Refused:
        file.close()
        raise
    return file


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Say what is wrong where a file cannot be opened or read."""
    try:
        yield
    except (FileNotFoundError, ValueError):
        # A name with a NUL in it is a ValueError: no file can have one.
        raise NotFound(f"there is no file {name}", remedy="Check the path; - reads standard input.") from None
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}"
        if error.errno == errno.EIO:
            raise CannotWrite(
                message, remedy="Repeat the command; if it stays so, look at the disk."
            ) from None
        raise Refused(message, remedy="Name a file that can.") from None


@click.command(
    "import",
    help="Take an export (FILE, or - for standard input) into this ledger, all or nothing; or with --format the rows "
    "of a table: treaties (a .csv or .csv.gz of manytreaties) or unvotes (the folder of its three tables). "
    "Importing a table again adds nothing.",
    epilog="Example:  ledger --ledger copy.db import talks.jsonl",
)
@click.argument("file")
@click.option("--format", "form", type=click.Choice(FORMATS), default="export", help="What FILE is.")
@click.option(
    "--quarantine",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="F",
    help="Where rows go that cannot be taken (default: FILE-quarantine.jsonl here).",
)
@click.option("--negotiation", metavar="SLUG", help="The negotiation of a table's entries.")
@click.option("--published", metavar="D", help="When the table was published (EDTF).")
@answering.dry
@options.checkpoint
@options.json
@click.pass_context
def import_command(
    ctx: click.Context,
    file: str,
    form: str,
    quarantine: Path | None,
    negotiation: str | None,
    published: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import an export or a table."""
    if form != "export":
        from ledger.cli import tables

        tables.import_command(
            options.opened(ctx),
            form,
            file,
            quarantine=quarantine,
            negotiation=negotiation,
            published=published,
            dry=dry_run,
            as_json=as_json,
        )
        return
    if quarantine is not None or negotiation is not None or published is not None:
        raise Usage(
            "--quarantine, --negotiation and --published are for tables", remedy=f"Add --format {FORMATS[1]}"
        )
    from ledger.errors import Faulty
    from ledger.exchange.files import LONGEST_TEXT_LINE, jsonl

    ledger = options.opened(ctx)
    lines, faults = jsonl(data_of(file), longest=LONGEST_TEXT_LINE)
    if faults:
        raise Faulty(faults)
    with ledger.trial() if dry_run else nullcontext(ledger) as into:
        document = into.import_lines(lines)
    if as_json:
        click.echo(json_text(document))
        return
    new = sum(one["new"] for one in document["recorded"])
    there = len(document["recorded"]) - new
    click.echo(f"{brought(new, there, 'imported', dry=dry_run)}; archived texts: {document['texts']:,}.")
    if dry_run:
        click.echo(answering.NOTHING)


@click.command(
    "backup",
    help="Copy the ledger into FILE, which must not exist, while it is in use.",
    epilog="Example:  ledger backup talks-2025-02-18.db",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def backup_command(ctx: click.Context, file: Path) -> None:
    """Back the ledger up."""
    options.opened(ctx).backup(file)
    name = safe(str(file))
    click.echo(f"{name} is a copy of the ledger.  To check it:  ledger --ledger {name} verify")


@click.command(
    "schema",
    help="The JSON Schema of an entry's KIND, or of all that an entry can hold.",
    epilog="Example:  ledger schema position-taken",
)
@click.argument("kind", required=False)
def schema_command(kind: str | None) -> None:
    """Print the JSON Schema."""
    import json

    from pydantic import TypeAdapter

    from ledger import events

    kinds = events.kinds()
    if kind is None:
        adapter: TypeAdapter[object] = TypeAdapter(events.held())
        document = adapter.json_schema()
    elif kind in kinds:
        document = kinds[kind].model_json_schema()
    else:
        raise Refused(
            f"there is no kind {kind!r}", remedy=near(kind, list(kinds), "ledger schema"), field="kind"
        )
    document["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


@click.command(
    "demo",
    help="Record the Riyadh case into a fresh ledger (ledger.db, or --ledger PATH|URL) and show its state.",
    epilog="Example:  ledger demo",
)
@click.pass_context
def demo_command(ctx: click.Context) -> None:
    """Record and show the example."""
    from importlib.resources import files

    from ledger.exchange.files import jsonl

    where = ctx.obj["ledger"]
    lines, _ = jsonl(files("ledger").joinpath("examples/riyadh.jsonl").read_bytes())
    try:
        opened = Ledger(where)
    except NotFound:
        opened = Ledger.create(where)
    with opened as ledger:
        held, _ = ledger.store.last()
        if held and sum(one["new"] for one in ledger.record(lines, dry=True)["recorded"]):
            raise Refused(f"{where} holds other entries", remedy="ledger --ledger riyadh.db demo")
        ledger.record(lines)
        document = ledger.state(Clocks(as_of="2025-02-18"))
        emit("state", document | ledger.outlook(document))
    name = safe(str(where))
    again = f"ledger --ledger {name}" if ctx.obj["named"] else "ledger"
    click.echo(f"\nRecorded in {name}.  Ask on:\n  {again} why usa nato-membership --as-of 2025-02-18")


@click.command(
    "help",
    help="Longer help on a TOPIC: dates, clocks, files, limits, search, csv, exit-codes.",
    epilog="Example:  ledger help dates",
)
@click.argument("topic", required=False)
def help_command(topic: str | None) -> None:
    """Print a topic."""
    from ledger.cli.topics import TOPICS

    if topic is None:
        click.echo(f"Topics: {', '.join(TOPICS)}.  Example:  ledger help dates")
        return
    if topic not in TOPICS:
        raise Refused(f"there is no topic {topic!r}", remedy=near(topic, list(TOPICS), "ledger help"))
    click.echo(TOPICS[topic].strip("\n"))
