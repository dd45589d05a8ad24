"""Completion in the shell: commands, kinds, options, and the slugs, stances and other words that they take.

click's own machinery, with the slugs read from the ledger that the command line
names. What goes wrong completes nothing and prints nothing.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

import click
from click.shell_completion import CompletionItem, get_completion_class

from ledger.errors import LedgerError, Refused

VARIABLE = "_LEDGER_COMPLETE"
"""The environment variable by which a shell asks for completions; click's name for it."""
SHELLS = ("bash", "zsh", "fish")
SLUGS = {
    **dict.fromkeys(("party", "to", "host", "mediator", "absent", "according_to", "speaker_party"), "party"),
    **dict.fromkeys(("matter", "point", "proposal", "agreement", "under"), "matter"),
    **dict.fromkeys(("meeting", "negotiation", "source"), None),
}
"""Of which slugs the value of a parameter is one, by its name; None: of those of its own name."""


class Words(click.types.StringParamType):
    """A text that the shell completes: one of some words, or a slug of the ledger; in a list after each comma."""

    def __init__(self, name: str, words: Sequence[str] = ()) -> None:
        self.what = SLUGS.get(name) or name
        self.words = words

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the words that may stand there."""
        before, comma, begun = (
            incomplete.rpartition(",") if getattr(param, "multiple", False) else ("", "", incomplete)
        )
        words = self.words or _slugs(ctx, self.what)
        return [CompletionItem(f"{before}{comma}{word}") for word in words if word.startswith(begun)]


def _slugs(ctx: click.Context, what: str) -> Sequence[str]:
    """Return the slugs of the ledger that the command line names; none where it cannot be read."""
    from ledger.ledger import Ledger

    with suppress(LedgerError, OSError), Ledger(str(ctx.find_root().params.get("ledger"))) as ledger:
        return ledger.slugs().get(what, ())
    return ()


def dressed(params: Iterable[click.Parameter]) -> None:
    """Let the shell complete the parameters whose names say of which slugs they are."""
    for param in params:
        if param.name in SLUGS and param.type is click.STRING:
            param.type = Words(param.name)


def complete(program: click.Command) -> int:
    """Answer a shell that asks for completions or for the script that asks; return the exit code."""
    shell, _, instruction = os.environ[VARIABLE].partition("_")
    made = get_completion_class(shell)
    if made is None:
        return 1
    answer = made(program, {}, "ledger", VARIABLE)
    with suppress(LedgerError, click.ClickException, OSError):
        found = answer.source() if instruction == "source" else answer.complete()
        click.echo(found, nl=bool(found))
    return 0


@click.command(
    "completion",
    help="Print the script by which SHELL (bash, zsh, fish) completes commands, options, kinds, slugs and stances. "
    'To use it:  eval "$(ledger completion bash)"  in ~/.bashrc, the same with zsh in ~/.zshrc; of fish:  '
    "ledger completion fish > ~/.config/fish/completions/ledger.fish",
    epilog="Example:  ledger completion zsh",
)
@click.argument("shell")
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print a completion script."""
    made = get_completion_class(shell) if shell in SHELLS else None
    if made is None:
        raise Refused(
            f"there is no completion for {shell!r}", remedy=f"One of {', '.join(SHELLS)}.", field="shell"
        )
    script = made(ctx.find_root().command, {}, "ledger", VARIABLE)
    # Not source(), which first runs bash to ask how old it is.
    click.echo(script.source_template % script.source_vars())
