"""What a row of a table of treaty memberships becomes, and that importing it again adds nothing.

A few facts of manytreaties (Geneva Graduate Institute, CC BY 4.0) stand in
`history` and below.
"""

from pathlib import Path

import pytest

from ledger import Clocks, Ledger
from ledger.errors import NotFound, Refused
from tests.asking import empty
from tests.exchange.history import (
    CONVENTION,
    ICELAND,
    JAPAN,
    NETHERLANDS,
    WHALING,
    acts,
    held,
    members,
    parties,
    reasons,
    spells,
    take_treaties,
    write,
)


def test_each_dated_act_of_a_row_is_a_development_that_names_its_row(ledger: Ledger, tmp_path: Path) -> None:
    found = take_treaties(ledger, spells(tmp_path / "spells.csv", ICELAND, JAPAN))
    assert found["counts"]["entries"] == {"new": 8, "known": 0}
    kept = held(ledger)
    assert list(kept) == [
        "spells.1.agreement",
        "spells.1.party",
        "spells.1.adopted",
        "spells.1.in-force",
        "spells.1.ratified",
        "spells.2.party",
        "spells.2.ratified",
        "spells.2.withdrawn",
    ]
    assert kept["spells.2.withdrawn"] == {
        "kind": "commitment-changed",
        "negotiation": "treaties",
        "on": "2019-06-30",
        "summary": "it ended for it (stateWithdrawal); how is not said",
        "sources": [{"publisher": "Geneva Graduate Institute, manytreaties", "title": "spells.csv"}],
        "tags": ["row 2"],
        "parties": ["japan"],
        "agreement": CONVENTION,
        "act": "withdrawn",
    }
    assert kept["spells.1.party"] == {
        "kind": "party-described",
        "party": "iceland",
        "name": "Iceland",
        "type": "state",
        "iso3166": "ISL",
    }
    assert kept["spells.1.agreement"]["name"] == WHALING["Title"]


def test_the_netherlands_joined_the_whaling_convention_three_times(ledger: Ledger, tmp_path: Path) -> None:
    take_treaties(ledger, spells(tmp_path / "spells.csv", NETHERLANDS))
    steps = ledger.history("netherlands", CONVENTION, Clocks(as_of="2019-06-29"))["steps"]
    assert [(step["on"], step["act"]) for step in steps] == [
        ("1946-12-02", "signed"),
        ("1948-11-10", "ratified"),
        ("1959-06-30", "withdrawn"),
        ("1962-05-04", "acceded"),
        ("1970-06-30", "withdrawn"),
        ("1977-06-14", "acceded"),
    ]
    for day, bound in (
        ("1948-11-09", False),
        ("1948-11-10", True),
        ("1959-06-29", True),
        ("1959-06-30", False),
        ("1962-05-03", False),
        ("1962-05-04", True),
        ("1970-06-30", False),
        ("1977-06-13", False),
        ("1977-06-14", True),
    ):
        assert members(ledger, CONVENTION, day) == (["netherlands"] if bound else []), day


def test_japan_is_a_member_until_the_day_it_leaves(ledger: Ledger, tmp_path: Path) -> None:
    take_treaties(ledger, spells(tmp_path / "spells.csv", ICELAND, JAPAN))
    assert members(ledger, CONVENTION, "2019-06-29") == ["iceland", "japan"]
    assert members(ledger, CONVENTION, "2019-07-01") == ["iceland"]
    (row,) = ledger.state(Clocks(as_of="2000-01-01"))["agreements"]
    assert (row["act"], row["on"], row["title"]) == ("in-force", "1948-11-10", WHALING["Title"])


def test_na_is_nothing_in_a_table_of_three_letter_codes_and_nam_is_namibia(
    ledger: Ledger, tmp_path: Path
) -> None:
    namibia = WHALING | {"stateID": "NAM", "stateForce": "21.03.1990"}
    nobody = WHALING | {"stateID": "NA", "stateForce": "21.03.1990"}
    found = take_treaties(ledger, spells(tmp_path / "spells.csv", namibia, nobody))
    assert members(ledger, CONVENTION, "2000") == ["namibia"]
    assert reasons(found) == [[("the party's code is not in ISO 3166", "stateID")]]


def test_a_consent_is_called_what_the_column_of_its_day_calls_it(ledger: Ledger, tmp_path: Path) -> None:
    by_column = {
        column: WHALING
        | {"stateID": code, "stateRat": "01.02.1960", "stateForce": "01.03.1960", column: "01.02.1960"}
        for column, code in (
            ("Accession", "BEL"),
            ("Acceptance", "CHE"),
            ("Succession", "CZE"),
            ("Consent", "DNK"),
        )
    }
    later = NETHERLANDS | {"stateID": "SVK", "Succession": "01.01.1993"}
    take_treaties(ledger, spells(tmp_path / "spells.csv", *by_column.values(), later))
    found = acts(ledger)
    assert found[:4] == [
        (act, "1960-02-01", "1960-03-01") for act in ("acceded", "accepted", "succeeded", "accepted")
    ]
    assert ("succeeded", "1993-01-01", None) in found
    assert ("ratified", "1948-11-10", None) in found


def test_an_act_that_the_table_does_not_name_is_told_as_ours(ledger: Ledger, tmp_path: Path) -> None:
    take_treaties(
        ledger,
        parties(tmp_path / "parties.csv", {"StateSignature": "1925-05-11", "StateForce": "1926-01-01"}),
    )
    assert acts(ledger) == [("signed", "1925-05-11", None), ("accepted", "1926-01-01", None)]
    summary = held(ledger)["parties.1.accepted"]["summary"]
    assert summary == "in force for it from this day (StateForce); no act named"


def test_an_act_whose_force_is_open_is_still_to_take_effect(ledger: Ledger, tmp_path: Path) -> None:
    row = {"StateRatification": "1960-01-01", "StateForce": "9999-12-31"}
    take_treaties(ledger, parties(tmp_path / "parties.csv", row))
    document = ledger.members("nor-swe-1925a", Clocks(as_of="2020-01-01"))
    assert document["count"] == 0
    assert [(one["party"], one["effective"]) for one in document["joining"]] == [("norway", "9999-12-31")]


def test_no_membership_is_claimed_where_the_day_of_force_is_left_out(ledger: Ledger, tmp_path: Path) -> None:
    take_treaties(ledger, parties(tmp_path / "parties.csv", {"StateRatification": "1960-05?"}))
    assert acts(ledger) == [("ratified", "1960-05?", "1960-05?/9999-12-31")]
    assert members(ledger, "nor-swe-1925a", "2020-01-01") == []


def test_vague_dates_keep_their_words(ledger: Ledger, tmp_path: Path) -> None:
    found = take_treaties(
        ledger,
        parties(
            tmp_path / "parties.csv",
            {"StateSignature": "1890-12-20?", "Signature": "1981-09..1981-10"},
            {"StateSignature": "1998", "StateEnd": "2018-10", "Signature": "1998"},
        ),
    )
    assert found["quarantined"] == []
    assert acts(ledger) == [
        ("signed", "1890-12-20?", None),
        ("signed", "1998", None),
        ("withdrawn", "2018-10", None),
    ]
    assert held(ledger)["parties.1.adopted"]["on"] == "[1981-09..1981-10]"


def test_an_agreement_is_terminated_where_every_row_ends_with_it(ledger: Ledger, tmp_path: Path) -> None:
    both = {"End": "1976-09-26", "StateForce": "1925-05-11", "StateEnd": "1976-09-26"}
    mixed = both | {"treatyID": "ARPNSF_1884P"}
    take_treaties(
        ledger,
        parties(
            tmp_path / "parties.csv",
            both,
            both | {"stateID": "SWE"},
            mixed,
            mixed | {"stateID": "SWE", "End": "9999-12-31", "StateEnd": "9999-12-31"},
        ),
    )
    ended = [key for key, one in held(ledger).items() if one.get("act") in {"terminated", "withdrawn"}]
    assert ended == ["parties.1.terminated", "parties.3.withdrawn"]
    for agreement, before, after in (
        ("nor-swe-1925a", ["norway", "sweden"], []),
        ("arpnsf-1884p", ["norway", "sweden"], ["sweden"]),
    ):
        assert members(ledger, agreement, "1976-09-25") == before
        assert members(ledger, agreement, "1976-09-26") == after


def test_what_the_table_remarks_is_quoted_once(ledger: Ledger, tmp_path: Path) -> None:
    row = {
        "StateSignature": "1351-08-01",
        "StateForce": "1351-08-01",
        "Comments": "Signatory state was Castile",
    }
    take_treaties(ledger, parties(tmp_path / "parties.csv", row))
    kept = held(ledger)
    assert kept["parties.1.signed"]["sources"][0]["quotes"] == [{"exact": "Signatory state was Castile"}]
    assert "quotes" not in kept["parties.1.accepted"]["sources"][0]


def test_another_title_under_the_same_key_is_told(ledger: Ledger, tmp_path: Path) -> None:
    other = {"Title": "Exchange Of Notes", "StateForce": "1930-01-01"}
    take_treaties(ledger, parties(tmp_path / "parties.csv", {"StateSignature": "1925-05-11"}, other))
    kept = held(ledger)
    assert "summary" not in kept["parties.1.signed"]
    assert kept["parties.2.accepted"]["summary"].endswith("; as: Exchange Of Notes")
    assert kept["parties.1.agreement"]["name"] == "Agreement On A Frontier Lake"


def test_importing_twice_adds_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = spells(tmp_path / "spells.csv", NETHERLANDS, JAPAN, ICELAND | {"stateForce": "30.02.2002"})
    first = take_treaties(ledger, path)
    kept = list(ledger.entries())
    again = take_treaties(ledger, path)
    assert list(ledger.entries()) == kept
    assert again["counts"]["entries"] == {"new": 0, "known": len(kept)}
    assert again["quarantined"] == first["quarantined"]


def test_an_import_that_was_broken_off_is_finished_by_repeating_it(ledger: Ledger, tmp_path: Path) -> None:
    take_treaties(ledger, spells(tmp_path / "spells.csv", NETHERLANDS))
    recorded = len(held(ledger))
    found = take_treaties(ledger, spells(tmp_path / "spells.csv", NETHERLANDS, JAPAN, ICELAND))
    assert found["counts"]["entries"]["known"] == recorded
    with empty() as whole:
        take_treaties(whole, tmp_path / "spells.csv")
        assert held(whole) == held(ledger)


def test_a_row_that_says_something_else_than_before_is_quarantined(ledger: Ledger, tmp_path: Path) -> None:
    take_treaties(ledger, spells(tmp_path / "spells.csv", JAPAN, ICELAND))
    kept = held(ledger)
    mended = JAPAN | {"stateWithdrawal": "30.06.2020"}
    found = take_treaties(ledger, spells(tmp_path / "spells.csv", mended, ICELAND))
    assert [line["row"] for line in found["quarantined"]] == [1]
    assert reasons(found) == [[("the ledger refused it", "id")]]
    assert held(ledger).items() >= kept.items()
    assert members(ledger, CONVENTION, "2019-12-31") == ["iceland"]


def test_a_compressed_table_and_a_plain_one_are_the_same(ledger: Ledger, tmp_path: Path) -> None:
    take_treaties(ledger, spells(tmp_path / "spells.csv", NETHERLANDS))
    found = take_treaties(ledger, spells(tmp_path / "spells.csv.gz", NETHERLANDS))
    assert found["counts"]["entries"]["new"] == 0


def test_rows_of_the_wrong_form_are_quarantined_and_numbered(ledger: Ledger, tmp_path: Path) -> None:
    path = parties(
        tmp_path / "parties.csv", {"StateForce": "1960-01-01"}, {"stateID": "SWE", "StateForce": "1961"}
    )
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(
        lines[0] + b"NOR,too,few\n\n" + lines[1].replace(b"Lake", b"L\xe4ke") + b"," * 14 + b"\n" + lines[2]
    )
    found = take_treaties(ledger, path)
    assert [(line["row"], line["reasons"][0]["reason"]) for line in found["quarantined"]] == [
        (1, "the row has not as many values as the heading"),
        (2, "the row is not UTF-8"),
        (3, "the row has not as many values as the heading"),
    ]
    assert found["quarantined"][0]["values"] == {"stateID": "NOR", "treatyID": "too", "Title": "few"}
    assert found["quarantined"][1]["values"]["Title"] == "Agreement On A Frontier L\udce4ke"
    assert found["quarantined"][2]["values"]["column 15"] == ""
    assert acts(ledger) == [("accepted", "1961", None)]
    assert "parties.4.accepted" in held(ledger)


def test_a_table_that_cannot_be_read_on_says_after_which_row(ledger: Ledger, tmp_path: Path) -> None:
    path = parties(tmp_path / "parties.csv", {"StateForce": "1960-01-01"})
    path.write_bytes(path.read_bytes() + b'SWE,"a quotation that never ends\n')
    with pytest.raises(Refused, match="no CSV after row 1: unexpected end of data"):
        take_treaties(ledger, path)
    zipped = parties(tmp_path / "parties.csv.gz", *[{"StateForce": "1960-01-01"}] * 50)
    zipped.write_bytes(zipped.read_bytes()[:-20])
    with pytest.raises(Refused, match="is damaged"):
        take_treaties(ledger, zipped)


def test_what_is_no_such_table_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="it has no column Begin"):
        take_treaties(ledger, write(tmp_path / "other.csv", ("stateID", "treatyID"), []))
    for name, data in (("empty.csv", b""), ("twice.csv", b"a,a\n"), ("binary.csv", b"\xff\xfe\x00,\x80\n")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Refused, match="no heading"):
            take_treaties(ledger, tmp_path / name)
    with pytest.raises(NotFound):
        take_treaties(ledger, tmp_path / "nowhere.csv")
    with pytest.raises(Refused):
        take_treaties(ledger, tmp_path)
    assert held(ledger) == {}
