"""Withheld entries in the audit: what tells them from altered ones, and what of them nobody can check.

A withheld entry has no words, no salt and no id of its own; the digest that its
leaf is made of stands in their place, so that the seal holds, and a later entry
says who withheld it and why. Whatever lacks one of these was not withheld but
altered.
"""

from collections.abc import Iterable, Iterator, Sequence

from ledger import chains
from ledger.entry import Entry, withheld_id
from ledger.ledger.checks import Found
from ledger.seal.tree import HASH

_SHOWN = 20
"""Stretches of withheld entries that are named in words."""


def numbers(entries: Iterable[Entry]) -> list[int]:
    """Return the numbers of the entries that are withheld."""
    return [entry.number for entry in entries if entry.withheld]


def said(entries: Iterable[Entry]) -> Iterator[range]:
    """Yield the numbers that the entries say are withheld, whether they stand or not."""
    from ledger.events import numbers

    for entry in entries:
        if entry.kind == chains.WITHHELD and not entry.withheld:
            given = entry.held.get("numbers")
            if isinstance(given, list):
                yield from numbers.numbers([one for one in given if isinstance(one, str)])


def check(entries: Sequence[Entry]) -> Iterator[Found]:
    """Yield where a withheld entry is not as a copy leaves it."""
    gone = set(numbers(entries))
    named: set[int] = set()
    for one in said(entries):
        named.update(gone.intersection(one) if len(one) > len(gone) else one)
    for entry in entries:
        if entry.withheld != (entry.root in gone):
            which = "is withheld" if entry.withheld else "has its words"
            yield (
                entry.number,
                f"entry {entry.number} {which}, and the first line of its chain does not agree",
            )
        if not entry.withheld:
            continue
        if len(entry.salt) != HASH or entry.id != withheld_id(entry.number) or entry.names is not None:
            yield entry.number, f"entry {entry.number} has no words, and is not as a copy withholds one"
        if entry.kind == chains.WITHHELD:
            yield (
                entry.number,
                f"entry {entry.number} says which entries are withheld, and is withheld itself",
            )
        if entry.number not in named:
            yield entry.number, f"entry {entry.number} has no words, and no entry says that they are withheld"


def in_words(withheld: Sequence[int]) -> str:
    """Return numbers as a person reads them, at most so many stretches of them."""
    from ledger.events.numbers import spans

    found = spans(withheld)
    more = f" and {len(found) - _SHOWN:,} more stretches" if len(found) > _SHOWN else ""
    return f"{', '.join(found[:_SHOWN])}{more}"


def not_checked(withheld: Sequence[int]) -> list[str]:
    """Return what the audit says of the words that are not there."""
    if not withheld:
        return []
    are = "1 withheld entry" if len(withheld) == 1 else f"{len(withheld):,} withheld entries"
    return [
        f"the words of {are} ({in_words(withheld)}): the seal holds their digests, and nothing else is here"
    ]
