"""The contract's JSON documents as shapes. Objects have exactly these keys.

What this program adds to the contract stands apart: `ADDED`, `NAMES`, `NOTES`,
`FOUND`, the `note` of an overruled entry, the `texts` of an import.
"""

import re

from tests.cli.shapes import Shape, maybe

TEXT = str
NUMBER = int
ENTRY_NUMBER = int
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
BASIS = re.compile(r"[^@]+@\d+(/.+)?")
SHA256 = re.compile(r"[0-9a-f]{64}")

STANCE = frozenset(
    [
        "proposes",
        "demands",
        "supports",
        "accepts",
        "conditional",
        "neutral",
        "undetermined",
        "opposes",
        "rejects",
    ]
)
VOICE = frozenset({"self", "reported", "claimed"})
DOUBT = maybe(frozenset({"stance", "terms"}))

POINT = {
    "point": SLUG,
    "order": maybe(NUMBER),
    "text": TEXT,
    "status": frozenset(
        ["agreed", "in-progress", "fulfilled", "stalled", "suspended", "breached", "abandoned", "superseded"]
    ),
    "implementation": NUMBER,
    "agreement": maybe(SLUG),
    "on": TEXT,
    "entry": ENTRY_NUMBER,
    "agreed_by": [
        {
            "party": SLUG,
            "voice": VOICE,
            "according_to": maybe(SLUG),
            "earlier_text": bool,
            "uncertain": DOUBT,
            "entry": ENTRY_NUMBER,
        }
    ],
    "confirmed": NUMBER,
    "contested_by": [
        {
            "party": SLUG,
            "stance": frozenset({"opposes", "rejects"}),
            "voice": VOICE,
            "matter": SLUG,
            "uncertain": DOUBT,
            "entry": ENTRY_NUMBER,
        }
    ],
    "wordings": [{"according_to": maybe(SLUG), "text": TEXT, "entry": ENTRY_NUMBER}],
    "uncertain": maybe(frozenset({"text", "status"})),
}
POSITION = {
    "party": SLUG,
    "matter": SLUG,
    "stance": STANCE,
    "terms": maybe(TEXT),
    "voice": VOICE,
    "according_to": maybe(SLUG),
    "speaker": maybe(TEXT),
    "on": TEXT,
    "until": maybe(TEXT),
    "entry": ENTRY_NUMBER,
    "differing": [
        {
            "stance": STANCE,
            "voice": VOICE,
            "according_to": maybe(SLUG),
            "entry": ENTRY_NUMBER,
            "uncertain": DOUBT,
        }
    ],
    "uncertain": DOUBT,
    "may_have_changed": [ENTRY_NUMBER],
}
AGREEMENT = {
    "agreement": SLUG,
    "act": frozenset(["adopted", "in-force", "suspended", "terminated", "superseded"]),
    "on": TEXT,
    "effective": TEXT,
    "title": maybe(TEXT),
    "entry": ENTRY_NUMBER,
}
COMMITMENT = {
    "party": SLUG,
    "agreement": SLUG,
    "act": SLUG,
    "on": TEXT,
    "effective": TEXT,
    "bound": bool,
    "entry": ENTRY_NUMBER,
    "may_have_changed": [ENTRY_NUMBER],
}
PROPOSAL = {
    "proposal": SLUG,
    "parties": [SLUG],
    "to": [SLUG],
    "terms": maybe(TEXT),
    "on": TEXT,
    "entry": ENTRY_NUMBER,
    "answers": [{"party": SLUG, "stance": STANCE, "entry": ENTRY_NUMBER}],
}
CLOSED = PROPOSAL | {
    "outcome": maybe(frozenset(["withdrawn", "agreed", "superseded", "expired"])),
    "closed": maybe(ENTRY_NUMBER),
}
MEETING = {
    "meeting": SLUG,
    "status": frozenset(["held", "under-way", "expected", "overdue", "cancelled"]),
    "on": maybe(TEXT),
    "until": maybe(TEXT),
    "expected": maybe(TEXT),
    "not_during": [{"window": TEXT, "according_to": maybe(SLUG), "entry": ENTRY_NUMBER}],
    "mode": maybe(frozenset({"in-person", "phone", "video", "written"})),
    "place": maybe(TEXT),
    "hosts": [SLUG],
    "mediators": [SLUG],
    "participants": [{"name": TEXT, "role": maybe(TEXT), "party": maybe(SLUG)}],
    "absent": [SLUG],
    "entry": ENTRY_NUMBER,
}
STATE = {
    "negotiation": maybe(SLUG),
    "basis": BASIS,
    "as_of": TEXT,
    "known_at": {"entry": ENTRY_NUMBER, "time": maybe(TIME)},
    "published_by": maybe(TEXT),
    "points": [POINT],
    "positions": [POSITION],
    "agreements": [AGREEMENT],
    "commitments": [COMMITMENT],
    "proposals": [PROPOSAL],
    "meetings": [MEETING],
    "possible": [
        {
            "entry": ENTRY_NUMBER,
            "kind": SLUG,
            "on": TEXT,
            "party": maybe(SLUG),
            "matter": maybe(SLUG),
            "stance": maybe(STANCE),
        }
    ],
    "counts": dict.fromkeys(("definite", "possible", "without_published", "unknown_kinds"), NUMBER),
}

CERTAINTY = frozenset({"definite", "possible"})
ENTRY = {
    "entry": ENTRY_NUMBER,
    "id": TEXT,
    "recorded_at": TIME,
    "recorded_by": TEXT,
    "root": ENTRY_NUMBER,
    "kind": SLUG,
    "on": maybe(TEXT),
    "earliest": maybe(SECOND),
    "latest": maybe(SECOND),
    "certainty": maybe(CERTAINTY),
    "stands": bool,
    "corrected_by": maybe(ENTRY_NUMBER),
    "retracted_by": maybe(ENTRY_NUMBER),
    "development": dict,
}
ADDED = {"negotiation": maybe(SLUG)}
"""What answers have beside the contract's keys: whose they are."""
NAMES = {"names": maybe(ENTRY_NUMBER)}
"""What a line of a chain has beside the contract's keys: the line that it names."""

SHOW = {
    "basis": BASIS,
    **ENTRY,
    "chain": [
        {
            "entry": ENTRY_NUMBER,
            "kind": SLUG,
            "reason": maybe(TEXT),
            "recorded_at": TIME,
            "recorded_by": TEXT,
            "stands": bool,
        }
        | NAMES
    ],
}
ENTRIES = {"basis": BASIS, "entries": [ENTRY]} | ADDED
_STEP = {
    "entry": ENTRY_NUMBER,
    "on": TEXT,
    "earliest": maybe(SECOND),
    "latest": maybe(SECOND),
    "kind": SLUG,
    "terms": maybe(TEXT),
    "voice": maybe(VOICE),
    "according_to": maybe(SLUG),
    "certainty": CERTAINTY,
    "decided": bool,
}
HISTORY = {
    "party": SLUG,
    "matter": SLUG,
    "basis": BASIS,
    "steps": [
        (
            _STEP | {"stance": STANCE},
            _STEP | {"act": SLUG, "effective": maybe(TEXT), "leg": int},
        )
    ],
} | ADDED
ROW = (POSITION, POINT, COMMITMENT, PROPOSAL, MEETING)
DIFF = {
    "from": BASIS,
    "to": BASIS,
    "changes": [
        {
            "what": frozenset(["position", "point", "commitment", "proposal", "meeting"]),
            "party": maybe(SLUG),
            "matter": SLUG,
            "because": frozenset(
                ["happened", "became-definite", "learned", "published", "corrected", "took-effect", "lapsed"]
            ),
            "entries": [ENTRY_NUMBER],
            "before": (*ROW, None),
            "after": (*ROW, None),
        }
    ],
    "entries": [ENTRY_NUMBER],
} | ADDED
_OVERRULED = {
    "entry": ENTRY,
    "reason": frozenset(
        [
            "earlier",
            "corrected",
            "retracted",
            "withdrawn",
            "lapsed",
            "other-account",
            "possible",
            "unpublished",
        ]
    ),
    "by": maybe(ENTRY_NUMBER),
}
WHY = {
    "party": SLUG,
    "matter": SLUG,
    "basis": BASIS,
    "answer": (POSITION, COMMITMENT, None),
    "because": [ENTRY],
    "overruled": [(_OVERRULED, _OVERRULED | {"note": TEXT})],
    "since": maybe(TEXT),
    "run": [ENTRY_NUMBER],
} | ADDED
_LEG = {"party": SLUG, "effective": TEXT, "entry": ENTRY_NUMBER}
MEMBERS = {
    "agreement": SLUG,
    "basis": BASIS,
    "count": NUMBER,
    "members": [{"party": SLUG, "since": TEXT, "act": SLUG, "entry": ENTRY_NUMBER}],
    "leaving": [_LEG],
    "joining": [_LEG],
} | ADDED
VERIFY = {
    "ok": bool,
    "entries": NUMBER,
    "checks": [{"check": TEXT, "checked": NUMBER, "faults": NUMBER}],
    "faults": [{"check": TEXT, "entry": maybe(ENTRY_NUMBER), "message": TEXT}],
    "not_checked": [TEXT],
    "checkpoint": None,
}
FAULT = {
    "line": maybe(NUMBER),
    "field": maybe(TEXT),
    "given": (str, int, bool, float, None),
    "message": TEXT,
    "remedy": maybe(TEXT),
}
_NEW = {"entry": ENTRY_NUMBER, "id": TEXT, "new": bool}
RECORD = {
    "recorded": [(_NEW, _NEW | {"retracted_by": ENTRY_NUMBER})],
    "faults": [FAULT],
    "warnings": [FAULT],
}
NOTES = {"notes": [TEXT]}
"""What a recording has beside the contract's keys where words were read as dates."""
IMPORT = RECORD | {"texts": NUMBER}
ERROR = {
    "code": NUMBER,
    "message": TEXT,
    "remedy": maybe(TEXT),
    "line": maybe(NUMBER),
    "field": maybe(TEXT),
}
_SOURCE = {
    "publisher": TEXT,
    "title": maybe(TEXT),
    "published": maybe(TEXT),
    "url": maybe(TEXT),
    "author": maybe(TEXT),
    "archive": maybe(SHA256),
}


def listing(name: str, row: Shape) -> Shape:
    """Return the shape of a list of what the ledger knows, or of a part of the state."""
    return {"basis": BASIS, name: [row]} | ADDED


POSITIONS = listing("positions", POSITION)
POINTS = listing("points", POINT)
MEETINGS = listing("meetings", MEETING)
PROPOSALS = listing("proposals", CLOSED)
PARTIES = listing(
    "parties",
    {
        "party": SLUG,
        "name": maybe(TEXT),
        "type": maybe(frozenset(["state", "group", "organisation", "person"])),
        "iso3166": maybe(TEXT),
        "wikidata": maybe(TEXT),
        "aliases": [TEXT],
    },
)
MATTERS = listing(
    "matters",
    {
        "matter": SLUG,
        "type": frozenset(["issue", "proposal", "point", "agreement"]),
        "name": maybe(TEXT),
        "proposition": maybe(TEXT),
        "agreement": maybe(SLUG),
        "under": [SLUG],
    },
)
SOURCES = listing("sources", {"slug": maybe(SLUG), **_SOURCE, "entries": NUMBER, "quotes": NUMBER})
NEGOTIATIONS = {
    "basis": BASIS,
    "negotiations": [
        {"negotiation": SLUG, "developments": NUMBER, "from": maybe(SECOND), "to": maybe(SECOND)}
    ],
}

FOUND = {
    "superseded_by": maybe(ENTRY_NUMBER),
    "found_in": [ENTRY_NUMBER],
    "found_standing": bool,
    "found": [{"line": ENTRY_NUMBER, "field": TEXT, "text": TEXT}],
}
"""What a hit has beside the contract's keys: in which lines and texts it was found."""
SEARCH = {"query": TEXT, "basis": BASIS, "hits": [ENTRY | FOUND]} | ADDED

ANSWERS: dict[str, Shape] = {
    "state": STATE,
    "history": HISTORY,
    "diff": DIFF,
    "why": WHY,
    "timeline": ENTRIES,
    "log": ENTRIES,
    "show": SHOW,
    "members": MEMBERS,
    "verify": VERIFY,
    "positions": POSITIONS,
    "points": POINTS,
    "meetings": MEETINGS,
    "proposals": PROPOSALS,
    "parties": PARTIES,
    "matters": MATTERS,
    "sources": SOURCES,
    "negotiations": NEGOTIATIONS,
    "search": SEARCH,
}
"""The shape of each reading command's answer."""
