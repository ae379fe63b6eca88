"""Joins the oracle room to the house's hashes: canonical JSON, Merkle roots, EIP-712, its own code."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from eth_utils.crypto import keccak

from oracle.domain import methodology, readings, renewable_power
from registry.adapters.canonical_json import canonical
from registry.adapters.merkle_tree import MerkleTree
from registry.adapters.typed_data import attestation_digest, report_hash
from registry.domain.report import Layer, Report

MODEL_CODE = (readings, methodology, renewable_power)


class HouseCommitments:
    """The hash functions that the use cases need."""

    def canonical(self, value: object) -> bytes:
        """RFC 8785 bytes."""
        return canonical(value)

    def root(self, leaves: Sequence[bytes]) -> str:
        """RFC 6962 root as 0x hex. Raises Refused("ZeroSize")."""
        return "0x" + MerkleTree(leaves).root.hex()

    def methodology_id(self, name: str) -> str:
        """Keccak-256 of the name, 0x hex."""
        return "0x" + keccak(text=name).hex()

    def report_hash(self, report: Report) -> str:
        """EIP-712 struct hash, 0x hex."""
        return "0x" + report_hash(report).hex()

    def attestation_digest(
        self, chain_id: int, verifiers: str, report_hash: str, layer: Layer, organisation: str
    ) -> bytes:
        """What a verifier signs, 32 bytes."""
        return attestation_digest(chain_id, verifiers, bytes.fromhex(report_hash[2:]), layer, organisation)

    def code_hashes(self) -> dict[str, str]:
        """SHA-256 of the files that decide a quantity, by path within the house."""
        return _code_hashes()


def merkle_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The path of a leaf, from the leaf upwards. Raises Refused("ZeroSize"), Refused("IndexOutOfRange")."""
    return MerkleTree(leaves).proof(index)


@cache
def _code_hashes() -> dict[str, str]:
    # Read once: a process computes with the code that it loaded, not with what is written to the file afterwards.
    files = [Path(str(module.__file__)) for module in MODEL_CODE]
    return {f"oracle/domain/{file.name}": "0x" + hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
