"""Introduces the oracle room's adapters to its use cases: one opened oracle whose methods are its verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from oracle.adapters.commitments import HouseCommitments
from oracle.adapters.meter_book import DeclaredMeters, rows_content
from oracle.adapters.meter_files import MeterFile, load_meter_file
from oracle.adapters.reading_store import ReadingTable
from oracle.adapters.report_store import ReportTable
from oracle.domain.imports import ReadingsImport
from oracle.domain.methodology import METHODOLOGY_NAME, methodology_document
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.readings import Period, Row
from oracle.ports import Commitments, MeterBook
from oracle.usecases.attest_report import (
    attest_as_expert,
    attest_as_model,
    attest_as_sensor_layer,
    find_attestation,
)
from oracle.usecases.build_report import OracleProject, build_report
from oracle.usecases.import_readings import import_readings
from oracle.usecases.quantify_period import QuantifiedPeriod, quantify_period
from oracle.usecases.seal_report import ReportSeals, seal_report
from oracle.usecases.submit_report import submit_report
from registry.bootstrap import Registry
from registry.domain.events import Receipt
from registry.domain.report import Attestation, Layer
from registry.ports import TransactionSigner


@dataclass(frozen=True)
class Oracle:
    """The oracle room on one registry. Every verb can be repeated: it then returns what it returned before."""

    registry: Registry
    readings: ReadingTable
    reports: ReportTable
    meters: MeterBook = field(default_factory=DeclaredMeters)
    commitments: Commitments = field(default_factory=HouseCommitments)

    @property
    def methodology_name(self) -> str:
        """The name under which the chain registers the methodology."""
        return METHODOLOGY_NAME

    def methodology_document(self) -> bytes:
        """The methodology's canonical document; its SHA-256 is the document hash on chain."""
        return self.commitments.canonical(methodology_document())

    def import_file(self, file: MeterFile) -> ReadingsImport:
        """Imports a meter file from its wheel. Raises MeterFileMissing."""
        return self.import_content(file.meter.id, load_meter_file(file))

    def import_rows(self, meter: str, rows: list[Row]) -> ReadingsImport:
        """Imports rows that came one by one."""
        return self.import_content(meter, rows_content(meter, rows))

    def import_content(self, meter: str, content: bytes) -> ReadingsImport:
        """Imports content of a meter; see import_readings."""
        return import_readings(
            meter, content, meters=self.meters, readings=self.readings, evidence=self.registry.evidence
        )

    def quantify(self, meter: str, period: Period, project_emissions_kg: Fraction = Fraction(0)) -> QuantifiedPeriod:
        """The reduction of a period; see quantify_period."""
        return quantify_period(meter, period, project_emissions_kg, meters=self.meters, readings=self.readings)

    def build_report(self, project: OracleProject, period: Period) -> MonitoringReport:
        """The report of a period, kept or new; see build_report."""
        return build_report(
            project,
            period,
            chain=self.registry.chain,
            meters=self.meters,
            readings=self.readings,
            reports=self.reports,
            commitments=self.commitments,
        )

    def seal_report(self, monitoring: MonitoringReport, sealer: TransactionSigner) -> ReportSeals:
        """Seals readings and documents; see seal_report."""
        return seal_report(
            monitoring,
            meters=self.meters,
            readings=self.readings,
            evidence=self.registry.evidence,
            seals=self.registry.seals,
            commitments=self.commitments,
            outbox=self.registry.outbox,
            signer=sealer,
        )

    def attest(self, monitoring: MonitoringReport, layer: Layer, verifier: TransactionSigner) -> Attestation:
        """The layer's check, then its signature; see attest_report."""
        chain, reports, commitments = self.registry.chain, self.reports, self.commitments
        given = find_attestation(monitoring, layer, verifier, reports=reports)
        if given is not None:
            return given
        if layer is Layer.Sensor:
            return attest_as_sensor_layer(
                monitoring,
                verifier,
                chain=chain,
                meters=self.meters,
                readings=self.readings,
                evidence=self.registry.evidence,
                reports=reports,
                commitments=commitments,
            )
        if layer is Layer.Model:
            return attest_as_model(
                monitoring,
                verifier,
                chain=chain,
                meters=self.meters,
                readings=self.readings,
                reports=reports,
                commitments=commitments,
            )
        return attest_as_expert(monitoring, verifier, chain=chain, reports=reports, commitments=commitments)

    def submit(
        self, monitoring: MonitoringReport, attestations: Sequence[Attestation], operator: TransactionSigner
    ) -> Receipt:
        """Sends the report, once; see submit_report."""
        return submit_report(
            monitoring, attestations, reports=self.reports, outbox=self.registry.outbox, signer=operator
        )


def open_oracle(registry: Registry) -> Oracle:
    """The oracle room on an opened registry."""
    return Oracle(registry, ReadingTable(registry.database), ReportTable(registry.database))
