"""Shares a cooperative's mintable kilograms among its members, to the last kilogram, and proves each member's part.

A member's part is a leaf of one RFC 6962 tree; the verifiers sign its root and total: contracts/CooperativeClaims.sol.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.domain.merkle import leaf_hash, path_of, rows_of
from registry.errors import InvalidInput

CLAIM_TAG = b"CarboniX/claim/1"
_WORD = 32
_GAIN = 0
"""IVerificationOracle.ReportKind.Gain."""


@dataclass(frozen=True, slots=True)
class Member:
    """A holder, 0x hex, and what its part is measured by: kilograms, hectares, trees."""

    holder: str
    weight: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a claim is bound to: it serves on this chain, at this contract, for this period of this project alone."""

    chain_id: int
    contract: str
    project: int
    period_start: int
    period_end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A member's claim: its number in the tree and its kilograms."""

    index: int
    holder: str
    kg: int


class Claims:
    """The tree over all parts."""

    def __init__(self, terms: Terms, parts: Sequence[Part]) -> None:
        self._rows = rows_of([leaf_hash(leaf_of(terms, part)) for part in parts])
        self.parts = tuple(parts)
        self.total_kg = sum(part.kg for part in parts)

    @property
    def root(self) -> bytes:
        return self._rows[-1][0]

    @property
    def size(self) -> int:
        return len(self.parts)

    def path(self, index: int) -> list[bytes]:
        """The proof of part `index`, from the leaf upwards."""
        return path_of(self._rows, index)


def allocate(total_kg: int, members: Sequence[Member]) -> list[Part]:
    """Parts in proportion to the weights, summing to `total_kg` exactly.

    Largest remainder (Hamilton): each gets the whole kilograms of its quota, and what is left goes, a kilogram each, to
    the largest remainders, of equal ones to the member named first. Who gets no kilogram has no part.
    Raises InvalidInput.
    """
    weight = sum(member.weight for member in members)
    if any(member.weight < 0 for member in members) or weight == 0:
        raise InvalidInput("weight", weight, "weights are not negative and not all zero")
    if total_kg < 1:
        raise InvalidInput("total_kg", total_kg, "there must be a kilogram to share")
    quotas = [divmod(total_kg * member.weight, weight) for member in members]
    left = total_kg - sum(kg for kg, _ in quotas)
    favoured = set(sorted(range(len(quotas)), key=lambda position: (-quotas[position][1], position))[:left])
    kilograms = [kg + (position in favoured) for position, (kg, _) in enumerate(quotas)]
    held = [(member.holder, kg) for member, kg in zip(members, kilograms, strict=True) if kg]
    return [Part(index, holder, kg) for index, (holder, kg) in enumerate(held)]


def leaf_of(terms: Terms, part: Part) -> bytes:
    """abi.encode(bytes32("CarboniX/claim/1"), chain id, contract, uint8(0), project, period, index, holder, kg)."""
    words = (
        terms.chain_id,
        int(terms.contract, 16),
        _GAIN,
        terms.project,
        terms.period_start,
        terms.period_end,
        part.index,
        int(part.holder, 16),
        part.kg,
    )
    return CLAIM_TAG.ljust(_WORD, b"\0") + b"".join(word.to_bytes(_WORD, "big") for word in words)
