"""The oracle room over HTTP: anyone may read reports and what was metered, those who may send readings send them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from oracle.api.schemas import ImportOut, ProjectReadingsOut, ReadingIn, ReadingsIn, ReportOut, SummaryOut
from oracle.bootstrap import Oracle
from oracle.domain.readings import Row
from registry.api.security import require
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.domain.roles import Permission

LARGEST_PROJECT = 2**128 - 1
SendReadings = Depends(require(Permission.SEND_READINGS))
ReportHash = Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$")]
Project = Annotated[int, Path(ge=1, le=LARGEST_PROJECT)]


def oracle_router(oracle: Oracle) -> APIRouter:
    """All doors of the room; refusals become problem documents under the error's name."""
    router = APIRouter(prefix="/api/v1", tags=["oracle"])

    @router.get("/reports/{report_hash}", operation_id="showReport")
    def show_report(report_hash: ReportHash) -> ReportOut:
        """A report with its documents and attestations."""
        monitoring = oracle.reports.by_hash(report_hash)
        attested = oracle.reports.attestations(report_hash)
        return ReportOut.of(monitoring, attested, oracle.reports.transaction_of(report_hash))

    @router.get("/projects/{project}/readings", operation_id="showProjectReadings")
    def show_project_readings(project: Project) -> ProjectReadingsOut:
        """What is stored of a project's meters: counts, span, and the names of the raw files."""
        summaries = [oracle.readings.summary(meter) for meter in oracle.readings.meters_of(project)]
        meters = [SummaryOut.of(summary) for summary in summaries if summary is not None]
        return ProjectReadingsOut(project=str(project), notice=DEMONSTRATION_NOTICE, meters=meters)

    @router.post("/readings", operation_id="sendReadings", dependencies=[SendReadings])
    def send_readings(body: ReadingsIn) -> list[ImportOut]:
        """Keeps good readings and lists each refused one as a problem; the same list again changes nothing."""
        by_meter = rows_by_meter(body)
        for meter in by_meter:
            oracle.meters.meter(meter)  # an unknown meter refuses the whole list before any of it is stored
        return [ImportOut.of(oracle.import_rows(meter, rows)) for meter, rows in by_meter.items()]

    return router


def rows_by_meter(body: list[ReadingIn]) -> dict[str, list[Row]]:
    """The rows of each meter in order, numbered by their place in the list."""
    rows: dict[str, list[Row]] = {}
    for number, reading in enumerate(body, start=1):
        rows.setdefault(reading.meter, []).append(reading.to_row(number))
    return rows
