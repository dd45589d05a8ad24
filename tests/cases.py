"""The cases told as examples, as lists of envelopes, and how an answer is compared with an expected one.

`riyadh` ships with the package; the treaties are examples of the tests alone.
The article that Riyadh is coded from, like other data to test on, is no part of
the project: `shared` finds the folder that holds it, where there is one.
"""

import json
import os
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]

HERE = Path(__file__).resolve().parent
NOT_PROMISED = frozenset({"time", "recorded_at", "recorded_by"})
"""Keys whose value depends on the hour or on the person who records."""


def riyadh() -> list[Json]:
    """Return the entries of the Riyadh meeting, as shipped with the package."""
    return _lines(resources.files("ledger").joinpath("examples", "riyadh.jsonl").read_text(encoding="utf-8"))


def paris() -> list[Json]:
    """Return the acts of China and the United States on the Paris Agreement."""
    return _example("paris.jsonl")


def rome() -> list[Json]:
    """Return the acts of Burundi and The Gambia on the Rome Statute."""
    return _example("rome-gambia.jsonl")


def iccpr() -> list[Json]:
    """Return Croatia's succession to the Covenant on Civil and Political Rights."""
    return _example("iccpr-croatia.jsonl")


def shared(*parts: str) -> Path:
    """Return the folder `shared`, or a file of it; skip the test, with the reason, where it is not there.

    LEDGER_SHARED names the folder; else it is looked for beside the checkout and each folder above it.
    """
    named = os.environ.get("LEDGER_SHARED")
    beside = [above / "shared" for above in HERE.parents]
    folders = [Path(named)] if named else [folder for folder in beside if (folder / "CONTRACT.md").is_file()]
    for folder in folders[:1]:
        if (found := folder.joinpath(*parts)).exists():
            return found
    pytest.skip(f"NOT TESTED, for want of {'/'.join(('shared', *parts))}: LEDGER_SHARED=DIR names the folder")


def differences(expected: object, found: object, where: str = "answer") -> list[str]:
    """Return where two answers differ, as sentences; [] if they agree.

    Objects may hold further keys; lists must have the same length and order.
    """
    if isinstance(expected, dict) and isinstance(found, dict):
        told = [f"{where}.{key} is missing" for key in expected if key not in found]
        for key in expected.keys() & found.keys() - NOT_PROMISED:
            told += differences(expected[key], found[key], f"{where}.{key}")
        return sorted(told)
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return [f"{where} has {len(found)} items, not {len(expected)}: {found} instead of {expected}"]
        return [
            line
            for place, (mine, theirs) in enumerate(zip(expected, found, strict=True))
            for line in differences(mine, theirs, f"{where}[{place}]")
        ]
    if type(expected) is not type(found) or expected != found:
        return [f"{where} is {found!r}, not {expected!r}"]
    return []


def _example(name: str) -> list[Json]:
    return _lines((HERE / "examples" / name).read_text(encoding="utf-8"))


def _lines(text: str) -> list[Json]:
    return [json.loads(line) for line in text.split("\n") if line]
