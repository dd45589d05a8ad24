"""The seal: what it adds to a record, what a proof has and takes, what it takes to go over the whole tree."""

from pathlib import Path

from scripts.benchmark import samples
from scripts.benchmark.aims import (
    HUNDRED_THOUSAND,
    MILLION,
    PEAK,
    PEAK_GROWTH,
    PROOF_BYTES,
    PROOF_CHECKED,
    PROOF_HASHES,
    PROOF_MADE,
    SEALED,
    TREE,
)
from scripts.benchmark.measures import MEGABYTE, Row, Setting, always, compared, growth, rounded, turns

NODES = "hashing of 40 nodes"


def record(setting: Setting) -> list[Row]:
    """Record one durable entry in a warm process, with the seal and without it, in two copies of a ledger."""
    rows = []
    for size in setting.sizes:
        ledger = samples.ledger(setting, size)
        copies = [samples.copied(setting, ledger, name) for name in ("sealed.db", "unsealed.db")]
        taken, _ = setting.worker("tasks.seal.record", *copies, setting.rounds * 8)
        rows.append(compared(SEALED, size, taken["sealed"], taken["unsealed"], "without the seal"))
    return rows


def prove(setting: Setting) -> list[Row]:
    """Prove entries drawn by dice: hashes and bytes of a proof, making and checking one, to hashing 40 nodes."""
    rows = []
    for size in setting.sizes:
        taken, _ = setting.worker("tasks.seal.prove", samples.ledger(setting, size), setting.rounds)
        rows += [
            Row(PROOF_HASHES, size, max(taken["hashes"]), "hashes"),
            Row(PROOF_BYTES, size, max(taken["bytes"]), "bytes"),
            compared(PROOF_MADE, size, taken["made"], taken["hashed"], NODES, unit="us"),
            compared(PROOF_CHECKED, size, taken["checked"], taken["hashed"], NODES, unit="us"),
        ]
    return rows


def verify(setting: Setting) -> list[Row]:
    """Go over all entries and compare them with the tree, to sha256 of the same bytes; and the most memory of that."""
    rows, peaks = [], []
    for size in setting.sizes:
        ledger = samples.ledger(setting, size)
        things = {
            "tree": always(_seconds, setting, "tasks.seal.check", ledger),
            "sha256": always(_seconds, setting, "tasks.keep.digests", ledger),
        }
        taken = turns(things, max(setting.few(size), 3), warm_ups=0)
        rows.append(
            compared(TREE, size, taken["tree"], taken["sha256"], "sha256 of the same bytes", unit="s")
        )
        memory = setting.worker("tasks.seal.check", ledger)[1].memory
        peaks.append(Row(PEAK, size, rounded(memory / MEGABYTE), "MB", of="the tree"))
    return [*rows, *peaks, *growth(PEAK_GROWTH, peaks, HUNDRED_THOUSAND, MILLION)]


def _seconds(setting: Setting, task: str, ledger: Path) -> float:
    return float(setting.worker(task, ledger)[0]["seconds"])
