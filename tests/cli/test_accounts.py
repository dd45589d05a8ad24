"""What each party has said on a point stands side by side with what the others have."""

import pytest
from inline_snapshot import snapshot

from tests.cli.conftest import Recorded
from tests.cli.running import At


def screen(at: At, *arguments: str) -> str:
    return "\n" + at.ok(*arguments)


@pytest.fixture
def disputed(recorded: Recorded) -> At:
    """Return a ledger in which three tell of one point."""
    source = {"publisher": "Gazette", "published": "2025-03-01", "quotes": [{"exact": "we did agree"}]}
    said = {"negotiation": "talks", "sources": [source]}
    agreed = said | {
        "kind": "point-agreed",
        "point": "truce",
        "on": "2025-02-18",
        "parties": ["usa", "russia"],
    }
    lines = [
        agreed | {"text": "all guns fall silent", "according_to": "usa"},
        agreed | {"text": "guns fall silent at sea", "according_to": "russia", "via": ["Tass"]},
        agreed | {"text": "a truce of some kind", "parties": ["usa"]},
        said
        | {
            "kind": "position-taken",
            "on": "2025-02-20/2025-02-24",
            "parties": ["ukraine"],
            "matter": "truce",
            "stance": "rejects",
            "terms": "without us",
            "speaker": {"name": "Zelensky", "party": "ukraine"},
        },
        said
        | {"kind": "statement-made", "on": "2025-02-19", "parties": ["usa"], "matters": ["truce", "aid"]},
        said
        | {"kind": "point-agreed", "point": "sea", "on": "2025-02-18", "text": "x", "parties": ["usa"]}
        | {"under": ["truce"]},
    ]
    envelopes = [{"id": f"d{number}", "development": line} for number, line in enumerate(lines, start=1)]
    return recorded("disputed", envelopes)


def test_accounts_of_a_point_stand_side_by_side(disputed: At) -> None:
    assert screen(disputed, "accounts", "truce", "--as-of", "2025-02-22") == snapshot("""\

talks  accounts of truce            as of Sat 22 Feb 2025            known to #6

russia                                   ukraine

#2 Tue 18 Feb 2025                       #4 20..24 Feb 2025, possible only
russia, (usa) accepts truce              ukraine rejects truce
guns fall silent at sea                  without us
"we did agree"                           Zelensky, ukraine
Gazette, Sat 1 Mar 2025, not checked:    "we did agree"
  its text is not archived               Gazette, Sat 1 Mar 2025, not checked:
via Tass                                   its text is not archived

usa                                      as published

#1 Tue 18 Feb 2025                       #3 Tue 18 Feb 2025
usa, (russia) accepts truce              usa accepts truce
all guns fall silent                     a truce of some kind
"we did agree"                           "we did agree"
Gazette, Sat 1 Mar 2025, not checked:    Gazette, Sat 1 Mar 2025, not checked:
  its text is not archived                 its text is not archived

                                         #5 Wed 19 Feb 2025
                                         usa says on truce, aid
                                         "we did agree"
                                         Gazette, Sat 1 Mar 2025, not checked:
                                           its text is not archived

in brackets: of whom an account tells that is not their own
4 accounts, 5 entries.
basis 2025-02-22@6
""")


ACCOUNTS = {"russia", "ukraine", "usa", "as", "published"}


def test_accounts_go_on_below_where_they_do_not_fit(disputed: At, monkeypatch: pytest.MonkeyPatch) -> None:
    heads = {}
    for width in (60, 80, 120, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = disputed.ok("accounts", "truce", "--as-of", "2025-03-01").split("\n")
        assert max(map(len, lines)) <= width
        heads[width] = [" ".join(line.split()) for line in lines if line and set(line.split()) <= ACCOUNTS]
    assert heads == snapshot(
        {
            60: ["russia ukraine", "usa as published"],
            80: ["russia ukraine", "usa as published"],
            120: ["russia ukraine usa", "as published"],
            200: ["russia ukraine usa as published"],
        }
    )


def test_the_document_of_accounts(disputed: At) -> None:
    document = disputed.json("accounts", "truce", "--as-of", "2025-02-22")
    assert (document["point"], document["basis"]) == ("truce", "2025-02-22@6")
    assert [
        (one["account"], [(row["entry"], row["tells_of"], row["stance"]) for row in one["entries"]])
        for one in document["accounts"]
    ] == [
        ("russia", [(2, ["russia", "usa"], "accepts")]),
        ("ukraine", [(4, ["ukraine"], "rejects")]),
        ("usa", [(1, ["russia", "usa"], "accepts")]),
        (None, [(3, ["usa"], "accepts"), (5, ["usa"], None)]),
    ]


def test_accounts_of_a_known_matter_of_which_nothing_was_said_are_none(riyadh_ledger: At) -> None:
    found = riyadh_ledger.json("accounts", "minerals", "--as-of", "2020")
    assert found["accounts"] == []
    assert riyadh_ledger.ok("accounts", "minerals", "--as-of", "2020").endswith(
        "0 accounts, 0 entries.\nbasis 2020@41\n"
    )


def test_accounts_have_the_quotes_of_added_sources(talks: At) -> None:
    source = {"publisher": "Herald", "published": "2025-02-19", "quotes": [{"exact": "so it was"}]}
    talks.record({"kind": "source-added", "entry": 36, "sources": [source]})
    assert '"so it was"' in talks.ok("accounts", "point-2")
