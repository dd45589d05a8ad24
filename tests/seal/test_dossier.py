"""The sealed answer: made, checked without its ledger, and seen through where one byte of it was changed."""

import json
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import Clocks, Ledger
from ledger.exchange import dossier as files_of
from ledger.exchange.jsonl import lines
from ledger.ledger import dossier
from ledger.seal import checkpoint, tree
from tests.cases import Json, riyadh
from tests.cli.running import At, command
from tests.seal import withheld

ORIGIN = "example.org/talks"
BASIS = "2025-02-18@41"
TEXT = "Moscow's negotiators said the groundwork had been laid. Nothing else was said that day."
SIGNER = withheld.key(ORIGIN)
TRUST = ("--key", SIGNER.verifier().text(), "--origin", ORIGIN)
BY_HAND = ("bash", "openssl", "sha256sum", "base64")


class Made:
    """A ledger of the Riyadh case and what it has sealed: a dossier of one matter, and an export of it all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.at = At(folder / "talks.db")
        self.key = str(folder / "talks.key")
        with Ledger.create(folder / "talks.db", origin=ORIGIN) as ledger:
            ledger.record(riyadh())
            ledger.archive(TEXT, "quoted", {"publisher": "Herald", "published": "2025-02-18"})
            quoted = {"source": "quoted", "quotes": [{"exact": "the groundwork had been laid"}]}
            named = (one for one in ledger.entries() if one.held.get("matter") == "territory")
            self.quoted = next(one.number for one in named if one.kind == "position-taken")
            ledger.add_source(self.quoted, [quoted])
            ledger.correct(self.quoted, {"summary": "as a second reading has it"}, "misread")
            self.last = ledger.store.last()[0]
        (folder / "talks.key").write_text(f"{SIGNER.text()}\n", encoding="utf-8")

    def dossier(self, matter: str = "point-2", name: str = "dossier", *more: str) -> Path:
        path = self.folder / name
        asked = more or ("--basis", BASIS)
        self.at.ok("dossier", matter, *asked, "--sign-with", self.key, "--output", str(path))
        return path

    def export(self) -> Path:
        path = self.folder / "export.jsonl"
        path.unlink(missing_ok=True)
        self.at.ok("export", "--sealed", "--sign-with", self.key, "--output", str(path))
        return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def one(made: Made) -> Path:
    return made.dossier()


def verified(path: Path, *more: str) -> Json:
    done = command("verify", "--dossier", str(path), *TRUST, *more, "--json")
    assert done.code == (0 if done.document["ok"] else 7), done.err
    return done.document


def copied(path: Path, folder: Path) -> Path:
    return Path(shutil.copytree(path, folder / "copy"))


def summed(path: Path) -> None:
    """Write the sums anew, as whoever tampers can."""
    (path / dossier.SUMS).write_bytes(files_of.sums(files_of.read(path)))


# -- made ------------------------------------------------------------------------------------------


def test_a_dossier_is_checked_without_its_ledger(one: Path, tmp_path: Path) -> None:
    document = verified(copied(one, tmp_path))
    assert (document["ok"], document["faults"]) == (True, [])
    assert document["entries"] == len(list((one / "entries").iterdir()))
    assert {check["check"] for check in document["checks"]} >= {"files", "proofs", "quotes", "answer"}
    assert any("no other bears on the matter" in line for line in document["not_checked"])
    assert document["checkpoint"]["origin"] == ORIGIN


def test_the_answer_is_that_of_the_ledger(made: Made, one: Path) -> None:
    answer = json.loads((one / dossier.ANSWER).read_bytes())
    state = made.at.json("state", "--matter", "point-2", "--basis", BASIS)
    assert answer["points"] == state["points"] != []
    assert answer["positions"] == state["positions"] != []
    assert "agreed" in (one / dossier.SCREEN).read_text(encoding="utf-8")


@pytest.mark.parametrize("matter", ["territory", "negotiations", "us-russia-deal", "minerals", "point-3"])
def test_every_matter_has_one(made: Made, matter: str) -> None:
    assert verified(made.dossier(matter, f"of-{matter}"))["ok"]


def test_a_dossier_holds_the_whole_chains_of_its_entries_and_what_they_cite(made: Made) -> None:
    path = made.dossier("territory", "later", "--as-of", "2025-02-18")
    assert {made.quoted, made.last - 1, made.last} <= set(_entries(path))
    text = next((path / "texts").iterdir())
    assert text.read_text(encoding="utf-8") == TEXT
    document = verified(path)
    assert (document["ok"], document["faults"]) == (True, [])
    before = set(_entries(made.dossier("territory", "before")))
    assert {made.last - 1, made.last}.isdisjoint(before)


def test_quotes_are_found_in_the_texts_of_the_dossier(made: Made, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "talks.db", origin=ORIGIN) as ledger:
        ledger.record(riyadh()[:1])
        ledger.archive(TEXT, "quoted", {"publisher": "Herald", "published": "2025-02-18"})
        said = {
            "kind": "position-taken",
            "negotiation": "ukraine-2025",
            "on": "2025-02-17",
            "parties": ["usa"],
            "matter": "ferries",
            "stance": "supports",
            "sources": [{"source": "quoted", "quotes": [{"exact": "the groundwork had been laid"}]}],
        }
        ledger.record([said])
    at = At(tmp_path / "talks.db")
    path = tmp_path / "dossier"
    at.ok("dossier", "ferries", "--sign-with", made.key, "--output", str(path))
    document = verified(path)
    assert {"check": "quotes", "checked": 1, "faults": 0} in document["checks"]
    text = next((path / "texts").iterdir())
    assert text.read_text(encoding="utf-8") == TEXT
    text.write_text(TEXT.replace("laid", "lost"), encoding="utf-8")
    summed(path)
    assert any(text.name in fault["message"] for fault in verified(path)["faults"])


def test_a_zip_is_the_same_dossier_and_has_the_same_bytes_each_time(made: Made, one: Path) -> None:
    head = str(one / dossier.CHECKPOINT)
    asked = ("--basis", BASIS, "--checkpoint", head)
    made.at.ok("dossier", "point-2", *asked, "--output", str(made.folder / "a.zip"))
    made.at.ok("dossier", "point-2", *asked, "--output", str(made.folder / "b.ZIP"))
    assert (made.folder / "a.zip").read_bytes() == (made.folder / "b.ZIP").read_bytes()
    assert files_of.read(made.folder / "a.zip") == files_of.read(one)
    assert verified(made.folder / "a.zip")["ok"]


def test_a_dossier_of_a_copy_rests_on_what_is_not_withheld(made: Made, tmp_path: Path) -> None:
    gone = json.loads((made.dossier("point-2", "first") / dossier.ANSWER).read_bytes())["points"][0]["entry"]
    with Ledger(made.at.path) as ledger:
        ledger.copy(tmp_path / "copy.db", withhold=[gone], reason="court order", followers=True)
    at = At(tmp_path / "copy.db")
    at.ok("dossier", "us-russia-deal", "--sign-with", made.key, "--output", str(tmp_path / "dossier"))
    assert verified(tmp_path / "dossier")["ok"]
    assert not (tmp_path / "dossier" / "entries" / f"{gone}.json").exists()


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["weather", "--output", "x"], 3),
        (["point-2", "--output", "x", "--basis", "never"], 4),
        (["point-2", "--output", "no/such/folder"], 3),
        (["point-2", "--output", "."], 4),
        (["point-2"], 2),
    ],
)
def test_what_cannot_be_made_is_refused(
    made: Made, arguments: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert made.at("dossier", *arguments, "--sign-with", made.key).code == code
    assert list(tmp_path.iterdir()) == []


def test_a_checkpoint_older_than_the_answer_is_refused(made: Made, tmp_path: Path) -> None:
    with Ledger(made.at.path) as ledger:
        old = checkpoint.signed(40, tree.root(40, ledger.store.hashes), SIGNER)
    (tmp_path / "old").write_bytes(old)
    asked = ("point-2", "--basis", BASIS, "--output", str(tmp_path / "x"))
    assert made.at("dossier", *asked, "--checkpoint", str(tmp_path / "old")).code == 4
    assert made.at("dossier", *asked).code == 2


# -- tampered with ---------------------------------------------------------------------------------


def every_file(path: Path) -> list[str]:
    return sorted(files_of.read(path))


def test_one_byte_changed_in_any_file_is_seen_and_the_file_named(one: Path, tmp_path: Path) -> None:
    path = copied(one, tmp_path)
    dice = random.Random(5)  # noqa: S311 the same again
    for name in every_file(one):
        whole = (one / name).read_bytes()
        for at in {0, len(whole) // 2, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(3))}:
            changed = bytearray(whole)
            changed[at] ^= 1 << dice.randrange(8)
            (path / name).write_bytes(changed)
            done = command("verify", "--dossier", str(path), *TRUST)
            told = " ".join(f"{done.out} {done.err}".split())
            assert done.code in {4, 7}, (name, at)
            assert name.partition("/")[2] in told or "checkpoint" in told, (name, at, told)
        (path / name).write_bytes(whole)
    assert verified(path)["ok"]


def test_a_change_is_seen_where_the_sums_were_written_anew(one: Path, tmp_path: Path) -> None:
    path = copied(one, tmp_path)
    for name in every_file(one):
        if name == dossier.SUMS:
            continue
        whole = (one / name).read_bytes()
        (path / name).write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
        summed(path)
        done = command("verify", "--dossier", str(path), *TRUST)
        assert done.code in {4, 7}, name
        (path / name).write_bytes(whole)
    summed(path)
    assert verified(path)["ok"]


@pytest.mark.parametrize("name", ["answer.json", "checkpoint", "manifest.json", "README.txt", "SHA256SUMS"])
def test_a_file_that_is_missing_is_named(one: Path, tmp_path: Path, name: str) -> None:
    path = copied(one, tmp_path)
    (path / name).unlink()
    done = command("verify", "--dossier", str(path), *TRUST)
    assert done.code in {3, 7}
    assert name in done.out + done.err


def test_an_answer_of_another_moment_or_other_words_is_no_answer_of_these_entries(
    one: Path, tmp_path: Path
) -> None:
    path = copied(one, tmp_path)
    said = json.loads((one / dossier.ANSWER).read_bytes())
    said["points"][0]["text"] = "quite another wording"
    (path / dossier.ANSWER).write_bytes(dossier.printed(said))
    summed(path)
    faults = verified(path)["faults"]
    assert [fault["check"] for fault in faults] == ["answer"]
    assert "points" in faults[0]["message"]


def test_an_entry_left_out_changes_the_answer_or_shows_in_the_export(made: Made, tmp_path: Path) -> None:
    path = copied(made.dossier("territory", "territory"), tmp_path)
    gone = json.loads((path / dossier.ANSWER).read_bytes())["positions"][0]["entry"]
    (path / dossier.entry_file(gone)).unlink()
    (path / dossier.proof_file(gone)).unlink()
    files = files_of.read(path)
    left = [entry for entry in _entries(path) if entry != gone]
    when = dossier.moment_of(BASIS)
    with Ledger(made.at.path) as ledger:
        kept = [entry for entry in ledger.entries() if entry.number in left]
    answer = dossier.printed(dossier.again(kept, when, "ukraine-2025", "territory"))
    rewritten = {**files, dossier.ANSWER: answer}
    manifest = dossier.manifest(rewritten, left)
    rewritten[dossier.MANIFEST] = dossier.printed(manifest)
    from ledger.cli.dossiers import shown

    for name, raw in files_of.whole(rewritten, manifest, shown(answer)).items():
        (path / name).write_bytes(raw)
    assert verified(path)["ok"], "a dossier alone cannot show what was left out of it"
    faults = verified(path, "--export", str(made.export()))["faults"]
    assert {fault["check"] for fault in faults} == {"completeness"}


def _entries(path: Path) -> list[int]:
    return sorted(int(name.stem) for name in (path / "entries").iterdir())


def test_whose_it_is_is_never_taken_from_the_dossier(one: Path) -> None:
    other = withheld.key("example.org/other").verifier().text()
    assert command("verify", "--dossier", str(one), "--key", other, "--origin", ORIGIN).code == 7
    assert command("verify", "--dossier", str(one), "--key", TRUST[1], "--origin", "example.org/x").code == 7
    assert command("verify", "--dossier", str(one)).code == 2


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "entries/1.json/../../x", "more.txt"])
def test_a_zip_with_other_files_is_read_into_memory_and_seen(one: Path, tmp_path: Path, name: str) -> None:
    files = dict(files_of.read(one)) | {name: b"x"}
    (tmp_path / "more.zip").write_bytes(files_of.zipped(files))
    assert any(
        "no file of a dossier" in fault["message"] for fault in verified(tmp_path / "more.zip")["faults"]
    )


def test_what_is_no_dossier_is_refused(one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "text").write_text("no zip")
    linked = copied(one, tmp_path)
    (linked / "more").symlink_to("/etc/passwd")
    for path, code in ((tmp_path / "text", 4), (tmp_path / "none", 3), (linked, 4)):
        assert command("verify", "--dossier", str(path), *TRUST).code == code
    monkeypatch.setattr(files_of, "MOST_BYTES", 100)
    assert command("verify", "--dossier", str(one), *TRUST).code == 4


# -- by hand ---------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not all(map(shutil.which, BY_HAND)), reason=f"the check by hand needs {', '.join(BY_HAND)}"
)
def test_the_readme_checks_it_by_hand(one: Path) -> None:
    text = (one / dossier.README).read_text(encoding="utf-8")
    steps = [line[4:] for line in text.splitlines() if line.startswith("    ")]
    assert steps.pop(0).startswith("ledger verify")
    script = "\n".join(["set -eu", f"key='{TRUST[1]}'", *steps])
    done = subprocess.run(["bash", "-c", script], cwd=one, capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stderr
    verdict, words, sealed, root, head = done.stdout.splitlines()
    assert verdict == "Signature Verified Successfully"
    assert words == sealed
    assert root == head
    assert verified(one)["ok"], "nothing was left in the folder"
    longest = max(len(line) for line in re.findall(r"^.*$", text, flags=re.MULTILINE))
    assert longest < 140


# -- the sealed export -----------------------------------------------------------------------------


def test_a_sealed_export_is_whole_and_completes_a_dossier(made: Made, one: Path) -> None:
    path = made.export()
    document = command("verify", "--export", str(path), *TRUST, "--json").document
    assert (document["ok"], document["entries"]) == (True, made.last)
    both = verified(one, "--export", str(path))
    assert both["ok"]
    assert {"check": "completeness", "checked": 1, "faults": 0} in both["checks"]
    assert not any("no other bears" in line for line in both["not_checked"])


def test_a_sealed_export_is_imported_as_any_other(made: Made, tmp_path: Path) -> None:
    path = made.export()
    at = At(tmp_path / "again.db")
    at.ok("init")
    at.ok("import", str(path))
    with Ledger(at.path) as again, Ledger(made.at.path) as ledger:
        assert list(again.entries()) == list(ledger.entries())
        assert list(again.store.texts()) == list(ledger.store.texts())


def test_an_export_of_withheld_entries_is_sealed_too(made: Made, tmp_path: Path) -> None:
    with Ledger(made.at.path) as ledger:
        ledger.copy(tmp_path / "copy.db", withhold=[5, 6], reason="court order")
    at = At(tmp_path / "copy.db")
    at.ok("export", "--sealed", "--sign-with", made.key, "--output", str(tmp_path / "e.jsonl"))
    document = command("verify", "--export", str(tmp_path / "e.jsonl"), *TRUST, "--json").document
    assert document["ok"]
    assert "the words of 2 withheld entries (5-6)" in document["not_checked"][0]


Lines = list[Json]
WORDLESS = {
    "salt": None,
    "development": None,
    "kind": "position-taken",
    "digest": "0" * 64,
    "id": "withheld/5",
}
CHANGES: dict[str, Callable[[Lines], object]] = {
    "words": lambda found: found[4]["development"].update(summary="quite another thing"),
    "author": lambda found: found[4].update(recorded_by="mallory"),
    "drop one": lambda found: found.pop(4),
    "drop the last": lambda found: found.pop(-3),
    "twice": lambda found: found.insert(4, found[4]),
    "text": lambda found: found[-2].update(text="another text"),
    "after the checkpoint": lambda found: found.append(found[0]),
    "half a salt": lambda found: found[4].update(salt="00"),
    "as if withheld": lambda found: found[4].update(WORDLESS),
    "no entry": lambda found: found[4].clear(),
}


@pytest.mark.parametrize("way", CHANGES)
def test_an_export_that_was_changed_is_seen(made: Made, tmp_path: Path, way: str) -> None:
    path = made.export()
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    CHANGES[way](found)
    changed = tmp_path / "changed.jsonl"
    changed.write_text("\n".join(json.dumps(line) for line in found), encoding="utf-8")
    assert command("verify", "--export", str(changed), *TRUST).code == 7


def test_an_export_without_a_checkpoint_proves_nothing(made: Made, tmp_path: Path) -> None:
    with Ledger(made.at.path) as ledger:
        (tmp_path / "plain.jsonl").write_text("\n".join(lines(ledger.store)), encoding="utf-8")
    assert command("verify", "--export", str(tmp_path / "plain.jsonl"), *TRUST).code == 4
    (tmp_path / "none.jsonl").write_text("{", encoding="utf-8")
    assert command("verify", "--export", str(tmp_path / "none.jsonl"), *TRUST).code == 7
    assert command("verify", "--export", str(tmp_path / "gone.jsonl"), *TRUST).code == 3
    assert made.at("export", "--sign-with", made.key).code == 2


def test_an_export_of_another_history_does_not_complete_a_dossier(
    made: Made, one: Path, tmp_path: Path
) -> None:
    at = At(tmp_path / "talks.db")
    with Ledger.create(at.path, origin=ORIGIN) as ledger:
        ledger.record(riyadh())
    at.ok("export", "--sealed", "--sign-with", made.key, "--output", str(tmp_path / "e.jsonl"))
    document = verified(one, "--export", str(tmp_path / "e.jsonl"))
    assert not document["ok"]


def test_the_clocks_of_a_dossier_are_those_of_every_answer(made: Made) -> None:
    path = made.dossier(
        "point-2", "clocked", "--as-of", "2025-02-18", "--known-at", "30", "--published-by", "2025-02-19"
    )
    with Ledger(made.at.path) as ledger:
        state = ledger.state(Clocks("2025-02-18", "30", "2025-02-19"))
    assert json.loads((path / dossier.ANSWER).read_bytes())["basis"] == state["basis"]
    assert verified(path)["ok"]
