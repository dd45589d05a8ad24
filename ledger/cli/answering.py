"""What the commands that record share: the ways out for a quote, --dry-run, and telling what came of it."""

from collections.abc import Sequence
from typing import Any

import click

from ledger import dates
from ledger.cli.output import as_json as json_text
from ledger.cli.output import emit
from ledger.errors import LedgerError
from ledger.ledger import Ledger
from ledger.state.cells import Row

FOR_PEOPLE = frozenset({"brought", "stands", "tried"})
"""What an answer of the front door holds beside the contract's document."""


def quoted(command: Any) -> Any:  # noqa: ANN401 click's decorators
    """Give a command the two ways out for a quote that is not in its archived text."""
    for flag, text in (
        ("unverified", "Keep a quote that is not in the archived text, marked."),
        ("nearest", "Take the nearest words of the archived text in its place."),
    ):
        command = click.option(f"--quote-{flag}", "quotes", flag_value=flag, help=text)(command)
    return command


NOTHING = "Nothing was recorded: --dry-run."

dry = click.option("--dry-run", is_flag=True, help="Check and show, but record nothing.")


def answer(
    ledger: Ledger, document: Row, *, as_json: bool, notes: Sequence[str] = (), dry_run: bool = False
) -> None:
    """Print what came of recording."""
    if as_json:
        shown = {key: value for key, value in document.items() if key not in FOR_PEOPLE}
        if dry_run:
            shown["changes"] = ledger.told(document)["changes"]
        click.echo(json_text(shown | {"notes": list(notes)} if notes else shown))
        return
    changed = any(one["new"] for one in document["recorded"])
    try:
        told = ledger.told(
            {key: value for key, value in document.items() if key != "stands" or changed}, notes
        )
    except LedgerError:
        # It is recorded all the same: the number and the id are told, and no error.
        told = {key: value for key, value in document.items() if key not in FOR_PEOPLE}
    if dry_run:
        told["dry"] = True
    emit("recorded", told)
    if dry_run:
        click.echo(NOTHING)


def preview(ledger: Ledger, document: Row, notes: Sequence[str]) -> None:
    """Show what would be recorded, before a last yes."""
    emit("recorded", ledger.told(document, notes) | {"dry": True, "whole": True})


def published(ledger: Ledger, values: dict[str, Any]) -> str | None:
    """Return the day the typed source was published, by which weekdays are counted."""
    if values.get("published"):
        return dates.reword(str(values["published"]), ledger.today, None)
    source = ledger.store.source(str(values["source"])) if values.get("source") else None
    return None if source is None else source.get("published")
