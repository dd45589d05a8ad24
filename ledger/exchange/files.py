"""Files of lines to be recorded: JSONL, JSON (one object or a list) and YAML, with all their faults.

JSON is read by the standard library with hooks that refuse what it lets pass
(keys that stand twice, NaN, integers of any length); YAML by PyYAML with every
scalar read as text, so that `on:` and `no` are words.
"""

import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from ledger.entry import LONGEST_LINE
from ledger.errors import Fault, Refused

LONGEST_TEXT_LINE = 100 << 20
"""The most bytes of a line of an export: an archived text of 16 MiB, each of its bytes escaped."""
LARGEST_FILE = 2 << 30
"""The most bytes of a file that is read: it is read into memory whole."""
MOST_LINES = 5_000_000
"""The most lines or entries of a file, which is taken all or not at all."""
MOST_DIGITS = 18
COMMENT = "#"
"""What begins a line of a JSONL file that is for people; no JSON begins so."""

Line = tuple[int | None, object]
Read = tuple[list[Line], list[Fault]]


class _Wrong(ValueError):
    """Something that JSON allows and a ledger does not."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            msg = f"the key {key!r} stands twice"
            raise _Wrong(msg)
        found[key] = value
    return found


def _constant(name: str) -> None:
    msg = f"{name} is no value"
    raise _Wrong(msg)


def _integer(digits: str) -> int:
    length = len(digits.lstrip("-"))
    if length > MOST_DIGITS:
        msg = f"the number {digits[:20]}… has {length:,} digits; the most is {MOST_DIGITS}"
        raise _Wrong(msg)
    return int(digits)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        msg = f"the number {text:.20} is too large"
        raise _Wrong(msg)
    return value


def parse(text: str) -> Any:  # noqa: ANN401 any JSON value
    """Return a JSON value; ValueError where it is none, or is one that a ledger does not take."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except RecursionError:
        msg = "it is nested too deeply"
        raise _Wrong(msg) from None


def _json_fault(error: ValueError, line: int | None) -> Fault:
    if isinstance(error, json.JSONDecodeError):
        where = f"column {error.colno}" if line is not None else f"line {error.lineno}, column {error.colno}"
        return Fault(
            f"this is no JSON: {error.msg} at {where}",
            line=line if line is not None else error.lineno,
            remedy="Mend the line there; a JSONL line is one JSON object.",
        )
    return Fault(str(error), line=line, remedy="Mend the line.")


def bounded(name: str, size: int, lines: int = 0) -> None:
    """Refuse a file of more bytes, or of more lines, than can be taken at once."""
    for number, most, what in ((size, LARGEST_FILE, "bytes"), (lines, MOST_LINES, "lines")):
        if number > most:
            raise Refused(
                f"{name} has {'' if what == 'lines' else 'at least '}{number:,} {what}; the most is {most:,}",
                remedy="Give it in several files, the earlier entries first.",
            )


def _decoded(data: bytes) -> str:
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")


def jsonl(data: bytes, longest: int = LONGEST_LINE, *, comments: bool = False) -> Read:
    """Read one JSON object a line, of at most `longest` bytes; a line ends at LF and nowhere else.

    With `comments` lines that begin with # are passed over, as they stand in a file of rejects.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, value in jsonl_lines(io.BytesIO(data), longest, comments=comments):
        if isinstance(value, Fault):
            faults.append(value)
        else:
            lines.append((number, value))
    return lines, faults


def jsonl_lines(
    file: Iterable[bytes], longest: int = LONGEST_LINE, *, comments: bool = False
) -> Iterator[tuple[int, object]]:
    """Yield what `jsonl` reads line by line, each with its number; a line that cannot be read as its Fault.

    `file` gives lines that end at LF, as a file does that is open for its bytes.
    """
    for number, ended in enumerate(file, start=1):
        raw = ended.removesuffix(b"\n")
        if len(raw) > longest:
            yield (
                number,
                Fault(
                    f"the line has {len(raw):,} bytes; the most is {longest:,}",
                    line=number,
                    remedy="Archive long texts with: ledger source add",
                ),
            )
            continue
        try:
            text = _decoded(raw) if number == 1 else raw.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong = f"the line is not UTF-8 at byte {error.start}"
            yield number, Fault(wrong, line=number, remedy="Save it as UTF-8.")
            continue
        if not text.strip(" \t\r") or (comments and text.startswith(COMMENT)):
            continue
        try:
            yield number, parse(text)
        except ValueError as error:
            yield number, _json_fault(error, number)


def json_document(data: bytes) -> Read:
    """Read one JSON object or a list of them; the line of an item is its place in the list."""
    try:
        value = parse(_decoded(data))
    except UnicodeDecodeError as error:
        return [], [Fault(f"the file is not UTF-8 at byte {error.start}", remedy="Save it as UTF-8.")]
    except ValueError as error:
        return [], [_json_fault(error, None)]
    items = value if isinstance(value, list) else [value]
    bounded("the list", 0, len(items))
    return list(enumerate(items, start=1)), []


def _yaml_value(node: Any) -> Any:  # noqa: ANN401 a node of PyYAML, any JSON value
    import yaml

    if isinstance(node, yaml.ScalarNode):
        plain = node.style is None
        return None if plain and node.value in {"", "~", "null"} else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_yaml_value(one) for one in node.value]
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in found:
            msg = f"the key {name!r} stands twice"
            raise _Wrong(msg)
        found[name] = _yaml_value(value)
    return found


def _must_be_flat(text: str) -> None:
    """Refuse aliases and what is nested too deeply as soon as they are met: PyYAML takes ages over a deep text."""
    import yaml

    from ledger.steps.shape import DEEPEST

    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = getattr(event.start_mark, "line", 0) + 1
        if isinstance(event, yaml.AliasEvent):
            msg = f"line {line}: anchors and aliases are not read"
            raise _Wrong(msg)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        # An entry may stand in a list of them.
        if depth > DEEPEST + 1:
            msg = f"line {line}: it is nested deeper than {DEEPEST}"
            raise _Wrong(msg)


def _yaml_nodes(text: str) -> Iterator[Any]:
    """Yield the nodes of the documents, those of a list one by one."""
    import yaml

    _must_be_flat(text)
    for document in yaml.compose_all(text, Loader=yaml.BaseLoader):
        if isinstance(document, yaml.SequenceNode):
            yield from document.value
        elif _yaml_value(document) is not None:
            yield document


def yaml_documents(data: bytes) -> Read:
    """Read YAML documents, each an object or a list of them; every scalar is text, read as its field's type."""
    import yaml

    from ledger.steps.typed import typed_line

    lines: list[Line] = []
    faults: list[Fault] = []
    try:
        for node in _yaml_nodes(_decoded(data)):
            number = int(getattr(node.start_mark, "line", 0)) + 1
            try:
                lines.append((number, typed_line(_yaml_value(node))))
            except _Wrong as error:
                faults.append(Fault(str(error), line=number, remedy="Mend the entry."))
    except UnicodeDecodeError as error:
        faults.append(Fault(f"the file is not UTF-8 at byte {error.start}", remedy="Save it as UTF-8."))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        faults.append(
            Fault(
                f"this is no YAML: {problem}",
                line=None if mark is None else mark.line + 1,
                remedy="Quote a text that has : or # in it.",
            )
        )
    except _Wrong as error:
        faults.append(Fault(str(error), remedy="Write each value out, less deep."))
    return lines, faults


_FORMS: dict[str, Callable[[bytes], Read]] = {
    ".json": json_document,
    ".yaml": yaml_documents,
    ".yml": yaml_documents,
}


LONG = 1 << 20
"""A file of more bytes is recorded a part at a time."""


def is_long(name: str, size: int) -> bool:
    """Tell whether a file of so many bytes is a long one, with a line for each entry."""
    return Path(name).suffix.lower() not in _FORMS and size > LONG


def read(name: str, data: bytes) -> Read:
    """Read a file by the form that its extension says; any other is JSONL. Returns lines and faults."""
    read_form = _FORMS.get(Path(name).suffix.lower())
    return jsonl(data, comments=True) if read_form is None else read_form(data)


def fields_of(text: str) -> list[str]:
    """Return the items of a comma-separated option value; an item in "quotes" may hold commas, and "" a quote."""
    items = []
    for quoted, plain in _items().findall(text):
        item = quoted[1:-1].replace('""', '"') if quoted else plain.strip()
        if item.strip():
            items.append(item)
    return items


@lru_cache
def _items() -> re.Pattern[str]:
    return re.compile(r'\s*("(?:[^"]|"")*")\s*(?:,|\Z)|([^,]*)(?:,|\Z)')
