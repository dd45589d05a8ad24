"""The golden ledger: one of every kind, what was corrected, taken back, added, and archived, and a copy that withholds.

Run once for each version that writes anything in another way, and never again: `python -m tests.seal.golden_ledger
FOLDER` writes what the test of the golden files then reads for ever.
"""

import sys
from pathlib import Path

from ledger import Ledger
from ledger.seal import checkpoint, tree
from tests.cases import Json
from tests.cli.running import At, position
from tests.cli.vocabulary import KEEPING, SAID, typed
from tests.seal import withheld

ORIGIN = "example.org/golden"
SIGNER = withheld.key(ORIGIN)
TEXT = "\ufeffThe minister said: \u201cNo, never.\u201d\r\nThe talks go on \u2014 not next week."
LATER: Json = {
    "entry": 1,
    "id": "F1",
    "recorded_at": "2031-02-19T09:00:00.123456Z",
    "recorded_by": "dora",
    "root": 1,
    "version": 9,
    "salt": "00" * 16,
    "imported_from": None,
    "development": {"kind": "line-redrawn", "negotiation": "talks", "map": {"scale": 25000}},
}
"""A line of a kind that no version knows yet."""
WITHHELD = ("1", "14", "18")
DAYS = ("2025-02-16", "2025-02-17", "2025-03")
ANSWERS: dict[str, tuple[str, ...]] = {
    **{f"state-{day}": ("state", "--as-of", day) for day in DAYS},
    "state-early": ("state", "--as-of", "2025-03", "--known-at", "12"),
    "state-published": ("state", "--as-of", "2025-03", "--published-by", "2025-02-18"),
    "why": ("why", "usa", "deal", "--as-of", "2025-03"),
    "history": ("history", "usa", "deal", "--as-of", "2025-03"),
    "timeline": ("timeline", "--as-of", "2025-03"),
    "log": ("log", "--as-of", "2025-03"),
    "members": ("members", "pact", "--as-of", "2026"),
    "search": ("search", "never", "--as-of", "2025-03"),
    "diff": ("diff", "2025-02-16", "2025-03"),
}
"""The answers that are kept, each a command without its --json."""


def answer(at: At, name: str) -> bytes:
    """Return an answer as it is kept: what follows the negotiation and its moment, byte for byte."""
    command, *rest = ANSWERS[name]
    return at.ok(command, *rest, "--json").encode()


def record(ledger: Ledger) -> None:
    """Record one of every kind, then what chains are made of."""
    ledger.record([{"id": "D1", "development": position("russia", matter="deal")}], author="anna")
    for kind in SAID:
        ledger.record([{"development": typed(kind)[1]}], author="ben")
    for kind in ("source-added", "party-described", "matter-described", "entry-corrected"):
        ledger.record([{"id": f"K-{kind}", "development": KEEPING[kind][1] | {"kind": kind}}], author="anna")
    taken_back = ledger.retract("K-entry-corrected", "twice", author="anna")["recorded"][0]["entry"]
    ledger.retract(taken_back, "it should stand", author="ben")
    ledger.archive(TEXT, "herald", {"publisher": "Herald", "published": "2025-02-18"}, author="ben")
    quoted = [{"source": "herald", "quotes": [{"exact": "No, never"}]}]
    ledger.record(
        [{"id": "Q1", "development": position("ukraine", matter="deal") | {"sources": quoted}}], author="ben"
    )
    ledger.correct(
        "Q1", {"terms": "unless asked \u2014 \u4e0d\u662f\u73b0\u5728"}, "a second reading", author="anna"
    )
    ledger.import_lines([(1, LATER)], author="ben")
    ledger.archive("A text that nothing cites.", "alone", {"publisher": "Gazette"}, author="ben")


def make(folder: Path) -> None:
    """Write the golden files of this version into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    at, copy = At(folder / "talks.db"), At(folder / "withheld.db")
    with Ledger.create(at.path, origin=ORIGIN) as ledger:
        record(ledger)
        sizes = (7, ledger.store.last()[0])
        heads = [checkpoint.signed(size, tree.root(size, ledger.store.hashes), SIGNER) for size in sizes]
        ledger.copy(
            copy.path,
            withhold=[int(one) for one in WITHHELD],
            reason="court order",
            followers=True,
            author="clerk",
        )
    (folder / "kept.checkpoints").write_bytes(b"".join(heads))
    key = folder / "golden.key"
    key.write_text(f"{SIGNER.text()}\n", encoding="utf-8")
    for one, name in ((at, "talks"), (copy, "withheld")):
        signed = ("--sign-with", str(key))
        one.ok("dossier", "deal", "--as-of", "2025-03", *signed, "--output", str(folder / f"{name}-deal.zip"))
        one.ok("export", "--sealed", *signed, "--output", str(folder / f"{name}.jsonl"))
        for asked in ANSWERS:
            (folder / f"{name}-{asked}.json").write_bytes(answer(one, asked))
    key.unlink()
    for left in folder.glob("*.index*"):
        left.unlink()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
