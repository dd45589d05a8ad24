"""A ledger that an earlier version wrote, and a copy of it that withholds: they open, verify and answer for ever.

Nothing in `golden` is ever changed; a version that writes anything in another way adds a folder (`golden_ledger`).
"""

import json
import shutil
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.entry import Entry
from ledger.events import kinds
from tests.cli.running import At, command
from tests.seal import golden_ledger
from tests.seal.golden_ledger import ANSWERS, ORIGIN

GOLDEN = Path(__file__).parent / "golden" / "ledger-0.1.0"
KEY = "example.org/golden+ca65bece+AUuMGqLT0qKu1mYfSaqsnP/EHBTWg15Vzt1MiySSW+16"
TRUST = ("--key", KEY, "--origin", ORIGIN)
BOTH = ("talks", "withheld")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, At]:
    """Return the ledgers, copied to where an index can stand beside them."""
    folder = tmp_path_factory.mktemp("golden")
    return {name: At(Path(shutil.copy(GOLDEN / f"{name}.db", folder))) for name in BOTH}


def entries(at: At) -> list[Entry]:
    with Ledger(at.path) as ledger:
        return list(ledger.entries())


@pytest.mark.parametrize("name", BOTH)
def test_it_verifies_with_the_checkpoints_kept_then(opened: dict[str, At], name: str) -> None:
    document = opened[name].json("verify", "--since", str(GOLDEN / "kept.checkpoints"), *TRUST)
    assert (document["ok"], document["faults"]) == (True, [])
    assert document["checkpoint"]["size"] == 23


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("asked", ANSWERS)
def test_it_answers_the_same_bytes(opened: dict[str, At], name: str, asked: str) -> None:
    assert golden_ledger.answer(opened[name], asked) == (GOLDEN / f"{name}-{asked}.json").read_bytes()


@pytest.mark.parametrize("name", BOTH)
def test_it_is_exported_as_it_was_and_its_export_verifies(opened: dict[str, At], name: str) -> None:
    then = (GOLDEN / f"{name}.jsonl").read_bytes().splitlines(keepends=True)
    assert "".join(then[n].decode() for n in range(len(then) - 1)) == opened[name].ok("export")
    document = command("verify", "--export", str(GOLDEN / f"{name}.jsonl"), *TRUST, "--json").document
    assert (document["ok"], document["entries"]) == (True, len(entries(opened[name])))


@pytest.mark.parametrize("name", BOTH)
def test_its_export_comes_back_into_an_empty_ledger(opened: dict[str, At], name: str, tmp_path: Path) -> None:
    at = At(tmp_path / "again.db")
    at.ok("init")
    at.ok("import", str(GOLDEN / f"{name}.jsonl"))
    assert entries(at) == entries(opened[name])
    document = at.json("verify")
    assert (document["ok"], document["faults"]) == (True, [])


@pytest.mark.parametrize("more", [(), ("--export",)], ids=["alone", "with the export"])
@pytest.mark.parametrize("name", BOTH)
def test_its_dossier_holds(name: str, more: tuple[str, ...]) -> None:
    export = [*more, str(GOLDEN / f"{name}.jsonl")] if more else []
    asked = ("verify", "--dossier", str(GOLDEN / f"{name}-deal.zip"), *export, *TRUST, "--json")
    # A screen may be laid out anew; what it was made of may not change.
    faults = [fault for fault in command(*asked).document["faults"] if fault["check"] != "for people"]
    assert faults == []


def test_it_holds_one_of_every_kind_of_then_and_what_came_of_them(opened: dict[str, At]) -> None:
    there = {entry.kind for entry in entries(opened["withheld"])}
    assert there - {"line-redrawn"} <= kinds().keys()
    assert len(there) == 20
    assert [entry.number for entry in entries(opened["withheld"]) if entry.withheld] == [
        1,
        14,
        15,
        18,
        19,
        20,
    ]


def test_it_goes_on(opened: dict[str, At], tmp_path: Path) -> None:
    for name in BOTH:
        at = At(Path(shutil.copy(opened[name].path, tmp_path)))
        line = json.dumps(
            {"kind": "party-described", "party": "eu", "name": "The EU", "type": "organisation"}
        )
        at.json("record", "--file", "-", given=line)
        assert at.json("verify", "--since", str(GOLDEN / "kept.checkpoints"), *TRUST)["ok"]
