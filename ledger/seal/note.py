"""Signed notes and their keys: C2SP signed-note v1.0.0, with Ed25519 (RFC 8032) and nothing else.

A note is a text, an empty line, and a line for each signature (section Format). A signature is that of a
key by name and key id, 4 bytes; lines of keys that are not known are ignored, a line of a known key that
does not hold condemns the whole note (section Signatures). The order of the lines says nothing.

Keys are texts. What is given away, to verify with, is a vkey (section Verifier keys):
`NAME+KEYID+BASE64`. What is kept secret is written as Go's sumdb/note writes it:
`PRIVATE+KEY+NAME+KEYID+BASE64`. Both hold one byte for the type of signature, ED25519 or COSIGNATURE, and
32 bytes: the public key, or the seed it is made from. One seed serves one type: `new` makes it from bytes
that the caller has from the system.

Text that is not a note or key of this form is `Refused`; a signature that does not hold is `Damaged`.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from ledger.errors import Damaged, Refused
from ledger.seal.spelling import AS_WRITTEN, base64, unbase64, utf8

ED25519 = 1
"""The type of a signature over the text of a note (section Signature types)."""
COSIGNATURE = 4
"""The type of a timestamped cosignature over a checkpoint (C2SP tlog-cosignature)."""
LONGEST_NOTE = 1 << 20
"""Bytes of a note at most."""
MOST_SIGNATURES = 100
"""Signature lines of a note at most."""
LONGEST_NAME = 255
"""Bytes of a key's name at most."""

_KEY = 32
_KEY_ID = 4
_DASH = "\u2014 "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SECRET = "PRIVATE+KEY+"  # noqa: S105 the words that every secret key begins with
_TYPES = (ED25519, COSIGNATURE)


class Verifier(NamedTuple):
    """What verifies the signatures of one key: the name, the type of signature, the 32 public bytes."""

    name: str
    type: int
    key: bytes

    @property
    def id(self) -> bytes:
        """The key id: the first 4 bytes of a hash over name, type and key."""
        return sha256(b"%b\n%c%b" % (self.name.encode(), self.type, self.key)).digest()[:_KEY_ID]

    def text(self) -> str:
        """Return the vkey."""
        return f"{self.name}+{self.id.hex()}+{base64(bytes([self.type]) + self.key)}"

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Return whether some bytes are this key's Ed25519 signature of a message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Signer(NamedTuple):
    """A secret key: the name, the type of signature, and the seed of 32 bytes, which is never shown."""

    name: str
    type: int
    seed: bytes

    def __repr__(self) -> str:
        return f"Signer(name={self.name!r}, type={self.type!r})"

    def verifier(self) -> Verifier:
        """Return what verifies the signatures of this key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, self.type, public.public_bytes_raw())

    def text(self) -> str:
        """Return the secret key as it is kept."""
        return f"{_SECRET}{self.name}+{self.verifier().id.hex()}+{base64(bytes([self.type]) + self.seed)}"

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the Ed25519 signature of a message."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


class Signature(NamedTuple):
    """One signature line: whose it claims to be, and the bytes after the key id."""

    name: str
    id: bytes
    signature: bytes

    def line(self) -> str:
        """Return the line, with its end."""
        return f"{_DASH}{self.name} {base64(self.id + self.signature)}\n"

    def of(self, key: Verifier) -> bool:
        """Return whether the line claims to be this key's."""
        return self.name == key.name and self.id == key.id


class Note(NamedTuple):
    """A text, which ends with a newline, and its signature lines; nothing of it is to be trusted yet."""

    text: str
    signatures: tuple[Signature, ...]

    def written(self) -> bytes:
        """Return the note as it is kept and sent."""
        return (self.text + "\n" + "".join(one.line() for one in self.signatures)).encode()


def named(name: str) -> str:
    """Return a name that a key can have; refused where it is empty or long, or has a blank, a plus or a control."""
    plain = name and "+" not in name and not _CONTROL.search(name) and not any(map(str.isspace, name))
    try:
        long = len(name.encode()) > LONGEST_NAME
    except UnicodeEncodeError:
        plain, long = False, False
    if plain and not long:
        return name
    message = (
        f"the name of a key has 1 to {LONGEST_NAME} bytes, no blank, no plus sign and no control character"
    )
    raise Refused(message, remedy="Name it like example.org/ledger.", field="name", given=name)


def new(name: str, seed: bytes, *, type: int = ED25519) -> Signer:  # noqa: A002 the word of the specification
    """Return the key of a name and 32 random bytes: of type ED25519 for a ledger, COSIGNATURE for a cosigner."""
    if type not in _TYPES or len(seed) != _KEY:
        message = f"a key of type {type} with {len(seed)} bytes of seed cannot be made"
        raise Refused(message, remedy=f"Give {_KEY} bytes, and the type {ED25519} or {COSIGNATURE}.")
    return Signer(named(name), type, seed)


def verifier(text: str) -> Verifier:
    """Return the key that a vkey writes; a secret key given in its place is in no message."""
    if text.startswith(_SECRET):
        message = "this is a secret key, and what verifies is the verifier key that belongs to it"
        raise Refused(message, remedy="Give what `ledger key` prints, and show the secret key to nobody.")
    parts = text.split("+", 2)
    made = Verifier(named(parts[0]), *_material(parts[2])) if len(parts) == 3 else None  # noqa: PLR2004
    if made is None or made.text() != text:
        message = "this is no verifier key: it is NAME+KEYID+BASE64, and the key id is made from the rest"
        raise Refused(message, remedy="Copy the whole line that `ledger key` prints.", given=text)
    return made


def signer(text: str) -> Signer:
    """Return the key that a secret key's text writes; the text is in no message."""
    parts = text.removeprefix(_SECRET).split("+", 2)
    try:
        made = Signer(named(parts[0]), *_material(parts[2])) if len(parts) == 3 else None  # noqa: PLR2004
    except Refused:
        made = None
    if made is None or made.text() != text:
        message = (
            "this is no secret key: it is PRIVATE+KEY+NAME+KEYID+BASE64, and the key id is made from the rest"
        )
        raise Refused(message, remedy="Give the one line that `ledger key new` wrote.")
    return made


def parse(raw: bytes) -> Note:
    """Return the note that a file holds, with nothing verified."""
    text, empty, lines = utf8(raw, "the note", longest=LONGEST_NOTE).rpartition("\n\n")
    if not empty or not lines.endswith("\n"):
        message = "this is no signed note: a text, an empty line and signature lines, each ended by a newline"
        raise Refused(message, remedy=AS_WRITTEN)
    text += "\n"
    if found := _CONTROL.search(text + lines):
        message = f"the note has the control character U+{ord(found[0]):04X}, which no note has"
        raise Refused(message, remedy=AS_WRITTEN, line=1 + (text + "\n" + lines)[: found.start()].count("\n"))
    written = lines[:-1].split("\n")
    if len(written) > MOST_SIGNATURES:
        message = f"the note has {len(written)} signature lines; the most is {MOST_SIGNATURES}"
        raise Refused(message, remedy="Keep the lines of the keys that you know; the order is free.")
    first = text.count("\n") + 2
    return Note(text, tuple(_signature(line, first + place) for place, line in enumerate(written)))


def signed(text: str, *signers: Signer) -> Note:
    """Return the note of a text that ends with a newline, signed with each key of type ED25519."""
    if not text.endswith("\n") or _CONTROL.search(text):
        message = "the text of a note ends with a newline and has no control character but newlines"
        raise Refused(message, given=text)
    lines = []
    for one in signers:
        key = _plain(one.verifier())
        lines.append(Signature(one.name, key.id, one.sign(text.encode())))
    return Note(text, tuple(lines))


def verified(note: Note, keys: Sequence[Verifier]) -> list[Verifier]:
    """Return those of the keys, all of type ED25519, that signed the note.

    `Damaged` where a signature of one of them does not hold, or where there is none.
    """
    found = []
    for key in dict.fromkeys(map(_plain, keys)):
        mine = [one.signature for one in note.signatures if one.of(key)]
        if not all(key.holds(note.text.encode(), one) for one in mine):
            message = f"the signature of {key.name} does not hold: the text is not what was signed"
            raise Damaged(message, remedy="Take neither the text nor what rests on it for true.")
        found += [key] * bool(mine)
    if not found:
        names = ", ".join(f"{key.name}+{key.id.hex()}" for key in keys)
        message = f"the note is not signed with the key expected: {names}"
        raise Damaged(message, remedy="Compare the key with the one its owner gave you.")
    return found


def _plain(key: Verifier) -> Verifier:
    if key.type != ED25519:
        message = f"the key {key.name} is a cosigner's, and this asks for a ledger's"
        raise Refused(message, remedy="Give the key of the ledger here, that of the cosigner as cosigner.")
    return key


def _material(text: str) -> tuple[int, bytes]:
    """Return type and key bytes from the last part of a key's text."""
    found = unbase64(text, "the last part of the key", length=1 + _KEY)
    if found[0] not in _TYPES:
        message = f"the key is of type {found[0]}; known are {ED25519} (a ledger's) and {COSIGNATURE} (a cosigner's)"
        raise Refused(message, remedy="Use an Ed25519 key.")
    return found[0], found[1:]


def _signature(line: str, place: int) -> Signature:
    name, blank, written = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not blank:
        message = "a signature line is an em dash, a space, a name, a space and base64"
        raise Refused(message, remedy=AS_WRITTEN, line=place, given=line)
    try:
        named(name)
    except Refused as error:
        raise Refused(error.message, remedy=AS_WRITTEN, line=place, given=line) from None
    found = unbase64(written, f"the signature of {name}", line=place)
    if len(found) <= _KEY_ID:
        message = (
            f"the signature of {name} has {len(found)} bytes; it has more than the {_KEY_ID} of its key id"
        )
        raise Refused(message, remedy=AS_WRITTEN, line=place, given=line)
    return Signature(name, found[:_KEY_ID], found[_KEY_ID:])
