"""The sealed leaves that a walk names: three passports, one that is no footprint, and one under the wrong seal."""

from __future__ import annotations

from registry.domain.events import ZERO_HASH
from registry.domain.ledger_footprints import FootprintProof
from tests.contracts.conftest import keccak
from tests.contracts.leaves import footprint_leaf
from tests.contracts.seals.conftest import EVIDENCE, PASSPORT
from tests.vectors.make_merkle import path_of

COFFEE, TEA = keccak("coffee"), keccak("tea")

# Seals by number: kind and leaves; and where each named leaf stands.
LEAVES = {
    1: (
        PASSPORT,
        [footprint_leaf(PASSPORT, COFFEE, 2_500), b"words", footprint_leaf(PASSPORT, TEA, 400)],
    ),
    2: (EVIDENCE, [footprint_leaf(EVIDENCE, COFFEE, 2_500)]),
    3: (PASSPORT, [footprint_leaf(PASSPORT, keccak("juice"), 900)]),
}
PLACES = {"coffee": (1, 0), "words": (1, 1), "tea": (1, 2), "evidence": (2, 0), "juice": (3, 0)}
SUPERSEDED, SUPERSEDING = 1, 3


def proof_of(name: str) -> FootprintProof:
    seal, index = PLACES[name]
    leaves = LEAVES[seal][1]
    return FootprintProof(seal, leaves[index], index, tuple(path_of(index, leaves)))


def footprint_of(name: str | None) -> str:
    return proof_of(name).footprint if name else ZERO_HASH
