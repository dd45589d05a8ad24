"""Ask thousands of questions, record a thousand entries more, ask again by the bases printed: not a byte may differ.

Questions of every kind that a basis answers are asked by the command line as JSON, at days, entries and publication
days by dice. Then come new entries, corrections and retractions of old ones, retractions of those, sources added to
old entries, and texts archived under quotes. Each question is put again with the basis that its answer printed.
What the contract leaves out of the promise is left out here: `known_at.time`, and `verified`.
"""

import datetime
import random
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from ledger import Ledger
from ledger.chains import FOREVER
from ledger.errors import LedgerError
from ledger.ledger import answers, moments, question
from ledger.ledger.entries import Entries
from ledger.ledger.moments import Clocks, Moment
from ledger.store import Store
from scripts import synthetic
from tests.cases import riyadh
from tests.cli.running import At
from tests.harness.running import Harness, Outcome, Wanted, main, put

BEFORE = 400
"""Invented entries that stand there first, beside those of Riyadh."""
MORE = 1_000
"""Entries recorded between the two askings, for ten thousand questions; for fewer in proportion."""
RIYADH, INVENTED = "ukraine-2025", synthetic.NEGOTIATION
_OUTSIDE = re.compile(rb'"time": ?"[^"]*"|"verified": ?(?:true|false|null)')
_DAYS = ("2025-02-10", "2025-02-14", "2025-02-16", "2025-02-18", "2025-02", "2025", "2026-01-01")


class Question(NamedTuple):
    """A question and its answer: the words of the command without its clocks, the bases, and the bytes."""

    words: tuple[str, ...]
    bases: tuple[str, ...]
    said: bytes


def _words(dice: random.Random, name: str) -> tuple[str, ...]:
    """Return a question by dice, without its clocks."""
    invented = name == INVENTED
    party = dice.choice(synthetic.PARTIES if invented else ["usa", "russia", "ukraine", "european-allies"])
    matters = (
        [*synthetic.MATTERS, *synthetic.POINTS] if invented else ["nato-membership", "point-2", "minerals"]
    )
    matter = dice.choice(matters)
    asked = dice.choice(
        [
            *(("positions",), ("positions", "--party", party), ("positions", "--matter", matter)),
            *(
                ("history", party, matter),
                ("why", party, matter),
                ("why", party, matter),
                ("accounts", matter),
            ),
            *(("timeline", "--party", party), ("timeline", "--limit", "20"), ("log", "--party", party)),
            *(
                ("search", dice.choice(["observers", "border season", "talks"])),
                ("show", str(dice.randint(1, 300))),
            ),
            *(("points",), ("proposals",), ("meetings",), ("parties",), ("matters",), ("sources",)),
            *(("state", "--party", party), ("state", "--matter", matter, "--sources")),
        ]
    )
    return asked if asked[0] == "show" else (*asked, "--negotiation", name)


def _clocks(dice: random.Random, name: str, last: int) -> tuple[str, ...]:
    def any_day() -> str:
        if name == RIYADH:
            return dice.choice(_DAYS)
        return f"{dice.randint(2000, 2025)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"

    day = any_day()
    words: tuple[str, ...] = ("--as-of", day)
    if dice.random() < 0.7:
        words += ("--known-at", str(dice.randint(0, last)))
    if dice.random() < 0.3:
        words += ("--published-by", any_day())
    return words


def _lasting(said: str) -> bytes:
    return _OUTSIDE.sub(b"", said.encode())


def questions(at: At, count: int, dice: random.Random, last: int) -> Iterator[Question]:
    """Ask so many questions, and yield each that has an answer with its bytes."""
    found = 0
    while found < count:
        name = dice.choice([RIYADH, INVENTED, INVENTED])
        words = _words(dice, name)
        clocks = _clocks(dice, name, last)
        if dice.random() < 0.1:
            earlier, later = sorted(dice.sample(range(1, last + 1), 2))
            day = clocks[1]
            bases: tuple[str, ...] = (f"{day}@{earlier}", f"{day}@{later}")
            done = at("diff", *bases, "--negotiation", name, "--json")
            words = ("diff", "--negotiation", name)
        else:
            done = at(*words, *clocks, "--json")
            bases = () if done.code else (str(done.document["basis"]),)
        if done.code == 0:
            found += 1
            yield Question(words, bases, _lasting(done.out))
        elif done.code != 3:
            raise AssertionError(done)


def again(at: At, kept: Question) -> bytes:
    """Ask a question again by its basis."""
    if kept.words[0] == "diff":
        done = at("diff", *kept.bases, *kept.words[1:], "--json")
    else:
        done = at(*kept.words, "--basis", *kept.bases, "--json")
    return _lasting(done.out or done.err)


def more(opened: Ledger, count: int, dice: random.Random) -> Counter[str]:
    """Record so many entries more: half of them new, the others about old ones.

    Withholding is done in a copy; what a copy answers belongs here beside these.
    """
    told: Counter[str] = Counter()
    fresh = synthetic.lines(count, dice.randrange(10**6))
    old = opened.store.last()[0]
    while told.total() < count:
        did = dice.choice(["new", "new", "new", "corrected", "retracted", "source added"])
        if did == "new":
            line = next(fresh)
            if "entry" in line["development"]:
                continue
            opened.record([line | {"id": f"more-{line['id']}"}])
        elif not _mended(opened, did, dice.randint(1, old), dice):
            continue
        told[did] += 1
    return told


def _mended(opened: Ledger, did: str, number: int, dice: random.Random) -> bool:
    """Correct, retract or support an old entry; False where that entry does not take it."""
    newest = opened.store.chain(number)[-1].number
    try:
        if did == "corrected":
            opened.correct(newest, {"summary": f"read again {dice.random()}"}, "misread")
        elif did == "retracted":
            opened.retract(newest, f"it should not stand {dice.random()}")
        else:
            day = f"{dice.randint(2000, 2025)}-0{dice.randint(1, 9)}-01"
            opened.add_source(number, [{"publisher": f"Paper {dice.random()}", "published": day}])
    except LedgerError:
        return False
    return True


def _begun(path: Path, seed: int) -> None:
    with Ledger.create(path) as opened:
        opened.record(riyadh(), author="ana")
        opened.record(list(synthetic.lines(BEFORE, seed)), author="ana")


def run(wanted: Wanted) -> Outcome:
    """Ask so many questions, record more, and ask them again."""
    dice = wanted.dice()
    path = wanted.folder / "ledger.db"
    _begun(path, wanted.seed)
    at = At(path)
    with Ledger(path) as opened:
        last = opened.store.last()[0]
    kept = list(questions(at, wanted.count, dice, last))
    with Ledger(path) as opened:
        told = more(opened, max(40, wanted.count * MORE // 10_000), dice)
        opened.state(negotiation=RIYADH)
    AFTERWARDS(path)
    differing = []
    for one in kept:
        said = again(at, one)
        if said != one.said:
            place = next(
                (n for n, pair in enumerate(zip(said, one.said, strict=False)) if pair[0] != pair[1]), 0
            )
            before, now = (text[max(0, place - 60) : place + 60] for text in (one.said, said))
            differing.append(f"{one.words} at {one.bases}: {before!r} -> {now!r}")
            if wanted.first:
                break
    kinds = Counter(one.words[0] for one in kept)
    size = sum(len(one.said) for one in kept)
    entries = ", ".join(f"{number:,} {did}" for did, number in sorted(told.items()))
    return Outcome(
        [
            f"{len(kept):,} answers of {len(kinds)} kinds, {size:,} bytes; then {told.total():,} more ({entries})",
            f"{len(differing):,} answers differ",
        ],
        differing,
    )


# -- mutants ----------------------------------------------------------------------------------------


def _nothing(_: Path) -> None:
    pass


AFTERWARDS: Callable[[Path], None] = _nothing
"""What is done between the two askings: nothing, but for a mutant."""
MOMENT, ENTRIES = moments.moment, Entries.__init__


@contextmanager
def _known_now() -> Iterator[None]:
    """Read every clock of knowledge as now."""

    def now(store: Store, clocks: Clocks, today: datetime.date) -> Moment:
        return MOMENT(store, clocks, today)._replace(known=store.last()[0])

    with put(question, "moment", now), put(answers, "moment", now):
        yield


def _entries_now(self: Entries, store: Store, moment: Moment) -> None:
    ENTRIES(self, store, moment._replace(known=store.last()[0]))


def _killed_for_good(path: Path) -> None:
    """Have what was once retracted or corrected never have been there, in the index alone."""
    with closing(sqlite3.connect(f"{path}.index", isolation_level=None)) as sql:
        sql.execute("UPDATE step SET died = born WHERE died < ?", (FOREVER,))


def _source_in_place(path: Path) -> None:
    """Have a source that was added later count from the beginning, in the index alone."""
    with closing(sqlite3.connect(f"{path}.index", isolation_level=None)) as sql:
        sql.execute("UPDATE step SET pub = 0")


@contextmanager
def _afterwards(spoil: Callable[[Path], None]) -> Iterator[None]:
    with put(sys.modules[__name__], "AFTERWARDS", spoil):
        yield


MUTANTS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "known-is-always-now": _known_now,
    "an-entry-is-shown-as-it-stands-now": lambda: put(Entries, "__init__", _entries_now),
    "what-was-retracted-never-was": lambda: _afterwards(_killed_for_good),
    "a-source-added-counts-from-the-beginning": lambda: _afterwards(_source_in_place),
}

HARNESS = Harness(
    name="samebasis",
    does="Ask, record a thousand entries more, ask again by the same basis: not a byte may differ.",
    unit="answers",
    count=10_000,
    short=250,
    of_mutant=250,
    run=run,
    mutants=MUTANTS,
)

if __name__ == "__main__":
    sys.exit(main(HARNESS))
