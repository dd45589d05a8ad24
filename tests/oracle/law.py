"""Commitments and agreements: acts and their effects, who is bound, who is a member."""

from typing import NamedTuple

from ledger import dates
from tests.oracle.lines import Json
from tests.oracle.view import Development, Key, View

BINDING = (
    "signed-definitively",
    "ratified",
    "accepted",
    "approved",
    "formally-confirmed",
    "acceded",
    "succeeded",
)
ENDING = ("withdrawn", "denounced", "expelled")
ASIDE = ("reserved", "reservation-withdrawn", "declared", "objected")
"""Acts that stand in history only and decide no row."""


class Leg(NamedTuple):
    """A step of a commitment or an agreement: the act at its `on` (leg 0), or its effect (leg 1)."""

    by: Development
    leg: int

    @property
    def when(self) -> dates.Span:
        """The bounds of the step."""
        return self.by.on if self.leg == 0 else effect(self.by)

    @property
    def key(self) -> Key:
        """Its place in the order of the fold."""
        return (self.when.latest, self.when.earliest, self.by.place, self.leg)

    @property
    def membership_key(self) -> tuple[int, int, bool, int]:
        """Its place where being bound is asked: on one day an ending counts before a beginning."""
        return (self.when.latest, self.when.earliest, self.by.words["act"] not in ENDING, self.by.place)


def effect(development: Development) -> dates.Span:
    """Return when an act takes effect: at `effective`, else at its `on`."""
    given = development.words.get("effective")
    return development.on if given is None else dates.bounds(given, "effective")


def effective(development: Development) -> str:
    """Return the day of the effect as it is printed."""
    return str(development.words.get("effective", development.words["on"]))


def is_act(words: Json, party: str, agreement: str) -> bool:
    """Say whether the words are an act of the party towards the agreement."""
    return (
        words["kind"] == "commitment-changed"
        and words["agreement"] == agreement
        and party in words["parties"]
    )


def called_off(view: View, act: Development, party: str) -> bool:
    """Say whether a definite rescission calls off the effect of an act of the party, in time."""
    return any(
        rescission.words.get("act") == "rescinded"
        and is_act(rescission.words, party, act.words["agreement"])
        and act.place in rescission.words["rescinds"]
        and effect(act).latest > rescission.on.latest
        for rescission in view.definite
    )


def legs(view: View, party: str, agreement: str) -> list[Leg]:
    """Return all steps of a commitment, due or not, by the order of the fold; none is called off."""
    found = []
    for act in view.developments:
        if is_act(act.words, party, agreement):
            found.append(Leg(act, 0))
            if not called_off(view, act, party):
                found.append(Leg(act, 1))
    return sorted(found, key=lambda leg: leg.key)


def is_due(view: View, leg: Leg) -> bool:
    """Say whether a step is definite at D."""
    return leg.when.latest <= view.day


def commitment(view: View, party: str, agreement: str) -> Json | None:
    """Return the row of `commitments`, None where no act that decides it is definite."""
    deciding = decider(view, party, agreement)
    if deciding is None:
        return None
    return {
        "party": party,
        "agreement": agreement,
        "act": deciding.words["act"],
        "on": deciding.words["on"],
        "effective": effective(deciding),
        "bound": bound(view, party, agreement),
        "entry": deciding.place,
        "may_have_changed": sorted(
            act.place
            for act in view.possible
            if is_act(act.words, party, agreement) and act.words["act"] not in ASIDE
        ),
    }


def decider(view: View, party: str, agreement: str) -> Development | None:
    """Return the development whose step is the last definite one of a commitment."""
    due = [leg.by for leg in legs(view, party, agreement) if _decides(leg) and is_due(view, leg)]
    return due[-1] if due else None


def _decides(leg: Leg) -> bool:
    return leg.by.words["act"] not in ASIDE


def commitments(view: View) -> list[Json]:
    """Return the rows of `commitments`, by agreement and party."""
    pairs = {
        (act.words["agreement"], party)
        for act in view.developments
        if act.words["kind"] == "commitment-changed"
        for party in act.words["parties"]
    }
    rows = [commitment(view, party, agreement) for agreement, party in sorted(pairs)]
    return [row for row in rows if row is not None]


def _effects(view: View, party: str, agreement: str, acts: tuple[str, ...]) -> list[Leg]:
    """Return the effects of such acts, due or not, in the order in which membership counts them."""
    found = [leg for leg in legs(view, party, agreement) if leg.leg == 1 and leg.by.words["act"] in acts]
    return sorted(found, key=lambda leg: leg.membership_key)


def _agreement_legs(view: View, agreement: str) -> list[Leg]:
    """Return the definite steps of an agreement itself, in the order of the fold."""
    found = [
        Leg(change, leg)
        for change in view.developments
        if change.words["kind"] == "agreement-changed" and change.words["agreement"] == agreement
        for leg in (0, 1)
    ]
    return sorted((leg for leg in found if is_due(view, leg)), key=lambda leg: leg.key)


def terminated(view: View, agreement: str) -> bool:
    """Say whether a definite effect of `terminated` comes after the last of `in-force`, if any."""
    said = [leg.by.words["act"] for leg in _agreement_legs(view, agreement) if leg.leg == 1]
    return [act for act in said if act in ("terminated", "in-force")][-1:] == ["terminated"]


def bound(view: View, party: str, agreement: str) -> bool:
    """Say whether an agreement binds a party at D."""
    due = [leg for leg in _effects(view, party, agreement, BINDING + ENDING) if is_due(view, leg)]
    return bool(due) and due[-1].by.words["act"] in BINDING and not terminated(view, agreement)


def _since(view: View, party: str, agreement: str) -> Development:
    """Return the act whose effect began the present membership: the first binding one after the last end."""
    since: Leg | None = None
    for leg in _effects(view, party, agreement, BINDING + ENDING):
        if is_due(view, leg):
            since = None if leg.by.words["act"] in ENDING else since or leg
    if since is None:
        raise AssertionError(party)
    return since.by


def _pending(view: View, party: str, agreement: str, acts: tuple[str, ...]) -> list[Leg]:
    """Return the effects to come of acts that have certainly been done, the first to come first."""
    return [
        leg
        for leg in _effects(view, party, agreement, acts)
        if not is_due(view, leg) and view.is_definite(leg.by)
    ]


def members(view: View, agreement: str) -> Json:
    """Return the lists of `members`: those bound, and of whom it is known that they leave or join."""
    everyone = sorted({row["party"] for row in commitments(view) if row["agreement"] == agreement})
    inside = [party for party in everyone if bound(view, party, agreement)]
    begun = {party: _since(view, party, agreement) for party in inside}
    leaving = {party: _leaving(view, party, agreement) for party in inside}
    joining = {party: _pending(view, party, agreement, BINDING) for party in everyone if party not in inside}
    return {
        "agreement": agreement,
        "basis": view.basis,
        "count": len(inside),
        "members": [
            {"party": party, "since": effective(by), "act": by.words["act"], "entry": by.place}
            for party, by in begun.items()
        ],
        "leaving": _first_to_come(leaving),
        "joining": _first_to_come(joining),
    }


def _leaving(view: View, party: str, agreement: str) -> list[Leg]:
    """Return the ends to come; one on whose very day a return takes effect is none."""
    returns = [leg.when for leg in _pending(view, party, agreement, BINDING)]
    return [leg for leg in _pending(view, party, agreement, ENDING) if leg.when not in returns]


def _first_to_come(pending: dict[str, list[Leg]]) -> list[Json]:
    return [
        {"party": party, "effective": effective(legs[0].by), "entry": legs[0].by.place}
        for party, legs in pending.items()
        if legs
    ]


def agreements(view: View) -> list[Json]:
    """Return the rows of `agreements`, by agreement."""
    named = {
        change.words["agreement"]
        for change in view.developments
        if change.words["kind"] == "agreement-changed"
    }
    return [_agreement(view, agreement) for agreement in sorted(named) if _agreement_legs(view, agreement)]


def _agreement(view: View, agreement: str) -> Json:
    by = _agreement_legs(view, agreement)[-1].by
    titles = [
        change.words["title"]
        for change in view.definite
        if change.words["kind"] == "agreement-changed"
        and change.words["agreement"] == agreement
        and "title" in change.words
    ]
    return {
        "agreement": agreement,
        "act": by.words["act"],
        "on": by.words["on"],
        "effective": effective(by),
        "title": titles[-1] if titles else None,
        "entry": by.place,
    }
