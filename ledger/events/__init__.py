"""The vocabulary: a frozen pydantic class for each kind of thing an entry can hold.

A development is something that happened, as a source reports it; a keeping
kind says something about the ledger's own lines. `Development` and `Keeping`
are unions discriminated by `kind`. The command line, its help,
the JSON Schema and the templates are made from the fields below, and mypy asks
for the arm in `steps` that a new class needs: nothing else lists the kinds.

Field names and rules are those of the contract. Dates are EDTF text (see
`dates`), slugs `a-z 0-9 -`, a reference is an entry's id or number on input
and its root's id once stored.
"""

from functools import lru_cache
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from ledger import dates
from ledger.events.fields import (
    MOST_ITEMS,
    Effective,
    Expected,
    On,
    Part,
    Participant,
    Reference,
    References,
    Slug,
    Slugs,
    Source,
    Spans,
    Speaker,
    Stance,
    Text,
    Texts,
    Until,
    Window,
    admiralty_grade,
    country_code,
    refused,
    whole_number,
    wikidata_item,
)

Sources = Annotated[tuple[Source, ...], Field(min_length=1, max_length=MOST_ITEMS)]
_SOURCES = Field(description="where it is reported")
_PARTIES = Field(description="the parties it is said of")
_MATTER = Field(description="the matter")


class Common(Part):
    """What every development has: when it happened, where it is reported, on whose word."""

    negotiation: Slug = Field(description="the negotiation")
    on: On = Field(description="when it happened (EDTF; see: ledger help dates)")
    summary: Text | None = Field(None, description="one line in your own words")
    sources: Sources = _SOURCES
    according_to: Slug | None = Field(
        None, description="the party whose account it is; left out: the publisher's own"
    )
    via: Texts = Field((), description="the chain it came by, nearest first")
    speaker: Speaker | None = Field(None, description="who voiced it")
    meeting: Slug | None = Field(None, description="the meeting at which it happened")
    after: References = Field((), description="entries it certainly followed")
    grade: Annotated[str, AfterValidator(admiralty_grade)] | None = Field(
        None, description="Admiralty grade A1..F6; decides nothing"
    )
    tags: Texts = Field((), description="your own labels")


class Lasting(Common):
    """A development that may last: `until` is the last moment that it held."""

    until: Until | None = Field(None, description="what lasted or held until then (EDTF), included")

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.until is not None:
            begun = dates.bounds(self.on, "on").earliest
            if dates.bounds(self.until, "until").latest < begun:
                raise PydanticCustomError(
                    "refused_at",
                    "{message}",
                    {
                        "field": "until",
                        "given": self.until,
                        "message": f"it ended ({self.until}) before it began ({self.on})",
                        "remedy": "Mend the one that is wrong; until is the last moment that it held.",
                    },
                )
        return self


class MeetingHeld(Lasting):
    """A meeting took place."""

    kind: Literal["meeting-held"] = "meeting-held"
    meeting: Slug = Field(description="the meeting")
    mode: Literal["in-person", "phone", "video", "written"] | None = Field(None, description="how they met")
    place: Text | None = Field(None, description="where")
    hosts: Slugs = Field((), description="parties that hosted it")
    mediators: Slugs = Field((), description="parties that mediated")
    participants: Annotated[tuple[Participant, ...], Field(max_length=MOST_ITEMS)] = Field(
        (), description="who took part"
    )
    absent: Slugs = Field((), description="parties that were not there")


class MeetingAnnounced(Common):
    """A meeting was announced, put off, ruled out for a time, or cancelled."""

    kind: Literal["meeting-announced"] = "meeting-announced"
    meeting: Slug = Field(description="the meeting")
    parties: Slugs = Field((), description="the parties that are to meet")
    expected: Expected | None = Field(None, description="when it is expected (EDTF; open ends allowed)")
    not_during: Window | None = Field(None, description="a window in which it will not be (EDTF)")
    cancelled: StrictBool | None = Field(None, description="it will not take place")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.cancelled is False:
            raise PydanticCustomError(
                "refused_at",
                "{message}",
                {
                    "field": "cancelled",
                    "given": False,
                    "message": "cancelled is true or left out",
                    "remedy": "To announce the meeting again give: expected",
                },
            )
        if self.cancelled and self.expected is not None:
            raise refused("a cancelled meeting is not expected", "Give cancelled or expected, not both.")
        if self.expected is None and self.not_during is None and self.cancelled is None:
            raise refused(
                "an announcement says when the meeting is expected, when it will not be, or that it is cancelled",
                "Give expected, not_during or cancelled.",
            )
        return self


class StatementMade(Lasting):
    """Something was said that takes no position; it decides no cell."""

    kind: Literal["statement-made"] = "statement-made"
    parties: Slugs = Field((), description="the parties that said it")
    to: Slugs = Field((), description="the parties addressed")
    matters: Slugs = Field((), description="the matters it touches")


class PositionTaken(Lasting):
    """A party said where it stands on a matter."""

    kind: Literal["position-taken"] = "position-taken"
    parties: Annotated[Slugs, Field(min_length=1)] = _PARTIES
    matter: Slug = _MATTER
    stance: Stance = Field(description="the direction, for or against the matter's proposition")
    terms: Text | None = Field(None, description="its condition or terms")
    to: Slugs = Field((), description="the parties addressed")


class PositionWithdrawn(Common):
    """A party took back what it had said of a matter."""

    kind: Literal["position-withdrawn"] = "position-withdrawn"
    parties: Annotated[Slugs, Field(min_length=1)] = _PARTIES
    matter: Slug = _MATTER
    withdraws: References = Field((), description="the entries taken back")
    leaves: Stance | None = Field(None, description="the stance it leaves; left out: undetermined")


class ProposalMade(Common):
    """A party made a proposal; the proposal is a matter, and its proposer stands for it."""

    kind: Literal["proposal-made"] = "proposal-made"
    proposal: Slug = Field(description="the proposal")
    parties: Annotated[Slugs, Field(min_length=1)] = Field(description="who made it")
    to: Slugs = Field((), description="the parties it is made to")
    terms: Text | None = Field(None, description="what is proposed")
    point: Slug | None = Field(None, description="the point it is for")


class ProposalClosed(Common):
    """A proposal is no longer open."""

    kind: Literal["proposal-closed"] = "proposal-closed"
    proposal: Slug = Field(description="the proposal")
    outcome: Literal["withdrawn", "agreed", "superseded", "expired"] = Field(description="how it ended")
    parties: Slugs = Field((), description="who closed it")


class PointAgreed(Common):
    """Parties agreed on a point."""

    kind: Literal["point-agreed"] = "point-agreed"
    point: Slug = Field(description="the point")
    order: Annotated[int, BeforeValidator(whole_number), Field(ge=-(2**53), le=2**53)] | None = Field(
        None, description="its place in the list of points"
    )
    text: Text = Field(description="its wording")
    parties: Annotated[Slugs, Field(min_length=1)] = Field(description="who agreed")
    agreement: Slug | None = Field(None, description="the agreement it is part of")
    under: Slugs = Field((), description="the matters it stands under")


class PointAmended(Common):
    """Parties changed the wording of a point."""

    kind: Literal["point-amended"] = "point-amended"
    point: Slug = Field(description="the point")
    text: Text = Field(description="its new wording")
    parties: Annotated[Slugs, Field(min_length=1)] = Field(description="who agreed to it")


class PointProgressed(Common):
    """What became of a point."""

    kind: Literal["point-progressed"] = "point-progressed"
    point: Slug = Field(description="the point")
    status: (
        Literal["in-progress", "fulfilled", "stalled", "suspended", "breached", "abandoned", "superseded"]
        | None
    ) = Field(None, description="what is said of it")
    implementation: Annotated[int, BeforeValidator(whole_number), Field(ge=0, le=3)] | None = Field(
        None, description="0 none, 1 minimal, 2 intermediate, 3 full"
    )
    parties: Slugs = Field((), description="the parties it is said of")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.status is None and self.implementation is None:
            raise refused("progress on a point has a status or a level", "Give status or implementation.")
        return self


AgreementAct = Literal["adopted", "in-force", "suspended", "terminated", "superseded"]
CommitmentAct = Literal[
    "initialled",
    "signed",
    "signed-definitively",
    "ratified",
    "accepted",
    "approved",
    "formally-confirmed",
    "acceded",
    "succeeded",
    "provisionally-applied",
    "suspended",
    "resumed",
    "withdrawn",
    "denounced",
    "expelled",
    "rescinded",
    "reserved",
    "reservation-withdrawn",
    "declared",
    "objected",
]


class AgreementChanged(Common):
    """What became of an agreement as a whole."""

    kind: Literal["agreement-changed"] = "agreement-changed"
    agreement: Slug = Field(description="the agreement")
    act: AgreementAct = Field(description="what became of it")
    effective: Effective | None = Field(None, description="the day it takes effect (EDTF); left out: on")
    title: Text | None = Field(None, description="the agreement's title")


class CommitmentChanged(Common):
    """A party's act towards an agreement in law (terms of the UN Treaty Collection)."""

    kind: Literal["commitment-changed"] = "commitment-changed"
    parties: Annotated[Slugs, Field(min_length=1)] = Field(description="whose act it is")
    agreement: Slug = Field(description="the agreement")
    act: CommitmentAct = Field(description="the act")
    effective: Effective | None = Field(None, description="the day it takes effect (EDTF); left out: on")
    terms: Text | None = Field(None, description="its reservation or terms")
    rescinds: References = Field((), description="the acts whose effect is called off")

    @model_validator(mode="after")
    def _rescinds_something(self) -> Self:
        if self.act == "rescinded":
            if not self.rescinds:
                raise refused(
                    "a rescission names what it calls off", "Give rescinds: the entries it calls off."
                )
            if self.effective is not None:
                raise refused("a rescission takes effect on its own day", "Leave effective out.")
        elif self.rescinds:
            raise refused(f"{self.act} calls nothing off", "Leave rescinds out, or write act rescinded.")
        return self


class ActionTaken(Lasting):
    """Parties did something; it decides no cell."""

    kind: Literal["action-taken"] = "action-taken"
    parties: Annotated[Slugs, Field(min_length=1)] = Field(description="who did it")
    to: Slugs = Field((), description="the parties it was done to or for")
    action: Literal["aid", "sanction", "ceasefire", "exchange", "attack", "release", "other"] = Field(
        description="what was done"
    )


class SourceAdded(Part):
    """A further source of an entry that is there."""

    kind: Literal["source-added"] = "source-added"
    entry: Reference = Field(description="the entry")
    sources: Sources = _SOURCES


class PartyDescribed(Part):
    """What a party is called and what it is."""

    kind: Literal["party-described"] = "party-described"
    party: Slug = Field(description="the party")
    name: Text = Field(description="its name")
    type: Literal["state", "group", "organisation", "person"] = Field(description="what it is")
    aliases: Texts = Field((), description="other names, resolved on input")
    iso3166: Annotated[str, AfterValidator(country_code)] | None = Field(
        None, description="ISO 3166-1 alpha-2 or alpha-3, in capitals"
    )
    wikidata: Annotated[str, AfterValidator(wikidata_item)] | None = Field(
        None, description="its Wikidata item"
    )
    sources: Annotated[tuple[Source, ...], Field(max_length=MOST_ITEMS)] = Field(
        (), description="where it says so"
    )


class MatterDescribed(Part):
    """What a matter is called, what it is, and the sentence that a stance is for or against."""

    kind: Literal["matter-described"] = "matter-described"
    negotiation: Slug = Field(description="the negotiation")
    matter: Slug = _MATTER
    name: Text = Field(description="its name")
    type: Literal["issue", "proposal", "point", "agreement"] = Field(description="what it is")
    proposition: Text | None = Field(None, description="the sentence that a stance is for or against")
    agreement: Slug | None = Field(None, description="the agreement it is part of")
    under: Slugs = Field((), description="the matters it stands under")
    sources: Annotated[tuple[Source, ...], Field(max_length=MOST_ITEMS)] = Field(
        (), description="where it says so"
    )


Development = (
    MeetingHeld
    | MeetingAnnounced
    | StatementMade
    | PositionTaken
    | PositionWithdrawn
    | ProposalMade
    | ProposalClosed
    | PointAgreed
    | PointAmended
    | PointProgressed
    | AgreementChanged
    | CommitmentChanged
    | ActionTaken
)
Description = PartyDescribed | MatterDescribed


class EntryCorrected(Part):
    """A full replacement of the words of a chain."""

    kind: Literal["entry-corrected"] = "entry-corrected"
    entry: Reference = Field(description="the line that is meant")
    replacement: Annotated[Development | Description, Field(discriminator="kind")] = Field(
        description="the whole development as it should have been"
    )
    reason: Text = Field(description="why")
    over: Reference | None = Field(None, description="the last word seen; left out: entry")


class EntryRetracted(Part):
    """The ledger should not hold a line."""

    kind: Literal["entry-retracted"] = "entry-retracted"
    entry: Reference = Field(description="the line taken back")
    reason: Text = Field(description="why")
    over: Reference | None = Field(None, description="the last word seen; left out: entry")


class EntriesWithheld(Part):
    """The words of some entries are not in this copy of the ledger."""

    kind: Literal["entries-withheld"] = "entries-withheld"
    numbers: Spans = Field(description="the entries withheld, as 57 or 60-71")
    texts: Annotated[int, BeforeValidator(whole_number), Field(ge=1)] | None = Field(
        None, description="how many archived texts were left out with them"
    )
    reason: Text = Field(description="why")


Keeping = SourceAdded | PartyDescribed | MatterDescribed | EntryCorrected | EntryRetracted | EntriesWithheld


@lru_cache(maxsize=2)
def _by_name(*unions: Any) -> dict[str, type[BaseModel]]:  # noqa: ANN401 a union is no type to mypy
    return {model.model_fields["kind"].default: model for union in unions for model in get_args(union)}


def kinds() -> dict[str, type[BaseModel]]:
    """Return every kind's class by its name, in the order of the unions."""
    return _by_name(Development, Keeping)


def held() -> Any:  # noqa: ANN401 a union is no type to mypy
    """Return the union of all kinds, discriminated by `kind`."""
    return Annotated[Development | Keeping, Field(discriminator="kind")]


VERSION = 1
"""The version of every kind's fields; a stored topic is `kind/version`."""
