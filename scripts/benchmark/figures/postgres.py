"""The same question put to PostgreSQL, where it is installed."""

import json

from scripts.benchmark import samples
from scripts.benchmark.aims import COLD_POSTGRES
from scripts.benchmark.figures.ask import DAY
from scripts.benchmark.measures import Command, Row, Setting, compared, run, say, skipped, timed, turns
from scripts.benchmark.yardsticks import postgres as yardstick
from scripts.benchmark.yardsticks.lives import day_end


def postgres(setting: Setting) -> list[Row]:
    """Ask for the state in a cold process, to psql, whose server is warm."""
    rows = []
    with yardstick.serving() as server:
        if server is None:
            return [skipped(COLD_POSTGRES, "PostgreSQL is not installed")]
        for size in setting.sizes:
            lines = samples.lines(setting, size)
            ledger: Command = [setting.bin / "ledger", "--ledger", samples.ledger(setting, size)]
            yardstick.build(server, lines, setting.folder)
            commands = {
                "ledger": [*ledger, "state", "--as-of", DAY, "--json"],
                "psql": yardstick.question(server, day_end(DAY)),
            }
            _agree(setting, size, commands)
            taken = turns({name: timed(one, setting.cwd) for name, one in commands.items()}, setting.rounds)
            rows.append(compared(COLD_POSTGRES, size, taken["ledger"], taken["psql"], "psql, lateral seek"))
    return rows


def _agree(setting: Setting, size: int, commands: dict[str, Command]) -> None:
    """Say so loudly where PostgreSQL does not answer as the ledger does."""
    ours = json.loads(run(commands["ledger"], setting.cwd, keep=True).output)["positions"]
    lines = run(commands["psql"], setting.cwd, keep=True).output.splitlines()
    theirs = [json.loads(line) for line in lines if line]
    keys = ("party", "matter", "stance")
    said = ({tuple(row[key] for key in keys) for row in rows} for rows in (ours, theirs))
    differing = len(next(said) ^ next(said))
    say(f"postgres at {size:,}: {len(theirs):,} cells, {differing} differ{' !!!' if differing else ''}")
