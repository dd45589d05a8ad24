"""A new kind is one class in the vocabulary: its command, help and schema follow, and mypy asks for its arm."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import Field, StrictBool

import ledger
from ledger import events
from ledger.events import Lasting
from ledger.events.fields import Slug, Slugs, Texts
from ledger.state.cells import Cell, Step
from ledger.steps import arms
from tests.cli.running import At, command


class VesselSighted(Lasting):
    """A vessel was seen from the shore."""

    kind: Literal["vessel-sighted"] = "vessel-sighted"
    parties: Slugs = Field((), description="whose vessel it is")
    vessel: Slug = Field(description="which vessel it was")
    course: Literal["inward", "outward"] = Field(description="where it was bound")
    signals: Texts = Field((), description="what it showed")
    crew: int | None = Field(None, description="how many were on deck")
    armed: StrictBool | None = Field(None, description="whether guns were seen")


def deciding_nothing(development: Any, place: int, resolve: arms.Resolve) -> list[tuple[Cell, Step]]:  # noqa: ANN401 of any kind
    """Return the steps of a development; the arm of the new kind is that it has none."""
    return [] if isinstance(development, VesselSighted) else STEPS(development, place, resolve)


STEPS = arms.steps


@pytest.fixture
def sighted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> At:
    """Return the command line on an empty ledger, while the new kind is in the union and has its arm."""
    union: Any = events.Development
    monkeypatch.setattr(events, "Development", union | VesselSighted)
    monkeypatch.setattr(arms, "steps", deciding_nothing)
    at = At(tmp_path / "ledger.db")
    at.ok("init")
    return at


OPTIONS = (
    *("--negotiation", "talks", "--on", "2025-02-05", "--publisher", "Herald"),
    *("--party", "islands,uplands", "--vessel", "fair-wind", "--course", "inward"),
    *("--signal", "blue", "--signal", "white", "--crew", "7", "--armed"),
)


def test_it_has_a_command_of_its_own(sighted: At) -> None:
    document = sighted.json("record", "vessel-sighted", *OPTIONS)
    assert [one["new"] for one in document["recorded"]] == [True]
    assert sighted.entries() == [
        {
            "kind": "vessel-sighted",
            "negotiation": "talks",
            "on": "2025-02-05",
            "sources": [{"publisher": "Herald"}],
            "parties": ["islands", "uplands"],
            "vessel": "fair-wind",
            "course": "inward",
            "signals": ["blue", "white"],
            "crew": 7,
            "armed": True,
        }
    ]


def test_it_may_stand_in_a_file(sighted: At) -> None:
    line = {"kind": "vessel-sighted", "negotiation": "talks", "on": "2025-02-05", "vessel": "fair-wind"}
    document = sighted.record(line | {"course": "outward", "sources": [{"publisher": "Herald"}]})
    assert [one["new"] for one in document["recorded"]] == [True]


@pytest.mark.parametrize(
    "option, value, field",
    [("--course", "sideways", "course"), ("--vessel", "Fair Wind", "vessel"), ("--crew", "few", "crew")],
)
def test_its_fields_are_checked(sighted: At, option: str, value: str, field: str) -> None:
    done = sighted("record", "vessel-sighted", *OPTIONS, option, value, "--json")
    assert (done.code, done.error["field"]) == (4, field)
    assert sighted.entries() == []


@pytest.mark.usefixtures("sighted")
def test_it_has_help_made_from_its_fields() -> None:
    assert "vessel-sighted" in command("record", "--help").out
    told = " ".join(command("record", "vessel-sighted", "--help").out.split())
    for words in (
        "A vessel was seen from the shore.",
        "--vessel TEXT which vessel it was [required]",
        "--course TEXT where it was bound: inward, outward [required]",
        "--signal TEXT what it showed (repeat, or a,b)",
        "--crew N how many were on deck",
        "--armed whether guns were seen",
        "--until D",
    ):
        assert words in told


@pytest.mark.usefixtures("sighted")
def test_it_has_a_schema() -> None:
    own = json.loads(command("schema", "vessel-sighted").out)
    assert own["properties"]["course"]["enum"] == ["inward", "outward"]
    assert {"kind", "negotiation", "on", "sources", "vessel", "course"} - {"kind"} <= set(own["required"])
    whole = json.loads(command("schema").out)
    assert whole["discriminator"]["mapping"]["vessel-sighted"] == "#/$defs/VesselSighted"
    assert "VesselSighted" in whole["$defs"]


def test_before_it_was_added_it_is_no_kind(tmp_path: Path) -> None:
    at = At(tmp_path / "ledger.db")
    at.ok("init")
    assert at("record", "vessel-sighted", *OPTIONS).code == 2
    assert command("schema", "vessel-sighted").code == 4


SOURCE = '''

class VesselSighted(Lasting):
    """A vessel was seen from the shore."""

    kind: Literal["vessel-sighted"] = "vessel-sighted"
    vessel: Slug = Field(description="which vessel it was")


'''


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="NOT TESTED, for want of mypy")
def test_mypy_asks_for_the_arm_of_a_kind_that_has_none(tmp_path: Path) -> None:
    shutil.copytree(Path(ledger.__file__).parent, tmp_path / "ledger")
    vocabulary = tmp_path / "ledger" / "events" / "__init__.py"
    text = vocabulary.read_text(encoding="utf-8")
    with_class = text.replace("\n\nclass SourceAdded(", f"{SOURCE.rstrip()}\n\n\nclass SourceAdded(", 1)
    with_kind = with_class.replace("    | ActionTaken\n)", "    | ActionTaken\n    | VesselSighted\n)", 1)
    assert len({text, with_class, with_kind}) == 3
    vocabulary.write_text(with_kind, encoding="utf-8")
    mypy = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--ignore-missing-imports",
        "--cache-dir",
        str(tmp_path / "cache"),
        "-m",
        "ledger.steps.arms",
    ]
    done = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True, check=False)
    asked = [line for line in done.stdout.splitlines() if "error:" in line]
    assert len(asked) == 1, done.stdout
    assert asked[0].startswith("ledger/steps/arms.py:")
    assert '"VesselSighted"' in asked[0]
