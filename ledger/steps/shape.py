"""The shape of a line: from any JSON value to an id and checked words, or to all the faults in it.

What is checked here needs nothing but the line: limits, unknown keys, types,
required fields, dates. What needs the ledger is in `admission`.
"""

import difflib
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ledger import events
from ledger.entry import LONGEST_LINE
from ledger.errors import Fault
from ledger.events.fields import ID, LONGEST_TEXT, MOST_ITEMS
from ledger.state.cells import Row
from ledger.steps.canonical import compact

DEEPEST = 32
"""How deep objects and lists may stand in one another."""


class Line(NamedTuple):
    """A line as given: where it stood in its file (None: no file), its id (None: to be derived), its words."""

    line: int | None
    id: str | None
    held: Row
    version: int = 1


def near(word: str, known: list[str]) -> str | None:
    """Return the "did you mean" for a word that is none of the known ones."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None


def _walk(value: Any, depth: int, field: str) -> Iterator[Fault]:  # noqa: ANN401, C901 any JSON value, a case each
    if depth > DEEPEST and isinstance(value, dict | list):
        yield Fault(f"it is nested deeper than {DEEPEST}", field=field or None, remedy="Flatten it.")
    elif isinstance(value, dict):
        for key, one in value.items():
            if not isinstance(key, str) or _surrogate(key):
                yield Fault(
                    "a key is no text", field=field or None, given=repr(key), remedy="Write it in UTF-8."
                )
            else:
                yield from _walk(one, depth + 1, f"{field}.{key}" if field else key)
    elif isinstance(value, list):
        if len(value) > MOST_ITEMS:
            yield Fault(
                f"the list has {len(value):,} items; the most is {MOST_ITEMS:,}",
                field=field,
                remedy="Split it over several entries.",
            )
        else:
            for one in value:
                yield from _walk(one, depth + 1, field)
    elif isinstance(value, str):
        if _surrogate(value):
            yield Fault(
                "the text has half of a character (a lone surrogate)",
                field=field,
                given=ascii(value[:60]),
                remedy="Write the character whole, in UTF-8.",
            )
        elif len(value) > LONGEST_TEXT:
            yield Fault(
                f"the text has {len(value):,} characters; the most is {LONGEST_TEXT:,}",
                field=field,
                remedy="Shorten it; a whole document is archived with: ledger source add",
            )


def _sound(value: Any, depth: int) -> bool:  # noqa: ANN401 any JSON value
    """Tell of nearly every value that is within the limits, in a fifth of the time of `_walk`, that it is."""
    kind = type(value)
    if kind is str:
        return len(value) <= LONGEST_TEXT and not _surrogate(value)
    if kind is dict:
        if depth > DEEPEST:
            return False
        for key, one in value.items():
            if type(key) is not str or not key.isascii() or not _sound(one, depth + 1):
                return False
    elif kind is list:
        if depth > DEEPEST or len(value) > MOST_ITEMS:
            return False
        for one in value:
            if not _sound(one, depth + 1):
                return False
    return True


def _surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text)


def limits(value: Any) -> list[Fault]:  # noqa: ANN401 any JSON value
    """Return the faults of a JSON value against the limits on everything: depth, lists, texts."""
    return [] if _sound(value, 1) else list(_walk(value, 1, ""))


def _too_long(value: Row) -> list[Fault]:
    size = len(compact(value).encode())
    if size <= LONGEST_LINE:
        return []
    return [
        Fault(
            f"the line has {size:,} bytes; the most is {LONGEST_LINE:,}",
            remedy="Split it, or archive long texts with: ledger source add",
        )
    ]


def _within(fault: Fault) -> Fault:
    """Return a fault with its field named from the development on."""
    return fault._replace(field=fault.field.removeprefix("development.")) if fault.field else fault


def unwrap(value: Any, line: int | None, *, importing: bool = False) -> tuple[Line | None, list[Fault]]:  # noqa: ANN401 any JSON value
    """Return the line in an envelope or in a bare development, or its faults."""
    if not isinstance(value, dict):
        return None, [Fault("a line is a JSON object", given=str(value)[:60], remedy='Write {"kind": ...}.')]
    found = [_within(fault) for fault in limits(value)] or ([] if importing else _too_long(value))
    if found:
        return None, found
    if "development" not in value:
        return Line(line, None, value), []
    known = {"id", "development", "version"} if importing else {"id", "development"}
    unknown = sorted(value.keys() - known)
    found = [
        Fault(f"an envelope has no key {key!r}", field=key, remedy="It has id and development.")
        for key in unknown
    ]
    entry_id = value.get("id")
    if entry_id is not None and (
        not isinstance(entry_id, str) or ID.fullmatch(entry_id) is None or entry_id.isdigit()
    ):
        found.append(
            Fault(
                f"{entry_id!r} is no id: 1 to 64 of A-Z a-z 0-9 . _ : -, and not digits alone",
                field="id",
                given=entry_id,
                remedy="Leave the id out, or write one like D03.",
            )
        )
    if not isinstance(value["development"], dict):
        found.append(
            Fault("development is a JSON object", field="development", remedy='Write {"kind": ...}.')
        )
    if found:
        return None, found
    return Line(line, entry_id, value["development"], value.get("version", 1)), []


_NESTED = 2
"""A path of so many parts leads into an object within the development."""


def _path(error: ErrorDetails) -> str | None:
    kinds = events.kinds()
    parts = [str(part) for part in error["loc"] if not isinstance(part, int) and part not in kinds]
    top = _NESTED + 1 if parts[:1] == ["replacement"] else _NESTED
    if error["type"] in {"missing", "extra_forbidden"} and len(parts) >= top:
        # Of an object within the development the field is the object's; the message says which key.
        parts.pop()
    at = (error.get("ctx") or {}).get("field")
    if at is not None:
        parts.append(str(at))
    return ".".join(parts) or None


_OBJECT = ("an object", 'Write {"name": ...}.')
_LIST = ("a list", "Write it within [ ].")
_EXPECTED = {
    "string_type": ("text", "Write it within quotation marks."),
    "tuple_type": _LIST,
    "list_type": _LIST,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "bool_type": ("true", "Write true, or leave it out."),
}
"""What a field is, and what to do where it is not, by pydantic's name of the error."""
_FOR_ALL = {"negotiation": "negotiation SLUG", "sources": "source SLUG"}
"""The fields that an option gives to all lines of a file."""


def _fields_of(model: type[BaseModel], error: ErrorDetails) -> list[str]:
    if len(error["loc"]) == 1:
        return list(model.model_fields)
    return []


def _fault(model: type[BaseModel], error: ErrorDetails) -> Fault:
    what, context, given = error["type"], error.get("ctx") or {}, error.get("input")
    field = _path(error)
    name = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "it")
    shown = None if isinstance(given, dict | list) else given
    if what in {"refused", "refused_at"}:
        return Fault(
            str(context["message"]), field=field, given=context.get("given", shown), remedy=context["remedy"]
        )
    if what == "missing":
        described = model.model_fields.get(name)
        about = f": {described.description}" if described is not None and described.description else ""
        rest = f" For all lines of a file: --{_FOR_ALL[name]}" if name in _FOR_ALL and field == name else ""
        return Fault(f"{name} is missing", field=field, remedy=f"Give {name}{about}.{rest}")
    if what == "extra_forbidden":
        known = _fields_of(model, error)
        guess = near(name, known)
        return Fault(
            f"there is no field {name!r} here",
            field=field,
            given=shown,
            remedy=f"Did you mean {guess}?"
            if guess
            else (f"The fields are {', '.join(known)}." if known else None),
        )
    if what in {"literal_error", "union_tag_invalid", "union_tag_not_found"}:
        return _choice(name, field, given, context)
    if what in _EXPECTED:
        expected, remedy = _EXPECTED[what]
        return Fault(f"{name} is {expected}, not {given!r:.60}", field=field, given=shown, remedy=remedy)
    message = str(error["msg"])
    return Fault(
        f"{name}: {message[:1].lower()}{message[1:]}",
        field=field,
        given=shown,
        remedy="See: ledger schema KIND",
    )


def _choice(name: str, field: str | None, given: object, context: dict[str, Any]) -> Fault:
    if "discriminator" in context:
        kind = given.get("kind") if isinstance(given, dict) else given
        return no_kind(kind, f"{field}.kind" if field else "kind")
    offered = str(context.get("expected", ""))
    known = [part.strip(" '") for part in offered.replace(" or ", ",").split(",")]
    guess = near(str(given), known)
    return Fault(
        f"{given!r:.60} is no {name}",
        field=field,
        given=given if isinstance(given, str | int) else None,
        remedy=f"Did you mean {guess}? It is one of {', '.join(known)}."
        if guess
        else f"One of {', '.join(known)}.",
    )


def no_kind(kind: object, field: str = "kind") -> Fault:
    """Return the fault of a kind that is missing or not in the vocabulary."""
    known = list(events.kinds())
    if kind is None:
        return Fault("kind is missing", field=field, remedy=f"One of {', '.join(known)}.")
    guess = near(str(kind), known)
    remedy = f"Did you mean {guess}?" if guess else f"One of {', '.join(known)}."
    return Fault(f"there is no kind {kind!r:.60}", field=field, given=kind, remedy=remedy)


def check(held: Row) -> tuple[BaseModel | None, list[Fault]]:
    """Return the words of a line as the class of their kind, or all that is wrong with them."""
    kind = held.get("kind")
    model = events.kinds().get(kind) if isinstance(kind, str) else None
    if model is None:
        return None, [no_kind(kind)]
    try:
        return model.model_validate(held), []
    except ValidationError as error:
        return None, explained(model, error)


def explained(model: type[BaseModel], error: ValidationError) -> list[Fault]:
    """Return each thing that pydantic found wrong, in the ledger's words.

    It counts a list's faulty items as missing: that a list is too short is left out where an item is at fault.
    """
    found = error.errors(include_url=False)
    within = {one["loc"][:end] for one in found for end in range(len(one["loc"]))}
    return [_fault(model, one) for one in found if one["type"] != "too_short" or one["loc"] not in within]
