"""The proof that an entry is in the ledger, as one text file: C2SP tlog-proof, version 1.

The file (section Format): the line `c2sp.org/tlog-proof@v1`; `extra` and, in base64, what the entry's leaf
says (`ledger.seal.leaf`); `index` and the entry's number less one; the audit path, a hash a line, from
below; an empty line; the checkpoint, with whatever cosignatures it has. Its name ends in `.tlog-proof`.

`checked` needs neither ledger nor network, but the origin and the keys, which come from elsewhere. What it
returns is what the ledger of that origin holds, by the word of its key: the frame of the entry, the digest
of its words and, where the file has them, the words. A proof without words is under 2 kB at a million
entries.
"""

from typing import NamedTuple

from ledger.errors import Damaged, Refused
from ledger.seal import checkpoint, cosign, leaf, note, tree
from ledger.seal.checkpoint import Checkpoint, Trust
from ledger.seal.cosign import MOST_HASHES, Cosigned
from ledger.seal.leaf import Leaf
from ledger.seal.note import LONGEST_NOTE
from ledger.seal.spelling import AS_WRITTEN, base64, decimal, unbase64, utf8
from ledger.seal.tree import Read

LONGEST_PROOF = 4 << 20
"""Bytes of a proof at most: a line of a ledger has at most a quarter of them."""
_HEADER = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = "index "


class Proof(NamedTuple):
    """What a proof holds; nothing of it is to be trusted yet."""

    extra: bytes
    number: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def written(self) -> bytes:
        """Return the proof as a file."""
        lines = [
            _HEADER,
            f"{_EXTRA}{base64(self.extra)}",
            f"{_INDEX}{self.number - 1}",
            *map(base64, self.hashes),
        ]
        if not self.extra:
            del lines[1]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint


class Checked(NamedTuple):
    """What a proof proves: this leaf is in the tree of this checkpoint, which these cosigners have seen."""

    leaf: Leaf
    checkpoint: Checkpoint
    cosigned: list[Cosigned]


def made(entry: Leaf, raw: bytes, read: Read) -> bytes:
    """Return the proof, as a file, that an entry is in the tree of a checkpoint, which is given as its file.

    With `entry.words` the file holds the words. `Damaged` where the stored hashes do not lead from the entry
    to the checkpoint.
    """
    head = checkpoint.parse(note.parse(raw).text)
    index = entry.frame.number - 1
    hashes = tree.inclusion(index, head.size, read)
    tree.check_inclusion(entry.hash(), index, head.size, hashes, head.root)
    return Proof(entry.extra(), entry.frame.number, hashes, raw).written()


def parse(raw: bytes) -> Proof:
    """Return what a proof's file holds, with nothing verified."""
    head, empty, rest = raw.partition(b"\n\n")
    if not empty or len(rest) > LONGEST_NOTE:
        message = "this is no proof: an empty line and a checkpoint end it"
        raise Refused(message, remedy=AS_WRITTEN)
    header, *lines = utf8(head, "the proof", longest=LONGEST_PROOF).split("\n")
    if header != _HEADER:
        message = f"this is no proof that this version knows: its first line is not {_HEADER}"
        raise Refused(message, remedy=AS_WRITTEN, line=1, given=header)
    at = 2
    extra = b""
    if lines and lines[0].startswith(_EXTRA):
        extra = unbase64(lines.pop(0).removeprefix(_EXTRA), "what the proof says of its entry", line=at)
        at += 1
    if not lines or not lines[0].startswith(_INDEX) or len(lines) > 1 + MOST_HASHES:
        message = f"the proof has no line `{_INDEX}N` at its place, followed by at most {MOST_HASHES} hashes"
        raise Refused(message, remedy=AS_WRITTEN, line=at)
    index = decimal(lines.pop(0).removeprefix(_INDEX), "the index", line=at)
    hashes = [
        unbase64(line, "the hash", length=tree.HASH, line=number) for number, line in enumerate(lines, at + 1)
    ]
    return Proof(extra, index + 1, tuple(hashes), rest)


def checked(raw: bytes, trust: Trust, *, now: int | None = None) -> Checked:
    """Return what a proof's file proves (section Verifying a tlog proof).

    With `now`, in seconds since 1970, no cosignature may be later. `Refused` where the file is not of the form,
    `Damaged` where it proves nothing.
    """
    proof = parse(raw)
    head, found = checkpoint.opened(proof.checkpoint, trust)
    signed = cosign.verified(found, trust.cosigners, now=now)
    if len(signed) < trust.needed:
        message = f"the checkpoint has {len(signed)} cosignatures of cosigners known here; {trust.needed} are needed"
        raise Damaged(message, remedy="Ask for a proof on a checkpoint that was cosigned.")
    entry = leaf.read(proof.extra)
    if entry.frame.number != proof.number:
        message = (
            f"the proof is of the place of entry {proof.number}, and says it is entry {entry.frame.number}"
        )
        raise Damaged(message, remedy="Ask for the proof again: it was altered, or it is of another entry.")
    tree.check_inclusion(entry.hash(), proof.number - 1, head.size, proof.hashes, head.root)
    return Checked(entry, head, signed)
