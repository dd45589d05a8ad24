"""Cosignatures: what a second person signs who has seen the ledger only grow. C2SP tlog-cosignature v1.0.1.

A cosignature says: as of this second, the longest ledger of this origin that I have seen has this root. It
is one more signature line of a checkpoint: 8 bytes of seconds since 1970, then an Ed25519 signature over
`cosignature/v1`, the time, and the text (section Ed25519 signed message). A cosigner's key is of type
COSIGNATURE and used for nothing else.

`cosign` is the rule: it signs what extends the checkpoint that it signed before, and nothing else. What it
signed before is its *memory*: the very file that it returned last, whose cosignature is its own, so that
nobody else can make it one. The caller keeps the answer as the memory, under a lock taken before the memory
was read, and only then hands it on: the order and the exclusion that C2SP tlog-witness demands. There is one
memory for each origin.

The request that carries a checkpoint and its proof to a cosigner who has no ledger is the body of
C2SP tlog-witness, add-checkpoint: `old N`, the hashes, an empty line, the checkpoint.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ledger.errors import Damaged, Refused
from ledger.seal import checkpoint, note, tree
from ledger.seal.checkpoint import Checkpoint, Trust
from ledger.seal.note import COSIGNATURE, LONGEST_NOTE, Note, Signature, Signer, Verifier
from ledger.seal.spelling import LARGEST, base64, decimal, unbase64, utf8

MOST_HASHES = 63
"""Hashes of a proof at most."""
_OLD = "old "
_CLOCK = 8


class Cosigned(NamedTuple):
    """Who cosigned, and when, in seconds since 1970-01-01T00:00:00Z."""

    name: str
    seconds: int


class Request(NamedTuple):
    """What a cosigner is asked: to sign a checkpoint that extends one of `old` entries, which the hashes prove."""

    old: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def written(self) -> bytes:
        """Return the request as a file."""
        lines = [f"{_OLD}{self.old}", *map(base64, self.hashes)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint


def parse(raw: bytes) -> Request:
    """Return the request that a file holds, with nothing verified."""
    head, empty, rest = raw.partition(b"\n\n")
    first, *lines = utf8(head, "the request", longest=LONGEST_NOTE).split("\n")
    if not empty or not first.startswith(_OLD) or len(lines) > MOST_HASHES:
        message = f"this is no request to cosign: `old N`, at most {MOST_HASHES} hashes, an empty line, a checkpoint"
        raise Refused(message, remedy="Ask for one with `ledger checkpoint --since FILE`.")
    old = decimal(first.removeprefix(_OLD), "the size in the first line", line=1)
    hashes = [unbase64(line, "the hash", length=tree.HASH, line=2 + at) for at, line in enumerate(lines)]
    return Request(old, tuple(hashes), rest)


def signature(text: str, signer: Signer, seconds: int) -> Signature:
    """Return a cosigner's line for the text of a checkpoint."""
    key = _cosigner(signer.verifier())
    if not 0 < seconds <= LARGEST:
        message = f"a cosignature cannot be of the second {seconds}"
        raise Refused(message, remedy="Set the clock.")
    return Signature(key.name, key.id, seconds.to_bytes(_CLOCK) + signer.sign(_message(text, seconds)))


def verified(found: Note, cosigners: Sequence[Verifier], *, now: int | None = None) -> list[Cosigned]:
    """Return which of the cosigners signed a checkpoint's note, and when; [] where none of them did.

    `Damaged` where a line of one of them does not hold, or, with `now`, is of a later second.
    """
    signed = []
    for key in dict.fromkeys(map(_cosigner, cosigners)):
        mine = [_second(found.text, key, line.signature) for line in found.signatures if line.of(key)]
        if now is not None and any(second > now for second in mine):
            message = f"the cosignature of {key.name} is of a time to come"
            raise Damaged(message, remedy="Set the clock, or ask the cosigner to.")
        signed += [Cosigned(key.name, second) for second in sorted(mine)[-1:]]
    return signed


def cosign(request: Request, trust: Trust, signer: Signer, seconds: int, *, memory: bytes | None) -> bytes:
    """Return the checkpoint of a request with a cosignature: the answer, and the memory from now on.

    `trust` is what the cosigner holds of the ledger, `memory` what this returned last for its origin, None
    before the first time; `seconds` is the time. Nothing is signed, but `Damaged` raised, where the ledger is
    another or was rewritten, or the memory is not one's own; `Refused` where a longer ledger was signed
    before, the proof begins elsewhere than the memory, or the clock stands before the last cosignature.
    """
    offered = checkpoint.opened(request.checkpoint, trust)
    before, last = _remembered(memory, signer.verifier(), trust.origin)
    new = offered.checkpoint
    if new.size < before.size:
        message = f"a checkpoint of {before.size} entries was cosigned before, and this one has {new.size}"
        remedy = "Offer the newest checkpoint. If this is the newest, entries were taken away."
        raise Refused(message, remedy=remedy, given=new.size)
    if request.old != before.size:
        message = (
            f"the proof begins at {request.old} entries, and the last checkpoint cosigned has {before.size}"
        )
        raise Refused(message, remedy=f"Ask for a proof from {before.size} entries.", given=request.old)
    checkpoint.extends(new, before, request.hashes)
    if seconds < last:
        message = f"the clock says second {seconds}, and the last cosignature is of {last}"
        raise Refused(message, remedy="Set the clock.", given=seconds)
    line = signature(offered.note.text, signer, seconds)
    others = tuple(one for one in offered.note.signatures if not one.of(signer.verifier()))
    return offered.note._replace(signatures=(*others, line)).written()


def _remembered(memory: bytes | None, key: Verifier, origin: str) -> tuple[Checkpoint, int]:
    """Return the checkpoint cosigned last and the second of it; the empty one where there is none."""
    if memory is None:
        return Checkpoint(origin, 0, tree.EMPTY), 0
    kept = note.parse(memory)
    mine = verified(kept, [key])
    if not mine:
        message = f"the memory does not hold a checkpoint that {key.name} cosigned"
        raise Damaged(message, remedy="Name the file that this key's last cosigning wrote.")
    found = checkpoint.parse(kept.text)
    if found.origin != origin:
        message = f"the memory is of the ledger {found.origin}, not of {origin}"
        raise Damaged(message, remedy="Keep one memory for each ledger.")
    return found, mine[0].seconds


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _second(text: str, key: Verifier, signature: bytes) -> int:
    """Return the second of a cosignature that holds."""
    seconds = int.from_bytes(signature[:_CLOCK])
    if not 0 < seconds <= LARGEST or not key.holds(_message(text, seconds), signature[_CLOCK:]):
        message = f"the cosignature of {key.name} does not hold: the text is not what was cosigned"
        raise Damaged(message, remedy="Take neither the text nor what rests on it for true.")
    return seconds


def _cosigner(key: Verifier) -> Verifier:
    if key.type != COSIGNATURE:
        message = f"the key {key.name} is a ledger's, and this asks for a cosigner's"
        raise Refused(message, remedy="Make one for cosigning: `ledger key new --cosigner`.")
    return key
