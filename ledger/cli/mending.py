"""The commands that mend: `correct`, with the options of the kind that its entry has, and `retract`."""

from typing import Any

import click

from ledger import chains, events
from ledger.cli import answering, examples, fields, options
from ledger.errors import NotFound, Refused, Usage
from ledger.exchange import files
from ledger.ledger import Ledger
from ledger.ledger.recording import open_chain, standing_words
from ledger.state.cells import Row

_OF_KIND = "ledger.cli.mending.of_kind"


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
    _, chain = open_chain(ledger.store, options.reference(entry))
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
@answering.quoted
@answering.dry
@options.checkpoint
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
    typed = fields.Typed(values, ledger.today, answering.published(ledger, values) or told, standing)
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
    answering.answer(ledger, document, as_json=as_json, notes=typed.notes, dry_run=dry_run)


SLIP = "recorded by mistake"
"""The reason of `retract --last` where none is given."""


def _last(ledger: Ledger) -> int:
    """Return the last line that this user recorded, that stands, and that is no retraction; NotFound without one."""
    author = ledger.author()
    for number in range(ledger.store.last()[0], 0, -1):
        entry = ledger.store.entry(number)
        if entry is None or entry.recorded_by != author or entry.kind == chains.RETRACTED:
            continue
        if number in chains.standing(chains.links(ledger.store.chain(number))):
            return number
    raise NotFound(
        f"no line that {author} recorded stands", remedy="Name one: ledger retract N; see: ledger log"
    )


@click.command(
    "retract",
    help="Take back line N, or with --last the last that you recorded, which the ledger should not hold; "
    "of a correction, what stood before it stands again.",
    epilog=examples.example('ledger retract 28 --reason "the same statement recorded twice"'),
)
@click.argument("entry", metavar="N", required=False)
@click.option("--last", is_flag=True, help="The last line that you recorded and that stands.")
@click.option("--reason", metavar="TEXT", help="Why [required, but with --last]")
@click.option("--over", metavar="M", help="The last word seen, where it is newer than N.")
@answering.dry
@options.checkpoint
@options.json
@click.pass_context
def retract_command(  # noqa: D103 the help says it
    ctx: click.Context,
    entry: str | None,
    last: bool,
    reason: str | None,
    over: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    if entry is not None and last:
        raise Usage("N and --last exclude each other", remedy=f'ledger retract {entry} --reason "..."')
    if entry is None and not last:
        raise click.MissingParameter(ctx=ctx, param_hint="'N'", param_type="argument")
    if reason is None and not last:
        raise click.MissingParameter(ctx=ctx, param_hint="'--reason'", param_type="option")
    ledger = options.opened(ctx)
    reference = _last(ledger) if entry is None else options.reference(entry)
    seen = None if over is None else options.reference(over)
    document = ledger.retract(reference, SLIP if reason is None else reason, over=seen, dry=dry_run)
    answering.answer(ledger, document, as_json=as_json, dry_run=dry_run)
