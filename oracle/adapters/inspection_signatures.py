"""What verifiers sign in this house's deployment, as digests and as typed data for wallets, and who signed it."""

from __future__ import annotations

from typing import Any

from registry.adapters.canonical_json import canonical
from registry.adapters.chain import ChainGateway
from registry.adapters.signer import text_digest
from registry.adapters.typed_data import (
    ATTESTATION_TYPE,
    INSPECTION_TYPE,
    INSPECTIONS_NAME,
    VERIFIERS_NAME,
    VERSION,
    attestation_digest,
    inspection_digest,
)
from registry.adapters.wallet_signatures import signed_by
from registry.domain.report import Layer
from registry.errors import Refused

DOMAIN_MEMBERS = "string name,string version,uint256 chainId,address verifyingContract"


class ChainSignatures:
    """Digests and judgements for one chain: all stand under the address of its VerifierSet."""

    def __init__(self, gateway: ChainGateway) -> None:
        self._gateway = gateway

    def canonical(self, value: object) -> bytes:
        """RFC 8785 bytes."""
        return canonical(value)

    def inspection_digest(self, report_hash: str, document_hash: str, organisation: str) -> bytes:
        """EIP-712 digest of the inspection's document."""
        return inspection_digest(self._gateway.chain_id, self._verifiers, report_hash, document_hash, organisation)

    def attestation_digest(self, report_hash: str, organisation: str) -> bytes:
        """EIP-712 digest of the expert layer's attestation, as VerifierSet checks it."""
        report = bytes.fromhex(report_hash[2:])
        return attestation_digest(self._gateway.chain_id, self._verifiers, report, Layer.Expert, organisation)

    def text_digest(self, text: str) -> bytes:
        """EIP-191 digest."""
        return text_digest(text)

    def require(self, signer: str, digest: bytes, signature: bytes) -> None:
        """Raises Refused("InvalidSignature") unless the key signed, or the wallet at its address accepts (ERC-1271)."""
        if signed_by(self._gateway, self._gateway.head().number, signer, digest, signature):
            return
        shown = "0x" + digest.hex()
        sentence = f"the signature over {shown} is not that of {signer}"
        raise Refused("InvalidSignature", {"signer": signer, "digest": shown}, sentence)

    def inspection_data(self, report_hash: str, document_hash: str, organisation: str) -> dict[str, Any]:
        """The inspection for `eth_signTypedData_v4`."""
        message = {"reportHash": report_hash, "documentHash": document_hash, "organisation": organisation}
        return self._typed(INSPECTIONS_NAME, INSPECTION_TYPE, message)

    def attestation_data(self, report_hash: str, organisation: str) -> dict[str, Any]:
        """The attestation for `eth_signTypedData_v4`."""
        message = {"reportHash": report_hash, "layer": int(Layer.Expert), "organisation": organisation}
        return self._typed(VERIFIERS_NAME, ATTESTATION_TYPE, message)

    @property
    def _verifiers(self) -> str:
        return self._gateway.address_of("VerifierSet")

    def _typed(self, name: str, kind: str, message: dict[str, Any]) -> dict[str, Any]:
        primary, _, members = kind.rstrip(")").partition("(")
        domain = {"name": name, "version": VERSION, "chainId": self._gateway.chain_id}
        return {
            "types": {"EIP712Domain": _members(DOMAIN_MEMBERS), primary: _members(members)},
            "primaryType": primary,
            "domain": domain | {"verifyingContract": self._verifiers},
            "message": message,
        }


def _members(text: str) -> list[dict[str, str]]:
    return [dict(zip(("type", "name"), member.split(), strict=True)) for member in text.split(",")]
