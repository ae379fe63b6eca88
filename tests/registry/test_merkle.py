"""A proof verifies only if the leaf is there: RFC 6962 in the pure verifier and in the tree over merkletools."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.adapters.merkle_tree import MerkleTree
from registry.domain.merkle import leaf_hash, node_hash, proof_length, root_from_path, verify_inclusion
from registry.errors import Refused
from tests.vectors import make_merkle

VECTORS = json.loads(make_merkle.VECTORS.read_text())
LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


def hex_bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def test_the_vector_file_is_what_its_generator_writes() -> None:
    """Must keep merkle.json equal to the recursive definitions of the RFC."""
    assert make_merkle.VECTORS.read_text() == make_merkle.vectors()


@pytest.mark.parametrize("tree", VECTORS["trees"], ids=lambda tree: f"size {tree['size']}")
def test_tree_and_verifier_agree_with_the_rfc(tree: dict[str, Any]) -> None:
    """Must build the RFC's root and paths over merkletools, and accept each of the paths."""
    leaves, root = [hex_bytes(leaf) for leaf in tree["leaves"]], hex_bytes(tree["root"])
    built = MerkleTree(leaves)
    assert (built.root, built.size) == (root, tree["size"])
    for index, path in enumerate(tree["proofs"]):
        assert built.proof(index) == [hex_bytes(step) for step in path]
        assert verify_inclusion(leaf_hash(leaves[index]), index, built.size, built.proof(index), root)


def test_every_path_of_a_thousand_leaves_verifies() -> None:
    """Must cover the ragged right border of a large tree too."""
    leaves = make_merkle.leaf_data(1000)
    tree = MerkleTree(leaves)
    assert all(verify_inclusion(leaf_hash(leaf), at, 1000, tree.proof(at), tree.root) for at, leaf in enumerate(leaves))


@pytest.mark.parametrize("attack", VECTORS["attacks"], ids=lambda attack: attack["name"])
def test_an_attack_is_refused(attack: dict[str, Any]) -> None:
    """Must refuse each attack by its name, or answer no."""
    path = [hex_bytes(step) for step in attack["path"]]
    arguments = (leaf_hash(hex_bytes(attack["leaf"])), attack["index"], attack["size"], path, hex_bytes(attack["root"]))
    if attack["error"] is None:
        assert not verify_inclusion(*arguments)
    else:
        with pytest.raises(Refused) as refusal:
            verify_inclusion(*arguments)
        assert refusal.value.name == attack["error"]


def test_refusals_carry_both_numbers() -> None:
    """Must say what was seen and what was allowed."""
    with pytest.raises(Refused) as longer:
        root_from_path(bytes(32), 2, 7, [bytes(32)] * 4)
    assert longer.value.facts == {"expected": "3", "actual": "4"}
    with pytest.raises(Refused) as outside:
        proof_length(7, 7)
    assert outside.value.facts == {"index": "7", "size": "7"}
    with pytest.raises(Refused) as negative:
        proof_length(-1, 7)
    assert negative.value.name == "IndexOutOfRange"


def test_a_tree_without_leaves_is_refused() -> None:
    """Must not give a root to nothing."""
    with pytest.raises(Refused) as refusal:
        MerkleTree([])
    assert refusal.value.name == "ZeroSize"


def test_a_tree_has_no_proof_outside_of_its_leaves() -> None:
    """Must refuse the index that equals the size, and a negative one."""
    tree = MerkleTree([b"one", b"two", b"three"])
    for index in (-1, 3):
        with pytest.raises(Refused) as refusal:
            tree.proof(index)
        assert refusal.value.facts == {"index": str(index), "size": "3"}


@given(LEAVES, st.data())
def test_a_proof_verifies_exactly_the_leaf_at_its_index(leaves: list[bytes], data: st.DataObject) -> None:
    """Must accept a leaf at its own place, and another leaf or place only if the bytes there are the same."""
    tree = MerkleTree(leaves)
    index = data.draw(st.integers(0, tree.size - 1))
    other = data.draw(st.integers(0, tree.size - 1))
    path = tree.proof(index)
    assert verify_inclusion(leaf_hash(leaves[index]), index, tree.size, path, tree.root)
    same = leaves[other] == leaves[index]
    assert verify_inclusion(leaf_hash(leaves[other]), index, tree.size, path, tree.root) == same


@given(LEAVES, st.binary(max_size=80), st.data())
def test_a_strange_leaf_never_verifies(leaves: list[bytes], strange: bytes, data: st.DataObject) -> None:
    """Must refuse bytes that are not in the tree, inner nodes included."""
    tree = MerkleTree(leaves)
    index = data.draw(st.integers(0, tree.size - 1))
    path = tree.proof(index)
    inner = [node_hash(leaf_hash(one), leaf_hash(two)) for one, two in zip(leaves[::2], leaves[1::2], strict=False)]
    for attempt in (strange, tree.root, *inner[:3]):
        if attempt not in leaves:
            assert not verify_inclusion(leaf_hash(attempt), index, tree.size, path, tree.root)


@given(LEAVES, st.data())
def test_a_changed_path_never_verifies(leaves: list[bytes], data: st.DataObject) -> None:
    """Must refuse a path with one bit flipped, wherever it is."""
    tree = MerkleTree(leaves)
    index = data.draw(st.integers(0, tree.size - 1))
    path = tree.proof(index)
    if not path:
        return
    step, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
    path[step] = (int.from_bytes(path[step], "big") ^ 1 << bit).to_bytes(32, "big")
    assert not verify_inclusion(leaf_hash(leaves[index]), index, tree.size, path, tree.root)
