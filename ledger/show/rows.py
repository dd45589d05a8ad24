"""Rows of the state in words: positions, points, proposals, agreements, meetings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.show.boxes import Box
from ledger.show.phrases import (
    Document,
    account,
    bracketed,
    marks,
    names,
    person,
    short,
    style,
    when,
)


def position_box(row: Document, year: int) -> Box:
    """Return a position for a grid: the stance and its entry; below, who voiced it and when."""
    parts = [
        "" if row["voice"] == "self" else account(row),
        row["speaker"],
        short(row["on"], year),
        f"until {short(row['until'], year)}" if row["until"] else "",
    ]
    said = bracketed(row["stance"], row)
    more = [part for part in parts if part]
    return Box(said, more, marks(row), style(row["stance"]), f"#{row['entry']}")


def ordinal(point: Document) -> str:
    """Return a point's number where its slug says no more than that, else its slug."""
    return str(point["order"]) if point["point"] == f"point-{point['order']}" else str(point["point"])


def _unconfirmed(agreed: Sequence[Document]) -> Iterator[str]:
    """Yield whose agreement rests on whose account, where it is not the party's own word."""
    by_account: dict[str, list[str]] = {}
    for row in agreed:
        if row["voice"] != "self":
            told = f"on {account(row)} alone" if row["voice"] == "claimed" else "on reports, not on own words"
            by_account.setdefault(told, []).append(row["party"])
    for told, parties in by_account.items():
        whose = f"{parties[0]}'s agreement" if len(parties) == 1 else f"the agreement of {names(parties)}"
        yield f"{whose} rests {told}"


def confirmations(points: Sequence[Document]) -> Iterator[str]:
    """Yield, for points not confirmed by all themselves, on whose account an agreement rests."""
    groups: dict[str, list[Document]] = {}
    for point in points:
        rests = list(_unconfirmed(point["agreed_by"]))
        if rests:
            words = f"onfirmed by {point['confirmed']} of {len(point['agreed_by'])}: {'; '.join(rests)}."
            groups.setdefault(words, []).append(point)
    for words, found in groups.items():
        which = "" if len(found) == len(points) else names(ordinal(point) for point in found)
        yield f"{which}: c{words}" if which else f"C{words}"


def contests(points: Iterable[Document]) -> Iterator[str]:
    """Yield who opposes which points, and through which matter."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for point in points:
        for row in point["contested_by"]:
            itself = row["matter"] == point["point"]
            key = (row["party"], bracketed(row["stance"], row), "" if itself else row["matter"], row["entry"])
            groups.setdefault(key, []).append(point["point"])
    for (party, stance, matter, entry), found in groups.items():
        through = f" through {matter}, which it {stance}" if matter else f", which it {stance}"
        yield f"{names(found)}, by {party}{through} #{entry}"


def differing(row: Document) -> Iterator[str]:
    """Yield the other accounts of a position, each with its stance."""
    for other in row["differing"]:
        doubt = ", order uncertain" if other["uncertain"] else ""
        yield f"{bracketed(other['stance'], other)} by {account(other)} #{other['entry']}{doubt}"


def accounts(row: Document) -> str:
    """Return a position whose accounts differ, with all of them."""
    own = f"{bracketed(row['stance'], row)} by {account(row)} #{row['entry']}"
    return f"{row['party']} {row['matter']}: {names([own, *differing(row)])}"


def wordings(points: Iterable[Document]) -> Iterator[str]:
    """Yield the wordings of points in other accounts than the one whose text is shown."""
    for point in points:
        for row in point["wordings"]:
            if row["entry"] != point["entry"]:
                whose = f"{row['according_to']}'s account" if row["according_to"] else "as reported"
                text = "the same words" if row["text"] == point["text"] else row["text"]
                yield f"{point['point']}, {whose} #{row['entry']}: {text}"


def agreement(row: Document) -> str:
    """Return what became of an agreement."""
    effective = f", effective {when(row['effective'])}" if row["effective"] != row["on"] else ""
    title = f"; {row['title']}" if row["title"] else ""
    return f"{row['agreement']}: {row['act']} {when(row['on'])}{effective} #{row['entry']}{title}"


def proposal(row: Document) -> str:
    """Return a proposal, who made it to whom, and the answers to it."""
    to = f" to {names(row['to'])}" if row["to"] else ""
    closed = f"; {row['outcome']} #{row['closed']}" if row.get("outcome") else ""
    terms = f"; {row['terms']}" if row["terms"] else ""
    answers = "".join(f"; {one['party']} {one['stance']} #{one['entry']}" for one in row["answers"])
    made = f"{row['proposal']}: by {names(row['parties'])}{to}, {when(row['on'])} #{row['entry']}"
    return f"{made}{terms}{answers}{closed}"


def windows(row: Document, year: int) -> Iterator[str]:
    """Yield when a meeting will not be, and on whose word."""
    for one in row["not_during"]:
        whose = f"{one['according_to']} " if one["according_to"] else ""
        yield f"not {short(one['window'], year)}, {whose}#{one['entry']}"


def people(row: Document, *, roles: bool) -> Iterator[str]:
    """Yield a meeting's participants by party, with their roles or without."""
    by_party: dict[str, list[str]] = {}
    for one in row["participants"]:
        words = person(one, party=False) if roles else str(one.get("name"))
        by_party.setdefault(str(one.get("party") or ""), []).append(words)
    for party, found in by_party.items():
        listed = ("; " if roles else ", ").join(found)
        yield f"{party}: {listed}" if party else listed


def meeting(row: Document, year: int) -> str:
    """Return a meeting in one paragraph: when, who was there, who was not."""
    parts = []
    if row["on"] is not None:
        parts.append(short(row["on"], year) + (f" until {short(row['until'], year)}" if row["until"] else ""))
        parts[0] += f" #{row['entry']}"
    else:
        parts.append(f"{when(row['expected'])} #{row['entry']}")
    parts += windows(row, year)
    parts += [str(row[key]) for key in ("mode", "place") if row[key]]
    parts += people(row, roles=False)
    for key, words in (("hosts", "hosted by"), ("mediators", "mediated by"), ("absent", "absent")):
        if row[key]:
            parts.append(f"{words} {names(row[key])}")
    return f"{row['meeting']}: {'; '.join(parts)}"


def said(value: object) -> str:
    """Return any value of a document in words: lists with commas, objects as `key value`, None as none."""
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " ".join(f"{key} {said(one)}" for key, one in value.items() if one not in (None, [], {}))
    return names(map(said, value)) if isinstance(value, list | tuple) else str(value)
