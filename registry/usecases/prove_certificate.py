"""Writes the proof bundle of a sealed retirement: one file that a stranger can check without us."""

from __future__ import annotations

from typing import Any, Protocol

from registry.domain.bundle import attestation_part, inclusion_part, issuer_text, report_part, seal_part
from registry.domain.bundle_schema import CONTRACTS, FORMAT
from registry.domain.merkle import leaf_hash
from registry.domain.notices import notice_for
from registry.domain.projection import Projection
from registry.domain.records import Claim
from registry.domain.seals import SealKind
from registry.errors import InvalidInput, NotFound
from registry.ports import ProofChain, ProofTools, SealStore
from registry.usecases.state_certificate import state_certificate


class Issuer(Protocol):
    """The key that sealed the root; it signs the bundle too."""

    @property
    def address(self) -> str: ...

    def sign_text(self, text: str) -> bytes: ...


def prove_certificate(
    certificate: int, *, ledger: Projection, chain: ProofChain, tools: ProofTools, store: SealStore, issuer: Issuer
) -> bytes:
    """The bundle's bytes (RFC 8785, no final newline); the same certificate gives the same bytes.

    Raises NotFound: CertificateUnknown, CertificateNotSealed; InvalidInput if the issuer is not who sealed.
    """
    statement = state_certificate(certificate, ledger=ledger, chain=chain)
    leaf = store.find(leaf_hash(tools.canonical(statement)), SealKind.Certificate)
    if leaf is None or leaf.sealed.seal_id not in ledger.seals:
        raise NotFound("seal that holds certificate", certificate, name="CertificateNotSealed")
    seal = ledger.seals[leaf.sealed.seal_id]
    if issuer.address != seal.sealer:
        raise InvalidInput("issuer", issuer.address, f"must be {seal.sealer}, who sealed certificate {certificate}")
    claim = ledger.claims[statement["reportHash"]]
    unsigned: dict[str, Any] = {
        "format": FORMAT,
        "notice": notice_for(statement["serials"]),
        "statement": statement,
        "inclusion": inclusion_part(leaf),
        "seal": seal_part(seal),
        "contracts": _contracts(chain),
    } | _verification(claim)
    signature = issuer.sign_text(issuer_text(tools.canonical(unsigned)))
    return tools.canonical(unsigned | {"issuer": {"address": issuer.address, "signature": "0x" + signature.hex()}})


def _contracts(chain: ProofChain) -> dict[str, Any]:
    newest = chain.head().number
    return {
        "chainId": str(chain.chain_id),
        "addresses": {name: chain.address_of(name) for name in CONTRACTS},
        "codeHashes": {name: chain.code_hash(name, newest) for name in CONTRACTS},
    }


def _verification(claim: Claim) -> dict[str, Any]:
    if claim.report is None:
        raise NotFound("report", claim.report_hash, name="ClaimUnknown")
    attestations = sorted(claim.attestations, key=lambda entry: entry.signer)
    return {"report": report_part(claim.report), "attestations": [attestation_part(entry) for entry in attestations]}
