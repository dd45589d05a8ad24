"""`record --keep-going`: the good lines of a file recorded, the bad ones set aside to be mended and fed again.

In the rejects file each line stands as it was given, below comments that say
what is wrong with it. It is written before anything is recorded, and takes its
name afterwards, so that no line is in neither place.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from ledger.errors import CannotWrite, Fault, Faulty, Refused
from ledger.exchange import files
from ledger.exchange.jsonl import line as as_line
from ledger.ledger import Ledger
from ledger.state.cells import Row


def place(file: str, given: str | None) -> Path:
    """Return where the rejects of a file go; Refused where another file is there."""
    path = Path(given or ("rejects.jsonl" if file == "-" else f"{Path(file).stem}-rejects.jsonl"))
    if path.exists() and not (file != "-" and path.samefile(file)):
        raise Refused(
            f"{path} exists already", remedy="Name a file that does not: --rejects F", field="rejects"
        )
    return path


def record(ledger: Ledger, file: str, data: bytes, path: Path, options: Row, *, dry: bool) -> Row:
    """Record the lines of a file that can be, write the others to `path`; return the document of `record`.

    It has "rejects", the path written, or None where no line was bad. Raises
    Faulty where the file cannot be read line by line, CannotWrite.
    """
    lines, faults = files.read(file, data)
    if any(fault.line is None for fault in faults) or (faults and not _by_line(file)):
        raise Faulty(faults)
    if len({number for number, _ in lines}) < len(lines):
        # Several entries in one line of YAML: they are counted instead.
        lines = [(place, value) for place, (_, value) in enumerate(lines, start=1)]
    good: Sequence[files.Line] = lines
    tried: Row | None = None
    while tried is None:
        try:
            tried = ledger.record(good, dry=True, **options)
        except Faulty as error:
            bad = {fault.line for fault in error.faults}
            if None in bad:
                raise
            faults = [*faults, *error.faults]
            good = [one for one in good if one[0] not in bad]
    faults = sorted(faults, key=lambda fault: fault.line or 0)
    written = _written(path, _raw(file, data, lines), faults) if faults and not dry else None
    try:
        document = tried if dry else ledger.record(good, **options)
    except BaseException:
        if written is not None:
            written.unlink(missing_ok=True)
        raise
    if written is not None:
        written.replace(path)
    return document | {
        "faults": [fault.document() for fault in faults],
        "rejects": None if written is None else str(path),
    }


def _by_line(file: str) -> bool:
    """Tell whether a file holds a line for each entry."""
    return Path(file).suffix.lower() not in {".json", ".yaml", ".yml"}


def _raw(file: str, data: bytes, lines: Sequence[files.Line]) -> dict[int, bytes]:
    """Return each line as it was given, or as JSON where the file is no file of lines."""
    if _by_line(file):
        return dict(enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1))
    return {number or 0: as_line(value).encode() for number, value in lines if isinstance(value, dict)}


def _written(path: Path, raw: dict[int, bytes], faults: Sequence[Fault]) -> Path:
    """Write the bad lines, each below what is wrong with it, beside their place; return that file."""
    made = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with made.open("xb") as file:
            for number in dict.fromkeys(fault.line or 0 for fault in faults):
                for fault in (one for one in faults if one.line == number):
                    file.write(f"{files.COMMENT} {_said(fault)}\n".encode())
                file.write(raw.get(number, b"").removesuffix(b"\r") + b"\n")
    except OSError as error:
        made.unlink(missing_ok=True)
        raise CannotWrite(
            f"{path} cannot be written: {error.strerror}", remedy="Name another file: --rejects F"
        ) from None
    return made


def _said(fault: Fault) -> str:
    where = f"{fault.field}: " if fault.field else ""
    text = f"line {fault.line}: {where}{fault.message}. {fault.remedy or ''}".strip()
    return as_line({"": text})[6:-2]
