"""Every message of an error or a warning that the program can raise, read from its own code.

A message is told as its template: what varies stands as {}. So a new one cannot be forgotten in the table of
errors: a test asks for each of these.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ledger import errors

ROOT = Path(errors.__file__).parent
RAISED = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.LedgerError) and value is not errors.Faulty
} | {"Fault", "refused", "_Wrong"}


class Site(NamedTuple):
    """A place in the code that makes an error, and the template of its message."""

    file: str
    line: int
    template: str


def _template(node: ast.expr) -> list[str] | None:
    """Return the templates of what is written as text; None where it is not written there."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        parts = [str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values]
        return ["".join(parts)]
    if isinstance(node, ast.IfExp):
        return [*(_template(node.body) or ["{}"]), *(_template(node.orelse) or ["{}"])]
    if isinstance(node, ast.BinOp):
        left, right = (_template(side) or ["{}"] for side in (node.left, node.right))
        return [a + b for a in left for b in right]
    return None


def _assigned(name: str, scope: ast.AST) -> list[str]:
    """Return the templates of all texts that a name is given in a function."""
    found: list[str] = []
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id == name for one in node.targets
        ):
            found += _template(node.value) or []
    return found


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _sites(path: Path) -> Iterator[Site]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    scopes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _called(node) not in RAISED or not node.args:
            continue
        scope = min(
            (one for one in scopes if one.lineno <= node.lineno <= (one.end_lineno or 0)),
            key=lambda one: (one.end_lineno or 0) - one.lineno,
            default=tree,
        )
        said = node.args[0]
        found = _template(said)
        if found is None:
            found = (
                _assigned(said.id, scope) or _assigned(said.id, tree) if isinstance(said, ast.Name) else []
            )
        for one in found or [ast.unparse(said)]:
            yield Site(str(path.relative_to(ROOT)), node.lineno, one)
    for node in ast.walk(tree):
        # What pydantic raises carries its message as a value.
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "message":
                    for one in _template(value) or []:
                        yield Site(str(path.relative_to(ROOT)), value.lineno, one)


@cache
def sites() -> tuple[Site, ...]:
    """Return every place that makes an error, by file and line."""
    return tuple(sorted({site for path in ROOT.rglob("*.py") for site in _sites(path)}))


def fits(template: str, message: str) -> bool:
    """Tell whether a message can be one of a template."""
    pattern = ".*".join(re.escape(part) for part in template.split("{}"))
    return re.fullmatch(pattern, message, re.DOTALL) is not None
