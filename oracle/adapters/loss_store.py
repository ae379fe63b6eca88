"""Keeps reports of losses, so that a restart sends the very report that was signed."""

from __future__ import annotations

import json

from sqlmodel import Session, select

from oracle.adapters.tables import LossRow
from oracle.domain.loss_report import LossReport
from oracle.errors import ReportUnknown
from registry.adapters.database import Database
from registry.domain.report import Report, ReportKind
from registry.domain.struct import from_struct, to_struct


class LossTable:
    """The store of losses over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, project: int, reference: str) -> LossReport | None:
        """The loss of this reference, if it was ever built."""
        with self._database.reading() as session:
            row = session.get(LossRow, (str(project), reference))
            return None if row is None else _loss_of(row)

    def keep(self, loss: LossReport, reference: str) -> None:
        """Stores a loss in place of an unsent one of its reference."""
        with self._database.transaction() as session:
            session.merge(
                LossRow(
                    project=str(loss.report.project),
                    reference=reference,
                    report_hash=loss.report_hash,
                    batch=str(loss.batch),
                    fields=json.dumps(to_struct(loss.report)),
                    document=loss.document,
                    method=loss.method,
                )
            )

    def is_sent(self, report_hash: str) -> bool:
        """True from the moment before the report first left the house. Raises ReportUnknown."""
        with self._database.reading() as session:
            return _row(session, report_hash).sent

    def mark_sent(self, report_hash: str, *, sent: bool) -> None:
        """Notes that the report is about to leave, or that the chain refused it without a trace."""
        with self._database.transaction() as session:
            _row(session, report_hash).sent = sent


def _row(session: Session, report_hash: str) -> LossRow:
    row = session.exec(select(LossRow).where(LossRow.report_hash == report_hash)).first()
    if row is None:
        raise ReportUnknown(report_hash)
    return row


def _loss_of(row: LossRow) -> LossReport:
    report = from_struct(Report, json.loads(row.fields), {"kind": ReportKind})
    return LossReport(report, row.report_hash, int(row.batch), row.document, row.method)
