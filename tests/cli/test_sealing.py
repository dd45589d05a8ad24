"""The commands on the seal: keys, checkpoints, proofs and cosigning, each as a person types them."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.seal import checkpoint, note
from ledger.seal.checkpoint import Trust
from tests.cli.running import At, command, position
from tests.seal.tampering import reseal, unguarded

ORIGIN = "example.org/talks"


class Keys:
    """A ledger of three entries with its key, and a second person with hers."""

    def __init__(self, folder: Path) -> None:
        self.at = At(folder / "talks.db")
        self.at.ok("init", "--origin", ORIGIN)
        self.secret = str(folder / "talks.key")
        self.public = self.at.ok("key", "new", self.secret).splitlines()[1]
        self.ana = str(folder / "ana.key")
        self.of_ana = command("key", "new", self.ana, "--cosigner", "--name", "example.net/ana").out.split()[
            -1
        ]
        self.trust = ("--key", self.public, "--origin", ORIGIN)
        self.kept = str(folder / "kept.checkpoints")
        self.record("usa", "russia", "ukraine")

    def record(self, *parties: str) -> None:
        for party in parties:
            self.at.json(
                *("record", "--file", "-", "--checkpoint", self.kept, "--sign-with", self.secret),
                given=json.dumps(position(party)),
            )

    def signed(self, *more: str) -> str:
        return self.at.ok("checkpoint", "--sign-with", self.secret, *more)

    def proof(self, *more: str) -> str:
        return self.at.file("entry.tlog-proof", self.at.ok("prove", "2", "--sign-with", self.secret, *more))


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path)


# -- keys ----------------------------------------------------------------------------------------


def test_a_new_key_has_the_origin_as_its_name_and_is_for_its_owner_alone(keys: Keys) -> None:
    assert keys.public.startswith(f"{ORIGIN}+")
    assert stat.S_IMODE(Path(keys.secret).stat().st_mode) == 0o600
    assert command("key", "public", keys.secret).out == f"{keys.public}\n"


def test_a_key_is_never_written_over(keys: Keys) -> None:
    before = Path(keys.secret).read_bytes()
    done = keys.at("key", "new", keys.secret)
    assert (done.code, done.out) == (4, "")
    assert Path(keys.secret).read_bytes() == before


def test_a_cosigners_key_must_be_named(tmp_path: Path) -> None:
    assert command("key", "new", str(tmp_path / "k"), "--cosigner").code == 2
    assert not (tmp_path / "k").exists()


def test_the_key_can_stand_in_the_environment(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_KEY", Path(keys.secret).read_text(encoding="utf-8"))
    assert command("key", "public").out == f"{keys.public}\n"
    assert keys.at.ok("checkpoint") == keys.signed()


@pytest.mark.parametrize(
    "arguments, code",
    [
        (("checkpoint",), 2),
        (("checkpoint", "--sign-with", "nowhere.key"), 3),
        (("prove", "2"), 2),
        (("key", "public"), 2),
    ],
)
def test_without_a_key_nothing_is_signed(keys: Keys, arguments: tuple[str, ...], code: int) -> None:
    done = keys.at(*arguments)
    assert (done.code, done.out) == (code, "")


def test_another_ledgers_key_and_a_cosigners_sign_no_checkpoint(keys: Keys) -> None:
    other = str(keys.at.folder / "other.key")
    command("key", "new", other, "--name", "example.org/other")
    for key in (other, keys.ana, keys.kept):
        done = keys.at("checkpoint", "--sign-with", key)
        assert (done.code, done.out) == (4, "")


def test_no_secret_key_is_ever_shown(keys: Keys) -> None:
    secret = Path(keys.secret).read_text(encoding="utf-8").strip()
    done = keys.at("verify", "--since", keys.kept, "--key", secret, "--origin", ORIGIN)
    assert done.code == 4
    assert secret[-20:] not in done.out + done.err


# -- checkpoints ---------------------------------------------------------------------------------


def test_a_checkpoint_is_signed_by_the_ledgers_key(keys: Keys) -> None:
    trust = Trust(ORIGIN, (note.verifier(keys.public),))
    assert checkpoint.opened(keys.signed().encode(), trust).checkpoint.size == 3


def test_an_output_must_not_exist(keys: Keys) -> None:
    path = keys.at.folder / "one.checkpoint"
    keys.signed("--output", str(path))
    before = path.read_bytes()
    assert keys.at("checkpoint", "--sign-with", keys.secret, "--output", str(path)).code == 4
    assert path.read_bytes() == before
    assert keys.at("checkpoint", "--sign-with", keys.secret, "--output", f"{path}.d/x").code == 3


def test_each_writing_command_appends_a_checkpoint(keys: Keys, tmp_path: Path) -> None:
    sign = ("--checkpoint", keys.kept, "--sign-with", keys.secret)
    keys.at.ok("correct", "1", "--stance", "supports", "--reason", "misread", *sign)
    keys.at.ok("retract", "2", "--reason", "not ours", *sign)
    keys.at.ok("source", "add-to", "3", "--publisher", "Wire", "--published", "2025-02-18", *sign)
    keys.at.ok("record", "statement-made", "--negotiation=talks", "--on=2025-02-16", "--party=usa",
               "--publisher=Wire", "--published=2025-02-18", *sign)  # fmt: skip
    exported = keys.at.file("out.jsonl", keys.at.ok("export"))
    copy = At(tmp_path / "copy.db")
    copy.ok("init", "--origin", ORIGIN)
    copy.ok("import", exported, "--checkpoint", str(tmp_path / "copied"), "--sign-with", keys.secret)
    sizes = [line for line in Path(keys.kept).read_text(encoding="utf-8").splitlines() if line.isdigit()]
    assert sizes == ["1", "2", "3", "4", "5", "6", "7"]
    # The copy has the same root, so the checkpoints of the one hold for the other.
    assert (
        Path(keys.kept)
        .read_text(encoding="utf-8")
        .endswith((tmp_path / "copied").read_text(encoding="utf-8"))
    )
    assert copy.json("verify", "--since", keys.kept, *keys.trust)["checkpoint"]["size"] == 7


def test_a_dry_run_and_a_refused_record_append_nothing(keys: Keys) -> None:
    before = Path(keys.kept).read_bytes()
    sign = ("--checkpoint", keys.kept, "--sign-with", keys.secret)
    keys.at.ok("retract", "1", "--reason", "no", "--dry-run", *sign)
    assert keys.at("retract", "99", "--reason", "no", *sign).code == 3
    assert Path(keys.kept).read_bytes() == before


def test_nothing_is_recorded_where_no_checkpoint_could_be_signed(keys: Keys) -> None:
    before = keys.at.entries()
    for key, code in ((keys.ana, 4), ("nowhere.key", 3)):
        done = keys.at("retract", "1", "--reason", "no", "--checkpoint", keys.kept, "--sign-with", key)
        assert (done.code, done.out) == (code, "")
    assert keys.at.entries() == before


def test_a_checkpoint_that_cannot_be_written_says_that_the_entry_is_kept(keys: Keys) -> None:
    missing = str(keys.at.folder / "no" / "such")
    done = keys.at("retract", "1", "--reason", "no", "--checkpoint", missing, "--sign-with", keys.secret)
    assert done.code == 8
    assert "what was recorded is kept" in " ".join(done.err.split())
    assert "Nothing was recorded" not in done.err
    assert len(keys.at.entries()) == 4


# -- verify --since ------------------------------------------------------------------------------


def test_a_ledger_that_goes_on_from_its_checkpoints_is_well(keys: Keys) -> None:
    keys.at.record(position("nobody"))
    document = keys.at.json("verify", "--since", keys.kept, *keys.trust)
    assert document["ok"]
    assert document["checkpoint"]["size"] == 3
    assert "tree: entry 4 is newer than the checkpoint" in document["not_checked"]


def test_an_entry_altered_with_all_its_hashes_is_found_by_the_checkpoints_alone(keys: Keys) -> None:
    with unguarded(keys.at.path) as sql:
        sql.execute("UPDATE log SET recorded_by = 'mallory' WHERE number = 2")
    reseal(keys.at.path)
    done = keys.at("verify", "--since", keys.kept, "--json", *keys.trust)
    assert done.code == 7
    assert [fault["entry"] for fault in done.document["faults"]] == [2]
    assert keys.at("verify", "--since", keys.kept, *keys.trust).code == 7
    assert keys.at("verify").code == 0


def test_a_checkpoint_of_another_key_or_origin_is_not_taken(keys: Keys) -> None:
    impostor = str(keys.at.folder / "impostor.key")
    other = keys.at.ok("key", "new", impostor).splitlines()[1]
    forged = keys.at.file("forged", keys.at.ok("checkpoint", "--sign-with", impostor))
    assert keys.at("verify", "--since", forged, *keys.trust).code == 7
    assert keys.at("verify", "--since", keys.kept, "--key", other, "--origin", ORIGIN).code == 7
    assert (
        keys.at("verify", "--since", keys.kept, "--key", keys.public, "--origin", "example.org/x").code == 7
    )


def test_a_checkpoint_that_was_altered_is_not_taken(keys: Keys) -> None:
    altered = keys.at.file("altered", keys.signed().replace("\n3\n", "\n2\n"))
    assert keys.at("verify", "--since", altered, *keys.trust).code == 7


def test_a_ledger_that_calls_itself_otherwise_is_a_fault(keys: Keys) -> None:
    with unguarded(keys.at.path) as sql:
        sql.execute("UPDATE ledger SET origin = 'example.org/x'")
    done = keys.at("verify", "--since", keys.kept, "--json", *keys.trust)
    assert done.code == 7
    assert "calls itself example.org/x" in done.document["faults"][0]["message"]


@pytest.mark.parametrize(
    "arguments, code",
    [
        (("--since", "x"), 2),
        (("--since", "x", "--key", "k"), 2),
        (("--key", "a+b+c"), 2),
        (("--since", "nowhere", "--key", "PUBLIC", "--origin", ORIGIN), 3),
        (("--since", "x", "--key", "nowhere.pub", "--origin", ORIGIN), 3),
        (("--since", "x", "--key", "a+b+c", "--origin", ORIGIN), 4),
        (("--since", "x", "--proof", "y", "--key", "PUBLIC", "--origin", ORIGIN), 2),
    ],
)
def test_verify_says_what_is_wrong_with_its_options(
    keys: Keys, arguments: tuple[str, ...], code: int
) -> None:
    done = keys.at("verify", *(keys.public if one == "PUBLIC" else one for one in arguments))
    assert (done.code, done.out) == (code, "")


# -- proofs --------------------------------------------------------------------------------------


def test_a_proof_is_verified_without_a_ledger(keys: Keys, tmp_path: Path) -> None:
    proof = keys.proof()
    nowhere = At(tmp_path / "no" / "ledger.db")
    document = nowhere.json("verify", "--proof", proof, *keys.trust)
    assert (document["ok"], document["entries"], document["entry"]["entry"]) == (True, 3, 2)
    assert document["entry"]["development"] == keys.at.entries()[1]
    assert "Entry 2 of 3 is in the ledger example.org/talks." in nowhere.ok(
        "verify", "--proof", proof, *keys.trust
    )


def test_a_proof_without_words_holds_none(keys: Keys) -> None:
    proof = keys.proof("--without-words")
    document = command("verify", "--proof", proof, "--json", *keys.trust).document
    assert (document["entry"]["development"], document["entry"]["id"]) == (None, None)
    assert "only their digest" in document["not_checked"][0]
    assert len(Path(proof).read_bytes()) < 2_000


@pytest.mark.parametrize(
    "spoil", [lambda raw: raw.replace("index 1", "index 0"), lambda raw: raw.replace("\n3\n", "\n4\n")]
)
def test_a_proof_that_was_altered_proves_nothing(keys: Keys, spoil: Callable[[str], str]) -> None:
    spoiled = keys.at.file("spoiled", spoil(Path(keys.proof()).read_text(encoding="utf-8")))
    done = command("verify", "--proof", spoiled, *keys.trust)
    assert (done.code, done.out) == (7, "")


def test_a_proof_can_rest_on_a_checkpoint_that_was_kept(keys: Keys) -> None:
    keys.at.record(position("nobody"))
    proof = keys.at.file("p", keys.at.ok("prove", "#2", "--checkpoint", keys.kept))
    assert command("verify", "--proof", proof, "--json", *keys.trust).document["entries"] == 3
    assert keys.at("prove", "4", "--checkpoint", keys.kept).code == 4
    assert keys.at("prove", "99", "--checkpoint", keys.kept).code == 3
    assert keys.at("prove", "nobody", "--checkpoint", keys.kept).code == 3


def test_what_a_proof_holds_is_escaped_on_a_terminal(keys: Keys) -> None:
    keys.at.record(position("esc", summary="a\x1b[31mb\u202ec"))
    proof = keys.at.file("p", keys.at.ok("prove", "4", "--sign-with", keys.secret))
    shown = command("verify", "--proof", proof, *keys.trust).out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


# -- cosigning -----------------------------------------------------------------------------------


def cosigned(keys: Keys, asked: str, memory: str = "memory") -> tuple[int, str]:
    path = str(keys.at.folder / memory)
    done = command("cosign", asked, "--memory", path, "--sign-with", keys.ana, *keys.trust)
    return done.code, done.out


def test_a_second_person_signs_what_extends_what_she_signed_and_remembers_it(keys: Keys) -> None:
    first = keys.at.file("first", keys.signed())
    code, answer = cosigned(keys, first)
    assert code == 0
    assert Path(keys.at.folder / "memory").read_text(encoding="utf-8") == answer
    keys.record("nobody")
    request = keys.at.file("request", keys.signed("--since", first))
    code, answer = cosigned(keys, request)
    assert code == 0
    proof = keys.at.file("p", keys.at.ok("prove", "4", "--checkpoint", keys.at.file("c", answer)))
    document = command("verify", "--proof", proof, "--cosigner", keys.of_ana, "--json", *keys.trust).document
    assert [one["name"] for one in document["cosigned"]] == ["example.net/ana"]


def test_a_proof_that_nobody_cosigned_is_not_enough_where_a_cosigner_is_named(keys: Keys) -> None:
    assert command("verify", "--proof", keys.proof(), "--cosigner", keys.of_ana, *keys.trust).code == 7


def test_she_signs_neither_a_rewritten_ledger_nor_an_older_one_and_keeps_her_memory(keys: Keys) -> None:
    first = keys.at.file("first", keys.signed())
    keys.record("nobody")
    second = keys.at.file("second", keys.signed())
    request = keys.at.file("request", keys.signed("--since", first))
    assert cosigned(keys, first)[0] == 0
    assert cosigned(keys, second)[0] == 7, "a longer one without a proof"
    assert cosigned(keys, request)[0] == 0
    memory = (keys.at.folder / "memory").read_bytes()
    assert cosigned(keys, first)[0] == 4, "an older one"
    with unguarded(keys.at.path) as sql:
        sql.execute("UPDATE log SET recorded_by = 'mallory' WHERE number = 2")
    reseal(keys.at.path)
    forged = keys.at.file("forged", keys.signed())
    assert cosigned(keys, forged)[0] == 7, "another of the same size"
    assert keys.at("checkpoint", "--since", second, "--sign-with", keys.secret).code == 7
    assert (keys.at.folder / "memory").read_bytes() == memory


def test_nothing_is_signed_that_cannot_be_remembered(keys: Keys) -> None:
    first = keys.at.file("first", keys.signed())
    assert cosigned(keys, first, "no/memory") == (3, "")
    (keys.at.folder / "memory.new").mkdir()
    assert cosigned(keys, first) == (8, "")


def test_a_memory_that_another_holds_is_busy(keys: Keys) -> None:
    import fcntl

    first = keys.at.file("first", keys.signed())
    with (keys.at.folder / "memory.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert cosigned(keys, first) == (6, "")
    assert cosigned(keys, first)[0] == 0
