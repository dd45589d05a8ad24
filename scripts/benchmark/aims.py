"""What the figures aim at: by what a row says, and at which number of entries it is to hold (None: no number)."""

from typing import Literal, NamedTuple

MILLION, HUNDRED_THOUSAND, TEN_THOUSAND = 1_000_000, 100_000, 10_000


class Aim(NamedTuple):
    """What a row's ratio (or its value, where it has no ratio) should be: at most or at least this."""

    sense: Literal["<=", ">="]
    value: float

    def holds(self, measured: float) -> bool:
        """Tell whether what was measured is as it should be."""
        return measured <= self.value if self.sense == "<=" else measured >= self.value

    def __str__(self) -> str:
        """Return it as the table shows it."""
        return f"{self.sense} {self.value:g}"


def most(value: float, *sizes: int) -> dict[int | None, Aim]:
    """Return the aim not to exceed a value, at a million entries where nothing else is said."""
    return {size: Aim("<=", value) for size in sizes or (MILLION,)}


def least(value: float, *sizes: int) -> dict[int | None, Aim]:
    """Return the aim to reach a value, at a million entries where nothing else is said."""
    return {size: Aim(">=", value) for size in sizes or (MILLION,)}


COLD, COLD_GROWTH = "state --as-of D --json, cold", "state, cold: growth"
COLD_POSTGRES = "state, cold, to PostgreSQL"
REPLAYED = "state, cold, times as fast"
WARM, WARM_THREE = "state, warm, as of D", "state, warm, D, T and P"
STEPS = "steps per cell"
STEPS_GROWTH = f"{STEPS}: growth"
HISTORY, WHY, SHOW = "history of a cell, cold", "why, cold", "show, cold"
PAGE, SEARCH = "a page of the timeline, cold", "search for a rare word, cold"
SEARCH_COMMON = "search for a common word, cold"
BULK = "record --file"
SINGLE, SAVED, SYNCED = "one durable entry, times as fast", "the same", "the same, to the disk alone"
FSYNCS = "fsyncs of the store for an entry"
PROCESS = "record, a process"
REBUILD, AUDIT, VERIFY, HASHED = (
    "rebuild of the index",
    "the audit's replay",
    "verify",
    "verify, to the bytes",
)
STORE, GIVEN, INDEX = "store", "store, to what was given", "index without full text"
PEAK, PEAK_GROWTH = "peak memory", "peak memory: growth"
DIFFERENCES = "random (D, T, P): answers that differ"
SEALED, TREE = "a durable record, sealed", "the whole tree verified"
PROOF_HASHES, PROOF_BYTES = "hashes of a proof", "bytes of a proof"
PROOF_MADE, PROOF_CHECKED = "a proof made", "a proof checked"
HELP, EXAMPLE = "--help", "state of the example"

AIMS: dict[str, dict[int | None, Aim]] = {
    HELP: {None: Aim("<=", 1.3)},
    EXAMPLE: {None: Aim("<=", 1.6)},
    COLD: most(1.5) | most(2, HUNDRED_THOUSAND),
    COLD_GROWTH: most(1.6),
    REPLAYED: least(300) | least(3, TEN_THOUSAND),
    WARM: most(0.9),
    WARM_THREE: most(1.2),
    STEPS_GROWTH: most(1.3),
    **dict.fromkeys((HISTORY, WHY, SHOW, PAGE, SEARCH), most(1.3)),
    BULK: least(0.7),
    SINGLE: least(2.5),
    FSYNCS: most(1, TEN_THOUSAND, HUNDRED_THOUSAND, MILLION),
    PROCESS: most(1.5),
    REBUILD: least(1.5),
    AUDIT: least(0.5),
    VERIFY: least(0.5),
    STORE: most(1.5),
    INDEX: most(0.5),
    PEAK: most(200),
    # "The same" at both sizes: this much is left to the allocator.
    PEAK_GROWTH: most(1.1),
    SEALED: most(1.25, TEN_THOUSAND, HUNDRED_THOUSAND, MILLION),
    PROOF_HASHES: most(20),
    PROOF_BYTES: most(2_000),
    **dict.fromkeys((PROOF_MADE, PROOF_CHECKED), most(3)),
    TREE: most(6, HUNDRED_THOUSAND, MILLION),
    DIFFERENCES: most(0, TEN_THOUSAND, HUNDRED_THOUSAND, MILLION),
}


def aim(what: str, size: int | None) -> Aim | None:
    """Return what a row aims at; None where nothing is."""
    return AIMS.get(what, {}).get(size)
