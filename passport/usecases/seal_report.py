"""Seals a released report: its statement and its files become leaves under a root on chain, for ever."""

from __future__ import annotations

from dataclasses import replace

from passport.domain.reports.kept import Format, KeptReport, statement_of
from passport.errors import ReportNotReleased
from passport.ports import CanonicalForm, ReportDesk, Sealer
from registry.domain.roles import Permission, Principal


def seal_report(
    report_id: str,
    *,
    caller: Principal,
    now: int,
    desk: ReportDesk,
    canonical: CanonicalForm,
    sealer: Sealer,
    chain_id: int,
    contract: str,
) -> KeptReport:
    """The sealed report; a sealed one stays as it is.

    Raises NotAuthorised, CompanyReportUnknown, ReportNotReleased, and Refused as the seal registry refuses.
    """
    caller.check(Permission.EXPORT_REPORTS)
    report = desk.find(report_id, caller.tenant)
    if report.seal_id is not None:
        return report
    if report.released_at is None:
        raise ReportNotReleased(report_id)
    statement = canonical(statement_of(report, chain_id=chain_id, contract=contract))
    sealed = sealer([statement, *(desk.content(report_id, caller.tenant, kind) for kind in Format)])
    report = replace(report, statement=statement, seal_id=sealed.seal_id, root=sealed.root)
    desk.keep_seal(report, caller.subject, now)
    return report
