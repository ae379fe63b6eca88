"""Carries out what a claim decides once its window has passed; anybody may, and it happens once."""

from __future__ import annotations

from registry.domain.events import Receipt
from registry.ports import TransactionSigner, Transactor


def finalise_report(report_hash: str, *, outbox: Transactor, signer: TransactionSigner) -> Receipt:
    """The receipt with ReportFinalised: a reduction mints its whole credits, a loss works down the waterfall.

    Raises Refused by the contract's names: WindowOpen, ClaimUnknown, UnexpectedClaimStatus, ClaimExpired,
    SignerIsRevoked, UnexpectedReportKind.
    """
    return outbox.transact(f"finalise:{report_hash}", signer, "VerificationOracle", "finalise", report_hash)
