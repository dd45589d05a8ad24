"""The commands that record: one development from options, a file of them, corrections, retractions, sources."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import click
from pydantic import BaseModel

from ledger import dates, events
from ledger.cli import examples, fields, options
from ledger.cli.keeping import data_of
from ledger.cli.output import as_json as json_text
from ledger.cli.output import emit, near
from ledger.errors import Fault, Faulty, Refused, Usage
from ledger.exchange import files
from ledger.ledger import Ledger
from ledger.ledger.recording import chain_of, standing_words
from ledger.state.cells import Row


def quoted(command: Any) -> Any:  # noqa: ANN401 click's decorators
    """Give a command the two ways out for a quote that is not in its archived text."""
    for flag, text in (
        ("unverified", "Keep a quote that is not in the archived text, marked."),
        ("nearest", "Take the nearest words of the archived text in its place."),
    ):
        command = click.option(f"--quote-{flag}", "quotes", flag_value=flag, help=text)(command)
    return command


dry = click.option("--dry-run", is_flag=True, help="Check and show, but record nothing.")


def _answer(
    ledger: Ledger, document: Row, *, as_json: bool, notes: Sequence[str] = (), dry_run: bool = False
) -> None:
    """Print what came of recording."""
    if as_json:
        shown = {key: value for key, value in document.items() if key != "stands"}
        click.echo(json_text(shown | {"notes": list(notes)} if notes else shown))
        return
    if dry_run:
        recorded = document["recorded"]
        told = document | {"dry": True, "recorded": [one | {"notes": notes} for one in recorded]}
    else:
        changed = any(one["new"] for one in document["recorded"])
        told = ledger.told(
            {key: value for key, value in document.items() if key != "stands" or changed}, notes
        )
    emit("recorded", told)
    if dry_run:
        click.echo("Nothing was recorded: --dry-run.")


def _published(ledger: Ledger, values: dict[str, Any]) -> str | None:
    """Return the day the typed source was published, by which weekdays are counted."""
    if values.get("published"):
        return dates.reword(str(values["published"]), ledger.today, None)
    source = ledger.store.source(str(values["source"])) if values.get("source") else None
    return None if source is None else source.get("published")


class Kinds(click.Group):
    """The kinds as commands, made from the vocabulary."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """Return the kinds."""
        return list(events.kinds())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 as above
        """Return the command of a kind."""
        model = events.kinds().get(cmd_name)
        return None if model is None else kind_command(cmd_name, model)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the kind that is called; with a near name where there is none."""
        if args and not args[0].startswith("-") and args[0] not in events.kinds():
            raise Usage(
                f"there is no kind {args[0]!r}",
                remedy=near(args[0], list(events.kinds()), "ledger record --help"),
            )
        return super().resolve_command(ctx, args)


@lru_cache
def kind_command(kind: str, model: type[BaseModel]) -> click.Command:
    """Return the command that records one development of a kind from its options."""

    @click.pass_context
    def record_one(ctx: click.Context, /, **values: Any) -> None:  # noqa: ANN401 the kind's options
        ledger = options.opened(ctx)
        typed = fields.Typed(values, ledger.today, _published(ledger, values))
        held = {"kind": kind} | typed.words(model)
        if "negotiation" in model.model_fields and "negotiation" not in held:
            held |= ledger.only_negotiation()
        line: Row = held if values["id"] is None else {"id": values["id"], "development": held}
        try:
            document = ledger.record([line], quotes=values["quotes"] or "found", dry=values["dry_run"])
        except Faulty as error:
            raise fields.as_options(error, model) from None
        _answer(
            ledger, document, as_json=values["as_json"], notes=typed.notes, dry_run=bool(values["dry_run"])
        )

    made = click.Command(
        kind,
        callback=record_one,
        params=[
            *fields.options(model),
            click.Option(["--id"], metavar="ID", help="an id of your own (left out: made from the words)"),
        ],
        help=model.__doc__,
        epilog=examples.of_kind(kind),
    )
    found: click.Command = options.json(dry(quoted(made)))
    return found


@click.group(
    "record",
    cls=Kinds,
    invoke_without_command=True,
    subcommand_metavar="KIND [OPTIONS]",
    help="Record one development of a KIND, or with --file a file of them, all or nothing.",
    epilog="Example:  ledger record --file developments.jsonl",
)
@click.option("--file", "file", metavar="F", help="JSONL, .json, .yaml; - reads JSONL from standard input.")
@click.option("--source", metavar="SLUG", help="The source of all lines of the file that name none.")
@click.option("--negotiation", metavar="SLUG", help="The negotiation of all lines that name none.")
@quoted
@dry
@options.json
@click.pass_context
def record_command(  # noqa: D103 the help says it
    ctx: click.Context,
    file: str | None,
    source: str | None,
    negotiation: str | None,
    quotes: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    if ctx.invoked_subcommand is not None:
        if file is not None:
            raise Usage("a KIND and --file exclude each other", remedy="ledger record --file F")
        if any(fields.given(ctx)):
            raise Usage(
                "the options of an entry stand after its KIND",
                remedy=f"ledger record {ctx.invoked_subcommand} --help",
            )
        return
    if file is None:
        raise Usage(
            "name a KIND or a file", remedy="ledger record --file F, or ledger record position-taken --help"
        )
    ledger = options.opened(ctx)
    lines, faults = files.read(file, data_of(file))
    record = {"negotiation": negotiation, "source": source, "quotes": quotes or "found"}
    if faults:
        every = [*faults, *_faults_too(ledger, lines, record)]
        raise Faulty(sorted(every, key=lambda fault: fault.line or 0))
    document = ledger.record(lines, dry=dry_run, **record)  # type: ignore[arg-type]
    _answer(ledger, document, as_json=as_json, dry_run=dry_run)


def _faults_too(ledger: Ledger, lines: Sequence[Any], record: Row) -> list[Fault]:
    """Return the faults of the lines that could be read, so that all of a file's come at once."""
    try:
        ledger.record(lines, dry=True, **record)
    except Faulty as error:
        return list(error.faults)
    return []


_OF_KIND = "ledger.cli.recording.of_kind"


class Correction(click.Command):
    """`correct` with the options of the kind that its entry has."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return its own options, and those of the entry's kind once it is known."""
        return [*super().get_params(ctx), *ctx.meta.get(_OF_KIND, ())]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find which entry is meant before the options of its kind are parsed."""
        entry = None if {"-h", "--help"} & set(args) else self._entry(ctx, args)
        if entry is not None:
            ctx.meta[_OF_KIND] = self._options(_standing(options.opened(ctx), entry)["kind"])
        return super().parse_args(ctx, args)

    def _options(self, *kinds: str) -> list[click.Option]:
        """Return the options of kinds, each name once, that `correct` has not itself."""
        own = {param.name for param in self.params}
        found = {option.name: option for kind in kinds for option in fields.options(events.kinds()[kind])}
        return [option for name, option in found.items() if name not in own]

    def _entry(self, ctx: click.Context, args: list[str]) -> str | None:
        """Return the N among the arguments, wherever it stands between the options of any kind."""
        anything = click.Command(None, params=[*self.params, *self._options(*events.kinds())])
        probe = anything.make_context(None, list(args), parent=ctx.parent, resilient_parsing=True)
        options.must_be_text(probe)
        entry: str | None = probe.params.get("entry")
        return entry


def _standing(ledger: Ledger, entry: str) -> Row:
    """Return the words that stand of an entry, or last stood; Refused where only a newer ledger knows its kind."""
    _, chain = chain_of(ledger.store, options.reference(entry))
    words = standing_words(chain)
    if words.get("kind") not in events.kinds():
        raise Refused(
            f"entry {entry} is a {words.get('kind')}, which this version does not know",
            field="entry",
            given=entry,
            remedy="Correct it with a newer ledger. To take it back: ledger retract",
        )
    return words


@click.command(
    "correct",
    cls=Correction,
    help="Say what entry N should have said. N is the newest line of it that you have seen; options as of its kind "
    "(see: ledger record KIND --help) change those fields, list options replace, --clear empties.",
    epilog=examples.example('ledger correct 21 --on 2025-02-12 --reason "dated by a second report"'),
)
@click.argument("entry", metavar="N")
@click.option("--reason", metavar="TEXT", help="Why", required=True)
@click.option("--over", metavar="M", help="The last word seen, where it is newer than N.")
@click.option("--clear", multiple=True, metavar="FIELD", help="A field to empty (repeat for several).")
@quoted
@dry
@options.json
@click.pass_context
def correct_command(  # noqa: D103 the help says it
    ctx: click.Context,
    /,
    entry: str,
    reason: str,
    over: str | None,
    clear: tuple[str, ...],
    quotes: str | None,
    dry_run: bool,
    as_json: bool,
    **values: Any,  # noqa: ANN401 the options of the kind
) -> None:
    ledger = options.opened(ctx)
    standing = _standing(ledger, entry)
    told = next((one["published"] for one in standing.get("sources", ()) if "published" in one), None)
    typed = fields.Typed(values, ledger.today, _published(ledger, values) or told, standing)
    changes = typed.words(events.kinds()[standing["kind"]])
    emptied = [name.replace("-", "_") for one in clear for name in files.fields_of(one)]
    if not changes and not emptied:
        raise Usage(
            "say what it should have said", remedy=f"ledger record {standing['kind']} --help lists the fields"
        )
    document = ledger.correct(
        options.reference(entry),
        changes,
        reason,
        clear=emptied,
        over=None if over is None else options.reference(over),
        quotes=quotes or "found",
        dry=dry_run,
    )
    _answer(ledger, document, as_json=as_json, notes=typed.notes, dry_run=dry_run)


@click.command(
    "retract",
    help="Take back line N, which the ledger should not hold; of a correction, what stood before it stands again.",
    epilog=examples.example('ledger retract 28 --reason "the same statement recorded twice"'),
)
@click.argument("entry", metavar="N")
@click.option("--reason", metavar="TEXT", help="Why", required=True)
@click.option("--over", metavar="M", help="The last word seen, where it is newer than N.")
@dry
@options.json
@click.pass_context
def retract_command(  # noqa: D103 the help says it
    ctx: click.Context, entry: str, reason: str, over: str | None, dry_run: bool, as_json: bool
) -> None:
    ledger = options.opened(ctx)
    document = ledger.retract(
        options.reference(entry), reason, over=None if over is None else options.reference(over), dry=dry_run
    )
    _answer(ledger, document, as_json=as_json, dry_run=dry_run)


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
@options.json
@click.pass_context
def source_add(  # noqa: D103 the help says it
    ctx: click.Context, /, file: str, slug: str, as_json: bool, **given: str | None
) -> None:
    ledger = options.opened(ctx)
    try:
        text = data_of(file).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is not UTF-8 at byte {error.start}", remedy="Save it as UTF-8.") from None
    typed = fields.Typed({}, ledger.today)
    source = {
        key: typed.date(value) if key == "published" else value
        for key, value in given.items()
        if value is not None
    }
    document = ledger.archive(text, slug, source)
    if as_json:
        click.echo(json_text(document | {"notes": typed.notes} if typed.notes else document))
        return
    kept = "Kept" if document["new"] else "Already kept"
    click.echo(
        f"{kept} {slug}: {document['characters']:,} characters, sha256 {document['archive'][:12]}. "
        "Quotes will be checked."
    )
    for note in typed.notes:
        click.echo(f"    {note}")


@source_command.command(
    "add-to",
    help="Add a further source to entry N: an archived one by its slug, or its fields.",
    epilog=examples.example('ledger source add-to 21 --publisher "Example Gazette" --published 2025-02-13'),
)
@click.argument("entry", metavar="N")
@quoted
@options.json
@click.pass_context
def source_add_to(  # noqa: D103 the help says it
    ctx: click.Context,
    /,
    entry: str,
    quotes: str | None,
    as_json: bool,
    **values: Any,  # noqa: ANN401 the options of a source
) -> None:
    ledger = options.opened(ctx)
    typed = fields.Typed(values, ledger.today)
    source = typed.source()
    if source is None:
        raise Usage("name the source", remedy="--source SLUG, or --publisher and --published")
    document = ledger.add_source(options.reference(entry), [source], quotes=quotes or "found")
    _answer(ledger, document, as_json=as_json, notes=typed.notes)


source_add_to.params += [
    option for option in fields.options(events.kinds()["source-added"]) if option.name != "entry"
]
