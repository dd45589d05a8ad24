"""The command that goes on telling what is recorded, until it is stopped."""

import select
import sys
from collections.abc import Callable

import click

from ledger.cli import examples, options
from ledger.cli.output import as_json as json_text
from ledger.cli.output import colour, width
from ledger.errors import LedgerError


@click.command(
    "follow",
    help="Print each entry as it is recorded, by whomever, until Ctrl-C. In a database a lost connection is made "
    "anew, and no entry is left out or told twice.",
    epilog=examples.example("ledger follow --after 39 --limit 2"),
)
@click.option(
    "--after", type=click.IntRange(0), metavar="N", help="Begin after this entry (default: the last)."
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="End after so many entries.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line on standard output.")
@click.pass_context
def follow_command(ctx: click.Context, after: int | None, limit: int | None, as_json: bool) -> None:
    """Follow the ledger."""
    from ledger.ledger import following
    from ledger.show import screen

    ledger = options.opened(ctx)
    begin = ledger.store.last()[0] if after is None else after
    entries = following.follow(ledger.store, begin, _somebody_reads(), _lost())
    try:
        for number, entry in enumerate(entries, start=1):
            row = following.told(ledger.store, entry, ledger.today)
            if as_json:
                click.echo(json_text(row))
            else:
                document = row | ledger.numbers({"basis": f"{ledger.today}@{entry.number}", "entries": [row]})
                click.echo(screen("follow")(document, width=width(sys.stdout), colour=colour(sys.stdout)))
            sys.stdout.flush()
            if number == limit:
                return
    except KeyboardInterrupt:
        # To be stopped is how it ends.
        return


def _somebody_reads() -> Callable[[], None]:
    """Return what raises BrokenPipeError where standard output is a pipe that nobody reads any more."""
    try:
        watched = select.poll()
        watched.register(sys.stdout.fileno(), 0)
    except (AttributeError, OSError, ValueError):
        return lambda: None

    def look() -> None:
        if any(event & (select.POLLERR | select.POLLHUP) for _, event in watched.poll(0)):
            raise BrokenPipeError

    return look


def _lost() -> Callable[[LedgerError], None]:
    """Return what says once, until it says something else, why a database cannot be reached."""
    said: list[str] = []

    def tell(error: LedgerError) -> None:
        if error.message not in said:
            said[:] = [error.message]
            click.echo(f"{error.message}. Trying again.", err=True)

    return tell
