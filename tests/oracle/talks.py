"""Proposals and meetings: what is open, what is expected, what was held."""

from ledger import dates
from tests.oracle import cells
from tests.oracle.lines import Json
from tests.oracle.view import Development, View


def proposals(view: View) -> list[Json]:
    """Return the row of every proposal that was made, closed or not, with `outcome` and `closed`."""
    named = {found.words["proposal"] for found in view.definite if found.words["kind"] == "proposal-made"}
    return [_proposal(view, proposal) for proposal in sorted(named)]


def open_proposals(view: View) -> list[Json]:
    """Return the rows of those that are open, without the two fields on their end."""
    return [
        {field: value for field, value in row.items() if field not in ("outcome", "closed")}
        for row in proposals(view)
        if row["closed"] is None
    ]


def _proposal(view: View, proposal: str) -> Json:
    told = [found for found in view.definite if found.words.get("proposal") == proposal]
    made = [found for found in told if found.words["kind"] == "proposal-made"][-1]
    last = told[-1]
    closed = last.words["kind"] == "proposal-closed"
    return {
        "proposal": proposal,
        "parties": made.words["parties"],
        "to": made.words.get("to", []),
        "terms": made.words.get("terms"),
        "on": made.words["on"],
        "entry": made.place,
        "answers": [
            {"party": row["party"], "stance": row["stance"], "entry": row["entry"]}
            for row in cells.positions(view)
            if row["matter"] == proposal and row["party"] not in made.words["parties"]
        ],
        "outcome": last.words["outcome"] if closed else None,
        "closed": last.place if closed else None,
    }


def meetings(view: View) -> list[Json]:
    """Return the rows of `meetings`, by the latest day of the deciding entry, then by name."""
    named = {words["meeting"] for _, words in view.definite if words["kind"].startswith("meeting-")}
    rows = [(meeting, reports(view, meeting)) for meeting in named]
    rows.sort(key=lambda row: (_entry(row[1]).on.latest, row[0]))
    return [_meeting(view, meeting, told) for meeting, told in rows]


def reports(view: View, meeting: str) -> list[Development]:
    """Return the definite reports and announcements of a meeting, in the order of the fold."""
    return [
        found
        for found in view.definite
        if found.words["kind"].startswith("meeting-") and found.words["meeting"] == meeting
    ]


def held(told: list[Development]) -> Development | None:
    """Return the last report that a meeting was held."""
    return next((found for found in reversed(told) if found.words["kind"] == "meeting-held"), None)


def _entry(told: list[Development]) -> Development:
    """Return the deciding entry: the last report, else the last date or cancellation, else the last."""
    dated = [found for found in told if "expected" in found.words or "cancelled" in found.words]
    return held(told) or (dated or told)[-1]


def _last(told: list[Development], field: str) -> Json | list[Json] | str | None:
    given: list[Json | list[Json] | str] = [found.words[field] for found in told if field in found.words]
    return given[-1] if given else None


def _status(view: View, told: list[Development]) -> str:
    report = held(told)
    if report is not None:
        return "under-way" if report.until is not None and view.day < report.until else "held"
    if "cancelled" in _entry(told).words:
        return "cancelled"
    expected = _last(told, "expected")
    if isinstance(expected, str) and dates.bounds(expected, "expected").latest < view.day:
        return "overdue"
    return "expected"


def _meeting(view: View, meeting: str, told: list[Development]) -> Json:
    report = held(told)
    people = _last(told, "participants") or []
    return {
        "meeting": meeting,
        "status": _status(view, told),
        "on": report.words["on"] if report else None,
        "until": report.words.get("until") if report else None,
        "expected": _last(told, "expected"),
        "not_during": [
            {
                "window": found.words["not_during"],
                "according_to": found.words.get("according_to"),
                "entry": found.place,
            }
            for found in told
            if "not_during" in found.words
        ],
        "mode": _last(told, "mode"),
        "place": _last(told, "place"),
        "hosts": _last(told, "hosts") or [],
        "mediators": _last(told, "mediators") or [],
        "participants": [
            {"role": None, "party": None} | person for person in people if isinstance(person, dict)
        ],
        "absent": _last(told, "absent") or [],
        "entry": _entry(told).place,
    }
