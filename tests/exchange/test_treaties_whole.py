"""The whole tables of treaty memberships, where the folder shared is there: all rows accounted for, known answers."""

import csv
import gzip
import os
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.exchange import states, tables
from ledger.exchange.treaties import Treaties
from tests.cases import shared
from tests.exchange.history import (
    CONVENTION,
    members,
    parties,
    take_treaties,
    write,
)


def cells_of(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def slice_of(path: Path, target: Path, agreement: str) -> Path:
    """Write the rows of one agreement from a table of the folder shared."""
    rows = [list(row.values()) for row in cells_of(path) if row["treatyID"] == agreement]
    return write(target, tables.heading(path), rows)


def test_the_whaling_convention_had_88_members_and_then_87(ledger: Ledger, tmp_path: Path) -> None:
    table = shared("data", "treaties", "spells_environment.csv.gz")
    found = take_treaties(ledger, slice_of(table, tmp_path / "whaling.csv", "INTRRW_1946A"))
    assert found["counts"]["quarantined"] == 0
    before, after = (members(ledger, CONVENTION, day) for day in ("2019-06-29", "2019-07-01"))
    assert (len(before), len(after)) == (88, 87)
    assert set(before) - set(after) == {"japan"}
    steps = ledger.history("netherlands", CONVENTION)["steps"]
    assert Counter(step["act"] for step in steps) == {
        "signed": 1,
        "ratified": 1,
        "acceded": 2,
        "withdrawn": 2,
    }


def _turned(cell: str) -> str | None:
    """Return a day of the table of spells as text that sorts by date, None where it is left out or open."""
    if cell in {"", "NA", "31.12.9999"}:
        return None
    day, _, rest = cell.partition(".")
    return f"{rest[3:]}-{rest[:2]}-{day}" if rest else cell


def _bound(rows: list[dict[str, str]], day: str) -> bool:
    """Tell, from a state's rows alone, whether it was a member: the last of its days of force and ends decides."""
    turns: list[tuple[str, bool]] = []
    for row in rows:
        starts = ["stateForce", "stateForce2", "stateForce3"]
        consents = [_turned(row[one]) for one in ("Accession", "Acceptance", "Succession", "Consent")]
        of_force = _turned(row["stateRat"]) or min((one for one in consents if one), default=None)
        turns += [(one, True) for one in consents if one and one != of_force]
        turns += [(one, True) for column in starts if (one := _turned(row[column]))]
        turns += [
            (one, False)
            for column in ("stateWithdrawal", "stateWithdrawal2")
            if (one := _turned(row[column]))
        ]
    return max((turn for turn in turns if turn[0] <= day), default=("", False))[1]


@pytest.mark.slow
def test_every_row_of_the_spells_is_imported_or_quarantined_and_members_are_as_counted_by_hand(
    ledger: Ledger, tmp_path: Path
) -> None:
    table = shared("data", "treaties", "spells_environment.csv.gz")
    with gzip.open(table) as packed:
        (tmp_path / "spells.csv").write_bytes(packed.read())
    found = take_treaties(ledger, tmp_path / "spells.csv")
    assert found["counts"]["rows"] == 7_377
    assert found["counts"]["reasons"] == {
        "0001-01-01 stands for a day that is not known": 109,
        "stateWithdrawal is before stateForce": 55,
        "the party's code is not in ISO 3166": 45,
        "the row has no dated act of its state": 2,
        "there is no such date": 3,
    }
    aside = {line["row"] for line in found["quarantined"]}
    taken: dict[str, dict[str, list[dict[str, str]]]] = {}
    for number, row in enumerate(cells_of(table), start=1):
        if number not in aside:
            of_agreement = taken.setdefault(tables.slug(row["treatyID"]), {})
            of_agreement.setdefault(tables.slug(states.names()[row["stateID"]]), []).append(row)
    for agreement, rows in taken.items():
        for day in ("1960-01-01", "1993-06-30", "2019-07-01"):
            expected = sorted(party for party, own in rows.items() if _bound(own, day))
            assert members(ledger, agreement, day) == expected, (agreement, day)


@pytest.mark.slow
def test_every_row_of_the_parties_becomes_lines_or_is_quarantined() -> None:
    """The lines are made and counted here; to record them all takes minutes (LEDGER_WHOLE=1, below)."""
    table = shared("data", "treaties", "parties_GGO.csv.gz")
    made, aside, ids = Treaties(table), Counter[str](), set[str]()
    rows = lines = 0
    said = tables.Said()
    for record in tables.read(table):
        rows += 1
        try:
            found = made(record, said)
        except tables.Aside as error:
            aside.update(reason.reason for reason in error.reasons)
            continue
        assert found
        lines += len(found)
        ids |= {line["id"] for line in found}
    assert rows == 98_320
    assert len(ids) == lines
    assert aside["StateEnd is before StateForce"] == 6_477
    assert aside["the party's code is not in ISO 3166"] == 830
    assert aside["there is no such date"] == 15


@pytest.mark.slow
def test_the_whole_table_of_parties_is_recorded_and_recorded_again(ledger: Ledger) -> None:
    table = shared("data", "treaties", "parties_GGO.csv.gz")
    if not os.environ.get("LEDGER_WHOLE"):
        pytest.skip("NOT TESTED: 98,320 rows take minutes; LEDGER_WHOLE=1 records them")
    assert ledger.store.path is not None
    path = ledger.store.path.parent / "parties.csv.gz"
    path.write_bytes(table.read_bytes())
    first = take_treaties(ledger, path)
    again = take_treaties(ledger, path)
    assert first["counts"]["rows"] == 98_320
    assert again["counts"]["entries"] == {"new": 0, "known": first["counts"]["entries"]["new"]}
    assert again["quarantined"] == first["quarantined"]


def test_a_table_is_read_a_row_at_a_time(tmp_path: Path) -> None:
    path = parties(
        tmp_path / "parties.csv.gz", *[{"StateForce": "1960-01-01", "Comments": "x" * 1_000}] * 5_000
    )
    tracemalloc.start()
    try:
        assert sum(1 for _ in tables.read(path)) == 5_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
