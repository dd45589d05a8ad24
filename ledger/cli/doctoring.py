"""The command that looks at what a ledger stands on: the library, the file, the disk, the clock, the index."""

import click

from ledger.cli import examples, options
from ledger.cli.output import emit


@click.command(
    "doctor",
    help="Look at what the ledger stands on: the SQLite library, the file and its triggers, permissions, free space, "
    "the clock, a log left behind, the index; and say what to do. Nothing is changed. Exit 7 where the file is "
    "damaged. Whether words were altered, verify tells.",
    epilog=examples.example("ledger doctor"),
)
@options.json
@click.pass_context
def doctor_command(ctx: click.Context, as_json: bool) -> None:
    """Examine the ledger."""
    from ledger.ledger.doctor import doctor

    document, code = doctor(ctx.obj["ledger"])
    emit("doctor", document, "json" if as_json else "screen")
    if code:
        ctx.exit(code)
