"""A kind that is added to the union has its command, its help and its schema without another edit."""

import json
from typing import Annotated, Literal

import pytest
from pydantic import BeforeValidator, Field

from ledger import events
from ledger.events.fields import Participant, Slug, Slugs, Text, whole_number
from tests.cli.running import At, command


class CeasefireDrawn(events.Lasting):
    """Parties drew the line of a ceasefire."""

    kind: Literal["ceasefire-drawn"] = "ceasefire-drawn"
    parties: Annotated[Slugs, Field(min_length=1)] = Field(description="who drew it")
    line: Text = Field(description="where it runs")
    monitors: Slugs = Field((), description="who watches it")
    control: Literal["joint", "third-party"] | None = Field(None, description="who controls it")
    posts: Annotated[int, BeforeValidator(whole_number)] | None = Field(None, description="how many posts")
    participants: tuple[Participant, ...] = Field((), description="who was there")
    final: bool | None = Field(None, description="it is not to be moved")
    region: Slug | None = Field(None, description="the region")


@pytest.fixture
def _one_kind_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "Development", events.Development | CeasefireDrawn)


pytestmark = pytest.mark.usefixtures("_one_kind_more")


def test_it_is_among_the_kinds_in_the_help_of_record(lg: At) -> None:
    assert "ceasefire-drawn" in events.kinds()
    assert "ceasefire-drawn Parties drew the line of a ceasefire." in " ".join(
        lg.ok("record", "--help").split()
    )
    assert "Did you mean ceasefire-drawn?" in lg("record", "ceasefire-drwan").err


def test_it_has_a_command_with_an_option_and_its_help_for_each_field(lg: At) -> None:
    text = " ".join(lg.ok("record", "ceasefire-drawn", "--help").split())
    for part in (
        "Parties drew the line of a ceasefire.",
        "--party TEXT who drew it [required] (repeat, or a,b)",
        "--line TEXT where it runs [required]",
        "--monitor TEXT who watches it (repeat, or a,b)",
        "--control TEXT who controls it: joint, third-party",
        "--posts N how many posts",
        "--participant TEXT who was there, as 'Name; role; party'",
        "--final it is not to be moved",
        "--region TEXT the region",
        "--on D when it happened",
        "--until D what lasted",
        "--publisher TEXT",
        "--speaker TEXT",
    ):
        assert part in text


def test_its_options_are_read_and_checked_as_its_fields(lg: At) -> None:
    typed = ("--line=the river", "--monitor=un,osce", "--control=nobody", "--posts=x", "--final")
    done = lg("record", "ceasefire-drawn", *typed, "--participant=A;B;usa", "--json")
    assert {fault["field"] for fault in done.document["faults"]} == {
        "negotiation",
        "on",
        "sources",
        "parties",
        "control",
        "posts",
    }


def test_a_file_is_checked_against_it(lg: At) -> None:
    for name, text in (
        ("a.jsonl", '{"kind": "ceasefire-drawn", "posts": true}'),
        ("a.yaml", "kind: ceasefire-drawn\nposts: no"),
    ):
        done = lg("record", "--file", lg.file(name, text), "--json")
        assert {"parties", "line", "posts"} <= {fault["field"] for fault in done.document["faults"]}


def test_it_has_a_schema_and_is_in_the_schema_of_all() -> None:
    one = json.loads(command("schema", "ceasefire-drawn").out)
    assert one["properties"]["control"]["description"] == "who controls it"
    assert set(one["required"]) == {"negotiation", "on", "sources", "parties", "line"}
    assert one["additionalProperties"] is False
    every = json.loads(command("schema").out)
    assert every["discriminator"]["mapping"]["ceasefire-drawn"] == "#/$defs/CeasefireDrawn"
    assert set(every["discriminator"]["mapping"]) == set(events.kinds())


def test_every_kind_has_a_schema_that_says_what_each_field_is() -> None:
    for kind, model in events.kinds().items():
        schema = json.loads(command("schema", kind).out)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["description"] == model.__doc__
        undescribed = {name for name, field in schema["properties"].items() if "description" not in field}
        assert undescribed <= {"kind"}
