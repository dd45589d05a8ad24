"""Rows of the answers as the contract shapes them, with what is usually absent filled in.

Written for answers worked out by hand: a helper names no rule of the ledger,
it only saves the writing of nulls and empty lists.
"""

from collections.abc import Mapping, Sequence

from tests.cases import Json

LISTS = ("points", "positions", "agreements", "commitments", "proposals", "meetings", "possible")


def state(basis: str, negotiation: str, definite: int, lists: Mapping[str, Sequence[Json]]) -> Json:
    """Return a whole state; the basis is `AS_OF@ENTRY[/PUBLISHED_BY]`, a list not given is empty."""
    as_of, _, rest = basis.partition("@")
    entry, _, published_by = rest.partition("/")
    maybe = len({row["entry"] for row in lists.get("possible", [])})
    return {
        "negotiation": negotiation,
        "basis": basis,
        "as_of": as_of,
        "known_at": {"entry": int(entry)},
        "published_by": published_by or None,
        **{name: list(lists.get(name, [])) for name in LISTS},
        "counts": {"definite": definite, "possible": maybe, "without_published": 0, "unknown_kinds": 0},
    }


def position(party: str, matter: str, stance: str, entry: int, on: str, **more: object) -> Json:
    """Return a row of `positions`: a party's own word, without terms, unless `more` says otherwise."""
    row: Json = {
        "party": party,
        "matter": matter,
        "stance": stance,
        "terms": None,
        "voice": "self",
        "according_to": None,
        "speaker": None,
        "on": on,
        "until": None,
        "entry": entry,
        "differing": [],
        "uncertain": None,
        "may_have_changed": [],
    }
    return row | more


def possible(  # noqa: PLR0913 a row has these columns
    entry: int,
    kind: str,
    on: str,
    party: str | None = None,
    matter: str | None = None,
    stance: str | None = None,
) -> Json:
    """Return a row of `possible`."""
    return {"entry": entry, "kind": kind, "on": on, "party": party, "matter": matter, "stance": stance}


def meeting(key: str, status: str, entry: int, on: str | None, **more: object) -> Json:
    """Return a row of `meetings` of which nothing but its date is known, unless `more` says it."""
    row: Json = {
        "meeting": key,
        "status": status,
        "on": on,
        "until": None,
        "expected": None,
        "not_during": [],
        "mode": None,
        "place": None,
        "hosts": [],
        "mediators": [],
        "participants": [],
        "absent": [],
        "entry": entry,
    }
    return row | more


def person(name: str, role: str, party: str) -> Json:
    """Return a participant."""
    return {"name": name, "role": role, "party": party}


def point(slug: str, entry: int, on: str, text: str, **more: object) -> Json:
    """Return a row of `points`, just agreed and contested by nobody, unless `more` says otherwise."""
    row: Json = {
        "point": slug,
        "order": None,
        "text": text,
        "status": "agreed",
        "implementation": 0,
        "agreement": None,
        "on": on,
        "entry": entry,
        "agreed_by": [],
        "confirmed": 0,
        "contested_by": [],
        "wordings": [],
        "uncertain": None,
    }
    return row | more


def agreeing(party: str, entry: int, according_to: str | None = None) -> Json:
    """Return a row of `agreed_by`: the party's own word, or another's claim of it."""
    return {
        "party": party,
        "voice": "claimed" if according_to else "self",
        "according_to": according_to,
        "earlier_text": False,
        "uncertain": None,
        "entry": entry,
    }


def commitment(  # noqa: PLR0913 a row has these columns
    party: str, agreement: str, act: str, on: str, effective: str, entry: int, *, bound: bool
) -> Json:
    """Return a row of `commitments` that nothing possible could change."""
    return {
        "party": party,
        "agreement": agreement,
        "act": act,
        "on": on,
        "effective": effective,
        "bound": bound,
        "entry": entry,
        "may_have_changed": [],
    }


def agreed(agreement: str, act: str, on: str, title: str, entry: int) -> Json:
    """Return a row of `agreements` whose act took effect on its own day."""
    return {
        "agreement": agreement,
        "act": act,
        "on": on,
        "effective": on,
        "title": title,
        "entry": entry,
    }


def member(party: str, since: str, act: str, entry: int) -> Json:
    """Return a row of `members`."""
    return {"party": party, "since": since, "act": act, "entry": entry}


def moving(party: str, effective: str, entry: int) -> Json:
    """Return a row of `leaving` or `joining`."""
    return {"party": party, "effective": effective, "entry": entry}
