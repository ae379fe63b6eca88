"""Sends an attested report to the chain, once: a restart sends the same report again and gets the same receipt."""

from __future__ import annotations

from collections.abc import Sequence

from oracle.domain.monitoring_report import MonitoringReport
from oracle.ports import ReportStore
from registry.domain.events import Receipt
from registry.domain.report import Attestation
from registry.errors import Refused
from registry.ports import TransactionSigner, Transactor


def submit_report(
    monitoring: MonitoringReport,
    attestations: Sequence[Attestation],
    *,
    reports: ReportStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> Receipt:
    """The receipt with ReportSubmitted and Attested: the claim's window is open.

    Raises Refused by the contract's names (InvalidAttestation, QuorumMissing, StaleConfiguration, ...); a refused
    report can be built and signed anew.
    """
    # Noted before it leaves: from here on nobody builds another report for this period.
    reports.mark_sent(monitoring.report_hash, sent=True)
    # The hash is part of the intent: a report that was mined and reverted must not stand in the way of the next one
    # with its nonce, and the contract takes a nonce once.
    intent = f"report:{monitoring.report.project}:{monitoring.report.nonce}:{monitoring.report_hash}"
    signed = by_rising_signer(attestations)
    try:
        receipt = outbox.transact(intent, signer, "VerificationOracle", "submit", monitoring.report, signed)
    except Refused:
        reports.mark_sent(monitoring.report_hash, sent=False)
        raise
    reports.record_transaction(monitoring.report_hash, receipt.transaction)
    return receipt


def by_rising_signer(attestations: Sequence[Attestation]) -> list[Attestation]:
    """In the order that the contract demands, so that no signer can count twice."""
    return sorted(attestations, key=lambda attestation: int(attestation.signer, 16))
