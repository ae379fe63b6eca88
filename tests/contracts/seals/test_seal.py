"""A root is appended once per kind, in sequence, and never changes."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import keccak
from tests.contracts.refusals import refused
from tests.contracts.seals.conftest import CERTIFICATE, EVIDENCE, INVENTORY, PASSPORT

ZERO32 = "0x" + "00" * 32


def test_a_seal_can_be_read_back(seals, sealer, root):
    """Must keep kind, size, sequence, time, sealer, root and address."""
    transaction = seals.seal(EVIDENCE, root, 32_840, "ipfs://readings", {"from": sealer})

    assert transaction.return_value == 1
    assert seals.sealOf(1) == (EVIDENCE, 32_840, 1, transaction.timestamp, sealer, root, ZERO32, "ipfs://readings")
    assert seals.sealCount() == 1
    assert (seals.sealIdOf(EVIDENCE, root), seals.latestOf(EVIDENCE)) == (1, 1)


def test_a_seal_leaves_its_event(seals, sealer, root):
    """Must record everything that a reader without state needs."""
    transaction = seals.seal(EVIDENCE, root, 5, "ipfs://readings", {"from": sealer})
    assert dict(transaction.events["Sealed"]) == {
        "seal": 1,
        "kind": EVIDENCE,
        "root": root,
        "size": 5,
        "sequence": 1,
        "previousRoot": ZERO32,
        "sealer": sealer,
        "uri": "ipfs://readings",
    }


def test_seals_of_a_kind_form_a_chain(seals, sealer):
    """Must count and link the seals of each kind on their own (L-10.1)."""
    first, second, other, third = (keccak(name) for name in ("first", "second", "other", "third"))
    for kind, root in ((PASSPORT, first), (PASSPORT, second), (CERTIFICATE, other), (PASSPORT, third)):
        seals.seal(kind, root, 1, "", {"from": sealer})

    links = [
        (each["sequence"], each["previousRoot"]) for each in (seals.sealOf(number).dict() for number in (1, 2, 3, 4))
    ]
    assert links == [(1, ZERO32), (2, first), (1, ZERO32), (3, second)]
    assert (seals.latestOf(PASSPORT), seals.latestOf(CERTIFICATE), seals.latestOf(EVIDENCE)) == (4, 3, 0)


def test_a_root_is_sealed_once_per_kind(seals, sealer, root):
    """Must refuse the same root of the same kind, name its seal, and accept it for another kind. L-10.1"""
    seals.seal(EVIDENCE, root, 5, "", {"from": sealer})
    with refused("RootSealed", EVIDENCE, root, 1):
        seals.seal(EVIDENCE, root, 6, "", {"from": sealer})
    seals.seal(PASSPORT, root, 5, "", {"from": sealer})
    assert seals.sealCount() == 2


def test_an_empty_root_is_not_sealed(seals, sealer):
    """Must refuse the zero root: it would stand for an unset value."""
    with refused("ZeroRoot"):
        seals.seal(EVIDENCE, ZERO32, 1, "", {"from": sealer})


def test_an_empty_tree_is_not_sealed(seals, sealer, root):
    """Must refuse a size of zero."""
    with refused("ZeroSize"):
        seals.seal(EVIDENCE, root, 0, "", {"from": sealer})


def test_kinds_end_with_the_list(seals, sealer, root):
    """Must refuse a kind that the list does not hold."""
    with brownie.reverts():
        seals.seal(INVENTORY + 1, root, 1, "", {"from": sealer})


@pytest.mark.parametrize("number", [0, 1, 2**64 - 1])
def test_an_unknown_seal_is_not_read(seals, number):
    """Must refuse a number that no seal has; 0 means not sealed."""
    with refused("SealUnknown", number):
        seals.sealOf(number)
    with refused("SealUnknown", number):
        seals.verify(number, b"", 0, [])


def test_an_unsealed_root_has_no_seal(seals, root):
    """Must answer 0 for a root that was never sealed."""
    assert seals.sealIdOf(EVIDENCE, root) == 0


def test_nothing_but_seal_supersede_and_nullify_changes_the_registry(seals):
    """Must offer no function that removes or rewrites a seal (I-8)."""
    changing = {
        entry["name"] for entry in seals.abi if entry["type"] == "function" and entry["stateMutability"] == "nonpayable"
    }
    assert changing == {"seal", "supersede", "nullify", "setAuthority"}


def test_the_registry_of_seals_needs_an_authority(module_isolation, admin):
    """Must refuse to be born without one."""
    with refused("ZeroAddress", "access"):
        admin.deploy(brownie.SealRegistry, brownie.ZERO_ADDRESS)
