"""How a JSON document is held against a shape.

A shape is a type, None, a set of the values allowed, a pattern of a text, a
tuple of shapes any of which will do, a list with the shape of its items, or an
object with the shape of each of its keys. Objects have exactly the keys of
their shape.
"""

import re
from collections.abc import Iterator

Shape = object


def maybe(shape: Shape) -> Shape:
    """Return the shape of what may be null."""
    return (shape, None)


def misfits(shape: Shape, value: object, where: str = "") -> Iterator[str]:
    """Yield where a value does not fit a shape, as sentences."""
    if isinstance(shape, tuple):
        if not any(fits(one, value) for one in shape):
            # An object is told apart from null: what is wrong within it is what is wanted.
            yield from misfits(shape[0], value, where)
    elif isinstance(shape, list) and isinstance(value, list):
        for place, item in enumerate(value):
            yield from misfits(shape[0], item, f"{where}[{place}]")
    elif isinstance(shape, dict) and isinstance(value, dict):
        yield from (f"{where} lacks {key}" for key in shape if key not in value)
        yield from (f"{where} has {key}" for key in value if key not in shape)
        for key in shape.keys() & value.keys():
            yield from misfits(shape[key], value[key], f"{where}.{key}")
    elif not fits(shape, value):
        yield f"{where} is {value!r}, not {shape}"


def fits(shape: Shape, value: object) -> bool:
    """Tell whether a value fits a shape."""
    if isinstance(shape, tuple):
        return any(fits(one, value) for one in shape)
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    if isinstance(shape, frozenset):
        return isinstance(value, str) and value in shape
    if isinstance(shape, type):
        return type(value) is shape
    if isinstance(shape, list | dict):
        return isinstance(value, type(shape)) and not any(misfits(shape, value))
    return value is shape


def seen(shape: Shape, value: object, where: str = "") -> Iterator[str]:
    """Yield the paths of the lists of a shape that have an item in this value."""
    if isinstance(shape, tuple):
        shape = next((one for one in shape if fits(one, value)), None)
    if isinstance(shape, list) and isinstance(value, list) and value:
        yield where
        for item in value:
            yield from seen(shape[0], item, where)
    elif isinstance(shape, dict) and isinstance(value, dict):
        for key in shape.keys() & value.keys():
            yield from seen(shape[key], value[key], f"{where}.{key}")


def lists(shape: Shape, where: str = "") -> Iterator[str]:
    """Yield the paths of all lists of a shape."""
    if isinstance(shape, tuple):
        for one in shape:
            yield from lists(one, where)
    elif isinstance(shape, list):
        yield where
        yield from lists(shape[0], where)
    elif isinstance(shape, dict):
        for key, one in shape.items():
            yield from lists(one, f"{where}.{key}")
