"""Points: what was agreed, in which words, by whom, against whom, and what became of it."""

from tests.oracle import cells
from tests.oracle.lines import Json
from tests.oracle.view import Development, View


def agreed(view: View, point: str) -> list[Development]:
    """Return the definite agreements on a point, in the order of the fold."""
    return _on(view, point, "point-agreed")


def under(view: View, point: str) -> set[str]:
    """Return the matters that a point stands directly under, by its agreements and by its description."""
    found = set(view.described(point).get("under", []))
    for development in agreed(view, point):
        found |= set(development.words.get("under", []))
    return found


def points(view: View) -> list[Json]:
    """Return the rows of `points`, by order and point; those without an order last."""
    named = {found.words["point"] for found in view.definite if found.words["kind"] == "point-agreed"}
    rows = [_row(view, point) for point in named]
    return sorted(rows, key=lambda row: (row["order"] is None, row["order"] or 0, row["point"]))


def _on(view: View, point: str, kind: str) -> list[Development]:
    return [found for found in view.definite if found.words["kind"] == kind and found.words["point"] == point]


def text_giver(view: View, point: str) -> Development:
    """Return the development that gives the text: the last amendment after the first agreement, else that."""
    first = agreed(view, point)[0]
    return [first, *(found for found in _on(view, point, "point-amended") if found.key > first.key)][-1]


def _row(view: View, point: str) -> Json:
    giver = text_giver(view, point)
    agreements = agreed(view, point)
    orders = [found.words["order"] for found in agreements if "order" in found.words]
    papers = [found.words["agreement"] for found in agreements if "agreement" in found.words]
    statuses, levels = _statuses(view, point), _levels(view, point)
    accepting = _agreed_by(view, point, giver)
    return {
        "point": point,
        "order": next(iter(orders), None),
        "text": giver.words["text"],
        "status": statuses[-1][0],
        "implementation": levels[-1][0] if levels else 0,
        "agreement": next(iter(papers), None),
        "on": giver.words["on"],
        "entry": giver.place,
        "agreed_by": accepting,
        "confirmed": sum(row["voice"] == "self" for row in accepting),
        "contested_by": _contested_by(view, point),
        "wordings": [
            {
                "according_to": found.words.get("according_to"),
                "text": found.words["text"],
                "entry": found.place,
            }
            for found in agreements
        ],
        "uncertain": _uncertain(view, point, giver),
    }


def _agreed_by(view: View, point: str, giver: Development) -> list[Json]:
    rows = [row for row in cells.positions(view) if row["matter"] == point and row["stance"] == "accepts"]
    return [
        {
            "party": row["party"],
            "voice": row["voice"],
            "according_to": row["according_to"],
            "earlier_text": _on_earlier_text(view, row["party"], point, giver),
            "uncertain": row["uncertain"],
            "entry": row["entry"],
        }
        for row in rows
    ]


def _on_earlier_text(view: View, party: str, point: str, giver: Development) -> bool:
    if giver.words["kind"] != "point-amended":
        return False
    found = cells.cells(view, party, point)
    amended = (giver.on.latest, giver.on.earliest)
    return not any(
        found[which][-1].setting.stance == "accepts" and found[which][-1].reach >= amended
        for which in cells.running(view, found)
    )


def _contested_by(view: View, point: str) -> list[Json]:
    looked_at = {point} | under(view, point)
    rows = [
        row
        for row in cells.positions(view)
        if row["matter"] in looked_at and row["stance"] in ("opposes", "rejects")
    ]
    return [
        {field: row[field] for field in ("party", "stance", "voice", "matter", "uncertain", "entry")}
        for row in sorted(rows, key=lambda row: (row["party"], row["matter"]))
    ]


Said = list[tuple[object, Development]]
"""What was said one after another of one thing, with who said it, in the order of the fold."""


def _statuses(view: View, point: str) -> Said:
    found: Said = [(done.words["status"], done) for done in _progress(view, point, "status")]
    found += [("agreed", done) for done in agreed(view, point)]
    return sorted(found, key=lambda one: one[1].key)


def _levels(view: View, point: str) -> Said:
    return [(done.words["implementation"], done) for done in _progress(view, point, "implementation")]


def _progress(view: View, point: str, field: str) -> list[Development]:
    return [found for found in _on(view, point, "point-progressed") if field in found.words]


def _doubted(said: Said, winner: Development) -> bool:
    """Apply the rule of cells: another word may be the later one, and is another than the winner's."""
    value = next(what for what, by in said if by == winner)
    return any(
        what != value
        and by.place != winner.place
        and by.on.latest >= winner.on.earliest
        and not winner.names(by)
        for what, by in said
    )


def _uncertain(view: View, point: str, giver: Development) -> str | None:
    agreements, amendments = agreed(view, point), _on(view, point, "point-amended")
    texts: Said = [(found.words["text"], found) for found in [agreements[0], *amendments]]
    other_first = giver.words["kind"] == "point-agreed" and any(
        other.words["text"] != giver.words["text"]
        and other.on.earliest <= giver.on.latest
        and giver.place not in other.words.get("after", [])
        for other in agreements
    )
    if other_first or _doubted(texts, giver):
        return "text"
    for said in (_statuses(view, point), _levels(view, point)):
        if said and _doubted(said, said[-1][1]):
            return "status"
    return None
