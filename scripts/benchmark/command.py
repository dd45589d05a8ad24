"""The command `scripts/bench`: which figures, at which sizes, and how the rows are printed."""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmark import page
from scripts.benchmark.figures import FIGURES
from scripts.benchmark.measures import ROOT, Row, Setting, say
from scripts.benchmark.table import document, table

SIZES = (10_000, 100_000, 1_000_000)

_ABOUT = """\
How fast the ledger is: each figure beside a yardstick that is run in turn with it, and what it should be.
Milliseconds are of this machine; the ratios are what can be compared between machines.
"""


def sizes(text: str) -> tuple[int, ...]:
    """Return numbers of entries, the least first, as `--sizes` takes them."""
    found = tuple(sorted({int(one.replace("_", "")) for one in text.split(",")}))
    if found[0] < 100:  # noqa: PLR2004 60 points, and something on each
        raise ValueError(text)
    return found


def asked(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=_ABOUT,
        epilog=f"figures: {', '.join(FIGURES)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help="which (default: all)")
    default = ",".join(map(str, SIZES))
    parser.add_argument(
        "--sizes", type=sizes, default=SIZES, metavar="N,N", help=f"entries (default: {default})"
    )
    parser.add_argument(
        "--rounds", type=int, default=25, help="how often what is short is repeated (default: 25)"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="keep the ledgers and files made there, and use what is there",
    )
    parser.add_argument(
        "--venv", type=Path, help="a virtual environment that holds the ledger (default: a fresh one)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document in place of the tables")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="keep the run, of all figures, as the one that the README shows",
    )
    found = parser.parse_args(arguments)
    unknown = [figure for figure in found.figures if figure not in FIGURES]
    if unknown:
        parser.error(f"no figure {unknown[0]!r}; there is: {', '.join(FIGURES)}")
    if found.publish and found.figures:
        parser.error("--publish is for a run of all figures: the page shows one run")
    if found.rounds < 1:
        parser.error("--rounds is at least 1")
    return found


def environment(folder: Path) -> Path:
    """Make a virtual environment in the folder with the package installed, and return it."""
    made = subprocess.run(
        [ROOT / "scripts" / "environment", "--plain"],
        env={**os.environ, "LEDGER_VENV": str(folder / "venv"), "PYTHON": sys.executable},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if made.returncode:
        sys.exit("The package could not be installed.")
    venv = Path(made.stdout.strip())
    install: list[str | Path] = [
        venv / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--quiet",
        f"{ROOT}[bench]",
    ]
    if subprocess.run(install, check=False).returncode:
        say("The extra `bench` could not be installed: what is compared with it is skipped.")
    return venv


@contextmanager
def setting(wanted: argparse.Namespace) -> Iterator[Setting]:
    """Give what the figures are measured with; what was made goes away at the end, but for what is kept."""
    with tempfile.TemporaryDirectory(prefix="ledger-bench-") as made:
        folder = Path(made)
        kept = wanted.keep.resolve() if wanted.keep else folder / "kept"
        venv = wanted.venv.resolve() if wanted.venv else environment(folder)
        begun = f"{time.time():.0f}-{os.getpid()}"
        yield Setting(venv / "bin", folder, kept, wanted.rounds, wanted.sizes, begun, {})


def measured(wanted: argparse.Namespace) -> dict[str, list[Row]]:
    """Measure what was asked for."""
    found = {}
    with setting(wanted) as where:
        for figure in wanted.figures or FIGURES:
            begin = time.monotonic()
            say(f"{figure} ...")
            found[figure] = FIGURES[figure](where)
            say(f"{figure}: {time.monotonic() - begin:.0f} s")
    return found


def main() -> None:
    """Measure what was asked for and print it."""
    wanted = asked()
    begin = time.monotonic()
    run = document(
        measured(wanted),
        day=datetime.datetime.now(datetime.UTC).date().isoformat(),
        python=platform.python_version(),
        system=platform.system(),
        processors=os.cpu_count(),
        sizes=wanted.sizes,
        seconds=round(time.monotonic() - begin),
    )
    say(f"all: {run['seconds']} s")
    if wanted.publish:
        page.keep(run)
    print(json.dumps(run, indent=1) if wanted.json else table(run))
