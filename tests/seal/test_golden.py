"""Files that earlier versions wrote: they verify for ever, with keys that were noted down then.

Nothing in `golden` is ever changed; a version that writes anything in another way adds a folder.
"""

from pathlib import Path

import pytest

from ledger.seal import checkpoint, cosign, note, proof
from ledger.seal.checkpoint import Trust
from ledger.seal.cosign import Cosigned
from tests.seal import sample

GOLDEN = Path(__file__).parent / "golden"
FIRST = GOLDEN / "0.1.0"
LEDGER = "example.org/talks+fcb94c6a+AThYmc5clq8Spk7E6DIQKvRyoMhdEnfhVleE2j3mJNtB"
SECOND = "example.net/second+019064a1+BOI6kZQaiGoD7munHObJ2/+AN1DJWTj8UYi7iaFlQIEM"
TRUST = Trust("example.org/talks", (note.verifier(LEDGER),), (note.verifier(SECOND),))
PROOFS = {
    "entry-1-of-1": (1, 1, False),
    "entry-3-of-7": (3, 7, False),
    "entry-300-of-300": (300, 300, False),
    "entry-42-of-300-with-words": (42, 300, True),
}


def kept(name: str) -> bytes:
    return (FIRST / name).read_bytes()


def test_the_golden_checkpoints_hold() -> None:
    small, large = (checkpoint.opened(kept(f"checkpoint-{size}"), TRUST).checkpoint for size in (7, 300))
    assert (small.size, large.size) == (7, 300)
    assert small.root.hex() == "672fd864e55801eecf8f754dc7b06ba4fac941c82ed5d4229cc24a398b5bd824"
    assert large.root.hex() == "140b17ed40ceb9e03e96a1ae8cd927ec6c978f48b4820ff733f8a795eb2cbfff"


@pytest.mark.parametrize("name", PROOFS)
def test_the_golden_proofs_hold(name: str) -> None:
    number, size, words = PROOFS[name]
    found = proof.checked(kept(f"{name}.tlog-proof"), TRUST)
    assert (found.leaf.frame.number, found.checkpoint.size) == (number, size)
    assert (found.leaf.words is not None) == words


def test_the_golden_words_are_proved_to_be_an_entrys() -> None:
    found = proof.checked(kept("entry-42-of-300-with-words.tlog-proof"), TRUST).leaf
    assert found.words is not None
    assert (found.words.id, found.frame.recorded_at) == ("D42", "2025-02-04T06:00:00.000042Z")
    assert found.words.body.decode() == '{"kind":"position-taken","summary":"Not a deal \u2014 not yet (42)"}'


def test_the_golden_cosignature_holds_and_is_a_memory_that_goes_on() -> None:
    found = checkpoint.opened(kept("cosigned-7"), TRUST)
    assert cosign.verified(found.note, TRUST.cosigners) == [Cosigned("example.net/second", 1_740_000_000)]
    asked = cosign.parse(kept("request-7-300"))
    answer = cosign.cosign(asked, TRUST, sample.SECOND, 1_740_000_001, memory=kept("cosigned-7"))
    assert checkpoint.opened(answer, TRUST).checkpoint.size == 300


def test_what_is_written_today_is_what_was_written_then() -> None:
    now = {
        f"{name}.tlog-proof": sample.proved(one, size, words=words)
        for name, (one, size, words) in PROOFS.items()
    }
    now |= {f"checkpoint-{size}": sample.head(size) for size in (7, 300)}
    now |= {"cosigned-7": sample.cosigned(7), "request-7-300": sample.request(7, 300).written()}
    assert now == {path.name: path.read_bytes() for path in FIRST.iterdir()}


def test_the_keys_noted_down_are_those_of_the_sample() -> None:
    assert [note.verifier(one) for one in (LEDGER, SECOND)] == [
        sample.LEDGER.verifier(),
        sample.SECOND.verifier(),
    ]
