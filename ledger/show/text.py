"""Escaping, display width, wrapping and colours. Pure, and of one line of text at a time."""

import unicodedata
from collections.abc import Iterator, Sequence

PLAIN, BOLD, DIM, RED, GREEN, YELLOW = "", "1", "2", "31", "32", "33"
"""Styles: the parameter of an ANSI colour sequence, "" for none."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Characters that Unicode counts as letters or symbols and that nobody can see."""
_BLANK_MARKS = ((0x034F, 0x034F), (0x17B4, 0x17B5), (0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
_MOST_MARKS = 4
"""Combining characters shown on one letter; more would reach into the lines above and below."""
_HALF = 2


def _mark(char: str, category: str) -> bool:
    return category in {"Mn", "Me"} and not any(first <= ord(char) <= last for first, last in _BLANK_MARKS)


def _escaped(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:  # noqa: PLR2004 two hexadecimal digits
        return _SHORT.get(char, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 four digits


def safe(text: str) -> str:
    r"""Return the text with every character escaped that a terminal would obey or not show.

    Those are controls and line ends (`\x1b`, `\n`), format characters (bidi marks, zero width:
    `\u202e`), lone surrogates, private and unassigned code points, invisible letters, and combining
    characters with no letter to stand on or one too many.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = []
    marks = _MOST_MARKS
    for char in text:
        category = unicodedata.category(char)
        if _mark(char, category) and marks < _MOST_MARKS:
            shown.append(char)
            marks += 1
            continue
        hidden = category[0] in "CM" and category != "Mc"
        if hidden or category in {"Zl", "Zp"} or char in _BLANK_LETTERS:
            shown.append(_escaped(char))
            marks = _MOST_MARKS
        else:
            shown.append(char)
            marks = 0 if category[0] in "LNM" else _MOST_MARKS
    return "".join(shown)


def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def display_width(text: str) -> int:
    """Return how many columns a terminal gives to an escaped text."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _letters(word: str) -> Iterator[str]:
    """Yield each character with the combining characters that stand on it."""
    held = ""
    for char in word:
        if held and _columns(char):
            yield held
            held = ""
        held += char
    if held:
        yield held


def _broken(word: str, room: int) -> Iterator[str]:
    """Yield the parts of a word that is wider than a line, cut after a hyphen where that is near."""
    piece: list[str] = []
    used = 0
    for letter in _letters(word):
        wide = display_width(letter)
        if used + wide > room:
            seam = max((n + 1 for n, one in enumerate(piece) if one in "-/"), default=0)
            seam = seam if seam * _HALF > len(piece) else len(piece)
            yield "".join(piece[:seam])
            piece = piece[seam:]
            used = display_width("".join(piece))
        piece.append(letter)
        used += wide
    yield "".join(piece)


def wrap(text: str, room: int) -> list[str]:
    """Return an escaped text as lines of at most `room` columns (2 or more).

    Lines are broken at spaces, words only where they are wider than a line. Nothing is left out but
    the spaces at a break.
    """
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        wide = display_width(word)
        if line and used + 1 + wide <= room:
            line, used = f"{line} {word}", used + 1 + wide
            continue
        if line.strip(" "):
            lines.append(line.rstrip(" "))
        if wide > room:
            *whole, word = _broken(word, room)  # noqa: PLW2901 the rest of the word begins the next line
            lines.extend(whole)
            wide = display_width(word)
        line, used = word, wide
    if line.strip(" ") or not lines:
        lines.append(line.rstrip(" "))
    return lines


def flow(parts: Sequence[str], room: int) -> list[str]:
    """Return escaped parts, commas between them, in lines of `room` columns, each part whole if it fits."""
    lines: list[str] = []
    line = ""
    for n, part in enumerate(parts, start=1):
        comma = int(n < len(parts))
        if line and display_width(line) + 2 + display_width(part) + comma <= room:
            line = f"{line}, {part}"
            continue
        if line:
            lines.extend(wrap(f"{line},", room))
        line = part
    return [*lines, *wrap(line, room)] if line else lines


def widest_word(text: str, most: int) -> int:
    """Return the width of the widest word of an escaped text, at most `most`: the least room for it."""
    return min(max(map(display_width, text.split(" "))), most)


def paint(text: str, style: str) -> str:
    """Return the text between an ANSI sequence for `style` and the one that ends it."""
    return f"\x1b[{style}m{text}\x1b[0m" if style and text else text
