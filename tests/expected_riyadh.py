"""What the ledger must answer on the Riyadh case, worked out by hand from the article and the rules.

Each state is the whole document of `ledger state --json` but for the time of
`known_at`. Numbers are those of the lines of riyadh.jsonl. `DATED` says which
words of the article each date rests on.
"""

from tests import rows
from tests.cases import Json
from tests.rows import agreeing, meeting, person, position, possible

ENTRIES = 41
DEVELOPMENTS = 27

BIDEN_AID, BIDEN_TABLE, BIDEN_MILITARY_AID = 15, 16, 17
CALL, CALL_TOLD = 18, 19
TERRITORY, NATO, TERRITORY_BACK, NATO_BACK, DEFENCE, PACIFIC = 20, 21, 22, 23, 24, 25
CONCERN, MUNICH = 26, 27
REFUSAL, INCLUSION, THANKS, OFFICIALS = 28, 29, 30, 31
MINERALS, ORDER = 32, 33
RIYADH, POINT_1, POINT_2, POINT_3, POINT_4 = 34, 35, 36, 37, 38
RUBIO, SUMMIT, USHAKOV = 39, 40, 41

LAST_WEEK = "2025-02-10/2025-02-16"
SINCE_LAST_WEEK = "2025-02-10/2025-02-18"
BY_THE_ARTICLE = "../2025-02-18"
TRUMP_SO_FAR = "2025-01-20/2025-02-18"

HEGSETH = "Pete Hegseth"
ZELENSKY = "Volodymyr Zelensky"

DATED: dict[int, tuple[str, str]] = {
    BIDEN_AID: ("2021-01-20", "Under former President Joe Biden's administration"),
    BIDEN_TABLE: ("2021-01-20", "Under former President Joe Biden's administration"),
    BIDEN_MILITARY_AID: ("2021-01-20", "Under former President Joe Biden's administration"),
    CALL: (LAST_WEEK, "over the phone last week"),
    CALL_TOLD: (LAST_WEEK, "shortly after the call"),
    TERRITORY: (LAST_WEEK, "Last week, Defense Secretary Pete Hegseth made headlines"),
    NATO: (LAST_WEEK, "Last week, Defense Secretary Pete Hegseth made headlines"),
    TERRITORY_BACK: (SINCE_LAST_WEEK, "he later walked back the comments"),
    NATO_BACK: (SINCE_LAST_WEEK, "he later walked back the comments"),
    DEFENCE: (LAST_WEEK, "He also warned European allies"),
    PACIFIC: (LAST_WEEK, "He also warned European allies"),
    CONCERN: (SINCE_LAST_WEEK, "since last week's Trump-Putin call"),
    MUNICH: ("2025-02-14", "on Friday"),
    REFUSAL: ("2025-02-16", "Zelensky said Sunday"),
    INCLUSION: ("2025-02-16", "Zelensky said Sunday"),
    THANKS: ("2025-02-16", "Zelensky said Sunday"),
    OFFICIALS: (BY_THE_ARTICLE, "have said they would not accept"),
    MINERALS: (TRUMP_SO_FAR, "The Trump administration has also floated"),
    ORDER: (TRUMP_SO_FAR, "not to sign off on this deal"),
    RIYADH: ("2025-02-18", "at the high-stakes meeting on Tuesday"),
    POINT_1: ("2025-02-18", "agreed Tuesday in Saudi Arabia"),
    POINT_2: ("2025-02-18", "agreed Tuesday in Saudi Arabia"),
    POINT_3: ("2025-02-18", "agreed Tuesday in Saudi Arabia"),
    POINT_4: ("2025-02-18", "agreed Tuesday in Saudi Arabia"),
    RUBIO: (TRUMP_SO_FAR, "Rubio said, according to the Associated Press"),
    SUMMIT: ("2025-02-18", "Tuesday's meeting is a precursor"),
    # "Next week" is the article's next week and the speaker's: he said it in the week of the article.
    USHAKOV: ("2025-02-17/2025-02-18", "unlikely that it will take place next week"),
}
"""`on` of each development, and the words of the article that it rests on."""


def numbers_of(why: Json) -> Json:
    """Return an answer of `why` with its entries as numbers; what it overruled as number, reason, by."""
    overruled = [[one["entry"]["entry"], one["reason"], one["by"]] for one in why["overruled"]]
    return why | {"because": [entry["entry"] for entry in why["because"]], "overruled": overruled}


def state(as_of: str, definite: int, **lists: list[Json]) -> Json:
    """Return a whole state known to the last entry."""
    return rows.state(f"{as_of}@{ENTRIES}", "ukraine-2025", definite, lists)


def point(order: int, entry: int, text: str, *contested_by: Json) -> Json:
    """Return a row of `points`: told by the United States for both sides, so confirmed by one of two."""
    return rows.point(
        f"point-{order}",
        entry,
        "2025-02-18",
        text,
        order=order,
        agreed_by=[agreeing("russia", entry, "usa"), agreeing("usa", entry)],
        confirmed=1,
        contested_by=list(contested_by),
        wordings=[{"according_to": "usa", "text": text, "entry": entry}],
    )


def on_point(order: int, entry: int) -> list[Json]:
    """Return the two positions that an agreed point sets."""
    told = {"voice": "claimed", "according_to": "usa"}
    return [
        position("russia", f"point-{order}", "accepts", entry, "2025-02-18", **told),
        position("usa", f"point-{order}", "accepts", entry, "2025-02-18"),
    ]


MET_IN_MUNICH = meeting(
    "munich-zelensky-vance",
    "held",
    MUNICH,
    "2025-02-14",
    mode="in-person",
    place="Munich Security Conference, Germany",
    participants=[person(ZELENSKY, "President", "ukraine"), person("JD Vance", "Vice President", "usa")],
)
CALLED = meeting(
    "trump-putin-call",
    "held",
    CALL,
    LAST_WEEK,
    mode="phone",
    participants=[
        person("Donald Trump", "President", "usa"),
        person("Vladimir Putin", "President", "russia"),
    ],
)
MET_IN_RIYADH = meeting(
    "riyadh",
    "held",
    RIYADH,
    "2025-02-18",
    mode="in-person",
    place="Diriyah Palace, Riyadh",
    hosts=["saudi-arabia"],
    mediators=["saudi-arabia"],
    participants=[
        person("Marco Rubio", "Secretary of State", "usa"),
        person("Steve Witkoff", "Middle East special envoy", "usa"),
        person("Mike Waltz", "national security adviser", "usa"),
        person("Sergei Lavrov", "Foreign Minister", "russia"),
        person("Yuri Ushakov", "President Putin's foreign policy adviser", "russia"),
        person("Prince Faisal bin Farhan Al Saud", "Foreign Minister", "saudi-arabia"),
        person("Mosaad bin Mohammad Al Aiban", "national security adviser", "saudi-arabia"),
    ],
    absent=["ukraine"],
)
SUMMIT_AHEAD = meeting(
    "trump-putin-summit",
    "expected",
    SUMMIT,
    None,
    expected="2025-02-18/..",
    not_during=[{"window": "2025-02-24/2025-03-02", "according_to": "russia", "entry": USHAKOV}],
)

TERMS_OF_MINERALS = (
    "$500 billion in rare earth minerals for the US in exchange for aid ending Russia's invasion"
)

DEMAND_ON_ALLIES = position("usa", "european-defence", "demands", DEFENCE, LAST_WEEK, speaker=HEGSETH)
START_OF_TALKS = [
    position(
        "russia",
        "negotiations",
        "accepts",
        CALL_TOLD,
        LAST_WEEK,
        voice="claimed",
        according_to="usa",
        speaker="Donald Trump",
    ),
    position("usa", "negotiations", "accepts", CALL_TOLD, LAST_WEEK, speaker="Donald Trump"),
]

MAYBE_UNTIL_THE_ARTICLE = [
    possible(TERRITORY_BACK, "position-withdrawn", SINCE_LAST_WEEK, "usa", "territory", "undetermined"),
    possible(NATO_BACK, "position-withdrawn", SINCE_LAST_WEEK, "usa", "nato-membership", "undetermined"),
    possible(CONCERN, "position-taken", SINCE_LAST_WEEK, "european-allies", "inclusion", "demands"),
    possible(CONCERN, "position-taken", SINCE_LAST_WEEK, "ukraine", "inclusion", "demands"),
    possible(OFFICIALS, "position-taken", BY_THE_ARTICLE, "ukraine", "us-russia-deal", "rejects"),
    possible(MINERALS, "proposal-made", TRUMP_SO_FAR, "usa", "minerals", "proposes"),
    possible(ORDER, "position-taken", TRUMP_SO_FAR, "ukraine", "minerals", "rejects"),
    possible(RUBIO, "position-taken", TRUMP_SO_FAR, "usa", "bilateral-relations", "supports"),
]

ON_THE_DAY = state(
    "2025-02-18",
    27,
    points=[
        point(
            1,
            POINT_1,
            "establish a consultation mechanism to address “irritants to our bilateral relationship” "
            "with the goal of normalizing the diplomatic missions in both countries",
        ),
        point(
            2,
            POINT_2,
            "appoint “high-level teams to begin working on a path to ending the conflict”",
            {
                "party": "ukraine",
                "stance": "rejects",
                "voice": "self",
                "matter": "us-russia-deal",
                "uncertain": None,
                "entry": OFFICIALS,
            },
        ),
        point(3, POINT_3, "lay the groundwork for future cooperation"),
        point(
            4,
            POINT_4,
            "both sides “to remain engaged to make sure the process moves forward "
            "in a timely and productive manner”",
        ),
    ],
    positions=[
        position(
            "usa",
            "bilateral-relations",
            "supports",
            RUBIO,
            TRUMP_SO_FAR,
            terms="should the conflict come to an acceptable end",
            speaker="Marco Rubio",
        ),
        DEMAND_ON_ALLIES,
        position("european-allies", "inclusion", "demands", CONCERN, SINCE_LAST_WEEK, voice="reported"),
        # The narration is as late, but says the same: the own word stands.
        position("ukraine", "inclusion", "demands", INCLUSION, "2025-02-16", speaker=ZELENSKY),
        position("ukraine", "minerals", "rejects", ORDER, TRUMP_SO_FAR, speaker=ZELENSKY),
        position(
            "usa", "minerals", "proposes", MINERALS, TRUMP_SO_FAR, terms=TERMS_OF_MINERALS, voice="reported"
        ),
        position("usa", "nato-membership", "undetermined", NATO_BACK, SINCE_LAST_WEEK, speaker=HEGSETH),
        *START_OF_TALKS,
        *on_point(1, POINT_1),
        *on_point(2, POINT_2),
        *on_point(3, POINT_3),
        *on_point(4, POINT_4),
        position("usa", "territory", "undetermined", TERRITORY_BACK, SINCE_LAST_WEEK, speaker=HEGSETH),
        # The officials spoke at the latest on the day of the article, Zelensky on the Sunday before it.
        position(
            "ukraine", "us-russia-deal", "rejects", OFFICIALS, BY_THE_ARTICLE, speaker="Ukrainian officials"
        ),
    ],
    proposals=[
        {
            "proposal": "minerals",
            "parties": ["usa"],
            "to": ["ukraine"],
            "terms": TERMS_OF_MINERALS,
            "on": TRUMP_SO_FAR,
            "entry": MINERALS,
            "answers": [{"party": "ukraine", "stance": "rejects", "entry": ORDER}],
        }
    ],
    meetings=[MET_IN_MUNICH, CALLED, MET_IN_RIYADH, SUMMIT_AHEAD],
)

THE_DAY_BEFORE = state(
    "2025-02-17",
    13,
    positions=[
        DEMAND_ON_ALLIES,
        position(
            "ukraine",
            "inclusion",
            "demands",
            INCLUSION,
            "2025-02-16",
            speaker=ZELENSKY,
            may_have_changed=[CONCERN],
        ),
        position(
            "usa",
            "nato-membership",
            "opposes",
            NATO,
            LAST_WEEK,
            speaker=HEGSETH,
            may_have_changed=[NATO_BACK],
        ),
        *START_OF_TALKS,
        position(
            "usa",
            "territory",
            "opposes",
            TERRITORY,
            LAST_WEEK,
            speaker=HEGSETH,
            may_have_changed=[TERRITORY_BACK],
        ),
        position(
            "ukraine",
            "us-russia-deal",
            "rejects",
            REFUSAL,
            "2025-02-16",
            speaker=ZELENSKY,
            may_have_changed=[OFFICIALS],
        ),
    ],
    meetings=[MET_IN_MUNICH, CALLED],
    possible=[
        *MAYBE_UNTIL_THE_ARTICLE,
        possible(USHAKOV, "meeting-announced", "2025-02-17/2025-02-18", "russia"),
        possible(USHAKOV, "meeting-announced", "2025-02-17/2025-02-18", "usa"),
    ],
)

THE_SATURDAY_BEFORE = state(
    "2025-02-15",
    4,
    meetings=[MET_IN_MUNICH],
    possible=[
        possible(CALL, "meeting-held", LAST_WEEK),
        possible(CALL_TOLD, "position-taken", LAST_WEEK, "russia", "negotiations", "accepts"),
        possible(CALL_TOLD, "position-taken", LAST_WEEK, "usa", "negotiations", "accepts"),
        possible(TERRITORY, "position-taken", LAST_WEEK, "usa", "territory", "opposes"),
        possible(NATO, "position-taken", LAST_WEEK, "usa", "nato-membership", "opposes"),
        *MAYBE_UNTIL_THE_ARTICLE[:2],
        possible(DEFENCE, "position-taken", LAST_WEEK, "usa", "european-defence", "demands"),
        possible(PACIFIC, "statement-made", LAST_WEEK, "usa"),
        *MAYBE_UNTIL_THE_ARTICLE[2:],
    ],
)

UNDER_BIDEN = state(
    "2024-06-01",
    3,
    positions=[
        position(
            "usa",
            "military-aid",
            "supports",
            BIDEN_MILITARY_AID,
            "2021-01-20",
            terms="as long as necessary",
            voice="reported",
            until="2025-01-20",
        ),
        position(
            "usa",
            "negotiations",
            "conditional",
            BIDEN_TABLE,
            "2021-01-20",
            terms="Ukraine is not forced to the negotiating table",
            voice="reported",
            until="2025-01-20",
        ),
    ],
    possible=[possible(OFFICIALS, "position-taken", BY_THE_ARTICLE, "ukraine", "us-russia-deal", "rejects")],
)

STATES = [UNDER_BIDEN, THE_SATURDAY_BEFORE, THE_DAY_BEFORE, ON_THE_DAY]

UNPUBLISHED = rows.state(f"2025-02-18@{ENTRIES}/2025-02-17", "ukraine-2025", 0, {})
"""On the day, as a reader of the day before the article could have known it: nothing."""

WHY_NATO: Json = {
    "party": "usa",
    "matter": "nato-membership",
    "because": [NATO_BACK],
    "overruled": [[NATO, "withdrawn", NATO_BACK]],
    "since": SINCE_LAST_WEEK,
    "run": [NATO_BACK],
}
WHY_DEAL: Json = {
    "party": "ukraine",
    "matter": "us-russia-deal",
    "because": [OFFICIALS],
    "overruled": [],
    "since": "2025-02-16",
    "run": [REFUSAL, OFFICIALS],
}
WHY_AID: Json = {
    "party": "usa",
    "matter": "military-aid",
    "because": [],
    "overruled": [[BIDEN_MILITARY_AID, "lapsed", None]],
    "since": None,
    "run": [],
}
WHYS = [WHY_NATO, WHY_DEAL, WHY_AID]
"""Answers of `why` on the day; `overruled` as entry, reason, by."""
