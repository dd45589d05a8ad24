"""The commands that ask: each one call of the front door and one screen."""

import functools
import sys
from collections.abc import Callable
from typing import Any

import click

from ledger.cli import narrowing, options
from ledger.cli.output import as_json, emit
from ledger.errors import Usage
from ledger.ledger import Clocks
from ledger.ledger.filters import Filters
from ledger.ledger.listing import newest

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]


def _command(
    name: str, text: str, example: str, *more: Decorator, table: bool = False
) -> Callable[[Command], click.Command]:
    """Make a reading command of a function that receives the clocks, the negotiation, the form and `more` options.

    Its help ends with an example that runs; one that answers with a `table` has --csv too.
    """

    def decorate(function: Command) -> click.Command:
        made: Command = click.pass_context(function)
        for option in reversed(more):
            made = option(made)
        formed = narrowing.form(made, csv=table)
        return click.command(name, help=text, epilog=f"Example:  {example}")(
            options.clocks(options.negotiation(formed))
        )

    return decorate


def _answer(name: str, text: str, example: str, *more: Decorator, table: bool = False) -> click.Command:
    """Make a command that prints the answer to the question of its name, whose arguments it receives.

    The rows of one of _ROWS can be limited once they are there: the whole is worked out in any case.
    """

    def function(ctx: click.Context, *, form: str, **asked: Any) -> None:  # noqa: ANN401 as the front door
        ledger = options.opened(ctx)
        most = asked.pop("limit") if name in _ROWS else None
        document = newest(getattr(ledger, name)(**asked), (name,), most)
        if form == "screen" and name in _OF_ENTRIES:
            document |= ledger.numbers(document)
        emit(name, document, form)

    function.__name__ = name
    if name in _ROWS:
        more = (*more, ROWS)
    return _command(name, text, example, *more, table=table)(function)


_OF_ENTRIES = frozenset({"timeline", "log", "accounts"})
"""The answers that list entries, which may name others by their ids."""

_ROWS = frozenset({"positions", "points", "meetings", "proposals", "parties", "matters"})
"""The answers that are a list with a row for each thing."""
_PARTS = ("points", "positions", "agreements", "commitments", "proposals", "meetings", "possible")
"""The lists of a state. The points come first: positions on them are shown with them."""
ROWS = functools.partial(narrowing.limit, most=narrowing.ROWS)

PARTY, MATTER = click.argument("party"), click.argument("matter")

_OF_STATE = {"party": "Only what is of this party.", "matter": "Only this matter, and the points under it."}
_OF_ROWS = {"party": "Only rows of this party.", "matter": "Only rows on this matter."}
_OF_WORDS = {name: text for name, text in narrowing.ENTRIES.items() if name not in _OF_ROWS}


@_command(
    "state",
    "What held at a moment: agreed points and who agrees, positions, commitments, proposals, meetings.",
    "ledger state --as-of 2025-02-18",
    narrowing.filters(_OF_STATE),
    click.option("--sources", is_flag=True, help="With the sources and quotes of each row (in JSON)."),
    ROWS,
)
def state_command(  # noqa: D103 the help says it
    ctx: click.Context,
    clocks: Clocks,
    negotiation: str | None,
    form: str,
    sources: bool,
    filters: Filters,
    limit: int | None,
) -> None:
    ledger = options.opened(ctx)
    document = ledger.state(clocks, negotiation, sources=sources, filters=filters)
    if form == "screen":
        document |= ledger.outlook(document, filters)
    emit("state", newest(document, _PARTS, limit), form)


timeline_command = _answer(
    "timeline",
    "The developments that stand, in the order in which they happened; the possible ones marked.",
    "ledger timeline --party ukraine --from 2025-02-16",
    narrowing.filters(narrowing.ENTRIES, stretch=True),
    narrowing.limit,
    table=True,
)
log_command = _answer(
    "log",
    "All lines in the order in which they were recorded, corrections and retractions among them.",
    "ledger log --known-at 20 --kind meeting-held",
    narrowing.filters(narrowing.ENTRIES),
    narrowing.limit,
    table=True,
)
points_command = _answer(
    "points",
    "The agreed points: text, status, who agrees on whose word, who contests.",
    "ledger points --as-of 2025-02-18",
    narrowing.filters(
        {"party": "Only points that this party agreed to or contests.", "matter": "Only this point."}
    ),
    table=True,
)
meetings_command = _answer(
    "meetings",
    "Meetings held, under way, expected, overdue and cancelled.",
    "ledger meetings --as-of 2025-02-18",
    narrowing.filters({"party": "Only meetings of this party."}),
)
proposals_command = _answer(
    "proposals",
    "All proposals, open and closed, with the answers to them.",
    "ledger proposals --as-of 2025-02-18",
    narrowing.filters({"party": "Only proposals that this party made, received or answered."}),
)
parties_command = _answer(
    "parties", "The parties that the ledger knows, and what they are.", "ledger parties", table=True
)
matters_command = _answer(
    "matters",
    "The matters of a negotiation: what each is, and the sentence a stance is for or against.",
    "ledger matters",
    table=True,
)
sources_command = _answer(
    "sources", "The sources cited and archived.", "ledger sources", narrowing.limit, table=True
)


@click.command(
    "negotiations", help="The negotiations that the ledger holds.", epilog="Example:  ledger negotiations"
)
@options.clocks
@narrowing.form
@click.pass_context
def negotiations_command(ctx: click.Context, clocks: Clocks, form: str) -> None:
    """Print the negotiations."""
    emit("negotiations", options.opened(ctx).negotiations(clocks), form)


positions_command = _answer(
    "positions",
    "Where each party stands on each matter, on whose word, since when.",
    "ledger positions --as-of 2025-02-18 --party ukraine",
    narrowing.filters(_OF_ROWS | _OF_WORDS),
    table=True,
)
history_command = _answer(
    "history",
    "Every step of PARTY on MATTER by all accounts, in the order in which they happened.",
    "ledger history usa nato-membership --as-of 2025-02-18",
    PARTY,
    MATTER,
    narrowing.filters(_OF_WORDS),
    narrowing.limit,
    table=True,
)
why_command = _answer(
    "why",
    "Which entry decides where PARTY stands on MATTER, since when, and what it overrules.",
    "ledger why usa nato-membership --as-of 2025-02-18",
    PARTY,
    MATTER,
)
accounts_command = _answer(
    "accounts",
    "What each party has said on POINT, or on any other matter, side by side with the others, with quotes.",
    "ledger accounts point-2 --as-of 2025-02-18",
    click.argument("point"),
)
members_command = _answer(
    "members",
    "Who is bound by AGREEMENT since when, who is leaving, who is joining.",
    "ledger members paris-agreement --as-of 2020-01-01",
    click.argument("agreement"),
    table=True,
)


@_command(
    "search",
    "The entries that say all words of QUERY, in whatever version: summaries, terms, texts, quotes, names, titles.\n\n"
    "Words within quotation marks must stand side by side; a word that ends in * may go on. Case and accents do not "
    "count, and nothing else in a query means anything. A hit whose words no longer stand says so.",
    "ledger search '\"off the table\"' --as-of 2025-02-18 --first",
    click.argument("query", nargs=-1, required=True),
    click.option("--first", is_flag=True, help="Only what was said, published and recorded first."),
    narrowing.filters(narrowing.ENTRIES, stretch=True),
    narrowing.limit,
    table=True,
)
def search_command(  # noqa: D103 the help says it
    ctx: click.Context,
    *,
    query: tuple[str, ...],
    form: str,
    **asked: Any,  # noqa: ANN401 as the front door
) -> None:
    ledger = options.opened(ctx)
    document = ledger.search(" ".join(query), **asked)
    if form == "screen":
        document |= ledger.numbers(document)
    emit("search", document, form)


@click.command(
    "show",
    help="One entry (by any line of its chain: number or id), its sources, and the lines of its chain.",
    epilog="Example:  ledger show 17",
)
@click.argument("entry")
@options.clocks
@narrowing.form
@click.pass_context
def show_command(ctx: click.Context, entry: str, clocks: Clocks, form: str) -> None:
    """Print one entry."""
    ledger = options.opened(ctx)
    document = ledger.show(options.reference(entry), clocks)
    if form == "screen":
        document |= ledger.numbers({"basis": document["basis"], "entries": [document]})
    emit("show", document, form)


def _moments(
    given: tuple[str, ...], known_at: tuple[str, ...], published_by: tuple[str, ...], most: int
) -> None:
    """Refuse more moments than a diff is between, by any of the clocks."""
    for name, values in (("dates", given), ("--known-at", known_at), ("--published-by", published_by)):
        if len(values) > most:
            raise Usage(
                f"there are {len(values)} {name}: a diff is between two moments"
                + (", and --since-last is the first of them" if most == 1 else ""),
                remedy="ledger diff --help",
            )


def _one(given: tuple[str, ...], known_at: tuple[str, ...], published_by: tuple[str, ...]) -> Clocks:
    """Return the later moment of a diff of which the last question is the earlier."""
    _moments(given, known_at, published_by, 1)
    day, known, published = (values[0] if values else None for values in (given, known_at, published_by))
    if day is not None and "@" in day:
        return Clocks(None, known, published, day)
    return Clocks(day, known, published)


def _two(
    given: tuple[str, ...], known_at: tuple[str, ...], published_by: tuple[str, ...]
) -> tuple[Clocks, Clocks]:
    """Return the two moments of a diff: two dates, or one and two of another clock, or two bases."""
    bases = [one for one in given if "@" in one]
    if bases:
        if len(given) != 2 or len(bases) != 2 or known_at or published_by:  # noqa: PLR2004
            raise Usage("two bases stand for all clocks", remedy="ledger diff 2025-02-15@31 2025-02-18@31")
        return Clocks(basis=given[0]), Clocks(basis=given[1])
    _moments(given, known_at, published_by, 2)
    if max(len(given), len(known_at), len(published_by)) < 2:  # noqa: PLR2004
        raise Usage(
            "a diff is between two moments",
            remedy="ledger diff 2025-02-15 2025-02-18, or one date and --known-at twice, or --since-last",
        )

    def pair(values: tuple[str, ...]) -> tuple[str | None, str | None]:
        return (values[0], values[-1]) if values else (None, None)

    (a, b), (s1, s2), (p1, p2) = pair(given), pair(known_at), pair(published_by)
    return Clocks(a, s1, p1), Clocks(b, s2, p2)


@click.command(
    "diff",
    help="What changed from A to B: two days; or one day and --known-at (or --published-by) twice; or two bases.\n\n"
    "With --since-last, what changed since this was last asked with it; each user has a last time of their own.",
    epilog="Example:  ledger diff 2025-02-15 2025-02-18",
)
@click.argument("moments", nargs=-1, metavar="A [B]")
@click.option(
    "--since-last", is_flag=True, help="From the basis asked last, up to now or to the moment given."
)
@click.option("--known-at", multiple=True, metavar="T", help="What the ledger knew, for both or for each.")
@click.option(
    "--published-by", multiple=True, metavar="P", help="What a source had said, for both or for each."
)
@options.negotiation
@functools.partial(narrowing.form, csv=True)
@ROWS
@click.pass_context
def diff_command(
    ctx: click.Context,
    moments: tuple[str, ...],
    since_last: bool,
    known_at: tuple[str, ...],
    published_by: tuple[str, ...],
    negotiation: str | None,
    form: str,
    limit: int | None,
) -> None:
    """Print what changed."""
    if not since_last:
        before, after = _two(moments, known_at, published_by)
        document = options.opened(ctx).diff(before, after, negotiation)
        emit("diff", newest(document, ("changes",), limit), form)
        return
    from ledger.cli import since

    after = _one(moments, known_at, published_by)
    ledger = options.opened(ctx)
    document = since.diff(ledger, after, negotiation)
    emit("diff", newest(document, ("changes",), limit), form)
    # Only what has been printed was asked.
    sys.stdout.flush()
    warning = since.keep(ledger.store.id, document["negotiation"], document["to"])
    if warning is not None:
        from ledger.show.text import safe

        told = {"warning": {"message": warning}}
        click.echo(as_json(told) if form == "json" else f"Warning: {safe(warning)}.", err=True)
