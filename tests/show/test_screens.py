"""The screens of answers made by hand: what a person sees of them."""

import re
import subprocess
import sys

import pytest
from inline_snapshot import snapshot

from ledger.show import SCREENS as NAMES
from ledger.show import screen
from tests.show import documents
from tests.show.documents import SCREENS, STATE, Json
from tests.show.reading import WIDTHS, faults, named, of_a_diff, shown, without_colour

ANSWERS = [(name, document) for name, document in SCREENS if "basis" in document]


def text(name: str, document: Json, width: int = 80) -> str:
    return "\n" + screen(name)(document, width=width, colour=False) + "\n"


def test_the_state_of_riyadh() -> None:
    assert text("state", STATE) == snapshot("""\

ukraine-2025                  as of Tue 18 Feb 2025                 known to #31

AGREED POINTS                                           russia        usa
1    Consultation mechanism on irritants; normalise     (agreed) #22  agreed #22
     the diplomatic missions
2 !  High-level teams to work on a path to ending the   (agreed) #23  agreed #23
     war
3    Groundwork for future cooperation                  (agreed) #24  agreed #24
4    To remain engaged, in a timely and productive      (agreed) #25  agreed #25
     manner
  Confirmed by 1 of 2: russia's agreement rests on usa's account alone.

POSITIONS          european-allies   ukraine                usa
inclusion        ? demands #10       demands #16            .
                   reported, 17 Feb  Volodymyr Zelensky,
                                     16 Feb
minerals           .                 rejects #18            proposes #17
                                     Volodymyr Zelensky,    reported, by 18 Feb
                                     by 18 Feb
nato-membership    .                 .                    ~ undetermined #8
                                                            Pete Hegseth,
                                                            10..18 Feb
us-russia-deal     .                 rejects #15            .
                                     Volodymyr Zelensky,
                                     16 Feb

PROPOSALS   minerals: by usa to ukraine, by 18 Feb 2025 #17; $500 billion in
              rare earth minerals in exchange for aid; ukraine rejects #18
EXPECTED    trump-putin-summit: no date #28; not 24 Feb..2 Mar, russia #29
HELD        riyadh: 18 Feb #19; in-person; Diriyah Palace, Riyadh; usa: Marco
              Rubio, Steve Witkoff; russia: Sergei Lavrov, Yuri Ushakov; hosted
              by saudi-arabia; mediated by saudi-arabia; absent ukraine
CONTESTED   point-2, by ukraine through us-russia-deal, which it rejects #15
UNCERTAIN   which stance came last: european-allies inclusion #10
POSSIBLE    #14 10..20 Feb: usa opposes nato-membership
            usa nato-membership #8 may have been changed by #14
SOURCES     1 publisher, Tue 18 Feb 2025; 42 quotes, 42 found in its text
ENTRIES     29 definite, 1 possible
! contested; ? order uncertain; ~ may have changed; another party's account in
  brackets
No position on record: saudi-arabia.   Ask: ledger why european-allies inclusion
basis 2025-02-18@31
""")


def test_the_state_of_riyadh_in_sixty_columns() -> None:
    assert text("state", STATE, 60) == snapshot("""\

ukraine-2025        as of Tue 18 Feb 2025       known to #31

AGREED POINTS                       russia        usa
1    Consultation mechanism on      (agreed) #22  agreed #22
     irritants; normalise the
     diplomatic missions
2 !  High-level teams to work on a  (agreed) #23  agreed #23
     path to ending the war
3    Groundwork for future          (agreed) #24  agreed #24
     cooperation
4    To remain engaged, in a        (agreed) #25  agreed #25
     timely and productive manner
  Confirmed by 1 of 2: russia's agreement rests on usa's
    account alone.

POSITIONS, parties 1 to 2 of 3
                   european-allies   ukraine
inclusion        ? demands #10       demands #16
                   reported, 17 Feb  Volodymyr Zelensky,
                                     16 Feb
minerals           .                 rejects #18
                                     Volodymyr Zelensky,
                                     by 18 Feb
us-russia-deal     .                 rejects #15
                                     Volodymyr Zelensky,
                                     16 Feb

POSITIONS, party 3 of 3
                   usa
minerals           proposes #17
                   reported, by 18 Feb
nato-membership  ~ undetermined #8
                   Pete Hegseth,
                   10..18 Feb

PROPOSALS   minerals: by usa to ukraine, by 18 Feb 2025
              #17; $500 billion in rare earth minerals in
              exchange for aid; ukraine rejects #18
EXPECTED    trump-putin-summit: no date #28; not 24 Feb..2
              Mar, russia #29
HELD        riyadh: 18 Feb #19; in-person; Diriyah Palace,
              Riyadh; usa: Marco Rubio, Steve Witkoff;
              russia: Sergei Lavrov, Yuri Ushakov; hosted by
              saudi-arabia; mediated by saudi-arabia; absent
              ukraine
CONTESTED   point-2, by ukraine through us-russia-deal,
              which it rejects #15
UNCERTAIN   which stance came last: european-allies
              inclusion #10
POSSIBLE    #14 10..20 Feb: usa opposes nato-membership
            usa nato-membership #8 may have been changed
              by #14
SOURCES     1 publisher, Tue 18 Feb 2025; 42 quotes, 42
              found in its text
ENTRIES     29 definite, 1 possible
! contested; ? order uncertain; ~ may have changed; another
  party's account in brackets
No position on record: saudi-arabia.
    Ask: ledger why european-allies inclusion
basis 2025-02-18@31
""")


def test_a_state_of_a_later_day_with_a_publication_clock() -> None:
    assert text("state", documents.LATER) == snapshot("""\

ukraine-2025   as of Thu 20 Mar 2025  known to #60  published by Wed 19 Mar 2025

AGREED POINTS                                    russia      usa
1 ?  Consultation mechanism; in-progress;        agreed #44  agreed #22
     implementation minimal, 1 of 3; part of                 to the earlier text
     riyadh-accord

POSITIONS     russia
ceasefire  !? (accepts) #40
              usa's account, 18 Mar

COMMITMENTS
  riyadh-accord  usa  ratified #48  10 Mar 2025  effective 15 Mar 2025  bound
    ~ may have been changed by #50
  riyadh-accord  russia  signed #49  10 Mar 2025  not bound

AGREEMENTS  riyadh-accord: in-force Mon 10 Mar 2025, effective Sat 15 Mar 2025
              #47; Accord of Riyadh
UNDER WAY   jeddah: 19 Mar until 22 Mar #52
OVERDUE     geneva: Wed 12 Mar 2025 #51
CANCELLED   doha: Apr 2025 #53
ACCOUNTS    russia ceasefire: (accepts) by usa's account #40, (rejects) by
              ukraine's account #42, order uncertain
WORDINGS    point-1, usa's account #22: Consultation mechanism on irritants;
              normalise the diplomatic missions
            point-1, as reported #45: the same words
TERMS       russia ceasefire: for thirty days #40
UNCERTAIN   which terms came last: russia ceasefire #40
            which text came last: point-1 #44
POSSIBLE    #54 Mar: meeting-held
ENTRIES     40 definite, 1 possible; 2 left out: no source of theirs has a
              date
            3 entries of a kind that needs a newer ledger: this state may be
              incomplete
! contested; ? order uncertain; another party's account in brackets
Ask: ledger why russia ceasefire
basis 2025-03-20@60/2025-03-19
""")


def test_what_changed_in_riyadh() -> None:
    assert text("diff", documents.DIFF) == snapshot("""\

ukraine-2025          Sat 15 Feb 2025  ->  Tue 18 Feb 2025          known to #31
HAPPENED     point-1                 .        ->  agreed        #22
               by (russia), usa
             point-2                 .        ->  agreed        #23
               by (russia), usa; contested by ukraine
             point-3, 4              .        ->  agreed        #24, #25
               by (russia), usa
             ukraine us-russia-deal  .        ->  rejects       #15
               Volodymyr Zelensky, 16 Feb
             riyadh                  .        ->  held          #19       18 Feb
NOW CERTAIN  usa nato-membership     .        ->  undetermined  #8
               Pete Hegseth, 10..18 Feb
CORRECTED    usa territory           opposes  ->  opposes       #6        12 Feb
               terms: none -> not all of it
               on: 10..16 Feb -> 12 Feb
basis 2025-02-15@31 -> 2025-02-18@31
""")


def test_what_changed_in_riyadh_in_sixty_columns() -> None:
    assert text("diff", documents.DIFF, 60) == snapshot("""\

ukraine-2025  Sat 15 Feb 2025  ->  Tue 18 Feb 2025
    known to #31
HAPPENED     point-1  .  ->  agreed  #22
               by (russia), usa
             point-2  .  ->  agreed  #23
               by (russia), usa; contested by ukraine
             point-3, 4  .  ->  agreed  #24, #25
               by (russia), usa
             ukraine us-russia-deal  .  ->  rejects  #15
               Volodymyr Zelensky, 16 Feb
             riyadh  .  ->  held  #19
               18 Feb
NOW CERTAIN  usa nato-membership  .  ->  undetermined  #8
               Pete Hegseth, 10..18 Feb
CORRECTED    usa territory  opposes  ->  opposes  #6
               12 Feb
               terms: none -> not all of it
               on: 10..16 Feb -> 12 Feb
basis 2025-02-15@31 -> 2025-02-18@31
""")


def test_why_the_united_states_is_undetermined() -> None:
    assert text("why", documents.WHY) == snapshot("""\

usa nato-membership: undetermined            as of Tue 18 Feb 2025, known to #31
DECIDES  #8  10..18 Feb 2025  undetermined  Pete Hegseth, Defense Secretary,
           own word, withdraws #5
         "the president had not taken anything off the table"
         Washington Examiner, Tue 18 Feb 2025, paragraph 13, found.  Recorded
           Sun 23 Nov 2025 by ana
OVER     #5  10..16 Feb 2025  opposes       Pete Hegseth, Defense Secretary
         "effectively ruled out Ukrainian ascension into NATO"
         Washington Examiner, Tue 18 Feb 2025, paragraph 13, found
         withdrawn by #8, which names it
ASIDE    #7  10..16 Feb 2025  opposes       Pete Hegseth, Defense Secretary
         retracted by #9: the same statement recorded twice
basis 2025-02-18@31
""")


def test_why_of_a_commitment() -> None:
    assert text("why", documents.TREATY_WHY) == snapshot("""\

usa paris-agreement: withdrawn, bound        as of Tue 18 Feb 2025, known to #31
DECIDES  #40  Mon 4 Nov 2019  withdrawn  effective Wed 4 Nov 2020
         Recorded Sun 23 Nov 2025 by ana
basis 2025-02-18@31
""")


def test_the_log_tells_also_what_was_kept_and_what_it_does_not_know() -> None:
    assert text("log", documents.LOG) == snapshot("""\

ukraine-2025  log               as of Tue 18 Feb 2025               known to #31
#1   23 Nov 2025 by ana                   usa is United States, state
#5   23 Nov 2025 by ana  10..16 Feb 2025  usa opposes nato-membership; voiced by
                                          Pete Hegseth, Defense Secretary, usa;
                                          in the words of #32
#8   23 Nov 2025 by ana  10..18 Feb 2025  usa takes back its word on
                                          nato-membership, withdraws #5, leaves
                                          undetermined; voiced by Pete Hegseth,
                                          Defense Secretary, usa
#19  23 Nov 2025 by ana  Tue 18 Feb 2025  riyadh held, in-person, at Diriyah
                                          Palace, host saudi-arabia, absent
                                          ukraine
#32  23 Nov 2025 by ana                   corrects #5: dated by a second report;
                                          now: usa opposes nato-membership;
                                          voiced by Pete Hegseth, Defense
                                          Secretary, usa
#33  23 Nov 2025 by ana                   retracts #8: twice
#34  23 Nov 2025 by ana                   a source for #5: Washington Examiner
#35  23 Nov 2025 by ana  2025             treaty-blessed: this kind needs a
                                          newer ledger
8 entries.
basis 2025-02-18@31
""")


def test_the_history_of_a_position() -> None:
    assert text("history", documents.HISTORY) == snapshot("""\

ukraine-2025  history: usa nato-membership   as of Tue 18 Feb 2025  known to #31
ENTRY  ON               STANCE         ACCOUNT           ANSWER
#5     10..16 Feb 2025  opposes        own word          decided
#8     10..18 Feb 2025  (conditional)  russia's account  possible only
  terms: if all allies agree to it
decided: the answer of its account from its date until that account's next
decided step
basis 2025-02-18@31
""")


def test_one_entry_whole() -> None:
    assert text("show", documents.SHOW) == snapshot("""\

#8 position-withdrawn             as of Tue 18 Feb 2025             known to #32
  usa takes back its word on nato-membership, withdraws #5, leaves undetermined;
  voiced by Pete Hegseth, Defense Secretary, usa
standing        stands as it was recorded
recorded        23 Nov 2025 by ana, id D08
negotiation     ukraine-2025
on              10..18 Feb 2025, as given: 2025-02-10/2025-02-18
parties         usa
matter          nato-membership
withdraws       #5
speaker         Pete Hegseth, Defense Secretary, usa
source          Washington Examiner
                published: Tue 18 Feb 2025
                "the president had not taken anything off the table"
                found, paragraph 13

CHAIN
  #8   position-withdrawn  stands      23 Nov 2025 by ana
  #32  entry-corrected     taken back  24 Nov 2025 by ben  dated by a second
                                                           report
basis 2025-02-18@32
""")


def test_the_people_of_a_meeting_stand_one_a_line() -> None:
    lines = text("show", documents.SHOW_MEETING).split("\n")
    at = lines.index("participants    Marco Rubio, Secretary of State, usa")
    assert lines[at + 1].strip() == "Steve Witkoff, Middle East special envoy, usa"


def test_a_correction_shows_the_words_it_gives() -> None:
    found = text("show", documents.SHOW_CORRECTION)
    assert "standing        retracted by #36" in found
    assert "replacement     usa opposes nato-membership" in found
    assert "reason          dated by a second report" in found


def test_what_was_recorded() -> None:
    assert text("recorded", documents.RECORDED) == snapshot("""\

#15  Sun 16 Feb 2025  ukraine rejects us-russia-deal; voiced by Volodymyr
    Zelensky, ukraine
    quote: Washington Examiner, Tue 18 Feb 2025, paragraph 12, found
    "sunday" = Sun 16 Feb, the last before the source's date (Tue 18 Feb)
    changes 1 cell from 16 Feb on; nothing before it
#32 corrects #5: dated by a second report
    on  10..16 Feb 2025  ->  Wed 12 Feb 2025
    The rest is unchanged.
    Until now the ledger said otherwise; --known-at 31 still shows it.
already entry #17, retracted by #20; nothing changed (id D03)
    To bring it back:  ledger retract 20 --reason ...
2 entries recorded, 1 already there.
Warning: line 3, on: it may lie later than its report.
  given  2025-02
  Write 2025-02-01/2025-02-18.
""")


def test_what_verify_found() -> None:
    assert text("verified", documents.VERIFIED) == snapshot("""\

verify: 1 fault                                                       31 entries
  numbers  31 checked  0 faults
  quotes   42 checked  1 fault
FAULT quotes #7: the quote is not in the text
Not checked  tree
The ledger is damaged; see the faults above.
""")


def test_an_error_shows_what_was_given_beside_what_is_there_and_ends_with_remedies() -> None:
    error = screen("error")(documents.QUOTE_ERROR, width=80, colour=False, nothing_recorded=True)
    assert f"\n{error}\n" == snapshot("""\

Error: the quote is not in we-0218. Nothing was recorded.
  yours   would not accept a deal agreed between the U.S. and Russia
  par. 7  would not accept a deal agreed UPON between the U.S. and Russia
  Take paragraph 7's: --quote-nearest  Keep yours, marked: --quote-unverified
""")


def test_a_command_too_long_for_a_line_can_still_be_copied() -> None:
    assert text("error", documents.ORDER_ERROR, 60) == snapshot("""\

Error: #8 is said to follow #5, which may be as late as Sun
  16 Feb 2025.
  First:
  ledger correct 5 --on 2025-02-10/2025-02-13 --reason \\
    "dated by a second report"
""")


def test_all_faults_of_a_file_are_told() -> None:
    assert text("error", documents.FILE_ERROR) == snapshot("""\

Error: 2 faults.
Error: line 3, on: February 2025 has 28 days.
  given  2025-02-30
  Write 2025-02-28.
Error: line 4, parties: it is left out.
  Name who took the position.
""")


def test_faults_and_warnings_beside_what_was_recorded_are_told_too() -> None:
    document = {**documents.RECORDED, "faults": documents.FILE_ERROR["faults"][:1]}
    assert text("recorded", document).endswith(
        "Error: line 3, on: February 2025 has 28 days.\n  given  2025-02-30\n  Write 2025-02-28.\n"
    )


def test_a_state_without_anything_says_so() -> None:
    nothing: Json = {name: [] for name, value in STATE.items() if isinstance(value, list)}
    empty = {**STATE, **nothing, "negotiation": None, "sources": None, "counts": {}}
    assert text("state", empty) == snapshot("""\

no negotiation                 as of Tue 18 Feb 2025                known to #31

Nothing is on record that has happened by this moment.
ENTRIES     0 definite, 0 possible
basis 2025-02-18@31
""")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name,document", SCREENS)
def test_no_line_is_wider_than_the_terminal(name: str, document: Json, width: int) -> None:
    assert faults(screen(name)(document, width=width, colour=False), width) == []


@pytest.mark.parametrize("name,document", SCREENS)
def test_colour_adds_no_word(name: str, document: Json) -> None:
    coloured = screen(name)(document, width=80, colour=True)
    assert without_colour(coloured) == screen(name)(document, width=80, colour=False)
    assert "\x1b[" in coloured


@pytest.mark.parametrize("name,document", ANSWERS)
def test_the_last_line_of_an_answer_is_its_basis(name: str, document: Json) -> None:
    assert text(name, document).splitlines()[-1] == f"basis {document['basis']}"


@pytest.mark.parametrize("name,document", ANSWERS)
def test_the_first_lines_repeat_the_clocks(name: str, document: Json) -> None:
    as_of, _, rest = document["basis"].partition("@")
    number, _, published = rest.partition("/")
    head = " ".join(text(name, document).splitlines()[1:3])
    year, _, day = as_of.rpartition("-")
    assert f"{int(day)} {'Feb' if year.endswith('02') else 'Mar'} 2025" in head
    assert f"known to #{number}" in head
    assert ("published by" in head) == bool(published)


def test_filters_and_notes_stand_at_the_top() -> None:
    head = text("parties", documents.PARTIES).splitlines()[1:4]
    assert "type state, group" in " ".join(head)
    assert "known at is pinned to #31" in " ".join(head)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("document", [STATE, documents.LATER])
def test_every_entry_of_a_state_is_named(document: Json, width: int) -> None:
    assert set(named(document)) <= shown(text("state", document, width))


@pytest.mark.parametrize("width", WIDTHS)
def test_every_entry_of_a_diff_is_named(width: int) -> None:
    assert of_a_diff(documents.DIFF) <= shown(text("diff", documents.DIFF, width))


@pytest.mark.parametrize("width", WIDTHS)
def test_forty_parties_on_two_hundred_matters_stay_readable(width: int) -> None:
    crowd = documents.crowded(40, 200)
    screen_text = text("state", crowd, width)
    assert faults(screen_text, width) == []
    for row in crowd["positions"]:
        # Few parties have a word on any one matter: it stands with the party, not in a column for each of forty.
        assert re.search(rf"{row['party']} #{row['entry']}\b", screen_text)
    assert screen_text.count("POSITIONS, by 40 parties") == 1
    assert screen_text.count("\n") < 8 * 200


@pytest.mark.parametrize("width", WIDTHS)
def test_parties_who_all_have_a_word_go_on_in_further_blocks(width: int) -> None:
    rows = [
        documents.position(f"country-{party:02}", f"matter-{matter:02}", "supports", 100 * matter + party)
        for matter in range(20)
        for party in range(40)
    ]
    screen_text = text("state", STATE | {"positions": rows}, width)
    assert faults(screen_text, width) == []
    assert all(f"supports #{row['entry']}" in screen_text for row in rows)
    assert screen_text.count("POSITIONS, part") > 1


@pytest.mark.parametrize("width", WIDTHS)
def test_points_with_names_and_many_parties_stay_readable(width: int) -> None:
    parties = [f"country-{n:02}" for n in range(30)]
    slugs = ["withdrawal-of-all-foreign-forces", *(f"exchange-of-prisoners-{n}" for n in range(9))]
    points = [
        documents.point(1, documents.TEXTS[n % 4], n + 1)
        | {"point": slug, "agreed_by": [documents.agreed(party, n + 1, "usa") for party in parties]}
        for n, slug in enumerate(slugs)
    ]
    rows = [
        documents.position(party, slug, "undetermined", 100 + n, voice="claimed", according_to="usa")
        for slug in slugs
        for n, party in enumerate(parties)
    ]
    found = text("state", STATE | {"points": points, "positions": rows}, width)
    assert faults(found, width) == []
    assert all(found.count(f"(undetermined) #{100 + n}") == 10 for n in range(30))
    assert found.count("AGREED POINTS") > 1


def test_a_row_stands_only_in_blocks_in_which_someone_has_a_position_on_it() -> None:
    rows = [documents.position(f"party-{n:02}", f"matter-{n:02}", "supports", n) for n in range(1, 31)]
    lone = text("state", STATE | {"points": [], "positions": rows, "parties": []})
    assert all(lone.count(f"matter-{n:02}") == 1 for n in range(1, 30))


def test_a_kind_of_change_and_a_status_of_later_versions_are_still_shown() -> None:
    change = documents.DIFF["changes"][0] | {"because": "foretold"}
    assert "FORETOLD     riyadh" in text("diff", documents.DIFF | {"changes": [change], "entries": [19]})
    assert "POSTPONED   riyadh" in text(
        "state", STATE | {"meetings": [documents.RIYADH | {"status": "postponed"}]}
    )


def test_the_screens_are_imported_without_anything_heavy() -> None:
    heavy = ("pydantic", "eventsourcing", "sqlite_utils", "sqlite3", "click", "asyncio")
    program = (
        "import sys; before = set(sys.modules); from ledger.show import SCREENS, screen;"
        "[screen(name) for name in SCREENS];"
        f"print([name for name in {heavy!r} if name in sys.modules and name not in before])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "reason,by,words",
    [
        ("earlier", 8, "earlier: something else was said later in #8"),
        ("lapsed", None, "lapsed: what it said held for a time that is over"),
        ("other-account", 8, "another account than that of #8, which decides"),
        ("possible", None, "possible: it may have happened after Tue 18 Feb 2025"),
        ("unpublished", None, "unpublished by Mon 17 Feb 2025"),
        ("corrected", 12, "corrected by #12: the ledger was wrong"),
        ("retracted", 9, "retracted by #9: the ledger should not hold it"),
        ("forgotten", None, "forgotten"),
    ],
)
def test_why_an_entry_does_not_decide_is_said_in_words(reason: str, by: int | None, words: str) -> None:
    one = {"entry": documents.entry(5, documents.REFUSAL), "reason": reason, "by": by}
    document = documents.WHY | {"overruled": [one], "published_by": "2025-02-17"}
    assert words in text("why", document, 120)


def test_since_when_the_same_has_been_said() -> None:
    document = documents.WHY | {"run": [6, 7, 8]}
    assert "SINCE    10..18 Feb 2025: the same without a break in #6..#8" in text("why", document)


def test_what_makes_an_answer_less_than_sure_stands_with_the_entry_that_decides() -> None:
    other = {"stance": "rejects", "voice": "claimed", "according_to": "russia", "entry": 6, "uncertain": None}
    row = documents.NATO | {
        "uncertain": "stance",
        "may_have_changed": [14],
        "until": "2025-03",
        "differing": [other],
    }
    found = text("why", documents.WHY | {"answer": row})
    for words in (
        "? which stance came last is uncertain",
        "! other accounts: (rejects) by russia's account #6",
        "~ may have been changed by #14",
        "holds until Mar 2025",
    ):
        assert words in found


def test_nothing_said_is_said() -> None:
    silent = documents.WHY | {"answer": None, "because": [], "overruled": [], "run": [], "since": None}
    assert "usa nato-membership: nothing on record" in text("why", silent)
    assert "Nothing is on record that was said" in text("why", silent)
    assert "Nothing is on record that was said" in text("history", documents.HISTORY | {"steps": []})
    assert "Nothing differs between the two." in text("diff", documents.DIFF | {"changes": [], "entries": []})
    assert "There was nothing to record." in text("recorded", {"recorded": [], "faults": [], "warnings": []})


@pytest.mark.parametrize(
    "change,words",
    [
        (
            {"what": "commitment", "party": "usa", "matter": "accord", "because": "took-effect"},
            "TOOK EFFECT  usa accord  .  ->  ratified, bound",
        ),
        (
            {"what": "proposal", "matter": "minerals", "because": "learned"},
            "LEARNED LATE  minerals  .  ->  open",
        ),
        ({"what": "meeting", "matter": "riyadh", "because": "published"}, "PUBLISHED    riyadh  .  ->  held"),
    ],
)
def test_each_kind_of_change_stands_in_its_group(change: Json, words: str) -> None:
    rows = {
        "commitment": documents.LATER["commitments"][0],
        "proposal": documents.PROPOSAL,
        "meeting": documents.RIYADH,
    }
    whole = {"party": None, "entries": [19], "before": None, "after": rows[change["what"]], **change}
    found = text("diff", documents.DIFF | {"changes": [whole], "entries": [19]}, 120)
    assert words.split() == found.split("\n")[2].split()[: len(words.split())]


def test_a_row_that_is_no_more_is_a_dot() -> None:
    gone = {
        "what": "position",
        "party": "usa",
        "matter": "nato-membership",
        "because": "lapsed",
        "entries": [8],
        "before": documents.NATO | {"until": "2025-02-17"},
        "after": None,
    }
    found = text("diff", documents.DIFF | {"changes": [gone], "entries": [8]})
    assert "LAPSED       usa nato-membership  undetermined  ->  .  #8" in found
    assert "Pete Hegseth, 10..18 Feb, until 17 Feb" in found


def test_both_moments_are_told_on_every_clock_that_differs() -> None:
    document = documents.DIFF | {"from": "2025-02-18@20", "to": "2025-02-18@31/2025-02-19"}
    head = " ".join(text("diff", document).split("\n")[1:3])
    assert "as of Tue 18 Feb 2025" in head
    assert "known to #20 -> #31" in head
    assert "published by any day -> Wed 19 Feb 2025" in head


def test_a_ledger_that_is_well_says_so() -> None:
    well = {**documents.VERIFIED, "ok": True, "faults": [], "checkpoint": {"size": 31}}
    found = text("verified", well)
    assert "verify: all is well" in found
    assert "Checkpoint   size 31" in found
    assert found.endswith("Every check passed.\n")


def test_there_is_a_document_for_every_screen() -> None:
    assert {name for name, _ in SCREENS} == set(NAMES)
