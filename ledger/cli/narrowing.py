"""The options that narrow an answer or give it another form: filters, --from and --to, --limit, --csv."""

import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

from ledger.chains import WITHHELD
from ledger.cli import examples
from ledger.cli.output import near
from ledger.errors import Refused, Usage
from ledger.ledger.filters import Filters

Command = Callable[..., Any]

SHOWN = 40
"""Rows of a long list that a terminal is shown where no --limit is given."""

ROWS = 100
"""The same of a list with a row for each of the things that a state holds, which is read as a whole."""

ENTRIES = {
    "party": "Only what names this party, in whatever part.",
    "matter": "Only what names this matter, point, proposal or agreement.",
    "speaker": "Only what was voiced by someone of this name or role.",
    "publisher": "Only what was reported by this publisher.",
    "tag": "Only what has this tag.",
    "kind": "Only entries of this kind.",
}
"""The filters of entries, and the help of each."""
_SLUGS = ("party", "matter", "kind")
_METAVARS = {"party": "SLUG", "matter": "SLUG", "kind": "KIND", "tag": "TAG"}


def _listed(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    parts = [part.strip() for one in values for part in (one.split(",") if name in _SLUGS else [one])]
    if not all(parts):
        # No filter at all would be the answer to another question.
        raise Refused(f"--{name} is blank", field=name, given="", remedy=f"Leave --{name} out for all.")
    return tuple(dict.fromkeys(parts))


def _kinds(given: tuple[str, ...]) -> None:
    known = [*examples.KINDS, WITHHELD]
    for kind in given:
        if kind not in known:
            raise Refused(
                f"there is no kind {kind!r:.80}",
                field="kind",
                given=kind,
                remedy=near(kind, known, "ledger record --help"),
            )


def filters(given: Mapping[str, str], *, stretch: bool = False) -> Callable[[Command], Command]:
    """Give a command filters, by name with the help of each; it receives them as `Filters` in `filters`.

    Each may be repeated; slugs may also stand in one value with commas between
    them. With `stretch` there are --from and --to.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_filters(
            *args: Any,  # noqa: ANN401 as the command
            start: str | None = None,
            end: str | None = None,
            **kwargs: Any,  # noqa: ANN401 as the command
        ) -> Any:  # noqa: ANN401 as the command
            values = {name: _listed(name, kwargs.pop(name)) for name in given}
            _kinds(values.get("kind", ()))
            return command(*args, filters=Filters(**values, start=start, end=end), **kwargs)

        made: Command = with_filters
        if stretch:
            made = click.option("--to", "end", metavar="D", help="Only what may have happened by then.")(made)
            made = click.option(
                "--from", "start", metavar="D", help="Only what may have happened since this day."
            )(made)
        for name, text in reversed(list(given.items())):
            option = click.option(
                f"--{name}", name, multiple=True, metavar=_METAVARS.get(name, "NAME"), help=text
            )
            made = option(made)
        return made

    return decorate


def limit(command: Command, *, most: int = SHOWN) -> Command:
    """Give a command --limit, received in `limit`: as given, or on a terminal `most`, else None.

    It must stand below `form`.
    """

    @functools.wraps(command)
    def with_limit(
        *args: Any,  # noqa: ANN401 as the command
        limit: int | None,
        form: str,
        **kwargs: Any,  # noqa: ANN401 as the command
    ) -> Any:  # noqa: ANN401 as the command
        if limit is None and form == "screen" and sys.stdout.isatty():
            limit = most
        return command(*args, limit=limit, form=form, **kwargs)

    text = f"At most so many (on a terminal {most}, else all)."
    return click.option("--limit", type=click.IntRange(min=1), metavar="N", help=text)(with_limit)


def form(command: Command, *, csv: bool = False) -> Command:
    """Give a command --json and, where it answers with a table, --csv; `form` is "screen", "json" or "csv"."""

    @functools.wraps(command)
    def with_form(
        *args: Any,  # noqa: ANN401 as the command
        as_json: bool,
        as_csv: bool = False,
        **kwargs: Any,  # noqa: ANN401 as the command
    ) -> Any:  # noqa: ANN401 as the command
        if as_json and as_csv:
            raise Usage("--json and --csv exclude each other", remedy="Give one of them.")
        return command(*args, form="json" if as_json else "csv" if as_csv else "screen", **kwargs)

    made: Command = with_form
    if csv:
        text = "A table for spreadsheets; see: ledger help csv"
        made = click.option("--csv", "as_csv", is_flag=True, help=text)(made)
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")(made)
