"""Asking: the state in a cold and in a warm process, the work behind it, the other reading commands."""

import json
from pathlib import Path
from typing import Any

from scripts import synthetic
from scripts.benchmark import samples
from scripts.benchmark.aims import (
    COLD,
    COLD_GROWTH,
    DIFFERENCES,
    HISTORY,
    HUNDRED_THOUSAND,
    MILLION,
    PAGE,
    REPLAYED,
    SEARCH,
    SEARCH_COMMON,
    SHOW,
    STEPS,
    STEPS_GROWTH,
    TEN_THOUSAND,
    WARM,
    WARM_THREE,
    WHY,
)
from scripts.benchmark.measures import (
    Command,
    Row,
    Setting,
    compared,
    growth,
    rounded,
    run,
    say,
    skipped,
    timed,
    turns,
)
from scripts.benchmark.yardsticks import bare
from scripts.benchmark.yardsticks.lives import day_end

DAY = synthetic.day(0.8)
"""The day that is asked for, where nothing else is said: four fifths of all entries lie before it."""
LATEST = synthetic.day(1)
QUESTIONS = 2_000
"""Asked at random at a million entries; in smaller ledgers fewer."""
VERSION = "--version"

_REPLAY = ("scripts.benchmark.worker", "yardsticks.plain.state")


def _stances(output: bytes) -> set[tuple[str, str, str]]:
    document: Any = json.loads(output or b"[]")
    rows = document["positions"] if isinstance(document, dict) else document
    return {(row["party"], row["matter"], row["stance"]) for row in rows}


def _agree(setting: Setting, what: str, commands: dict[str, Command]) -> None:
    """Say so loudly where the yardsticks do not answer the question as the ledger does."""
    answers = {name: _stances(run(one, setting.cwd, keep=True).output) for name, one in commands.items()}
    ours = answers.pop("ledger")
    for name, theirs in answers.items():
        differing = len(ours ^ theirs)
        say(f"{what}: {len(ours):,} cells; {name} differs in {differing}{' !!!' if differing else ''}")


def _commands(setting: Setting, size: int) -> dict[str, Command]:
    """Return the question as each is asked: the ledger, the plain library, and sqlite3 where it is installed."""
    plain = samples.yardstick(setting, size, samples.PLAIN)
    ledger: Command = [setting.bin / "ledger", "--ledger", samples.ledger(setting, size)]
    commands: dict[str, Command] = {
        "ledger": [*ledger, "state", "--as-of", DAY, "--json"],
        "replay": [setting.bin / "python", "-m", *_REPLAY, plain, DAY],
    }
    if bare.BINARY is not None:
        commands["sqlite3"] = bare.command(samples.yardstick(setting, size, samples.BARE), day_end(DAY))
    return commands


def state(setting: Setting) -> list[Row]:
    """Ask for the state in a cold process, to the sqlite3 binary and to a full replay by the plain library."""
    cold, replayed = [], []
    for size in setting.sizes:
        commands = _commands(setting, size)
        _agree(setting, f"state at {size:,}", commands)
        things = {name: timed(one, setting.cwd) for name, one in commands.items()}
        replay = things.pop("replay")
        taken = turns(things, setting.rounds)
        if "sqlite3" in taken:
            cold.append(compared(COLD, size, taken["ledger"], taken["sqlite3"], "sqlite3, ideal index"))
        else:
            cold.append(skipped(COLD, "no sqlite3 binary is installed", size))
        slow = turns({"ledger": things["ledger"], "replay": replay}, setting.few(size), warm_ups=0)
        pair = slow["ledger"], slow["replay"]
        replayed.append(compared(REPLAYED, size, *pair, "eventsourcing, replay", inverted=True))
    return [*cold, *growth(COLD_GROWTH, cold, HUNDRED_THOUSAND, MILLION), *replayed]


def warm(setting: Setting) -> list[Row]:
    """Ask for the state in a warm process, with one and with three clocks, to DuckDB with one."""
    named = {"one": WARM, "three": WARM_THREE}
    if not setting.has("duckdb"):
        return [skipped(what, "duckdb is not installed") for what in named.values()]
    rows = []
    for size in setting.sizes:
        ledger, duck = samples.ledger(setting, size), samples.yardstick(setting, size, samples.DUCK)
        taken, _ = setting.worker("tasks.ask.warm", ledger, duck, setting.rounds)
        if taken["differences"]:
            say(f"warm at {size:,}: DuckDB differs in {taken['differences']} !!!")
        rows += [
            compared(what, size, taken[name], taken["duck"], "DuckDB arg_max, one clock")
            for name, what in named.items()
        ]
    return rows


def steps(setting: Setting) -> list[Row]:
    """Count the steps of SQLite's virtual machine for each cell of an answer: the same on any machine."""
    rows: list[Row] = []
    found = {
        size: setting.worker("tasks.ask.steps", samples.ledger(setting, size))[0] for size in setting.sizes
    }
    for clocks in ("D", "D,T", "D,P"):
        of_clocks = [
            Row(STEPS, size, rounded(one[clocks]), "steps", of=clocks) for size, one in found.items()
        ]
        rows += [*of_clocks, *growth(STEPS_GROWTH, of_clocks, TEN_THOUSAND, MILLION)]
    return rows


_LESS = 5.0
"""Milliseconds that a reading command may take beyond its share of `ledger --version`."""


def reading(setting: Setting) -> list[Row]:
    """Ask for little (a cell, an entry, a page, a word) in a cold process, to `ledger --version` plus 5 ms."""
    rows = []
    for size in setting.sizes:
        ledger: Command = [setting.bin / "ledger", "--ledger", samples.ledger(setting, size)]
        last = _last_position(samples.lines(setting, size))
        cell = (last["parties"][0], last["matter"], "--as-of", LATEST)
        asked: dict[str, Command] = {
            HISTORY: ["history", *cell],
            WHY: ["why", *cell],
            SHOW: ["show", str(size // 2)],
            PAGE: ["timeline", "--as-of", LATEST, "--limit", "40"],
            SEARCH: ["search", last["terms"].split()[0], "--limit", "40"],
            SEARCH_COMMON: ["search", "border", "--limit", "40"],
        }
        things = {name: timed([*ledger, *one, "--json"], setting.cwd) for name, one in asked.items()}
        shortest = timed(version(setting), setting.cwd)
        common = {SEARCH_COMMON: things.pop(SEARCH_COMMON), VERSION: shortest}
        rows += _beyond_version(size, turns(things | {VERSION: shortest}, setting.rounds))
        # As many hits as there are entries: it takes as long.
        rows += _beyond_version(size, turns(common, setting.few(size), warm_ups=0))
    return rows


def version(setting: Setting) -> Command:
    """Return the shortest command that there is."""
    return [setting.bin / "ledger", "--version"]


def _beyond_version(size: int, taken: dict[str, list[float]]) -> list[Row]:
    shortest = taken.pop(VERSION)
    rows = []
    for name, series in taken.items():
        less = [max(one - _LESS, 0.0) for one in series]
        row = compared(name, size, less, shortest, f"{VERSION}, + 5 ms")
        rows.append(row._replace(value=rounded((row.value or 0.0) + _LESS)))
    return rows


def _last_position(lines: Path) -> dict[str, Any]:
    """Return the last position that was taken: its party and matter are there at any size, its text has a rare word."""
    with lines.open("rb") as file:
        file.seek(max(0, lines.stat().st_size - 16_384))
        said: list[dict[str, Any]] = [
            json.loads(line)["development"] for line in file.read().splitlines()[1:]
        ]
    return [one for one in said if one["kind"] == "position-taken"][-1]


def right(setting: Setting) -> list[Row]:
    """Ask at random of all three clocks, and count answers that the fold of a replay does not give."""
    rows = []
    for size in setting.sizes:
        questions = min(QUESTIONS, max(size // 500, 20))
        found, _ = setting.worker("tasks.folded.right", samples.ledger(setting, size), questions, size)
        of = f"{questions:,}"
        rows.append(Row(DIFFERENCES, size, found["differences"], "", "the fold of a replay", of=of))
    return rows
