"""What is known of a seal: a Merkle root on chain, the leaves under it, and the place of a leaf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from registry.domain.merkle import leaf_hash

LIST_TYPE = "carbonix/leaf-hashes/1"


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


def leaf_list(kind: SealKind, leaves: Sequence[bytes]) -> dict[str, str | list[str]]:
    """The leaf hashes of a seal, in order: enough to rebuild its tree and any proof, and nothing of what they say."""
    return {"type": LIST_TYPE, "kind": kind.word, "leafHashes": ["0x" + leaf_hash(leaf).hex() for leaf in leaves]}
