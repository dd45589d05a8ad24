"""`rename party OLD NEW`: corrections of all entries that name a party, shown first and recorded at once."""

import shlex
from contextlib import suppress

import click

from ledger.cli import answering, examples, options, prompting
from ledger.cli.output import as_json as json_text
from ledger.cli.output import emit
from ledger.errors import LedgerError, Usage
from ledger.ledger import Ledger
from ledger.show.phrases import numbers
from ledger.show.text import safe
from ledger.state.cells import Row


@click.group(
    "rename",
    help="Give a party another name in all entries at once.",
    epilog="Example:  ledger rename party --help",
)
def rename_command() -> None:
    """Group what can be renamed."""


@rename_command.command(
    "party",
    help="Correct every entry that names the party OLD, in whatever field, to name NEW: all or nothing, and shown "
    "first. A NEW that is there already is merged with OLD. Retracted entries are left as they are, and "
    "--known-at still shows the old name.",
    epilog=examples.example("ledger rename party usa united-states --yes"),
)
@click.argument("old")
@click.argument("new")
@click.option("--reason", metavar="TEXT", help="Why (default: that it is renamed).")
@click.option("--yes", is_flag=True, help="Do not ask.")
@answering.dry
@options.checkpoint
@options.json
@click.pass_context
def rename_party(  # noqa: D103 the help says it
    ctx: click.Context, old: str, new: str, reason: str | None, yes: bool, dry_run: bool, as_json: bool
) -> None:
    ledger = options.opened(ctx)
    asked = not yes and not dry_run
    command = shlex.join([*options.program(ctx), "rename", "party", old, new])
    if asked and (as_json or not prompting.on_terminal()):
        raise Usage(
            "a renaming is shown and asked about before it is recorded, and here nobody can be asked",
            remedy=f"See it with --dry-run first, then:  {command} --yes",
        )
    plan = ledger.renaming(old, new, reason or f"{old} is renamed {new}")
    lines = plan.pop("lines")
    if not as_json and lines:
        emit("renaming", plan)
        if asked:
            _tell_changes(ledger, ledger.record(lines, quotes="unverified", dry=True), dry=True)
    if not lines:
        document: Row = {"recorded": [], "faults": [], "warnings": []}
    else:
        if asked and not _confirmed(old, new):
            click.echo("Nothing was recorded.")
            return
        # The words are the ledger's own: a quote that was kept unverified stays so.
        document = ledger.record(lines, quotes="unverified", dry=dry_run)
    if as_json:
        shown = {key: value for key, value in document.items() if key not in answering.FOR_PEOPLE}
        if dry_run:
            shown["changes"] = ledger.told(document)["changes"]
        click.echo(json_text(shown | {"renamed": plan}))
    else:
        _tell(document, plan, dry=dry_run)
        _tell_changes(ledger, document, dry=dry_run)
        if dry_run and lines:
            click.echo(answering.NOTHING)


def _confirmed(old: str, new: str) -> bool:
    while True:
        given = click.prompt(f"Rename {old} to {new}? (y, n)", default="", show_default=False)
        answer = given.strip().lower()
        if answer in {"y", "yes", "n", "no"}:
            return answer.startswith("y")


def _tell(document: Row, plan: Row, *, dry: bool) -> None:
    """Say what was recorded, and how the ledger is asked with the old name."""
    if not document["recorded"]:
        left = f" (but {numbers(plan['left'])}, which is retracted)" if plan["left"] else ""
        click.echo(f"No entry that stands names {safe(plan['party'])}{left}: nothing is left to rename.")
        return
    if dry:
        return
    made = [one["entry"] for one in document["recorded"]]
    click.echo(f"{numbers(made)} {'corrects it' if len(made) == 1 else 'correct them'}.")
    click.echo(f"Until now the ledger said {safe(plan['party'])}; --known-at {made[0] - 1} still shows it.")


def _tell_changes(ledger: Ledger, document: Row, *, dry: bool) -> None:
    """Say which cells say something else, and from which day on; nothing where they are more than one reads."""
    if not document["recorded"]:
        return
    with suppress(LedgerError):
        # What is recorded is recorded, also where it cannot be said any more what it changes.
        changes = ledger.told(document)["changes"]
        if changes is not None:
            emit("recorded", {"recorded": [], "changes": changes, "dry": dry})
