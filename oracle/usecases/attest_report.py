"""Lets each of the three layers check a report by its own means, and sign it only if its check holds.

Sensor: reads the bytes as received again, judges them anew and rebuilds the Merkle root. Model: computes the kilograms
again from the stored readings. Expert: compares the document that a person reads with what is signed.
"""

from __future__ import annotations

import json
from typing import Any

from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.readings import utc_text
from oracle.errors import DocumentDiffers, ModelDiffers, QuantityDiffers
from oracle.ports import ClaimSource, Commitments, ReportStore
from oracle.usecases.build_report import model_hash
from oracle.usecases.seal_report import check_root
from registry.domain.events import ZERO_HASH
from registry.domain.report import Attestation, Layer, Report
from registry.ports import ChainReader, TransactionSigner

NO_CLAIMS = {"root": ZERO_HASH, "kg": "0"}


def attest_as_sensor_layer(
    monitoring: MonitoringReport,
    signer: TransactionSigner,
    *,
    chain: ChainReader,
    source: ClaimSource,
    reports: ReportStore,
    commitments: Commitments,
) -> Attestation:
    """Signs for the sensor layer if the bytes as received, judged again, give the report's data root.

    Raises DataRootDiffers, EvidenceCorrupt, and NotFound("EvidenceUnknown").
    """
    check_root(monitoring, source.raw_leaves(monitoring.measured, monitoring.period), commitments)
    return _sign(monitoring, Layer.Sensor, signer, chain, reports, commitments)


def attest_as_model(
    monitoring: MonitoringReport,
    signer: TransactionSigner,
    *,
    chain: ChainReader,
    source: ClaimSource,
    reports: ReportStore,
    commitments: Commitments,
) -> Attestation:
    """Signs for the model layer if the model at hand, on the stored readings, gives the report's kilograms.

    Raises ModelDiffers, QuantityDiffers, and what the source raises where there is nothing.
    """
    basis = source.basis(monitoring.measured, monitoring.period)
    ours = model_hash(commitments.canonical(basis.model))
    if monitoring.report.model_hash != ours:
        raise ModelDiffers(monitoring.report.model_hash, ours)
    _check_kilograms("pointKg", monitoring.report.point_kg, basis.point_kg)
    _check_kilograms("lowerBoundKg", monitoring.report.lower_bound_kg, basis.lower_bound_kg)
    return _sign(monitoring, Layer.Model, signer, chain, reports, commitments)


def attest_as_expert(
    monitoring: MonitoringReport,
    signer: TransactionSigner,
    *,
    chain: ChainReader,
    reports: ReportStore,
    commitments: Commitments,
) -> Attestation:
    """Signs for the expert layer if the document that was read says what the report says. Raises DocumentDiffers."""
    read, report = _members(monitoring.document), monitoring.report
    said = {
        "project": (str(report.project), read["project"]),
        "periodStart": (utc_text(report.period_start), read["period"]["start"]),
        "periodEnd": (utc_text(report.period_end), read["period"]["end"]),
        "methodology": (report.methodology, commitments.methodology_id(read["methodology"])),
        "pointKg": (str(report.point_kg), read["reduction"]["pointKg"]),
        "lowerBoundKg": (str(report.lower_bound_kg), read["reduction"]["lowerBoundKg"]),
        "modelHash": (report.model_hash, read["modelHash"]),
        "dataRoot": (report.data_root, read["data"]["root"]),
        "dataSize": (str(report.data_size), read["data"]["size"]),
        "claimsRoot": (report.claims_root, read.get("claims", NO_CLAIMS)["root"]),
        "claimsKg": (str(report.claims_kg), read.get("claims", NO_CLAIMS)["kg"]),
        "model": (report.model_hash, model_hash(monitoring.model)),
        "reportHash": (monitoring.report_hash, commitments.report_hash(report)),
    }
    for field, (reported, documented) in said.items():
        if reported != documented:
            raise DocumentDiffers(field, reported, documented)
    return _sign(monitoring, Layer.Expert, signer, chain, reports, commitments)


def find_attestation(
    monitoring: MonitoringReport, layer: Layer, signer: TransactionSigner, *, reports: ReportStore
) -> Attestation | None:
    """The signer's word on a report that left the house already: it stands, whatever model is at hand today."""
    if not reports.is_sent(monitoring.report_hash) or reports.by_hash(monitoring.report_hash) != monitoring:
        return None
    given = reports.attestations(monitoring.report_hash)
    return next((each for each in given if (each.signer, each.layer) == (signer.address, layer)), None)


def _sign(
    monitoring: MonitoringReport,
    layer: Layer,
    signer: TransactionSigner,
    chain: ChainReader,
    reports: ReportStore,
    commitments: Commitments,
) -> Attestation:
    attestation = sign_report(monitoring.report, layer, signer, chain, commitments)
    reports.attest(monitoring.report_hash, attestation)
    return attestation


def sign_report(
    report: Report, layer: Layer, signer: TransactionSigner, chain: ChainReader, commitments: Commitments
) -> Attestation:
    """The organisation is the one of the signer's accreditation: the contract hashes that one and no other."""
    accredited = chain.call("VerifierSet", "verifierOf", signer.address, at=chain.head().number)
    digest = commitments.attestation_digest(
        chain.chain_id,
        chain.address_of("VerifierSet"),
        commitments.report_hash(report),
        layer,
        accredited["organisation"],
    )
    signature = "0x" + signer.sign_digest(digest).hex()
    return Attestation(signer.address, layer, accredited["organisation"], signature)


def _check_kilograms(field: str, reported_kg: int, computed_kg: int) -> None:
    if reported_kg != computed_kg:
        raise QuantityDiffers(field, reported_kg, computed_kg)


def _members(document: bytes) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(document)
    return members
