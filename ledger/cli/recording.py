"""The command `record`: one development from the options of its kind, or a file of them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import click
from pydantic import BaseModel

from ledger import events
from ledger.cli import answering, examples, fields, options
from ledger.cli.keeping import data_of
from ledger.cli.output import near
from ledger.errors import Fault, Faulty, Usage
from ledger.exchange import files
from ledger.ledger import Ledger
from ledger.state.cells import Row


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
        typed = fields.Typed(values, ledger.today, answering.published(ledger, values))
        held = {"kind": kind} | typed.words(model)
        if "negotiation" in model.model_fields and "negotiation" not in held:
            held |= ledger.only_negotiation()
        line: Row = held if values["id"] is None else {"id": values["id"], "development": held}
        try:
            document = ledger.record([line], quotes=values["quotes"] or "found", dry=values["dry_run"])
        except Faulty as error:
            raise fields.as_options(error, model) from None
        answering.answer(
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
    found: click.Command = options.json(answering.dry(answering.quoted(made)))
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
@answering.quoted
@answering.dry
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
    answering.answer(ledger, document, as_json=as_json, dry_run=dry_run)


def _faults_too(ledger: Ledger, lines: Sequence[Any], record: Row) -> list[Fault]:
    """Return the faults of the lines that could be read, so that all of a file's come at once."""
    try:
        ledger.record(lines, dry=True, **record)
    except Faulty as error:
        return list(error.faults)
    return []
