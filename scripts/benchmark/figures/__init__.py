"""The figures: what is measured, and what each aims at. One function each: a setting in, rows out.

A figure of another part of the ledger is one more function and one more line here.
"""

from collections.abc import Callable

from scripts.benchmark.figures import ask, keep, postgres, real, record, seal, start
from scripts.benchmark.measures import Row, Setting

FIGURES: dict[str, Callable[[Setting], list[Row]]] = {
    "start": start.start,
    "bulk": record.bulk,
    "single": record.single,
    "process": record.process,
    "state": ask.state,
    "postgres": postgres.postgres,
    "warm": ask.warm,
    "steps": ask.steps,
    "reading": ask.reading,
    "rebuild": keep.rebuild,
    "verify": keep.verify,
    "size": keep.size,
    "memory": keep.memory,
    "random": ask.right,
    "seal-record": seal.record,
    "seal-proof": seal.prove,
    "seal-verify": seal.verify,
    "real": real.real,
}
"""The figures by the name by which each is asked for, in the order in which all are run."""
