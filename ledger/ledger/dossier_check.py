"""Checking a dossier without the ledger: its proofs, its entries, its texts, and the answer folded from them again.

Whoever checks has the origin and the key from elsewhere, and takes neither from
the dossier. Every fault names the file that is meant.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger import sources
from ledger.entry import Entry
from ledger.errors import Damaged, LedgerError, NotFound, Refused
from ledger.ledger import sealing
from ledger.ledger.checks import UNREADABLE, Checks, Found
from ledger.ledger.dossier import (
    ANSWER,
    CHECKPOINT,
    FORMAT,
    MANIFEST,
    Files,
    again,
    cited,
    entry_file,
    manifest,
    moment_of,
    printed,
    proof_file,
    text_file,
)
from ledger.seal import checkpoint, cosign, proof
from ledger.seal.checkpoint import Trust
from ledger.seal.proof import Checked
from ledger.state.cells import Row


class Proved(NamedTuple):
    """The entries of a dossier whose proofs hold, and what is wrong with the others."""

    entries: list[Entry]
    faults: list[Found]


def numbers(files: Files) -> list[int]:
    """Return the numbers of the entries that a dossier has a file of."""
    names = (name for name in files if name.startswith(("entries/", "proofs/")))
    return sorted({int(name.partition("/")[2].partition(".")[0]) for name in names})


def entry_of(found: Checked) -> Entry:
    """Return the entry that a proof proves, as a store gives it; Refused where the proof has no words."""
    frame, words = found.leaf.frame, found.leaf.words
    if words is None:
        raise Refused(f"the proof of entry {frame.number} has not its words")
    return Entry(
        frame.number,
        words.id,
        frame.recorded_at,
        frame.recorded_by,
        frame.root,
        frame.kind,
        frame.version,
        words.body.decode(),
        words.salt,
        None,
        frame.imported_from or None,
    )


def _proved(files: Files, trust: Trust, now: int) -> Proved:
    found = Proved([], [])
    for number in numbers(files):
        body, raw = files.get(entry_file(number)), files.get(proof_file(number))
        if body is None or raw is None:
            missing = entry_file(number) if body is None else proof_file(number)
            found.faults.append((number, f"{missing} is missing"))
            continue
        try:
            if proof.parse(raw).checkpoint != files.get(CHECKPOINT):
                raise Damaged("its checkpoint is not the one of the dossier")
            checked = proof.checked(raw, trust, now=now)
            entry = entry_of(checked)
            if checked.leaf.frame.number != number:
                raise Damaged(f"it is of entry {checked.leaf.frame.number}")
        except (LedgerError, UnicodeDecodeError) as error:
            found.faults.append((number, f"{proof_file(number)}: {getattr(error, 'message', error)}"))
            continue
        if entry.body.encode() != body:
            found.faults.append((number, f"{entry_file(number)} is not what is sealed of entry {number}"))
            continue
        found.entries.append(entry)
    return found


def linked(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries with the numbers of the lines that their chains' lines name, as far as these are among them."""
    by_id = {entry.id: entry.number for entry in entries}
    return [
        entry._replace(names=by_id.get(str(entry.held["entry"]))) if "entry" in entry.held else entry
        for entry in entries
    ]


def _chains(entries: Sequence[Entry]) -> Iterator[Found]:
    roots = {entry.number: entry.root for entry in entries}
    for entry in entries:
        if roots.get(entry.root) != entry.root:
            yield (
                entry.number,
                f"entry {entry.number} is of the chain of entry {entry.root}, which is not here",
            )
        elif entry.root != entry.number and (entry.names is None or roots[entry.names] != entry.root):
            yield entry.number, f"entry {entry.number} names a line of its chain that is not here"


def _texts(files: Files, entries: Sequence[Entry]) -> Iterator[Found]:
    wanted = cited(entries)
    for name in files:
        if name.startswith("texts/"):
            try:
                if sources.digest(files[name].decode()) != name[6:70]:
                    yield None, f"{name} has another digest than its name says"
            except UnicodeDecodeError:
                yield None, f"{name} is no UTF-8 text"
            if name[6:70] not in wanted:
                yield None, f"{name}: no entry of the dossier cites it"


def _quotes(files: Files, entries: Sequence[Entry]) -> tuple[int, list[Found], int]:
    """Return how many quotes were looked for, those not found, and how many have no text here."""
    from ledger.ledger.entries import with_verified

    def text(sha256: str) -> str | None:
        raw = files.get(text_file(sha256))
        return None if raw is None else raw.decode(errors="replace")

    looked = without = 0
    faults: list[Found] = []
    for entry in entries:
        for source in entry.words.get("sources", ()):
            for quote in with_verified(source, text).get("quotes", ()):
                without += quote["verified"] is None
                looked += quote["verified"] is not None
                if quote["verified"] is False and "start" in quote:
                    faults.append(
                        (entry.number, f"a quote of entry {entry.number} is not in its archived text")
                    )
    return looked, faults, without


def answered(files: Files, entries: Sequence[Entry], *, whole: bool = False) -> Iterator[Found]:
    """Yield where the answer is not what entries give: those of the dossier or, `whole`, all of the ledger."""
    raw = files.get(ANSWER)
    if raw is None:
        yield None, f"{ANSWER} is missing"
        return
    try:
        said = json.loads(raw)
        when = moment_of(str(said["basis"]))
        if whole and len(entries) < when.known:
            yield (
                None,
                f"the export has {len(entries)} entries, and the answer is of what was known at #{when.known}",
            )
            return
        found = again(entries, when, str(said["negotiation"]), str(said["matter"]))
    except UNREADABLE as error:
        yield None, f"{ANSWER} cannot be asked again: {getattr(error, 'message', error)}"
        return
    if printed(found) == raw:
        return
    differing = sorted(key for key in found if not isinstance(said, dict) or said.get(key) != found[key])
    these = "all entries of the ledger" if whole else "these entries"
    yield None, f"{ANSWER} is not the answer of {these}: {', '.join(differing) or 'its form'} differ"


def _manifest(files: Files) -> Iterator[Found]:
    if MANIFEST not in files:
        yield None, f"{MANIFEST} is missing"
        return
    try:
        said = json.loads(files[MANIFEST])
        wanted = manifest(files, numbers(files)) | {"version": said["version"]}
        if said["dossier"] != FORMAT:
            yield None, f"{MANIFEST}: this is a dossier of another form, {said['dossier']!r:.20}"
        elif printed(wanted) != files[MANIFEST]:
            yield None, f"{MANIFEST} is not what these files give"
    except UNREADABLE as error:
        yield None, f"{MANIFEST} cannot be read: {getattr(error, 'message', error)}"


NOT_WHOLE = (
    "completeness: these entries are in the ledger, and nothing here shows that no other bears on the matter "
    "(the sealed export of the whole ledger does: --export)"
)
LATER = "what was recorded after the moment of the answer"


def check(files: Files, trust: Trust, now: int, listed: Iterable[Found] = ()) -> Row:
    """Return the document of `verify --dossier`: what was checked, every fault, and what was not checked.

    `listed` are the faults of its list of sums. Raises what `checkpoint.opened`
    does: with no checkpoint to rest on nothing of it proves anything.
    """
    if CHECKPOINT not in files:
        raise NotFound(f"the dossier has no file {CHECKPOINT}", remedy="Ask for it again.")
    head, opened = checkpoint.opened(files[CHECKPOINT], trust)
    cosigned = cosign.verified(opened, trust.cosigners, now=now)
    audit = Checks()
    audit.check("files", len(files), listed)
    proved = _proved(files, trust, now)
    entries, readable = _linked(proved.entries)
    audit.check("proofs", len(numbers(files)), [*proved.faults, *readable])
    audit.check("chains", len(entries), _chains(entries))
    audit.check("texts", sum(name.startswith("texts/") for name in files), _texts(files, entries))
    looked, faults, without = _quotes(files, entries)
    audit.check("quotes", looked, faults)
    audit.check("manifest", 1, _manifest(files))
    audit.check("answer", 1, answered(files, entries))
    quotes = [f"{without} quote{'s' * (without != 1)} of sources without an archived text"] if without else []
    alone = (
        []
        if cosigned
        else ["whether others are shown another ledger: nobody named has cosigned (--cosigner)"]
    )
    return {
        "ok": not audit.faults,
        "entries": len(entries),
        "checks": audit.checks,
        "faults": audit.faults,
        "not_checked": [NOT_WHOLE, LATER, *quotes, *alone],
        "checkpoint": sealing.document(head),
    }


def _linked(entries: list[Entry]) -> tuple[list[Entry], list[Found]]:
    """Return entries as `linked` does, without those whose words cannot be read, and which these are."""
    readable: list[Entry] = []
    faults: list[Found] = []
    for entry in entries:
        try:
            held: object = entry.held
            if not isinstance(held, dict) or held["kind"] != entry.kind:
                raise ValueError(entry.kind)
            cited([entry])
            readable.append(entry)
        except UNREADABLE:
            faults.append((entry.number, f"{entry_file(entry.number)} holds no words that can be read"))
    return linked(readable), faults


def for_people(files: Files, made: Mapping[str, bytes]) -> Iterator[Found]:
    """Yield which of the files made for people are not what this version makes of the answer."""
    for name, raw in sorted(made.items()):
        if name not in files:
            yield None, f"{name} is missing"
        elif files[name] != raw:
            yield None, f"{name} is not what the answer gives"
