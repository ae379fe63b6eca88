"""Doors to reports: who may export orders and fetches them; who decides about their release reads them before."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from passport.adapters.report_files import MEDIA_TYPES
from passport.adapters.standard_files import frameworks, languages
from passport.api.report_schemas import FrameworkOut, ReportIn, ReportOut, ReportTold
from passport.bootstrap import Passport
from passport.domain.reports.kept import Format, KeptReport
from registry.api.security import require
from registry.domain.roles import Permission, Principal

LONGEST_ID = 64
Judge = Annotated[Principal, Depends(require(Permission.READ_REPORTS))]
Exporter = Annotated[Principal, Depends(require(Permission.EXPORT_REPORTS))]
ReportId = Annotated[str, Path(min_length=1, max_length=LONGEST_ID)]
After = Annotated[str | None, Query(max_length=LONGEST_ID, description="the last report of the page before")]


def report_router(passport: Passport) -> APIRouter:
    """`/api/v1/reports`."""
    router = APIRouter(prefix="/api/v1/reports", tags=["reports"])
    reports = passport.reports

    @router.get("/frameworks", operation_id="listFrameworks")
    def list_frameworks(_caller: Judge) -> list[FrameworkOut]:
        """Every report that can be ordered, with the editions of its standards and whether they are in force."""
        return [FrameworkOut.of(framework, list(languages())) for framework in frameworks().values()]

    @router.get("", operation_id="listReports")
    def list_reports(caller: Judge, after: After = None) -> list[ReportOut]:
        """The company's reports, newest first."""
        return [_out(report) for report in reports.desk.of_tenant(caller.tenant, after=after)]

    @router.post("", operation_id="proposeReport", status_code=202)
    def propose(ordered: ReportIn, caller: Exporter) -> ReportOut:
        """Makes the report's files and proposes their release; they can be fetched when a second person agreed."""
        return _out(reports.propose(ordered.order(caller.tenant), caller))

    @router.get("/{report_id}/contents", operation_id="showReportContents")
    def show(report_id: ReportId, caller: Judge) -> ReportTold:
        """A report with all that it says, so that it can be judged before it is released."""
        report = reports.desk.find(report_id, caller.tenant)
        return ReportTold.told(report, reports.state(report), json.loads(report.document))

    @router.post("/{report_id}/seal", operation_id="sealReport")
    def seal(report_id: ReportId, caller: Exporter) -> ReportOut:
        """Seals a released report now, which the server does by itself within seconds; anybody can verify it then."""
        reports.require_released(report_id, caller.tenant)
        return _out(reports.seal(report_id, caller.tenant, caller.subject))

    @router.get("/{report_id}/{kind}", operation_id="downloadReport", response_class=Response)
    def download(report_id: ReportId, kind: Format, caller: Exporter, request: Request) -> Response:
        """One file of a released report, byte for byte as it was released."""
        content = reports.file(report_id, caller.tenant, kind)
        report = reports.desk.find(report_id, caller.tenant)
        return _file(report, kind, content, request.headers.get("If-None-Match"))

    def _out(report: KeptReport) -> ReportOut:
        return ReportOut.of(report, reports.state(report))

    return router


def _file(report: KeptReport, kind: Format, content: bytes, known: str | None) -> Response:
    tag = f'"{report.files[kind]}"'
    name = f"{report.framework}-{report.period}-{report.language}-{report.id[:8]}.{kind}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "Vary": "Authorization",
        "ETag": tag,
    }
    if known == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPES[kind], headers=headers)
