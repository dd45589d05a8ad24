"""The commands on sources: keep a text, or add a source to an entry."""

from typing import Any

import click

from ledger import events
from ledger.cli import answering, examples, fields, options, remembering
from ledger.cli.keeping import data_of
from ledger.cli.output import as_json as json_text
from ledger.errors import Refused, Usage


@click.group(
    "source",
    help="Archive a source's text, or add a source to an entry.",
    epilog="Example:  ledger source add --help",
)
def source_command() -> None:
    """Group the commands on sources."""


@source_command.command(
    "add",
    help="Keep the text of a source (FILE, or - for standard input) under a slug that entries can name.",
    epilog=examples.example(
        'ledger source add article.txt --as we-0218 --publisher "Washington Examiner" --published 2025-02-18'
    ),
)
@click.argument("file")
@click.option("--as", "slug", metavar="SLUG", required=True, help="The slug")
@click.option("--publisher", metavar="TEXT", required=True, help="Who published it")
@click.option("--published", metavar="D", help="When it was published (EDTF).")
@click.option("--source-title", "--title", "title", metavar="TEXT", help="Its title.")
@click.option("--url", metavar="TEXT", help="Where it can be read.")
@click.option("--author", metavar="TEXT", help="Who wrote it.")
@answering.dry
@options.json
@click.pass_context
def source_add(  # noqa: D103 the help says it
    ctx: click.Context, /, file: str, slug: str, dry_run: bool, as_json: bool, **given: str | None
) -> None:
    ledger = options.opened(ctx)
    try:
        text = data_of(file, of_lines=False).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is not UTF-8 at byte {error.start}", remedy="Save it as UTF-8.") from None
    typed = fields.Typed({}, ledger.today)
    source = {
        key: typed.date(value) if key == "published" else value
        for key, value in given.items()
        if value is not None
    }
    document = ledger.archive(text, slug, source, dry=dry_run)
    if not dry_run:
        remembering.use_source(ledger.store.id, slug)
    if as_json:
        click.echo(json_text(document | {"notes": typed.notes} if typed.notes else document))
        return
    kept = ("Would keep" if dry_run else "Kept") if document["new"] else "Already kept"
    click.echo(
        f"{kept} {slug}: {document['characters']:,} characters, sha256 {document['archive'][:12]}. "
        "Quotes will be checked."
    )
    for note in typed.notes:
        click.echo(f"    {note}")
    if dry_run:
        click.echo(answering.NOTHING)


@source_command.command(
    "add-to",
    help="Add a further source to entry N: an archived one by its slug, or its fields.",
    epilog=examples.example('ledger source add-to 21 --publisher "Example Gazette" --published 2025-02-13'),
)
@click.argument("entry", metavar="N")
@answering.quoted
@answering.dry
@options.checkpoint
@options.json
@click.pass_context
def source_add_to(  # noqa: D103 the help says it
    ctx: click.Context,
    /,
    entry: str,
    quotes: str | None,
    dry_run: bool,
    as_json: bool,
    **values: Any,  # noqa: ANN401 the options of a source
) -> None:
    ledger = options.opened(ctx)
    typed = fields.Typed(values, ledger.today)
    source = typed.source()
    if source is None:
        raise Usage("name the source", remedy="--source SLUG, or --publisher and --published")
    document = ledger.add_source(options.reference(entry), [source], quotes=quotes or "found", dry=dry_run)
    answering.answer(ledger, document, as_json=as_json, notes=typed.notes, dry_run=dry_run)


source_add_to.params += [
    option for option in fields.options(events.kinds()["source-added"]) if option.name != "entry"
]
