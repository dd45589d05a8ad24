"""Templates: a kind of the vocabulary as commented YAML, what was written into one, and faults marked in it.

A field that stays empty is left out. Nothing here names a kind.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ledger.cli import fields
from ledger.cli.options import reference
from ledger.errors import Fault
from ledger.exchange.files import fields_of, yaml_documents
from ledger.state.cells import Row
from ledger.steps.typed import choices

MARK = "#! "
"""What a line that marks a fault begins with."""
_FOUND_BY_THE_LEDGER = frozenset({"archive", "start", "end"})
_QUOTE_LINES = frozenset(
    {"  quotes:", *(f"    {key}:" for key in ("prefix", "suffix", "lang", "translation"))}
) | {"  - exact:"}
_PLAIN = re.compile(r"[^\W_][\w./~@-]*(?: [\w./~@()-]+)*")


def template(model: type[BaseModel], words: Row) -> str:
    """Return the template of a kind with the words that are there."""
    kind = str(model.model_fields["kind"].default)
    lines = [f"# {kind}: {model.__doc__}".split("\n", 1)[0]]
    lines += [
        "# What stays empty is left out. Several: [a, b]. Dates: ledger help dates.",
        "",
        f"kind: {kind}",
    ]
    in_order = sorted(model.model_fields.items(), key=lambda one: not one[1].is_required())
    for name, field in in_order:
        if name != "kind":
            lines += ["", *_comment(name, field), *_lines(name, field, words.get(name), 0)]
    return "\n".join(lines) + "\n"


def for_a_file(text: str) -> str:
    """Return an empty template with its objects as comments, so that a file may have it without them."""
    lines: list[str] = []
    within = ""
    for line in text.splitlines():
        below = line.startswith((" ", "- "))
        if not below:
            within = line if line.endswith(":") else ""
        optional = within not in {"", "sources:"} and below
        lines.append(f"#{line}" if optional or line in _QUOTE_LINES else line)
    return "\n".join(lines) + "\n"


def _comment(name: str, field: FieldInfo) -> Iterator[str]:
    offered = fields.literals(field)
    needed = " [required]" if field.is_required() else ""
    yield f"# {field.description or name}{needed}"
    if offered:
        yield f"#   {', '.join(offered)}"


def _model(field: FieldInfo) -> type[BaseModel] | None:
    """Return the class of a field's objects, or of the objects in its list."""
    for one in choices(field.annotation):
        items = choices(get_args(one)[0]) if get_origin(one) is tuple else [one]
        for item in items:
            if isinstance(item, type) and issubclass(item, BaseModel):
                return item
    return None


def _scalar(value: Any) -> str:  # noqa: ANN401 any JSON value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _lines(name: str, field: FieldInfo, value: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 any JSON value
    """Yield the lines of a field: a scalar, a list in brackets, or an object's fields below it."""
    space = " " * indent
    model = _model(field)
    if model is None:
        if fields.is_list(field):
            items = ", ".join(_item(one) for one in value or ())
            yield f"{space}{name}: {f'[{items}]' if items else ''}".rstrip()
            return
        yield f"{space}{name}: {_scalar(value)}".rstrip()
        return
    yield f"{space}{name}:"
    several = fields.is_list(field)
    for one in (value or [{}]) if several else [value or {}]:
        below = list(_object(name, model, one, indent + 2))
        if several:
            below[0] = f"{space}- {below[0].lstrip()}"
        yield from below


def _item(value: Any) -> str:  # noqa: ANN401 any JSON value
    plain = isinstance(value, int) or re.fullmatch(r"[\w.-]+", str(value))
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def _object(name: str, model: type[BaseModel], value: Row, indent: int) -> Iterator[str]:
    if name == "sources" and not value.keys() - {"source", "quotes"}:
        yield (
            f"{' ' * indent}source: {_scalar(value.get('source'))}".rstrip() + "   # of an archived text, or:"
        )
    for key, field in model.model_fields.items():
        if key not in _FOUND_BY_THE_LEDGER:
            yield from _lines(key, field, value.get(key), indent)


def _filled(value: Any) -> Any:  # noqa: ANN401 any JSON value
    """Return a value without what stayed empty; None where nothing is left."""
    if isinstance(value, dict):
        found = {key: kept for key, one in value.items() if (kept := _filled(one)) is not None}
        return found or None
    if isinstance(value, list):
        items = [kept for one in value if (kept := _filled(one)) is not None]
        return items or None
    return value


def read(text: str) -> tuple[Row, list[Fault]]:
    """Return what was written into a template, lists that were written as `a, b` among it, or what is wrong."""
    from ledger import events

    lines, faults = yaml_documents(text.encode())
    if faults or not lines:
        return {}, faults
    held = lines[0][1]
    if len(lines) > 1 or not isinstance(held, dict):
        return {}, [Fault("a template is one entry", remedy="Write one entry, field by field.")]
    found: Row = _filled(held) or {}
    model = events.kinds().get(str(found.get("kind")))
    for name, field in model.model_fields.items() if model is not None else ():
        value = found.get(name)
        if isinstance(value, str) and fields.is_list(field):
            items = fields_of(value)
            found[name] = [reference(one) for one in items] if name in fields.REFERENCES else items
    return found, []


def without_marks(text: str) -> str:
    """Return a text without the lines that mark faults."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(MARK))


def marked(text: str, faults: Sequence[Fault]) -> str:
    """Return a template with each fault marked above the line of its field, or at the top."""
    lines = without_marks(text).splitlines()
    marks: dict[int, list[str]] = {}
    for fault in faults:
        said = f"{fault.message}. {fault.remedy or ''}".strip()
        shown = [f"{MARK}{said}", *(f"{MARK}  {label}  {words}" for label, words in fault.lines)]
        marks.setdefault(_line_of(lines, fault), []).extend(one.replace("\n", " ") for one in shown)
    found: list[str] = []
    for number, line in enumerate(lines):
        found += [*marks.get(number, ()), line]
    return "\n".join(found) + "\n"


def _line_of(lines: Sequence[str], fault: Fault) -> int:
    """Return the index of the line that a fault's field begins on; 0 where it has none."""
    path = (fault.field or "").removeprefix("replacement.").split(".")
    at = 0
    for depth, key in enumerate(path):
        lead = r"[ -]+" if depth else ""
        wanted = re.compile(rf"{lead}{re.escape(key)}:")
        at = next((n for n in range(at, len(lines)) if wanted.match(lines[n])), at)
    return at


def restored(held: Row, words: Row) -> Row:
    """Return what was written with what the ledger had found of its sources: their archives, and places of quotes."""
    before = {_of_source(one): one for one in words.get("sources", ())}
    sources = held.get("sources")
    if not isinstance(sources, list):
        return held
    found = []
    for one in sources:
        same = before.get(_of_source(one)) if isinstance(one, dict) else None
        if same is not None:
            places = {quote["exact"]: quote for quote in same.get("quotes", ())}
            kept = {"archive": same["archive"]} if "archive" in same else {}
            quotes = [places.get(quote.get("exact"), {}) | quote for quote in one.get("quotes", ())]
            found.append(one | kept | ({"quotes": quotes} if quotes else {}))
        else:
            found.append(one)
    return held | {"sources": found}


def _of_source(source: Row) -> tuple[str, ...]:
    return tuple(str(source.get(key, "")) for key in ("publisher", "title", "published", "url", "author"))
