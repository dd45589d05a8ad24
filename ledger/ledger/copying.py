"""Copying a ledger into a new one, with the words of some entries withheld. Never in place.

The copy is written anew from what the store gives to read, entry by entry, so
that nothing of what is withheld is on any of its pages. What is withheld is
always a whole chain, for a correction repeats what it corrects. Of a withheld
line number, times, author, kind and place in its chain stay, and the 32 bytes
of the digest that its leaf is made of: so every number, the root and every
older checkpoint and proof hold. Its words, its salt and its id are gone.

An id that was not given is made from the words, and would let anybody confirm
a guess at them. So it may not stand in any other entry either: such an entry
must be withheld too. A text that only withheld entries cite is left out as well.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ledger import chains
from ledger.entry import Entry, withheld_id
from ledger.errors import CannotWrite, Damaged, LedgerError, NotFound, Refused
from ledger.state.cells import Row
from ledger.store import Address, Store, nodes

BATCH = 5_000
"""Entries that are copied in one transaction."""
MOST_SPANS = 1_000
"""The most stretches of withheld numbers that one entry names; more are named by several."""
_MADE_OF_WORDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""A UUID of version 5, as `steps.canonical.derived_id` gives it."""
_ARCHIVED = re.compile(r'"archive":"([0-9a-f]{64})"')
_NAMING = re.compile(r'"(?:after|withdraws|rescinds)":\[')
"""What stands in every body that names another entry, so that the others need not be parsed."""
_SHOWN = 10


class Plan(NamedTuple):
    """What a copy leaves out: lines and texts; which texts stay although a withheld entry cites them.

    `naming` are the entries that stay and name a withheld one by an id that was
    given, which says nothing of its words.
    """

    lines: frozenset[int]
    texts: frozenset[str]
    shared: frozenset[str]
    naming: tuple[int, ...]


NOTHING = Plan(frozenset(), frozenset(), frozenset(), ())


def plan(store: Store, numbers: Collection[int], *, followers: bool = False) -> Plan:
    """Return what is withheld where the words of some entries are.

    With `followers` also the chains are withheld that name a withheld line by
    an id made from its words; without it such a copy is Refused. So are numbers
    of entries that say which others are withheld, and where nothing is left to
    withhold; NotFound where there is no such entry.
    """
    roots = {_root(store, number) for number in numbers}
    read = _Read(store)
    while True:
        found = read.following(roots)
        if not found:
            break
        if not followers:
            raise _confirmable(found)
        roots |= set(found.values())
    lines = frozenset(read.lines(roots))
    if not lines:
        raise Refused("the words of these entries are withheld already", remedy="Name others.")
    cited, kept = read.cited(roots)
    there = {one.sha256 for one in store.archived()}
    return Plan(
        lines,
        frozenset((cited - kept) & there),
        frozenset(cited & kept & there),
        tuple(read.naming(roots)),
    )


def _root(store: Store, number: int) -> int:
    entry = store.entry(number)
    if entry is None:
        raise NotFound(f"there is no entry {number}", remedy=f"The last entry is {store.last()[0]}.")
    first = store.entry(entry.root)
    if first is not None and first.kind == chains.WITHHELD:
        raise Refused(
            f"entry {number} says which entries are withheld and why; that must stay to be read",
            field="withhold",
            given=number,
            remedy="Leave it out.",
        )
    return entry.root


def _confirmable(found: dict[int, int]) -> Refused:
    shown = ", ".join(map(str, sorted(found)[:_SHOWN])) + (" and more" if len(found) > _SHOWN else "")
    one = len(found) == 1
    return Refused(
        f"{'entry' if one else 'entries'} {shown} {'names' if one else 'name'} a withheld entry by an id that is "
        "made from its words: whoever guesses them could confirm it",
        remedy=f"Withhold {'this' if one else 'these'} too: --with-followers",
    )


class _Read:
    """What a plan must know of each entry, read once: its chain, what it names, which texts it cites."""

    def __init__(self, store: Store) -> None:
        self.roots: dict[int, int] = {}
        self.ids: dict[str, int] = {}
        self.texts: dict[int, frozenset[str]] = {}
        self.made: dict[int, frozenset[str]] = {}
        self.given: dict[int, frozenset[str]] = {}
        for entry in store.entries():
            if entry.withheld:
                continue
            self.roots[entry.number] = entry.root
            self.ids[entry.id] = entry.root
            self._keep(self.texts, entry.number, _ARCHIVED.findall(entry.body))
            self._keep(self.made, entry.number, _MADE_OF_WORDS.findall(entry.body.lower()))
            self._keep(self.given, entry.number, _references(entry))

    @staticmethod
    def _keep(where: dict[int, frozenset[str]], number: int, found: Iterable[str]) -> None:
        kept = frozenset(found)
        if kept:
            where[number] = kept

    def lines(self, roots: Collection[int]) -> Iterator[int]:
        """Yield the lines of some chains."""
        return (number for number, root in self.roots.items() if root in roots)

    def following(self, roots: Collection[int]) -> dict[int, int]:
        """Return the lines of other chains that hold an id made from the words of these, each with its root."""
        return {
            number: self.roots[number]
            for number, made in self.made.items()
            if self.roots[number] not in roots and any(self.ids.get(one) in roots for one in made)
        }

    def naming(self, roots: Collection[int]) -> Iterator[int]:
        """Yield the lines of other chains that name these."""
        for number, given in self.given.items():
            if self.roots[number] not in roots and any(self.ids.get(one) in roots for one in given):
                yield number

    def cited(self, roots: Collection[int]) -> tuple[set[str], set[str]]:
        """Return the sha256 of the texts that these chains cite, and of those that the others do."""
        ours: set[str] = set()
        theirs: set[str] = set()
        for number, texts in self.texts.items():
            (ours if self.roots[number] in roots else theirs).update(texts)
        return ours, theirs


def _references(entry: Entry) -> Iterator[str]:
    from ledger.steps.view import REFERENCES

    if _NAMING.search(entry.body) is None:
        return
    said = entry.words
    for field in REFERENCES:
        yield from (str(one) for one in said.get(field, ()))


def without_words(entry: Entry) -> Entry:
    """Return an entry as it stands in a copy that withholds its words."""
    if entry.withheld:
        return entry
    digest = nodes.leaf(entry).digest
    return entry._replace(id=withheld_id(entry.number), body="", salt=digest, names=None)


def copy(source: Store, target: Store, planned: Plan = NOTHING) -> None:
    """Put every entry and text of a store into another, which goes on from what it has of them already."""
    after = target.last()[0]
    texts, named = {one.sha256 for one in target.archived()}, {slug for slug, _ in target.sources()}
    target.put_archive(
        [one for one in source.archived() if one.sha256 not in planned.texts | texts],
        [one for one in source.named() if one.archive not in planned.texts and one.slug not in named],
    )
    rest = source.entries(after)
    while batch := [
        without_words(entry) if entry.number in planned.lines else entry for entry in islice(rest, BATCH)
    ]:
        target.put(batch)


def said(planned: Plan, reason: str) -> list[Row]:
    """Return the lines that say what was withheld, and why: one, or more where one cannot name all."""
    from ledger.events.numbers import spans

    found = spans(planned.lines)
    texts = {"texts": len(planned.texts)} if planned.texts else {}
    lines: list[Row] = [
        {"kind": chains.WITHHELD, "numbers": found[at : at + MOST_SPANS], "reason": reason}
        for at in range(0, len(found), MOST_SPANS)
    ]
    lines[0] |= texts
    return lines


def into(
    source: Store, target: Address, planned: Plan, origin: str | None, record: Callable[[Path], None]
) -> None:
    """Copy a ledger to a place: see `_into_file`. A faithful copy that is there already goes on where it stopped.

    A database is given no other: Refused where something is to be withheld, or
    the copy to have another origin. NotFound, CannotWrite and the like as where
    a ledger is opened.
    """
    faithful = not planned.lines and origin is None
    if faithful and _gone_on(source, target):
        return
    if isinstance(target, Path):
        _into_file(source, target, planned, origin, record)
        return
    if not faithful:
        raise Refused(
            "a copy that withholds something, or has another origin, is made in a file",
            field="target",
            remedy=f"Name a file, and copy that: ledger copy FILE {target}",
        )
    made = Store.create(target, source.origin, source.id)
    try:
        copy(source, made)
    finally:
        made.close()


def _gone_on(source: Store, target: Address) -> bool:
    """Bring a copy that is there already up to its ledger; return whether there is one."""
    if (
        isinstance(target, Path)
        and source.path is not None
        and target.exists()
        and target.samefile(source.path)
    ):
        return False
    try:
        made = Store(target)
    except (Damaged, NotFound):
        return False
    try:
        last, last_id = made.last()
        if made.id != source.id or (last and source.entry_id(last) != last_id):
            return False
        copy(source, made)
        return True
    finally:
        made.close()


def _into_file(
    source: Store, target: Path, planned: Plan, origin: str | None, record: Callable[[Path], None]
) -> None:
    """Make a new ledger at a path, whole or not at all; `record` says in it what was withheld.

    A faithful copy has the id of its ledger, as a backup has; one without some
    words is another, so that no index of the first is taken for its own.
    Refused where something stands there already, an index too: it may hold the
    words of the ledger that was there before.
    """
    for place in (target, target.with_name(f"{target.name}.index")):
        if place.exists() or place.is_symlink():
            raise Refused(f"{place} exists already", remedy="Name a path where nothing is, or remove it.")
    part = target.with_name(f".{target.name}.part")
    _clear(part)
    faithful = not planned.lines and origin is None
    try:
        made = Store.create(part, origin or source.origin, source.id if faithful else None)
        try:
            copy(source, made, planned)
        finally:
            made.close()
        record(part)
        _clear(part, index=True)
        _named(part, target)
    except FileExistsError:
        _clear(part)
        raise Refused(f"{target} exists already", remedy="Name a path where nothing is.") from None
    except OSError as error:
        _clear(part)
        raise CannotWrite(
            f"{target}: {error.strerror}", remedy="Free space, or name another place."
        ) from None
    except (LedgerError, KeyboardInterrupt):
        _clear(part)
        raise


def _named(part: Path, target: Path) -> None:
    """Give a finished copy its name; FileExistsError where another file has it by now."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        # A file system without a second name for a file.
        part.rename(target)
    else:
        part.unlink()


def _clear(part: Path, *, index: bool = False) -> None:
    """Remove what is left of a copy that was broken off; with `index` no more than the index beside it."""
    for name in (f"{part}.index", *(() if index else (str(part),))):
        for suffix in ("-wal", "-shm", "-journal", ""):
            Path(f"{name}{suffix}").unlink(missing_ok=True)
