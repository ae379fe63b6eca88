"""Leaves are kept before their root is sent, once, and a proof comes only from a root that stands on chain."""

from __future__ import annotations

import time

import pytest

from registry.adapters.database import Database
from registry.adapters.merkle_tree import MerkleTree
from registry.adapters.seal_store import SealTable
from registry.domain.merkle import leaf_hash, verify_inclusion
from registry.domain.seals import SealedRoot, SealKind
from registry.errors import NotFound, Refused

LEAVES = [f"reading {number}".encode() for number in range(11)]


@pytest.fixture
def store(database: Database) -> SealTable:
    return SealTable(database)


def on_chain(root: str, kind: SealKind = SealKind.Evidence, seal_id: int = 1, size: int = len(LEAVES)) -> SealedRoot:
    return SealedRoot(seal_id, kind, root, size, "0x" + "ab" * 32, 7)


def test_a_kept_root_is_that_of_its_leaves(store: SealTable) -> None:
    """Must keep the RFC 6962 root, the leaves in order, and the address where they can be fetched."""
    root = store.keep(SealKind.Evidence, LEAVES, "ipfs://first")
    assert root == "0x" + MerkleTree(LEAVES).root.hex()
    assert store.uri_of(SealKind.Evidence, root) == "ipfs://first"


def test_keeping_twice_changes_nothing(store: SealTable) -> None:
    """Must keep what was kept first, the address included."""
    root = store.keep(SealKind.Evidence, LEAVES, "ipfs://first")
    assert store.keep(SealKind.Evidence, LEAVES, "ipfs://second") == root
    assert store.uri_of(SealKind.Evidence, root) == "ipfs://first"


def test_a_leaf_is_proved_once_its_root_stands_on_chain(store: SealTable) -> None:
    """Must give no proof before, and a proof that verifies afterwards."""
    root = store.keep(SealKind.Evidence, LEAVES, "")
    assert store.find(leaf_hash(LEAVES[4])) is None
    store.record(on_chain(root))
    found = store.find(leaf_hash(LEAVES[4]))
    assert found is not None
    assert (found.index, found.data, found.sealed) == (4, LEAVES[4], on_chain(root))
    assert verify_inclusion(leaf_hash(LEAVES[4]), 4, len(LEAVES), found.path, bytes.fromhex(root[2:]))


def test_the_earliest_seal_proves_a_leaf(store: SealTable) -> None:
    """Must prefer the first seal, and heed the kind that was asked for."""
    later = store.keep(SealKind.Certificate, LEAVES[:3], "")
    store.record(on_chain(later, SealKind.Certificate, seal_id=9, size=3))
    earlier = store.keep(SealKind.Evidence, LEAVES, "")
    store.record(on_chain(earlier, seal_id=2))
    assert [seal_of(store, kind) for kind in (None, SealKind.Certificate, SealKind.Passport)] == [2, 9, None]


def seal_of(store: SealTable, kind: SealKind | None) -> int | None:
    """The seal that proves the first leaf."""
    found = store.find(leaf_hash(LEAVES[0]), kind)
    return found.sealed.seal_id if found else None


def test_an_unknown_leaf_has_no_proof(store: SealTable) -> None:
    """Must find nothing for a leaf that was never sealed."""
    assert store.find(leaf_hash(b"never sealed")) is None


def test_nothing_cannot_be_kept(store: SealTable) -> None:
    """Must refuse a tree without leaves by the contract's name."""
    with pytest.raises(Refused) as refusal:
        store.keep(SealKind.Evidence, [], "")
    assert refusal.value.name == "ZeroSize"


def test_a_root_that_was_never_kept_cannot_be_recorded(store: SealTable) -> None:
    """Must not remember a seal without its leaves."""
    with pytest.raises(NotFound) as refusal:
        store.record(on_chain("0x" + "11" * 32))
    assert refusal.value.name == "SealUnknown"


def test_a_year_of_readings_is_kept_in_seconds(store: SealTable) -> None:
    """Must keep 32,840 leaves and prove one of them within a few seconds."""
    leaves = [f'{{"type":"carbonix/reading/1","value":"{number}"}}'.encode() for number in range(32_840)]
    started = time.process_time()  # of this process: others share the machine
    root = store.keep(SealKind.Evidence, leaves, "")
    store.record(on_chain(root, size=len(leaves)))
    found = store.find(leaf_hash(leaves[-1]))
    assert found is not None
    assert verify_inclusion(leaf_hash(leaves[-1]), 32_839, 32_840, found.path, bytes.fromhex(root[2:]))
    assert time.process_time() - started < 10
