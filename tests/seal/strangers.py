"""Verifiers that know nothing of this ledger: PyPI's sigstore, and Go's sumdb where it is installed.

Each reads a file for itself, by splitting it at its line ends, and shares no code with `ledger.seal`.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

ROOT = Path(__file__).resolve().parents[2]
GOCODE = Path("/usr/share/gocode")
"""Where Debian's packages put the source of Go modules."""
TAKEN = "ok"


class Asked(NamedTuple):
    """A file, as "proof" or "checkpoint", or a "consistency" proof between two sizes and roots."""

    kind: str
    file: bytes = b""
    old: int = 0
    before: bytes = b""
    size: int = 0
    after: bytes = b""
    hashes: tuple[bytes, ...] = ()

    def line(self) -> str:
        """Return it as a line of JSON, bytes as base64."""
        found = self._asdict()
        found |= {name: _base64(found[name]) for name in ("file", "before", "after")}
        return json.dumps(found | {"hashes": [_base64(one) for one in self.hashes]})


class Stranger(Protocol):
    """A verifier: it answers TAKEN, or why not, to each of what is of its kinds."""

    name: str
    kinds: frozenset[str]

    def verdicts(self, asked: Sequence[Asked]) -> list[str]: ...


class Sigstore:
    """What sigstore does with the inclusion proof and the checkpoint of an entry in Rekor's log."""

    kinds = frozenset({"proof", "checkpoint"})

    def __init__(self, name: str, public: bytes) -> None:
        import sigstore
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from sigstore._internal.trust import Keyring, RekorKeyring
        from sigstore_models.common import v1 as common

        self.name = f"PyPI sigstore {sigstore.__version__}"
        self.id = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()
        spki = Ed25519PublicKey.from_public_bytes(public).public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        details = common.PublicKeyDetails.PKIX_ED25519
        self.keys = RekorKeyring(
            Keyring([common.PublicKey(raw_bytes=base64.b64encode(spki), key_details=details)])
        )

    def verdicts(self, asked: Sequence[Asked]) -> list[str]:
        return [self._verdict(one) for one in asked]

    def _verdict(self, asked: Asked) -> str:
        from sigstore.errors import Error

        try:
            if asked.kind == "proof":
                self._proof(asked.file.decode())
            else:
                self._checkpoint(asked.file.decode())
        except (Error, ValueError, IndexError) as error:
            return f"{type(error).__name__}: {error}"
        return TAKEN

    def _checkpoint(self, text: str) -> None:
        from sigstore._internal.rekor.checkpoint import SignedCheckpoint
        from sigstore._utils import KeyID

        found = SignedCheckpoint.from_text(text)
        found.signed_note.verify(self.keys, KeyID(self.id))

    def _proof(self, text: str) -> None:
        from sigstore._internal.merkle import verify_merkle_inclusion
        from sigstore._internal.rekor.checkpoint import verify_checkpoint
        from sigstore.models import TransparencyLogEntry
        from sigstore_models.rekor import v1 as rekor

        head, _, envelope = text.partition("\n\n")
        _, extra, index, *hashes = head.split("\n")
        _, size, root, *_ = envelope.split("\n")
        index = index.removeprefix("index ")
        values: dict[str, Any] = {
            "log_index": index,
            "log_id": {"key_id": base64.b64encode(self.id)},
            "kind_version": {"kind": "entry", "version": "1"},
            "inclusion_proof": {
                "log_index": index,
                "root_hash": root,
                "tree_size": size,
                "hashes": hashes,
                "checkpoint": {"envelope": envelope},
            },
            "canonicalized_body": extra.removeprefix("extra "),
        }
        entry = TransparencyLogEntry(rekor.TransparencyLogEntry.from_dict(values))
        verify_merkle_inclusion(entry)
        verify_checkpoint(self.keys, entry)


class Go:
    """Go's golang.org/x/mod/sumdb/{tlog,note}, by the program scripts/crosscheck.go."""

    kinds = frozenset({"proof", "checkpoint", "consistency"})

    def __init__(self, folder: Path, origin: str, vkey: str) -> None:
        missing = missing_go()
        if missing:
            raise FileNotFoundError(missing)
        source, self.program = folder / "main.go", folder / "stranger"
        source.write_bytes((ROOT / "scripts" / "crosscheck.go").read_bytes())
        surroundings = {"GO111MODULE": "off", "GOFLAGS": "", "GOPATH": str(GOCODE), "GOTOOLCHAIN": "local"}
        if not os.environ.get("HOME"):
            surroundings["GOCACHE"] = str(folder / "cache")
        environment = os.environ | surroundings
        go = str(shutil.which("go"))
        subprocess.run([go, "build", "-o", self.program, source], env=environment, cwd=folder, check=True)
        version = subprocess.run([go, "env", "GOVERSION"], env=environment, capture_output=True, check=True)
        self.name = f"Go's sumdb, {version.stdout.decode().strip()}"
        self.arguments = [origin, vkey]

    def verdicts(self, asked: Sequence[Asked]) -> list[str]:
        done = subprocess.run(
            [self.program, *self.arguments],
            input="".join(f"{one.line()}\n" for one in asked).encode(),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            return [done.stderr.decode().strip()] * len(asked)
        found = done.stdout.decode().splitlines()
        if len(found) != len(asked):
            raise AssertionError(found[-1:])
        return found


def missing_go() -> str:
    """Return why Go cannot be asked here, "" where it can."""
    if not shutil.which("go"):
        return "Go is not installed (on Debian: apt-get install golang-go golang-golang-x-mod-dev)"
    if not (GOCODE / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        return f"golang.org/x/mod is not in {GOCODE} (on Debian: apt-get install golang-golang-x-mod-dev)"
    return ""


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
