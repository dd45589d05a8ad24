"""What each kind does to which cell: one arm for each kind of the vocabulary.

A kind that is new in `events` has no arm here until one is written: mypy asks
for it at `assert_never`.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, assert_never

from ledger import dates
from ledger.events import (
    ActionTaken,
    AgreementChanged,
    CommitmentChanged,
    Development,
    Lasting,
    MeetingAnnounced,
    MeetingHeld,
    PointAgreed,
    PointAmended,
    PointProgressed,
    PositionTaken,
    PositionWithdrawn,
    ProposalClosed,
    ProposalMade,
    StatementMade,
)
from ledger.state import cells, commitments, meetings, points, proposals
from ledger.state.cells import Cell, Row, Step

Resolve = Callable[[int | str], int]
"""Gives the root number of the chain that a reference leads to."""


class Said(NamedTuple):
    """What a development says of itself: its parties, its matter, the stance it would set."""

    parties: tuple[str, ...]
    matter: str | None
    stance: str | None


def account(development: Development, party: str) -> tuple[int, str]:
    """Return the rank and the name of the account by which a development speaks of a party.

    `according_to`, where given, decides alone; else the speaker's party does.
    """
    if development.according_to is not None:
        if development.according_to == party:
            return cells.SELF, ""
        return cells.CLAIMED, development.according_to
    if development.speaker is not None and development.speaker.party == party:
        return cells.SELF, ""
    return cells.REPORTED, ""


def _given(fields: Row) -> Row:
    return {key: value for key, value in fields.items() if value not in (None, (), [])}


class _Builder:
    """Makes the steps of one development: dates, place and references are the same in all of them."""

    def __init__(self, development: Development, place: int, resolve: Resolve) -> None:
        self.development = development
        span = dates.bounds(development.on, "on")
        until = development.until if isinstance(development, Lasting) else None
        speaker = development.speaker
        self.until: str | None = until
        self.speaker = None if speaker is None else speaker.name or speaker.role
        takes = self._roots(resolve, "withdraws", "rescinds")
        self.base = Step(
            latest=span.latest,
            earliest=span.earliest,
            place=place,
            leg=0,
            kind=development.kind,
            on=development.on,
            value="",
            terms=None,
            until=None if until is None else dates.bounds(until, "until").latest,
            names=tuple(sorted({*takes, *self._roots(resolve, "after")})),
            takes=takes,
            more={},
        )

    def _roots(self, resolve: Resolve, *fields: str) -> tuple[int, ...]:
        named = [one for field in fields for one in getattr(self.development, field, ())]
        return tuple(sorted({resolve(one) for one in named})) if named else ()

    def on(
        self, what: str, matter: str, value: str, terms: str | None = None, **more: object
    ) -> tuple[Cell, Step]:
        """Return one step on a cell that no party has for itself."""
        step = self.base._replace(value=value, terms=terms, more=_given(more))
        return Cell(self.development.negotiation, what, matter), step

    def stances(
        self, parties: Iterable[str], matter: str, stance: str, terms: str | None = None
    ) -> list[tuple[Cell, Step]]:
        """Return a step for each party's position on a matter, in the voice that speaks of it."""
        step = self.base._replace(
            value=stance,
            terms=terms,
            more=_given(
                {
                    "speaker": self.speaker,
                    "until": self.until,
                    "according_to": self.development.according_to,
                }
            ),
        )
        return [
            (
                Cell(
                    self.development.negotiation,
                    cells.POSITION,
                    matter,
                    party,
                    *account(self.development, party),
                ),
                step,
            )
            for party in parties
        ]

    def act(self, cell: Cell, development: AgreementChanged | CommitmentChanged) -> list[tuple[Cell, Step]]:
        """Return the step of an act and, unless it calls off others', that of its effect."""
        given = development.effective
        span = dates.bounds(given, "effective") if given is not None else dates.bounds(development.on, "on")
        more = _given(
            {
                "effective": given or development.on,
                "given": given is not None,
                "takes_effect": [span.latest, span.earliest],
                "title": development.title if isinstance(development, AgreementChanged) else None,
                "according_to": development.according_to,
            }
        )
        terms = development.terms if isinstance(development, CommitmentChanged) else None
        act = self.base._replace(value=development.act, terms=terms, more=more)
        if development.act == commitments.RESCINDED:
            return [(cell, act)]
        return [(cell, act), (cell, act._replace(latest=span.latest, earliest=span.earliest, leg=1))]


def steps(development: Development, place: int, resolve: Resolve) -> list[tuple[Cell, Step]]:  # noqa: C901, PLR0912 one arm a kind
    """Return what a development, whose chain has the root number `place`, does to which cells."""
    build = _Builder(development, place, resolve)
    match development:
        case StatementMade() | ActionTaken():
            return []
        case PositionTaken():
            return build.stances(
                development.parties, development.matter, development.stance, development.terms
            )
        case PositionWithdrawn():
            return build.stances(
                development.parties, development.matter, development.leaves or "undetermined"
            )
        case ProposalMade():
            made = build.on(
                cells.PROPOSAL,
                development.proposal,
                proposals.MADE,
                development.terms,
                parties=list(development.parties),
                to=list(development.to),
            )
            return [
                made,
                *build.stances(development.parties, development.proposal, "proposes", development.terms),
            ]
        case ProposalClosed():
            closed = build.on(
                cells.PROPOSAL, development.proposal, proposals.CLOSED, outcome=development.outcome
            )
            if development.outcome != "withdrawn":
                return [closed]
            return [closed, *build.stances(development.parties, development.proposal, "undetermined")]
        case PointAgreed():
            agreed = build.on(
                cells.POINT,
                development.point,
                points.AGREED,
                text=development.text,
                status="agreed",
                order=development.order,
                agreement=development.agreement,
                under=list(development.under),
                according_to=development.according_to,
            )
            return [agreed, *build.stances(development.parties, development.point, "accepts")]
        case PointAmended():
            amended = build.on(cells.POINT, development.point, points.AMENDED, text=development.text)
            return [amended, *build.stances(development.parties, development.point, "accepts")]
        case PointProgressed():
            return [
                build.on(
                    cells.POINT,
                    development.point,
                    points.PROGRESSED,
                    status=development.status,
                    implementation=development.implementation,
                )
            ]
        case AgreementChanged():
            cell = Cell(development.negotiation, cells.AGREEMENT, development.agreement)
            return build.act(cell, development)
        case CommitmentChanged():
            return [
                step
                for party in development.parties
                for step in build.act(
                    Cell(development.negotiation, cells.COMMITMENT, development.agreement, party), development
                )
            ]
        case MeetingHeld():
            return [_held(build, development)]
        case MeetingAnnounced():
            return [
                build.on(
                    cells.MEETING,
                    development.meeting,
                    meetings.ANNOUNCED,
                    expected=development.expected,
                    not_during=development.not_during,
                    cancelled=development.cancelled,
                    according_to=development.according_to,
                )
            ]
        case _:
            assert_never(development)


def _held(build: _Builder, development: MeetingHeld) -> tuple[Cell, Step]:
    return build.on(
        cells.MEETING,
        development.meeting,
        meetings.HELD,
        until=development.until,
        mode=development.mode,
        place=development.place,
        hosts=list(development.hosts),
        mediators=list(development.mediators),
        participants=[
            {"name": one.name, "role": one.role, "party": one.party} for one in development.participants
        ],
        absent=list(development.absent),
    )


def said(development: Development, held: Row) -> Said:
    """Return the parties, the matter and the stance of a development, as `possible` lists them."""
    parties = tuple(held.get("parties", ()))
    matter = next(
        (held[field] for field in ("matter", "proposal", "point", "agreement") if field in held), None
    )
    stance: str | None = None
    match development:
        case PositionTaken():
            stance = development.stance
        case PositionWithdrawn():
            stance = development.leaves or "undetermined"
        case ProposalMade():
            stance = "proposes"
        case ProposalClosed():
            stance = "undetermined" if development.outcome == "withdrawn" and parties else None
        case PointAgreed() | PointAmended():
            stance = "accepts"
        case _:
            stance = None
    return Said(parties, matter, stance)


PARTY, ISSUE, A_PROPOSAL, A_POINT, AN_AGREEMENT, MEETING = (
    "party",
    "issue",
    "proposal",
    "point",
    "agreement",
    "meeting",
)


_MENTIONED = {
    **dict.fromkeys(("parties", "to", "hosts", "mediators", "absent", "according_to"), PARTY),
    **dict.fromkeys(("matters", "under", "matter"), ISSUE),
    "proposal": A_PROPOSAL,
    "point": A_POINT,
    "agreement": AN_AGREEMENT,
    "meeting": MEETING,
}
"""The fields that name something by its slug, and as what."""


def mentions(held: Row) -> set[tuple[str, str]]:
    """Return the slugs that the words of a development name, each as what: a party, a kind of matter, a meeting."""
    found: set[tuple[str, str]] = set()
    for field in _MENTIONED.keys() & held.keys():
        named = held[field]
        found |= {(_MENTIONED[field], slug) for slug in ([named] if isinstance(named, str) else named)}
    for one in (held.get("speaker", {}), *held.get("participants", ())):
        if "party" in one:
            found.add((PARTY, one["party"]))
    return found
