"""Grows trees of RFC 6962, and verifies that a leaf is in one: by its index, the size and a path of the exact length.

Source: RFC 6962, section 2.1; the length of a path and the split into an inner and a border part as in RFC 9162,
section 2.1.3.2. The tree's size must come from a source that is trusted, e.g. the seal: a root alone does not say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from registry.errors import Refused

HASH_BYTES = 32
_LEAF, _NODE = b"\x00", b"\x01"


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """True if the leaf with hash `leaf` is number `index` (from 0) of the tree of `size` leaves under `root`.

    Raises Refused: ZeroRoot, ZeroSize, IndexOutOfRange, ProofLengthWrong.
    """
    if root == bytes(HASH_BYTES):
        raise Refused("ZeroRoot")
    return root_from_path(leaf, index, size, path) == root


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that the path leads to from the leaf with hash `leaf`; the path runs from the leaf upwards.

    Raises Refused: ZeroSize, IndexOutOfRange, ProofLengthWrong.
    """
    expected = proof_length(index, size)
    if len(path) != expected:
        raise Refused("ProofLengthWrong", {"expected": expected, "actual": len(path)})
    inner = _inner_length(index, size)
    node = leaf
    for level, sibling in enumerate(path):
        # Above the inner part the subtree is the right border: its siblings can only stand on the left.
        on_the_left = level >= inner or index >> level & 1
        node = node_hash(sibling, node) if on_the_left else node_hash(node, sibling)
    return node


def proof_length(index: int, size: int) -> int:
    """How many hashes the path of leaf `index` has in a tree of `size` leaves.

    Raises Refused: ZeroSize, IndexOutOfRange.
    """
    if size < 1:
        raise Refused("ZeroSize")
    if not 0 <= index < size:
        raise Refused("IndexOutOfRange", {"index": index, "size": size})
    inner = _inner_length(index, size)
    return inner + (index >> inner).bit_count()


def rows_of(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The tree over the leaves' hashes, row by row from the leaves to the root; a lone last node moves up as it is.

    Raises Refused: ZeroSize.
    """
    if not leaves:
        raise Refused("ZeroSize")
    rows = [list(leaves)]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([node_hash(*row[at : at + 2]) if at + 1 < len(row) else row[at] for at in range(0, len(row), 2)])
    return rows


def path_of(rows: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    """The siblings of leaf `index`, from the leaf upwards. Raises Refused: IndexOutOfRange."""
    if not 0 <= index < len(rows[0]):
        raise Refused("IndexOutOfRange", {"index": index, "size": len(rows[0])})
    at = [(level, (index >> level) ^ 1) for level in range(len(rows) - 1)]
    return [rows[level][sibling] for level, sibling in at if sibling < len(rows[level])]


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data): the prefix keeps a leaf from passing for a node."""
    return sha256(_LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(_NODE + left + right).digest()


def _inner_length(index: int, size: int) -> int:
    """Levels on which the path of `index` differs from the path of the last leaf."""
    return (index ^ (size - 1)).bit_length()
