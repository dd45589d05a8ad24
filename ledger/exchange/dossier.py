"""A dossier as a folder or as a zip: written whole or not at all, read with a limit on everything.

With the files that `ledger.ledger.dossier` makes go those for people: how to
check it by hand, the screen of the answer, and the sums of all files.
"""

import io
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ledger.errors import CannotWrite, NotFound, Refused
from ledger.ledger.dossier import CHECKPOINT, MANIFEST, NAME, README, SCREEN, SUMS, Files
from ledger.seal import checkpoint, note
from ledger.state.cells import Row

MOST_FILES = 200_000
"""The most files of a dossier."""
MOST_BYTES = 1 << 30
"""The most bytes of a dossier's files together."""
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a zip, so that the same dossier has the same bytes."""
_TAKE_ONE = "Name the folder or the zip that `ledger dossier` wrote."

_BY_HAND = """\
# The answer on {matter}, sealed

`answer.txt` says what stood on {matter} in the negotiation {negotiation} at the moment {basis};
`answer.json` says the same for programs. It rests on the {count} entries in `entries/`, each with
its proof in `proofs/`, and on the texts that they quote, in `texts/`. `checkpoint` is what the
keeper of the ledger signed: how many entries it holds, and the hash that they come to.

Take the key and the origin of the ledger from its keeper, not from here. Below they stand as KEY
and ORIGIN.

## With the program

    ledger verify --dossier . --key KEY --origin ORIGIN

It proves each entry, folds the answer from them again and compares it byte for byte. It says what
it cannot check: that no other entry of the ledger bears on {matter}. Ask for the sealed export of
the whole ledger, and add `--export FILE`, to check that too.

## By hand

What follows needs `sha256sum`, `base64` and `openssl`, and a shell that is bash. First, that no
file was changed on its way to you:

    sha256sum --check --quiet {sums}

Then that the checkpoint is signed. Its first line must be ORIGIN. Set `key` to KEY:

    t=$(mktemp -d)
    sed '/^$/,$d' {checkpoint} > $t/text
    grep '^\u2014 ' {checkpoint} | head -n 1 | cut -d ' ' -f 3 | base64 -d | tail -c 64 > $t/signed
    bin() {{ printf "$(printf %s "$1" | sed 's/../\\\\x&/g')"; }}
    {{ bin 302a300506032b6570032100; printf %s "$key" | cut -d + -f 3- | base64 -d | tail -c 32; }} > $t/key
    openssl pkeyutl -verify -pubin -keyform DER -inkey $t/key -rawin -in $t/text -sigfile $t/signed
"""
_ONE = """
Then that entry {entry} holds what `entries/{entry}.json` says. These two lines print the same: what the
words come to with their salt and their id, and what is sealed of them.

    sed -n 's/^extra //p' proofs/{entry}.tlog-proof | base64 -d | head -c {leaf} > $t/leaf
    {{ bin {salt}; printf %s '{length}:{id},'; cat entries/{entry}.json; }} | sha256sum | cut -c 1-64
    tail -c 33 $t/leaf | head -c 32 | od -An -v -tx1 | tr -d ' \\n'; echo

Then that this is in the tree: the hash of the leaf, joined with each hash of the proof, comes to
the third line of `checkpoint`. The last two lines print the same.

    h=$({{ bin 00; cat $t/leaf; }} | sha256sum | cut -c 1-64); i={index}; last={last}
    for s in $(sed '1,/^index /d;/^$/,$d' proofs/{entry}.tlog-proof); do
      s=$(printf %s "$s" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
      while [ $((i & 1)) = 0 ] && [ $i = $last ]; do i=$((i >> 1)); last=$((last >> 1)); done
      if [ $((i & 1)) = 1 ]; then h=$(bin 01$s$h | sha256sum | cut -c 1-64)
      else h=$(bin 01$h$s | sha256sum | cut -c 1-64); fi
      i=$((i >> 1)); last=$((last >> 1))
    done
    bin $h | base64
    sed -n 3p {checkpoint}

So for each entry: `manifest.json` has for each the number of bytes of its leaf, its salt and its
id. The leaf says in clear when the entry was recorded and by whom: read the file `$t/leaf`.

At last, that the answer follows from the entries: read them in the order of their dates and see
which of them says last where a party stands.
"""


def by_hand(files: Files, manifest: Row) -> bytes:
    """Return how to check a dossier by hand, as its README."""
    size = checkpoint.parse(note.parse(files[CHECKPOINT]).text).size
    given = {key: manifest[key] for key in ("matter", "negotiation", "basis")}
    text = _BY_HAND.format(**given, count=len(manifest["entries"]), sums=SUMS, checkpoint=CHECKPOINT)
    for one in manifest["entries"][:1]:
        place = {"index": one["entry"] - 1, "last": size - 1, "length": len(one["id"].encode())}
        text += _ONE.format(**one, **place, checkpoint=CHECKPOINT)
    return text.encode()


def whole(files: Files, manifest: Row, screen: str) -> dict[str, bytes]:
    """Return the files of a dossier with those for people and the sums of all."""
    found = {**files, SCREEN: f"{screen}\n".encode(), README: by_hand(files, manifest)}
    return found | {SUMS: sums(found)}


def sums(files: Files) -> bytes:
    """Return the list of sums of all other files, as `sha256sum` writes it."""
    lines = [f"{sha256(raw).hexdigest()}  {name}\n" for name, raw in sorted(files.items()) if name != SUMS]
    return "".join(lines).encode()


def listed(files: Files) -> Iterator[tuple[int | None, str]]:
    """Yield the files that are not as the list of sums says, or are not on it, or are no part of a dossier."""
    if SUMS not in files:
        yield None, f"{SUMS} is missing"
        return
    said = dict(_said(files[SUMS]))
    for name in sorted(files.keys() | said.keys()):
        if name != SUMS and NAME.fullmatch(name) is None:
            yield None, f"{name!r:.100} is no file of a dossier"
        elif name not in files:
            yield None, f"{name} is missing: {SUMS} lists it"
        elif name != SUMS and name not in said:
            yield None, f"{name} is not listed in {SUMS}"
        elif name != SUMS and said[name] != sha256(files[name]).hexdigest():
            yield None, f"{name} was changed: its sum is not that of {SUMS}"
    if files[SUMS] != sums(files):
        yield None, f"{SUMS} is not the list of these files"


def _said(raw: bytes) -> Iterator[tuple[str, str]]:
    for line in raw.decode(errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        if name:
            yield name, digest


# -- files ---------------------------------------------------------------------------------------------


def write(files: Files, target: Path) -> None:
    """Write a dossier, whole or not at all: a zip where the name ends so, else a folder; neither may be there."""
    if target.exists() or target.is_symlink():
        raise Refused(f"{target} exists already", remedy="Name a path where nothing is.")
    part = target.with_name(f".{target.name}.part")
    try:
        _remove(part)
        if target.suffix.lower() == ".zip":
            part.write_bytes(zipped(files))
        else:
            part.mkdir()
            for name, raw in files.items():
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                (part / name).write_bytes(raw)
        part.rename(target)
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"there is no folder {target.parent}", remedy=f"mkdir -p {target.parent}") from None
    except OSError as error:
        raise CannotWrite(
            f"{target}: {error.strerror}", remedy="Choose a place that can be written."
        ) from None
    finally:
        with suppress(OSError):
            _remove(part)


def _remove(part: Path) -> None:
    if part.is_dir() and not part.is_symlink():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)


def zipped(files: Files) -> bytes:
    """Return a dossier as a zip, the same bytes for the same files."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in sorted(files.items()):
            made.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def read(path: Path) -> Mapping[str, bytes]:
    """Return the files of a dossier, a folder or a zip; Refused where it is neither, or beyond the limits."""
    if path.is_dir():
        return _of_folder(path)
    try:
        with zipfile.ZipFile(path) as there:
            return _of_zip(there)
    except FileNotFoundError:
        raise NotFound(f"there is no dossier {path}", remedy=_TAKE_ONE) from None
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ):
        raise Refused(
            f"{path} is no dossier: it is neither a folder nor a zip that can be read", remedy=_TAKE_ONE
        ) from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}", remedy=_TAKE_ONE) from None


def _of_folder(path: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        for folder, _, names in os.walk(path):
            for name in names:
                one = Path(folder, name)
                if one.is_symlink() or not one.is_file():
                    raise Refused(f"{one} is no file of its own", remedy=_TAKE_ONE)
                with one.open("rb") as file:
                    raw = file.read(left + 1)
                left -= len(raw)
                found[one.relative_to(path).as_posix()] = raw
                _within(len(found), left)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}", remedy=_TAKE_ONE) from None
    return found


def _of_zip(there: zipfile.ZipFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for one in there.infolist():
        if one.is_dir():
            continue
        if one.filename in found:
            raise Refused(f"{one.filename!r:.100} stands in the zip twice", remedy=_TAKE_ONE)
        _within(len(found) + 1, left - one.file_size)
        with there.open(one) as file:
            raw = file.read(left + 1)
        left -= len(raw)
        found[one.filename] = raw
        _within(len(found), left)
    return found


def _within(files: int, left: int) -> None:
    if files > MOST_FILES or left < 0:
        raise Refused(
            f"this is more than a dossier is: at most {MOST_FILES:,} files and {MOST_BYTES:,} bytes",
            remedy=_TAKE_ONE,
        )


def manifest_of(files: Files) -> Row | None:
    """Return what a dossier says of itself; None where it cannot be read."""
    import json

    try:
        found = json.loads(files[MANIFEST])
    except (KeyError, RecursionError, ValueError):
        return None
    return found if isinstance(found, dict) else None
