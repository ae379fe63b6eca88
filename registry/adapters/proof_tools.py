"""Hashing, signatures and the node connection that proofs need; nothing in here opens a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eth_abi.exceptions import DecodingError
from eth_utils.crypto import keccak

from registry.adapters import canonical_json, recovery, signer, typed_data
from registry.adapters.chain import ChainGateway
from registry.adapters.deployment import deployment_of_addresses
from registry.domain.bundle import Bundle
from registry.domain.report import Layer, Report
from registry.errors import ChainUnavailable

RPC_TIMEOUT_S = 20


class EthereumProofTools:
    """The functions of the chain, computed here."""

    def canonical(self, value: object) -> bytes:
        """RFC 8785 bytes. Raises NotCanonical."""
        return canonical_json.canonical(value)

    def parse_canonical(self, data: bytes) -> Any:
        """The value of canonical bytes. Raises NotCanonical."""
        return canonical_json.parse_canonical(data)

    def keccak(self, data: bytes) -> str:
        """Keccak-256 as 0x hex."""
        return "0x" + keccak(data).hex()

    def report_hash(self, report: Report) -> bytes:
        """EIP-712 struct hash of a report."""
        return typed_data.report_hash(report)

    def attestation_digest(
        self, chain_id: int, verifiers: str, report_hash: bytes, layer: Layer, organisation: str
    ) -> bytes:
        """EIP-712 digest that a verifier signs."""
        return typed_data.attestation_digest(chain_id, verifiers, report_hash, layer, organisation)

    def text_digest(self, text: str) -> bytes:
        """EIP-191 digest of a text."""
        return signer.text_digest(text)

    def recover(self, digest: bytes, signature: bytes) -> str:
        """The signer's address. Raises Refused("InvalidSignature")."""
        return recovery.recover(digest, signature)


class ProofGateway(ChainGateway):
    """A gateway to contracts that a stranger's file names: an answer of the wrong shape is an error, not a crash."""

    def call(self, contract: str, function: str, *args: object, at: int) -> Any:
        """As ChainGateway.call; raises ChainUnavailable for an answer that the ABI cannot read."""
        try:
            return super().call(contract, function, *args, at=at)
        except DecodingError as fault:
            sentence = f"{contract} at {self.address_of(contract)} gives no readable answer to {function}"
            raise ChainUnavailable(sentence, {"contract": contract, "function": function}) from fault


def node_at(rpc_url: str, timeout_s: int = RPC_TIMEOUT_S) -> Callable[[Bundle], ProofGateway]:
    """Connects to a node, with the addresses that a bundle names."""

    def open_chain(bundle: Bundle) -> ProofGateway:
        return ProofGateway(rpc_url, deployment_of_addresses(bundle.chain_id, bundle.addresses), timeout_s)

    return open_chain
