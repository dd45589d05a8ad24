"""What is refused or warned of in the dates and the company of a line; warnings never refuse."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from ledger import chains, dates
from ledger.chains import links
from ledger.entry import Entry
from ledger.errors import Fault
from ledger.sources import fold
from ledger.state.cells import COMMITMENT, POINT, POSITION, REPORTED, Cell, Row, Step
from ledger.state.commitments import RESCINDED
from ledger.state.points import AGREED
from ledger.steps.versions import Version
from ledger.steps.view import day

GRACE = 86_400
"""Seconds by which a report may be earlier than what it tells of: a day, for zones."""


class Company(Protocol):
    """What a warning must know of the rest of the ledger."""

    def on(self, cell: Cell) -> list[Step]:
        """Return the standing steps of a cell."""
        ...

    def overlapping(self, cell: Cell, earliest: int, latest: int) -> list[Step]:
        """Return the standing steps of a cell that may be of the same moment as one between two seconds."""
        ...

    def chain(self, number: int) -> list[Entry]:
        """Return the chain that a line belongs to."""
        ...


def _told(said: Row) -> int | None:
    """Return the latest second of the last report, or None where one of the sources has no date."""
    found = said.get("sources") or ()
    if "on" not in said or not found or any("published" not in one for one in found):
        return None
    return max(dates.bounds(one["published"], "published").latest for one in found)


def told_too_early(said: Row) -> Fault | None:
    """Return the fault of a line that tells of a later day than its own report, with a day's grace."""
    told = _told(said)
    if told is None or dates.bounds(said["on"], "on").earliest <= told + GRACE:
        return None
    return Fault(
        f"it happened ({said['on']}) after its last source was published ({day(told)})",
        field="on",
        given=said["on"],
        remedy="Mend on or the source's published; what is to come is said by expected or effective.",
    )


def dates_told(said: Row) -> Iterator[Fault]:
    """Yield warnings about the dates of a line by themselves."""
    told = _told(said)
    if "on" not in said:
        return
    span = dates.bounds(said["on"], "on")
    if told is not None and span.latest > told:
        start = ".." if span.earliest == dates.OPEN_START else day(span.earliest)
        narrower = day(told) if start == day(told) else f"{start}/{day(told)}"
        yield Fault(
            f"on ({said['on']}) may lie after the last source's day ({day(told)})",
            field="on",
            given=said["on"],
            remedy=f"It cannot have told of a later day: --on {narrower}",
        )
    if "until" in said and dates.bounds(said["until"], "until").latest < span.latest:
        yield Fault(
            f"until ({said['until']}) may lie before on ({said['on']})",
            field="until",
            given=said["until"],
            remedy="on is when it began; what began for certain only after its end is never shown.",
        )
    effective = said.get("effective") if said.get("act") != "succeeded" else None
    if effective is not None and dates.bounds(effective, "effective").latest < span.earliest:
        yield Fault(
            f"it takes effect ({effective}) before the act ({said['on']})",
            field="effective",
            given=effective,
            remedy="It counts from that day; mend it if that is not meant.",
        )


def beside(version: Version, said: Row, company: Company) -> Iterator[Fault]:
    """Yield warnings about a line beside the rest of the ledger: speaker, amendment, walk-back, rescission."""
    parties = said.get("parties") or ()
    speaker = (said.get("speaker") or {}).get("party")
    if parties and speaker is not None and "according_to" not in said and speaker not in parties:
        yield Fault(
            f"the speaker is of {speaker}, the words are of {', '.join(parties)}: "
            "this is kept as the publisher's narration",
            field="speaker.party",
            given=speaker,
            remedy=f"If it is {speaker}'s account: --according-to {speaker}",
        )
    if said["kind"] == "point-amended":
        yield from _amends_nothing(version, said, company)
    if said["kind"] == "position-withdrawn":
        yield from _walked_back(version, said, company)
    if said.get("act") == RESCINDED:
        yield from _calls_off(version, said, company)


def twice_coded(version: Version, said: Row, company: Company) -> Iterator[Fault]:
    """Yield a hint for each development that a new one may tell once more.

    It may where a position of the same party on the same matter overlaps it in
    time, and has the same stance or rests on one of the same quotes. One that is
    named by the new one, or names another speaker, is another occasion.
    """
    found: dict[int, str] = {}
    mine = quotes_of(said)
    for cell, step in version.steps:
        if cell.what != POSITION:
            continue
        ranks = {Cell(*cell[:4], rank) for rank in range(REPORTED + 1)} | {cell}
        overlapping = (
            one for rank in sorted(ranks) for one in company.overlapping(rank, step.earliest, step.latest)
        )
        for other in overlapping:
            if other.place in {version.standing.root, *step.names, *found}:
                continue
            speakers = {step.more.get("speaker"), other.more.get("speaker")} - {None}
            if mine and mine & quotes_of(standing_words(company.chain(other.place))):
                found[other.place] = "the same quote"
            elif other.value == step.value and len(speakers) < 2:  # noqa: PLR2004 two who spoke
                found[other.place] = f"{cell.party} {step.value} {cell.matter}"
    yield from (_again(entry, same, said) for entry, same in sorted(found.items()))


def quotes_of(said: Row) -> set[str]:
    """Return the quotes of all sources, folded as for matching."""
    return {
        fold(quote["exact"]).casefold()
        for source in said.get("sources", ())
        for quote in source.get("quotes", ())
    }


def standing_words(chain: Sequence[Entry]) -> Row:
    """Return the words of a chain that stand, or that last stood."""
    lines = links(chain)
    number = chains.words(lines)
    if number is None:
        number = chains.last_words(lines)
    return next(entry for entry in chain if entry.number == number).words


def _again(entry: int, same: str, said: Row) -> Fault:
    source = said["sources"][0]
    options = f'--publisher "{source["publisher"]}"'
    if "published" in source:
        options += f" --published {source['published']}"
    return Fault(
        f"entry {entry} may tell the same: {same}, and their dates overlap",
        field="sources",
        given=None,
        remedy=f"If it does, retract this one and add its source there:  ledger source add-to {entry} {options}",
    )


def _amends_nothing(version: Version, said: Row, company: Company) -> Iterator[Fault]:
    one = version.standing
    key = (one.latest, one.earliest, one.root)
    steps = company.on(Cell(one.negotiation, POINT, said["point"]))
    if not any(step.value == AGREED and step.place != one.root and step.order[:3] < key for step in steps):
        yield Fault(
            f"no agreement on {said['point']} is recorded from before this amendment",
            field="point",
            given=said["point"],
            remedy="Record the agreement too: ledger record point-agreed",
        )


def _walked_back(version: Version, said: Row, company: Company) -> Iterator[Fault]:
    one = version.standing
    for party in said["parties"]:
        ranks = [cell for cell, _ in version.steps if cell.party == party]
        cells = [
            *ranks,
            *(Cell(one.negotiation, POSITION, said["matter"], party, rank) for rank in range(REPORTED + 1)),
        ]
        if not any(step.place != one.root for cell in cells for step in company.on(cell)):
            yield Fault(
                f"no position of {party} on {said['matter']} is recorded that could be withdrawn",
                field="matter",
                given=said["matter"],
                remedy="Record what was said first: ledger record position-taken",
            )


def _calls_off(version: Version, said: Row, company: Company) -> Iterator[Fault]:
    for cell, rescission in version.steps:
        if cell.what != COMMITMENT:
            continue
        acts = {
            step.place: step
            for step in company.on(cell)
            if step.leg == 0 and step.place != version.standing.root
        }
        for named in rescission.takes:
            act = acts.get(named)
            if act is None:
                yield Fault(
                    f"entry {named} is no act of {cell.party} on {cell.matter}: nothing is called off by it",
                    field="rescinds",
                    given=named,
                    remedy="Name the act that is called off.",
                )
            elif act.more["takes_effect"][0] <= rescission.latest:
                yield Fault(
                    f"entry {named} had taken effect ({act.more['effective']}) by then ({said['on']}): "
                    "nothing is called off",
                    field="rescinds",
                    given=named,
                    remedy="What undoes an act in effect is a new act, as acceded.",
                )


def dropped_sources(before: Row, after: Row) -> Iterable[Fault]:
    """Return the warning for sources of the replaced words that the replacement does not have."""

    def names(said: Row) -> set[tuple[str, ...]]:
        return {
            tuple(str(one.get(key, "")) for key in ("publisher", "title", "published", "url"))
            for one in said.get("sources", ())
        }

    lost = names(before) - names(after)
    if lost:
        shown = "; ".join(sorted(" ".join(part for part in one if part) for one in lost))
        return [
            Fault(
                f"the correction drops a source: {shown}",
                field="sources",
                given=None,
                remedy="Answers by --published-by then lose the entry at that source's day; give it again to keep it.",
            )
        ]
    return []
