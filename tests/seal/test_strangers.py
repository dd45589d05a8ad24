"""Strangers' verifiers take what this ledger writes at every size to 300, and none of it when spoiled."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.seal import sample
from tests.seal.crosscheck import MUTANTS, asked_of, strangers, with_mutant
from tests.seal.strangers import ROOT, Go, Sigstore, Stranger, missing_go

SPOILED = 3_000


@pytest.fixture(scope="module")
def sigstore() -> Stranger:
    key = sample.LEDGER.verifier()
    return Sigstore(key.name, key.key)


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    if missing_go():
        pytest.skip(f"Go's verifier was not asked: {missing_go()}")
    key = sample.LEDGER.verifier()
    return Go(tmp_path_factory.mktemp("go"), key.name, key.text())


@pytest.mark.slow
def test_sigstore_takes_every_size_to_300_and_nothing_spoiled(sigstore: Stranger) -> None:
    found = asked_of([sigstore], 300, 3, SPOILED, seed=11)
    assert found.faults == []
    assert found.right[sigstore.name, "checkpoint taken"] == 300
    assert found.right[sigstore.name, "proof taken"] == 897
    assert found.right[sigstore.name, "proof rejected"] > SPOILED // 2


@pytest.mark.slow
def test_go_takes_every_size_to_300_and_nothing_spoiled(go: Stranger) -> None:
    found = asked_of([go], 300, 10, SPOILED, seed=12)
    assert found.faults == []
    assert found.right[go.name, "checkpoint taken"] == 300
    assert found.right[go.name, "proof taken"] == found.right[go.name, "consistency taken"] > 2_900
    assert found.right[go.name, "proof rejected"] > SPOILED // 2
    assert found.right[go.name, "consistency rejected"] == SPOILED // 4


@pytest.fixture(scope="module")
def all_there_are(tmp_path_factory: pytest.TempPathFactory) -> list[Stranger]:
    return strangers(tmp_path_factory.mktemp("strangers"))


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_spoiled_seal_or_verifier_is_caught(name: str, all_there_are: list[Stranger]) -> None:
    before = sample.head(7)
    assert with_mutant(name, all_there_are, 200, seed=13).faults
    assert sample.head(7) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "options, code, said",
    [
        (["--sizes", "9", "--count", "50"], 0, "\n0 faults\n"),
        (["--mutant", "children-swapped"], 0, "mutant children-swapped: caught, "),
        (["--sizes", "301"], 2, ""),
    ],
)
def test_the_script_exits_as_it_found(options: list[str], code: int, said: str) -> None:
    command = [sys.executable, "-m", "tests.seal.crosscheck", "--seed", "14", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert said in done.stdout


def test_the_go_program_stands_beside_the_script() -> None:
    assert {path.name for path in Path(ROOT, "scripts").glob("crosscheck*")} == {
        "crosscheck",
        "crosscheck.go",
    }
