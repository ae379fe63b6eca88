"""Decides a challenge, as the arbiter: upheld, the claim is void; rejected, its window goes on."""

from __future__ import annotations

from oracle.usecases.challenge_claim import document_hash
from registry.domain.events import Receipt
from registry.ports import EvidenceStore, TransactionSigner, Transactor


def rule_claim(
    report_hash: str,
    reason: bytes,
    *,
    upheld: bool,
    evidence: EvidenceStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> Receipt:
    """The receipt with ClaimVoided or ChallengeRejected; the reason is kept as evidence under its SHA-256.

    Raises Refused by the contract's names: UnexpectedClaimStatus, RulingTimeOver, AccessManagedUnauthorized.
    """
    evidence.put(reason)
    digest = document_hash(reason)
    call = ("VerificationOracle", "rule", report_hash, upheld, digest)
    return outbox.transact(f"rule:{report_hash}:{digest}", signer, *call)
