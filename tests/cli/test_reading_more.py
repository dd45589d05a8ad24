"""Reading more: filters and limits, and that each screen says how it was narrowed."""

import pytest
from inline_snapshot import snapshot

from ledger.cli.narrowing import SHOWN
from tests.cases import Json
from tests.cli.conftest import Recorded
from tests.cli.running import At, position

DAY = ("--as-of", "2025-02-18")
ENTRIES = ("timeline", "log")


def numbers(document: Json) -> list[int]:
    """Return the entries of an answer, by number."""
    key = next(key for key in ("entries", "hits", "positions", "steps") if key in document)
    return [row["entry"] for row in document[key]]


def screen(at: At, *arguments: str) -> str:
    return "\n" + at.ok(*arguments)


# -- filters -------------------------------------------------------------------------------------

NARROWED = [
    (("--party", "saudi-arabia"), [34]),
    (("--matter", "minerals"), [32, 33]),
    (("--matter", "point-2"), [36]),
    (("--speaker", "rubio"), [39]),
    (("--speaker", "DEFENSE Secretary hegseth"), [20, 21, 22, 23, 24, 25]),
    (("--publisher", "washington"), list(range(15, 42))),
    (("--publisher", "Herald"), []),
    (("--kind", "point-agreed"), [35, 36, 37, 38]),
    (("--kind", "meeting-held,proposal-made"), [18, 27, 32, 34]),
    (("--kind", "meeting-held", "--party", "russia"), [18, 34]),
    (("--party", "saudi-arabia", "--party", "european-allies"), [24, 25, 26, 34]),
    (("--party", "saudi-arabia,european-allies", "--kind", "statement-made"), [25]),
    (("--tag", "nowhere"), []),
]


@pytest.mark.parametrize("given", NARROWED, ids=lambda given: " ".join(given[0]))
@pytest.mark.parametrize("command", ENTRIES)
def test_filters_narrow_a_list_of_entries(
    riyadh_ledger: At, command: str, given: tuple[tuple[str, ...], list[int]]
) -> None:
    arguments, expected = given
    found = numbers(riyadh_ledger.json(command, *DAY, *arguments))
    described = set() if command == "timeline" else {number for number in found if number < 15}
    assert [number for number in sorted(found) if number not in described] == expected


def test_the_log_narrows_descriptions_and_later_lines_too(lg: At) -> None:
    lg.record(
        {"id": "a", "development": position(tags=["War"])},
        {"id": "b", "development": position("usa", matter="trade", speaker={"role": "an official"})},
    )
    lg.record({"kind": "party-described", "party": "usa", "name": "United States", "type": "state"})
    lg.ok("correct", "1", "--party", "russia", "--reason", "misheard")
    lg.ok("retract", "4", "--reason", "heard well")
    lg.record({"kind": "source-added", "entry": 2, "sources": [{"publisher": "Herald"}]})
    found = {
        option: numbers(lg.json("log", *option.split()))
        for option in (
            *("--party usa", "--party russia", "--party ukraine", "--matter trade", "--tag war"),
            *("--publisher herald", "--speaker official", "--kind entry-corrected"),
        )
    }
    assert found == snapshot(
        {
            "--party usa": [2, 3, 6],
            "--party russia": [4],
            "--party ukraine": [1, 5],
            "--matter trade": [2, 6],
            "--tag war": [1, 4, 5],
            "--publisher herald": [2, 6],
            "--speaker official": [2, 6],
            "--kind entry-corrected": [4],
        }
    )
    assert numbers(lg.json("timeline", "--publisher", "herald")) == [2]


def test_the_first_line_shows_all_clocks_and_filters(riyadh_ledger: At) -> None:
    narrowed = ("--party", "ukraine,usa", "--speaker", "zelensky", "--from", "2025-02-16", "--to", "2025-02")
    found = screen(riyadh_ledger, "timeline", *DAY, "--published-by", "2025-02-18", *narrowed)
    assert found == snapshot("""\

ukraine-2025  timeline  as of Tue 18 Feb 2025  known to #41
    published by Tue 18 Feb 2025  party ukraine, usa  speaker zelensky
    from Sun 16 Feb 2025  to Feb 2025
#28  Sun 16 Feb 2025      ukraine rejects us-russia-deal; voiced by Volodymyr
                          Zelensky, President, ukraine; Zelensky will never
                          accept decisions of the US and Russia about Ukraine
#29  Sun 16 Feb 2025      ukraine demands inclusion; voiced by Volodymyr
                          Zelensky, President, ukraine; Zelensky: nobody can
                          make a deal with Putin about Ukraine without Ukraine
#30  Sun 16 Feb 2025      ukraine says to usa on military-aid; voiced by
                          Volodymyr Zelensky, President, ukraine; Zelensky
                          thanks the US for its bipartisan support
#33  20 Jan..18 Feb 2025  ukraine rejects minerals to usa; voiced by Volodymyr
                          Zelensky, President, ukraine; Zelensky tells his
                          ministers not to sign the minerals deal
4 entries.
basis 2025-02-18@41/2025-02-18
""")


def test_the_document_says_its_filters_and_one_without_them_does_not(riyadh_ledger: At) -> None:
    given = ("--party", "usa", "--from", "2025-02-16", "--kind", "meeting-held")
    assert riyadh_ledger.json("timeline", *given)["filters"] == {
        "party": ["usa"],
        "kind": ["meeting-held"],
        "from": "2025-02-16",
    }
    for command in ("state", "timeline", "log", "positions", "points", "meetings", "proposals"):
        assert "filters" not in riyadh_ledger.json(command)
        assert riyadh_ledger.json(command, "--party", "usa")["filters"] == {"party": ["usa"]}


def test_a_stretch_holds_what_may_have_happened_in_it(riyadh_ledger: At) -> None:
    everything = riyadh_ledger.json("timeline", *DAY)["entries"]
    found = riyadh_ledger.json("timeline", *DAY, "--from", "2025-02-15", "--to", "2025-02-16")["entries"]
    inside = [
        entry["entry"]
        for entry in everything
        if (entry["earliest"] or "") <= "2025-02-16T23:59:59Z" and entry["latest"] >= "2025-02-15T00:00:00Z"
    ]
    assert [entry["entry"] for entry in found] == inside
    assert 0 < len(inside) < len(everything)
    # By 18 Feb 2025 may have been in 2021.
    assert numbers(riyadh_ledger.json("timeline", *DAY, "--to", "2021")) == [15, 16, 17, 31]
    assert numbers(riyadh_ledger.json("timeline", "--as-of", "2020", "--from", "2019")) == [31]


def test_the_state_of_one_party(riyadh_ledger: At) -> None:
    assert screen(riyadh_ledger, "state", *DAY, "--party", "ukraine") == snapshot("""\

ukraine-2025        as of Tue 18 Feb 2025       known to #41       party ukraine

AGREED POINTS
2 !  appoint “high-level teams to begin working on a path to ending the
     conflict” #36
  Confirmed by 1 of 2: russia's agreement rests on usa's account alone.

POSITIONS       ukraine
inclusion       demands #29
                Volodymyr Zelensky, 16 Feb
minerals        rejects #33
                Volodymyr Zelensky, 20 Jan..18 Feb
us-russia-deal  rejects #31
                Ukrainian officials, by 18 Feb

PROPOSALS   minerals: by usa to ukraine, 20 Jan..18 Feb 2025 #32; $500 billion
              in rare earth minerals for the US in exchange for aid ending
              Russia's invasion; ukraine rejects #33
HELD        munich-zelensky-vance: 14 Feb #27; in-person; Munich Security
              Conference, Germany; ukraine: Volodymyr Zelensky; usa: JD Vance
            riyadh: 18 Feb #34; in-person; Diriyah Palace, Riyadh; usa: Marco
              Rubio, Steve Witkoff, Mike Waltz; russia: Sergei Lavrov, Yuri
              Ushakov; saudi-arabia: Prince Faisal bin Farhan Al Saud, Mosaad
              bin Mohammad Al Aiban; hosted by saudi-arabia; mediated by
              saudi-arabia; absent ukraine
CONTESTED   point-2, by ukraine through us-russia-deal, which it rejects #31
SOURCES     1 publisher, Tue 18 Feb 2025; 14 quotes, no text archived to find
              them in
ENTRIES     11 definite, 0 possible
! contested
Ask: ledger why ukraine us-russia-deal
basis 2025-02-18@41
""")


def test_the_state_of_one_matter_has_the_points_under_it(riyadh_ledger: At) -> None:
    assert screen(riyadh_ledger, "state", *DAY, "--matter", "us-russia-deal") == snapshot("""\

ukraine-2025     as of Tue 18 Feb 2025     known to #41    matter us-russia-deal

AGREED POINTS                                           russia        usa
2 !  appoint “high-level teams to begin working on a    (agreed) #36  agreed #36
     path to ending the conflict”
  Confirmed by 1 of 2: russia's agreement rests on usa's account alone.

POSITIONS       ukraine
us-russia-deal  rejects #31
                Ukrainian officials, by 18 Feb

CONTESTED   point-2, by ukraine through us-russia-deal, which it rejects #31
SOURCES     1 publisher, Tue 18 Feb 2025; 4 quotes, no text archived to find
              them in
ENTRIES     3 definite, 0 possible
! contested; another party's account in brackets
Ask: ledger why ukraine us-russia-deal
basis 2025-02-18@41
""")


def test_a_state_narrowed_holds_rows_of_the_whole_state_alone(riyadh_ledger: At) -> None:
    whole = riyadh_ledger.json("state", *DAY)
    some = riyadh_ledger.json("state", *DAY, "--party", "usa,ukraine", "--matter", "minerals,point-2")
    for key in ("points", "positions", "proposals", "meetings", "possible", "agreements", "commitments"):
        assert all(row in whole[key] for row in some[key])
    assert {(row["matter"], row["party"]) for row in some["positions"]} == {
        *(("minerals", "ukraine"), ("minerals", "usa"), ("point-2", "usa")),
    }
    assert [row["point"] for row in some["points"]] == ["point-2"]
    assert some["meetings"] == []
    assert some["counts"] | {"definite": 27} == whole["counts"]
    counted = riyadh_ledger.json("timeline", *DAY, "--party", "usa,ukraine", "--matter", "minerals,point-2")
    assert some["counts"]["definite"] == len(counted["entries"])


def test_a_state_narrowed_to_a_party_has_the_agreements_of_its_commitments(paris_ledger: At) -> None:
    day = ("--as-of", "2020-01-01")
    whole = paris_ledger.json("state", *day)
    usa = paris_ledger.json("state", *day, "--party", "usa")
    assert [row["agreement"] for row in usa["agreements"]] == ["paris-agreement"]
    assert (
        {row["party"] for row in usa["commitments"]}
        == {"usa"}
        < {row["party"] for row in whole["commitments"]}
    )
    assert (
        paris_ledger.json("state", *day, "--matter", "paris-agreement")["commitments"] == whole["commitments"]
    )


def test_positions_are_narrowed_by_the_entries_they_rest_on(riyadh_ledger: At) -> None:
    found = riyadh_ledger.json("positions", *DAY, "--speaker", "hegseth", "--party", "usa")
    assert numbers(found) == [24, 23, 22]
    assert numbers(riyadh_ledger.json("positions", *DAY, "--kind", "proposal-made")) == [32]


def test_a_history_is_narrowed_by_its_entries(riyadh_ledger: At) -> None:
    history = ("history", "usa", "nato-membership", *DAY)
    assert numbers(riyadh_ledger.json(*history)) == [21, 23]
    assert numbers(riyadh_ledger.json(*history, "--kind", "position-withdrawn")) == [23]
    assert numbers(riyadh_ledger.json(*history, "--speaker", "rubio")) == []


REFUSED = [
    (("timeline", "--party", "atlantis"), 3),
    (("log", "--matter", "atlantis"), 3),
    (("search", "truce", "--party", "atlantis"), 3),
    (("state", "--party", "atlantis"), 3),
    (("accounts", "atlantis"), 3),
    (("timeline", "--kind", "meeting-hold"), 4),
    (("timeline", "--from", "2025-02-10/2025-02-12"), 4),
    (("timeline", "--to", "soon"), 4),
    (("timeline", "--from", "2025-03", "--to", "2025-02"), 4),
    (("log", "--speaker", "***"), 4),
    (("positions", "--publisher", ""), 4),
    (("positions", "--party", "usa,,"), 4),
    (("timeline", "--limit", "0"), 4),
    (("search", "***"), 4),
    (("search",), 2),
    (("state", "--csv"), 2),
]


@pytest.mark.parametrize("given", REFUSED, ids=lambda given: " ".join(given[0]))
def test_what_cannot_be_asked_says_why_and_what_to_do(
    riyadh_ledger: At, given: tuple[tuple[str, ...], int]
) -> None:
    arguments, code = given
    done = riyadh_ledger(*arguments)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("Error: ")
    told = riyadh_ledger(*arguments, "--json").error
    assert (told["code"], bool(told["remedy"])) == (code, True)


def test_a_kind_that_is_nearly_one_is_offered(riyadh_ledger: At) -> None:
    assert "Did you mean meeting-held?" in riyadh_ledger("log", "--kind", "meeting-hold").err


def test_a_stretch_turned_around_is_offered_the_right_way_round(riyadh_ledger: At) -> None:
    done = riyadh_ledger("timeline", "--from", "2025-03", "--to", "2025-02")
    assert "Write --from 2025-02 --to 2025-03" in done.err


def test_json_and_csv_exclude_each_other(riyadh_ledger: At) -> None:
    done = riyadh_ledger("timeline", "--json", "--csv")
    assert (done.code, done.out, done.error["code"]) == (2, "", 2)


# -- limits --------------------------------------------------------------------------------------


@pytest.fixture
def long(recorded: Recorded) -> At:
    """Return a ledger of a hundred statements."""
    lines = [
        {
            "id": f"s{number}",
            "development": {
                "kind": "position-taken",
                "negotiation": "talks",
                "on": f"2025-{1 + number // 28:02}-{1 + number % 28:02}",
                "parties": ["usa"],
                "matter": "aid",
                "stance": "supports" if number % 2 else "opposes",
                "summary": f"statement {number} on a truce",
                "sources": [{"publisher": f"Paper {number:03}", "published": "2025-12-01"}],
            },
        }
        for number in range(59)
    ]
    return recorded("long", lines)


LONG = {
    "timeline": (("timeline",), "entries"),
    "log": (("log",), "entries"),
    "search": (("search", "truce"), "hits"),
    "history": (("history", "usa", "aid"), "steps"),
    "sources": (("sources",), "sources"),
}


@pytest.mark.parametrize("name", LONG)
def test_a_terminal_is_not_flooded_and_says_how_to_see_the_others(
    long: At, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    command, key = LONG[name]
    noun = {"history": "steps", "sources": "sources"}.get(name, "entries")
    end = "first" if name == "sources" else "last"
    told = long(*command, terminal=True).out
    *_, last_but_one, basis, _ = told.split("\n")
    where = [line for line in told.split("\n") if "--limit" in line]
    assert where == [f"the {end} {SHOWN} of 59 {noun}; all of them: --limit 59"]
    assert where[0] == last_but_one
    assert basis.startswith("basis ")
    assert long(*command, "--limit", "59", terminal=True).out == long.ok(*command)
    assert len(long(*command, "--json", terminal=True).document[key]) == 59
    assert long(*command, "--csv", terminal=True).out == long.ok(*command, "--csv")


@pytest.mark.parametrize("name", LONG)
def test_nothing_is_left_out_elsewhere_unless_a_limit_is_given(long: At, name: str) -> None:
    command, key = LONG[name]
    whole = long.json(*command)
    assert (len(whole[key]), "more" in whole) == (59, False)
    some = long.json(*command, "--limit", "3")
    assert some[key] == (whole[key][:3] if name == "sources" else whole[key][-3:])
    assert some["more"] == 56
    assert long.ok(*command, "--csv").count("\n") == 60
    assert long.ok(*command, "--csv", "--limit", "3").count("\n") == 4
    assert "--limit" not in long.ok(*command)
    assert "all of them: --limit 59" in long.ok(*command, "--limit", "58")


# -- help ----------------------------------------------------------------------------------------


def test_the_help_of_tables_names_every_column(riyadh_ledger: At) -> None:
    from ledger.exchange.spreadsheet import COLUMNS

    told = riyadh_ledger.ok("help", "csv")
    tables = " ".join(told.partition("\n\n")[2].split())
    assert tables == " ".join(f"{name} {' '.join(columns)}" for name, columns in COLUMNS.items())
    assert max(map(len, told.split("\n"))) <= 80
    assert max(map(len, riyadh_ledger.ok("help", "search").split("\n"))) <= 80
