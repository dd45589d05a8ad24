"""Printing: one JSON document for programs, a screen for people; errors on standard error."""

import difflib
import os
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from ledger.errors import Faulty, LedgerError
from ledger.state.cells import Row

COLUMNS = 80
MOST_DIGITS = 5
"""A number of columns has fewer digits."""


def near(word: str, known: Sequence[str], otherwise: str) -> str:
    """Return "did you mean" for a word that is none of the known ones, else where to look."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean {found[0]}?" if found else f"See: {otherwise}"


def width(stream: TextIO) -> int:
    """Return the columns of a terminal; in a pipe COLUMNS, or 80."""
    if stream.isatty():
        try:
            return os.get_terminal_size(stream.fileno()).columns or COLUMNS
        except OSError:
            return COLUMNS
    given = os.environ.get("COLUMNS", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < MOST_DIGITS else 0
    return number or COLUMNS


def colour(stream: TextIO) -> bool:
    """Tell whether a stream takes colour: a terminal, unless NO_COLOR is set or TERM is dumb."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def as_json(document: Row) -> str:
    """Return a document as one line of JSON, with what a terminal would obey or hide escaped."""
    from ledger.exchange.jsonl import line

    return line(document)


def _lasting(name: str, document: Row) -> Row:
    """Return what an answer says for ever: nothing of how it was asked, nor of texts archived since."""
    document.pop("notes", None)
    if name != "state" or "sources" in (document["positions"] or [{}])[0]:
        _without_places(document)
    return document


def _without_places(value: object) -> None:
    """Take out, in place, the paragraph of each quote: it is there only once the text is archived."""
    if isinstance(value, dict):
        value.pop("paragraph", None)
        for one in value.values():
            _without_places(one)
    elif isinstance(value, list):
        for one in value:
            _without_places(one)


def emit(name: str, document: Row, form: str = "screen") -> None:
    """Print an answer: as "json", as "csv", or as its "screen"."""
    if form == "json":
        click.echo(as_json(_lasting(name, document)))
        return
    if form == "csv":
        from ledger.exchange import spreadsheet
        from ledger.show.text import safe

        click.echo(spreadsheet.text(name, document, safe), nl=False)
        return
    from ledger.show import screen

    click.echo(screen(name)(document, width=width(sys.stdout), colour=colour(sys.stdout)), color=True)


def tell(*paragraphs: str, command: str | None = None, indent: int = 2, err: bool = False) -> None:
    """Print text within the width, and below it a command that can be copied."""
    from ledger.show.page import Page
    from ledger.show.recording import command as put

    page = Page(width(sys.stderr if err else sys.stdout), colour=False)
    for text in paragraphs:
        page.paragraph(text, indent=indent)
    if command is not None:
        put(page, command)
    click.echo(page.text(), err=err)


def print_error(error: LedgerError, *, json: bool, writing: bool) -> None:
    """Print an error on standard error; of a file's faults all, and with --json the document on standard output."""
    faults = error.faults if isinstance(error, Faulty) else ()
    warnings = error.warnings if isinstance(error, Faulty) else ()
    if json:
        nothing = dict.fromkeys(("code", "message", "remedy", "line", "field"))
        click.echo(as_json({"error": nothing | error.document()["error"]}), err=True)
        if faults:
            document = {
                "recorded": [],
                "faults": [fault.document() for fault in faults],
                "warnings": [fault.document() for fault in warnings],
            }
            click.echo(as_json(document))
        return
    from ledger.show import screen

    document = error.document()
    if faults:
        document["faults"] = [fault.document() | {"lines": fault.lines} for fault in faults]
    text = screen("error")(
        document, width=width(sys.stderr), colour=colour(sys.stderr), nothing_recorded=writing
    )
    click.echo(text, err=True, color=True)
