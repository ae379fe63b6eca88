"""Writes merkle.json: trees and attacks by the recursive definitions of RFC 6962, sections 2.1 and 2.1.1.

It shares no code with the product, so that a fault of the product cannot write its own proof. Run it as a file to
renew merkle.json; the suite holds the file equal to what it writes.

Every hex string is lower-case with 0x. Leaves are data, not hashes. `proofs[i]` is the path of leaf `i`, from the leaf
upwards; the tree of 1,000 leaves carries the first 16 only. An attack is refused: by `error` where it has a name, else
by the answer "no".
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).with_name("merkle.json")
SIZES = (*range(1, 18), 1000)
LONGEST_WITH_ALL_PROOFS = 17
PROOFS_OF_A_LARGE_TREE = 16


def leaf_data(size: int) -> list[bytes]:
    """Distinct leaves of uneven length; the first leaf of every tree is empty, as the RFC allows."""
    return [b"" if index == 0 else f"leaf {index} of {size}".encode() for index in range(size)]


def split_of(size: int) -> int:
    """The largest power of two that is smaller than size."""
    return 1 << ((size - 1).bit_length() - 1)


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = split_of(len(leaves))
    return node(root_of(leaves[:split]), root_of(leaves[split:]))


def path_of(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    split = split_of(len(leaves))
    if index < split:
        return [*path_of(index, leaves[:split]), root_of(leaves[split:])]
    return [*path_of(index - split, leaves[split:]), root_of(leaves[:split])]


def text(value: bytes) -> str:
    return "0x" + value.hex()


def tree(size: int) -> dict[str, Any]:
    leaves = leaf_data(size)
    proofs = size if size <= LONGEST_WITH_ALL_PROOFS else PROOFS_OF_A_LARGE_TREE
    return {
        "size": size,
        "leaves": [text(leaf) for leaf in leaves],
        "root": text(root_of(leaves)),
        "proofs": [[text(step) for step in path_of(index, leaves)] for index in range(proofs)],
    }


def attack(
    name: str, size: int, index: int, leaf: bytes, path: list[bytes], root: bytes, error: str | None
) -> dict[str, Any]:
    return {
        "name": name,
        "size": size,
        "index": index,
        "leaf": text(leaf),
        "path": [text(step) for step in path],
        "root": text(root),
        "error": error,
    }


def attacks() -> list[dict[str, Any]]:
    leaves, size, index = leaf_data(7), 7, 2
    root, path, leaf = root_of(leaves), path_of(index, leaves), leaves[index]
    hashes = [sha256(b"\x00" + each).digest() for each in leaves]
    inner = hashes[2] + hashes[3]
    first_two = hashes[0] + hashes[1]
    swapped = [path[1], path[0], path[2]]
    below = path_of(0, leaves)[1:]
    paired = [hashes[6], *path_of(6, leaves)]
    flipped = [*path[:2], bytes([path[2][0] ^ 1]) + path[2][1:]]
    return [
        attack("inner node's children as a leaf of a smaller tree", 4, 1, inner, path[1:], root, None),
        attack("inner node's children with node prefix as a leaf", 4, 1, b"\x01" + inner, path[1:], root, None),
        attack("first two hashes as the first leaf", size, 0, first_two, below, root, "ProofLengthWrong"),
        attack("leaf hash in place of the leaf", size, index, hashes[index], path, root, None),
        attack("leaf with its prefix in place of the leaf", size, index, b"\x00" + leaf, path, root, None),
        attack("root as the leaf of a tree of one", 1, 0, root, [], root, None),
        attack("one leaf too many in the size", 9, index, leaf, path, root, "ProofLengthWrong"),
        attack("one leaf too few in the size", 6, 5, leaves[5], path_of(5, leaves), root, "ProofLengthWrong"),
        attack("size zero", 0, 0, leaf, path, root, "ZeroSize"),
        attack("index one too low", size, index - 1, leaf, path, root, None),
        attack("index one too high", size, index + 1, leaf, path, root, None),
        attack("index of the lone last leaf with a full path", size, 6, leaf, path, root, "ProofLengthWrong"),
        attack("index equal to the size", size, size, leaf, path, root, "IndexOutOfRange"),
        attack("largest index", size, 2**64 - 1, leaf, path, root, "IndexOutOfRange"),
        attack("path longer by its last step twice", size, index, leaf, [*path, path[-1]], root, "ProofLengthWrong"),
        attack("path longer by a zero", size, index, leaf, [*path, bytes(32)], root, "ProofLengthWrong"),
        attack("path shorter by its last step", size, index, leaf, path[:-1], root, "ProofLengthWrong"),
        attack("path shorter by its first step", size, index, leaf, path[1:], root, "ProofLengthWrong"),
        attack("empty path", size, index, leaf, [], root, "ProofLengthWrong"),
        attack("siblings swapped", size, index, leaf, swapped, root, None),
        attack("path reversed", size, index, leaf, path[::-1], root, None),
        attack("one bit of a sibling flipped", size, index, leaf, flipped, root, None),
        attack("another leaf of the same tree", size, index, leaves[3], path, root, None),
        attack("leaf of another tree", size, index, b"leaf 2 of 8", path, root, None),
        attack("root of another tree", size, index, leaf, path, root_of(leaf_data(8)), None),
        attack("lone last leaf paired with itself", size, 6, leaves[6], paired, root, "ProofLengthWrong"),
        attack("root zero", size, index, leaf, path, bytes(32), "ZeroRoot"),
    ]


def vectors() -> str:
    """The bytes of merkle.json as text."""
    return json.dumps({"trees": [tree(size) for size in SIZES], "attacks": attacks()}, indent=1) + "\n"


if __name__ == "__main__":
    VECTORS.write_text(vectors())
