"""Renaming a party: the corrections, one for each entry that names it, by which all entries name it otherwise.

Nothing is changed in place: what the ledger knew before the corrections still
has the old name. Entries that are retracted keep it too, so that it comes back
with them if their retraction is taken back.
"""

from collections.abc import Iterator

from ledger import chains
from ledger.entry import Entry
from ledger.errors import NotFound, Refused
from ledger.events import kinds
from ledger.events.fields import SLUG
from ledger.index import Index
from ledger.ledger import naming
from ledger.ledger.names import slugs
from ledger.state.cells import Row
from ledger.steps.lookalikes import Known
from ledger.steps.names import names_party, renamed


def plan(index: Index, old: str, new: str, reason: str) -> Row:
    """Return what renaming a party would change, and the lines that do it.

    Shape: {"party", "to", "merges": whether `to` is known already, "near": a known party that `to` looks like
    or None, "names": [{"entry", "field", "before", "after"}] by entry, "left": [number of an entry without
    standing words that names it], "lines": [a correction]}. NotFound where no line names `old` as a party,
    Refused for a `new` that is no slug, is `old`, or is read as another party.
    """
    _must_fit(index, old, new)
    found: Row = {"party": old, "to": new, "names": [], "left": [], "lines": []}
    naming_it = list(_naming(index, old))
    if not naming_it:
        raise _unknown(index, old)
    for chain in naming_it:
        root, number = chain[0].number, chains.words(chains.links(chain))
        held = {} if number is None else next(one for one in chain if one.number == number).words
        if number is not None and not names_party(held, old):
            continue
        if number is None or held.get("kind") not in kinds():
            found["left"].append(root)
            continue
        said = renamed(held, old, new)
        found["names"] += [row | {"entry": root} for row in _changes(held, said)]
        found["lines"].append(_correction(chain, said, reason))
    # Descriptions first: an alias that is read as the old name is read as the new one in the lines after them.
    found["lines"].sort(key=lambda line: line["replacement"]["kind"] != "party-described")
    others = set(_known(index)) - {old}
    return found | {"merges": new in others, "near": Known(others).near(new)}


def _known(index: Index) -> list[str]:
    with index.reading(0, index.store.last()[0], None) as reading:
        return slugs(reading, index.store)["party"]


def _must_fit(index: Index, old: str, new: str) -> None:
    if SLUG.fullmatch(new) is None:
        raise Refused(
            f"{new!r} is no slug: a-z, 0-9 and -, starting with a letter or digit, at most 64",
            field="new",
            given=new,
            remedy="Write one like united-states; its full name is said by: ledger record party-described",
        )
    if old == new:
        raise Refused(f"{old} is named so already", field="new", given=new, remedy="Give another new name.")
    party = index.alias(new)
    if party not in {None, old, new}:
        raise Refused(
            f"{new} is another name of {party}, and would be read as that",
            field="new",
            given=new,
            remedy=f"ledger rename party {old} {party}",
        )


def _unknown(index: Index, old: str) -> NotFound:
    near = index.alias(old) or naming.meant(index, old) or Known(_known(index)).near(old)
    remedy = f"Did you mean {near}?" if near not in {None, old} else "See: ledger parties"
    return NotFound(f"no line of the ledger names {old} as a party", given=old, field="old", remedy=remedy)


def _naming(index: Index, old: str) -> Iterator[list[Entry]]:
    """Yield the chains of which any line names a party, by their root."""
    roots = {
        entry.root
        for entry in index.store.entries()
        if f'"{old}"' in entry.body and entry.kind != chains.RETRACTED and names_party(entry.words, old)
    }
    for root in sorted(roots):
        yield index.store.chain(root)


def _correction(chain: list[Entry], said: Row, reason: str) -> Row:
    seen = chains.newest(chains.links(chain))
    return {"kind": chains.CORRECTED, "entry": seen, "over": seen, "replacement": said, "reason": reason}


def _changes(before: Row, after: Row) -> Iterator[Row]:
    """Yield each field that differs: {"field", "before", "after"}, of a person or participants only the party."""
    for field in before:
        was, now = before[field], after[field]
        if was == now:
            continue
        if isinstance(was, dict):
            yield {"field": f"{field}.party", "before": was["party"], "after": now["party"]}
        elif field == "participants":
            one = next(pair for pair in zip(was, now, strict=True) if pair[0] != pair[1])
            yield {"field": f"{field}.party", "before": one[0]["party"], "after": one[1]["party"]}
        else:
            yield {"field": field, "before": was, "after": now}
