"""A prover who knows the whole tree and lies: each attack with the honest proof that it starts from.

It may choose leaf, index, size and path freely; the contracts take the size from the seal: what fails here fails there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256

from tests.merkle.case import Case
from tests.merkle.claimable_leaves import (
    CERTIFICATES,
    CHAIN,
    CLAIMS,
    KINDS,
    OTHER_CHAIN,
    TAGS,
    fields,
    leaf,
    resized,
)
from tests.merkle.random_trees import LARGEST_UINT64, grown, says_the_same, sides
from tests.vectors.make_merkle import leaf_data, node, split_of

LARGEST_TREE = 14
LARGEST_ALIASED = 24
ZERO = bytes(32)
Lies = Iterator[tuple[Case, Case]]
"""Pairs of an honest proof and what is made of it."""


def honest(largest: int, smallest: int = 1) -> Iterator[Case]:
    """Every proof of every tree from `smallest` to `largest` leaves."""
    for size in range(smallest, largest + 1):
        for index in range(size):
            yield grown(leaf_data(size), index).proof


def second_preimage() -> Lies:
    """The two hashes below an inner node as the data of a leaf, wherever a path of that length has a place."""
    for proof in honest(LARGEST_TREE, smallest=2):
        for height, pair in enumerate(pairs_above(proof)):
            rest = proof.path[height + 1 :]
            for index, size in places(len(rest), proof.size):
                yield proof, Case(pair, index, size, rest, proof.root)
                yield proof, Case(b"\x01" + pair, index, size, rest, proof.root)


def pairs_above(proof: Case) -> Iterator[bytes]:
    """The preimages of the inner nodes on the way to the root, without their prefix."""
    own = sha256(b"\x00" + proof.leaf).digest()
    for side, sibling in zip(sides(proof.index, proof.size) or "", proof.path, strict=True):
        pair = own + sibling if side == "r" else sibling + own
        yield pair
        own = node(pair[:32], pair[32:])


def places(length: int, largest: int) -> Iterator[tuple[int, int]]:
    """Every leaf of every tree up to `largest` leaves whose path has this length."""
    for size in range(1, largest + 1):
        for index in range(size):
            way = sides(index, size)
            if way is not None and len(way) == length:
                yield index, size


def truncated_tree() -> Lies:
    """A subtree's own proof under the root of the whole tree, and the whole tree's number with the top cut off."""
    for proof in honest(LARGEST_TREE, smallest=2):
        index, size, path = proof.index, proof.size, proof.path
        while size > 1:
            split = split_of(size)
            index, size = (index, split) if index < split else (index - split, size - split)
            path = path[:-1]
            yield proof, replace(proof, index=index, size=size, path=path)
            yield proof, replace(proof, path=path)


def padded_path() -> Lies:
    """Steps more than the tree is high: zeros, the leaf itself, its sibling, the root, at both ends."""
    for proof in honest(LARGEST_TREE):
        own = sha256(b"\x00" + proof.leaf).digest()
        for extra in (ZERO, own, proof.root, *proof.path[:1]):
            yield proof, replace(proof, path=(*proof.path, extra))
            yield proof, replace(proof, path=(extra, *proof.path))
        yield proof, replace(proof, path=(*proof.path, *(ZERO,) * (64 - len(proof.path))))
        yield proof, replace(proof, path=(*proof.path, *(ZERO,) * 256))


def padded_tree() -> Lies:
    """The lone last leaf paired with itself, as trees that double it would have it, as itself and as its copy."""
    for proof in honest(LARGEST_TREE):
        if proof.size % 2 and proof.index == proof.size - 1:
            doubled = (sha256(b"\x00" + proof.leaf).digest(), *proof.path)
            for index in (proof.index, proof.size):
                yield proof, replace(proof, index=index, size=proof.size + 1, path=doubled)


def wrong_size() -> Lies:
    """The same proof under the same root with any other size that places the leaf elsewhere."""
    for proof in honest(LARGEST_TREE):
        for size in (0, *range(1, 2 * proof.size + 3), proof.size + (1 << 32), 1 << 63, LARGEST_UINT64):
            lie = replace(proof, size=size)
            if not says_the_same(lie, proof):
                yield proof, lie


def index_aliasing() -> Lies:
    """A leaf with its own path under other numbers, among them those that a narrower integer would cut to its own."""
    for proof in honest(LARGEST_ALIASED):
        beyond = (proof.index + (1 << bits) for bits in (8, 16, 31, 32, 53, 63))
        for index in (*range(2 * proof.size + 2), *beyond, LARGEST_UINT64):
            if index != proof.index:
                yield proof, replace(proof, index=index)


def zero_root() -> Lies:
    """The root of a seal that was never made, with proofs that are sound or empty."""
    for proof in honest(LARGEST_TREE):
        yield proof, replace(proof, root=ZERO)
        yield proof, replace(proof, root=ZERO, size=0)
        yield proof, Case(b"", 0, 1, (), ZERO)
        yield proof, Case(ZERO, 0, 2, (ZERO,), ZERO)


def another_kind_of_leaf() -> Lies:
    """A claim, a portion and a footprint for one another: by the tag, by the words, by both, in a tree of all."""
    for kind in KINDS:
        leaves = [leaf(kind, index) for index in range(7)]
        for index, own in enumerate(leaves):
            proof = grown(leaves, index).proof
            yield proof, replace(proof, leaf=fields(kind, index))
            yield proof, replace(proof, leaf=TAGS[kind].replace(b"/1", b"/2") + fields(kind, index))
            for other in KINDS:
                if other != kind:
                    yield proof, replace(proof, leaf=leaf(other, index))
                    yield proof, replace(proof, leaf=TAGS[other] + fields(kind, index))
                    yield proof, replace(proof, leaf=TAGS[kind] + fields(other, index))
                    yield proof, replace(proof, leaf=TAGS[other] + resized(fields(kind, index), fields(other, index)))
                    yield proof, replace(proof, leaf=own + leaf(other, index))
    mixed = [leaf(kind, index) for index in range(3) for kind in KINDS]
    for index in range(len(mixed)):
        proof = grown(mixed, index).proof
        yield from ((proof, replace(proof, leaf=other)) for other in mixed if other != proof.leaf)


def another_place_of_claim() -> Lies:
    """The same leaf made out for another chain, another contract, another number or a kilogram more."""
    for kind in ("claim", "portion"):
        leaves = [leaf(kind, index) for index in range(7)]
        for index, own in enumerate(leaves):
            proof = grown(leaves, index).proof
            for stranger in (CLAIMS, CERTIFICATES, 1):
                lie = TAGS[kind] + fields(kind, index, contract=stranger)
                if lie != own:
                    yield proof, replace(proof, leaf=lie)
            yield proof, replace(proof, leaf=TAGS[kind] + fields(kind, index, chain=OTHER_CHAIN))
            yield proof, replace(proof, leaf=TAGS[kind] + fields(kind, (index + 1) % 7, chain=CHAIN))
            yield proof, replace(proof, leaf=own[:-1] + bytes([own[-1] ^ 1]))


ATTACKS: tuple[Callable[[], Lies], ...] = (
    second_preimage,
    truncated_tree,
    padded_path,
    padded_tree,
    wrong_size,
    index_aliasing,
    zero_root,
    another_kind_of_leaf,
    another_place_of_claim,
)
