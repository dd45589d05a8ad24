"""`why`: the entry that decides a row, and what every other entry on it was overruled by."""

from collections.abc import Callable

from tests.oracle import cells, law, lines
from tests.oracle.lines import Json, Line
from tests.oracle.questions import entry
from tests.oracle.view import Development, View, what_it_is

Row = Callable[[Json], bool]
"""Says whether words are on the row."""


def why(view: View, party: str, matter: str) -> Json:
    """Answer `why` of a position, or of an agreement's commitment."""
    if what_it_is(view, matter) == "agreement":
        row = law.commitment(view, party, matter)
        decider = law.decider(view, party, matter)
        run = [] if decider is None else [decider]
        since = law.effective(decider) if decider else None
    else:
        row = cells.position(view, party, matter)
        run = cells.run(view, party, matter)
        since = run[0].words["on"] if run else None
    return {
        "party": party,
        "matter": matter,
        "basis": view.basis,
        "answer": row,
        "because": [entry(view, row["entry"])] if row else [],
        "overruled": _overruled(view, party, matter, run),
        "since": since,
        "run": [said.place for said in run],
    }


def _overruled(view: View, party: str, matter: str, run: list[Development]) -> list[Json]:
    agreement = what_it_is(view, matter) == "agreement"

    def on_row(words: Json) -> bool:
        if not view.here(words):
            return False
        if agreement:
            return law.is_act(words, party, matter)
        return any((one.party, one.matter) == (party, matter) for one in cells.settings(words))

    found = []
    for place in lines.roots(view.lines, view.known_at):
        once = [line for line in lines.versions(view.lines, place, view.known_at) if on_row(line.words)]
        if place not in [said.place for said in run] and once and _begun(view, once[-1], place):
            reason, by = _reason(view, place, on_row, run)
            found.append({"entry": entry(view, place), "reason": reason, "by": by})
    return found


def _begun(view: View, line: Line, place: int) -> bool:
    return Development(place, line.words).on.earliest <= view.day


def _reason(view: View, place: int, on_row: Row, run: list[Development]) -> tuple[str, int | None]:
    """Return the first reason that fits, and the entry or line that it points to."""
    standing = lines.version(view.lines, place, view.known_at)
    decides = lines.deciding(view.lines, place, view.known_at)
    found: tuple[str, int | None]
    if standing is None:
        found = "retracted", decides.number if decides else None
    elif not on_row(standing.words):
        found = "corrected", standing.number
    elif not view.admits(place):
        found = "unpublished", None
    elif view.is_possible(Development(place, standing.words)):
        found = "possible", None
    else:
        found = _overruled_in(view, Development(place, standing.words), on_row, run)
    return found


def _overruled_in(view: View, it: Development, on_row: Row, run: list[Development]) -> tuple[str, int | None]:
    """Return the reason for a definite development that stands on the row and is admitted."""
    decider = run[-1] if run else None
    taken_back = _taken_back(view, it, on_row)
    found: tuple[str, int | None]
    if decider is not None and not _same_account(it, decider, on_row):
        found = "other-account", decider.place
    elif taken_back is not None:
        found = "withdrawn", taken_back
    elif view.lapsed(it):
        found = "lapsed", None
    else:
        found = "earlier", decider.place if decider else None
    return found


def _account(of: Development, on_row: Row) -> cells.Account | None:
    """Return the account in which a development speaks on the row; an act has none."""
    alone = [one for one in cells.settings(of.words) if on_row({**of.words, "parties": [one.party]})]
    return alone[0].account if alone else None


def _same_account(one: Development, other: Development, on_row: Row) -> bool:
    return _account(one, on_row) == _account(other, on_row)


def _taken_back(view: View, it: Development, on_row: Row) -> int | None:
    """Return the first definite step of its own cell that sorts after it and withdraws it."""
    return next(
        (
            later.place
            for later in view.definite
            if on_row(later.words)
            and _same_account(later, it, on_row)
            and later.key > it.key
            and it.place in later.words.get("withdraws", [])
        ),
        None,
    )
