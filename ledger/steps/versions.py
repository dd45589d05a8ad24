"""Versions: what one chain puts on the cells over each life of its words.

A version is the words that stand between two entry numbers, with the sources
that count for them then. `versions` gives all of a chain's, `current` the one
that stands after its last line: the index is kept up to date by comparing the
current version before and after a line, and checked against all of them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from ledger import chains, dates, events
from ledger.chains import FOREVER, Life, links
from ledger.entry import Entry
from ledger.events import Development
from ledger.state.cells import NEVER, Cell, Row, Standing, Step
from ledger.steps import arms
from ledger.steps.arms import Resolve
from ledger.steps.canonical import digest


class Version(NamedTuple):
    """One life of a chain's words, and what they do.

    Of a description `standing.matter` is the slug described and `fields` what
    is said of it; it has no steps and no date.
    """

    standing: Standing
    steps: tuple[tuple[Cell, Step], ...]
    mentions: frozenset[tuple[str, str]]
    fields: Row


class Words(NamedTuple):
    """The words of the line with a number, as they were read and checked: their JSON object and their class."""

    number: int
    said: Row
    model: BaseModel


def load(held: Row) -> BaseModel | None:
    """Return the words of an entry as their class, or None where this version does not know the kind."""
    model = events.kinds().get(str(held.get("kind")))
    if model is None:
        return None
    try:
        return model.model_validate(held)
    except ValidationError:
        return None


def published(sources: Sequence[Row]) -> int:
    """Return the earliest second by which one of the sources had said so; NEVER where none has a date."""
    dated = [one["published"] for one in sources if one.get("published")]
    return min((dates.bounds(one, "published").latest for one in dated), default=NEVER)


def _read(entry: Entry) -> tuple[Row, BaseModel | None]:
    said = entry.words
    return said, load(said)


def _sources(life: Life, by_number: dict[int, Entry], said: Row) -> list[Row]:
    found = list(said.get("sources", ()))
    for number in life.added:
        found += by_number[number].held["sources"]
    return found


def _described(root: int, life: Life, held: Row) -> Version:
    slug = held["party"] if held["kind"] == "party-described" else held["matter"]
    negotiation = held.get("negotiation", "")
    standing = Standing(
        root,
        life.born,
        life.died,
        life.words,
        NEVER,
        digest(held),
        negotiation,
        held["kind"],
        "",
        0,
        0,
        (),
        slug,
        None,
    )
    fields = {key: value for key, value in held.items() if key not in {"kind", "sources"}}
    mentions = {(arms.PARTY, slug)} if held["kind"] == "party-described" else {(held["type"], slug)}
    mentions |= {(arms.ISSUE, matter) for matter in held.get("under", ())}
    if held.get("agreement"):
        mentions.add((arms.AN_AGREEMENT, held["agreement"]))
    return Version(standing, (), frozenset(mentions), fields)


def _version(
    life: Life, by_number: dict[int, Entry], root: int, resolve: Resolve, read: Words | None = None
) -> Version | None:
    held, model = (
        (read.said, read.model)
        if read is not None and read.number == life.words
        else _read(by_number[life.words])
    )
    if model is None:
        return None
    if isinstance(model, events.Description):
        return _described(root, life, held)
    if not isinstance(model, Development):
        return None
    span = dates.bounds(model.on, "on")
    said = arms.said(model, held)
    standing = Standing(
        root,
        life.born,
        life.died,
        life.words,
        published(_sources(life, by_number, held)),
        digest(held),
        model.negotiation,
        model.kind,
        model.on,
        span.earliest,
        span.latest,
        said.parties,
        said.matter,
        said.stance,
    )
    found = tuple(arms.steps(model, root, resolve))
    return Version(standing, found, frozenset(arms.mentions(held)), {})


def versions(chain: Sequence[Entry], resolve: Resolve) -> list[Version]:
    """Return every life of a chain's words, as long as words and date of publication stay, in order.

    `resolve` gives the root number of the chain that a reference leads to.
    Lines of a kind that this version does not know have no versions.
    """
    by_number = {entry.number: entry for entry in chain}
    found: list[Version] = []
    for life in chains.lives(links(chain)):
        version = _version(life, by_number, chain[0].number, resolve)
        if version is None:
            continue
        before = found[-1].standing if found else None
        one = version.standing
        if (
            before is not None
            and before.died == one.born
            and (before.words, before.pub) == (one.words, one.pub)
        ):
            # A source that changes no date of publication begins no new life.
            found[-1] = found[-1]._replace(standing=before._replace(died=one.died))
        else:
            found.append(version)
    return found


def current(chain: Sequence[Entry], resolve: Resolve, read: Words | None = None) -> Version | None:
    """Return the version that stands after the last line of a chain, or None.

    `read` are the words of one of its lines, if they were read and checked already.
    """
    if not chain:
        return None
    found = chains.lives(links(chain))
    if not found or found[-1].died != FOREVER:
        return None
    by_number = {entry.number: entry for entry in chain}
    return _version(found[-1], by_number, chain[0].number, resolve, read)
