"""The canonical form by which words are compared and from which an entry's own id is derived.

Given fields only, no nulls, no empty lists, keys sorted, lists of slugs
sorted, quotes folded as for matching; JSON without spaces, every character as
itself (as RFC 8785 writes it, but for numbers, which are integers here). The
derived id is the UUID of version 5 (RFC 9562) of that JSON in the namespace of
URLs, so that it is the same in every ledger.
"""

import hashlib
import json
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from ledger import sources

SLUG_LISTS = frozenset({"parties", "to", "matters", "hosts", "mediators", "absent", "under"})
"""The fields that are lists of slugs: their order says nothing."""
QUOTED = frozenset({"exact", "prefix", "suffix"})

# json.dumps makes an encoder for each call that has other options than its own.
_AS_IT_IS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def without_nothing(value: Any) -> Any:  # noqa: ANN401 any JSON value
    """Return a JSON value without nulls and empty lists, which are as left out."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {
            key: kept
            for key, one in value.items()
            if (kept := without_nothing(one)) is not None and kept != []
        }
    if isinstance(value, list | tuple):
        return [without_nothing(one) for one in value]
    return value


def _folded(source: dict[str, Any]) -> dict[str, Any]:
    """Return a source with the words of its quotes folded as for matching."""
    if "quotes" not in source:
        return source
    quotes = [
        {key: sources.fold(one) if key in QUOTED else one for key, one in quote.items()}
        for quote in source["quotes"]
    ]
    return source | {"quotes": quotes}


def _normal(held: dict[str, Any]) -> dict[str, Any]:
    found = dict(held)
    for field in SLUG_LISTS & held.keys():
        if len(held[field]) > 1:
            found[field] = sorted(held[field])
    if "sources" in held:
        found["sources"] = [_folded(source) for source in held["sources"]]
    if "replacement" in held:
        found["replacement"] = _normal(held["replacement"])
    return found


def canonical(held: dict[str, Any]) -> str:
    """Return the canonical JSON of what an entry holds: words that were checked, without nulls and empty lists."""
    return _SORTED(_normal(held))


def compact(held: dict[str, Any]) -> str:
    """Return what an entry holds as the JSON text that is stored."""
    return _AS_IT_IS(held)


def derived_id(held: dict[str, Any]) -> str:
    """Return the id of an entry that was given none."""
    return str(uuid5(NAMESPACE_URL, canonical(held)))


def digest(held: dict[str, Any]) -> str:
    """Return 16 hexadecimal digits that are equal where the words are."""
    return hashlib.blake2b(canonical(held).encode(), digest_size=8).hexdigest()


def stream(root_id: str) -> UUID:
    """Return the id of the event stream that holds the chain of the root with this id."""
    return uuid5(NAMESPACE_URL, f"entry:{root_id}")
