"""Positions: a cell for each party, matter and account, and which account is the position."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.oracle.lines import Json
from tests.oracle.view import Development, View

Account = tuple[int, str]
"""Whose account it is: (0, "") the own word, (1, "") the narration, (2, according_to) a claim."""

OWN: Account = (0, "")
NARRATION: Account = (1, "")
CLAIM = 2
VOICES = ("self", "reported", "claimed")


class Setting(NamedTuple):
    """What a development says of one party on one matter."""

    party: str
    matter: str
    account: Account
    stance: str
    terms: str | None


class Step(NamedTuple):
    """A setting with the development that makes it."""

    setting: Setting
    by: Development

    @property
    def reach(self) -> tuple[int, int]:
        """When it was, as accounts compare it: latest, then earliest."""
        return (self.by.on.latest, self.by.on.earliest)


Cells = dict[Account, list[Step]]


def account(words: Json, party: str) -> Account:
    """Return in whose account the words speak of the party."""
    according_to = words.get("according_to")
    if according_to is not None:
        return OWN if according_to == party else (CLAIM, according_to)
    return OWN if words.get("speaker", {}).get("party") == party else NARRATION


def said(words: Json) -> tuple[str, str, str | None] | None:
    """Return the matter, stance and terms that the words set for their parties, None: they set none."""
    match words["kind"]:
        case "position-taken":
            return words["matter"], words["stance"], words.get("terms")
        case "position-withdrawn":
            return words["matter"], words.get("leaves", "undetermined"), None
        case "proposal-made":
            return words["proposal"], "proposes", words.get("terms")
        case "proposal-closed" if words["outcome"] == "withdrawn" and "parties" in words:
            return words["proposal"], "undetermined", None
        case "point-agreed" | "point-amended":
            return words["point"], "accepts", None
        case _:
            return None


def settings(words: Json) -> list[Setting]:
    """Return every setting that the words make."""
    found = said(words)
    if found is None:
        return []
    matter, stance, terms = found
    return [
        Setting(party, matter, account(words, party), stance, terms) for party in words.get("parties", [])
    ]


def steps(developments: list[Development], party: str, matter: str) -> Iterator[Step]:
    """Return the steps of all accounts of a party on a matter, in the order of the developments."""
    for development in developments:
        for setting in settings(development.words):
            if (setting.party, setting.matter) == (party, matter):
                yield Step(setting, development)


def cells(view: View, party: str, matter: str) -> Cells:
    """Return the definite steps of each account, in the order of the fold."""
    found: Cells = {}
    for step in steps(view.definite, party, matter):
        found.setdefault(step.setting.account, []).append(step)
    return found


def silenced(view: View, found: Cells, which: Account) -> bool:
    """Say whether an account of higher rank has lapsed that this one does not come after."""
    return any(
        other[0] < which[0] and view.lapsed(cell[-1].by) and found[which][-1].reach <= cell[-1].reach
        for other, cell in found.items()
    )


def speaking(view: View, found: Cells) -> list[Account]:
    """Return the accounts that have neither lapsed nor been silenced."""
    return [
        which
        for which in sorted(found)
        if not view.lapsed(found[which][-1].by) and not silenced(view, found, which)
    ]


def running(view: View, found: Cells) -> list[Account]:
    """Return the accounts in the running: own word and narration if one of them speaks, else the claims."""
    heard = speaking(view, found)
    return [which for which in heard if which[0] < CLAIM] or heard


def chosen(view: View, found: Cells) -> Account | None:
    """Return the account that is the position, None where no account is left."""
    heard = running(view, found)
    if OWN in heard and NARRATION in heard:
        own, narration = found[OWN][-1], found[NARRATION][-1]
        moved = narration.setting.stance != own.setting.stance and narration.reach > own.reach
        return NARRATION if moved else OWN
    if heard and heard[0][0] < CLAIM:
        return heard[0]
    latest = max((found[which][-1].reach for which in heard), default=None)
    return next((which for which in heard if found[which][-1].reach == latest), None)


def difference(view: View, one: Step, other: Step) -> str | None:
    """Say in what two steps would show something else at D: "stance" (or lapse), "terms", or nothing."""
    gone, gone_too = view.lapsed(one.by), view.lapsed(other.by)
    if gone and gone_too:
        return None
    if gone != gone_too or one.setting.stance != other.setting.stance:
        return "stance"
    return "terms" if one.setting.terms != other.setting.terms else None


def graver(doubts: list[str | None]) -> str | None:
    """Of several doubts return the gravest: stance before terms."""
    return next((doubt for doubt in ("stance", "terms") if doubt in doubts), None)


def doubt_in(view: View, cell: list[Step]) -> str | None:
    """Say whether a cell is uncertain: another step of it may be the later one and shows something else."""
    winner = cell[-1]
    return graver(
        [
            difference(view, winner, other)
            for other in cell[:-1]
            if other.by.on.latest >= winner.by.on.earliest and not winner.by.names(other.by)
        ]
    )


def doubt(view: View, found: Cells, which: Account) -> str | None:
    """Say whether the position that the account `which` gives is uncertain."""
    row = found[which][-1]
    doubts = [doubt_in(view, found[which])]
    for other in running(view, found):
        step = found[other][-1]
        if other != which and step.by.on.latest >= row.by.on.earliest:
            doubts.append(doubt_in(view, found[other]))
            if step.setting.stance != row.setting.stance and not row.by.names(step.by):
                doubts.append("stance")
    doubts += [
        doubt_in(view, cell)
        for other, cell in found.items()
        if other[0] < which[0] and view.lapsed(cell[-1].by)
    ]
    return graver(doubts)


def differing(view: View, found: Cells, which: Account) -> list[Json]:
    """Return the accounts shown beside the position: they have not lapsed and have another stance."""
    row = found[which][-1]
    shown = []
    for other in sorted(found):
        step = found[other][-1]
        history = other[0] > which[0] and step.by.on.latest < row.by.on.earliest
        if step.setting.stance != row.setting.stance and not view.lapsed(step.by) and not history:
            shown.append(
                {
                    "stance": step.setting.stance,
                    "voice": VOICES[other[0]],
                    "according_to": other[1] or None,
                    "entry": step.by.place,
                    "uncertain": doubt_in(view, found[other]),
                }
            )
    return shown


def may_have_changed(view: View, party: str, matter: str, which: Account) -> list[int]:
    """Return the possible entries that may have changed a position given by the account `which`."""
    looked_at = which[0] if which[0] == CLAIM else NARRATION[0]
    return sorted(
        step.by.place for step in steps(view.possible, party, matter) if step.setting.account[0] <= looked_at
    )


def speaker(words: Json) -> str | None:
    """Return who voiced it: the name, else the role."""
    person: Json = words.get("speaker", {})
    named: str | None = person.get("name", person.get("role"))
    return named


def position(view: View, party: str, matter: str) -> Json | None:
    """Return the row of `positions` for a party on a matter, None where it has no position."""
    found = cells(view, party, matter)
    which = chosen(view, found)
    if which is None:
        return None
    setting, by = found[which][-1]
    return {
        "party": party,
        "matter": matter,
        "stance": setting.stance,
        "terms": setting.terms,
        "voice": VOICES[which[0]],
        "according_to": which[1] or None,
        "speaker": speaker(by.words),
        "on": by.words["on"],
        "until": by.words.get("until"),
        "entry": by.place,
        "differing": differing(view, found, which),
        "uncertain": doubt(view, found, which),
        "may_have_changed": may_have_changed(view, party, matter, which),
    }


def positions(view: View) -> list[Json]:
    """Return every position, by matter and party."""
    pairs = {
        (setting.matter, setting.party)
        for development in view.definite
        for setting in settings(development.words)
    }
    rows = [position(view, party, matter) for matter, party in sorted(pairs)]
    return [row for row in rows if row is not None]


def run(view: View, party: str, matter: str) -> list[Development]:
    """Return what has said the same as the position without a break, the deciding development last."""
    found = cells(view, party, matter)
    which = chosen(view, found)
    if which is None:
        return []
    cell = found[which]
    winner = cell[-1]
    others = [step.reach for step in cell if step.setting.stance != winner.setting.stance]
    unbroken: list[Development] = []
    for step in cell:
        same = step.setting.stance == winner.setting.stance and all(step.reach > other for other in others)
        if same or step is winner:
            ends = [earlier.until for earlier in unbroken]
            if all(end is not None and step.by.on.earliest > end for end in ends):
                unbroken = []
            unbroken.append(step.by)
    return unbroken
