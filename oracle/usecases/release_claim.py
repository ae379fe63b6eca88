"""Voids a claim that cannot be finalised any more: the arbiter was silent, a signer was revoked, or it expired."""

from __future__ import annotations

from registry.domain.events import Receipt
from registry.ports import TransactionSigner, Transactor


def release_claim(report_hash: str, *, outbox: Transactor, signer: TransactionSigner) -> Receipt:
    """The receipt with ClaimVoided; anybody may. Raises Refused: ClaimStands, ClaimUnknown."""
    return outbox.transact(f"release:{report_hash}", signer, "VerificationOracle", "release", report_hash)
