"""What a person sees of the Riyadh case, word for word, in a pipe of 80 columns."""

from inline_snapshot import snapshot

from tests.cli.running import At

DAY = ("--as-of", "2025-02-18")


def seen(lg: At, *arguments: str) -> str:
    return "\n" + lg.ok(*arguments)


def test_state(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "state", *DAY) == snapshot("""\

ukraine-2025                  as of Tue 18 Feb 2025                 known to #41

AGREED POINTS                                           russia        usa
1    establish a consultation mechanism to address      (agreed) #35  agreed #35
     “irritants to our bilateral relationship” with
     the goal of normalizing the diplomatic missions
     in both countries
2 !  appoint “high-level teams to begin working on a    (agreed) #36  agreed #36
     path to ending the conflict”
3    lay the groundwork for future cooperation          (agreed) #37  agreed #37
4    both sides “to remain engaged to make sure the     (agreed) #38  agreed #38
     process moves forward in a timely and productive
     manner”
  Confirmed by 1 of 2: russia's agreement rests on usa's account alone.

POSITIONS, parties 1 to 2 of 4
                     european-allies       russia
inclusion            demands #26           .
                     reported, 10..18 Feb
negotiations         .                     (accepts) #19
                                           usa's account, Donald Trump,
                                           10..16 Feb

POSITIONS, parties 3 to 4 of 4
                     ukraine                         usa
bilateral-relations  .                               supports #39
                                                     Marco Rubio, 20 Jan..18 Feb
european-defence     .                               demands #24
                                                     Pete Hegseth, 10..16 Feb
inclusion            demands #29                     .
                     Volodymyr Zelensky, 16 Feb
minerals             rejects #33                     proposes #32
                     Volodymyr Zelensky,             reported, 20 Jan..18 Feb
                     20 Jan..18 Feb
nato-membership      .                               undetermined #23
                                                     Pete Hegseth, 10..18 Feb
negotiations         .                               accepts #19
                                                     Donald Trump, 10..16 Feb
territory            .                               undetermined #22
                                                     Pete Hegseth, 10..18 Feb
us-russia-deal       rejects #31                     .
                     Ukrainian officials, by 18 Feb

PROPOSALS   minerals: by usa to ukraine, 20 Jan..18 Feb 2025 #32; $500 billion
              in rare earth minerals for the US in exchange for aid ending
              Russia's invasion; ukraine rejects #33
EXPECTED    trump-putin-summit: from 18 Feb 2025 #40; not 24 Feb..2 Mar,
              russia #41
HELD        munich-zelensky-vance: 14 Feb #27; in-person; Munich Security
              Conference, Germany; ukraine: Volodymyr Zelensky; usa: JD Vance
            trump-putin-call: 10..16 Feb #18; phone; usa: Donald Trump;
              russia: Vladimir Putin
            riyadh: 18 Feb #34; in-person; Diriyah Palace, Riyadh; usa: Marco
              Rubio, Steve Witkoff, Mike Waltz; russia: Sergei Lavrov, Yuri
              Ushakov; saudi-arabia: Prince Faisal bin Farhan Al Saud, Mosaad
              bin Mohammad Al Aiban; hosted by saudi-arabia; mediated by
              saudi-arabia; absent ukraine
CONTESTED   point-2, by ukraine through us-russia-deal, which it rejects #31
TERMS       usa bilateral-relations: should the conflict come to an acceptable
              end #39
SOURCES     1 publisher, Tue 18 Feb 2025; 39 quotes, no text archived to find
              them in
ENTRIES     27 definite, 0 possible
! contested; another party's account in brackets
No position on record: saudi-arabia.      Ask: ledger why ukraine us-russia-deal
basis 2025-02-18@41
""")


def test_diff(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "diff", "2025-02-15", "2025-02-18") == snapshot("""\

ukraine-2025          Sat 15 Feb 2025  ->  Tue 18 Feb 2025          known to #41
HAPPENED     point-1                    .  ->  agreed        #35, #39
               by (russia), usa
             point-2                    .  ->  agreed        #19, #28, #31, #36
               by (russia), usa; contested by ukraine
             point-3, 4                 .  ->  agreed        #19, #37..#39
               by (russia), usa
             riyadh                     .  ->  held          #34
               18 Feb
             trump-putin-summit         .  ->  expected      #40, #41
               from 18 Feb 2025
NOW CERTAIN  usa bilateral-relations    .  ->  supports      #39
               Marco Rubio, 20 Jan..18 Feb
               terms: should the conflict come to an acceptable end
             usa european-defence       .  ->  demands       #24
               Pete Hegseth, 10..16 Feb
             european-allies inclusion  .  ->  demands       #26
               reported, 10..18 Feb
             ukraine inclusion          .  ->  demands       #26, #29
               Volodymyr Zelensky, 16 Feb
             ukraine minerals           .  ->  rejects       #33
               Volodymyr Zelensky, 20 Jan..18 Feb
             usa minerals               .  ->  proposes      #32
               reported, 20 Jan..18 Feb
               terms: $500 billion in rare earth minerals for the US in exchange
                 for aid ending Russia's invasion
             usa nato-membership        .  ->  undetermined  #21, #23
               Pete Hegseth, 10..18 Feb
             russia negotiations        .  ->  (accepts)     #19
               Donald Trump, 10..16 Feb
             usa negotiations           .  ->  accepts       #19
               Donald Trump, 10..16 Feb
             usa territory              .  ->  undetermined  #20, #22
               Pete Hegseth, 10..18 Feb
             ukraine us-russia-deal     .  ->  rejects       #28, #31
               Ukrainian officials, by 18 Feb
             minerals                   .  ->  open          #32, #33
               by usa, 20 Jan..18 Feb
               terms: $500 billion in rare earth minerals for the US in exchange
                 for aid ending Russia's invasion
             trump-putin-call           .  ->  held          #18
               10..16 Feb
basis 2025-02-15@41 -> 2025-02-18@41
""")


def test_why(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "why", "usa", "nato-membership", *DAY) == snapshot("""\

usa nato-membership: undetermined            as of Tue 18 Feb 2025, known to #41
DECIDES  #23  10..18 Feb 2025  undetermined  Pete Hegseth, Defense Secretary,
           own word, withdraws #21
         "he later walked back the comments"
         Washington Examiner, Tue 18 Feb 2025, not checked: its text is not
           archived
         "the president had not taken anything off the table"
         Washington Examiner, Tue 18 Feb 2025, not checked: its text is not
           archived.  Recorded Wed 19 Feb 2025 by anna
OVER     #21  10..16 Feb 2025  opposes       Pete Hegseth, Defense Secretary
         "effectively ruled out Ukrainian ascension into NATO"
         Washington Examiner, Tue 18 Feb 2025, not checked: its text is not
           archived
         withdrawn by #23, which names it
basis 2025-02-18@41
""")


def test_show(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "show", "23", *DAY) == snapshot("""\

#23 position-withdrawn             as of Tue 18 Feb 2025            known to #41
  usa takes back its word on nato-membership, withdraws #21, leaves
  undetermined; voiced by Pete Hegseth, Defense Secretary, usa; Hegseth walks
  back his comment on NATO
standing        stands as it was recorded
recorded        19 Feb 2025 by anna, id R23
negotiation     ukraine-2025
on              10..18 Feb 2025, as given: 2025-02-10/2025-02-18
summary         Hegseth walks back his comment on NATO
parties         usa
matter          nato-membership
withdraws       #21
speaker         Pete Hegseth, Defense Secretary, usa
source          Washington Examiner
                title: US stresses improving relationship with Russia in
                  negotiations to end Ukraine war
                published: Tue 18 Feb 2025
                "he later walked back the comments"
                not checked: its text is not archived
                "the president had not taken anything off the table"
                not checked: its text is not archived

CHAIN
  #23  position-withdrawn  stands  19 Feb 2025 by anna
basis 2025-02-18@41
""")


def test_log(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "log", "--basis", "2025-02-18@16") == snapshot("""\

log                      as of Tue 18 Feb 2025                      known to #16
#1   19 Feb 2025 by anna                   usa is United States, state
#2   19 Feb 2025 by anna                   russia is Russia, state
#3   19 Feb 2025 by anna                   ukraine is Ukraine, state
#4   19 Feb 2025 by anna                   saudi-arabia is Saudi Arabia, state
#5   19 Feb 2025 by anna                   european-allies is European allies,
                                           group
#6   19 Feb 2025 by anna                   negotiations is Negotiations to end
                                           the war, issue: negotiations to end
                                           the war are held
#7   19 Feb 2025 by anna                   inclusion is Ukraine and Europe in
                                           the negotiations, issue: Ukraine and
                                           Europe take part in them
#8   19 Feb 2025 by anna                   us-russia-deal is A deal without
                                           Ukraine, issue: a deal on Ukraine is
                                           made by the US and Russia without
                                           Ukraine
#9   19 Feb 2025 by anna                   nato-membership is Ukraine in NATO,
                                           issue: Ukraine joins NATO
#10  19 Feb 2025 by anna                   territory is Ukraine's occupied
                                           territory, issue: Ukraine regains all
                                           its occupied territory
#11  19 Feb 2025 by anna                   bilateral-relations is Relations of
                                           the US and Russia, issue: the US and
                                           Russia normalise relations and
                                           cooperate
#12  19 Feb 2025 by anna                   minerals is Minerals for aid,
                                           proposal: Ukraine gives $500 billion
                                           in rare earth minerals in exchange
                                           for aid
#13  19 Feb 2025 by anna                   european-defence is Europe's own
                                           defence, issue: the European allies
                                           do more for their own defence
#14  19 Feb 2025 by anna                   military-aid is US military aid to
                                           Ukraine, issue: the US gives Ukraine
                                           military aid
#15  19 Feb 2025 by anna  Wed 20 Jan 2021  usa: aid to ukraine, until Mon 20 Jan
                                           2025; Under Biden the US sends
                                           Ukraine billions of dollars of
                                           military assistance
#16  19 Feb 2025 by anna  Wed 20 Jan 2021  usa negotiations: conditional:
                                           Ukraine is not forced to the
                                           negotiating table, until Mon 20 Jan
                                           2025; Under Biden the US would not
                                           force Ukraine to negotiate
16 entries.
basis 2025-02-18@16
""")


def test_timeline(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "timeline", "--as-of", "2025-01-31") == snapshot("""\

ukraine-2025  timeline             as of Fri 31 Jan 2025            known to #41
#15  Wed 20 Jan 2021      usa: aid to ukraine, until Mon 20 Jan 2025; Under
                          Biden the US sends Ukraine billions of dollars of
                          military assistance
#16  Wed 20 Jan 2021      usa negotiations: conditional: Ukraine is not forced
                          to the negotiating table, until Mon 20 Jan 2025; Under
                          Biden the US would not force Ukraine to negotiate
#17  Wed 20 Jan 2021      usa supports military-aid to ukraine: as long as
                          necessary, until Mon 20 Jan 2025; Under Biden the US
                          would go on with its military assistance
#31  by 18 Feb 2025       ukraine rejects us-russia-deal; voiced by Ukrainian
                          officials, ukraine; Ukrainian officials would not
                          accept a US-Russia deal without their input; possible
                          only
#32  20 Jan..18 Feb 2025  usa proposes minerals to ukraine: $500 billion in rare
                          earth minerals for the US in exchange for aid ending
                          Russia's invasion; The Trump administration floats
                          rare earth minerals in exchange for aid; possible only
#33  20 Jan..18 Feb 2025  ukraine rejects minerals to usa; voiced by Volodymyr
                          Zelensky, President, ukraine; Zelensky tells his
                          ministers not to sign the minerals deal; possible only
#39  20 Jan..18 Feb 2025  usa supports bilateral-relations: should the conflict
                          come to an acceptable end; voiced by Marco Rubio,
                          Secretary of State, usa; Rubio sees incredible
                          opportunities with Russia once the war ends
                          acceptably; possible only
7 entries.
basis 2025-01-31@41
""")


def test_history(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "history", "usa", "nato-membership", *DAY) == snapshot("""\

ukraine-2025  history: usa nato-membership   as of Tue 18 Feb 2025  known to #41
ENTRY  ON               STANCE        ACCOUNT   ANSWER
#21    10..16 Feb 2025  opposes       own word  decided
#23    10..18 Feb 2025  undetermined  own word  decided
decided: the answer of its account from its date until that account's next
decided step
basis 2025-02-18@41
""")


def test_positions(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "positions", *DAY) == snapshot("""\

ukraine-2025  positions            as of Tue 18 Feb 2025            known to #41
bilateral-relations  usa              supports #39      20 Jan..18 Feb
  Marco Rubio
  terms: should the conflict come to an acceptable end
european-defence     usa              demands #24       10..16 Feb
  Pete Hegseth
inclusion            european-allies  demands #26       10..18 Feb
  reported
inclusion            ukraine          demands #29       16 Feb
  Volodymyr Zelensky
minerals             ukraine          rejects #33       20 Jan..18 Feb
  Volodymyr Zelensky
minerals             usa              proposes #32      20 Jan..18 Feb
  reported
  terms: $500 billion in rare earth minerals for the US in exchange for aid
    ending Russia's invasion
nato-membership      usa              undetermined #23  10..18 Feb
  Pete Hegseth
negotiations         russia           (accepts) #19     10..16 Feb
  Donald Trump, usa's account
negotiations         usa              accepts #19       10..16 Feb
  Donald Trump
point-1              russia           (accepts) #35     18 Feb
  usa's account
point-1              usa              accepts #35       18 Feb
point-2              russia           (accepts) #36     18 Feb
  usa's account
point-2              usa              accepts #36       18 Feb
point-3              russia           (accepts) #37     18 Feb
  usa's account
point-3              usa              accepts #37       18 Feb
point-4              russia           (accepts) #38     18 Feb
  usa's account
point-4              usa              accepts #38       18 Feb
territory            usa              undetermined #22  10..18 Feb
  Pete Hegseth
us-russia-deal       ukraine          rejects #31       by 18 Feb
  Ukrainian officials
19 positions.
basis 2025-02-18@41
""")


def test_points(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "points", *DAY) == snapshot("""\

ukraine-2025  points              as of Tue 18 Feb 2025             known to #41
point-1  establish a consultation mechanism to address “irritants to our
           bilateral relationship” with the goal of normalizing the diplomatic
           missions in both countries #35
         agreed, Tue 18 Feb 2025
         agreed by (russia) #35, usa #35; confirmed by 1 of 2
point-2  appoint “high-level teams to begin working on a path to ending the
           conflict” #36
         agreed, Tue 18 Feb 2025
         agreed by (russia) #36, usa #36; confirmed by 1 of 2
         ! contested: point-2, by ukraine through us-russia-deal, which it
           rejects #31
point-3  lay the groundwork for future cooperation #37
         agreed, Tue 18 Feb 2025
         agreed by (russia) #37, usa #37; confirmed by 1 of 2
point-4  both sides “to remain engaged to make sure the process moves forward
           in a timely and productive manner” #38
         agreed, Tue 18 Feb 2025
         agreed by (russia) #38, usa #38; confirmed by 1 of 2
4 points.
basis 2025-02-18@41
""")


def test_meetings(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "meetings", *DAY) == snapshot("""\

ukraine-2025  meetings             as of Tue 18 Feb 2025            known to #41
munich-zelensky-vance: held, Fri 14 Feb 2025 #27
  in-person, Munich Security Conference, Germany
  ukraine: Volodymyr Zelensky, President
  usa: JD Vance, Vice President
trump-putin-call: held, 10..16 Feb 2025 #18
  phone
  usa: Donald Trump, President
  russia: Vladimir Putin, President
riyadh: held, Tue 18 Feb 2025 #34
  in-person, Diriyah Palace, Riyadh
  usa: Marco Rubio, Secretary of State; Steve Witkoff, Middle East special
    envoy; Mike Waltz, national security adviser
  russia: Sergei Lavrov, Foreign Minister; Yuri Ushakov, President Putin's
    foreign policy adviser
  saudi-arabia: Prince Faisal bin Farhan Al Saud, Foreign Minister; Mosaad bin
    Mohammad Al Aiban, national security adviser
  hosted by saudi-arabia
  mediated by saudi-arabia
  absent ukraine
trump-putin-summit: expected, from 18 Feb 2025 #40
  not 24 Feb..2 Mar, russia #41
4 meetings.
basis 2025-02-18@41
""")


def test_proposals(riyadh_ledger: At) -> None:
    assert seen(riyadh_ledger, "proposals", *DAY) == snapshot("""\

ukraine-2025  proposals            as of Tue 18 Feb 2025            known to #41
minerals: by usa to ukraine, 20 Jan..18 Feb 2025 #32; $500 billion in rare earth
  minerals for the US in exchange for aid ending Russia's invasion; ukraine
  rejects #33
1 proposal.
basis 2025-02-18@41
""")


def test_members(paris_ledger: At) -> None:
    assert seen(paris_ledger, "members", "paris-agreement", "--as-of", "2020-01-01") == snapshot("""\

climate  members of paris-agreement       as of Wed 1 Jan 2020      known to #11
china  since Fri 4 Nov 2016  ratified  #6
usa    since Fri 4 Nov 2016  accepted  #7
LEAVING     usa, effective Wed 4 Nov 2020 #9
2 members.
basis 2020-01-01@11
""")


def test_verify_lists_each_check_with_its_counts_and_what_was_not_checked(riyadh_ledger: At) -> None:
    lines = riyadh_ledger.ok("verify").splitlines()
    found = riyadh_ledger.json("verify")
    assert lines[0] == "verify: all is well" + "41 entries".rjust(61)
    checks = [" ".join(line.split()) for line in lines[1 : len(found["checks"]) + 1]]
    assert checks == [f"{check['check']} {check['checked']} checked 0 faults" for check in found["checks"]]
    assert {"numbers 41 checked 0 faults", "ids 41 checked 0 faults", "bytes 41 checked 0 faults"} <= set(
        checks
    )
    assert " ".join(" ".join(lines).split()).endswith(
        "39 quotes of sources without an archived text Every check passed."
    )
