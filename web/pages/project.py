"""One project: its life in steps with their proofs, what was monitored, its documents, its buffer, its ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from oracle.domain.boundary import Boundary
from registry.domain.projection import Projection
from registry.domain.records import Claim
from registry.domain.report import ReportKind
from registry.domain.roles import Permission
from registry.errors import InvalidInput, NotFound
from web.formatting import utc
from web.front import Frame, Front
from web.goals import is_simulated
from web.projects.chart import chart_of
from web.projects.facts import FactReader, country_name
from web.projects.ground import outline_of
from web.projects.life import STEP_COLUMNS, LifeReader
from web.projects.listing import STAGES, project_row
from web.projects.monitoring import SERIES_COLUMNS, MonitoringReader
from web.session import caller_of
from web.sheets import Sheet, wanted_format

LARGEST_PROJECT = 2**128 - 1
VIEWS = ("business", "technical")
ASIDE = ("sealed", "risk share", "labelled", "cap changed")  # steps that the business view leaves out
Number = Annotated[int, Path(ge=1, le=LARGEST_PROJECT)]
Hash = Annotated[str, Query(pattern=r"^(0x[0-9a-f]{64})?$")]


def project_router(front: Front) -> APIRouter:
    """`/projects/{id}` and `/projects/{id}/monitoring`."""
    router = APIRouter(default_response_class=Response, include_in_schema=False)
    reader, monitoring = FactReader(front.registry.chain), MonitoringReader(front.oracle)
    lives = LifeReader(front.events, front.registry.chain)

    @router.get("/projects/{project}")
    def project_page(request: Request, project: Number, view: str = VIEWS[0]) -> Response:
        if view not in VIEWS:
            raise InvalidInput("view", view, f"must be one of {', '.join(VIEWS)}")
        wanted_format()
        frame = _frame_with(front, project)
        row = project_row(frame.ledger, project, reader, _block(frame))
        steps = lives.of(project, frame.ledger)
        cells = [cells for step in steps for cells in step.cells()]
        facts = {"project": str(project), "name": row.project.name, "stage": row.stage, "notice": frame.notice}
        technical = view == "technical"
        return front.answer(
            "project.html",
            frame,
            Sheet(f"project-{project}", STEP_COLUMNS, cells, facts),
            row=row,
            technical=technical,
            methodology=frame.ledger.methodologies[row.project.methodology],
            daily_cap_kg=reader.daily_cap_kg(project, _block(frame)) if technical else None,
            steps=steps if technical else [step for step in steps if step.kind not in ASIDE],
            stages=STAGES,
            simulated=is_simulated(front, project),
            claims=[monitoring.of(claim) for claim in _gains(frame.ledger, project)],
            cooperative=[one for one in frame.ledger.cooperatives.values() if one.project == project],
            country_name=country_name,
            ground=_ground(front, request, project),
            **_buffer(front, frame.ledger, project),
        )

    @router.get("/projects/{project}/monitoring")
    def monitoring_page(project: Number, report: Hash = "") -> Response:
        wanted_format()
        frame = _frame_with(front, project)
        final = [claim for claim in _gains(frame.ledger, project) if claim.finalised]
        claim = next((one for one in final if one.report_hash == report), final[-1] if final and not report else None)
        if report and claim is None:
            raise NotFound("final report of this project", report, name="ClaimUnknown")
        series = monitoring.series(claim) if claim and monitoring.of(claim).known else ()
        rows = [one.cells(utc(column.start_s), column) for one in series for column in one.columns]
        named = claim.report_hash if claim else ""
        sheet = Sheet(f"project-{project}-monitoring", SERIES_COLUMNS, rows, {"project": str(project), "report": named})
        return front.answer(
            "project_monitoring.html",
            frame,
            sheet,
            project=frame.ledger.projects[project],
            claim=claim,
            final=final,
            monitored=monitoring.of(claim) if claim else None,
            charts=[chart_of(one) for one in series if one.columns],
        )

    return router


def _frame_with(front: Front, project: int) -> Frame:
    frame = front.frame()
    if project not in frame.ledger.projects:
        raise NotFound("project", project, name="ProjectUnknown")
    return frame


def _block(frame: Frame) -> int:
    return frame.tip.number if frame.tip else 0


def _gains(ledger: Projection, project: int) -> Sequence[Claim]:
    """The project's claims of gains, oldest period first."""
    gains = [
        (one.report.period_start, one.block, one)
        for one in ledger.claims.values()
        if one.report and one.report.project == project and one.report.kind is not ReportKind.Loss
    ]
    return [claim for _, _, claim in sorted(gains, key=lambda item: item[:2])]


def _buffer(front: Front, ledger: Projection, project: int) -> dict[str, Any]:
    """What the project put into the buffer pool, what the pool still has of it, and what losses took."""
    batches = [batch.id for batch in ledger.batches.values() if batch.project == project]
    losses = [loss for loss in ledger.losses.values() if loss.project == project]
    return {
        "share_bps": ledger.shares_bps.get(project, 0),
        "pool_kg": sum(ledger.buffer.get(batch, 0) for batch in batches),
        "pool_carried_kg": ledger.buffer_carried.get(project, 0),
        "accrued": front.events.about(("BufferAccrued",), [f'"project":{project}']),
        "losses": losses,
        "owed_kg": sum(loss.outstanding_kg for loss in losses),
    }


def _ground(front: Front, request: Request, project: int) -> dict[str, Any] | None:
    """The outline, for its own company and for verifiers only: where a project lies is its own matter."""
    caller = caller_of(request)
    if caller is None:
        return None
    boundary = front.oracle.field.boundaries.find(project)
    if boundary is None or not _may_see(caller.may(Permission.INSPECT_CLAIMS), caller.tenant, boundary):
        return None
    return {"outline": outline_of(boundary), "area_m2": boundary.area_m2, "expected_t": boundary.expected_t}


def _may_see(inspects: bool, tenant: str, boundary: Boundary) -> bool:
    return inspects or boundary.tenant == tenant
