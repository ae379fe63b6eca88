"""Keeps reports with their files, releases them when two people agreed, and freezes the base year with the first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from passport.adapters.generations import touch
from passport.adapters.report_tables import BaseYearRow, ReportFileRow, ReportRow
from passport.domain.reports.inventory import BaseYear, Masses, Method
from passport.domain.reports.kept import KeptReport, release_payload
from passport.errors import BaseYearFrozen, CompanyReportUnknown, ReportDiffers
from registry.adapters.approvals import Approvals, payload_of
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.adapters.evidence_chain import EvidenceChains
from registry.domain.approvals import Approval, ApprovalKind, ApprovalState
from registry.domain.cid import cid_of
from registry.domain.evidence_chain import Content

LONGEST_PAGE = 100
EVIDENCE_TAGS = ("carbon", "esg", "report")


class ReportTable:
    """The reports of all companies over the database."""

    def __init__(self, database: Database, approvals: Approvals, log: AuditLog) -> None:
        self._database = database
        self._approvals = approvals
        self._log = log

    def propose(self, report: KeptReport, files: Mapping[Any, bytes]) -> KeptReport:
        """Keeps the report with its files and opens the approval of its release, in one transaction.

        A report that waits or was released already is returned as it stands.
        """
        with self._database.transaction() as session:
            self._database.serialise(session, f"report:{report.id}")
            row = session.get(ReportRow, report.id)
            if row is not None and not self._turned_down(row, report.proposed_at):
                return _kept(session, row)
            approval = self._approvals.propose(
                session,
                kind=ApprovalKind.REPORT_RELEASE,
                tenant=report.tenant,
                proposer=report.proposer,
                payload=release_payload(report),
                at=report.proposed_at,
            )
            if row is None:
                row = _insert(session, report, files, approval)
            row.proposer, row.proposed_at, row.approval = report.proposer, report.proposed_at, approval.id
            session.add(row)
            session.flush()
            return _kept(session, row)

    def release(self, session: Session, approval: Approval) -> None:
        """What follows from the approval, in its transaction: the report is released, a first one sets the base year.

        Raises CompanyReportUnknown, ReportDiffers, BaseYearFrozen; then nothing is decided.
        """
        payload = payload_of(approval)
        named = str(payload.get("report", ""))
        report = _kept(session, _row(session, named, approval.tenant))
        if payload != release_payload(report) or report.approval != approval.id:
            raise ReportDiffers(named)
        _set_base_year(session, report)
        row = _row(session, report.id, approval.tenant)
        row.released_at = approval.decided_at
        session.add(row)
        touch(session, approval.tenant)  # the first release moves the targets in every cached answer

    def find(self, report_id: str, tenant: str) -> KeptReport:
        """A company's report. Raises CompanyReportUnknown."""
        with self._database.reading() as session:
            return _kept(session, _row(session, report_id, tenant))

    def of_tenant(self, tenant: str, *, after: str | None = None) -> list[KeptReport]:
        """A company's reports, newest first, at most LONGEST_PAGE; `after` is the last one of the page before.

        Raises CompanyReportUnknown for an `after` that the company does not have.
        """
        query = select(ReportRow).where(ReportRow.tenant == tenant)
        query = query.order_by(col(ReportRow.proposed_at).desc(), col(ReportRow.id)).limit(LONGEST_PAGE)
        with self._database.reading() as session:
            if after is not None:
                last = _row(session, after, tenant)
                older = col(ReportRow.proposed_at) < last.proposed_at
                beside = (col(ReportRow.proposed_at) == last.proposed_at) & (col(ReportRow.id) > last.id)
                query = query.where(older | beside)
            return [_kept(session, row) for row in session.exec(query).all()]

    def content(self, report_id: str, tenant: str, kind: str) -> bytes:
        """One file, byte for byte. Raises CompanyReportUnknown."""
        with self._database.reading() as session:
            _row(session, report_id, tenant)
            row = session.get(ReportFileRow, (report_id, kind))
        if row is None:
            raise CompanyReportUnknown(f"{report_id}/{kind}")
        return row.content

    def unsealed(self) -> list[tuple[str, str]]:
        """Id and tenant of every report that was released and is not sealed, the oldest release first."""
        query = select(ReportRow.id, ReportRow.tenant).where(
            col(ReportRow.released_at).is_not(None), col(ReportRow.seal_id).is_(None)
        )
        with self._database.reading() as session:
            return list(session.exec(query.order_by(col(ReportRow.released_at), col(ReportRow.id))).all())

    def sealed_content(self, file_hash: str) -> bytes | None:
        """The file with this SHA-256 (0x hex) if it is of a sealed report, whosever it is; for verification only."""
        query = select(ReportFileRow.content).join(ReportRow, col(ReportFileRow.report) == ReportRow.id)
        query = query.where(ReportFileRow.sha256 == file_hash, col(ReportRow.seal_id).is_not(None))
        with self._database.reading() as session:
            return session.exec(query.limit(1)).first()

    def keep_seal(self, report: KeptReport, actor: str, at: int) -> None:
        """Remembers statement and seal, chains the statement as evidence, tells the audit log; twice is once."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"report:{report.id}")
            row = _row(session, report.id, report.tenant)
            if row.seal_id is not None:
                return
            row.statement, row.seal_id, row.root = report.statement, report.seal_id, report.root
            session.add(row)
            self._chain(session, report, at)
            facts = {"seal": report.seal_id, "root": report.root}
            self._log.record(
                session,
                at=at,
                tenant=report.tenant,
                actor=actor,
                action="report.sealed",
                subject=report.id,
                facts=facts,
            )

    def _chain(self, session: Session, report: KeptReport, at: int) -> None:
        """The statement names the hash of each file: one item of the company's evidence holds them all."""
        if report.statement is None:
            return
        digest = "0x" + sha256(report.statement).hexdigest()
        content = Content(digest, cid_of(report.statement), EVIDENCE_TAGS)
        EvidenceChains(self._database).append(session, report.tenant, content, at)

    def base_year(self, tenant: str) -> BaseYear | None:
        """The frozen base year; None before the first released report."""
        with self._database.reading() as session:
            row = session.get(BaseYearRow, tenant)
        return None if row is None else _base_year(row)

    def _turned_down(self, row: ReportRow, now: int) -> bool:
        state = self._approvals.find(row.tenant, row.approval).at(now).state
        return state in (ApprovalState.REJECTED, ApprovalState.EXPIRED)


def _insert(session: Session, report: KeptReport, files: Mapping[Any, bytes], approval: Approval) -> ReportRow:
    row = ReportRow(
        id=report.id,
        tenant=report.tenant,
        framework=report.framework,
        language=report.language,
        period=report.period,
        document=report.document,
        proposer=report.proposer,
        proposed_at=report.proposed_at,
        approval=approval.id,
    )
    session.add(row)
    session.flush()
    for kind, content in files.items():
        session.add(ReportFileRow(report=report.id, format=str(kind), sha256=report.files[kind], content=content))
    return row


def _set_base_year(session: Session, report: KeptReport) -> None:
    """A first report stands on its own figures; every later one must stand on those."""
    told = json.loads(report.document)["method"]
    row = session.get(BaseYearRow, report.tenant)
    if row is None:
        row = BaseYearRow(
            tenant=report.tenant,
            year=int(told["baseYear"]),
            scope1_mg=int(told["scope1Mg"]),
            scope2_mg=int(told["scope2Mg"]),
            scope3_mg=int(told["scope3Mg"]),
            methodology=told["methodology"],
            factor_set=told["factorSet"],
            factor_set_hash=told["factorSetHash"],
            gwp_set=told["gwpSet"],
            report=report.id,
        )
        session.add(row)
    base = _base_year(row)
    frozen = (base.year, base.masses.total_mg, base.method.factor_set_hash)
    named = (int(told["baseYear"]), int(told["baseTotalMg"]), told["baseFactorSetHash"])
    if frozen != named:
        raise BaseYearFrozen(base.year, f"{named[0]} with {named[1]} mg")


def _base_year(row: BaseYearRow) -> BaseYear:
    method = Method(row.methodology, row.factor_set, row.factor_set_hash, row.gwp_set)
    return BaseYear(row.year, Masses(row.scope1_mg, row.scope2_mg, row.scope3_mg), method)


def _row(session: Session, report_id: str, tenant: str) -> ReportRow:
    row = session.get(ReportRow, report_id)
    if row is None or row.tenant != tenant:
        raise CompanyReportUnknown(report_id)
    return row


def _kept(session: Session, row: ReportRow) -> KeptReport:
    query = select(ReportFileRow.format, ReportFileRow.sha256).where(ReportFileRow.report == row.id)
    return KeptReport(
        id=row.id,
        tenant=row.tenant,
        framework=row.framework,
        language=row.language,
        period=row.period,
        document=row.document,
        files=dict(sorted(session.exec(query).all())),
        proposer=row.proposer,
        proposed_at=row.proposed_at,
        approval=row.approval,
        released_at=row.released_at,
        statement=row.statement,
        seal_id=row.seal_id,
        root=row.root,
    )
