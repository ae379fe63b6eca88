"""Recomputes a report's document from what its claim rests on: no stored quantity, hash or document is believed."""

from __future__ import annotations

from dataclasses import replace

from oracle.domain.agreement_round import Answer
from oracle.domain.monitoring_report import MonitoringReport, report_document
from oracle.ports import ClaimSource, Commitments, ReportStore
from oracle.usecases.build_report import model_hash


def recompute_report(
    report_hash: str, *, source: ClaimSource, reports: ReportStore, commitments: Commitments
) -> Answer:
    """The document that the source gives for the report's project and period, and the kilograms in it.

    Of the report only its question is used: project, period, the declared parameters, how far it read the log, and a
    cooperative's claims, which follow from the chain and not from data. Raises ReportUnknown, and what the source
    raises.
    """
    monitoring = reports.by_hash(report_hash)
    basis = source.basis(monitoring.measured, monitoring.period)
    model, root = model_hash(commitments.canonical(basis.model)), commitments.root(basis.leaves)
    own = replace(monitoring.report, model_hash=model, data_root=root, data_size=len(basis.leaves))
    # All readings at hand are looked at; how far the report looked is its own word. What came later and changes
    # nothing does not part the two, and what changes anything does.
    basis = replace(basis, read_up_to=monitoring.read_up_to)
    document = commitments.canonical(report_document(basis, own) | _claims(monitoring))
    return Answer(document, basis.point_kg, basis.lower_bound_kg)


def _claims(monitoring: MonitoringReport) -> dict[str, object]:
    report = monitoring.report
    return {"claims": {"root": report.claims_root, "kg": str(report.claims_kg)}} if report.claims_kg else {}
