"""Random trees with a proof each and its mutations, by the recursion of RFC 6962, apart from the product's code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from random import Random

from tests.merkle.case import Case
from tests.vectors.make_merkle import node, root_of, split_of

SIZE_LIMITS = (4, 16, 64, 300)
"""Trees are small or large with equal chance: the odd shapes are among the small ones."""
MUTATIONS_OF_A_TREE = 6
"""A tree of one leaf has no more."""
LARGEST_UINT64 = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Tree:
    leaves: list[bytes]
    proof: Case


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is put to the verifiers, how it was made, and whether it still says the same as the valid proof."""

    kind: str
    case: Case
    is_sound: bool


def attempts(seed: int, trees: int) -> Iterator[Attempt]:
    """For each tree its valid proof, then some of the mutations that its shape allows."""
    chance = Random(seed)
    for _ in range(trees):
        tree = random_tree(chance)
        yield Attempt("valid", tree.proof, True)
        for kind, case in chance.sample(list(mutations(tree, chance)), MUTATIONS_OF_A_TREE):
            yield Attempt(kind, case, says_the_same(case, tree.proof))


def random_tree(chance: Random) -> Tree:
    size = chance.randint(1, chance.choice(SIZE_LIMITS))
    salt = chance.randbytes(chance.randint(0, 40))
    leaves = [salt + index.to_bytes(2, "big") for index in range(size)]
    return grown(leaves, chance.randrange(size))


def grown(leaves: list[bytes], index: int) -> Tree:
    """The tree over `leaves` with the proof of leaf `index`."""
    root, path = _root_and_path(leaves, index)
    return Tree(leaves, Case(leaves[index], index, len(leaves), path, root))


def _root_and_path(leaves: list[bytes], index: int) -> tuple[bytes, tuple[bytes, ...]]:
    """MTH and PATH of RFC 6962, sections 2.1 and 2.1.1, in one descent."""
    if len(leaves) == 1:
        return root_of(leaves), ()
    split = split_of(len(leaves))
    if index < split:
        sibling = root_of(leaves[split:])
        inner, path = _root_and_path(leaves[:split], index)
        return node(inner, sibling), (*path, sibling)
    sibling = root_of(leaves[:split])
    inner, path = _root_and_path(leaves[split:], index - split)
    return node(sibling, inner), (*path, sibling)


@cache
def sides(index: int, size: int) -> str | None:
    """On which side each sibling stands, from the leaf upwards, e.g. "rlr"; None if there is no such leaf."""
    if index >= size:
        return None
    if size == 1:
        return ""
    split = split_of(size)
    if index < split:
        return f"{sides(index, split)}r"
    return f"{sides(index - split, size - split)}l"


def says_the_same(case: Case, proof: Case) -> bool:
    """Whether `case` hashes the same bytes in the same order as `proof` to the same root.

    A path does not tell the size: leaf 2 of 3 and leaf 1 of 2 have one sibling each, on the left. That is no
    mutation of the proof, and the reason why a size is read from the seal.
    """
    placed = sides(case.index, case.size) == sides(proof.index, proof.size)
    return placed and (case.leaf, case.path, case.root) == (proof.leaf, proof.path, proof.root)


def mutations(tree: Tree, chance: Random) -> Iterator[tuple[str, Case]]:
    """Every mutation of the tree's proof that its shape allows, by name."""
    proof, size = tree.proof, tree.proof.size
    yield "bit of the leaf flipped", replace(proof, leaf=_flipped(proof.leaf, chance))
    yield "bit of the root flipped", replace(proof, root=_flipped(proof.root, chance))
    yield "other size", replace(proof, size=_other(chance, 1, 2 * size + 2, size))
    yield "neighbouring size", replace(proof, size=size + chance.choice((1, -1)))
    yield "index beyond", replace(proof, index=chance.choice((size, size + 1, 2 * size, LARGEST_UINT64)))
    yield "path lengthened", replace(proof, path=_lengthened(proof.path, chance))
    if size > 1:
        other = _other(chance, 0, size - 1, proof.index)
        yield "other index", replace(proof, index=other)
        yield "other leaf", replace(proof, leaf=tree.leaves[other])
        yield from _mutations_of_the_path(proof, chance)
        yield from _inner_nodes_as_leaves(proof)


def _mutations_of_the_path(proof: Case, chance: Random) -> Iterator[tuple[str, Case]]:
    path, at = list(proof.path), chance.randrange(len(proof.path))
    yield "bit of the path flipped", replace(proof, path=(*path[:at], _flipped(path[at], chance), *path[at + 1 :]))
    yield "path shortened", replace(proof, path=(*path[:at], *path[at + 1 :]))
    if len(path) > 1:
        other = _other(chance, 0, len(path) - 1, at)
        path[at], path[other] = path[other], path[at]
        yield "steps swapped", replace(proof, path=tuple(path))


def _inner_nodes_as_leaves(proof: Case) -> Iterator[tuple[str, Case]]:
    """The preimage of the node above the leaf, as a leaf of the tree that begins one level higher."""
    placed = sides(proof.index, proof.size)
    assert placed
    own, sibling = sha256(b"\x00" + proof.leaf).digest(), proof.path[0]
    pair = own + sibling if placed[0] == "r" else sibling + own
    higher = Case(pair, proof.index // 2, (proof.size + 1) // 2, proof.path[1:], proof.root)
    yield "inner node as a leaf", higher
    yield "inner node with its prefix as a leaf", replace(higher, leaf=b"\x01" + pair)


def _other(chance: Random, low: int, high: int, than: int) -> int:
    """A number from `low` to `high` that differs from `than`, which is one of them."""
    drawn = chance.randint(low, high - 1)
    return drawn + (drawn >= than)


def _flipped(data: bytes, chance: Random) -> bytes:
    bit = 1 << chance.randrange(8 * len(data))
    return (int.from_bytes(data, "big") ^ bit).to_bytes(len(data), "big")


def _lengthened(path: tuple[bytes, ...], chance: Random) -> tuple[bytes, ...]:
    at = chance.randint(0, len(path))
    return (*path[:at], chance.choice((bytes(32), chance.randbytes(32), *path)), *path[at:])
