"""The one spelling of each value in a note, a checkpoint, a proof or a leaf; any other is refused.

A verifier that took two spellings of one value would take two files for one proof, and could be shown a
difference that no signature covers. So base64 is that of RFC 4648 section 4 with its padding and with
zeros in its spare bits, a number is decimal without leading zeros, a netstring's length too.
"""

from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Sequence

from ledger.errors import Refused

AS_WRITTEN = "Take the file as it was written: not one sign in it may differ."
LARGEST = 2**63 - 1
"""The largest size, index and time that a checkpoint, a proof or a cosignature can hold."""
_MOST_DIGITS = 19


def base64(value: bytes) -> str:
    """Return the base64 of bytes."""
    return b2a_base64(value, newline=False).decode()


def unbase64(text: str, what: str, *, length: int | None = None, line: int | None = None) -> bytes:
    """Return the bytes of a base64 text; `what` names it in the refusal, `length` is how many they must be."""
    try:
        found = a2b_base64(text)
    except (Error, ValueError):
        found = b""
    if not text or base64(found) != text:
        message = f"{what} is not base64 as RFC 4648 section 4 writes it"
        raise Refused(message, remedy=AS_WRITTEN, line=line, given=text)
    if length is not None and len(found) != length:
        message = f"{what} has {len(found)} bytes; it must have {length}"
        raise Refused(message, remedy=AS_WRITTEN, line=line, given=text)
    return found


def decimal(text: str, what: str, *, least: int = 0, line: int | None = None) -> int:
    """Return a number from `least` to 2**63 - 1 written in decimal without leading zeros."""
    plain = text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")
    if plain and len(text) <= _MOST_DIGITS and least <= int(text) <= LARGEST:
        return int(text)
    message = f"{what} is not a number from {least} to {LARGEST} without leading zeros"
    raise Refused(message, remedy=AS_WRITTEN, line=line, given=text)


def utf8(raw: bytes, what: str, *, longest: int) -> str:
    """Return the text of a file's bytes, of which there are at most `longest`."""
    if len(raw) > longest:
        message = f"{what} has {len(raw):,} bytes; the most is {longest:,}"
        raise Refused(
            message, remedy="Give the file that the ledger or the cosigner wrote, and nothing else."
        )
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        message = f"{what} is no UTF-8 text: byte {error.start} does not belong"
        raise Refused(message, remedy=AS_WRITTEN) from None


def netstrings(values: Sequence[bytes]) -> bytes:
    """Return the values one after the other, each as its length in decimal, a colon, itself and a comma."""
    return b"".join([b"%d:%b," % (len(value), value) for value in values])


def unnetstrings(raw: bytes, what: str, *, most: int) -> list[bytes]:
    """Return the values, at most `most`, of which `raw` is the netstrings and nothing else."""
    found: list[bytes] = []
    place = 0
    while place < len(raw) and len(found) < most:
        colon = raw.find(b":", place, place + _MOST_DIGITS + 1)
        length = raw[place:colon].decode("latin-1") if colon >= 0 else ""
        begin = colon + 1
        end = begin + decimal(length, f"the length at byte {place} of {what}")
        if raw[end : end + 1] != b",":
            break
        found.append(raw[begin:end])
        place = end + 1
    if place != len(raw):
        message = f"{what} is no sequence of at most {most} netstrings: byte {place} begins none"
        raise Refused(message, remedy=AS_WRITTEN)
    return found
