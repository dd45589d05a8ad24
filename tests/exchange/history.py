"""Small tables in the columns of manytreaties and of unvotes, written for a test.

The facts in them are a few rows' worth: memberships of the Convention for the
Regulation of Whaling and other agreements from manytreaties (Geneva Graduate
Institute, CC BY 4.0), and votes on A/RES/68/262 and some others from unvotes
(MIT; data by Erik Voeten). What is wrong in a table is made up.
"""

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ledger import Clocks, Ledger
from ledger.exchange import tables
from ledger.exchange.treaties import import_treaties
from ledger.exchange.votes import import_votes
from tests.cases import Json

PARTIES = [
    "stateID",
    "treatyID",
    "Title",
    "Begin",
    "End",
    "Signature",
    "StateSignature",
    "StateRatification",
    "Force",
    "StateForce",
    "Term",
    "StateEnd",
    "Coder",
    "Comments",
]
SPELLS = [
    "manyID",
    "treatyID",
    "stateID",
    "Title",
    "Begin",
    "End",
    "Signature",
    "Force",
    "stateSignature",
    "stateRat",
    "stateForce",
    "stateForce2",
    "stateForce3",
    "Term",
    "stateWithdrawal",
    "stateWithdrawal2",
    "Comments",
    "Deposit",
    "ProvisionalApp",
    "Reservation",
    "Notes",
    "Consent",
    "Acceptance",
    "Accession",
    "Succession",
]

CONVENTION = "intrrw-1946a"
"""The slug of the Whaling Convention, by its key in the tables."""

WHALING = {
    "treatyID": "INTRRW_1946A",
    "Title": "International Convention For The Regulation Of Whaling",
    "Signature": "02.12.1946",
    "Force": "10.11.1948",
    "stateWithdrawal": "31.12.9999",
}
"""What every row of the Whaling Convention says in the table of spells."""

NETHERLANDS = WHALING | {
    "stateID": "NLD",
    "stateSignature": "02.12.1946",
    "stateRat": "10.11.1948",
    "stateForce": "10.11.1948",
    "stateWithdrawal": "30.06.1959",
    "stateForce2": "04.05.1962",
    "stateWithdrawal2": "30.06.1970",
    "stateForce3": "14.06.1977",
}
JAPAN = WHALING | {
    "stateID": "JPN",
    "stateRat": "21.04.1951",
    "stateForce": "21.04.1951",
    "stateWithdrawal": "30.06.2019",
}
ICELAND = WHALING | {"stateID": "ISL", "stateRat": "10.10.2002", "stateForce": "10.10.2002"}

ROLL_CALLS = ("rcid", "session", "importantvote", "date", "unres", "amend", "para", "short", "descr")
UKRAINE = (
    "5309",
    "68.0",
    "0",
    "2014-03-27",
    "R/68/262",
    "",
    "",
    "ARMED CONFLICTS PREVENTION--MEDIATION",
    "Territorial integrity of Ukraine",
)

Cells = dict[str, str]


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """Write a table, compressed where its name ends in .gz."""
    kind = gzip.open if path.suffix == ".gz" else open
    with kind(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def spells(path: Path, *rows: Cells) -> Path:
    """Write a table of spells; what a row leaves out is NA, as the table writes it."""
    return write(path, SPELLS, [[row.get(column, "NA") for column in SPELLS] for row in rows])


def parties(path: Path, *rows: Cells) -> Path:
    """Write a table of parties; what a row leaves out is empty; an agreement that is not said is made up."""
    plain = {"stateID": "NOR", "treatyID": "NOR-SWE_1925A", "Title": "Agreement On A Frontier Lake"}
    filled = [plain | row for row in rows]
    return write(path, PARTIES, [[row.get(column, "") for column in PARTIES] for row in filled])


def votes(
    folder: Path,
    cast: Iterable[tuple[str, str, str, str]],
    roll_calls: Iterable[Sequence[str]] = (UKRAINE,),
    issues: Iterable[tuple[str, str, str]] = (),
    ending: str = ".csv",
) -> Path:
    """Write the three tables of votes: (roll call, state, code, vote) and what they rest on."""
    folder.mkdir(exist_ok=True)
    write(folder / f"un_votes{ending}", ("rcid", "country", "country_code", "vote"), cast)
    write(folder / f"un_roll_calls{ending}", ROLL_CALLS, roll_calls)
    write(folder / f"un_roll_call_issues{ending}", ("rcid", "short_name", "issue"), issues)
    return folder


def _taken(take: Callable[..., list[tables.Counts]], ledger: Ledger, path: Path, said: Json) -> Json:
    target = path.parent / "quarantine.jsonl"
    with tables.Quarantine(target) as aside:
        found = take(ledger, path, aside, **said)
    lines = target.read_text(encoding="utf-8").splitlines() if target.exists() else []
    counts = [one.document() for one in found]
    for one in counts:
        assert one["rows"] == one["imported"] + one["quarantined"]
    assert len(lines) == sum(one["quarantined"] for one in counts)
    return {"counts": counts, "quarantined": [json.loads(line) for line in lines]}


def take_treaties(ledger: Ledger, path: Path, **said: str) -> Json:
    """Import a table of memberships; return its counts, which must add up, and the lines of the quarantine."""
    found = _taken(import_treaties, ledger, path, said)
    (found["counts"],) = found["counts"]
    return found


def take_votes(ledger: Ledger, folder: Path, **said: str) -> Json:
    """Import a folder of votes; return the counts of issues, roll calls and votes, and the quarantine's lines."""
    return _taken(import_votes, ledger, folder, said)


def held(ledger: Ledger) -> dict[str, Json]:
    """Return what every entry holds by its id."""
    return {entry.id: entry.held for entry in ledger.entries()}


def members(ledger: Ledger, agreement: str, day: str) -> list[str]:
    """Return the parties bound by an agreement on a day."""
    document = ledger.members(agreement, Clocks(as_of=day))
    assert document["count"] == len(document["members"])
    return [row["party"] for row in document["members"]]


def reasons(found: Json) -> list[list[tuple[str, str | None]]]:
    """Return the reasons against each quarantined row, each with its column."""
    return [[(one["reason"], one.get("field")) for one in line["reasons"]] for line in found["quarantined"]]


def acts(ledger: Ledger) -> list[tuple[str, str, str | None]]:
    """Return act, date and effect of each act of a state, in the order of recording."""
    return [
        (one["act"], one["on"], one.get("effective"))
        for one in held(ledger).values()
        if one["kind"] == "commitment-changed"
    ]
