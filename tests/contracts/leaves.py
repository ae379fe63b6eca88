"""Leaves that the contracts build or read, encoded apart from the product, and trees over them by RFC 6962."""

from __future__ import annotations

from typing import Any, NamedTuple

from eth_abi import encode

from tests.vectors.make_merkle import path_of, root_of, text

FOOTPRINT_TAG, PORTION_TAG = b"CarboniX/footprint/1", b"CarboniX/portion/1"


class Portion(NamedTuple):
    """IRetirementCertificate.Portion."""

    index: int
    beneficiary: str
    kg: int
    details: str


def footprint_leaf(kind: int, document: str, kg: int, tag: bytes = FOOTPRINT_TAG) -> bytes:
    """Four words: tag, kind of the seal, hash of the document, total kilograms."""
    return encode(["bytes32", "uint256", "bytes32", "uint256"], [tag, kind, raw(document), kg])


def portion_leaf(certificates: Any, chain_id: int, batch: int, portion: Portion) -> bytes:
    """Eight words: tag, chain, contract, batch, and what the portion says."""
    types = ["bytes32", "uint256", "address", "uint256", "uint64", "address", "uint64", "bytes32"]
    index, beneficiary, kg, details = portion
    where = [PORTION_TAG, chain_id, str(certificates.address), batch]
    return encode(types, [*where, index, str(beneficiary), kg, raw(details)])


def root(leaves: list[bytes]) -> str:
    return text(root_of(leaves))


def path(index: int, leaves: list[bytes]) -> list[str]:
    return [text(step) for step in path_of(index, leaves)]


def raw(word: str) -> bytes:
    return bytes.fromhex(word.removeprefix("0x"))
