"""The command that copies a ledger, with the words of some entries withheld."""

import itertools
from collections.abc import Iterator, Sequence

import click

from ledger.cli import examples, options
from ledger.cli.keeping import data_of
from ledger.cli.output import as_json as json_text
from ledger.errors import Refused, Usage
from ledger.ledger import Ledger
from ledger.show.phrases import count
from ledger.show.text import safe
from ledger.state.cells import Row
from ledger.store import Address, address

MOST = 1_000_000
"""The most entries that one copy is told to withhold."""


def numbers(given: Sequence[str]) -> list[int]:
    """Return the numbers in texts like `57`, `60-71` or `57,60-71`; Refused where one is none of these, or too many."""
    found = list(itertools.islice(_numbers(given), MOST + 1))
    if len(found) > MOST:
        raise Refused(
            f"more than {MOST:,} entries are named; that is the most that one copy withholds",
            field="withhold",
            remedy="Withhold the rest in a copy of the copy.",
        )
    return found


def _numbers(given: Sequence[str]) -> Iterator[int]:
    from ledger.events.numbers import bounds

    for text in (part.strip() for one in given for part in one.split(",")):
        if not text:
            continue
        found = bounds(text)
        if found is None or len(found) > MOST:
            raise Refused(
                f"{text!r} is no number of an entry and no stretch of at most {MOST:,}",
                field="withhold",
                given=text,
                remedy="Write --withhold 57, or --withhold 60-71.",
            )
        yield from found


@click.command(
    "copy",
    help="Copy the ledger FROM to TO; either is a file or postgresql://... Numbers, times, ids, authors and the seal "
    "are the same, and a copy that is there already goes on where it stopped. With --withhold the words of an entry, "
    "and of every line that corrects or retracts it, are left out of a new file: numbers, times, the seal and every "
    "older proof stay as they are, and an entry of the copy says what was withheld, by whom and why. FROM is not "
    "changed.",
    epilog=examples.example(
        'ledger copy ledger.db public.db --withhold 28 --reason "court order of 3 March"'
    ),
)
@click.argument("source", metavar="FROM", callback=lambda _, __, value: address(value))
@click.argument("target", metavar="TO", callback=lambda _, __, value: address(value))
@click.option(
    "--withhold", multiple=True, metavar="N", help="Entries to withhold: 57, or 60-71 (repeat, or a,b)."
)
@click.option(
    "--withhold-from", metavar="FILE", help="A file of such numbers, one or more on a line (- for input)."
)
@click.option(
    "--with-followers", is_flag=True, help="Withhold what names a withheld entry by its words' id too."
)
@click.option("--reason", metavar="TEXT", help="Why [required with --withhold]")
@click.option("--origin", metavar="NAME", help="Another origin for the copy (default: as FROM's).")
@options.json
@click.pass_context
def copy_command(  # noqa: D103 the help says it
    ctx: click.Context,
    source: Address,
    target: Address,
    withhold: tuple[str, ...],
    withhold_from: str | None,
    with_followers: bool,
    reason: str | None,
    origin: str | None,
    as_json: bool,
) -> None:
    options.must_be_text(ctx)
    given = list(withhold)
    if withhold_from is not None:
        given += data_of(withhold_from).decode(errors="replace").splitlines()
    lines = numbers(given)
    if bool(given) != bool(lines):
        raise Refused("no entry is named to withhold", remedy="Write --withhold 57.", field="withhold")
    if bool(lines) != (reason is not None) or (with_followers and not lines):
        raise Usage(
            "a copy that withholds something says what and why: --withhold and --reason",
            remedy='ledger copy FROM TO --withhold 57 --reason "court order"',
        )
    with Ledger(source) as ledger:
        document = ledger.copy(
            target, withhold=lines, followers=with_followers, reason=reason or "", origin=origin
        )
    if as_json:
        click.echo(json_text(document))
        return
    for line in _told(document):
        click.echo(safe(line))


def _told(document: Row) -> Iterator[str]:
    name, withheld = document["copy"], document["withheld"]
    yield f"{name} is a copy of {count(document['entries'], 'entry', 'entries')}."
    if withheld:
        said = ", ".join(f"#{one}" for one in document["recorded"])
        yield f"Withheld with all lines of their chains: {', '.join(withheld)}. {said} of the copy says so, and why."
    if document["texts"]:
        yield f"{count(document['texts'], 'archived text')} that nothing else cites left out."
    if document["shared"]:
        shared = ", ".join(one[:12] for one in document["shared"])
        yield f"! Texts that other entries cite too have stayed, with whatever they say: {shared}"
    if document["naming"]:
        naming = ", ".join(f"#{one}" for one in document["naming"])
        yield f"! Named by the id that was given to them, which stays in: {naming}"
    yield f"To check it:  ledger --ledger {name} verify"
