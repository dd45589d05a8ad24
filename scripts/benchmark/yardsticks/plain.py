"""A yardstick: the eventsourcing library as its users use it, an aggregate for each matter, replayed in Python.

The developments are kept whole, as the ledger keeps them; nothing is checked,
sealed or indexed. The replay reads the log of all events and folds them with
one dictionary; dates are compared as the texts that they are.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from scripts.benchmark.yardsticks.lives import parsed

BATCH = 1_000
"""Entries saved in one transaction, and events read at once."""


class Matter(Aggregate):
    """Everything that is said of one matter."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.entries = 0

    @staticmethod
    def create_id(name: str) -> UUID:
        """Return the id of a matter."""
        return uuid5(NAMESPACE_URL, name)

    @event("Recorded")
    def record(self, number: int, entry: str, development: dict[str, Any]) -> None:  # noqa: ARG002 the event's own
        """Record a development."""
        self.entries += 1


class Matters(Application[UUID]):
    """The application that holds them, in a SQLite file."""

    def __init__(self, path: str | Path) -> None:
        super().__init__({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


class Held(NamedTuple):
    """What the fold keeps of an entry that stands."""

    order: tuple[str, str, int]
    published: str
    matter: str
    parties: list[str]
    stance: str
    terms: str | None
    on: str


def build(lines: str, path: str) -> None:
    """Save every line of a file, in batches."""
    app = Matters(path)
    matters: dict[str, Matter] = {}
    of_entry: dict[str, str] = {}
    touched: dict[str, Matter] = {}
    for number, entry, said in parsed(Path(lines)):
        name = of_entry[said["entry"]] if "entry" in said else said.get("matter") or said["point"]
        of_entry[entry] = name
        if name not in matters:
            matters[name] = Matter(name)
        matters[name].record(number, entry, said)
        touched[name] = matters[name]
        if number % BATCH == 0:
            app.save(*touched.values())
            touched.clear()
    app.save(*touched.values())
    app.close()


def events(app: Matters) -> Iterator[Any]:
    """Yield all events in the order in which they were saved, as the library gives them back."""
    start = 0
    while notifications := app.recorder.select_notifications(start, BATCH, inclusive_of_start=False):
        for notification in notifications:
            start = notification.id
            yield app.mapper.to_domain_event(notification)


def _held(place: int, words: dict[str, Any]) -> Held:
    earliest, _, latest = words["on"].rpartition("/")
    return Held(
        (latest, earliest or latest, place),
        words["sources"][0]["published"],
        words.get("matter") or words["point"],
        words["parties"],
        words.get("stance", "accepts"),
        words.get("terms"),
        words["on"],
    )


def fold(found: Iterator[Any], at: str) -> list[dict[str, Any]]:
    """Return the positions as of a day, by matter and party."""
    standing: dict[str, Held] = {}
    for one in found:
        said = getattr(one, "development", None)
        if said is None:
            continue
        if "replacement" in said:
            standing[said["entry"]] = _held(standing[said["entry"]].order[2], said["replacement"])
        elif "entry" in said:
            del standing[said["entry"]]
        else:
            standing[one.entry] = _held(one.number, said)
    cells: dict[tuple[str, str], Held] = {}
    for held in standing.values():
        if held.order[0] > at:
            continue
        for party in held.parties:
            best = cells.get((held.matter, party))
            if best is None or best.order < held.order:
                cells[held.matter, party] = held
    return [
        {
            "party": party,
            "matter": matter,
            "stance": held.stance,
            "terms": held.terms,
            "on": held.on,
            "entry": held.order[2],
        }
        for (matter, party), held in sorted(cells.items())
    ]


def state(path: str, at: str) -> list[dict[str, Any]]:
    """Return the positions as of a day, by a full replay."""
    return fold(events(Matters(path)), at)


def replay(path: str, at: str) -> dict[str, float]:
    """Return the seconds of a full replay and its fold, without the start of the process."""
    begin = time.perf_counter()
    cells = len(state(path, at))
    return {"seconds": time.perf_counter() - begin, "cells": cells}
