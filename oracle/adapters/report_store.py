"""Keeps reports and their attestations, so that a restart sends the very report that was signed."""

from __future__ import annotations

import json

from sqlmodel import Session, col, select

from oracle.adapters.tables import AttestationRow, MeterProjectRow, ReportRow
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.readings import Period
from oracle.errors import MeterInOtherProject, ReportUnknown
from registry.adapters.database import Database
from registry.domain.report import Attestation, Layer, Report, ReportKind
from registry.domain.struct import from_struct, to_struct


class ReportTable:
    """The store of reports over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_period(self, project: int, period: Period) -> MonitoringReport | None:
        """The report of exactly this period, if there is one."""
        with self._database.reading() as session:
            row = session.get(ReportRow, (str(project), period.start_s, period.end_s))
            return None if row is None else _report_of(row)

    def by_hash(self, report_hash: str) -> MonitoringReport:
        """The report of this hash. Raises ReportUnknown."""
        with self._database.reading() as session:
            return _report_of(_row(session, report_hash))

    def keep(self, report: MonitoringReport) -> None:
        """Stores a report in place of an unsent one of the same period. Raises MeterInOtherProject."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"report:{report.report.project}")
            if report.meter:  # devices of a plan belong to their project by their enrolment
                _claim_meter(session, report.meter, report.report.project)
            session.merge(_row_of(report))

    def is_sent(self, report_hash: str) -> bool:
        """True from the moment before the report first left the house."""
        with self._database.reading() as session:
            return _row(session, report_hash).sent

    def mark_sent(self, report_hash: str, *, sent: bool) -> None:
        """Notes that the report is about to leave, or that the chain refused it without a trace."""
        with self._database.transaction() as session:
            _row(session, report_hash).sent = sent

    def record_transaction(self, report_hash: str, transaction: str) -> None:
        """Notes which transaction carried the report."""
        with self._database.transaction() as session:
            _row(session, report_hash).transaction = transaction

    def transaction_of(self, report_hash: str) -> str | None:
        """The transaction that carried the report, if any. Raises ReportUnknown."""
        with self._database.reading() as session:
            return _row(session, report_hash).transaction

    def attest(self, report_hash: str, attestation: Attestation) -> None:
        """Keeps a verifier's signature; the same verifier's later one takes its place."""
        with self._database.transaction() as session:
            session.merge(
                AttestationRow(
                    report_hash=report_hash,
                    signer=attestation.signer,
                    layer=int(attestation.layer),
                    organisation=attestation.organisation,
                    signature=attestation.signature,
                )
            )

    def attestations(self, report_hash: str) -> list[Attestation]:
        """Attestations of a report by rising signer."""
        query = (
            select(AttestationRow).where(AttestationRow.report_hash == report_hash).order_by(col(AttestationRow.signer))
        )
        with self._database.reading() as session:
            return [
                Attestation(row.signer, Layer(row.layer), row.organisation, row.signature)
                for row in session.exec(query)
            ]


def _claim_meter(session: Session, meter: str, project: int) -> None:
    owner = session.get(MeterProjectRow, meter)
    if owner is None:
        session.add(MeterProjectRow(meter=meter, project=str(project)))
    elif owner.project != str(project):
        raise MeterInOtherProject(meter, int(owner.project), project)


def _row(session: Session, report_hash: str) -> ReportRow:
    row = session.exec(select(ReportRow).where(ReportRow.report_hash == report_hash)).first()
    if row is None:
        raise ReportUnknown(report_hash)
    return row


def _row_of(report: MonitoringReport) -> ReportRow:
    return ReportRow(
        project=str(report.report.project),
        period_start=report.report.period_start,
        period_end=report.report.period_end,
        report_hash=report.report_hash,
        meter=report.meter,
        fields=json.dumps(to_struct(report.report)),
        document=report.document,
        model=report.model,
        files=json.dumps(report.files),
    )


def _report_of(row: ReportRow) -> MonitoringReport:
    struct = json.loads(row.fields)
    report = from_struct(Report, struct, {"kind": ReportKind})
    return MonitoringReport(report, row.report_hash, row.meter, row.document, row.model, tuple(json.loads(row.files)))
