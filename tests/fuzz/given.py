"""What the fuzzer gives: texts, dates, names, lines of files, whole files, and command lines made of them."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import click
import yaml
from hypothesis import strategies as st

from ledger import events
from ledger.cli import cli

HOSTILE = (
    *(
        "\x1b[31mred\x1b[0m",
        "\x1b]0;title\x07",
        "\x9b31m",
        "\x00",
        "a\x00b",
        "\x7f",
        "\b\b\b",
        "\r",
        "a\r\nb",
    ),
    *("\u202egnp.exe", "\u2066x\u2069", "\u200b", "\ufeff", "\u2028", "\ud800", "a\udfffb", "e\u0301" * 40),
    *(
        "'; DROP TABLE log; --",
        '" OR 1=1',
        "%",
        "_",
        "*",
        '"',
        '"unclosed',
        "NEAR(a b)",
        "a AND",
        "-a",
        "a:b",
    ),
    *("=1+1", "@SUM(A1)", "<script>alert(1)</script>", "&amp;", "--help", "--", "-", "#1", "0", "-1", "1e9"),
    *(
        "9" * 400,
        "1" * 19,
        "NaN",
        "Infinity",
        "null",
        "true",
        "[]",
        "{}",
        "../../x",
        "/",
        "~",
        "$HOME",
        "`id`",
    ),
    *("x" * 70_000, "\U0001f600" * 50, "ﷺ", "İ", "ß", "\u0440ussia", "us\u0430", "㍿", "", " ", "\t", "\n"),
)
SLUGS = (
    "usa",
    "russia",
    "ukraine",
    "european-allies",
    "nato-membership",
    "point-2",
    "riyadh",
    "ukraine-2025",
)
DATES = (
    *(
        "2025-02-18",
        "2025-02",
        "2025",
        "2025-21",
        "2025-33",
        "2025-02-1X",
        "2025-02-XX",
        "2025-02-18~",
        "2025?",
    ),
    *("2025-02-10/2025-02-16", "[2025-02-10..2025-02-16]", "../2025-02-18", "2025-02-18/..", "2025-02-30"),
    *("2025-02-18T14:05+03:00", "2025-02-18T14:05", "0001", "9999-12-31", "0000", "10000", "today", "monday"),
    *(
        "2025-02-16/2025-02-10",
        "2025-02-18@41",
        "2025-02-18@0",
        "@",
        "2025-02-18@99999999999999999999",
        "-0001",
    ),
    *(
        "2025-02-18T24:00Z",
        "2025-02-18T14:05:60Z",
        "2025-99",
        "2025-02-18/2025-02-19/2025-02-20",
        "Y170000002",
    ),
)
FILES = (
    *("lines.jsonl", "lines.json", "lines.yaml", "garbage.jsonl", "export.jsonl", "talks.key", "text.txt"),
    *("folder", "nothing", "ledger.db", "other.db", "new.out", "new.db", "kept", "-"),
)
"""Files of the folder that commands run in; a name that a command would write stays in it too."""
_PATHS = frozenset(
    {
        *(
            "file",
            "output",
            "memory",
            "checkpoint",
            "since",
            "proof",
            "dossier",
            "export",
            "sign_with",
            "kept",
        ),
        *("quarantine", "withhold_from", "source", "target", "draft", "rejects", "keys", "key", "cosigners"),
    }
)
_DATED = frozenset(
    {"as_of", "known_at", "published_by", "basis", "published", "on", "start", "end", "moments"}
)
_LEFT_OUT = frozenset({("follow",), ("edit",)})
"""Commands that wait for what comes, or for a person."""

texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30), st.sampled_from(SLUGS))
slugs = st.one_of(st.sampled_from(SLUGS), st.sampled_from(SLUGS), texts)
dates = st.one_of(
    st.sampled_from(DATES),
    st.builds(str, st.dates()),
    st.text("0123456789-/.X~?%[]TZ:+", max_size=24),
    texts,
)
numbers = st.one_of(st.integers(-1, 60).map(str), texts)
files = st.sampled_from(FILES)


class Given(NamedTuple):
    """A command line, and what stands on its standard input and in the files that are made anew for it."""

    arguments: list[str]
    files: dict[str, bytes]


# -- values and lines ---------------------------------------------------------------------------------

_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**25), 10**25),
    st.floats(allow_nan=True),
    texts,
    dates,
)
values = st.recursive(
    _leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)
_deep = st.integers(1, 3_000).map(lambda depth: "[" * depth + "]" * depth)
_FIELDS = sorted({name for one in events.kinds().values() for name in one.model_fields})
_SOURCE = {"publisher": "Gazette", "published": "2025-03-01"}


@st.composite
def developments(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a development that is right in most fields, and has some put in, taken out or spoilt."""
    kind = draw(st.sampled_from(["position-taken", "statement-made", "point-agreed", "meeting-held"]))
    line: dict[str, Any] = {
        "kind": kind,
        "negotiation": "ukraine-2025",
        "on": draw(st.sampled_from(DATES[:9])),
        "sources": [_SOURCE | {"quotes": [{"exact": draw(texts)}]} if draw(st.booleans()) else _SOURCE],
        "parties": draw(st.lists(st.sampled_from(SLUGS), min_size=1, max_size=3, unique=True)),
    }
    line |= {
        "position-taken": {
            "matter": draw(st.sampled_from(SLUGS)),
            "stance": "supports",
            "terms": draw(texts),
        },
        "statement-made": {"summary": draw(texts)},
        "point-agreed": {"point": draw(st.sampled_from(SLUGS)), "text": draw(texts)},
        "meeting-held": {"meeting": "riyadh", "place": draw(texts)},
    }[kind]
    if kind == "meeting-held":
        del line["parties"]
    if draw(st.booleans()):
        return line
    for name in draw(st.lists(st.sampled_from([*_FIELDS, "id", "unknown"]), max_size=3)):
        line[name] = draw(values)
    for name in draw(st.lists(st.sampled_from(sorted(line)), max_size=1)):
        del line[name]
    return line


def _said(line: object, *, ascii_only: bool) -> str:
    text = json.dumps(line, ensure_ascii=ascii_only)
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not ascii_only else text


lines = st.one_of(
    st.builds(lambda one, plain: _said(one, ascii_only=plain), developments(), st.booleans()),
    st.builds(
        lambda one, name: _said({"id": name, "development": one}, ascii_only=True), developments(), texts
    ),
    st.builds(lambda one: _said(one, ascii_only=True), values),
    _deep,
    st.sampled_from(
        ['{"kind": "a", "kind": "b"}', '{"a": NaN}', '{"a": 1e999}', "{", "\ufeff{}", "// x", ""]
    ),
)


def _exported(line: dict[str, Any], number: int, spoilt: dict[str, Any]) -> str:
    return json.dumps(
        {
            "entry": number,
            "id": f"f{number}",
            "recorded_at": "2025-03-01T09:00:00.123456Z",
            "recorded_by": "anna",
            "root": number,
            "version": 1,
            "salt": f"{number:032x}",
            "imported_from": None,
            "development": line,
        }
        | spoilt
    )


_of_export = (
    "entry",
    "id",
    "recorded_at",
    "recorded_by",
    "root",
    "version",
    "salt",
    "development",
    "kind",
    "more",
)
exports = st.builds(
    lambda ones, first, spoilt: "\n".join(
        _exported(one, first + place, spoilt if place == 0 else {}) for place, one in enumerate(ones)
    ),
    st.lists(developments(), min_size=1, max_size=3),
    st.sampled_from([1, 42, 7]),
    st.one_of(st.just({}), st.dictionaries(st.sampled_from(_of_export), values, max_size=2)),
)

_yaml = st.one_of(
    st.lists(developments(), min_size=1, max_size=2).map(
        lambda ones: yaml.safe_dump(ones, allow_unicode=True)
    ),
    st.sampled_from(
        [
            "a: &a [x]\nb: [*a, *a]\n",
            "&a [*a]",
            "- " * 500,
            "!!python/object/apply:os.system ['true']",
            "? {}: x",
            "{" * 200,
            "on: 2025-02-18\nkind: ~",
            "\t- x",
            "%YAML 9",
            "a: 1\na: 2",
            "--- a\n--- b",
            "- !!binary 'x'",
            "- 0o17\n- 1_000\n- 12:30:45",
        ]
    ),
    texts,
)


@st.composite
def contents(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw what stands in the files that commands may be given."""

    def raw(text: str) -> bytes:
        return text.encode("utf-8", "surrogatepass")

    found = {"-": raw("\n".join(draw(st.lists(lines, max_size=3))))}
    which = draw(
        st.sampled_from(["lines.jsonl", "lines.json", "lines.yaml", "garbage.jsonl", "export.jsonl"])
    )
    if which == "lines.jsonl":
        found[which] = raw("\n".join(draw(st.lists(lines, max_size=3))))
    elif which == "lines.json":
        found[which] = raw(f"[{','.join(draw(st.lists(lines, max_size=3)))}]")
    elif which == "lines.yaml":
        found[which] = raw(draw(_yaml))
    elif which == "export.jsonl":
        found[which] = raw(draw(exports))
    else:
        found[which] = draw(st.binary(max_size=60))
    return found


# -- command lines ------------------------------------------------------------------------------------


def _commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
            if not command.invoke_without_command:
                continue
        if command is not None and (*path, name) not in _LEFT_OUT:
            yield (*path, name), command


COMMANDS = sorted(_commands(cli), key=lambda one: one[0])


def _value(parameter: click.Parameter) -> st.SearchStrategy[str]:
    name = parameter.name or ""
    if name in _PATHS or isinstance(parameter.type, click.Path):
        return files
    if name in _DATED:
        return dates
    if name in {"entry", "over", "limit", "after", "withhold", "quote_start"} or isinstance(
        parameter.type, click.IntRange
    ):
        return numbers
    return slugs


def _of(*words: str | st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.tuples(*(st.just(one) if isinstance(one, str) else one for one in words)).map(list)


_file = st.sampled_from(["lines.jsonl", "lines.json", "lines.yaml", "-"])
_mended = st.sampled_from(["--terms", "--on", "--summary", "--quote", "--tag", "--stance", "--until"])
_PLAIN = {
    ("record",): _of("record", "--file", _file),
    ("import",): st.one_of(
        _of("import", "export.jsonl"), _of("--ledger", "other.db", "import", "export.jsonl")
    ),
    ("source", "add"): _of("source", "add", files, "--as", slugs, "--publisher", texts, "--published", dates),
    ("correct",): _of("correct", st.integers(1, 43).map(str), _mended, texts, "--reason", texts),
    ("retract",): _of("retract", st.integers(1, 43).map(str), "--reason", texts),
    ("search",): _of("search", st.one_of(texts, st.text('"*()ANDORNT xé-', max_size=20))),
    ("rename", "party"): _of("rename", "party", st.sampled_from(SLUGS), slugs, "--reason", texts, "--yes"),
}
"""Command lines that have what they need, so that more than their shape is tried."""
_OFTEN = [one for one in COMMANDS if one[0] in _PLAIN]


@st.composite
def commands(draw: st.DrawFn) -> Given:
    """Draw a command line: a command with some of its options, each with a value that may be wrong."""
    path, command = draw(st.one_of(st.sampled_from(COMMANDS), st.sampled_from(_OFTEN)))
    words = list(path)
    chosen = draw(st.lists(st.sampled_from(command.params), max_size=4)) if command.params else []
    for parameter in chosen:
        if isinstance(parameter, click.Argument):
            continue
        option = draw(st.sampled_from([*parameter.opts, *parameter.secondary_opts]))
        flag = isinstance(parameter, click.Option) and (parameter.is_flag or parameter.count)
        words += [option] if flag else [option, draw(_value(parameter))]
    for parameter in command.params:
        if isinstance(parameter, click.Argument) and draw(st.integers(0, 9)):
            words += ["--"] if draw(st.integers(0, 9)) == 0 else []
            words.append(draw(_value(parameter)))
    if path in _PLAIN and draw(st.integers(0, 3)):
        words = draw(_PLAIN[path])
    if not draw(st.integers(0, 30)):
        words += draw(st.lists(texts, max_size=2))
    return Given(words, draw(contents()))
