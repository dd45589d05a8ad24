"""What an entry holds, in one sentence; and its sources and quotes in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ledger.show.phrases import LEVELS, Document, names, numbers, person, when

_VERBS = frozenset({"proposes", "demands", "supports", "accepts", "opposes", "rejects"})
_QUOTES = {True: "found", False: "NOT FOUND in its text", None: "not checked: its text is not archived"}

Numbers = Mapping[str, int]
"""Entry numbers by id, of the entries that an answer shows."""


def known_numbers(document: Document, entries: Iterable[Document]) -> dict[str, int]:
    """Return the numbers, by id, of the entries given and of those that the document adds as "numbers"."""
    own = {str(entry["id"]): entry["entry"] for entry in entries if entry.get("id") is not None}
    return {**(document.get("numbers") or {}), **own}


def references(given: Iterable[object], known: Numbers) -> str:
    """Return references as entry numbers; the id stays where its number is not known."""
    found = [one if isinstance(one, int) else known.get(str(one), str(one)) for one in given]
    sure = sorted(one for one in found if isinstance(one, int))
    unknown = [one for one in found if isinstance(one, str)]
    return names([numbers(sure), *unknown] if sure else unknown)


def stance_of(development: Document) -> str:
    """Return the stance that a development sets, the act of a commitment, else what kind it is."""
    kind = str(development.get("kind"))
    if kind == "position-withdrawn":
        return str(development.get("leaves") or "undetermined")
    if kind == "proposal-closed":
        return (
            "undetermined" if development.get("outcome") == "withdrawn" else str(development.get("outcome"))
        )
    fixed = {"proposal-made": "proposes", "point-agreed": "accepts", "point-amended": "accepts"}
    return str(development.get("stance") or development.get("act") or fixed.get(kind) or kind)


def stands(parties: Iterable[object], stance: str, matter: object) -> str:
    """Return where parties stand on a matter, in words."""
    who = names(parties)
    return f"{who} {stance} {matter}" if stance in _VERBS else f"{who} {matter}: {stance}"


def _tail(value: object, lead: str = ": ") -> str:
    return f"{lead}{value}" if value else ""


def _to(held: Document) -> str:
    return _tail(names(held.get("to") or ()), " to ")


def _who(held: Document) -> str:
    return names(held.get("parties") or ())


def _meeting_held(held: Document, _: Numbers) -> str:
    parts = [
        f"{held.get('meeting')} held",
        held.get("mode"),
        _tail(held.get("place"), "at "),
        _tail(names(held.get("hosts") or ()), "host "),
        _tail(names(held.get("mediators") or ()), "mediator "),
        _tail(names(held.get("absent") or ()), "absent "),
    ]
    return names(part for part in parts if part)


def _meeting_announced(held: Document, _: Numbers) -> str:
    parts = [
        "cancelled" if held.get("cancelled") else "announced",
        _tail(_who(held), "between "),
        f"expected {when(held['expected'])}" if held.get("expected") else "",
        f"not {when(held['not_during'])}" if held.get("not_during") else "",
    ]
    return f"{held.get('meeting')} {names(part for part in parts if part)}"


def _statement(held: Document, _: Numbers) -> str:
    return f"{_who(held) or 'a statement'} says{_to(held)}{_tail(names(held.get('matters') or ()), ' on ')}"


def _position(held: Document, _: Numbers) -> str:
    said = stands(held.get("parties") or (), str(held.get("stance")), held.get("matter"))
    return f"{said}{_to(held)}{_tail(held.get('terms'))}"


def _withdrawn(held: Document, known: Numbers) -> str:
    taken = _tail(references(held.get("withdraws") or (), known), ", withdraws ")
    return f"{_who(held)} takes back its word on {held.get('matter')}{taken}, leaves {stance_of(held)}"


def _proposal_made(held: Document, _: Numbers) -> str:
    point = _tail(held.get("point"), " for ")
    return f"{_who(held)} proposes {held.get('proposal')}{point}{_to(held)}{_tail(held.get('terms'))}"


def _proposal_closed(held: Document, _: Numbers) -> str:
    return f"{held.get('proposal')} closed, {held.get('outcome')}{_tail(_who(held), ' by ')}"


def _point_agreed(held: Document, _: Numbers) -> str:
    return (
        f"{_who(held)} agree on {held.get('point')}{_tail(held.get('agreement'), ' of ')}: {held.get('text')}"
    )


def _point_amended(held: Document, _: Numbers) -> str:
    return f"{_who(held)} amend {held.get('point')}: {held.get('text')}"


def implementation(level: object) -> str:
    """Return a level of implementation in words: `implementation minimal, 1 of 3`."""
    known = isinstance(level, int) and 0 <= level < len(LEVELS)
    return f"implementation {LEVELS[level]}, {level} of 3" if known and isinstance(level, int) else f"{level}"


def _point_progressed(held: Document, _: Numbers) -> str:
    level = held.get("implementation")
    parts = [held.get("status"), None if level is None else implementation(level), _tail(_who(held), "by ")]
    return f"{held.get('point')}: {names(part for part in parts if part)}"


def _effective(held: Document) -> str:
    return f", effective {when(held['effective'])}" if held.get("effective") else ""


def _agreement(held: Document, _: Numbers) -> str:
    return f"{held.get('agreement')}: {held.get('act')}{_effective(held)}{_tail(held.get('title'), ', ')}"


def _commitment(held: Document, known: Numbers) -> str:
    off = _tail(references(held.get("rescinds") or (), known), ", rescinds ")
    act = f"{_who(held)} {held.get('agreement')}: {held.get('act')}"
    return f"{act}{_effective(held)}{off}{_tail(held.get('terms'))}"


def _action(held: Document, _: Numbers) -> str:
    return f"{_who(held)}: {held.get('action')}{_to(held)}"


def _source_added(held: Document, known: Numbers) -> str:
    publishers = names(source.get("publisher") for source in held.get("sources") or ())
    return f"a source for {references([held.get('entry')], known)}: {publishers}"


def _party_described(held: Document, _: Numbers) -> str:
    return f"{held.get('party')} is {held.get('name')}, {held.get('type')}"


def _matter_described(held: Document, _: Numbers) -> str:
    return f"{held.get('matter')} is {held.get('name')}, {held.get('type')}{_tail(held.get('proposition'))}"


def _corrected(held: Document, known: Numbers) -> str:
    words = deed(held.get("replacement") or {}, known)
    return f"corrects {references([held.get('entry')], known)}: {held.get('reason')}; now: {words}"


def _retracted(held: Document, known: Numbers) -> str:
    return f"retracts {references([held.get('entry')], known)}: {held.get('reason')}"


def _withheld(held: Document, _: Numbers) -> str:
    found = [str(one).replace("-", " to #") for one in held.get("numbers") or ()]
    texts = held.get("texts")
    count = "" if not texts else f", and {texts:,} archived text{'s' if texts > 1 else ''}"
    return f"withholds #{' #'.join(found)}{count}: {held.get('reason')}"


_DEEDS: dict[str, Callable[[Document, Numbers], str]] = {
    "meeting-held": _meeting_held,
    "meeting-announced": _meeting_announced,
    "statement-made": _statement,
    "position-taken": _position,
    "position-withdrawn": _withdrawn,
    "proposal-made": _proposal_made,
    "proposal-closed": _proposal_closed,
    "point-agreed": _point_agreed,
    "point-amended": _point_amended,
    "point-progressed": _point_progressed,
    "agreement-changed": _agreement,
    "commitment-changed": _commitment,
    "action-taken": _action,
    "source-added": _source_added,
    "party-described": _party_described,
    "matter-described": _matter_described,
    "entry-corrected": _corrected,
    "entry-retracted": _retracted,
    "entries-withheld": _withheld,
}


def deed(held: Document, known: Numbers) -> str:
    """Return what an entry holds in a sentence, with who voiced it and whose account it is.

    A kind that this version does not know says so.
    """
    tell = _DEEDS.get(str(held.get("kind")))
    if tell is None:
        return f"{held.get('kind')}: this kind needs a newer ledger"
    speaker = held.get("speaker")
    voiced = f"; voiced by {person(speaker)}" if isinstance(speaker, Mapping) and person(speaker) else ""
    until = f", until {when(held['until'])}" if held.get("until") else ""
    claimed = f"; according to {held['according_to']}" if held.get("according_to") else ""
    summary = f"; {held['summary']}" if held.get("summary") else ""
    return f"{tell(held, known)}{until}{voiced}{claimed}{summary}"


def quotes(held: Document) -> Iterator[tuple[str, str]]:
    """Yield the quotes of an entry's sources, in quotation marks, each with the place where it stands.

    A source without a quote yields ("", place).
    """
    for source in held.get("sources") or ():
        for quote in source.get("quotes") or ():
            translated = f' = "{quote["translation"]}"' if quote.get("translation") else ""
            yield f'"{quote.get("exact")}"{translated}', names(_place(source, quote))
        if not source.get("quotes"):
            yield "", names(_place(source, None))


def checked(quote: Document) -> str:
    """Return whether a quote was found in its source's archived text."""
    return _QUOTES.get(quote.get("verified"), str(quote.get("verified")))


def _place(source: Document, quote: Mapping[str, Any] | None) -> Iterator[str]:
    yield str(source.get("publisher"))
    if source.get("published"):
        yield when(source["published"])
    if quote is not None:
        if quote.get("paragraph") is not None:
            yield f"paragraph {quote['paragraph']}"
        yield checked(quote)
