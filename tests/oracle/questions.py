"""The questions of the contract, each asked of one view."""

from ledger import dates
from tests.oracle import cells, law, lines, points, talks
from tests.oracle.lines import Json
from tests.oracle.view import Development, View, what_it_is


def state(view: View) -> Json:
    """Answer `state`."""
    gone = sum(line.kind == lines.WORDLESS for line in view.lines[: view.known_at])
    return {
        "negotiation": view.negotiation,
        "basis": view.basis,
        "as_of": view.as_of,
        "known_at": {"entry": view.known_at},
        "published_by": view.published_by,
        "points": points.points(view),
        "positions": cells.positions(view),
        "agreements": law.agreements(view),
        "commitments": law.commitments(view),
        "proposals": talks.open_proposals(view),
        "meetings": talks.meetings(view),
        "possible": _possible(view),
        "counts": {
            "definite": len(view.definite),
            "possible": len(view.possible),
            "without_published": _without_published(view),
            "unknown_kinds": 0,
            **({"withheld": gone} if gone else {}),
        },
    }


def _possible(view: View) -> list[Json]:
    rows = []
    for development in view.possible:
        words = development.words
        named = [words[what] for what in ("matter", "proposal", "point", "agreement") if what in words]
        set_by = cells.said(words)
        rows += [
            {
                "entry": development.place,
                "kind": words["kind"],
                "on": words["on"],
                "party": party,
                "matter": named[0] if named else None,
                "stance": set_by[1] if set_by else None,
            }
            for party in words.get("parties", [None])
        ]
    return sorted(rows, key=lambda row: (row["entry"], row["party"] or ""))


def _without_published(view: View) -> int:
    if view.published_by is None:
        return 0
    return sum(
        found.on.earliest <= view.day and lines.published(view.lines, found.place, view.known_at) is None
        for found in view.standing
    )


def entry(view: View, place: int) -> Json:
    """Return the ENTRY of a development: its words that stand at T, else those that last stood."""
    standing = lines.version(view.lines, place, view.known_at)
    line = standing or lines.versions(view.lines, place, view.known_at)[-1]
    found = Development(place, line.words)
    certainty = "definite" if view.is_definite(found) else "possible" if view.is_possible(found) else None
    decides = lines.deciding(view.lines, place, view.known_at)
    return {
        "entry": place,
        "id": lines.line_at(view.lines, place).id,
        "root": place,
        "kind": found.words["kind"],
        "on": found.words["on"],
        "earliest": dates.stamp(found.on.earliest),
        "latest": dates.stamp(found.on.latest),
        "certainty": certainty,
        "stands": standing is not None,
        "corrected_by": None if line.number == place else line.number,
        "retracted_by": decides.number if standing is None and decides is not None else None,
        "development": lines.exported(view.lines, found.words),
    }


def timeline(view: View) -> Json:
    """Answer `timeline`."""
    shown = [found for found in view.developments if view.is_definite(found) or view.is_possible(found)]
    return {"basis": view.basis, "entries": [entry(view, found.place) for found in shown]}


def history(view: View, party: str, matter: str) -> Json:
    """Answer `history`: the steps of all accounts, and of an agreement those of the commitment too."""
    found = _position_steps(view, party, matter)
    if what_it_is(view, matter) == "agreement":
        found += _commitment_steps(view, party, matter)
    rows = [(key, cell, row) for key, cell, row in found if row["certainty"] is not None]
    rows.sort(key=lambda one: one[0])
    for at, (key, cell, row) in enumerate(rows):
        nexts = [
            other[0]
            for other, its_cell, its_row in rows[at + 1 :]
            if its_cell == cell and its_row["certainty"] == "definite"
        ]
        row["decided"] = (
            row["certainty"] == "definite" and cell is not None and (not nexts or nexts[0] != key[0])
        )
    return {
        "party": party,
        "matter": matter,
        "basis": view.basis,
        "steps": [row for _, _, row in rows],
    }


Found = list[tuple[tuple[int, int, int, int], object, Json]]
"""Steps of a history: key, cell (None: it decides nothing) and row."""


def _row(view: View, by: Development, when: dates.Span) -> Json:
    due, begun = when.latest <= view.day, when.earliest <= view.day
    return {
        "entry": by.place,
        "on": by.words["on"],
        "earliest": dates.stamp(when.earliest),
        "latest": dates.stamp(when.latest),
        "kind": by.words["kind"],
        "certainty": "definite" if due else "possible" if begun else None,
    }


def _position_steps(view: View, party: str, matter: str) -> Found:
    return [
        (
            step.by.key,
            step.setting.account,
            _row(view, step.by, step.by.on)
            | {
                "stance": step.setting.stance,
                "terms": step.setting.terms,
                "voice": cells.VOICES[step.setting.account[0]],
                "according_to": step.by.words.get("according_to"),
            },
        )
        for step in cells.steps(view.developments, party, matter)
    ]


def _commitment_steps(view: View, party: str, agreement: str) -> Found:
    return [
        (
            leg.key,
            None if leg.by.words["act"] in law.ASIDE else "commitment",
            _row(view, leg.by, leg.when)
            | {
                "act": leg.by.words["act"],
                "effective": law.effective(leg.by),
                "leg": leg.leg,
                "terms": leg.by.words.get("terms"),
                "according_to": leg.by.words.get("according_to"),
            },
        )
        for leg in law.legs(view, party, agreement)
        if leg.leg == 0 or "effective" in leg.by.words
    ]
