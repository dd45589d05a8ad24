"""Cold start: the help, and the state of the shipped case, beside the bare imports."""

from scripts.benchmark.aims import EXAMPLE, HELP
from scripts.benchmark.measures import Command, Row, Setting, compared, run, timed, turns

DAY = "2025-02-18"
BARE = 'python -c "import click, sqlite3"'


def start(setting: Setting) -> list[Row]:
    """Start cold: the help, and the state of the Riyadh case on an up-to-date index, to the bare imports."""
    python, ledger = setting.bin / "python", setting.bin / "ledger"
    stored = setting.folder / "riyadh.db"
    state: Command = [ledger, "--ledger", stored, "state", "--as-of", DAY]
    run([ledger, "--ledger", stored, "demo"], setting.folder)
    run(state, setting.folder)
    commands: dict[str, Command] = {
        BARE: [python, "-c", "import click, sqlite3"],
        HELP: [ledger, "--help"],
        EXAMPLE: state,
    }
    taken = turns({name: timed(one, setting.folder) for name, one in commands.items()}, setting.rounds)
    bare = taken.pop(BARE)
    return [compared(what, None, series, bare, BARE) for what, series in taken.items()]
