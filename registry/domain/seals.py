"""What is known of a seal: a Merkle root on chain, the leaves under it, and the place of a leaf."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class SealKind(IntEnum):
    """Kinds as in ISealRegistry.sol."""

    Passport = 0
    Offset = 1
    Report = 2
    Evidence = 3
    Certificate = 4
    Claims = 5
    Inventory = 6

    @property
    def word(self) -> str:
        """The kind as documents write it, e.g. "certificate"."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class SealedRoot:
    """A root that stands on chain; `block` is where its transaction was mined."""

    seal_id: int
    kind: SealKind
    root: str
    size: int
    transaction: str
    block: int


@dataclass(frozen=True, slots=True)
class SealedLeaf:
    """A leaf with its proof: number `index` (from 0) under the root; the path runs from the leaf upwards."""

    sealed: SealedRoot
    index: int
    data: bytes
    path: tuple[bytes, ...]
