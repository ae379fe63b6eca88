"""Signs an inspection: its document and the expert's attestation, by a wallet's two signatures or a key at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from oracle.domain.inspection import (
    Checklist,
    Inspection,
    Signed,
    inspection_document,
    require_complete,
    require_independent,
    require_spread,
)
from oracle.domain.monitoring_report import MonitoringReport
from oracle.ports.field import BoundaryStore, InspectionStore, Signatures
from oracle.usecases.inspect_claim import standing_of
from registry.domain.report import Attestation
from registry.domain.roles import Principal
from registry.ports import ChainReader, TransactionSigner


@dataclass(frozen=True, slots=True)
class ToSign:
    """What waits for the verifier's two signatures; the digests are EIP-712."""

    document: bytes
    document_hash: str
    inspection_digest: bytes
    attestation_digest: bytes


@dataclass(frozen=True, slots=True)
class GivenSignature:
    """A signer that holds one signature and no key: it gives it for the digest that it was made over."""

    address: str
    signature: bytes
    signatures: Signatures

    def sign_digest(self, digest: bytes) -> bytes:
        """The signature, if it is the address's over this digest. Raises Refused("InvalidSignature")."""
        self.signatures.require(self.address, digest, self.signature)
        return self.signature

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Nothing is sent with one signature."""
        raise ValueError(f"{self.address} gave a signature over a report, not over {sorted(transaction)}")


def prepare_signature(
    inspection: Inspection, checklist: Checklist, *, inspections: InspectionStore, signatures: Signatures
) -> ToSign:
    """The document as it stands now, and the digests over it. Nothing is kept."""
    answers, photos = inspections.answers(inspection.id), inspections.photos(inspection.id)
    document = signatures.canonical(inspection_document(inspection, checklist, answers, photos))
    document_hash = "0x" + hashlib.sha256(document).hexdigest()
    return ToSign(
        document,
        document_hash,
        signatures.inspection_digest(inspection.report_hash, document_hash, inspection.organisation),
        signatures.attestation_digest(inspection.report_hash, inspection.organisation),
    )


def sign_inspection(
    identity: str,
    signature: bytes,
    attestation: bytes,
    monitoring: MonitoringReport,
    checklist: Checklist,
    caller: Principal,
    at: int,
    *,
    chain: ChainReader,
    boundaries: BoundaryStore,
    inspections: InspectionStore,
    signatures: Signatures,
    attest: Callable[[MonitoringReport, TransactionSigner], Attestation],
) -> Inspection:
    """The signed inspection; `attest` checks the report as the expert layer does and keeps the attestation.

    Independence and spread are asked again: both may have changed since the inspection was opened. Raises
    InspectionUnknown, InspectionSigned, ChecklistIncomplete, InvalidSignature, and as `open_inspection` and `attest`.
    """
    inspection = inspections.find(caller.tenant, identity)
    standing, chain_time = standing_of(
        monitoring, inspection.verifier, caller.tenant, chain=chain, boundaries=boundaries
    )
    require_independent(standing, chain_time)
    require_complete(identity, checklist, inspections.answers(identity))
    waiting = prepare_signature(inspection, checklist, inspections=inspections, signatures=signatures)
    signatures.require(inspection.verifier, waiting.inspection_digest, signature)
    given = GivenSignature(inspection.verifier, attestation, signatures)
    given.sign_digest(waiting.attestation_digest)
    signed = Signed(waiting.document, "0x" + signature.hex(), "0x" + attestation.hex(), at)

    def check(counted: Mapping[str, int]) -> None:
        require_spread(caller.tenant, inspection.owner, counted)

    check(inspections.signed_of_owner(inspection.owner))
    attest(monitoring, given)  # before the inspection closes: a report whose document differs leaves it open
    inspections.sign(inspection, signed, caller.subject, check)
    return inspections.find(caller.tenant, identity)
