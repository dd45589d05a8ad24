"""The desk at which wrong commands are typed: a folder with a ledger, and files that are sound or faulty."""

import gzip
import json
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from ledger.exchange import jsonl
from ledger.exchange.treaties import PARTIES
from ledger.ledger import Ledger, sealing
from ledger.seal import checkpoint, cosign, note, tree
from tests.cases import Json

GAZETTE = """\
Talks on the Sola river resume

Delegations of Avaria and Brelland met in Teln on Tuesday.

"We could live with joint patrols once the mines are cleared," Mira Lind, the
foreign minister of Avaria, said on Monday.

Her ministry said that the two sides had agreed to reopen the bridge at Teln.
Brelland has not commented.
"""
PAPER = {"publisher": "Harbour Gazette", "published": "2025-03-04"}
CITED = [{"source": "gazette-0304"}]
OF = {"negotiation": "sola-river", "sources": CITED}
_NEW = '"kind": "statement-made", "on": "2025-03-04"'
ORIGIN = "example.org/sola"


def _lines() -> list[tuple[str, Json]]:
    """Return the lines of the ledger, each with its author."""
    lind: Json = {
        "kind": "position-taken",
        **OF,
        "on": "2025-03-03",
        "parties": ["avaria"],
        "matter": "joint-patrols",
        "stance": "accepts",
        "speaker": {"name": "Mira Lind", "role": "foreign minister", "party": "avaria"},
    }
    patrols = {"kind": "matter-described", "negotiation": "sola-river", "matter": "joint-patrols"}
    bridge = {"kind": "point-agreed", **OF, "on": "../2025-03-04", "point": "teln-bridge"}
    brelland = {"kind": "party-described", "party": "brelland", "name": "Brelland", "type": "state"}
    signed = {"kind": "commitment-changed", **OF, "on": "2025-03-01", "parties": ["avaria"], "act": "signed"}
    return [
        ("ana", patrols | {"name": "Joint patrols", "type": "issue", "proposition": "both patrol the Sola"}),
        ("ana", lind),
        ("ana", bridge | {"text": "to reopen the bridge", "parties": ["avaria", "brelland"]}),
        (
            "ben",
            {
                "kind": "entry-corrected",
                "entry": 2,
                "reason": "she names a condition",
                "replacement": lind | {"stance": "supports", "terms": "once the mines are cleared"},
            },
        ),
        ("ana", {"kind": "statement-made", **OF, "on": "2025-03-03", "parties": ["brelland"]}),
        ("ana", {"kind": "entry-retracted", "entry": 5, "reason": "it said nothing"}),
        ("ana", brelland | {"aliases": ["Kingdom of Brelland", "kob"]}),
        ("ana", {"kind": "meeting-held", **OF, "on": "2025-03-03/2025-03-04", "meeting": "teln"}),
        ("ana", signed | {"agreement": "teln-treaty"}),
    ]


def _ledgers(folder: Path) -> None:
    with Ledger.create(folder / "ledger.db", origin=ORIGIN) as ledger:
        ledger.archive(GAZETTE, "gazette-0304", PAPER)
        for author, line in _lines():
            ledger.record([line], author=author)
        exported = list(jsonl.lines(ledger.store))
    forged = [line.replace("Delegations", "Delegates") for line in exported]
    (folder / "forged.jsonl").write_text("".join(f"{line}\n" for line in forged), encoding="utf-8")
    (folder / "sola.jsonl").write_text("".join(f"{line}\n" for line in exported), encoding="utf-8")
    with Ledger.create(folder / "two.db") as ledger:
        for name in ("sola-river", "mire-lake"):
            ledger.record(
                [{"kind": "statement-made", **OF, "negotiation": name, "sources": [PAPER], "on": "2025"}]
            )
    Ledger.create(folder / "empty.db").close()
    with Ledger(folder / "ledger.db") as ledger:
        ledger.copy(folder / "public.db", withhold=[8], reason="court order of 11 March")
    with Ledger(folder / "public.db") as ledger:
        exported_too = "".join(f"{line}\n" for line in jsonl.lines(ledger.store))
    (folder / "public.jsonl").write_text(exported_too, encoding="utf-8")
    shutil.copyfile(folder / "ledger.db", folder / "followed.db")
    with Ledger(folder / "followed.db") as ledger:
        ledger.record([{"kind": "statement-made", **OF, "on": "2025-03-04", "after": [2]}], author="ana")
    newer = json.loads(exported[8]) | {"entry": 1, "root": 1, "version": 2}
    newer["development"] = {"kind": "truce-observed", "negotiation": "sola-river"}
    with Ledger.create(folder / "strange.db") as ledger:
        ledger.import_lines([(1, newer)])
    for name, changes in {
        "headless.db": ["DROP TRIGGER ledger_refuses_delete", "DELETE FROM ledger"],
        "newer.db": ["DROP TRIGGER ledger_refuses_update", "UPDATE ledger SET format = 99"],
        "altered.db": [
            "DROP TRIGGER stored_events_refuses_update",
            "UPDATE stored_events SET topic = 'gossip' WHERE topic LIKE 'point%'",
        ],
    }.items():
        shutil.copyfile(folder / "ledger.db", folder / name)
        with closing(sqlite3.connect(folder / name)) as spoilt:
            for change in changes:
                spoilt.execute(change)
            spoilt.commit()


def _keys(folder: Path) -> None:
    for name, origin, kind in (
        ("sola", ORIGIN, note.ED25519),
        ("other", "example.org/mire", note.ED25519),
        ("ana", "example.org/ana", note.COSIGNATURE),
    ):
        signer = note.new(origin, bytes([len(name)] * 32), type=kind)
        (folder / f"{name}.key").write_text(f"{signer.text()}\n", encoding="utf-8")
        (folder / f"{name}.pub").write_text(f"{signer.verifier().text()}\n", encoding="utf-8")


def _signed(folder: Path) -> None:
    """Sign the ledger as it is, as it was an entry before, and as it would be with one more."""
    sola, ana = (note.signer((folder / f"{name}.key").read_text().strip()) for name in ("sola", "ana"))
    made: dict[str, bytes] = {}
    with Ledger(folder / "ledger.db") as ledger:
        kept = made["kept.checkpoint"] = sealing.signed(ledger.store, sola)
        proof = made["entry-3.tlog-proof"] = sealing.prove(ledger.store, 3, kept)
        root = tree.root(8, ledger.store.hashes)
        shorter = made["shorter.checkpoint"] = checkpoint.signed(8, root, sola)
        before = checkpoint.parse(note.parse(shorter).text)
        made["request"] = sealing.request(ledger.store, sola, before)
    trust = checkpoint.Trust(ORIGIN, (sola.verifier(),))
    made["ana.memory"] = cosign.cosign(cosign.Request(0, (), kept), trust, ana, 1_741_694_400, memory=None)
    made["longer.checkpoint"] = checkpoint.signed(20, bytes(32), sola)
    made["altered.checkpoint"] = kept.replace(b"\n9\n", b"\n8\n")
    made["altered.tlog-proof"] = proof.replace(b"index 2", b"index 1")
    for name, raw in made.items():
        (folder / name).write_bytes(raw)


def _files(folder: Path) -> None:
    (folder / "gazette.txt").write_text(GAZETTE, encoding="utf-8")
    (folder / "latin.txt").write_bytes("Zürich".encode("latin-1"))
    (folder / "latin.jsonl").write_bytes(b'{"kind": "caf\xe9"}\n')
    (folder / "latin.yaml").write_bytes(b"kind: caf\xe9\n")
    (folder / "blank.txt").write_text(" \n", encoding="utf-8")
    (folder / "folder").mkdir()
    (folder / "twice.yaml").write_text("kind: meeting-held\nkind: meeting-held\n", encoding="utf-8")
    (folder / "bad.yaml").write_text("summary: on: off\n", encoding="utf-8")
    (folder / "alias.yaml").write_text("kind: &k meeting-held\nmeeting: *k\n", encoding="utf-8")
    (folder / "good.jsonl").write_text(
        '{"kind": "statement-made", "negotiation": "sola-river", "on": "2025-03-04"}\n', encoding="utf-8"
    )
    (folder / "mixed.jsonl").write_text(
        '{"kind": "statement-made", "on": "2025-03-04", "negotiation": "sola-river"}\n{"kind": "statement-made", "on": "2025-02-30"}\n',
        encoding="utf-8",
    )
    (folder / "taken.jsonl").write_text("{}\n", encoding="utf-8")
    (folder / "words.txt").write_text(" ".join(f"w{n}" for n in range(200)), encoding="utf-8")
    (folder / "good.yaml").write_text(
        'kind: statement-made\nnegotiation: sola-river\non: 2025-03-04\nsummary: "on: off"\n',
        encoding="utf-8",
    )
    (folder / "blank2.txt").write_text("Another text.\n", encoding="utf-8")
    (folder / "longest.txt").write_text("patrols " * 10_000, encoding="utf-8")
    (folder / "huge.txt").write_text("p" * ((16 << 20) + 1), encoding="utf-8")
    (folder / "long.json").write_text(
        f'{{{_NEW}, "tags": {["a"] * 1001}}}'.replace("'", '"'), encoding="utf-8"
    )
    (folder / "deep.json").write_text(f'{{{_NEW}, "tags": {"[" * 40}{"]" * 40}}}', encoding="utf-8")
    (folder / "long.txt").write_text("patrols " * 200, encoding="utf-8")
    (folder / "blank.csv").write_text("\n", encoding="utf-8")
    (folder / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    columns = [*dict.fromkeys((*PARTIES.dated(), *PARTIES.remarks)), "stateID", "treatyID", "Title"]
    (folder / "treaties.csv").write_text(",".join(columns) + "\n", encoding="utf-8")
    (folder / "cut.csv.gz").write_bytes(gzip.compress(",".join(columns).encode())[:-9])


def laid(folder: Path) -> Path:
    """Lay out a desk in an empty folder and return it; all of it was recorded at noon of 11 March 2025."""
    _files(folder)
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(time, "time_ns", lambda: 1_741_694_400 * 10**9)
        _ledgers(folder)
    _keys(folder)
    _signed(folder)
    return folder
