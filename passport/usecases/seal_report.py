"""Seals a released report: its statement and its files become leaves under a root on chain, for ever."""

from __future__ import annotations

from dataclasses import replace

from passport.domain.reports.kept import Format, KeptReport, statement_of
from passport.errors import ReportNotReleased
from passport.ports import CanonicalForm, ReportDesk, Sealer


def seal_report(
    report_id: str,
    tenant: str,
    *,
    actor: str,
    now: int,
    desk: ReportDesk,
    canonical: CanonicalForm,
    sealer: Sealer,
    chain_id: int,
    contract: str,
) -> KeptReport:
    """The sealed report; a sealed one stays as it is.

    `actor` is told to the audit log. Raises CompanyReportUnknown, ReportNotReleased, and Refused as the seal registry
    refuses.
    """
    report = desk.find(report_id, tenant)
    if report.seal_id is not None:
        return report
    if report.released_at is None:
        raise ReportNotReleased(report_id)
    statement = canonical(statement_of(report, chain_id=chain_id, contract=contract))
    sealed = sealer([statement, *(desk.content(report_id, tenant, kind) for kind in Format)])
    report = replace(report, statement=statement, seal_id=sealed.seal_id, root=sealed.root)
    desk.keep_seal(report, actor, now)
    return report
