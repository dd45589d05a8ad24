"""Inventing the next line of a history: few parties, matters and days, so that cells are crowded."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

from tests.histories.recordable import Book
from tests.oracle import lines
from tests.oracle.lines import Json

T = TypeVar("T")

PARTIES = ("islands", "marches", "uplands")
ALIASES = {"islands": "isles", "marches": "The Marches", "uplands": "upland-league"}
"""An alias of each party; one of them is no slug, so only a description makes it mean something."""
ISSUES = ("ferries", "pasture", "tolls")
POINTS = ("point-1", "point-2")
AGREEMENT = "charter"
PROPOSAL = "exchange-of-herds"
MATTERS = (*ISSUES, *POINTS, PROPOSAL, AGREEMENT)
MEETINGS = ("assembly", "parley")
NEGOTIATIONS = ("talks", "side-talks")
STANCES = (
    *("proposes", "demands", "supports", "accepts", "conditional"),
    *("neutral", "undetermined", "opposes", "rejects", "rejects", "accepts"),
)

DAYS = tuple(f"2025-02-{day:02}" for day in range(1, 13))
BUSY = ("2025-02-05", "2025-02-08", "2025-02-02")
"""The days on which most of it happens, so that ties are common."""
VAGUE = (
    *("2025-02-03/2025-02-08", "[2025-02-05..2025-02-06]", "2025-02-02~/2025-02-05", "2025-02-04/2025-02-12"),
    *("../2025-02-05", "../2025-02-12", "2025-02", "2025-01", "2025-02-0X", "2025-02-X2", "2025-02-XX"),
    *("2025-02-05~", "2025-02-05?", "2024-24", "2025-33", "2025"),
)
TIMES = (
    *("2025-02-05T10:30Z", "2025-02-05T10:30:15Z", "2025-02-05T23:30-05:00", "2025-02-06T00:10+03:00"),
    *("2025-02-05T10:00Z/2025-02-05T11:00Z", "2025-02-08T23:59:59Z"),
)
LATER = ("2025-02-14", "2025-02-20", "2025-03", "2025-03-10/2025-03-20", "2025-22")
REPORTED = (*DAYS, "2025-02-05T12:00Z", "2025-02-10~", "2025-02-13", "2025-02-20", "2025-03", "2025")
EXPECTED = (*DAYS, *LATER, "2025-02-10/..", "../2025-02-11", "2025-02-09/2025-02-14")

BINDING = ("ratified", "acceded", "accepted", "signed-definitively", "succeeded")
ENDING = ("withdrawn", "denounced", "expelled")
OTHER_ACTS = ("signed", "suspended", "resumed", "provisionally-applied", "reserved", "declared", "objected")

WEIGHTS = {
    "position-taken": 36,
    "position-withdrawn": 6,
    "proposal-made": 5,
    "proposal-closed": 4,
    "point-agreed": 10,
    "point-amended": 6,
    "point-progressed": 5,
    "agreement-changed": 5,
    "commitment-changed": 12,
    "meeting-held": 4,
    "meeting-announced": 6,
    "statement-made": 1,
    "action-taken": 1,
}
KEEPING = {
    "development": 64,
    lines.CORRECTED: 13,
    lines.RETRACTED: 9,
    lines.SOURCE_ADDED: 5,
    lines.PARTY_DESCRIBED: 2,
    lines.MATTER_DESCRIBED: 3,
}


class Inventor:
    """Draws from `chance` what a next line of `book` could say; whether it is recordable is for the book."""

    def __init__(self, chance: Random, book: Book) -> None:
        self.chance = chance
        self.book = book

    def line(self) -> Json | None:
        """Return words for a next line, None where the kind that was drawn finds nothing to be said of."""
        kind = self.weighted(KEEPING)
        if kind == "development":
            return self.development()
        if kind in (lines.PARTY_DESCRIBED, lines.MATTER_DESCRIBED):
            return self.description(kind)
        of_kind = {lines.CORRECTED: self.correction, lines.RETRACTED: self.retraction}
        return of_kind.get(kind, self.added_source)()

    def one(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.chance.randrange(len(choices))]

    def first(self, choices: Sequence[T]) -> T:
        """Return one of the choices, the earlier the likelier."""
        return choices[min(self.chance.randrange(len(choices)) for _ in range(2))]

    def weighted(self, weights: dict[str, int]) -> str:
        """Return one of the keys, as often as its weight says."""
        return self.one([key for key, weight in weights.items() for _ in range(weight)])

    def likely(self, percent: int) -> bool:
        """Say yes in so many of a hundred draws."""
        return self.chance.randrange(100) < percent

    def some(self, percent: int, field: str, choices: Sequence[Any]) -> Json:
        """Return a field with one of the choices in so many of a hundred draws, else nothing."""
        return {field: self.one(choices)} if self.likely(percent) else {}

    def party(self) -> str:
        """Return a party by its slug or, where it means something, by its alias."""
        party = self.first(PARTIES)
        if not self.likely(8):
            return party
        alias = ALIASES[party]
        known = lines.party_meant(self.book.lines, alias) == party
        return alias if known or alias.islower() else party

    def parties(self) -> list[str]:
        """Return one party or two; a pair that turns out to be the same is refused by the book."""
        return [self.party() for _ in range(2 if self.likely(30) else 1)]

    def matter(self) -> str:
        """Return a matter, most often an issue."""
        return self.first(ISSUES if self.likely(60) else POINTS if self.likely(50) else MATTERS)

    def day(self) -> str:
        """Return a day within twelve, or something vaguer or sharper."""
        if self.likely(30):
            return self.one(VAGUE if self.likely(75) else TIMES)
        return self.first(BUSY if self.likely(70) else DAYS)

    def development(self) -> Json:
        """Return the words of something that happened, half of them much like those of an earlier line."""
        earlier = [line.words for line in self.book.lines if line.kind not in lines.KEEPING]
        if earlier and self.likely(50):
            return self.echo(lines.exported(self.book.lines, self.one(earlier)))
        kind = self.weighted(WEIGHTS)
        words = {
            "kind": kind,
            "negotiation": NEGOTIATIONS[self.likely(8)],
            "on": self.day(),
            "sources": self.sources(),
            **self.voice(),
            **SAYS[kind](self),
        }
        if self.likely(20) and self.named():
            words["after"] = [self.one(self.named()) for _ in range(2 if self.likely(25) else 1)]
        return words

    def echo(self, words: Json) -> Json:
        """Return what was said before on another day, in part by other accounts or with another content."""
        words = words | {"after": None, "on": self.day(), "sources": self.sources()}
        if self.likely(70):
            words |= self.said_anew(words)
        if self.likely(60):
            words |= {"according_to": None, "speaker": None, **self.voice()}
        return words if self.likely(80) else words | self.mended(words)

    def sources(self) -> list[Json]:
        """Return one source or two, some without a date."""
        return [
            {
                "publisher": self.one(("Herald", "Gazette", "Wire")),
                **({"published": self.first(REPORTED)} if self.likely(85) else {}),
            }
            for _ in range(2 if self.likely(30) else 1)
        ]

    def voice(self) -> Json:
        """Return whose account it is: a party's own, the narration, a claim; and who voiced it."""
        said: Json = {"according_to": self.party()} if self.likely(45) else {}
        if self.likely(45):
            of = {"party": self.party()} if self.likely(75) else {}
            said["speaker"] = of | (self.some(70, "name", ("Ada", "Bo")) or {"role": "envoy"})
        return said

    def named(self, kind: str = "") -> list[str]:
        """Return the ids of lines of chains that hold a development, of one kind if it is given."""
        return [
            line.id
            for line in self.book.lines
            for root in [lines.line_at(self.book.lines, lines.root(self.book.lines, line.number))]
            if root.kind not in lines.KEEPING and (not kind or root.kind == kind)
        ]

    def description(self, kind: str) -> Json:
        """Return the words of a described party or matter."""
        if kind == lines.PARTY_DESCRIBED:
            party = self.one(PARTIES)
            said = {"party": party, "name": party.title(), "type": "state"}
            return {"kind": kind, **said, **self.some(75, "aliases", [[ALIASES[party]]])}
        matter = self.one(MATTERS)
        return {
            "kind": kind,
            "negotiation": NEGOTIATIONS[self.likely(8)],
            "matter": matter,
            "name": matter.title(),
            "type": self.one(("issue", "proposal", "point", "agreement")),
            **self.some(60, "under", [[issue] for issue in ISSUES if issue != matter]),
        }

    def chain_line(self, kinds: tuple[str, ...] = ()) -> lines.Line | None:
        """Return a line of some chain that has words to be corrected, the later the likelier."""
        found = [line for line in self.book.lines if not kinds or line.kind in kinds]
        recent = found[-6:] if self.likely(50) else found
        return self.one(recent) if recent else None

    def over(self, line: lines.Line) -> Json:
        """Return `over`, naming the newest word of the chain where that is another line."""
        newest = lines.line_at(self.book.lines, self.book.newest(line.number))
        return {} if newest == line and self.likely(60) else {"over": newest.id}

    def retraction(self) -> Json | None:
        """Return the retraction of a line, of another retraction with some luck."""
        line = self.chain_line((lines.RETRACTED,) if self.likely(25) else ())
        if line is None:
            return None
        return {"kind": lines.RETRACTED, "entry": line.id, "reason": "misread", **self.over(line)}

    def added_source(self) -> Json | None:
        """Return a further source of a development."""
        named = self.named()
        if not named:
            return None
        return {"kind": lines.SOURCE_ADDED, "entry": self.one(named), "sources": self.sources()}

    def correction(self) -> Json | None:
        """Return the correction of a chain: other words, or earlier words again."""
        line = self.chain_line()
        if line is None:
            return None
        worded = [one for one in self.book.chain(line.number) if one.kind not in NO_WORDS]
        said = self.one(worded if self.likely(25) else worded[-1:])
        words = lines.exported(self.book.lines, said.words)
        if words["kind"] in lines.KEEPING:
            words = self.description(words["kind"])
        elif self.likely(80):
            words |= self.mended(words)
        return {
            "kind": lines.CORRECTED,
            "entry": line.id,
            "replacement": words,
            "reason": "misread",
            **self.over(line),
        }

    def mended(self, words: Json) -> Json:
        """Return fields of a development to put in place of its own, or a whole one."""
        mends: list[Callable[[], Json]] = [
            lambda: {"on": self.day()},
            lambda: {"sources": self.sources()},
            lambda: {"according_to": None, "speaker": None, **self.voice()},
            lambda: SAYS[words["kind"]](self),
            lambda: self.said_anew(words),
            lambda: self.said_anew(words),
            lambda: {**dict.fromkeys(words), **self.development()},
        ]
        return self.one(mends)()

    def said_anew(self, words: Json) -> Json:
        """Return what a development says of its matter anew, but not of whom and of what it says it."""
        found = SAYS[words["kind"]](self)
        return {field: value for field, value in found.items() if field not in ROW_NAMES}


ROW_NAMES = ("parties", "matter", "proposal", "point", "agreement", "meeting")
"""The fields by which the words of a kind find their row."""
NO_WORDS = (lines.RETRACTED, lines.SOURCE_ADDED)


def _commitment(draw: Inventor) -> Json:
    named = draw.named("commitment-changed")
    said: Json = {"parties": draw.parties(), "agreement": AGREEMENT}
    if named and draw.likely(20):
        return said | {"act": "rescinded", "rescinds": [draw.one(named)], "effective": None}
    acts = draw.one((BINDING, BINDING, ENDING, ENDING, OTHER_ACTS))
    when = draw.some(60, "effective", (*BUSY, *DAYS, *LATER, *BUSY, "2025-02-05/2025-02-08", "2025-01-20"))
    return said | {"act": draw.one(acts), "rescinds": None} | when


def _announcement(draw: Inventor) -> Json:
    window = draw.some(30, "not_during", (*EXPECTED[:14], "2025-02-08/2025-02-14"))
    said: Json = draw.one(({"expected": draw.one(EXPECTED)}, {"cancelled": True}, {}))
    fields = said | window or {"expected": draw.one(EXPECTED)}
    return {"meeting": draw.first(MEETINGS), "expected": None, "cancelled": None, **fields}


def _held(draw: Inventor) -> Json:
    people = [{"name": "Ada", "party": "islands"}], [{"name": "Bo", "role": "envoy"}, {"name": "Cy"}]
    return {
        "meeting": draw.first(MEETINGS),
        **draw.some(50, "until", (*DAYS, *BUSY, *LATER)),
        **draw.some(40, "mode", ("in-person", "phone")),
        **draw.some(40, "place", ("the old mill", "the bridge")),
        **draw.some(30, "hosts", [[party] for party in PARTIES]),
        **draw.some(30, "absent", [[party] for party in PARTIES]),
        **draw.some(40, "participants", people),
    }


def _progress(draw: Inventor) -> Json:
    statuses = ("in-progress", "fulfilled", "stalled", "breached")
    said = draw.some(60, "status", statuses) | draw.some(60, "implementation", range(4))
    return {"point": draw.first(POINTS), **(said or {"status": draw.one(statuses)})}


SAYS: dict[str, Callable[[Inventor], Json]] = {
    "position-taken": lambda draw: {
        "parties": draw.parties(),
        "matter": draw.matter(),
        "stance": draw.one(STANCES),
        **draw.some(30, "terms", ("in full", "in part")),
        **draw.some(40, "until", (*DAYS, *BUSY, *BUSY, *VAGUE[:4], "2025-02", "2025-02-20", TIMES[0])),
    },
    "position-withdrawn": lambda draw: {
        "parties": draw.parties(),
        "matter": draw.matter(),
        **draw.some(60, "withdraws", [[named] for named in draw.named()] or [None]),
        **draw.some(25, "leaves", STANCES),
    },
    "proposal-made": lambda draw: {
        "proposal": draw.one((PROPOSAL, PROPOSAL, "second-offer")),
        "parties": draw.parties(),
        **draw.some(40, "to", [[party] for party in PARTIES]),
        **draw.some(50, "terms", ("ten for ten", "five for ten")),
        **draw.some(20, "point", POINTS),
    },
    "proposal-closed": lambda draw: {
        "proposal": PROPOSAL,
        "outcome": draw.one(("withdrawn", "withdrawn", "agreed", "expired")),
        **({"parties": draw.parties()} if draw.likely(60) else {}),
    },
    "point-agreed": lambda draw: {
        "point": draw.first(POINTS),
        "text": draw.one(("the ferries run daily", "the ferries run")),
        "parties": draw.parties(),
        **draw.some(60, "order", (1, 2, -1)),
        **draw.some(40, "under", [[issue] for issue in ISSUES]),
        **draw.some(25, "agreement", (AGREEMENT,)),
    },
    "point-amended": lambda draw: {
        "point": draw.first(POINTS),
        "text": draw.one(("the ferries run weekly", "the ferries run")),
        "parties": draw.parties(),
    },
    "point-progressed": _progress,
    "agreement-changed": lambda draw: {
        "agreement": AGREEMENT,
        "act": draw.one(("adopted", "in-force", "in-force", "suspended", "terminated")),
        **draw.some(40, "effective", (*DAYS, *LATER)),
        **draw.some(40, "title", ("Charter of the Fords", "The Charter")),
    },
    "commitment-changed": _commitment,
    "meeting-held": _held,
    "meeting-announced": _announcement,
    "statement-made": lambda draw: {"parties": draw.parties(), **draw.some(50, "matters", [[ISSUES[0]]])},
    "action-taken": lambda draw: {"parties": draw.parties(), "action": "release"},
}
