"""Names: what stands for a described party or an archived source, resolved where a line names one."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ledger.errors import Fault
from ledger.state.cells import Row

PARTY_LISTS = ("parties", "to", "hosts", "mediators", "absent")
"""The fields that list parties."""


def aliases(descriptions: Iterable[Row]) -> dict[str, str]:
    """Return the party that each alias is another name of, from the fields of all standing descriptions by root.

    Of two descriptions of one party the later says what its aliases are, if it
    gives any; of two parties with one alias it is the one described last.
    """
    said: dict[str, Sequence[str]] = {}
    for fields in descriptions:
        if "aliases" in fields:
            said.pop(fields["party"], None)
            said[fields["party"]] = fields["aliases"]
    return {alias: party for party, names in said.items() for alias in names}


def resolve_aliases(said: Row, alias: Callable[[str], str | None]) -> list[Fault]:
    """Put the slug of a described party in the place of its aliases, before slugs are checked; tell of each."""
    told: list[Fault] = []

    def one(value: Any, field: str) -> Any:  # noqa: ANN401 any JSON value
        slug = alias(value) if isinstance(value, str) else None
        if slug is None or slug == value:
            return value
        told.append(Fault(f"{value} is read as {slug}", field=field, given=value, remedy=None))
        return slug

    for field in PARTY_LISTS:
        if isinstance(said.get(field), list):
            said[field] = [one(value, field) for value in said[field]]
    if "according_to" in said:
        said["according_to"] = one(said["according_to"], "according_to")
    people = said.get("participants") if isinstance(said.get("participants"), list) else []
    for person, field in (
        (said.get("speaker"), "speaker.party"),
        *((someone, "participants.party") for someone in people or ()),
    ):
        if isinstance(person, dict) and "party" in person:
            person["party"] = one(person["party"], field)
    return told


def names_party(said: Row, party: str) -> bool:
    """Tell whether words name a party, or describe it."""
    return renamed(said, party, "") != said


def renamed(said: Row, old: str, new: str) -> Row:
    """Return words in which a party has another name, in whatever field; in a list that has both it stands once."""

    def person(one: Row) -> Row:
        return one | {"party": new} if one.get("party") == old else one

    found = dict(said)
    for field in ("according_to", "party"):
        if found.get(field) == old:
            found[field] = new
    for field in PARTY_LISTS:
        if old in found.get(field, ()):
            found[field] = list(dict.fromkeys(new if one == old else one for one in found[field]))
    if "speaker" in found:
        found["speaker"] = person(found["speaker"])
    if "participants" in found:
        found["participants"] = [person(one) for one in found["participants"]]
    return found


def resolve_sources(said: Row, source: Callable[[str], Row | None], field: str) -> list[Fault]:
    """Put the fields of archived sources in the place of `{"source": SLUG}`; return the fault of one that is none."""
    given = said.get("sources")
    if not isinstance(given, list):
        return []
    found: list[Any] = []
    for one in given:
        if not isinstance(one, dict) or "source" not in one:
            found.append(one)
            continue
        unknown = sorted(one.keys() - {"source", "quotes"})
        if unknown:
            return [
                Fault(
                    f"beside source stand only quotes, not {unknown[0]}",
                    field=f"{field}.{unknown[0]}",
                    remedy="Leave it out, or write all fields of the source in place of its slug.",
                )
            ]
        fields = source(one["source"]) if isinstance(one["source"], str) else None
        if fields is None:
            return [
                Fault(
                    f"no text is archived as {one['source']!r}",
                    field=f"{field}.source",
                    given=one["source"],
                    remedy=f"ledger source add FILE --as {one['source']} --publisher ... --published ...",
                )
            ]
        found.append(fields | ({"quotes": one["quotes"]} if "quotes" in one else {}))
    said["sources"] = found
    return []
