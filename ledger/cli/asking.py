"""The commands that ask: each one call of the front door and one screen."""

from collections.abc import Callable
from typing import Any

import click

from ledger.cli import options
from ledger.cli.output import emit
from ledger.errors import Usage
from ledger.ledger import Clocks


def _command(name: str, text: str, example: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a reading command: the clocks, the negotiation, --json, help with an example that runs."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        made = options.clocks(options.negotiation(options.json(click.pass_context(function))))
        return click.command(name, help=text, epilog=f"Example:  {example}")(made)

    return decorate


@_command(
    "state",
    "What held at a moment: agreed points and who agrees, positions, commitments, proposals, meetings.",
    "ledger state --as-of 2025-02-18",
)
@click.option("--sources", is_flag=True, help="With the sources and quotes of each row (in JSON).")
def state_command(
    ctx: click.Context, clocks: Clocks, negotiation: str | None, as_json: bool, sources: bool
) -> None:
    """Print the state."""
    ledger = options.opened(ctx)
    document = ledger.state(clocks, negotiation, sources=sources)
    if not as_json:
        document |= ledger.outlook(document)
    emit("state", document, json=as_json)


def _listing(name: str, text: str, example: str) -> click.Command:
    def function(ctx: click.Context, clocks: Clocks, negotiation: str | None, as_json: bool) -> None:
        document = getattr(options.opened(ctx), name)(clocks, negotiation)
        emit(name, document, json=as_json)

    function.__name__ = name
    return _command(name, text, example)(function)


timeline_command = _listing(
    "timeline",
    "The developments that stand, in the order in which they happened; the possible ones marked.",
    "ledger timeline --as-of 2025-02-18",
)
log_command = _listing(
    "log",
    "All lines in the order in which they were recorded, corrections and retractions among them.",
    "ledger log --known-at 20",
)
points_command = _listing(
    "points",
    "The agreed points: text, status, who agrees on whose word, who contests.",
    "ledger points --as-of 2025-02-18",
)
meetings_command = _listing(
    "meetings",
    "Meetings held, under way, expected, overdue and cancelled.",
    "ledger meetings --as-of 2025-02-18",
)
proposals_command = _listing(
    "proposals",
    "All proposals, open and closed, with the answers to them.",
    "ledger proposals --as-of 2025-02-18",
)
parties_command = _listing(
    "parties", "The parties that the ledger knows, and what they are.", "ledger parties"
)
matters_command = _listing(
    "matters",
    "The matters of a negotiation: what each is, and the sentence a stance is for or against.",
    "ledger matters",
)
sources_command = _listing("sources", "The sources cited and archived.", "ledger sources")


@click.command(
    "negotiations", help="The negotiations that the ledger holds.", epilog="Example:  ledger negotiations"
)
@options.clocks
@options.json
@click.pass_context
def negotiations_command(ctx: click.Context, clocks: Clocks, as_json: bool) -> None:
    """Print the negotiations."""
    emit("negotiations", options.opened(ctx).negotiations(clocks), json=as_json)


@_command(
    "positions",
    "Where each party stands on each matter, on whose word, since when.",
    "ledger positions --as-of 2025-02-18 --party ukraine",
)
@click.option("--party", metavar="SLUG", help="Only this party.")
@click.option("--matter", metavar="SLUG", help="Only this matter.")
def positions_command(  # noqa: D103 the help says it
    ctx: click.Context,
    clocks: Clocks,
    negotiation: str | None,
    as_json: bool,
    party: str | None,
    matter: str | None,
) -> None:
    document = options.opened(ctx).positions(clocks, negotiation, party=party, matter=matter)
    if not as_json:
        document["filters"] = {key: one for key, one in (("party", party), ("matter", matter)) if one}
    emit("positions", document, json=as_json)


@_command(
    "history",
    "Every step of PARTY on MATTER by all accounts, in the order in which they happened.",
    "ledger history usa nato-membership --as-of 2025-02-18",
)
@click.argument("party")
@click.argument("matter")
def history_command(  # noqa: D103 the help says it
    ctx: click.Context, clocks: Clocks, negotiation: str | None, as_json: bool, party: str, matter: str
) -> None:
    emit("history", options.opened(ctx).history(party, matter, clocks, negotiation), json=as_json)


@_command(
    "why",
    "Which entry decides where PARTY stands on MATTER, since when, and what it overrules.",
    "ledger why usa nato-membership --as-of 2025-02-18",
)
@click.argument("party")
@click.argument("matter")
def why_command(  # noqa: D103 the help says it
    ctx: click.Context, clocks: Clocks, negotiation: str | None, as_json: bool, party: str, matter: str
) -> None:
    emit("why", options.opened(ctx).why(party, matter, clocks, negotiation), json=as_json)


@_command(
    "members",
    "Who is bound by AGREEMENT since when, who is leaving, who is joining.",
    "ledger members paris-agreement --as-of 2020-01-01",
)
@click.argument("agreement")
def members_command(  # noqa: D103 the help says it
    ctx: click.Context, clocks: Clocks, negotiation: str | None, as_json: bool, agreement: str
) -> None:
    emit("members", options.opened(ctx).members(agreement, clocks, negotiation), json=as_json)


@click.command(
    "show",
    help="One entry (by any line of its chain: number or id), its sources, and the lines of its chain.",
    epilog="Example:  ledger show 17",
)
@click.argument("entry")
@options.clocks
@options.json
@click.pass_context
def show_command(ctx: click.Context, entry: str, clocks: Clocks, as_json: bool) -> None:
    """Print one entry."""
    emit("show", options.opened(ctx).show(options.reference(entry), clocks), json=as_json)


def _two(
    given: tuple[str, ...], known_at: tuple[str, ...], published_by: tuple[str, ...]
) -> tuple[Clocks, Clocks]:
    """Return the two moments of a diff: two dates, or one and two of another clock, or two bases."""
    bases = [one for one in given if "@" in one]
    if bases:
        if len(given) != 2 or len(bases) != 2 or known_at or published_by:  # noqa: PLR2004
            raise Usage("two bases stand for all clocks", remedy="ledger diff 2025-02-15@31 2025-02-18@31")
        return Clocks(basis=given[0]), Clocks(basis=given[1])
    for name, values in (("dates", given), ("--known-at", known_at), ("--published-by", published_by)):
        if len(values) > 2:  # noqa: PLR2004
            raise Usage(
                f"there are {len(values)} {name}: a diff is between two moments", remedy="ledger diff --help"
            )
    if max(len(given), len(known_at), len(published_by)) < 2:  # noqa: PLR2004
        raise Usage(
            "a diff is between two moments",
            remedy="ledger diff 2025-02-15 2025-02-18, or one date and --known-at twice",
        )

    def pair(values: tuple[str, ...]) -> tuple[str | None, str | None]:
        return (values[0], values[-1]) if values else (None, None)

    (a, b), (s1, s2), (p1, p2) = pair(given), pair(known_at), pair(published_by)
    return Clocks(a, s1, p1), Clocks(b, s2, p2)


@click.command(
    "diff",
    help="What changed from A to B: two days; or one day and --known-at (or --published-by) twice; or two bases.",
    epilog="Example:  ledger diff 2025-02-15 2025-02-18",
)
@click.argument("moments", nargs=-1, metavar="A [B]")
@click.option("--known-at", multiple=True, metavar="T", help="What the ledger knew, for both or for each.")
@click.option(
    "--published-by", multiple=True, metavar="P", help="What a source had said, for both or for each."
)
@options.negotiation
@options.json
@click.pass_context
def diff_command(
    ctx: click.Context,
    moments: tuple[str, ...],
    known_at: tuple[str, ...],
    published_by: tuple[str, ...],
    negotiation: str | None,
    as_json: bool,
) -> None:
    """Print what changed."""
    before, after = _two(moments, known_at, published_by)
    emit("diff", options.opened(ctx).diff(before, after, negotiation), json=as_json)
