"""The command line: parse, one call of the front door, print.

Each command's module is imported when it is called, so that `--help` and the
reading commands start quickly. `main` turns every error into its message and
its exit code; a traceback is never shown unless LEDGER_DEBUG is set.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from ledger.errors import CannotWrite, LedgerError, Usage

COMMANDS = {
    "Ask": {
        "state": ("asking", "What held at a moment: points, positions, meetings and the rest."),
        "why": ("asking", "Which entry decides where a party stands, and what it overrules."),
        "diff": ("asking", "What changed between two moments, and because of which entries."),
        "history": ("asking", "Every step of a party on a matter."),
        "timeline": ("asking", "The developments in the order in which they happened."),
        "log": ("asking", "All lines in the order in which they were recorded."),
        "show": ("asking", "One entry with the lines of its chain."),
        "positions": ("asking", "Where each party stands on each matter."),
        "points": ("asking", "The agreed points: who agrees, who contests."),
        "meetings": ("asking", "Meetings held, expected, overdue and cancelled."),
        "proposals": ("asking", "All proposals and the answers to them."),
        "members": ("asking", "Who is bound by an agreement, leaving or joining."),
        "parties": ("asking", "The parties that the ledger knows."),
        "matters": ("asking", "The matters of a negotiation and their propositions."),
        "sources": ("asking", "The sources cited and archived."),
        "negotiations": ("asking", "The negotiations that the ledger holds."),
    },
    "Record": {
        "init": ("keeping", "Begin an empty ledger."),
        "record": ("recording", "Record one development, or a file of them."),
        "correct": ("recording", "Say what an entry should have said."),
        "retract": ("recording", "Take a line back that the ledger should not hold."),
        "source": ("recording", "Archive a source's text, or add a source to an entry."),
    },
    "Keep": {
        "verify": ("keeping", "Rebuild everything from the entries alone and compare."),
        "export": ("keeping", "Write every entry and archived text as JSON lines."),
        "import": ("keeping", "Take the lines of an export into this ledger."),
        "backup": ("keeping", "Copy the ledger into a new file while it is in use."),
        "schema": ("keeping", "The JSON Schema of what an entry can hold."),
        "demo": ("keeping", "Record the Riyadh case into a fresh ledger and show its state."),
        "help": ("keeping", "Longer help on dates, clocks, limits and exit codes."),
    },
}
"""The commands in groups: the module of each, and its line in `--help`."""

INTERRUPTED = 130


class Commands(click.Group):
    """The group of all commands, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """Return the names of the commands."""
        return [name for group in COMMANDS.values() for name in group]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 as above
        """Return a command, importing its module."""
        for group in COMMANDS.values():
            if cmd_name in group:
                module = import_module(f"ledger.cli.{group[cmd_name][0]}")
                found: click.Command = getattr(module, f"{cmd_name}_command")
                return found
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; with a near name where there is none."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from ledger.cli.output import near

            raise Usage(
                f"there is no command {args[0]!r}",
                remedy=near(args[0], self.list_commands(ctx), "ledger --help"),
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands in their groups, without importing any."""
        for title, group in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name, line) for name, (_, line) in group.items()])


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example:  ledger --ledger riyadh.db demo",
)
@click.option(
    "--ledger",
    "ledger",
    envvar="LEDGER_URL",
    default="ledger.db",
    show_default=True,
    metavar="PATH",
    help="The ledger's file (or LEDGER_URL).",
)
@click.version_option(None, "--version", package_name="agreement-ledger", prog_name="ledger")
@click.pass_context
def cli(ctx: click.Context, ledger: str) -> None:
    """Record what happens in a negotiation, and ask what held on any day.

    As it happened (--as-of), as it was published (--published-by), as this
    ledger knew it (--known-at).
    """
    source = ctx.get_parameter_source("ledger")
    ctx.obj = {"path": Path(ledger), "named": source is not click.core.ParameterSource.DEFAULT}


def _usage(error: click.ClickException) -> tuple[LedgerError, int]:
    """Return a click error as one of ours: a wrong value is refused (4), a wrong shape is usage (2)."""
    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "ledger"
    wrong_value = isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter)
    param = getattr(error, "param", None)
    field = param.name if wrong_value and param is not None else None
    return Usage(message, remedy=f"{command} --help", field=field), 4 if wrong_value else 2


def _report(error: LedgerError, code: int, arguments: Sequence[str]) -> int:
    from ledger.cli.output import print_error

    error.code = code
    print_error(error, json="--json" in arguments, writing=_writes(arguments))
    return code


def _writes(arguments: Sequence[str]) -> bool:
    return any(name in arguments for name in (*COMMANDS["Record"], "import"))


def _bug(error: Exception, arguments: Sequence[str]) -> int:
    if os.environ.get("LEDGER_DEBUG"):
        raise error
    fault = LedgerError(
        f"this is a fault of the program: {type(error).__name__}: {error}",
        remedy="Please report it, with what LEDGER_DEBUG=1 prints for the same command.",
    )
    return _report(fault, 1, arguments)


def _silence() -> None:
    """Point standard output at nothing, so that Python's exit does not complain of a closed pipe."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        cli.main(args=list(arguments), prog_name="ledger", standalone_mode=False)
        sys.stdout.flush()
    except LedgerError as error:
        return _report(error, error.code, arguments)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("\nInterrupted.\n")
        return INTERRUPTED
    except click.ClickException as error:
        return _report(*_usage(error), arguments)
    except BrokenPipeError:
        _silence()
        return 0
    except OSError as error:
        _silence()
        fault = CannotWrite(
            f"the answer cannot be written: {error.strerror or error}",
            remedy="Free space, or write it elsewhere.",
        )
        return _report(fault, fault.code, arguments)
    except Exception as error:  # noqa: BLE001 the last resort: never a traceback
        return _bug(error, arguments)
    return 0


def main() -> Any:  # noqa: ANN401 never returns
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))
