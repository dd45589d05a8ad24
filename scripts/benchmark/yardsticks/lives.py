"""The rows that the yardsticks keep: one for each life of each position in synthetic lines.

Worked out from the lines alone, without any of the ledger's code, so that the
yardsticks' answers are a second opinion too. It knows what the synthetic lines
can say and no more: no references, no second correction, whole days.
"""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

DAY = 86_400
FOREVER = 2**62
_EPOCH = datetime.date(1970, 1, 1).toordinal()


class Life(NamedTuple):
    """One party's position by one version of one entry: seconds as `ledger.dates` counts them, entry numbers."""

    matter: str
    party: str
    latest: int
    earliest: int
    place: int
    born: int
    died: int
    pub: int
    stance: str
    terms: str | None
    voice: str
    on: str


COLUMNS = tuple(name if name != "on" else "said_on" for name in Life._fields)
TYPES = ("TEXT", "TEXT", *("INTEGER",) * 6, "TEXT", "TEXT", "TEXT", "TEXT")


def day_end(date: str) -> int:
    """Return the last second of a day in UTC."""
    return (datetime.date.fromisoformat(date).toordinal() - _EPOCH + 1) * DAY - 1


def parsed(path: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield number, id and development of each line of a file."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            envelope = json.loads(line)
            yield number, envelope["id"], envelope["development"]


def _of(words: dict[str, Any], place: int, born: int, died: int) -> Iterator[Life]:
    earliest, _, latest = words["on"].rpartition("/")
    bounds = day_end(latest), day_end(earliest or latest) - DAY + 1
    pub = day_end(words["sources"][0]["published"])
    stance, terms = words.get("stance", "accepts"), words.get("terms")
    voice = "self" if "according_to" in words else "reported"
    matter = words.get("matter") or words["point"]
    for party in words["parties"]:
        yield Life(matter, party, *bounds, place, born, died, pub, stance, terms, voice, words["on"])


def lives(path: Path) -> Iterator[Life]:
    """Yield the lives that a file of synthetic lines gives, read twice: what mends an entry comes after it."""
    mended = {said["entry"]: number for number, _, said in parsed(path) if "entry" in said}
    places: dict[str, int] = {}
    for number, name, said in parsed(path):
        if "entry" not in said:
            died = mended.get(name, FOREVER)
            if died != FOREVER:
                places[name] = number
            yield from _of(said, number, number, died)
        elif "replacement" in said:
            yield from _of(said["replacement"], places[said["entry"]], number, FOREVER)
