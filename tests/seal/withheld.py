"""What must not be found in a copy that withholds words, nor in what an older proof or checkpoint says of it.

The one who looks has every byte of the copy, guesses the very words that were withheld, and tries to confirm the
guess: by finding a piece of it, its digest, its id, its salt, or the stream of its chain; and by hashing it with
whatever the copy has that could be a salt.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import sha256
from itertools import product
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.ledger import sealing
from ledger.seal import note, proof, tree
from ledger.seal.checkpoint import Trust
from ledger.seal.leaf import SALT, Words
from ledger.seal.note import Signer
from ledger.steps.canonical import digest, stream
from ledger.store import Store

PIECE = 8
"""So many words in a row, which no other entry has, are a piece by which a body is known again."""


class Kept(NamedTuple):
    """What somebody kept of a ledger before anything was withheld: checkpoints, proofs, and every entry."""

    checkpoints: list[bytes]
    proofs: dict[int, bytes]
    entries: list[Entry]
    root: bytes


def kept(store: Store, signer: Signer, sizes: Iterable[int], numbers: Iterable[int]) -> Kept:
    """Return what is kept of a ledger: checkpoints of some sizes, and proofs of some entries with their words."""
    last = store.last()[0]
    heads = [_checkpoint(store, signer, size) for size in (*sizes, last)]
    proofs = {number: sealing.prove(store, number, heads[-1]) for number in numbers}
    return Kept(heads, proofs, list(store.entries()), tree.root(last, store.hashes))


def _checkpoint(store: Store, signer: Signer, size: int) -> bytes:
    from ledger.seal import checkpoint

    return checkpoint.signed(size, tree.root(size, store.hashes), signer)


def pieces(body: str) -> set[str]:
    """Return every run of PIECE words in the texts of what an entry holds: between what JSON puts around them."""
    runs: set[str] = set()
    for text in body.split('"'):
        words = text.split(" ")
        runs.update(" ".join(words[at : at + PIECE]) for at in range(len(words) - PIECE + 1))
    return runs


def traces(entry: Entry) -> Iterator[tuple[str, bytes]]:
    """Yield what would give an entry's words away or confirm them, beside the words, with what it is."""
    held = entry.held
    chain = stream(entry.id)
    body = entry.body.encode()
    yield "the salt", entry.salt
    yield "the salt in hexadecimal", entry.salt.hex().encode()
    for what, value in (("body", body), ("salt", entry.salt), ("id", entry.id.encode())):
        yield f"the sha256 of the {what}", sha256(value).digest()
        yield f"the sha256 of the {what} in hexadecimal", sha256(value).hexdigest().encode()
    yield "the digest of the index", digest(held).encode()
    if _made(entry.id):
        yield "the id", entry.id.encode()
        yield "the id in 16 bytes", UUID(entry.id).bytes
        yield "the id without its hyphens", UUID(entry.id).hex.encode()
    if entry.root == entry.number:
        yield "the stream", chain.hex.encode()
        yield "the stream with its hyphens", str(chain).encode()
        yield "the stream in 16 bytes", chain.bytes


def _made(entry_id: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", entry_id) is not None


HEAD = 16
"""Bytes by whose beginning a trace is known: none is shorter."""


def found(raw: bytes, gone: Iterable[Entry], stay: Iterable[Entry]) -> list[str]:
    """Return what the bytes of a copy give away of the entries that it withholds."""
    heads: dict[bytes, list[tuple[str, bytes]]] = {}
    told = []
    others = set().union(*(pieces(_bytes(one)) for one in stay))
    here = pieces_of_file(raw.decode("latin-1"))
    for entry in gone:
        for what, value in traces(entry):
            heads.setdefault(value[:HEAD], []).append((f"{what} of entry {entry.number}", value))
        ours = pieces(_bytes(entry)) - others
        told += [f"words of entry {entry.number}: {one!r}" for one in sorted(ours & here)[:1]]
        if not ours and entry.body.encode() in raw:
            told.append(f"the body of entry {entry.number}")
    # A window over every byte: each trace looked for by itself would take as long as there are traces.
    hits = ((at, raw[at : at + HEAD]) for at in range(len(raw) - HEAD + 1) if raw[at : at + HEAD] in heads)
    told += {what for at, head in hits for what, value in heads[head] if raw.startswith(value, at)}
    return told


def _bytes(entry: Entry) -> str:
    """Return what an entry holds as the bytes of a file are read here: each a character."""
    return entry.body.encode().decode("latin-1")


def pieces_of_file(text: str) -> set[str]:
    """Return every run of PIECE words between what can be no part of a sentence in a file."""
    runs: set[str] = set()
    for stretch in re.findall(r"[^\x00-\x1f\"]{24,}", text):
        runs |= pieces(stretch)
    return runs


def confirmed(store: Store, gone: Iterable[Entry]) -> list[str]:
    """Return the true words that can be confirmed by hashing them with what a copy has in the place of a salt."""
    told: list[str] = []
    with closing(store):
        there = {entry.number: entry for entry in store.entries()}
    for entry in gone:
        copied = there[entry.number]
        salts = (copied.salt[:SALT], copied.salt[SALT:], bytes(SALT))
        opened = [
            name
            for salt, name in product(salts, (entry.id, copied.id))
            if len(salt) == SALT and Words(salt, name, entry.body.encode()).digest() == _sealed(copied)
        ]
        told += [f"entry {entry.number} with {name} as its id" for name in opened]
    return told


def _sealed(entry: Entry) -> bytes:
    from ledger.store import nodes

    try:
        return nodes.leaf(entry).digest
    except LedgerError:
        return b""


def broken(copy: Store, before: Kept, signer: Signer) -> list[str]:
    """Return which numbers, checkpoints and proofs from before do not hold of a copy."""
    told = []
    trust = Trust(signer.name, (signer.verifier(),))
    size = len(before.entries)
    if tree.root(size, copy.hashes) != before.root:
        told.append("the root is another")
    same = attrgetter("number", "recorded_at", "recorded_by", "root", "kind", "version", "imported_from")
    told += [
        f"entry {was.number} is not the same in number, time or author"
        for one, was in zip(copy.entries(0, size), before.entries, strict=True)
        if same(one) != same(was)
    ]
    faults = sealing.check(copy, [one for raw in before.checkpoints for one in sealing.opened(raw, trust)])
    told += [f"a checkpoint does not hold: {message}" for _, message in faults]
    newest = _checkpoint(copy, signer, copy.last()[0])
    for number, raw in before.proofs.items():
        try:
            then = proof.checked(raw, trust).leaf
            now = proof.checked(sealing.prove(copy, number, newest), trust).leaf
            if then.data() != now.data():
                told.append(f"the leaf of entry {number} is another")
        except LedgerError as error:
            told.append(f"the proof of entry {number} does not hold: {error.message}")
    return told


def key(origin: str) -> Signer:
    """Return a key for a made-up ledger."""
    return note.new(origin, sha256(b"a made-up ledger").digest())


def file_of(path: Path) -> bytes:
    """Return all that a copy's file holds, with what stands beside it."""
    beside = [path, *path.parent.glob(f"{path.name}.index*"), *path.parent.glob(f"{path.name}-*")]
    return b"\n".join(one.read_bytes() for one in beside if one.exists())
