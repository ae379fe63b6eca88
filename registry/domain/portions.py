"""The portions of a retirement for many: one leaf per beneficiary, under the root that the retirement names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.domain.merkle import leaf_hash, path_of, rows_of

PORTION_TAG = b"CarboniX/portion/1"
_WORD = 32


@dataclass(frozen=True, slots=True)
class Portion:
    """One beneficiary's kilograms; `details_hash` is the salted hash of what stays off chain."""

    index: int
    beneficiary: str
    kg: int
    details_hash: str


@dataclass(frozen=True, slots=True)
class PortionScope:
    """What every leaf names beside its beneficiary; `contract` is RetirementCertificate."""

    chain_id: int
    contract: str
    batch: int


class PortionTree:
    """The tree over all portions of one retirement, in their order."""

    def __init__(self, scope: PortionScope, portions: Sequence[Portion]) -> None:
        self.portions = tuple(portions)
        self._rows = rows_of([leaf_hash(portion_leaf(scope, portion)) for portion in portions])

    @property
    def root(self) -> str:
        return "0x" + self._rows[-1][0].hex()

    @property
    def total_kg(self) -> int:
        return sum(portion.kg for portion in self.portions)

    def path(self, index: int) -> list[str]:
        """The proof of portion `index`, from the leaf upwards, as 0x hex."""
        return ["0x" + step.hex() for step in path_of(self._rows, index)]


def portion_leaf(scope: PortionScope, portion: Portion) -> bytes:
    """abi.encode(tag, chain id, contract, batch, index, beneficiary, kg, detailsHash)."""
    numbers = (scope.chain_id, int(scope.contract, 16), scope.batch, portion.index, int(portion.beneficiary, 16))
    words = b"".join(number.to_bytes(_WORD, "big") for number in (*numbers, portion.kg))
    return PORTION_TAG.ljust(_WORD, b"\0") + words + bytes.fromhex(portion.details_hash[2:])
