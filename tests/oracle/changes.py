"""`diff`: the rows that differ between two moments, and which developments made them differ."""

from collections.abc import Callable
from typing import NamedTuple

from tests.oracle import cells, law, lines, points, talks
from tests.oracle.lines import Json
from tests.oracle.view import Development, Key, View

Name = tuple[str, str, str]
"""A row's name: what, matter, party ("" where it has none)."""


class Seen(NamedTuple):
    """A development as one view sees it: `it` is None where no words of it stand on the row."""

    it: Development | None
    admitted: bool
    due: bool
    effective: bool
    lapsed: bool

    @property
    def counts(self) -> bool:
        """Whether it is known, admitted and definite with words on the row."""
        return self.it is not None and self.admitted and self.due

    @property
    def has_effect(self) -> bool:
        """Whether its effect counts, one that a rescission calls off included."""
        return self.it is not None and self.admitted and self.effective


class Row(NamedTuple):
    """A row between two views: its name, and what says whether words are on it."""

    a: View
    b: View
    name: Name
    holds: Callable[[Json], bool]


def changes(a: View, b: View) -> Json:
    """Answer `diff` from the view A to the view B."""
    before, after = _rows(a), _rows(b)
    found = [
        _change(a, b, name, (before.get(name), after.get(name)))
        for name in sorted({*before, *after})
        if _compared(before.get(name)) != _compared(after.get(name))
    ]
    return {
        "from": a.basis,
        "to": b.basis,
        "changes": found,
        "entries": sorted({entry for change in found for entry in change["entries"]}),
    }


def _rows(view: View) -> dict[Name, Json]:
    found: dict[Name, Json] = {}
    found |= {("commitment", row["agreement"], row["party"]): row for row in law.commitments(view)}
    found |= {("meeting", row["meeting"], ""): row for row in talks.meetings(view)}
    found |= {("point", row["point"], ""): row for row in points.points(view)}
    found |= {("position", row["matter"], row["party"]): row for row in cells.positions(view)}
    found |= {("proposal", row["proposal"], ""): row for row in talks.open_proposals(view)}
    return found


def _compared(row: Json | None) -> Json | None:
    return None if row is None else {key: row[key] for key in row if key != "may_have_changed"}


def _change(a: View, b: View, name: Name, rows: tuple[Json | None, Json | None]) -> Json:
    what, matter, party = name
    before, after = rows
    row = Row(a, b, name, lambda words: b.here(words) and _holds(a, b, name, words))
    causes: list[tuple[Key, str, int]] = []
    for place in lines.roots(b.lines, b.known_at):
        step = _differing_step(row, place)
        if step is not None:
            causes.append((step, _because(row, place), place))
    if causes:
        because, entries = max(causes)[1], sorted(place for _, _, place in causes)
    else:
        because, entries = "lapsed" if a.day != b.day else "learned", [(after or before or {})["entry"]]
    return {
        "what": what,
        "party": party or None,
        "matter": matter,
        "because": because,
        "entries": entries,
        "before": before,
        "after": after,
    }


def _holds(a: View, b: View, name: Name, words: Json) -> bool:
    """Say whether words are on a row, by what it is."""
    what, matter, party = name
    kind = words["kind"]
    set_on = {one.matter for one in cells.settings(words) if what != "position" or one.party == party}
    match what:
        case "position":
            found = matter in set_on
        case "point":
            looked_at = {matter} | points.under(a, matter) | points.under(b, matter)
            found = (kind.startswith("point-") and words["point"] == matter) or bool(set_on & looked_at)
        case "proposal":
            found = (kind.startswith("proposal-") and words["proposal"] == matter) or matter in set_on
        case "meeting":
            found = kind.startswith("meeting-") and words["meeting"] == matter
        case _:
            act = law.is_act(words, party, matter) and words["act"] not in law.ASIDE
            found = act or (kind == "agreement-changed" and words["agreement"] == matter)
    return found


def _seen(row: Row, view: View, place: int) -> Seen:
    line = lines.version(view.lines, place, view.known_at) if place <= view.known_at else None
    if line is None or not row.holds(line.words):
        return Seen(None, admitted=False, due=False, effective=False, lapsed=False)
    it = Development(place, line.words)
    return Seen(
        it,
        admitted=view.admits(place),
        due=view.is_definite(it),
        effective=row.name[0] == "commitment" and law.effect(it).latest <= view.day,
        lapsed=view.lapsed(it),
    )


def _differing_step(row: Row, place: int) -> Key | None:
    """Return the step by which a development differs, its act before its effect; None where it does not."""
    at_a, at_b = _seen(row, row.a, place), _seen(row, row.b, place)
    it = at_b.it or at_a.it
    if it is None:
        return None
    other_words = at_a.it is not None and at_b.it is not None and at_a.it.words != at_b.it.words
    if at_a.counts != at_b.counts or (at_a.counts and other_words) or _ended(row, place):
        return it.key
    if at_a.has_effect != at_b.has_effect and not _called_off(row, at_a, at_b):
        return law.Leg(it, 1).key
    return None


def _called_off(row: Row, at_a: Seen, at_b: Seen) -> bool:
    """Say whether a rescission calls the effect off at A or at B: it differs through that alone."""
    return any(
        seen.it is not None
        and seen.it.words["kind"] == "commitment-changed"
        and law.called_off(view, seen.it, row.name[2])
        for view, seen in ((row.a, at_a), (row.b, at_b))
    )


def _ended(row: Row, place: int) -> bool:
    """Say whether it has lapsed at B and not at A, being the last definite step of its cell at both."""
    at_a, at_b = _seen(row, row.a, place), _seen(row, row.b, place)
    return (
        at_a.counts
        and at_b.counts
        and at_b.lapsed
        and not at_a.lapsed
        and _is_last(row.a, row.name, place)
        and _is_last(row.b, row.name, place)
    )


def _is_last(view: View, name: Name, place: int) -> bool:
    what, matter, party = name
    if what == "meeting":
        report = talks.held(talks.reports(view, matter))
        return report is not None and report.place == place
    it = next(found for found in view.definite if found.place == place)
    return any(
        cells.cells(view, one.party, one.matter)[one.account][-1].by.place == place
        for one in cells.settings(it.words)
        if what != "position" or (one.party, one.matter) == (party, matter)
    )


def _because(row: Row, place: int) -> str:
    """Return the first cause that fits."""
    a, b = row.a, row.b
    then = lines.version(a.lines, place, a.known_at) if place <= a.known_at else None
    now = lines.version(b.lines, place, b.known_at)
    at_a, at_b = _seen(row, a, place), _seen(row, b, place)
    due_at_both = (at_a.due or at_a.effective) and (at_b.due or at_b.effective)
    act_alike = at_a.due == at_b.due
    causes = {
        "corrected": place <= a.known_at and (then and then.words) != (now and now.words),
        "learned": a.known_at < place <= b.known_at,
        "published": due_at_both and at_a.admitted != at_b.admitted,
        "took-effect": act_alike and at_b.effective and not at_a.effective,
        "lapsed": _ended(row, place),
        "became-definite": at_a.it is not None and a.is_possible(at_a.it),
        "happened": True,
    }
    return next(cause for cause, fits in causes.items() if fits)
