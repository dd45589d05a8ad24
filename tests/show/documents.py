"""Answers made by hand, of the contract's shapes: the Riyadh meeting, a later day, and a crowded table."""

from random import Random
from typing import Any

Json = dict[str, Any]

STANCES = (
    *("proposes", "demands", "supports", "accepts", "conditional"),
    *("neutral", "undetermined", "opposes", "rejects"),
)
TEXTS = (
    "Consultation mechanism on irritants; normalise the diplomatic missions",
    "High-level teams to work on a path to ending the war",
    "Groundwork for future cooperation",
    "To remain engaged, in a timely and productive manner",
)
ZELENSKY = "Volodymyr Zelensky"


def position(
    party: str, matter: str, stance: str, entry: int, on: str = "2025-02-18", **more: object
) -> Json:
    return {
        "party": party,
        "matter": matter,
        "stance": stance,
        "terms": None,
        "voice": "self",
        "according_to": None,
        "speaker": None,
        "on": on,
        "until": None,
        "entry": entry,
        "differing": [],
        "uncertain": None,
        "may_have_changed": [],
        **more,
    }


def agreed(party: str, entry: int, according_to: str | None = None) -> Json:
    voice = "claimed" if according_to else "self"
    told = {"party": party, "voice": voice, "according_to": according_to}
    return {**told, "earlier_text": False, "uncertain": None, "entry": entry}


def point(number: int, text: str, entry: int, **more: object) -> Json:
    return {
        "point": f"point-{number}",
        "order": number,
        "text": text,
        "status": "agreed",
        "implementation": 0,
        "agreement": None,
        "on": "2025-02-18",
        "entry": entry,
        "agreed_by": [agreed("russia", entry, "usa"), agreed("usa", entry)],
        "confirmed": 1,
        "contested_by": [],
        "uncertain": None,
        "wordings": [{"according_to": "usa", "text": text, "entry": entry}],
        **more,
    }


def meeting(name: str, status: str, entry: int, **more: object) -> Json:
    return {
        "meeting": name,
        "status": status,
        "on": None,
        "until": None,
        "expected": None,
        "not_during": [],
        "mode": None,
        "place": None,
        "hosts": [],
        "mediators": [],
        "participants": [],
        "absent": [],
        "entry": entry,
        **more,
    }


def answer(**more: object) -> Json:
    return {
        "negotiation": "ukraine-2025",
        "basis": "2025-02-18@31",
        "as_of": "2025-02-18",
        "known_at": {"entry": 31, "time": "2025-11-23T09:00:00Z"},
        "published_by": None,
        **more,
    }


CONTEST = {
    "party": "ukraine",
    "stance": "rejects",
    "voice": "self",
    "matter": "us-russia-deal",
    "uncertain": None,
    "entry": 15,
}
POINTS = [
    point(number, text, 21 + number, contested_by=[CONTEST] if number == 2 else [])
    for number, text in enumerate(TEXTS, start=1)
]
MINERALS = "$500 billion in rare earth minerals in exchange for aid"
ON_POINTS = [
    row
    for number in range(1, 5)
    for row in (
        position("russia", f"point-{number}", "accepts", 21 + number, voice="claimed", according_to="usa"),
        position("usa", f"point-{number}", "accepts", 21 + number),
    )
]
DEAL = position("ukraine", "us-russia-deal", "rejects", 15, "2025-02-16", speaker=ZELENSKY)
NATO = position("usa", "nato-membership", "undetermined", 8, "2025-02-10/2025-02-18", speaker="Pete Hegseth")
EUROPE = position(
    "european-allies", "inclusion", "demands", 10, "2025-02-17", voice="reported", uncertain="stance"
)
POSITIONS = [
    EUROPE,
    position("ukraine", "inclusion", "demands", 16, "2025-02-16", speaker=ZELENSKY),
    position("ukraine", "minerals", "rejects", 18, "../2025-02-18", speaker=ZELENSKY),
    position("usa", "minerals", "proposes", 17, "../2025-02-18", voice="reported", terms=MINERALS),
    NATO | {"may_have_changed": [14]},
    *ON_POINTS,
    DEAL,
]
PEOPLE = [
    {"name": "Marco Rubio", "role": "Secretary of State", "party": "usa"},
    {"name": "Steve Witkoff", "role": "Middle East special envoy", "party": "usa"},
    {"name": "Sergei Lavrov", "role": "Foreign Minister", "party": "russia"},
    {"name": "Yuri Ushakov", "role": "foreign policy adviser", "party": "russia"},
]
RIYADH = meeting(
    "riyadh",
    "held",
    19,
    on="2025-02-18",
    mode="in-person",
    place="Diriyah Palace, Riyadh",
    hosts=["saudi-arabia"],
    mediators=["saudi-arabia"],
    participants=PEOPLE,
    absent=["ukraine"],
)
SUMMIT = meeting(
    "trump-putin-summit",
    "expected",
    28,
    not_during=[{"window": "2025-02-24/2025-03-02", "according_to": "russia", "entry": 29}],
)
PROPOSAL = {
    "proposal": "minerals",
    "parties": ["usa"],
    "to": ["ukraine"],
    "terms": MINERALS,
    "on": "../2025-02-18",
    "entry": 17,
    "answers": [{"party": "ukraine", "stance": "rejects", "entry": 18}],
}
STATE = answer(
    points=POINTS,
    positions=POSITIONS,
    agreements=[],
    commitments=[],
    proposals=[PROPOSAL],
    meetings=[RIYADH, SUMMIT],
    possible=[
        {
            "entry": 14,
            "kind": "position-taken",
            "on": "2025-02-10/2025-02-20",
            "party": "usa",
            "matter": "nato-membership",
            "stance": "opposes",
        }
    ],
    counts={"definite": 29, "possible": 1, "without_published": 0, "unknown_kinds": 0},
    sources={
        "publishers": ["Washington Examiner"],
        "first": "2025-02-18",
        "last": "2025-02-18",
        "quotes": 42,
        "found": 42,
    },
    parties=["european-allies", "russia", "saudi-arabia", "ukraine", "usa"],
)

LATER = answer(
    basis="2025-03-20@60/2025-03-19",
    as_of="2025-03-20",
    known_at={"entry": 60, "time": None},
    published_by="2025-03-19",
    points=[
        POINTS[0]
        | {
            "status": "in-progress",
            "implementation": 1,
            "agreement": "riyadh-accord",
            "uncertain": "text",
            "text": "Consultation mechanism",
            "on": "2025-03-01",
            "entry": 44,
            "wordings": [
                {"according_to": "usa", "text": TEXTS[0], "entry": 22},
                {"according_to": None, "text": "Consultation mechanism", "entry": 45},
            ],
            "agreed_by": [agreed("russia", 44), agreed("usa", 22) | {"earlier_text": True}],
            "confirmed": 2,
        }
    ],
    positions=[
        position("russia", "point-1", "accepts", 44, "2025-03-01"),
        position("usa", "point-1", "accepts", 22, until="2025-04"),
        position(
            "russia",
            "ceasefire",
            "accepts",
            40,
            "2025-03-18",
            voice="claimed",
            according_to="usa",
            terms="for thirty days",
            uncertain="terms",
            differing=[
                {
                    "stance": "rejects",
                    "voice": "claimed",
                    "according_to": "ukraine",
                    "entry": 42,
                    "uncertain": "stance",
                }
            ],
        ),
    ],
    agreements=[
        {
            "agreement": "riyadh-accord",
            "act": "in-force",
            "on": "2025-03-10",
            "effective": "2025-03-15",
            "title": "Accord of Riyadh",
            "entry": 47,
        }
    ],
    commitments=[
        {
            "party": "usa",
            "agreement": "riyadh-accord",
            "act": "ratified",
            "on": "2025-03-10",
            "effective": "2025-03-15",
            "bound": True,
            "entry": 48,
            "may_have_changed": [50],
        },
        {
            "party": "russia",
            "agreement": "riyadh-accord",
            "act": "signed",
            "on": "2025-03-10",
            "effective": "2025-03-10",
            "bound": False,
            "entry": 49,
            "may_have_changed": [],
        },
    ],
    proposals=[],
    meetings=[
        meeting("geneva", "overdue", 51, expected="2025-03-12"),
        meeting("jeddah", "under-way", 52, on="2025-03-19", until="2025-03-22"),
        meeting("doha", "cancelled", 53, expected="2025-04"),
    ],
    possible=[
        {
            "entry": 54,
            "kind": "meeting-held",
            "on": "2025-03",
            "party": None,
            "matter": None,
            "stance": None,
        }
    ],
    counts={"definite": 40, "possible": 1, "without_published": 2, "unknown_kinds": 3},
)

DIFF: Json = {
    "negotiation": "ukraine-2025",
    "from": "2025-02-15@31",
    "to": "2025-02-18@31",
    "changes": [
        *(
            {
                "what": "meeting",
                "party": None,
                "matter": "riyadh",
                "because": "happened",
                "entries": [19],
                "before": None,
                "after": RIYADH,
            },
        ),
        *(
            {
                "what": "point",
                "party": None,
                "matter": row["point"],
                "because": "happened",
                "entries": [row["entry"]],
                "before": None,
                "after": row,
            }
            for row in POINTS
        ),
        *(
            {
                "what": "position",
                "party": row["party"],
                "matter": row["matter"],
                "because": because,
                "entries": [row["entry"]],
                "before": None,
                "after": row,
            }
            for because, rows in (("happened", [*ON_POINTS, DEAL]), ("became-definite", [NATO]))
            for row in rows
        ),
        {
            "what": "position",
            "party": "usa",
            "matter": "territory",
            "because": "corrected",
            "entries": [6],
            "before": position("usa", "territory", "opposes", 6, "2025-02-10/2025-02-16"),
            "after": position("usa", "territory", "opposes", 6, "2025-02-12", terms="not all of it"),
        },
    ],
    "entries": [6, 8, 15, 19, 22, 23, 24, 25],
}


def entry(number: int, development: Json, **more: object) -> Json:
    return {
        "entry": number,
        "id": f"D{number:02}",
        "recorded_at": "2025-11-23T09:00:00.123456Z",
        "recorded_by": "ana",
        "root": number,
        "kind": development["kind"],
        "on": development.get("on"),
        "earliest": None,
        "latest": None,
        "certainty": "definite",
        "stands": True,
        "corrected_by": None,
        "retracted_by": None,
        "development": development,
        **more,
    }


def source(exact: str, paragraph: int) -> list[Json]:
    quote = {"exact": exact, "verified": True, "paragraph": paragraph}
    return [{"publisher": "Washington Examiner", "published": "2025-02-18", "quotes": [quote]}]


HEGSETH = {"name": "Pete Hegseth", "role": "Defense Secretary", "party": "usa"}
WALK_BACK: Json = {
    "kind": "position-withdrawn",
    "negotiation": "ukraine-2025",
    "on": "2025-02-10/2025-02-18",
    "parties": ["usa"],
    "matter": "nato-membership",
    "withdraws": ["D05"],
    "speaker": HEGSETH,
    "sources": source("the president had not taken anything off the table", 13),
}
REFUSAL: Json = {
    "kind": "position-taken",
    "negotiation": "ukraine-2025",
    "on": "2025-02-10/2025-02-16",
    "parties": ["usa"],
    "matter": "nato-membership",
    "stance": "opposes",
    "speaker": HEGSETH,
    "sources": source("effectively ruled out Ukrainian ascension into NATO", 13),
}
WHY = answer(
    party="usa",
    matter="nato-membership",
    answer=NATO,
    because=[entry(8, WALK_BACK)],
    overruled=[
        {"entry": entry(5, REFUSAL), "reason": "withdrawn", "by": 8},
        {
            "entry": entry(7, REFUSAL, stands=False, retracted_by=9),
            "reason": "retracted",
            "by": 9,
            "note": "the same statement recorded twice",
        },
    ],
    since="2025-02-10/2025-02-18",
    run=[8],
)
HELD: Json = {
    "kind": "meeting-held",
    "negotiation": "ukraine-2025",
    "on": "2025-02-18",
    "meeting": "riyadh",
    "mode": "in-person",
    "place": "Diriyah Palace",
    "hosts": ["saudi-arabia"],
    "absent": ["ukraine"],
    "participants": PEOPLE,
    "sources": source("represented the U.S. in the meeting", 2),
}
DATED: Json = {
    "kind": "entry-corrected",
    "entry": "D05",
    "reason": "dated by a second report",
    "over": "D05",
    "replacement": REFUSAL | {"on": "2025-02-12"},
}
TIMELINE = answer(entries=[entry(5, REFUSAL, corrected_by=32), entry(8, WALK_BACK), entry(19, HELD)])
LOG = answer(
    entries=[
        entry(1, {"kind": "party-described", "party": "usa", "name": "United States", "type": "state"}),
        *TIMELINE["entries"],
        entry(32, DATED),
        entry(33, {"kind": "entry-retracted", "entry": "D08", "reason": "twice", "over": "D08"}),
        entry(34, {"kind": "source-added", "entry": "D05", "sources": source("ruled out", 13)}),
        entry(35, {"kind": "treaty-blessed", "on": "2025"}),
    ]
)
GONE: Json = {"superseded_by": 32, "stands": False, "found_standing": False}
HIT = entry(8, WALK_BACK) | {
    "superseded_by": None,
    "found_in": [8, 34],
    "found_standing": True,
    "found": [
        {"line": 8, "field": "quote.exact", "text": "… not taken anything off the table"},
        {"line": 34, "field": "source.title", "text": "Table talk"},
    ],
}
SEARCH = answer(
    query='"the table"',
    hits=[
        entry(5, REFUSAL) | HIT | entry(5, REFUSAL) | GONE,
        HIT,
        entry(19, HELD)
        | {key: HIT[key] for key in ("superseded_by", "found_in", "found")}
        | {"found_standing": False},
    ],
    more=12,
    filters={"party": ["usa"], "from": "2025-02", "to": "2025-02-18"},
    notes=["OR is read as a word: every word must be there"],
)
FIRST = answer(
    query="table OR chair",
    hits=[HIT],
    first={
        "said": {"date": "2025-02-10/2025-02-18", "entry": HIT, "perhaps_earlier": [19, 20, 21]},
        "published": None,
        "recorded": {"date": "2025-11-23T09:00:00.123456Z", "entry": HIT},
    },
)
TOLD: Json = {"tells_of": ["usa", "russia"], "stance": "opposes", "added_sources": source("ruled out", 13)}
ACCOUNTS = answer(
    point="nato-membership",
    accounts=[
        {"account": "usa", "entries": [entry(5, REFUSAL) | TOLD, entry(8, WALK_BACK) | TOLD]},
        {
            "account": "democratic-republic-of-the-congo",
            "entries": [entry(5, REFUSAL, certainty="possible") | TOLD],
        },
        {
            "account": None,
            "entries": [entry(19, HELD) | {"tells_of": [], "stance": None, "added_sources": []}],
        },
    ],
)
SHOW = entry(8, WALK_BACK) | {
    "basis": "2025-02-18@32",
    "numbers": {"D05": 5},
    "chain": [
        {
            "entry": 8,
            "kind": "position-withdrawn",
            "reason": None,
            "stands": True,
            "recorded_at": "2025-11-23T09:00:00.123456Z",
            "recorded_by": "ana",
        },
        {
            "entry": 32,
            "kind": "entry-corrected",
            "reason": "dated by a second report",
            "stands": False,
            "recorded_at": "2025-11-24T09:00:00.123456Z",
            "recorded_by": "ben",
        },
    ],
}
SHOW_MEETING = entry(19, HELD) | {"basis": "2025-02-18@32", "chain": []}
SHOW_CORRECTION = entry(32, DATED, stands=False, retracted_by=36) | {"basis": "2025-02-18@40", "chain": []}
SHOW_BARE: Json = {
    "entry": 5,
    "id": "D05",
    "kind": "position-taken",
    "on": "2025-02",
    "certainty": "possible",
    "stands": True,
    "corrected_by": 7,
    "retracted_by": None,
    "basis": "2025-02-18@32",
}
HISTORY = answer(
    party="usa",
    matter="nato-membership",
    steps=[
        {
            "entry": 5,
            "on": "2025-02-10/2025-02-16",
            "earliest": None,
            "latest": None,
            "kind": "position-taken",
            "stance": "opposes",
            "terms": None,
            "voice": "self",
            "according_to": None,
            "certainty": "definite",
            "decided": True,
        },
        {
            "entry": 8,
            "on": "2025-02-10/2025-02-18",
            "earliest": None,
            "latest": None,
            "kind": "position-taken",
            "stance": "conditional",
            "terms": "if all allies agree to it",
            "voice": "claimed",
            "according_to": "russia",
            "certainty": "possible",
            "decided": False,
        },
    ],
)
TREATY_HISTORY = answer(
    party="usa",
    matter="paris-agreement",
    steps=[
        {
            "entry": 40,
            "on": "2019-11-04",
            "earliest": None,
            "latest": None,
            "kind": "commitment-changed",
            "act": "withdrawn",
            "effective": "2020-11-04",
            "leg": leg,
            "certainty": "definite",
            "decided": True,
        }
        for leg in (0, 1)
    ],
)
TREATY_WHY = answer(
    party="usa",
    matter="paris-agreement",
    answer={
        "party": "usa",
        "agreement": "paris-agreement",
        "act": "withdrawn",
        "on": "2019-11-04",
        "effective": "2020-11-04",
        "bound": True,
        "entry": 40,
        "may_have_changed": [],
    },
    because=[
        entry(
            40,
            {
                "kind": "commitment-changed",
                "on": "2019-11-04",
                "effective": "2020-11-04",
                "parties": ["usa"],
                "agreement": "paris-agreement",
                "act": "withdrawn",
            },
        )
    ],
    overruled=[],
    since="2020-11-04",
    run=[40],
)
MEMBERS = answer(
    agreement="paris-agreement",
    count=2,
    members=[
        {"party": "china", "since": "2016-11-04", "act": "ratified", "entry": 37},
        {"party": "usa", "since": "2016-11-04", "act": "accepted", "entry": 38},
    ],
    leaving=[{"party": "usa", "effective": "2020-11-04", "entry": 40}],
    joining=[],
)
RECORDED: Json = {
    "recorded": [
        {
            "entry": 15,
            "id": "D15",
            "new": True,
            "development": {
                "kind": "position-taken",
                "on": "2025-02-16",
                "parties": ["ukraine"],
                "stance": "rejects",
                "matter": "us-russia-deal",
                "speaker": {"name": ZELENSKY, "party": "ukraine"},
                "sources": source("I will never accept any decisions", 12),
            },
            "notes": [
                '"sunday" = Sun 16 Feb, the last before the source\'s date (Tue 18 Feb)',
                "changes 1 cell from 16 Feb on; nothing before it",
            ],
        },
        {
            "entry": 32,
            "id": "D32",
            "new": True,
            "development": DATED,
            "before": REFUSAL,
            "numbers": {"D05": 5},
        },
        {"entry": 17, "id": "D03", "new": False, "retracted_by": 20},
    ],
    "faults": [],
    "warnings": [
        {
            "line": 3,
            "field": "on",
            "given": "2025-02",
            "remedy": "Write 2025-02-01/2025-02-18.",
            "message": "it may lie later than its report",
        }
    ],
}
QUOTE_ERROR: Json = {
    "error": {
        "code": 4,
        "field": "sources.quotes",
        "message": "the quote is not in we-0218",
        "remedy": "Take paragraph 7's: --quote-nearest   Keep yours, marked: --quote-unverified",
        "lines": [
            ["yours", "would not accept a deal agreed between the U.S. and Russia"],
            ["par. 7", "would not accept a deal agreed UPON between the U.S. and Russia"],
        ],
    }
}
ORDER_ERROR: Json = {
    "error": {
        "code": 4,
        "message": "#8 is said to follow #5, which may be as late as Sun 16 Feb 2025",
        "remedy": 'First:  ledger correct 5 --on 2025-02-10/2025-02-13 --reason "dated by a second report"',
    }
}
FILE_ERROR: Json = {
    "error": {"code": 4, "message": "2 faults; the first: no such day"},
    "faults": [
        {
            "line": 3,
            "field": "on",
            "given": "2025-02-30",
            "message": "February 2025 has 28 days",
            "remedy": "Write 2025-02-28.",
        },
        {
            "line": 4,
            "field": "parties",
            "given": None,
            "message": "it is left out",
            "remedy": "Name who took the position.",
        },
    ],
}
VERIFIED: Json = {
    "ok": False,
    "entries": 31,
    "checkpoint": None,
    "not_checked": ["tree"],
    "checks": [
        {"check": "numbers", "checked": 31, "faults": 0},
        {"check": "quotes", "checked": 42, "faults": 1},
    ],
    "faults": [{"check": "quotes", "entry": 7, "message": "the quote is not in the text"}],
}
PARTIES = answer(
    parties=[
        {
            "party": "usa",
            "name": "United States",
            "type": "state",
            "iso3166": "US",
            "wikidata": None,
            "aliases": ["US", "America"],
        },
        {"party": "russia", "name": None, "type": None, "iso3166": None, "wikidata": None, "aliases": []},
    ],
    filters={"type": ["state", "group"]},
    notes=["2026 is later than the last entry: known at is pinned to #31"],
)
MATTERS = answer(
    matters=[
        {
            "matter": "point-2",
            "type": "point",
            "name": "Teams",
            "proposition": "teams are named",
            "agreement": None,
            "under": ["negotiations", "us-russia-deal"],
        }
    ]
)
SOURCES = answer(
    sources=[
        {
            "slug": "we-0218",
            "publisher": "Washington Examiner",
            "title": "US stresses improving relations",
            "published": "2025-02-18",
            "url": "https://example.org/" + "a" * 90,
            "author": None,
            "archive": "0" * 64,
            "entries": 30,
            "quotes": 42,
        }
    ]
)
NEGOTIATIONS: Json = {
    "basis": "2025-02-18@31",
    "negotiations": [
        {"negotiation": "ukraine-2025", "developments": 27, "from": "2021-01-20T00:00:00Z", "to": None}
    ],
}
RENAMING: Json = {
    "party": "usa",
    "to": "united-states",
    "merges": False,
    "near": "united-stats",
    "names": [
        {"entry": 1, "field": "party", "before": "usa", "after": "united-states"},
        *(
            {"entry": n, "field": "parties", "before": ["usa", "uk"], "after": ["united-states", "uk"]}
            for n in (15, 16, 17, 20)
        ),
        {"entry": 18, "field": "participants.party", "before": "usa", "after": "united-states"},
    ],
    "left": [28],
}

DOCTOR: Json = {
    "ok": False,
    "ledger": "talks.db",
    "findings": [
        {"check": "clock", "level": "ok", "found": "the clock is not behind the last entry", "remedy": None},
        {
            "check": "log",
            "level": "note",
            "found": "talks.db-wal holds 4,152 bytes: the ledger is in use",
            "remedy": "To copy a ledger: ledger backup FILE",
        },
        {
            "check": "access",
            "level": "warning",
            "found": "talks.db can be written by everybody on this computer",
            "remedy": "chmod o-w talks.db",
        },
        {
            "check": "triggers",
            "level": "fault",
            "found": "the trigger log_refuses_update is missing or altered: entries may have been changed",
            "remedy": "See what was changed: ledger verify --since a checkpoint kept elsewhere.",
        },
    ],
}

SCREENS: list[tuple[str, Json]] = [
    *(
        ("state", STATE),
        ("state", LATER),
        ("diff", DIFF),
        ("diff", DIFF | {"from": None}),
        ("why", WHY),
        ("why", TREATY_WHY),
    ),
    *(
        ("timeline", TIMELINE),
        ("log", LOG),
        ("log", LOG | {"more": 1_000}),
        *(("follow", one) for one in LOG["entries"]),
        ("search", SEARCH),
        ("search", FIRST),
        ("accounts", ACCOUNTS),
        ("show", SHOW),
        ("show", SHOW_MEETING),
        ("show", SHOW_CORRECTION),
        ("show", SHOW_BARE),
        ("history", HISTORY),
        ("history", HISTORY | {"more": 3}),
        ("history", TREATY_HISTORY),
    ),
    *(("positions", STATE), ("positions", LATER), ("points", STATE), ("points", LATER), ("meetings", STATE)),
    *(("meetings", LATER), ("proposals", STATE), ("members", MEMBERS), ("parties", PARTIES)),
    *(("matters", MATTERS), ("sources", SOURCES), ("negotiations", NEGOTIATIONS), ("recorded", RECORDED)),
    *(("renaming", RENAMING), ("renaming", RENAMING | {"merges": True, "names": []})),
    *(("error", QUOTE_ERROR), ("error", ORDER_ERROR), ("error", FILE_ERROR), ("verified", VERIFIED)),
    ("doctor", DOCTOR),
]
"""Every screen with a document for it."""


def crowded(parties: int, matters: int) -> Json:
    """Return a state in which each matter has positions of one to five of many parties."""
    chance = Random(3)  # noqa: S311 no secret hangs on it
    slugs = [f"country-{n:02}" for n in range(parties - 1)] + ["democratic-republic-of-the-congo"]
    rows: list[Json] = []
    for n in range(matters):
        rows += [
            position(
                party,
                f"matter-of-{('trade', 'borders', 'prisoners')[n % 3]}-{n:03}",
                chance.choice(STANCES),
                len(rows) + k,
                f"2025-01-{chance.randint(1, 31):02}",
                speaker=chance.choice((None, "A. Speaker")),
            )
            for k, party in enumerate(sorted(chance.sample(slugs, chance.randint(1, 5))), start=1)
        ]
    return STATE | {"points": [], "positions": rows, "parties": slugs}
