"""Deterministic synthetic negotiations for the benchmark: the same number gives the same lines on any machine.

40 parties, 200 matters, 60 points (each agreed once, then stood on like a
matter); one entry in five is recorded up to 90 days late, one in ten is vague,
three in a hundred are corrections or retractions; about 180 characters of text,
with one rare word in it, and one source each. Lines are envelopes as
`ledger record --file` reads them. Run as a program it writes them to a file.
"""

import argparse
import datetime
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PARTIES = [f"party-{number:02}" for number in range(40)]
MATTERS = [f"matter-{number:03}" for number in range(200)]
POINTS = [f"point-{number:02}" for number in range(60)]
STANCES = ["proposes", "demands", "supports", "accepts", "conditional", "neutral", "opposes", "rejects"]
PUBLISHERS = ["Harbour Gazette", "Borduria Radio", "Evening Post", "Agency North"]
WORDS = [
    "parties",
    "talks",
    "draft",
    "terms",
    "observers",
    "agreed",
    "until",
    "season",
    "border",
    "between",
    "all",
]
SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
"""A rare word is three of these: one of 343,000, so that a search for one has few hits at any size."""
FIRST = datetime.date(2000, 1, 1).toordinal()
DAYS = 9000
"""All entries lie within so many days, whatever their number."""
NEGOTIATION = "synthetic-talks"
LATE, VAGUE, MENDED, WIDEST = 0.2, 0.1, 0.03, 30


def day(share: float) -> str:
    """Return the day at a share of the whole time, 0 to 1: at 0.5 half of all entries have been recorded."""
    return datetime.date.fromordinal(FIRST + int(DAYS * share)).isoformat()


def _text(dice: random.Random) -> str:
    words = ["".join(dice.choices(SYLLABLES, k=3))]
    while sum(map(len, words)) + len(words) < 150:  # noqa: PLR2004 with the other texts about 180
        words.append(dice.choice(WORDS))
    return " ".join(words)


def _dated(dice: random.Random, day: int) -> tuple[str, str]:
    """Return when it happened and when it was published, around the day on which it is recorded."""
    happened = day - (dice.randint(1, 90) if dice.random() < LATE else 0)
    published = datetime.date.fromordinal(day).isoformat()
    on = datetime.date.fromordinal(happened).isoformat()
    if dice.random() < VAGUE:
        earliest = datetime.date.fromordinal(happened - dice.randint(1, WIDEST)).isoformat()
        on = f"{earliest}/{on}"
    return on, published


def _development(dice: random.Random, day: int) -> dict[str, Any]:
    on, published = _dated(dice, day)
    party = dice.choice(PARTIES)
    held: dict[str, Any] = {
        "kind": "position-taken",
        "negotiation": NEGOTIATION,
        "on": on,
        "sources": [{"publisher": dice.choice(PUBLISHERS), "published": published}],
        "according_to": party,
        "parties": [party],
    }
    return held | {
        "matter": dice.choice(MATTERS + POINTS),
        "stance": dice.choice(STANCES),
        "terms": _text(dice),
    }


def _agreed(dice: random.Random, point: str) -> dict[str, Any]:
    day = datetime.date.fromordinal(FIRST).isoformat()
    return {
        "kind": "point-agreed",
        "negotiation": NEGOTIATION,
        "on": day,
        "sources": [{"publisher": dice.choice(PUBLISHERS), "published": day}],
        "parties": dice.sample(PARTIES, 2),
        "point": point,
        "text": _text(dice),
    }


def lines(number: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield `number` envelopes; corrections and retractions name the newest line of an entry not long before."""
    dice = random.Random(seed)  # noqa: S311 the same lines every time
    recent: list[tuple[str, dict[str, Any]]] = []
    development: dict[str, Any]
    for place in range(1, number + 1):
        day = FIRST + place * DAYS // number
        entry_id = f"e{place}"
        if place <= len(POINTS):
            development = _agreed(dice, POINTS[place - 1])
        elif recent and dice.random() < MENDED:
            mended, held = recent.pop(dice.randrange(len(recent)))
            development = {"kind": "entry-retracted", "entry": mended, "reason": "recorded twice"}
            if dice.random() < 0.5:  # noqa: PLR2004 half of them
                replacement = held | {"summary": "as a second report has it"}
                development = {
                    "kind": "entry-corrected",
                    "entry": mended,
                    "replacement": replacement,
                    "reason": "a second report",
                }
        else:
            development = _development(dice, day)
            recent.append((entry_id, development))
            if len(recent) > 1000:  # noqa: PLR2004 those not long before
                recent.pop(0)
        yield {"id": entry_id, "development": development}


def write(path: Path, number: int, seed: int = 1) -> None:
    """Write `number` envelopes into a file, one a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines(number, seed))


def main() -> None:
    """Write the file that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("number", type=int, help="how many entries")
    parser.add_argument("file", type=Path, help="where to write them")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other lines (default: 1)")
    asked = parser.parse_args()
    write(asked.file, asked.number, asked.seed)


if __name__ == "__main__":
    main()
