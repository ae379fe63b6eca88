"""Puts a report's evidence on chain before anyone signs: one seal over its readings, one over report and model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oracle.domain.monitoring_report import MonitoringReport
from oracle.errors import DataRootDiffers
from oracle.ports import ClaimSource, Commitments
from registry.domain.seals import SealedRoot, SealKind
from registry.ports import EvidenceStore, SealStore, TransactionSigner, Transactor
from registry.usecases.seal_evidence import seal


@dataclass(frozen=True, slots=True)
class ReportSeals:
    """The seal over the readings, the seal over the documents, and of a cooperative the one over its claims."""

    evidence: SealedRoot
    report: SealedRoot
    claims: SealedRoot | None = None


def seal_report(
    monitoring: MonitoringReport,
    *,
    source: ClaimSource,
    evidence: EvidenceStore,
    seals: SealStore,
    commitments: Commitments,
    outbox: Transactor,
    signer: TransactionSigner,
    claims: Sequence[bytes] = (),
) -> ReportSeals:
    """Seals the readings (kind evidence) and the two documents (kind report); done again it returns the same seals.

    `claims` are the leaves of a cooperative's members; they are sealed too (kind claims).

    Raises DataRootDiffers if the stored readings are not those of the report, and Refused by the contract's names.
    """
    leaves = source.stored_leaves(monitoring.measured, monitoring.period)
    check_root(monitoring, leaves, commitments)
    uri = _uri_of_files(monitoring, evidence, commitments)
    data = seal(SealKind.Evidence, leaves, uri, store=seals, outbox=outbox, signer=signer)
    evidence.put(monitoring.model)
    documents = [monitoring.document, monitoring.model]
    place = f"ipfs://{evidence.put(monitoring.document)}"
    papers = seal(SealKind.Report, documents, place, store=seals, outbox=outbox, signer=signer)
    if not claims:
        return ReportSeals(data, papers)
    shared = seal(SealKind.Claims, claims, place, store=seals, outbox=outbox, signer=signer)
    return ReportSeals(data, papers, shared)


def check_root(monitoring: MonitoringReport, leaves: list[bytes], commitments: Commitments) -> None:
    """Raises DataRootDiffers unless the leaves are those under the report's root, all of them."""
    reported, computed = monitoring.report, commitments.root(leaves)
    if (reported.data_root, reported.data_size) != (computed, len(leaves)):
        raise DataRootDiffers(reported.data_root, reported.data_size, computed, len(leaves))


def _uri_of_files(monitoring: MonitoringReport, evidence: EvidenceStore, commitments: Commitments) -> str:
    """The raw file; where rows came in several files, a canonical list of them."""
    if len(monitoring.files) == 1:
        return f"ipfs://{monitoring.files[0]}"
    return f"ipfs://{evidence.put(commitments.canonical(list(monitoring.files)))}"
