"""Checkpoints: a signed note that says how many entries a ledger holds and what their root is.

C2SP tlog-checkpoint v1.0.0, section Note text: the origin, which names the ledger; the size; the root in
base64; then extension lines, of which this ledger writes none and ignores those of others. The ledger's
key has the origin as its name (section Signatures).

Who verifies has the origin and the keys from elsewhere, and never takes them from the checkpoint. A
checkpoint that is not written in this form is `Refused`, one of another origin, key or tree `Damaged`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ledger.errors import Damaged, Refused
from ledger.seal import note, tree
from ledger.seal.note import Note, Signer, Verifier
from ledger.seal.spelling import AS_WRITTEN, base64, decimal, unbase64

_FEWEST_LINES = 3


class Checkpoint(NamedTuple):
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


class Trust(NamedTuple):
    """What a verifier holds from elsewhere, and never takes from what it verifies.

    `keys`, of type ED25519, are those of the ledger: more than one while it goes over to a new key.
    `cosigners` are those known, of type COSIGNATURE; a proof must have cosignatures of `needed` of them.
    """

    origin: str
    keys: tuple[Verifier, ...]
    cosigners: tuple[Verifier, ...] = ()
    needed: int = 0


class Opened(NamedTuple):
    """A checkpoint whose signature holds, and the note it came in, whose other signatures are not verified."""

    checkpoint: Checkpoint
    note: Note


def signed(size: int, root: bytes, signer: Signer) -> bytes:
    """Return the checkpoint, as a file, of a ledger whose key is given: its name is the origin."""
    return note.signed(Checkpoint(signer.name, size, root).text(), signer).written()


def parse(text: str) -> Checkpoint:
    """Return what the text of a note says, where it is a checkpoint's; nothing is verified."""
    origin, *rest = text.removesuffix("\n").split("\n")
    if not all((origin, *rest)) or len(rest) < _FEWEST_LINES - 1:
        message = "this is no checkpoint: its lines are the origin, the size and the root, none of them empty"
        raise Refused(message, remedy=AS_WRITTEN)
    size = decimal(rest[0], "the size of the checkpoint", line=2)
    root = unbase64(rest[1], "the root of the checkpoint", length=tree.HASH, line=3)
    if size == 0 and root != tree.EMPTY:
        message = "the checkpoint is of no entries, and its root is not that of an empty tree"
        raise Damaged(message)
    return Checkpoint(origin, size, root, tuple(rest[2:]))


def opened(raw: bytes, trust: Trust) -> Opened:
    """Return the checkpoint in a file, where it is of the origin and one of the keys signed it."""
    found = note.parse(raw)
    note.verified(found, trust.keys)
    checkpoint = parse(found.text)
    if checkpoint.origin != trust.origin:
        message = f"the checkpoint is of the ledger {checkpoint.origin}, not of {trust.origin}"
        raise Damaged(message, remedy="Compare the origin with the one its owner gave you.")
    return Opened(checkpoint, found)


def extends(new: Checkpoint, old: Checkpoint, hashes: Sequence[bytes]) -> None:
    """Check that one checkpoint's entries begin with those of an older one; raises `Damaged` where they do not.

    `hashes` is what `tree.consistency(old.size, new.size, read)` gives.
    """
    if new.origin != old.origin:
        message = f"a checkpoint of the ledger {new.origin} does not extend one of {old.origin}"
        raise Damaged(message)
    tree.check_consistency(old.size, old.root, new.size, new.root, hashes)
