"""Lines as the tests write them by hand: what the islands say of the ferries, unless they are told otherwise."""

from tests.cases import Json
from tests.memory import Memory

BOTH = ["islands", "uplands"]
SOURCES = [{"publisher": "Herald", "published": "2025-02-20"}]


def words(kind: str, on: str = "2025-02-05", **fields: object) -> Json:
    return {"kind": kind, "negotiation": "talks", "on": on, "sources": SOURCES, **fields}


def position(stance: str = "accepts", on: str = "2025-02-05", **fields: object) -> Json:
    fields = {"parties": ["islands"], "matter": "ferries", **fields}
    return words("position-taken", on, stance=stance, **fields)


def line(name: str, development: Json) -> Json:
    return {"id": name, "development": development}


def corrected(entry: str, replacement: Json, **fields: object) -> Json:
    return {
        "kind": "entry-corrected",
        "entry": entry,
        "replacement": replacement,
        "reason": "misread",
        **fields,
    }


def retracted(entry: str, **fields: object) -> Json:
    return {"kind": "entry-retracted", "entry": entry, "reason": "misread", **fields}


def described(party: str, *aliases: str) -> Json:
    names = {"aliases": list(aliases)} if aliases else {}
    return {"kind": "party-described", "party": party, "name": party.title(), "type": "state", **names}


def holding(*lines: Json) -> Memory:
    """Return a ledger in memory that holds these lines."""
    memory = Memory()
    found = memory.record(lines)
    assert found.faults == ()
    return memory
