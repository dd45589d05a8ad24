"""The options that many commands share: the three clocks, the negotiation, --json; and opening the ledger."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ledger.errors import Refused
from ledger.ledger import Clocks, Ledger

_CLOCKS = (
    click.option("--as-of", metavar="D", help="What had happened by this day (default: today)."),
    click.option("--known-at", metavar="T", help="What the ledger knew: an entry number, a day or a time."),
    click.option("--published-by", metavar="P", help="What a source had said by this day."),
    click.option("--basis", metavar="B", help="All three as an answer printed them, as 2025-02-18@31."),
)
negotiation = click.option("--negotiation", metavar="SLUG", help="Which one, where the ledger holds several.")
json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


def clocks(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the three clocks and --basis; it receives them as `Clocks` in `clocks`."""
    import functools

    @functools.wraps(command)
    def with_clocks(
        *args: Any,  # noqa: ANN401 as the command
        as_of: str | None,
        known_at: str | None,
        published_by: str | None,
        basis: str | None,
        **kwargs: Any,  # noqa: ANN401 as the command
    ) -> Any:  # noqa: ANN401 as the command
        return command(*args, clocks=Clocks(as_of, known_at, published_by, basis), **kwargs)

    for option in reversed(_CLOCKS):
        with_clocks = option(with_clocks)
    return with_clocks


def checkpoint(command: Any) -> Any:  # noqa: ANN401 click's decorators
    """Give a command that writes --checkpoint FILE: a checkpoint is appended to it once all has gone well."""
    command = click.option(
        "--checkpoint",
        metavar="FILE",
        expose_value=False,
        callback=_checkpoint,
        help="Append a signed checkpoint to this file afterwards.",
    )(command)
    return click.option(
        "--sign-with",
        metavar="FILE",
        expose_value=False,
        is_eager=True,
        callback=lambda ctx, _, value: ctx.obj.update(sign_with=value) if value is not None else None,
        help="The secret key for --checkpoint (or LEDGER_KEY).",
    )(command)


def _checkpoint(ctx: click.Context, _: click.Parameter, file: str | None) -> None:
    """See that a checkpoint can be appended, before anything is recorded, and have it done at the end."""
    if ctx.resilient_parsing or file is None:
        return
    from ledger.cli import sealing

    append = sealing.appending(ctx.obj["ledger"], Path(file), ctx.obj.get("sign_with"))
    ctx.obj["afterwards"] = lambda: None if ctx.params.get("dry_run") else append()


_PATHS = frozenset(
    {"file", "output", "since", "proof", "memory", "kept", "sign_with", "withhold_from", "dossier", "export"}
)
"""Parameters that name a file, which need not be UTF-8."""


def must_be_text(ctx: click.Context) -> None:
    """Refuse an argument that is no UTF-8: nothing in a ledger could equal it."""
    for name, value in ctx.params.items():
        for text in value if isinstance(value, tuple) else [value]:
            if isinstance(text, str) and name not in _PATHS and any("\ud800" <= c <= "\udfff" for c in text):
                raise Refused(
                    f"{name.replace('_', '-')} is no UTF-8 text: {text[:60]!a}",
                    field=name,
                    remedy="Write each character whole, in UTF-8.",
                )


def program(ctx: click.Context) -> list[str]:
    """Return the words with which a command on the same ledger begins."""
    return ["ledger", "--ledger", str(ctx.obj["ledger"])] if ctx.obj["named"] else ["ledger"]


def opened(ctx: click.Context) -> Ledger:
    """Return the ledger that --ledger names; it is closed with the command."""
    must_be_text(ctx)
    found = Ledger(ctx.obj["ledger"])
    # That of all commands is closed also where the rest of the command line cannot be read.
    ctx.find_root().call_on_close(found.close)
    return found


def reference(text: str) -> int | str:
    """Return a reference of the command line: digits are an entry's number, all else its id."""
    bare = text.removeprefix("#")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 19 else text  # noqa: PLR2004
