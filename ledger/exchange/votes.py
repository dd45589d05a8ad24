"""Roll-call votes of the UN General Assembly, from the tables of unvotes (MIT; data by Erik Voeten).

A folder holds `un_votes`, `un_roll_calls` and `un_roll_call_issues`, each as
.csv or .csv.gz. A vote becomes the position of a state on a resolution: yes
supports it, no opposes it, abstain is neutral; the state is its own speaker. A
state is the name that the table gives it, for the code is blank for some that
are no more (and `NA` is Namibia). A roll call becomes the description of its
matter, under the issues that it is tagged with.

A matter's slug is that of the resolution's symbol: `R/68/262` is `a-res-68-262`.
Of several roll calls on one symbol the one that is on no amendment and no
paragraph has it; the others, and those without a symbol, end in the number of
the roll call.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ledger import dates
from ledger.errors import NotFound, Refused
from ledger.exchange import tables
from ledger.exchange.tables import Aside, Counts, Reason, Record, Said
from ledger.ledger import Ledger
from ledger.state.cells import Row

NEGOTIATION = "un-general-assembly"
"""The negotiation of all votes, unless another is named."""
PUBLISHER = "Erik Voeten, United Nations General Assembly Voting Data"
URL = "https://github.com/dgrtwo/unvotes"
STANCES = {"yes": "supports", "no": "opposes", "abstain": "neutral"}
LONGEST_NAME = 120
"""The most characters of a roll call's text that stand in its name where it has no short one."""

COLUMNS = {
    "un_roll_call_issues": ("rcid", "short_name", "issue"),
    "un_roll_calls": ("rcid", "date", "unres", "amend", "para", "short", "descr"),
    "un_votes": ("rcid", "country", "country_code", "vote"),
}


class RollCall(NamedTuple):
    """What votes need to know of their roll call: the matter, the day, and the symbol voted on."""

    matter: str
    on: str


def table(folder: Path, name: str) -> Path:
    """Return the file of a table; NotFound where there is none, Refused where it lacks a column."""
    for ending in (".csv", ".csv.gz"):
        path = folder / f"{name}{ending}"
        if path.exists():
            lacking = sorted(set(COLUMNS[name]) - set(tables.heading(path)))
            if lacking:
                raise Refused(
                    f"{path} has no column {', '.join(lacking)}",
                    remedy="Import the tables of unvotes as they are published.",
                    field=lacking[0],
                )
            return path
    raise NotFound(
        f"there is no {name}.csv or {name}.csv.gz in {folder}",
        remedy="Name the folder that holds the three tables of unvotes.",
    )


def _symbol(unres: str) -> str:
    """Return the slug of a resolution's symbol, which the table writes as `R/68/262` or `A/RES/73/4`."""
    bare = unres.removeprefix("A/RES/").removeprefix("R/")
    return tables.slug(f"A/RES/{bare}") if bare != unres else tables.slug(unres)


def _whole(values: dict[str, str]) -> bool:
    """Tell whether a roll call is on a resolution as a whole: on no amendment and no paragraph of it."""
    return "1" not in (values["amend"], values["para"])


def _name(values: dict[str, str]) -> str:
    """Return what a roll call is called: its symbol, what part of the resolution it is on, and what that is about."""
    parts = [values["unres"] or f"roll call {values['rcid']}"]
    parts += [
        what for column, what in (("amend", "amendment"), ("para", "paragraph")) if values[column] == "1"
    ]
    about = values["short"].strip() or values["descr"].strip()[:LONGEST_NAME]
    return f"{', '.join(parts)}: {about}" if about else ", ".join(parts)


class RollCalls:
    """The roll calls of a folder by their numbers, and the tables' rows about them as lines."""

    def __init__(self, folder: Path, negotiation: str, published: str | None) -> None:
        self.path = table(folder, "un_roll_calls")
        self.tags = table(folder, "un_roll_call_issues")
        self.negotiation = negotiation
        self.published = {} if published is None else {"published": published}
        self.known: dict[str, RollCall] = {}
        self.numbers: set[str] = set()
        self.symbols: Counter[tuple[str, bool]] = Counter()
        for record in tables.read(self.path):
            if record.wrong is None:
                self.numbers.add(record.values["rcid"])
                self.symbols[_symbol(record.values["unres"]), _whole(record.values)] += 1
        self.under: defaultdict[str, list[str]] = defaultdict(list)

    def source(self, path: Path) -> Row:
        """Return a table as the source of a description."""
        return {"publisher": PUBLISHER, "title": path.name.removesuffix(".gz"), "url": URL, **self.published}

    def issue(self, record: Record, said: Said) -> list[Row]:
        """Return the lines of a tag: the issue described, by the first row that names it."""
        rcid, name = record.values["rcid"], record.values["issue"]
        issue = tables.slug(name)
        if rcid not in self.numbers:
            raise Aside(Reason("there is no roll call with this number", "rcid", rcid))
        if not issue:
            raise Aside(Reason("the issue has no name", "issue", name))
        if issue not in self.under[rcid]:
            self.under[rcid].append(issue)
        if said.earlier("issue", issue) is not None:
            return []
        told = {"matter": issue, "name": name, "type": "issue", "sources": [self.source(self.tags)]}
        return [self._described(self.tags, record, told)]

    def _described(self, path: Path, record: Record, told: Row) -> Row:
        held = {"kind": "matter-described", "negotiation": self.negotiation} | told
        return {"id": f"{tables.stem(path)}.{record.number}", "development": held}

    def _matter(self, values: dict[str, str]) -> str:
        symbol = _symbol(values["unres"])
        alone = self.symbols[symbol, True] == 1 if _whole(values) else False
        if symbol and (alone or self.symbols[symbol, True] + self.symbols[symbol, False] == 1):
            return symbol
        number = tables.slug(values["rcid"])
        return f"{symbol[:50].strip('-')}-{number}" if symbol else f"roll-call-{number}"

    def roll_call(self, record: Record, said: Said) -> list[Row]:
        """Return the description of a roll call's matter."""
        values = record.values
        rcid, on = values["rcid"], values["date"]
        wrong = []
        if not tables.slug(rcid):
            wrong.append(Reason("the roll call has no number", "rcid", rcid))
        try:
            dates.bounds(on, "on")
        except Refused as error:
            wrong.append(Reason("there is no such date", "date", on, error.message))
        if wrong:
            raise Aside(*wrong)
        if said.earlier("roll call", rcid) is not None:
            raise Aside(Reason("an earlier row has this roll call", "rcid", rcid))
        matter = self._matter(values)
        self.known[rcid] = RollCall(matter, on)
        text = values["descr"].strip()
        told: Row = {"matter": matter, "name": _name(values), "type": "proposal", "under": self.under[rcid]}
        told |= {"proposition": text} if text else {}
        return [self._described(self.path, record, told | {"sources": [self.source(self.path)]})]


class Votes:
    """Makes the lines of the rows of `un_votes`."""

    def __init__(self, folder: Path, roll_calls: RollCalls) -> None:
        self.path = table(folder, "un_votes")
        self.stem = tables.stem(self.path)
        self.roll_calls = roll_calls
        self.source = {
            "publisher": PUBLISHER,
            "title": self.path.name.removesuffix(".gz"),
            **roll_calls.published,
        }

    def __call__(self, record: Record, said: Said) -> list[Row]:
        """Return the lines of a vote."""
        values = record.values
        country, code, vote = values["country"], values["country_code"], values["vote"]
        roll_call = self.roll_calls.known.get(values["rcid"])
        party, stance = tables.slug(country), STANCES.get(vote)
        if roll_call is None or stance is None or not party:
            raise Aside(*self._wrong(values))
        first = said.earlier("party", party, value=f"{country} {code}")
        if first not in {None, f"{country} {code}"}:
            raise Aside(
                Reason("the state has another name or code in an earlier row", "country_code", code, first)
            )
        held = {
            "kind": "position-taken",
            "negotiation": self.roll_calls.negotiation,
            "on": roll_call.on,
            "summary": f"voted {vote}",
            "sources": [self.source],
            "speaker": {"party": party},
            "tags": [f"row {record.number}"],
            "parties": [party],
            "matter": roll_call.matter,
            "stance": stance,
        }
        vote_line: Row = {"id": f"{self.stem}.{record.number}", "development": held}
        return [vote_line] if first is not None else [*self._described(record, party), vote_line]

    def _described(self, record: Record, party: str) -> Iterator[Row]:
        code = record.values["country_code"]
        told = {"kind": "party-described", "party": party, "name": record.values["country"], "type": "state"}
        iso = {"iso3166": code} if code else {}
        yield {"id": f"{self.stem}.{record.number}.party", "development": told | iso}

    def _wrong(self, values: dict[str, str]) -> Iterator[Reason]:
        rcid = values["rcid"]
        if rcid in self.roll_calls.numbers and rcid not in self.roll_calls.known:
            yield Reason("its roll call is quarantined", "rcid", rcid)
        elif rcid not in self.roll_calls.known:
            yield Reason("there is no roll call with this number", "rcid", rcid)
        if values["vote"] not in STANCES:
            yield Reason("a vote is yes, no or abstain", "vote", values["vote"])
        if not tables.slug(values["country"]):
            yield Reason("the state has no name", "country", values["country"])


def import_votes(  # noqa: PLR0913 what all lines say, and who is told of the progress
    ledger: Ledger,
    folder: Path,
    quarantine: tables.Quarantine,
    *,
    negotiation: str = NEGOTIATION,
    published: str | None = None,
    progress: Callable[[Counts], None] = lambda _: None,
) -> list[Counts]:
    """Import the three tables of a folder and return, for each, what became of its rows.

    `published` as in `import_treaties`. NotFound where a table is missing,
    Refused where one lacks a column.
    """
    roll_calls = RollCalls(folder, negotiation, published)
    votes = Votes(folder, roll_calls)
    return [
        tables.take(ledger, path, translate, quarantine, progress)
        for path, translate in (
            (roll_calls.tags, roll_calls.issue),
            (roll_calls.path, roll_calls.roll_call),
            (votes.path, votes),
        )
    ]
