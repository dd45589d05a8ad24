"""Text read as the type of the field that it is for, as it comes from YAML and the command line."""

import re
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


def choices(annotation: Any) -> list[Any]:  # noqa: ANN401 a type is no type to mypy
    """Return the types that a value may have, without their checks."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return choices(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return [choice for one in get_args(annotation) for choice in choices(one)]
    return [annotation]


def _text(value: str, offered: list[Any]) -> Any:  # noqa: ANN401 any JSON value
    if int in offered and _INTEGER.fullmatch(value):
        return int(value)
    if bool in offered and value in {"true", "false"}:
        return value == "true"
    return value


def _model(value: dict[str, Any], offered: list[Any]) -> type[BaseModel] | None:
    models = [one for one in offered if isinstance(one, type) and issubclass(one, BaseModel)]
    if len(models) == 1:
        return models[0]
    kind = value.get("kind")
    return next((one for one in models if one.model_fields["kind"].default == kind), None)


def typed(value: Any, annotation: Any) -> Any:  # noqa: ANN401 any JSON value
    """Return a value whose scalars are text, with each read as its field's type; what does not fit is left."""
    offered = choices(annotation)
    if isinstance(value, str):
        return _text(value, offered)
    if isinstance(value, list):
        items = [get_args(one)[0] for one in offered if get_origin(one) is tuple]
        return [typed(one, items[0]) for one in value] if items else value
    if isinstance(value, dict):
        model = _model(value, offered)
        if model is not None:
            return typed_fields(value, model)
    return value


def typed_fields(fields: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of an object, each read as its type in `model`; unknown ones are left as they are."""
    known = model.model_fields
    return {
        key: typed(value, known[key].annotation) if key in known else value for key, value in fields.items()
    }


def typed_line(value: Any) -> Any:  # noqa: ANN401 any JSON value
    """Return a line (an envelope or a development) whose scalars are text, each read as its field's type."""
    from ledger import events

    if not isinstance(value, dict):
        return value
    if isinstance(value.get("development"), dict):
        return value | {"development": typed_line(value["development"])}
    model = events.kinds().get(str(value.get("kind")))
    return value if model is None else typed_fields(value, model)
