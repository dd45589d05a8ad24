"""A sealed export: every line of the ledger, and at its end the checkpoint that they come to.

It is read once, line by line, in constant memory, and needs no ledger. What a
dossier cannot show by itself, that no entry was left out, this shows: the root
is that of all entries or it is another one.
"""

from collections.abc import Iterator
from pathlib import Path

from ledger import sources
from ledger.entry import Entry
from ledger.errors import Damaged, NotFound, Refused
from ledger.exchange.files import LONGEST_TEXT_LINE, parse
from ledger.ledger import sealing, withholding
from ledger.ledger.checks import Checks
from ledger.ledger.dossier_check import linked
from ledger.ledger.importing import wrong
from ledger.seal import checkpoint, cosign, tree
from ledger.seal.checkpoint import Checkpoint, Trust
from ledger.seal.spelling import base64
from ledger.state.cells import Row
from ledger.steps.canonical import compact
from ledger.store import nodes

MOST_FAULTS = 20
"""Lines that are named; after so many the rest is not worth naming."""


class _Reading:
    """One pass over the lines: the tree that they come to, and what is wrong with them."""

    def __init__(self, entries: list[Entry] | None, other: Checkpoint | None) -> None:
        self.entries = entries
        self.other = other
        self.edge = tree.Frontier()
        self.withheld: list[int] = []
        self.said: list[Entry] = []
        self.head: bytes | None = None
        self.texts = 0
        self.faults: list[tuple[str, int | None, str]] = []

    def take(self, number: int, value: object) -> None:
        """Take one line of the file."""
        if self.head is not None:
            self.faults.append(("entries", None, f"line {number} stands after the checkpoint"))
        elif not isinstance(value, dict):
            self.faults.append(("entries", None, f"line {number} is no JSON object"))
        elif "checkpoint" in value:
            self.head = str(value["checkpoint"]).encode(errors="replace")
        elif "archive" in value:
            self._text(number, value)
        else:
            self._entry(number, value)

    def _text(self, number: int, value: Row) -> None:
        self.texts += 1
        text = value.get("text")
        if not isinstance(text, str) or sources.digest(text) != value["archive"]:
            self.faults.append(("texts", None, f"line {number}: the text has not the digest that is given"))

    def _entry(self, number: int, value: Row) -> None:
        fault = wrong(value)
        if fault is not None:
            self.faults.append(("entries", None, f"line {number}: {fault.message}"))
            return
        entry = exported(value)
        if entry.number != self.edge.size + 1:
            message = f"line {number} is entry {entry.number}, where entry {self.edge.size + 1} belongs"
            self.faults.append(("entries", self.edge.size + 1, message))
            return
        self.edge.add(nodes.leaf(entry).hash())
        if self.other is not None and self.edge.size == self.other.size:
            if self.edge.root() != self.other.root:
                message = (
                    f"the export does not begin with the {self.edge.size} entries of the other checkpoint"
                )
                self.faults.append(("entries", None, message))
            self.other = None
        if entry.withheld:
            self.withheld.append(entry.number)
        if entry.kind == "entries-withheld":
            self.said.append(entry)
        if self.entries is not None:
            self.entries.append(entry)


def exported(value: Row) -> Entry:
    """Return the entry that a line of an export is, as it was stored."""
    of = (value["entry"], value["id"], value["recorded_at"], value["recorded_by"], value["root"])
    if "digest" in value:
        kind, body, salt = value["kind"], "", bytes.fromhex(value["digest"])
    else:
        held = value["development"]
        kind, body, salt = str(held.get("kind")), compact(held), bytes.fromhex(value["salt"])
    return Entry(*of, kind, value["version"], body, salt, None, value.get("imported_from"))


def _lines(path: Path) -> Iterator[tuple[int, object]]:
    """Yield the lines of a file with their numbers; Refused where one is no JSON that a ledger takes."""
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(LONGEST_TEXT_LINE + 1):
                number += 1
                if len(raw) > LONGEST_TEXT_LINE:
                    raise Refused(f"line {number} of {path} is longer than a line of an export", line=number)
                if raw.strip():
                    yield number, _value(path, number, raw)
    except FileNotFoundError:
        raise NotFound(f"there is no file {path}", remedy="Check the path.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}", remedy="Name a file that can.") from None


def _value(path: Path, number: int, raw: bytes) -> object:
    try:
        found: object = parse(raw.decode())
    except ValueError as error:
        raise Damaged(
            f"line {number} of {path} is no line of an export: {error}", remedy="Ask for the file again."
        ) from None
    return found


def check(
    path: Path, trust: Trust, now: int, entries: list[Entry] | None = None, other: Checkpoint | None = None
) -> Row:
    """Return the document of `verify --export`; the entries are put into `entries` where it is given.

    `other` is a checkpoint from elsewhere, with whose entries the export must
    begin. Raises what `checkpoint.opened` does, and Refused where there is no
    checkpoint: with none to rest on nothing of it proves anything.
    """
    reading = _Reading(entries, other)
    for number, value in _lines(path):
        reading.take(number, value)
        if len(reading.faults) >= MOST_FAULTS:
            break
    if reading.head is None:
        if reading.faults:
            raise Damaged(reading.faults[0][2], remedy="Ask for the file again.")
        raise Refused(f"{path} ends without a checkpoint", remedy="Write it with: ledger export --sealed")
    head, opened = checkpoint.opened(reading.head, trust)
    cosigned = cosign.verified(opened, trust.cosigners, now=now)
    audit = Checks()
    faults = reading.faults
    audit.check("entries", reading.edge.size, [found[1:] for found in faults if found[0] == "entries"])
    audit.check("texts", reading.texts, [found[1:] for found in faults if found[0] == "texts"])
    audit.check("tree", reading.edge.size, _root(reading, head))
    if reading.withheld:
        audit.check("withheld", len(reading.withheld), _said(reading))
    if reading.other is not None:
        message = f"the export ends before the {reading.other.size} entries of the other checkpoint"
        audit.check("checkpoints", 1, [(None, message)])
    if entries is not None:
        entries[:] = linked(entries)
    alone = (
        []
        if cosigned
        else ["whether others are shown another ledger: nobody named has cosigned (--cosigner)"]
    )
    return {
        "ok": not audit.faults,
        "entries": reading.edge.size,
        "checks": audit.checks,
        "faults": audit.faults,
        "not_checked": [*withholding.not_checked(reading.withheld), *alone],
        "checkpoint": sealing.document(head),
    }


def _root(reading: _Reading, head: Checkpoint) -> Iterator[tuple[int | None, str]]:
    size = reading.edge.size
    if size != head.size:
        yield min(size, head.size) + 1, f"the export has {size} entries, and the checkpoint is of {head.size}"
    elif reading.edge.root() != head.root:
        found, sealed = base64(reading.edge.root()), base64(head.root)
        yield None, f"the entries of the export have the root {found}, and the checkpoint has {sealed}"


def _said(reading: _Reading) -> Iterator[tuple[int | None, str]]:
    named = {
        number for one in withholding.said(reading.said) for number in one if number <= reading.edge.size
    }
    for number in reading.withheld:
        if number not in named:
            yield number, f"entry {number} has no words, and no entry says that they are withheld"
