"""Names that look like a known one are questioned, and no others; a name of any spelling is offered the known one."""

import json

import pytest

from ledger.ledger import naming
from ledger.steps.lookalikes import Known, skeleton
from tests.cli.running import At, jsonl, position

QUESTIONED = [
    ("ukrain", "ukraine"),
    ("ukrainee", "ukraine"),
    ("ukraime", "ukraine"),
    ("ukriane", "ukraine"),
    ("kraine", "ukraine"),
    ("russa", "russia"),
    ("europeanallies", "european-allies"),
    ("european-alies", "european-allies"),
    ("nato-memberships", "nato-membership"),
    ("po1and", "poland"),
    ("c0lombia", "colombia"),
    ("gerrnany", "germany"),
    ("vvarsaw", "warsaw"),
    ("poimt-2", "point-1"),
    ("point-1o", "point-10"),
    ("uks", "uk"),
]
NOT_QUESTIONED = [
    ("point-2", "point-1"),
    ("point-12", "point-1"),
    ("point-1", "point-11"),
    ("article-5-1", "article-5"),
    ("g20", "g7"),
    ("round-2025", "round-2024"),
    ("ukraine", "ukraine"),
    ("ukraine", "russia"),
    ("north-korea", "south-korea"),
    ("austria", "australia"),
    ("niger", "nigeria"),
    ("slovakia", "slovenia"),
    ("territory", "territories"),
    ("mali", "malawi"),
    ("usa", "russia"),
    ("1", "2"),
]


@pytest.mark.parametrize("new, known", QUESTIONED)
def test_a_name_that_looks_like_a_known_one_is_questioned(new: str, known: str) -> None:
    assert Known([known]).near(new) == known


@pytest.mark.parametrize("new, known", NOT_QUESTIONED)
def test_a_name_that_does_not_is_not_questioned(new: str, known: str) -> None:
    assert Known([known]).near(new) is None


@pytest.mark.parametrize(
    "spelled",
    [
        "UKRAINE",
        "Ukraine",
        "\uff55\uff4b\uff52\uff41\uff49\uff4e\uff45",
        "ukr\u0430ine",
        "ukr\u03b1ine",
        "ukra\u00efne",
    ],
    ids=["capitals", "capital", "wide", "cyrillic", "greek", "accent"],
)
def test_case_width_and_letters_that_look_alike_have_one_skeleton(spelled: str) -> None:
    assert skeleton(spelled) == skeleton("ukraine")


def test_a_name_is_found_among_thousands() -> None:
    known = Known(f"{word}-{place:04}-{end}" for place in range(3000) for word, end in [("matter", "a")])
    assert known.near("mater-9999-a") is not None
    assert known.near("mattress-9999-a") is None


# -- in the ledger -------------------------------------------------------------------------------


def test_in_a_file_a_new_name_is_warned_of_only_where_it_is_near(lg: At) -> None:
    first = lg.record(
        position("ukraine"), position("usa", matter="ceasefire"), position("usa", matter="deal-2")
    )
    assert first["warnings"] == []
    (warning,) = lg.record(position("ukrain"))["warnings"]
    assert (warning["line"], warning["field"], warning["given"]) == (1, "party", "ukrain")
    assert warning["message"] == "party ukrain is new and looks like ukraine, which is known"
    assert lg.record(position("ukrain", matter="minerals"))["warnings"] == []
    assert [entry["parties"] for entry in lg.entries()][-1] == ["ukrain"]


def test_in_one_file_a_later_name_is_held_against_an_earlier_one(lg: At) -> None:
    document = lg.record(position("usa"), position("usa", matter="deals"))
    assert [one["given"] for one in document["warnings"]] == ["deals"]
    assert [one["line"] for one in document["warnings"]] == [2]


def test_a_new_name_is_announced(lg: At) -> None:
    line = jsonl(position("usa"))
    assert "    new party: usa\n" in lg.ok("record", "--file", "-", given=line)
    assert "new party" not in lg.ok("record", "--file", "-", given=line.replace("2025-02-16", "2024"))


# -- what a name of any spelling may mean ----------------------------------------------------------


def refused(lg: At, party: str) -> str:
    """Return the remedy for a party's name that is no slug."""
    done = lg("record", "--file", "-", "--json", given=jsonl(position(party)))
    assert done.code == 4
    remedy = json.loads(done.err)["error"]["remedy"]
    assert isinstance(remedy, str)
    return remedy


@pytest.mark.parametrize("spelled", ["Ukraine", "UKRAINE", "Kyiv", "Kiev", "Ukra\u00efne"])
def test_a_known_party_is_offered_for_its_name_and_its_seat(lg: At, spelled: str) -> None:
    if spelled in {"Kyiv", "Kiev"}:
        pytest.importorskip("countrynames", reason="NOT TESTED: the extra [names] is not installed")
    lg.record(position("ukraine"), position("usa"))
    assert refused(lg, spelled) == "Did you mean ukraine?"
    assert len(lg.entries()) == 2


@pytest.mark.parametrize(
    "spelled, party", [("UA", "ukraine"), ("UKR", "ukraine"), ("The Netherlands", "holland"), ("U.K.", "uk")]
)
def test_a_known_party_is_offered_for_what_a_country_is_called(lg: At, spelled: str, party: str) -> None:
    pytest.importorskip("countrynames", reason="the extra `names` is not installed")
    lg.record(position(party), position("usa"))
    assert refused(lg, spelled) == f"Did you mean {party}?"


def test_a_party_described_with_its_code_is_offered_whatever_its_slug(lg: At) -> None:
    pytest.importorskip("countrynames", reason="the extra `names` is not installed")
    lg.record(
        {"kind": "party-described", "party": "kyiv-side", "name": "U", "type": "state", "iso3166": "UKR"}
    )
    assert refused(lg, "UA") == "Did you mean kyiv-side?"


def test_where_no_known_party_is_meant_a_slug_is_proposed(lg: At) -> None:
    lg.record(position("usa"))
    assert refused(lg, "Avaria North") == "Write avaria-north"


def test_the_seats_of_government_are_slugs_of_themselves() -> None:
    assert naming.country("Moscow") == naming.country("the-kremlin") == "RU"
    assert all(seat == seat.lower() for seats in naming.SEATS.values() for seat in seats.split())


# -- names in questions ----------------------------------------------------------------------------


@pytest.mark.parametrize("alias", ["Kyiv", "Ukrainian government"])
def test_an_alias_of_a_described_party_is_read_as_the_party_in_every_question(talks: At, alias: str) -> None:
    described = ["--party=ukraine", "--name=Ukraine", "--type=state", "--alias=Kyiv,Ukrainian government"]
    talks.ok("record", "party-described", *described)
    for question in (["positions"], ["state"], ["timeline"], ["log"], ["search", "minerals"]):
        by_slug = talks.json(*question, "--party=ukraine", "--as-of=2025-02-18")
        assert talks.json(*question, f"--party={alias}", "--as-of=2025-02-18") == by_slug
        assert f"{alias} is read as ukraine" in talks.ok(*question, f"--party={alias}")
    for name in ("why", "history"):
        assert talks.json(name, alias, "minerals") == talks.json(name, "ukraine", "minerals")


def test_an_alias_is_one_only_from_when_it_was_given(talks: At) -> None:
    talks.ok("record", "party-described", "--party=usa", "--name=USA", "--type=state", "--alias=the-states")
    assert talks.json("positions", "--party=the-states")["filters"] == {"party": ["usa"]}
    assert talks("positions", "--party=the-states", "--known-at=41").code == 3


@pytest.mark.parametrize(
    "given, meant",
    [
        ("ukrain", "ukraine"),
        ("Ukrain", "ukraine"),
        ("USA", "usa"),
        ("Saudi", "saudi-arabia"),
        ("minerels", "minerals"),
    ],
)
def test_a_name_that_no_line_has_is_offered_the_known_one(talks: At, given: str, meant: str) -> None:
    done = talks("log", f"--party={given}", "--json")
    assert (done.code, done.error["remedy"]) == (3, f"Did you mean {meant}?")


def test_a_dry_run_tells_programs_too_what_it_would_change(talks: At) -> None:
    document = talks.json("correct", "31", "--stance=accepts", "--reason=read again", "--dry-run")
    (change,) = [one for one in document["changes"] if one["what"] == "position"]
    assert (change["party"], change["before"]["stance"], change["after"]["stance"]) == (
        "ukraine",
        "rejects",
        "accepts",
    )
    assert len(talks.entries()) == 41
    assert "changes" not in talks.json("correct", "31", "--stance=accepts", "--reason=read again")
