"""States' membership in international agreements, from the tables of manytreaties (Geneva Graduate Institute).

The tables are CC BY 4.0. Two are known by their columns: `parties_GGO` (signature, ratification,
force, end) and `spells_environment` (with kinds of consent, re-accessions and
withdrawals). What a row becomes:

- its signature is `signed`; its ratification `ratified`, or what a column of
  the same day names it (accession, acceptance, succession, consent);
- the day of force is the day on which that act takes effect. Where it is open
  (9999-12-31) the act is still to take effect; where it is left out the act
  takes effect at some moment from its own day on, and no membership is claimed;
- a day of force without any such act is `accepted` on that day, a second one
  after an end `acceded`: the table names no act, and the summary says so;
- the end is `withdrawn`, or, where all rows of the agreement end with it on one
  day, the agreement `terminated`;
- the agreement's own signature and force are `adopted` and `in-force`, said
  once by the first row that tells of them, as is what a code and an agreement
  are called.

Dates keep their words: `1998`, `1964-05-08?` are EDTF, a range `A..B` is
written `[A..B]`, 02.12.1946 as 1946-12-02. A row is quarantined for a code
outside ISO 3166, a day that does not exist or stands for none (0001-01-01), an
end before its beginning, or no dated act at all. Deposit and the columns that
repeat these are not taken.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ledger import dates
from ledger.errors import Refused
from ledger.events.fields import LONGEST_TEXT
from ledger.exchange import states, tables
from ledger.exchange.tables import Aside, Reason, Record, Said
from ledger.ledger import Ledger
from ledger.state.cells import Row

NEGOTIATION = "treaties"
"""The negotiation of all agreements, unless another is named."""
PUBLISHER = "Geneva Graduate Institute, manytreaties"
URL = "https://github.com/globalgov/manytreaties"
OPEN = "9999-12-31"
"""The day that the tables write for what has no end or has not come."""
NO_DAY = "0001-01-01"
"""The day that the tables write where they know of an act but not when."""


class Form(NamedTuple):
    """The columns of one kind of table."""

    signed: str
    ratified: str
    named: tuple[tuple[str, str], ...]
    force: str
    again: tuple[str, ...]
    ends: tuple[str, ...]
    aside: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    empty: frozenset[str]

    def dated(self) -> tuple[str, ...]:
        """Return every column that holds a day which is taken or compared."""
        named = (column for column, _ in (*self.named, *self.aside))
        of_state = (self.signed, self.ratified, *named, self.force, *self.again, *self.ends)
        return (*of_state, "Begin", "Signature", "Force", "End")


PARTIES = Form(
    "StateSignature",
    "StateRatification",
    (),
    "StateForce",
    (),
    ("StateEnd",),
    (),
    ("Comments",),
    frozenset({""}),
)
SPELLS = Form(
    "stateSignature",
    "stateRat",
    (
        ("Accession", "acceded"),
        ("Acceptance", "accepted"),
        ("Succession", "succeeded"),
        ("Consent", "accepted"),
    ),
    "stateForce",
    ("stateForce2", "stateForce3"),
    ("stateWithdrawal", "stateWithdrawal2"),
    (("ProvisionalApp", "provisionally-applied"), ("Reservation", "reserved")),
    ("Comments", "Notes"),
    frozenset({"", "NA"}),
)


class Act(NamedTuple):
    """A dated act of a row's state: what, when, when it takes effect, and what the row says where we do not know it."""

    act: str
    on: str
    effective: str | None = None
    summary: str | None = None


def form_of(path: Path) -> Form:
    """Return the kind of table that a file is; Refused where it is none of those known."""
    columns = set(tables.heading(path))
    for form in (PARTIES, SPELLS):
        if {*form.dated(), *form.remarks, "stateID", "treatyID", "Title"} <= columns:
            return form
    lacking = sorted({*PARTIES.dated(), "stateID", "treatyID", "Title"} - columns)
    raise Refused(
        f"{path} is no table of treaties: it has no column {', '.join(lacking)}",
        remedy="Import parties_GGO.csv or spells_environment.csv of manytreaties.",
        field=lacking[0],
    )


def _edtf(given: str) -> str:
    """Return a cell's day as EDTF: another notation of the same words, nothing more."""
    days = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})(\??)", given)
    if days is not None:
        return f"{days[3]}-{days[2]}-{days[1]}{days[4]}"
    start, dots, end = given.partition("..")
    return f"[{start}..{end}]" if dots and start and end else given


def _days(form: Form, values: dict[str, str]) -> tuple[dict[str, str], list[Reason]]:
    """Return the days of a row by column, without those left out, and the reasons against it."""
    found: dict[str, str] = {}
    wrong: list[Reason] = []
    for column in form.dated():
        given = values[column]
        if given in form.empty:
            continue
        day = _edtf(given)
        if day == NO_DAY:
            wrong.append(Reason("0001-01-01 stands for a day that is not known", column, given))
            continue
        try:
            dates.bounds(day, "on")
        except Refused as error:
            wrong.append(Reason("there is no such date", column, given, error.message))
            continue
        found[column] = day
    return found, wrong


def _before(one: str, other: str) -> bool:
    """Tell whether a date certainly lies before another."""
    return dates.bounds(one, "on").latest < dates.bounds(other, "on").earliest


def _come(days: dict[str, str], column: str) -> str | None:
    """Return the day in a column unless it is left out or open."""
    day = days.get(column)
    return None if day == OPEN else day


def _ends_first(form: Form, days: dict[str, str]) -> Iterator[Reason]:
    """Yield the reason for each end that lies before what it ends; what is still open has not begun."""
    begun = (form.force, form.ratified, form.signed)
    for place, column in enumerate(form.ends):
        end = _come(days, column)
        starts = begun if place == 0 else form.again[place - 1 : place]
        start = next((one for one in starts if one in days), None)
        if end is not None and start is not None and _before(end, days[start]):
            yield Reason(f"{column} is before {start}", column, end, f"{start} is {days[start]}")


def _consents(form: Form, days: dict[str, str], effective: str | None) -> Iterator[Act]:
    """Yield the acts by which the state consented; the day of force is that of the ratification, else of the first."""
    named: dict[str, tuple[str, str]] = {}
    for column, act in form.named:
        on = _come(days, column)
        if on is not None:
            named.setdefault(on, (act, column))
    ratified = _come(days, form.ratified)
    if ratified is not None:
        named.setdefault(ratified, ("ratified", form.ratified))
    first = ratified or min(named, key=lambda on: dates.bounds(on, "on"), default=None)
    for on, (act, column) in named.items():
        summary = f"{column}: its consent to be bound" if column == "Consent" else None
        if on != first:
            yield Act(act, on, None, summary)
        elif effective is None:
            start = on.removeprefix("[").partition("..")[0]
            yield Act(
                act, on, f"{start}/{OPEN}", f"{form.force} is left out: when it took effect is not known"
            )
        else:
            yield Act(act, on, None if effective == on else effective, summary)


def _acts(form: Form, days: dict[str, str], ended_with: str | None) -> list[Act]:
    """Return the acts of a row's state by date; `ended_with` is the day on which the whole agreement ended."""
    found = []
    signed = _come(days, form.signed)
    if signed is not None:
        found.append(Act("signed", signed))
    force = days.get(form.force)
    consents = list(_consents(form, days, force))
    found += consents
    if not consents and force is not None and force != OPEN:
        found.append(
            Act("accepted", force, None, f"in force for it from this day ({form.force}); no act named")
        )
    ends = [(column, day) for column in form.ends if (day := _come(days, column)) is not None]
    for column in form.again:
        day = _come(days, column)
        if day is not None:
            back = any(not _before(day, end) for _, end in ends)
            act = "acceded" if back else "accepted"
            found.append(Act(act, day, None, f"in force for it again from this day ({column}); no act named"))
    found += [
        Act("withdrawn", day, None, f"it ended for it ({column}); how is not said")
        for column, day in ends
        if day != ended_with
    ]
    found += [Act(act, day) for column, act in form.aside if (day := _come(days, column)) is not None]
    return sorted(found, key=lambda act: dates.bounds(act.on, "on"))


def _with_the_agreement(form: Form, days: dict[str, str], *, sound: bool) -> str | None:
    """Return the day on which a row's membership ended with its agreement, or None where the row does not say so."""
    end = _come(days, "End")
    again = any(_come(days, one) for one in form.ends[1:])
    if not sound or end is None or days.get(form.ends[0]) != end or again:
        return None
    others = (days[column] for column in days if column not in {*form.ends, "End"} and days[column] != OPEN)
    return None if any(_before(end, one) for one in others) else end


def endings(path: Path, form: Form) -> dict[str, str]:
    """Return the day on which each agreement ended, for those of which every row ends with it on the same day."""
    found: dict[str, str | None] = {}
    for record in tables.read(path):
        agreement = record.values.get("treatyID", "")
        if record.wrong is None and found.get(agreement, "") is not None:
            days, wrong = _days(form, record.values)
            end = _with_the_agreement(form, days, sound=not wrong)
            found[agreement] = end if found.get(agreement, end) == end else None
    return {agreement: end for agreement, end in found.items() if end is not None}


class Treaties:
    """Makes the lines of a row of one file."""

    def __init__(self, path: Path, negotiation: str = NEGOTIATION, published: str | None = None) -> None:
        self.form = form_of(path)
        self.stem = tables.stem(path)
        self.negotiation = negotiation
        self.source: Row = {"publisher": PUBLISHER, "title": path.name.removesuffix(".gz")}
        if published is not None:
            self.source["published"] = published
        self.endings = endings(path, self.form)

    def __call__(self, record: Record, said: Said) -> list[Row]:
        """Return the lines of a row; Aside with all reasons against it."""
        values = record.values
        agreement, title = tables.slug(values["treatyID"]), values["Title"]
        name = states.names().get(values["stateID"])
        days, wrong = _days(self.form, values)
        ended = self.endings.get(values["treatyID"])
        acts = _acts(self.form, days, ended)
        if name is None:
            wrong.append(Reason("the party's code is not in ISO 3166", "stateID", values["stateID"]))
        if not agreement:
            wrong.append(Reason("the agreement has no key", "treatyID", values["treatyID"]))
        if not title.strip() or len(title) > LONGEST_TEXT:
            wrong.append(Reason("the agreement has no title", "Title", title[:80]))
        wrong += _ends_first(self.form, days)
        if not acts and not wrong:
            wrong.append(Reason("the row has no dated act of its state"))
        if wrong or name is None:
            raise Aside(*wrong)
        called = said.earlier("agreement", agreement, value=title)
        lines = [self._agreement(record, agreement)] if called is None else []
        if said.earlier("party", name) is None:
            lines.append(self._party(record, name))
        lines += self._of_all(record, said, agreement, days | ({"Term": ended} if ended else {}))
        lines += self._of_state(record, tables.slug(name), agreement, acts)
        if called not in {None, title}:
            for line in lines:
                also = line["development"].get("summary")
                line["development"]["summary"] = f"{also}; as: {title}" if also else f"as: {title}"
        return lines

    def _line(self, record: Record, key: str, development: Row) -> Row:
        return {"id": f"{self.stem}.{record.number}.{key}", "development": development}

    def _agreement(self, record: Record, agreement: str) -> Row:
        told: Row = {"kind": "matter-described", "negotiation": self.negotiation, "matter": agreement}
        told |= {"name": record.values["Title"], "type": "agreement", "sources": [self.source | {"url": URL}]}
        return self._line(record, "agreement", told)

    def _party(self, record: Record, name: str) -> Row:
        told: Row = {"kind": "party-described", "party": tables.slug(name), "name": name, "type": "state"}
        return self._line(record, "party", told | {"iso3166": record.values["stateID"]})

    def _common(self, record: Record, on: str) -> Row:
        return {
            "negotiation": self.negotiation,
            "on": on,
            "sources": [self.source],
            "tags": [f"row {record.number}"],
        }

    def _of_all(self, record: Record, said: Said, agreement: str, days: dict[str, str]) -> Iterator[Row]:
        """Yield what the row says of the whole agreement, if no row has said so."""
        for act, column in (("adopted", "Signature"), ("in-force", "Force"), ("terminated", "Term")):
            on = _come(days, column)
            if on is None or said.earlier(act, agreement, on) is not None:
                continue
            told: Row = {"kind": "agreement-changed", "agreement": agreement, "act": act}
            told |= self._common(record, on) | {"title": record.values["Title"]}
            yield self._line(record, act, told)

    def _of_state(self, record: Record, party: str, agreement: str, acts: Iterable[Act]) -> Iterator[Row]:
        """Yield the acts of the row's state; the first carries what the table remarks, in its own words."""
        cells = (record.values[column] for column in self.form.remarks)
        quotes = [{"exact": cell} for cell in cells if cell not in self.form.empty and cell.strip()]
        keys: list[str] = []
        for act in acts:
            keys.append(act.act)
            again = keys.count(act.act)
            told: Row = {
                "kind": "commitment-changed",
                "parties": [party],
                "agreement": agreement,
                "act": act.act,
            }
            told |= self._common(record, act.on)
            if quotes and len(keys) == 1:
                told["sources"] = [self.source | {"quotes": quotes}]
            told |= {"effective": act.effective} if act.effective is not None else {}
            told |= {"summary": act.summary} if act.summary is not None else {}
            yield self._line(record, act.act if again == 1 else f"{act.act}-{again}", told)


def import_treaties(  # noqa: PLR0913 what all lines say, and who is told of the progress
    ledger: Ledger,
    path: Path,
    quarantine: tables.Quarantine,
    *,
    negotiation: str = NEGOTIATION,
    published: str | None = None,
    progress: Callable[[tables.Counts], None] = lambda _: None,
) -> list[tables.Counts]:
    """Import a table of memberships and return what became of its rows.

    `published` (EDTF) is the day of the table's edition; left out, the entries
    are of a source without a date, and a question cut by publication leaves
    them out. Refused for a file that is no such table.
    """
    return [tables.take(ledger, path, Treaties(path, negotiation, published), quarantine, progress)]
