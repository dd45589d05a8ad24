"""Lines and chains, read off the rules one sentence at a time: which words stand, and who reports them.

A line is numbered by its place in the list. Every question about a chain is
asked again from the start, for the first `known` lines, without any memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ledger import dates

Json = dict[str, Any]

CORRECTED = "entry-corrected"
RETRACTED = "entry-retracted"
SOURCE_ADDED = "source-added"
PARTY_DESCRIBED = "party-described"
MATTER_DESCRIBED = "matter-described"
WITHHELD = "entries-withheld"
WORDLESS = "withheld"
"""What a line is whose words are not in this copy of the ledger; its envelope has no development."""
KEEPING = (CORRECTED, RETRACTED, SOURCE_ADDED, PARTY_DESCRIBED, MATTER_DESCRIBED, WITHHELD, WORDLESS)

PARTY_LISTS = ("parties", "to", "hosts", "mediators", "absent")
MATTER_LISTS = ("under", "matters")
REFERENCE_LISTS = ("after", "withdraws", "rescinds")


@dataclass(frozen=True)
class Line:
    """A recorded line: `names` is the number of the line that its `entry` means (None: it names none)."""

    number: int
    id: str
    kind: str
    held: Json
    names: int | None

    @property
    def words(self) -> Json:
        """What the line says happened: its own fields, or those of the replacement that it carries."""
        replacement: Json = self.held["replacement"] if self.kind == CORRECTED else self.held
        return replacement


Lines = Sequence[Line]


def read(envelopes: Sequence[Json]) -> tuple[Line, ...]:
    """Give each envelope its number, and resolve its aliases and references by the lines before it."""
    lines: tuple[Line, ...] = ()
    for envelope in envelopes:
        lines += (numbered(lines, envelope),)
    return lines


def numbered(before: Lines, envelope: Json) -> Line:
    """Return the line that an envelope makes after those before it."""
    if envelope["development"] is None:
        return Line(len(before) + 1, envelope["id"], WORDLESS, {"kind": WORDLESS}, None)
    held = _resolved(before, tidy(envelope["development"]))
    return Line(len(before) + 1, envelope["id"], held["kind"], held, held.get("entry"))


def tidy(value: Any) -> Any:  # noqa: ANN401 any JSON value
    """Leave out nulls and empty lists, at any depth: on input they are as left out."""
    if isinstance(value, dict):
        return {key: tidy(item) for key, item in value.items() if item is not None and item != []}
    if isinstance(value, list):
        return [tidy(item) for item in value]
    return value


def _resolved(before: Lines, held: Json) -> Json:
    named = _with_parties(before, held)
    for field in REFERENCE_LISTS:
        if field in named:
            named[field] = [_root_named(before, reference) for reference in named[field]]
    for field in ("entry", "over"):
        if field in named:
            named[field] = _number(before, named[field])
    if "replacement" in named:
        named["replacement"] = _resolved(before, named["replacement"])
    return named


def _with_parties(before: Lines, held: Json) -> Json:
    named = _person(before, held)
    for field in PARTY_LISTS:
        if field in named:
            named[field] = [party_meant(before, party) for party in named[field]]
    if "according_to" in named:
        named["according_to"] = party_meant(before, named["according_to"])
    if "speaker" in named:
        named["speaker"] = _person(before, named["speaker"])
    if "participants" in named:
        named["participants"] = [_person(before, person) for person in named["participants"]]
    return named


def _person(before: Lines, person: Json) -> Json:
    """Return what has a `party` with that party resolved: a speaker, a participant, a description."""
    return person | {"party": party_meant(before, person["party"])} if "party" in person else dict(person)


def party_meant(before: Lines, given: str) -> str:
    """Return the party that `given` is an alias of at this moment, else `given` itself."""
    described = {words["party"] for words in all_words(before) if words["kind"] == PARTY_DESCRIBED}
    for party in sorted(described):
        if given in description(before, len(before), PARTY_DESCRIBED, party=party).get("aliases", []):
            return str(party)
    return given


def _number(before: Lines, reference: int | str) -> int:
    if isinstance(reference, int):
        return reference
    return next(line.number for line in before if line.id == reference)


def _root_named(before: Lines, reference: int | str) -> int | str:
    """Return the root that a reference leads to; the id as it is where it is that of a withheld line, which is gone."""
    gone = any(line.kind == WORDLESS for line in before)
    if gone and isinstance(reference, str) and all(line.id != reference for line in before):
        return reference
    return root(before, _number(before, reference))


def exported(lines: Lines, words: Json) -> Json:
    """Return words as they are given out again: a reference is the id of a root."""
    given = dict(words)
    for listed in REFERENCE_LISTS:
        if listed in given:
            given[listed] = [one if isinstance(one, str) else line_at(lines, one).id for one in given[listed]]
    return given


def line_at(lines: Lines, number: int) -> Line:
    """Return the line with this number."""
    return lines[number - 1]


def root(lines: Lines, number: int) -> int:
    """Return the number of the first line of the chain that line `number` is in."""
    names = line_at(lines, number).names
    return number if names is None else root(lines, names)


def stands(lines: Lines, number: int, known: int) -> bool:
    """Say whether a line stands among the first `known`: no standing retraction names it."""
    return number <= known and not any(
        line.kind == RETRACTED and line.names == number and stands(lines, line.number, known)
        for line in lines[number:known]
    )


def roots(lines: Lines, known: int) -> list[int]:
    """Return the roots among the first `known` lines."""
    return [line.number for line in lines[:known] if line.names is None]


def deciding(lines: Lines, first: int, known: int) -> Line | None:
    """Of the root, its corrections and the retractions of the root, return the last that stands."""
    last = None
    for line in lines[:known]:
        decides = (
            line.number == first
            or (line.kind == CORRECTED and root(lines, line.number) == first)
            or (line.kind == RETRACTED and line.names == first)
        )
        if decides and stands(lines, line.number, known):
            last = line
    return last


def version(lines: Lines, first: int, known: int) -> Line | None:
    """Return the line whose words stand for the chain of root `first`, None where nothing stands."""
    line = deciding(lines, first, known)
    return None if line is None or line.kind == RETRACTED else line


def versions(lines: Lines, first: int, known: int) -> list[Line]:
    """Return the lines whose words stood after each of the lines `first` .. `known`, in that order."""
    found = [version(lines, first, moment) for moment in range(first, known + 1)]
    return [line for line in found if line is not None]


def sources(lines: Lines, first: int, known: int) -> list[Json]:
    """Return the sources of the version that stands, with those added to its chain that stand."""
    words = version(lines, first, known)
    found = [] if words is None else list(words.words["sources"])
    for line in lines[:known]:
        if (
            line.kind == SOURCE_ADDED
            and root(lines, line.number) == first
            and stands(lines, line.number, known)
        ):
            found += line.held["sources"]
    return found


def published(lines: Lines, first: int, known: int) -> int | None:
    """Return the last second of the earliest dated report, None where no source has a date."""
    days = [source["published"] for source in sources(lines, first, known) if "published" in source]
    return min((dates.bounds(day, "published").latest for day in days), default=None)


def description(lines: Lines, known: int, kind: str, **key: str) -> Json:
    """Return what the standing descriptions of one thing say together: the last word on each field."""
    said: Json = {}
    for number in roots(lines, known):
        line = version(lines, number, known)
        if line is not None and line.words["kind"] == kind:
            words = line.words
            if all(words[field] == value for field, value in key.items()):
                said |= words
    return said


def all_words(lines: Lines) -> Iterator[Json]:
    """Return the words of every line of the ledger that has any, standing or not."""
    return (line.words for line in lines if line.kind not in (RETRACTED, SOURCE_ADDED))


def negotiations(lines: Lines) -> set[str]:
    """Return every negotiation that a line of the ledger names."""
    return {words["negotiation"] for words in all_words(lines) if "negotiation" in words}


def parties(lines: Lines) -> set[str]:
    """Return every party that a line of the ledger names in whatever part."""
    found: set[str] = set()
    for words in all_words(lines):
        for field in PARTY_LISTS:
            found |= set(words.get(field, []))
        people = [words, words.get("speaker", {}), *words.get("participants", [])]
        found |= {person["party"] for person in people if "party" in person}
        found |= {words["according_to"]} if "according_to" in words else set()
    return found


def matters(lines: Lines) -> set[str]:
    """Return every matter that a line of the ledger names, as whatever it is."""
    found: set[str] = set()
    for words in all_words(lines):
        found |= {words[field] for field in ("matter", "proposal", "point", "agreement") if field in words}
        for field in MATTER_LISTS:
            found |= set(words.get(field, []))
    return found
