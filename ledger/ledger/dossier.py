"""The sealed answer: what stood on a matter at a moment, with the entries that it rests on and their proofs.

A dossier is files by their names in it (see FILES). Whoever has it needs
neither the ledger nor its owner: each entry is proved to be in the ledger by
the owner's signature on the checkpoint, and the answer is folded again from
these entries alone. What it cannot show by itself is that no other entry bears
on the matter; the sealed export of the whole ledger shows that too.

The fold here is the replay's, which shares no table and no query with the index
that answered: a dossier whose two answers differ is not made.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from ledger import chains, dates
from ledger.entry import Entry
from ledger.errors import Damaged, Refused
from ledger.ledger import filters, narrowing, sealing
from ledger.ledger.moments import BASIS, Moment
from ledger.seal import checkpoint, note, proof
from ledger.state.cells import Reading, Row
from ledger.store import Store

Files = Mapping[str, bytes]
"""What a dossier holds, by the name of each file in it."""

ANSWER, SCREEN, CHECKPOINT, MANIFEST = "answer.json", "answer.txt", "checkpoint", "manifest.json"
README, SUMS = "README.txt", "SHA256SUMS"
NAME = re.compile(
    r"answer\.json|answer\.txt|checkpoint|manifest\.json|README\.txt|SHA256SUMS"
    r"|entries/[1-9][0-9]{0,17}\.json|proofs/[1-9][0-9]{0,17}\.tlog-proof|texts/[0-9a-f]{64}\.txt"
)
"""The names of a dossier's files."""
FORMAT = 1
"""The version of this form."""


def entry_file(number: int) -> str:
    """Return the name of the file with what an entry holds."""
    return f"entries/{number}.json"


def proof_file(number: int) -> str:
    """Return the name of the file with an entry's proof."""
    return f"proofs/{number}.tlog-proof"


def text_file(sha256: str) -> str:
    """Return the name of the file with an archived text."""
    return f"texts/{sha256}.txt"


def printed(document: Row) -> bytes:
    """Return a document as the one line of JSON that a dossier holds it as."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


# -- the answer --------------------------------------------------------------------------------------


def answer(reading: Reading, when: Moment, negotiation: str, matter: str) -> Row:
    """Return what stands on a matter and the points under it: the lists of `state`, and no counts."""
    from ledger.state.fold import fold

    document = fold(reading, negotiation)
    wider = filters.Filters(matter=(matter, *narrowing.points_under(reading, negotiation, (matter,))))
    return {
        "matter": matter,
        "negotiation": negotiation,
        "basis": when.basis,
        "as_of": when.as_of,
        "known_at": {"entry": when.known},
        "published_by": when.published_by,
        **{key: narrowing.rows(key, document[key], wider) for key in narrowing.LISTS},
    }


def again(entries: Iterable[Entry], when: Moment, negotiation: str, matter: str) -> Row:
    """Return the same answer, folded from entries alone: those known at the moment."""
    from ledger.steps.replay import Replay

    known = [entry for entry in entries if entry.number <= when.known]
    reading = Replay(known).read(when.at, when.known, when.published)
    return answer(reading, when, negotiation, matter)


def moment_of(basis: str) -> Moment:
    """Return the moment of a basis; Refused where it is none."""
    found = BASIS.fullmatch(basis)
    if found is None:
        raise Refused(f"{basis!r} is no basis", field="basis", remedy="Write it as an answer printed it.")
    as_of, known, by = found.groups()
    published = None if by is None else dates.bounds(by, "clock").latest
    return Moment(as_of, dates.bounds(as_of, "clock").latest, int(known), by, published)


def bearing(lines: Iterable[Entry], matter: str) -> set[int]:
    """Return the roots of the chains that bear on a matter: that in any words name it or what it hangs on.

    That are the points under it or of it, and what these stand under in turn,
    for who opposes that contests the point.
    """
    named: dict[int, set[str]] = {}
    hang: dict[str, set[str]] = {}
    for entry in lines:
        if entry.withheld or entry.kind == chains.RETRACTED:
            continue
        said = entry.words
        named.setdefault(entry.root, set()).update(filters.matters(said))
        point = said.get("point") or (said.get("matter") if said.get("kind") == "matter-described" else None)
        if point is not None:
            hang.setdefault(point, set()).update(filters.named(said, ("under", "agreement")))
    points = {matter, *(point for point, of in hang.items() if matter in of)}
    wanted = points.union(*(hang.get(point, set()) for point in points))
    return {root for root, found in named.items() if not found.isdisjoint(wanted)}


# -- making one --------------------------------------------------------------------------------------


def make(  # noqa: PLR0913 a question, and what proves its answer
    store: Store, reading: Reading, when: Moment, negotiation: str, matter: str, head: bytes
) -> dict[str, bytes]:
    """Return the files of a dossier, without its screen, its README and its sums.

    `head` is a checkpoint's file; Refused where it is older than the moment.
    """
    size = checkpoint.parse(note.parse(head).text).size
    if size < when.known:
        raise Refused(
            f"the checkpoint is of {size} entries, and the answer is of what was known at #{when.known}",
            field="checkpoint",
            remedy=f"Give a later one, or ask with --known-at {size}.",
        )
    answered = answer(reading, when, negotiation, matter)
    roots = bearing(store.entries(0, when.known), matter)
    entries = [entry for entry in store.entries(0, when.known) if entry.root in roots]
    if printed(again(entries, when, negotiation, matter)) != printed(answered):
        raise Damaged(
            f"the entries that bear on {matter} do not give the answer that the index gives",
            remedy="See: ledger verify",
        )
    files = {ANSWER: printed(answered), CHECKPOINT: head}
    for entry in entries:
        files[entry_file(entry.number)] = entry.body.encode()
        files[proof_file(entry.number)] = sealing.prove(store, entry.number, head)
    for sha256 in sorted(cited(entries)):
        text = store.text(sha256)
        if text is not None:
            files[text_file(sha256)] = text.encode()
    files[MANIFEST] = printed(manifest(files, [entry.number for entry in entries]))
    return files


def cited(entries: Iterable[Entry]) -> set[str]:
    """Return the sha256 of the archived texts that entries cite."""
    return {
        source["archive"]
        for entry in entries
        for source in entry.words.get("sources", ())
        if "archive" in source
    }


def manifest(files: Files, numbers: Sequence[int]) -> Row:
    """Return what a dossier says of itself, and of each entry what its hashes are made of, for a check by hand."""
    answered = json.loads(files[ANSWER])
    return {
        "dossier": FORMAT,
        "version": version(),
        **{key: answered[key] for key in ("matter", "negotiation", "basis")},
        "entries": [_opened(proof.parse(files[proof_file(number)])) for number in numbers],
        "texts": sorted(name[6:70] for name in files if name.startswith("texts/")),
    }


def _opened(found: proof.Proof) -> Row:
    """Return of a proof the number of its entry, how long its leaf is, and salt and id that open the digest."""
    from ledger.seal import leaf

    read = leaf.read(found.extra)
    words = read.words
    return {
        "entry": found.number,
        "leaf": len(read.data()),
        "salt": None if words is None else words.salt.hex(),
        "id": None if words is None else words.id,
    }


def version() -> str:
    """Return the version of this program."""
    from importlib import metadata

    try:
        return metadata.version("agreement-ledger")
    except metadata.PackageNotFoundError:
        return "of a checkout that is not installed"
