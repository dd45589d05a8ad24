"""The tree against RFC 6962 written down recursively, at every size to 300, and against its known answers."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Damaged, Refused
from ledger.seal import tree
from ledger.seal.spelling import LARGEST
from tests.seal.naive import Naive
from tests.seal.sample import MOST, grown

DATA = [b"%d" % number + b"." * (number % 5) for number in range(MOST)]
LEAVES = [tree.leaf_hash(one) for one in DATA]
STORED = grown(LEAVES)
NAIVE = Naive(DATA)
SIZES = st.integers(1, MOST)

KNOWN_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The tree with which implementations of Certificate Transparency are tested, from no leaf to all eight."""


def read(positions: Sequence[int]) -> list[bytes]:
    return [STORED[position] for position in positions]


def rejected_inclusion(leaf: bytes, index: int, size: int, hashes: Sequence[bytes], root: bytes) -> bool:
    try:
        tree.check_inclusion(leaf, index, size, hashes, root)
    except Damaged:
        return True
    return False


def rejected_consistency(old: int, before: bytes, size: int, after: bytes, hashes: Sequence[bytes]) -> bool:
    try:
        tree.check_consistency(old, before, size, after, hashes)
    except Damaged:
        return True
    return False


def flipped(value: bytes, bit: int) -> bytes:
    return bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(value))


def bent(hashes: Sequence[bytes]) -> list[list[bytes]]:
    """Return a proof bent in every way at every place: a bit flipped, two swapped, one lost, one too many."""
    found = []
    for place, one in enumerate(hashes):
        before, after = list(hashes[:place]), list(hashes[place + 1 :])
        found += [[*before, flipped(one, (place * 37 + bit) % 256), *after] for bit in (0, 101, 255)]
        found += [[*before, *after], [*before, one, one, *after], [*before, one[:-1], *after]]
        found += [[*after[:1], *before, one, *after[1:]]] if after else []
    return [*found, [*hashes, bytes(32)], [bytes(32), *hashes]]


def test_the_roots_of_the_known_trees_are_the_known_ones() -> None:
    stored = grown([tree.leaf_hash(bytes.fromhex(one)) for one in KNOWN_LEAVES])
    roots = [tree.root(size, lambda places: [stored[place] for place in places]).hex() for size in range(9)]
    assert roots == KNOWN_ROOTS


def test_the_proofs_of_the_tree_of_seven_are_those_of_the_example_in_the_rfc() -> None:
    """RFC 6962 section 2.1.3, whose leaves are a to f and j, and whose nodes are g to l."""
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = tree.node_hash(a, b), tree.node_hash(c, d), tree.node_hash(e, f)
    k, l = tree.node_hash(g, h), tree.node_hash(i, j)  # noqa: E741 the letters of the RFC
    paths = {index: tree.inclusion(index, 7, read) for index in (0, 3, 4, 6)}
    assert paths == {0: (b, h, l), 3: (c, g, l), 4: (f, j, k), 6: (i, k)}
    proofs = {old: tree.consistency(old, 7, read) for old in (3, 4, 6)}
    assert proofs == {3: (c, d, g, l), 4: (l,), 6: (i, j, k)}


def test_every_root_to_300_is_that_of_the_definition() -> None:
    edge = tree.Frontier()
    assert edge.root() == tree.root(0, read) == NAIVE.root(0)
    for size, leaf in enumerate(LEAVES, start=1):
        edge.add(leaf)
        assert edge.root() == tree.root(size, read) == NAIVE.root(size)


@pytest.mark.slow
def test_every_audit_path_to_300_is_that_of_the_definition_and_holds() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            hashes = tree.inclusion(index, size, read)
            assert list(hashes) == NAIVE.path(index, 0, size)
            tree.check_inclusion(LEAVES[index], index, size, hashes, NAIVE.root(size))


@pytest.mark.slow
def test_every_consistency_proof_to_300_is_that_of_the_definition_and_holds() -> None:
    for size in range(1, MOST + 1):
        assert tree.consistency(0, size, read) == ()
        tree.check_consistency(0, tree.EMPTY, size, NAIVE.root(size), ())
        for old in range(1, size + 1):
            hashes = tree.consistency(old, size, read)
            assert list(hashes) == NAIVE.proof(old, size)
            tree.check_consistency(old, NAIVE.root(old), size, NAIVE.root(size), hashes)


def test_what_is_stored_is_every_perfect_subtree_at_its_position() -> None:
    count = 0
    for level in range(MOST.bit_length()):
        for index in range(MOST >> level):
            first, end = index << level, (index + 1) << level
            assert STORED[tree.position(level, index)] == NAIVE.hash(first, end)
            count += 1
    assert count == len(STORED) == tree.stored(MOST)


def test_positions_begin_as_those_of_sumdb_do() -> None:
    """Worked out by hand: each hash comes when its last leaf does, the lower before the higher."""
    order = [(0, 0), (0, 1), (1, 0), (0, 2), (0, 3), (1, 1), (2, 0), (0, 4), (0, 5), (1, 2), (0, 6), (0, 7)]
    assert [tree.position(level, index) for level, index in order] == list(range(12))
    assert [tree.stored(size) for size in range(9)] == [0, 1, 3, 4, 7, 8, 10, 11, 15]


def test_an_append_stores_only_at_the_positions_that_follow() -> None:
    edge = tree.Frontier()
    for size, leaf in enumerate(LEAVES):
        completed = edge.add(leaf)
        assert completed == STORED[tree.stored(size) : tree.stored(size + 1)]


@given(SIZES, SIZES)
def test_a_frontier_taken_up_again_goes_on_as_if_never_left(one: int, other: int) -> None:
    size, more = min(one, other), max(one, other)
    edge = tree.Frontier.read(size, read)
    for leaf in LEAVES[size:more]:
        edge.add(leaf)
    assert (edge.size, edge.root()) == (more, NAIVE.root(more))


def test_thousands_of_bent_audit_paths_are_rejected() -> None:
    tried = 0
    for size in range(1, 80):
        for index in {0, size // 3, size // 2, size - 1}:
            hashes, root = tree.inclusion(index, size, read), NAIVE.root(size)
            for mutant in bent(hashes):
                assert rejected_inclusion(LEAVES[index], index, size, mutant, root)
                tried += 1
            for other in {*range(size + 2), -1} - {index}:
                assert rejected_inclusion(LEAVES[index], other, size, hashes, root)
                assert rejected_inclusion(LEAVES[size + other + 1], index, size, hashes, root)
                tried += 2
            assert rejected_inclusion(LEAVES[index], index, size, hashes, flipped(root, size))
    assert tried > 20_000


def test_thousands_of_bent_consistency_proofs_are_rejected() -> None:
    tried = 0
    for size in range(1, 60):
        for old in range(1, size + 1):
            hashes, before, after = tree.consistency(old, size, read), NAIVE.root(old), NAIVE.root(size)
            for mutant in bent(hashes):
                assert rejected_consistency(old, before, size, after, mutant)
                tried += 1
            assert rejected_consistency(old, flipped(before, old), size, after, hashes)
            assert rejected_consistency(old, before, size, flipped(after, old), hashes)
            assert old == size or rejected_consistency(size, after, old, before, hashes)
        assert rejected_consistency(0, NAIVE.root(1), size, NAIVE.root(size), ())
        assert rejected_consistency(0, tree.EMPTY, size, NAIVE.root(size), (bytes(32),))
    assert tried > 20_000


@given(SIZES, SIZES, st.data())
def test_a_history_rewritten_at_one_entry_is_consistent_with_no_later_size(
    one: int, other: int, data: st.DataObject
) -> None:
    old, size = min(one, other), max(one, other)
    touched = data.draw(st.integers(0, old - 1))
    forged = grown([*LEAVES[:touched], tree.leaf_hash(b"forged"), *LEAVES[touched + 1 : size]])

    def retold(positions: Sequence[int]) -> list[bytes]:
        return [forged[position] for position in positions]

    hashes = tree.consistency(old, size, retold)
    assert rejected_consistency(old, NAIVE.root(old), size, tree.root(size, retold), hashes)
    tree.check_consistency(old, tree.root(old, retold), size, tree.root(size, retold), hashes)


@cache
def level_hash(level: int) -> bytes:
    """Return the hash of the perfect subtree of a level, where all leaves are equal."""
    below = level_hash(level - 1) if level else b""
    return tree.node_hash(below, below) if level else tree.leaf_hash(b"")


@given(st.integers(1, 2**62), st.integers(1, 2**62))
def test_a_proof_reads_and_holds_few_hashes_at_any_size(one: int, other: int) -> None:
    old, size = min(one, other), max(one, other)
    asked: list[int] = []

    def endless(positions: Sequence[int]) -> list[bytes]:
        asked.append(len(positions))
        leaves = [bisect_right(range(2**62), place, key=tree.stored) - 1 for place in positions]
        return [level_hash(place - tree.stored(leaf)) for place, leaf in zip(positions, leaves, strict=True)]

    path = tree.inclusion(old - 1, size, endless)
    hashes = tree.consistency(old, size, endless)
    root = tree.root(size, endless)
    tree.check_inclusion(level_hash(0), old - 1, size, path, root)
    tree.check_consistency(old, tree.root(old, endless), size, root, hashes)
    depth = size.bit_length()
    assert max(len(path), len(hashes) - 1) <= depth
    assert len(asked) <= 4
    assert max(asked) <= 2 * depth


def test_nothing_is_read_where_nothing_is_needed() -> None:
    def nothing(positions: Sequence[int]) -> list[bytes]:
        raise AssertionError(positions)

    assert tree.inclusion(0, 1, nothing) == ()
    assert tree.consistency(5, 5, nothing) == tree.consistency(0, 5, nothing) == ()
    assert tree.root(0, nothing) == hashlib.sha256().digest()


def test_hashes_that_are_missing_or_cut_short_are_said_to_be() -> None:
    with pytest.raises(Damaged, match=r"^3 hashes of the seal were asked for and 2 are there$"):
        tree.root(7, lambda places: read(places)[1:])
    with pytest.raises(Damaged, match=r"^the hash of the seal at position 6 has 31 bytes; it must have 32$"):
        tree.root(7, lambda places: [one[:31] for one in read(places)])
    with pytest.raises(Damaged, match=r"^the edge of a tree of 7 entries has 3 hashes, not 1$"):
        tree.Frontier(7, LEAVES[:1])


@pytest.mark.parametrize("index, size", [(-1, 5), (5, 5), (0, 0), (0, LARGEST + 1), (0, -1)])
def test_an_entry_or_size_that_no_tree_has_is_refused(index: int, size: int) -> None:
    with pytest.raises(Refused, match=r"^(a|no) tree (of -?\d+ entries has no entry \d+|has -?\d+ entries)$"):
        tree.inclusion(index, size, read)


def test_a_size_that_no_checkpoint_has_is_no_trees() -> None:
    with pytest.raises(Damaged, match=r"^a tree of \d+ entries has no entry 1$"):
        tree.check_inclusion(LEAVES[0], 0, LARGEST + 1, [bytes(32)] * 63, bytes(32))
    with pytest.raises(Damaged, match=r"^a tree of \d+ entries does not extend one of 1$"):
        tree.check_consistency(1, LEAVES[0], LARGEST + 1, bytes(32), [bytes(32)] * 63)


def test_a_proof_from_a_larger_tree_to_a_smaller_one_is_refused() -> None:
    with pytest.raises(Refused, match=r"^a tree of 5 entries does not extend one of 6$"):
        tree.consistency(6, 5, read)
    with pytest.raises(Damaged, match=r"^a tree of 5 entries does not extend one of 6$"):
        tree.check_consistency(6, NAIVE.root(6), 5, NAIVE.root(5), ())


def test_a_proof_that_fails_says_where_it_led_and_where_it_should_have() -> None:
    hashes = tree.inclusion(3, 7, read)
    with pytest.raises(Damaged, match=r"^a proof of entry 4 of 7 has 3 hashes, and this one has 2$"):
        tree.check_inclusion(LEAVES[3], 3, 7, hashes[1:], NAIVE.root(7))
    with pytest.raises(Damaged, match=r"^a hash of a proof of entry 4 of 7 has 31 bytes; it must have 32$"):
        tree.check_inclusion(LEAVES[3], 3, 7, [one[1:] for one in hashes], NAIVE.root(7))
    with pytest.raises(
        Damaged, match=r"^the proof of entry 4 of 7 leads to the root \S{43}=, not to \S{43}=$"
    ):
        tree.check_inclusion(LEAVES[2], 3, 7, hashes, NAIVE.root(7))
    with pytest.raises(
        Damaged, match=r"^the proof from 3 entries to 7, at 3, leads to the root \S{44}, not to"
    ):
        tree.check_consistency(3, NAIVE.root(2), 7, NAIVE.root(7), tree.consistency(3, 7, read))


@pytest.mark.parametrize("chunk", [1, 2, 8, 64])
def test_many_leaves_at_once_give_what_one_after_the_other_gives(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "CHUNK", chunk)
    leaves = LEAVES[:300]
    together, alone = tree.Frontier(), tree.Frontier()
    stored = [one for begin in range(0, 300, chunk) for one in together.extend(leaves[begin : begin + chunk])]
    assert stored == [one for leaf in leaves for one in alone.add(leaf)] == STORED
    assert (together.size, together.peaks) == (300, alone.peaks)


def test_leaves_that_do_not_begin_at_a_multiple_are_added_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "CHUNK", 8)
    leaves = LEAVES[:30]
    edge = tree.Frontier()
    stored = [*edge.extend(leaves[:3]), *edge.extend(leaves[3:11]), *edge.extend(leaves[11:])]
    assert stored == grown(leaves)
