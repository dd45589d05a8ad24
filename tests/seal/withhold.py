"""Withhold entries of a made-up ledger in a copy, and look for what it gives away and what it breaks.

Told are how many of the old numbers, checkpoints and proofs fail, and how many of the true texts can be confirmed
from the bytes of the copy. With `--mutant` the copy is made badly, and that must be noticed.
"""

import argparse
import random
import re
import runpy
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from ledger import Ledger
from ledger.entry import Entry
from ledger.seal import tree
from ledger.store import Store, nodes
from tests.seal import withheld
from tests.seal.tampering import unguarded

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "example.org/withhold"
FILE = 2_000
"""Lines that are recorded at once."""
SHOWN = 10

Json = dict[str, Any]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def lines(count: int) -> list[Json]:
    """Return made-up lines, every second one with no id given, so that its id is made of its words."""
    made = runpy.run_path(str(ROOT / "scripts" / "synthetic.py"))["lines"](count)
    found: list[Json] = list(made)
    named = {one["development"]["entry"] for one in found if "entry" in one["development"]}
    return [
        {"development": one["development"]} if number % 2 and one["id"] not in named else one
        for number, one in enumerate(found)
    ]


def whole(path: Path, count: int) -> None:
    """Make the ledger that is copied."""
    with Ledger.create(path, origin=ORIGIN) as ledger:
        rest = iter(lines(count))
        while some := list(islice(rest, FILE)):
            ledger.record(some, author="anna")


def keep_the_salts(copy: Path, gone: Sequence[Entry]) -> None:
    """Leave each withheld line its salt, behind the digest."""
    with unguarded(copy) as sql:
        for one in gone:
            (digest,) = sql.execute("SELECT salt FROM log WHERE number = ?", (one.number,)).fetchone()
            sql.execute("UPDATE log SET salt = ? WHERE number = ?", (digest + one.salt, one.number))


def keep_the_ids(copy: Path, gone: Sequence[Entry]) -> None:
    """Leave each withheld line its id."""
    with unguarded(copy) as sql:
        sql.executemany("UPDATE log SET id = ? WHERE number = ?", [(one.id, one.number) for one in gone])


def keep_the_streams(copy: Path, gone: Sequence[Entry]) -> None:
    """Leave each withheld chain the stream that was made of its id."""
    from ledger.steps.canonical import stream

    with unguarded(copy) as sql:
        for one in gone:
            if one.number == one.root:
                (name,) = sql.execute("SELECT stream FROM log WHERE number = ?", (one.number,)).fetchone()
                new = stream(one.id).hex
                sql.execute("UPDATE stored_events SET originator_id = ? WHERE originator_id = ?", (new, name))
                sql.execute("UPDATE log SET stream = ? WHERE stream = ?", (new, name))


def in_place(copy: Path, gone: Sequence[Entry]) -> None:
    """Take the words out of a file that had them, as UPDATE does: the pages keep what stood there."""
    source = copy.with_name("talks.db")
    copy.unlink()
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(copy)) as made:
        there.backup(made)
    with unguarded(copy) as sql:
        # Some builds of SQLite write zeros over what is deleted, and others do not.
        sql.execute("PRAGMA secure_delete = OFF")
        for one in gone:
            sql.execute(
                "UPDATE stored_events SET state = x'' WHERE (originator_id, originator_version) = "
                "(SELECT stream, version FROM log WHERE number = ?)",
                (one.number,),
            )
            digest = nodes.leaf(one).digest
            sql.execute(
                "UPDATE log SET salt = ?, id = ? WHERE number = ?",
                (digest, f"withheld/{one.number}", one.number),
            )


def forget_the_digest(copy: Path, gone: Sequence[Entry]) -> None:
    """Put another digest in the place of the true one."""
    with unguarded(copy) as sql:
        sql.execute("UPDATE log SET salt = ? WHERE number = ?", (bytes(tree.HASH), gone[0].number))


MUTANTS: dict[str, Callable[[Path, Sequence[Entry]], None]] = {
    one.__name__.replace("_", "-"): one
    for one in (keep_the_salts, keep_the_ids, keep_the_streams, in_place, forget_the_digest)
}


def tried(folder: Path, entries: int, count: int, seed: int, mutant: str | None = None) -> list[str]:
    """Make a ledger, withhold so many of its entries, and return all that is wrong with the copy."""
    dice = random.Random(seed)  # noqa: S311 the same again for the same seed
    source, copy = folder / "talks.db", folder / "copy.db"
    whole(source, entries)
    numbers = dice.sample(range(1, entries + 1), count)
    signer = withheld.key(ORIGIN)
    with Ledger(source) as ledger:
        sizes = dice.sample(range(1, entries), min(20, entries - 1))
        proved = {*numbers, *dice.sample(range(1, entries + 1), min(200, entries))}
        before = withheld.kept(ledger.store, signer, sizes, proved)
        began = time.perf_counter()
        told = ledger.copy(copy, withhold=numbers, reason="a trial", followers=True, author="anna")
        taken = time.perf_counter() - began
    with closing(Store(copy)) as store:
        gone = {one.number for one in store.entries() if one.withheld}
    true = [one for one in before.entries if one.number in gone]
    if mutant is not None:
        MUTANTS[mutant](copy, true)
    stay = [one for one in before.entries if one.number not in gone]
    wrong = withheld.found(withheld.file_of(copy), true, stay)
    wrong += withheld.confirmed(Store(copy), true)
    with closing(Store(copy)) as store:
        wrong += withheld.broken(store, before, signer)
    with Ledger(copy) as ledger:
        wrong += [f"verify: {fault['message']}" for fault in ledger.verify()["faults"]]
        if ledger.state()["counts"].get("withheld") != len(gone):
            wrong.append("the state does not say how many entries are withheld")
    say(
        f"{count:,} entries named of {entries:,}, {len(gone):,} lines withheld in {len(told['withheld']):,} stretches, "
        f"{taken:.1f} s; {len(before.checkpoints)} checkpoints and {len(before.proofs):,} proofs from before"
    )
    return wrong


def asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/withhold", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=20, help="entries to withhold (default: 20)")
    parser.add_argument("--entries", type=int, default=1_000, help="entries of the ledger (default: 1,000)")
    parser.add_argument("--seed", type=int, default=1, help="what is drawn by dice (default: 1)")
    parser.add_argument(
        "--mutant", choices=sorted(MUTANTS), help="make the copy badly; exit 0 if it is noticed"
    )
    found = parser.parse_args(arguments)
    if not 0 < found.count <= found.entries:
        parser.error(f"--count is from 1 to {found.entries}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    wanted = asked(arguments)
    with tempfile.TemporaryDirectory(prefix="ledger-withhold-") as folder:
        wrong = tried(Path(folder), wanted.entries, wanted.count, wanted.seed, wanted.mutant)
    for what, many in Counter(re.sub(r"\d+.*", "N", one) for one in wrong).most_common(SHOWN):
        say(f"  {many:,} times: {what}")
    for one in wrong[:1]:
        say(f"  the first: {one}")
    say(f"{len(wrong):,} wrong; seed {wanted.seed}")
    return int(bool(wrong) == (wanted.mutant is None))


if __name__ == "__main__":
    sys.exit(main())
