"""The command line: parse, one call of the front door, print.

Each command's module is imported when it is called, so that `--help` and the
reading commands start quickly. `main` turns every error into its message and
its exit code; a traceback is never shown unless LEDGER_DEBUG is set.
"""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, TextIO

import click

from ledger.errors import CannotWrite, Damaged, LedgerError, OutcomeUnknown, Usage

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "Ask": {
        "state": ("asking", "What held at a moment: points, positions, meetings and the rest."),
        "why": ("asking", "Which entry decides where a party stands, and what it overrules."),
        "diff": ("asking", "What changed between two moments, and because of which entries."),
        "history": ("asking", "Every step of a party on a matter."),
        "accounts": ("asking", "What each party has said on a point, side by side."),
        "search": ("asking", "The entries that say some words; who said them first."),
        "timeline": ("asking", "The developments in the order in which they happened."),
        "log": ("asking", "All lines in the order in which they were recorded."),
        "follow": ("following", "Each line as it is recorded, until it is stopped."),
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
        "correct": ("mending", "Say what an entry should have said."),
        "edit": ("editing", "Correct an entry in your editor."),
        "template": ("editing", "A kind as commented YAML, to fill in."),
        "retract": ("mending", "Take a line back that the ledger should not hold."),
        "rename": ("renaming", "Give a party another name in all entries at once."),
        "source": ("sourcing", "Archive a source's text, or add a source to an entry."),
    },
    "Seal": {
        "key": ("sealing", "Make a key to sign with, or show the one to verify with."),
        "checkpoint": ("sealing", "Sign what the ledger holds, to be kept elsewhere."),
        "prove": ("sealing", "Prove that an entry is in the ledger, in one file."),
        "dossier": ("dossiers", "An answer with its entries and their proofs, in one folder or zip."),
        "cosign": ("cosigning", "Sign, as a second person, that a ledger has only grown."),
    },
    "Keep": {
        "verify": ("keeping", "Rebuild everything from the entries alone and compare."),
        "doctor": ("doctoring", "Look at the file, the disk, the clock; say what to do."),
        "export": ("keeping", "Write every entry and archived text as JSON lines."),
        "import": ("keeping", "Take the lines of an export into this ledger."),
        "backup": ("keeping", "Copy the ledger into a new file while it is in use."),
        "copy": ("copying", "Copy a ledger, with the words of some entries withheld."),
        "schema": ("keeping", "The JSON Schema of what an entry can hold."),
        "admin": ("administering", "The tables and roles of a ledger in a database, as SQL."),
        "demo": ("keeping", "Record the Riyadh case into a fresh ledger and show its state."),
        "completion": ("completing", "The script by which a shell completes commands and slugs."),
        "help": ("keeping", "Longer help on dates, clocks, limits and exit codes."),
    },
}
"""The commands in groups: the module of each, and its line in `--help`."""

WRITING = frozenset({"record", "correct", "edit", "retract", "rename", "source", "import"})
"""The commands that say, when they are refused, that nothing was recorded."""

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
                if "_LEDGER_COMPLETE" in os.environ:
                    from ledger.cli.completing import dressed

                    dressed(found.params)
                return found
        return None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Return the commands that begin so, none of them imported, or the options of all commands."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=line)
            for group in COMMANDS.values()
            for name, (_, line) in group.items()
            if name.startswith(incomplete)
        ]

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


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from importlib import metadata

    try:
        version = metadata.version("agreement-ledger")
    except metadata.PackageNotFoundError:
        version = "of a checkout that is not installed"
    click.echo(f"ledger {version}")
    ctx.exit()


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
    metavar="PATH|URL",
    help="The ledger's file, or postgresql://... (or LEDGER_URL).",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def cli(ctx: click.Context, ledger: str) -> None:
    """Record what happens in a negotiation, and ask what held on any day.

    As it happened (--as-of), as it was published (--published-by), as this
    ledger knew it (--known-at).
    """
    from ledger.store.address import Url, address

    source, where = ctx.get_parameter_source("ledger"), address(ledger)
    # A URL of the environment goes on being that of the next command, and may hold a password.
    implied = {click.core.ParameterSource.DEFAULT} | (
        {click.core.ParameterSource.ENVIRONMENT} if isinstance(where, Url) else set()
    )
    ctx.obj = {"ledger": where, "named": source not in implied}


def _usage(error: click.ClickException) -> tuple[LedgerError, int]:
    """Return a click error as one of ours: a wrong value is refused (4), a wrong shape is usage (2)."""
    message = error.format_message().rstrip(".")
    near = getattr(error, "possibilities", None)
    if near:
        message = message.partition(" (Did you mean")[0].rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "ledger"
    wrong_value = isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter)
    param = getattr(error, "param", None)
    field = param.name if wrong_value and param is not None else None
    remedy = f"{command} --help"
    if getattr(error, "option_name", None) == "--ledger":
        remedy = f"It stands before the command:  ledger --ledger PATH {command.removeprefix('ledger ')}"
    elif near:
        remedy = f"Did you mean {' or '.join(near)}? See: {remedy}"
    return Usage(message, remedy=remedy, field=field), 4 if wrong_value else 2


def _command(arguments: Sequence[str]) -> str | None:
    """Return the command that is called: the first argument that is no option of all commands."""
    rest = iter(arguments)
    for one in rest:
        if one == "--ledger":
            next(rest, None)
        elif not one.startswith("-"):
            return one
    return None


def _report(error: LedgerError, code: int, arguments: Sequence[str], *, stored: bool = False) -> int:
    """Print an error and return its exit code; `stored`: perhaps something was, so that nothing is said of it."""
    from ledger.cli.output import print_error

    error.code = code
    if code == Damaged.code and error.remedy is None:
        # What the seal finds says what does not fit, not which file: that is known here.
        error.remedy = "Take the file from where it came from once more; of a ledger, see: ledger verify"
    writing = not stored and _command(arguments) in WRITING
    try:
        print_error(error, json="--json" in arguments, writing=writing)
    except OSError:
        # There is no place left to say it: the exit code alone does.
        _silence()
    return code


def _bug(error: Exception, arguments: Sequence[str]) -> int:
    if os.environ.get("LEDGER_DEBUG"):
        raise error
    fault = LedgerError(
        f"this is a fault of the program: {type(error).__name__}: {error}",
        remedy="Please report it, with what LEDGER_DEBUG=1 prints for the same command.",
    )
    return _report(fault, 1, arguments, stored=True)


def _cannot_answer(error: OSError, arguments: Sequence[str]) -> int:
    """Report that standard output or a file cannot be written; what was recorded before that is recorded."""
    _silence()
    what = error.filename if error.filename is not None else "the answer"
    remedy = "Free space, or write it elsewhere."
    if _command(arguments) in WRITING:
        remedy += " Repeat the command: what was recorded is answered as already there."
    fault = CannotWrite(f"{what} cannot be written: {error.strerror or error}", remedy=remedy)
    return _report(fault, fault.code, arguments, stored=True)


def _interrupted(arguments: Sequence[str]) -> int:
    fault = LedgerError("interrupted", remedy="Repeat the command; what was recorded is not recorded twice.")
    return _report(fault, INTERRUPTED, arguments, stored=True)


def _silence() -> None:
    """Point a standard output that cannot be written at nothing: Python would complain of it on its way out."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    done = False
    try:
        # Not cli.main: that ends the process itself where a pipe is closed.
        with cli.make_context("ledger", list(arguments)) as context:
            cli.invoke(context)
            done = True
            (context.obj or {}).get("afterwards", lambda: None)()
        sys.stdout.flush()
    except LedgerError as error:
        stored = done or isinstance(error, OutcomeUnknown)
        return _report(error, error.code, arguments, stored=stored)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _interrupted(arguments)
    except click.ClickException as error:
        return _report(*_usage(error), arguments)
    except BrokenPipeError:
        _silence()
        return 0
    except OSError as error:
        return _cannot_answer(error, arguments)
    except Exception as error:  # noqa: BLE001 the last resort: never a traceback
        return _bug(error, arguments)
    return 0


def _prepared(stream: TextIO | None, mode: Literal["r", "w"]) -> TextIO:
    """Return a standard stream that takes any text, as UTF-8; nothing in the place of one that is closed."""
    if stream is None:
        return Path(os.devnull).open(mode, encoding="utf-8")
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream


def main() -> NoReturn:
    """Run the command line of this process."""
    # What a command makes is kept to its end or freed by count: looking for circles takes a tenth of a bulk recording.
    gc.set_threshold(50_000, 20, 100)
    sys.stdin = _prepared(sys.stdin, "r")
    sys.stdout, sys.stderr = _prepared(sys.stdout, "w"), _prepared(sys.stderr, "w")
    if "_LEDGER_COMPLETE" in os.environ:
        from ledger.cli.completing import complete

        sys.exit(complete(cli))
    sys.exit(run(sys.argv[1:]))
