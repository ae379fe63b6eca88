"""Builds the tree of RFC 6962 over given leaves and hands out proofs: merkletools under our own hash functions."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence

from registry.domain.merkle import leaf_hash
from registry.errors import Refused

with warnings.catch_warnings():
    # merkletools warns that SHA-3 is missing; this house hashes with SHA-256 only.
    warnings.simplefilter("ignore", UserWarning)
    from merkletools import MerkleTools


class MerkleTree:
    """A tree over leaves that are data, not hashes. Raises Refused("ZeroSize") if there is no leaf."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        if not leaves:
            raise Refused("ZeroSize")
        self._tree = MerkleTools(hash_type="sha256")
        # Its plain node hash has no prefix, so that an inner node passes for a leaf: RFC 6962 puts 0x01 before a node.
        self._tree.hash_function = _prefixed_node
        self._tree.add_leaf([leaf_hash(leaf).hex() for leaf in leaves])
        self._tree.make_tree()
        self.size = len(leaves)
        self.root = bytes.fromhex(self._tree.get_merkle_root())

    def proof(self, index: int) -> list[bytes]:
        """The path of leaf `index`, from the leaf upwards. Raises Refused("IndexOutOfRange")."""
        if not 0 <= index < self.size:
            raise Refused("IndexOutOfRange", {"index": index, "size": self.size})
        return [bytes.fromhex(sibling) for step in self._tree.get_proof(index) for sibling in step.values()]


def _prefixed_node(children: bytes) -> hashlib._Hash:
    return hashlib.sha256(b"\x01" + children)
