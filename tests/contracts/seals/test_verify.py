"""A proof verifies exactly if the leaf stands at that place of the sealed tree; a malicious prover gets nowhere."""

from __future__ import annotations

from random import Random

import brownie
import pytest

from tests.contracts.refusals import refused
from tests.contracts.seals.conftest import EVIDENCE, VECTORS, attach, raw
from tests.vectors.make_merkle import leaf_data, path_of

TREES = {tree["size"]: tree | {"leaves": [raw(leaf) for leaf in tree["leaves"]]} for tree in VECTORS["trees"]}
ATTACKS = {attack["name"]: attack for attack in VECTORS["attacks"]}
LARGEST = max(TREES)

# What no seal can ever hold is refused when sealing, before anybody could prove against it.
NEVER_SEALED = {"ZeroRoot", "ZeroSize"}


@pytest.mark.parametrize("size", sorted(TREES))
def test_each_golden_proof_is_accepted(seals, sealer, size):
    """Must accept every proof of the vectors: trees of 1 to 17 leaves, and of a thousand."""
    tree = TREES[size]
    seal = attach(seals, sealer, tree["root"], size)
    for index, path in enumerate(tree["proofs"]):
        assert seals.verify(seal, tree["leaves"][index], index, path), (size, index)


@pytest.mark.parametrize("index", [500, 511, 512, 768, 983, 984, 998, 999])
def test_leaves_at_the_seams_of_a_large_tree_are_proved(seals, sealer, index):
    """Must accept leaves beside the places where the tree's right edge changes height."""
    seal = attach(seals, sealer, TREES[LARGEST]["root"], LARGEST)
    leaves = leaf_data(LARGEST)
    assert seals.verify(seal, leaves[index], index, path_of(index, leaves))


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_no_attack_is_accepted(seals, sealer, name):
    """Must refuse by name, or answer no. L-10.2"""
    attack = ATTACKS[name]
    if attack["error"] in NEVER_SEALED:
        with refused(attack["error"]):
            seals.seal(EVIDENCE, attack["root"], attack["size"], "", {"from": sealer})
        return

    seal = attach(seals, sealer, attack["root"], attack["size"])
    arguments = (seal, raw(attack["leaf"]), attack["index"], attack["path"])
    if attack["error"] is None:
        assert seals.verify(*arguments) is False
    else:
        with brownie.reverts(revert_pattern=f"{attack['error']}: .*"):
            seals.verify(*arguments)


def test_an_index_beyond_the_tree_is_refused(seals, sealer):
    """Must name the index and the size."""
    seal = attach(seals, sealer, TREES[7]["root"], 7)
    with refused("IndexOutOfRange", 7, 7):
        seals.verify(seal, TREES[7]["leaves"][6], 7, TREES[7]["proofs"][6])


def test_a_path_has_one_length(seals, sealer):
    """Must name the length that index and size demand, and the length that came. L-10.2"""
    seal = attach(seals, sealer, TREES[7]["root"], 7)
    for path in (TREES[7]["proofs"][2][:-1], [*TREES[7]["proofs"][2], "0x" + "00" * 32]):
        with refused("ProofLengthWrong", 3, len(path)):
            seals.verify(seal, TREES[7]["leaves"][2], 2, path)


def test_any_changed_byte_of_a_proof_is_noticed(seals, sealer):
    """Must answer no after each of 60 random changes of one byte of a sibling."""
    tree, chance = TREES[17], Random(6962)
    seal = attach(seals, sealer, tree["root"], 17)
    for _ in range(60):
        index = chance.randrange(17)
        spoiled = bytearray(b"".join(raw(step) for step in tree["proofs"][index]))
        spoiled[chance.randrange(len(spoiled))] ^= chance.randrange(1, 256)
        path = [bytes(spoiled[start : start + 32]) for start in range(0, len(spoiled), 32)]
        assert seals.verify(seal, tree["leaves"][index], index, path) is False, (index, path)
