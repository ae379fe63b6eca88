"""Facts about a cooperative's shares: they sum, they are fair to the kilogram, and each is proved by its leaf alone."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from registry.adapters.merkle_tree import MerkleTree
from registry.domain.cooperative import Claims, Member, Part, Terms, allocate, leaf_of
from registry.domain.merkle import leaf_hash, verify_inclusion
from registry.errors import InvalidInput

TERMS = Terms(31_337, "0x" + "c1" * 20, 101, 1_704_067_200, 1_735_689_600)


def holder(number: int) -> str:
    return f"0x{number + 1:040x}"


@pytest.mark.parametrize("seed", range(20))
def test_shares_sum_and_are_within_a_kilogram_of_the_exact_part(seed: int) -> None:
    """Must give each member its quota rounded down or up, all of the total, and no kilogram twice."""
    chance = Random(seed)
    weights = [chance.choice((0, 1, chance.randint(1, 10**6))) for _ in range(chance.randint(1, 3_000))] + [1]
    total_kg = chance.randint(1, 10**9)
    parts = allocate(total_kg, [Member(holder(number), weight) for number, weight in enumerate(weights)])

    got = {part.holder: part.kg for part in parts}
    assert sum(got.values()) == total_kg
    assert [part.index for part in parts] == list(range(len(parts)))
    assert min(got.values()) >= 1
    for number, weight in enumerate(weights):
        exact = Fraction(total_kg * weight, sum(weights))
        assert abs(got.get(holder(number), 0) - exact) < 1
        assert weight or holder(number) not in got


def test_the_largest_remainders_get_what_is_left() -> None:
    """Must favour the largest remainder, and of equal ones the member named first."""
    members = [Member(holder(number), weight) for number, weight in enumerate((1, 1, 1, 3))]
    assert [part.kg for part in allocate(10, members)] == [2, 2, 1, 5]


def test_more_members_than_kilograms_leave_some_without() -> None:
    """Must give the first two of three equal members a kilogram, and the third no leaf."""
    parts = allocate(2, [Member(holder(number), 7) for number in range(3)])
    assert parts == [Part(0, holder(0), 1), Part(1, holder(1), 1)]


@pytest.mark.parametrize(("total_kg", "weights"), [(0, [1]), (10, [0, 0]), (10, []), (10, [2, -1])])
def test_what_cannot_be_shared_is_refused(total_kg: int, weights: list[int]) -> None:
    """Must refuse nothing to share, nobody to share it, and weights below zero."""
    with pytest.raises(InvalidInput):
        allocate(total_kg, [Member(holder(number), weight) for number, weight in enumerate(weights)])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 100])
def test_the_tree_is_the_one_that_is_sealed(size: int) -> None:
    """Must have the root and the paths of the product's other tree builder, and verify each part."""
    claims = Claims(TERMS, [Part(number, holder(number), number + 1) for number in range(size)])
    leaves = [leaf_of(TERMS, part) for part in claims.parts]
    other = MerkleTree(leaves)
    assert claims.root == other.root
    for part, leaf in zip(claims.parts, leaves, strict=True):
        path = claims.path(part.index)
        assert path == other.proof(part.index)
        assert verify_inclusion(leaf_hash(leaf), part.index, size, path, claims.root)


def test_a_leaf_is_ten_words() -> None:
    """Must be the ABI encoding of tag, chain, contract, kind, project, period, index, holder and kilograms."""
    leaf = leaf_of(TERMS, Part(3, holder(3), 1_234))
    words = [leaf[at : at + 32] for at in range(0, len(leaf), 32)]
    assert words[0] == b"CarboniX/claim/1".ljust(32, b"\0")
    numbers = [int.from_bytes(word, "big") for word in words[1:]]
    assert numbers == [31_337, int("c1" * 20, 16), 0, 101, 1_704_067_200, 1_735_689_600, 3, 4, 1_234]
