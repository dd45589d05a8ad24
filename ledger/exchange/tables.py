"""Tables of history: CSV rows streamed, made into entries, recorded in batches, or quarantined with their reasons.

A row is numbered from 1, the heading not counted. What a row becomes has ids
that begin with the file's name and that number (`parties_GGO.123.ratified`), so
that importing a file again changes nothing, and an import that was broken off
is finished by repeating it. A row that cannot be taken whole is not taken at
all: it goes to the quarantine as it was read, with every reason found. Values
are never mended. No more than a batch of rows is held at a time.
"""

import csv
import gzip
import json
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple, Self

from ledger.errors import Faulty, NotFound, Refused
from ledger.ledger import Ledger
from ledger.state.cells import Row

BATCH = 2_000
"""Rows recorded in one transaction."""
LONGEST_STEM = 40
"""The most characters of a file's name that stand in an id."""
UNREADABLE = "the row is not UTF-8"


class Reason(NamedTuple):
    """Why a row is quarantined: a sentence that is the same for all such rows, the column, and its value."""

    reason: str
    field: str | None = None
    given: str | None = None
    said: str | None = None


class Aside(Exception):
    """The reasons for which a row is not taken."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(reasons[0].reason)
        self.reasons = reasons


class Record(NamedTuple):
    """A row as it was read: its number, its values by column, and what is wrong with its form."""

    number: int
    values: dict[str, str]
    wrong: Reason | None = None


class Said:
    """What needs saying once and was said by an earlier row: what an agreement is called, when it came into force."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], str] = {}
        self._fresh: dict[tuple[str, ...], str] = {}

    def earlier(self, *what: str, value: str = "") -> str | None:
        """Return what an earlier row said of a thing, or None where this row is the first and says `value`."""
        for said in (self._kept, self._fresh):
            if what in said:
                return said[what]
        self._fresh[what] = value
        return None

    def forget(self) -> None:
        """Forget what was said since the last batch was recorded."""
        self._fresh.clear()

    def keep(self) -> None:
        """Keep what was said: its batch is recorded."""
        self._kept |= self._fresh
        self._fresh.clear()


Translate = Callable[[Record, Said], list[Row]]
"""Returns the lines that a row becomes (envelopes), or raises Aside; asks `Said` only once nothing can go wrong."""


class Counts:
    """What became of the rows of one file; a row with two reasons is counted under both."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows = 0
        self.imported = 0
        self.quarantined = 0
        self.reasons: Counter[str] = Counter()
        self.new = 0
        self.known = 0
        self.warnings = 0

    def document(self) -> Row:
        """Return the counts as JSON: rows = imported + quarantined; entries new, or there already."""
        return {
            "file": self.file,
            "rows": self.rows,
            "imported": self.imported,
            "quarantined": self.quarantined,
            "reasons": dict(sorted(self.reasons.items())),
            "entries": {"new": self.new, "known": self.known},
            "warnings": self.warnings,
        }


class Quarantine:
    """The file of rows that were not taken: one JSON object a line, the row's values as they were read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._file: IO[bytes] | None = None
        if path.exists() and not self._is_one():
            raise Refused(
                f"{path} exists and is no quarantine of an import", remedy="--quarantine another-file.jsonl"
            )

    def _is_one(self) -> bool:
        try:
            with self.path.open("rb") as file:
                line = file.readline()
            return not line or {"file", "row", "reasons", "values"} <= json.loads(line).keys()
        except (OSError, ValueError, AttributeError):
            return False

    def put(self, file: str, record: Record, reasons: Sequence[Reason]) -> None:
        """Write one row."""
        found = [
            {key: value for key, value in reason._asdict().items() if value is not None} for reason in reasons
        ]
        line = {"file": file, "row": record.number, "reasons": found, "values": record.values}
        try:
            data = json.dumps(line, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            data = json.dumps(line).encode()
        if self._file is None:
            self._file = self.path.open("wb")
        self._file.write(data + b"\n")
        self.rows += 1

    def close(self) -> None:
        """Close the file; a former quarantine is emptied where nothing is quarantined any more."""
        if self._file is not None:
            self._file.close()
        elif self.path.exists():
            self.path.write_bytes(b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    """Open a CSV file, compressed or not; bytes that are no UTF-8 come as lone surrogates."""
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
        kind = gzip.open if zipped else open
        with kind(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield file
    except FileNotFoundError:
        raise NotFound(f"there is no file {path}", remedy="Check the path.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Refused(
            f"{path} is damaged: {error}",
            remedy="Fetch it again and repeat the import; what was recorded stays.",
        ) from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}", remedy="Name a file that can.") from None


def _utf8(cells: Sequence[str]) -> bool:
    joined = "".join(cells)
    if not joined.isascii():
        with suppress(UnicodeEncodeError):
            joined.encode()
            return True
        return False
    return True


def heading(path: Path) -> list[str]:
    """Return the names of a file's columns; Refused where it has none."""
    with _opened(path) as file, _said_of(path, 0):
        found = next(csv.reader(file, strict=True), [])
    if not found or not _utf8(found) or len(set(found)) < len(found):
        raise Refused(f"{path} has no heading of columns", remedy="Its first line names each column once.")
    return found


@contextmanager
def _said_of(path: Path, row: int) -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        raise Refused(
            f"{path} is no CSV after row {row:,}: {error}",
            remedy="Mend it there and repeat the import; what was recorded stays.",
        ) from None


def read(path: Path) -> Iterator[Record]:
    """Yield the rows of a CSV file in their order, one at a time.

    Refused where it cannot be read on: a quotation that never ends, damaged
    compression. Rows of another width than the heading are yielded as wrong.
    """
    columns = heading(path)
    with _opened(path) as file:
        rows = csv.reader(file, strict=True)
        next(rows)
        number = 0
        while True:
            with _said_of(path, number):
                cells = next(rows, None)
            if cells is None:
                return
            if cells:
                number += 1
                yield _record(number, columns, cells)


def _record(number: int, columns: list[str], cells: list[str]) -> Record:
    values = dict(zip(columns, cells, strict=False))
    wrong = None
    if len(cells) != len(columns):
        values |= {
            f"column {place}": cell for place, cell in enumerate(cells, start=1) if place > len(columns)
        }
        wrong = Reason(
            "the row has not as many values as the heading", said=f"{len(cells)}, not {len(columns)}"
        )
    elif not _utf8(cells):
        wrong = Reason(UNREADABLE)
    return Record(number, values, wrong)


def stem(path: Path) -> str:
    """Return what a file's ids begin with: its name without .csv and .gz."""
    name = path.name.removesuffix(".gz").removesuffix(".csv")
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name)[:LONGEST_STEM] or "table"


@lru_cache(maxsize=8_192)
def slug(text: str) -> str:
    """Return a name as a slug: accents and apostrophes dropped, `Curaçao` as `curacao`; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-")


Progress = Callable[[Counts], None]
"""Told of the counts after each batch."""


def take(
    ledger: Ledger,
    path: Path,
    translate: Translate,
    quarantine: Quarantine,
    progress: Progress = lambda _: None,
) -> Counts:
    """Record what a file's rows become, a batch at a time, and return what became of them."""
    counts = Counts(path.name)
    said = Said()
    rows = read(path)
    while batch := list(islice(rows, BATCH)):
        aside = _recorded(ledger, batch, translate, said, counts)
        for record in batch:
            if record.number in aside:
                quarantine.put(path.name, record, aside[record.number])
                counts.reasons.update({reason.reason for reason in aside[record.number]})
        counts.rows += len(batch)
        counts.quarantined += len(aside)
        counts.imported += len(batch) - len(aside)
        progress(counts)
    return counts


def _recorded(
    ledger: Ledger, batch: Sequence[Record], translate: Translate, said: Said, counts: Counts
) -> dict[int, Sequence[Reason]]:
    """Record a batch but for the rows that cannot be; return those with their reasons.

    A row that the ledger refuses takes nothing with it: the others are made
    into lines once more, since one of them may now be the first to say a thing.
    """
    aside: dict[int, Sequence[Reason]] = {
        record.number: (record.wrong,) for record in batch if record.wrong is not None
    }
    while True:
        said.forget()
        lines: list[tuple[int, Row]] = []
        for record in batch:
            if record.number in aside:
                continue
            try:
                lines += [(record.number, line) for line in translate(record, said)]
            except Aside as error:
                aside[record.number] = error.reasons
        try:
            document = ledger.record(lines)
        except Faulty as error:
            refused = _refused(error)
            if not refused.keys() - aside.keys():
                raise
            aside |= refused
            continue
        said.keep()
        new = sum(one["new"] for one in document["recorded"])
        counts.new += new
        counts.known += len(document["recorded"]) - new
        counts.warnings += len(document["warnings"])
        return aside


def _refused(error: Faulty) -> dict[int, Sequence[Reason]]:
    """Return the rows that the ledger's faults are of, with those faults as reasons."""
    found: dict[int, list[Reason]] = {}
    for fault in error.faults:
        if fault.line is None:
            raise error
        given = None if fault.given is None else str(fault.given)
        reason = Reason("the ledger refused it", fault.field, given, fault.message)
        found.setdefault(fault.line, []).append(reason)
    return dict(found)
