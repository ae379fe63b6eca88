"""Boundaries and classes over HTTP: an owner draws where a project lies and has its year's class computed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field, StringConstraints

from oracle.bootstrap import Oracle
from oracle.domain.boundary import LARGEST_EXPECTED_T, UDEG, Boundary
from oracle.domain.readings import utc_text
from oracle.usecases.classify_participant import CONFIDENCE_PERCENT
from registry.api.paging import LONGEST_PAGE, PAGE_LENGTH, link_next
from registry.api.schema import Schema
from registry.api.security import require
from registry.domain.roles import Permission, Principal

LARGEST_PROJECT = 2**128 - 1
LONGEST_SERIES = 2_000_000
Owner = Annotated[Principal, Depends(require(Permission.MANAGE_PROJECTS))]
Project = Annotated[int, Path(ge=1, le=LARGEST_PROJECT)]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]
After = Annotated[int, Query(ge=0, lt=2**31)]


class BoundaryIn(Schema):
    """A boundary as GeoJSON, what kind of project stands on it, and what its owner expects in a year."""

    geometry: dict[str, Any]
    kind: Annotated[str, StringConstraints(max_length=16)]
    expected_tonnes_per_year: Annotated[int, Field(ge=0, le=LARGEST_EXPECTED_T)]


class BoundaryOut(Schema):
    """A kept boundary; the hash is the SHA-256 of its canonical form in whole micro-degrees."""

    project: str
    kind: str
    expected_tonnes_per_year: int
    area_m2: str
    hash: str
    drawn_at: str
    geometry: dict[str, Any]

    @classmethod
    def of(cls, boundary: Boundary, content_hash: str, drawn_at: int) -> BoundaryOut:
        """The boundary as GeoJSON."""
        polygons = [[[[x / UDEG, y / UDEG] for x, y in ring] for ring in part] for part in boundary.polygons]
        return cls(
            project=str(boundary.project),
            kind=boundary.kind,
            expected_tonnes_per_year=boundary.expected_t,
            area_m2=str(boundary.area_m2),
            hash=content_hash,
            drawn_at=utc_text(drawn_at),
            geometry={"type": "MultiPolygon", "coordinates": polygons},
        )


class SeriesIn(Schema):
    """A series of net fluxes as CSV text: period_start,period_end,net_kg."""

    series: Annotated[str, StringConstraints(max_length=LONGEST_SERIES)]
    confidence_percent: int = CONFIDENCE_PERCENT


class ClassOut(Schema):
    """A computed class with all that `carbonix classify --json` prints, and the hash of the series."""

    number: int
    series_hash: str | None = None
    classification: dict[str, Any]


def boundary_router(oracle: Oracle) -> APIRouter:
    """Doors for owners; another company's project answers as if it had no boundary."""
    router = APIRouter(prefix="/api/v1", tags=["field"])

    @router.put("/projects/{project}/boundary", operation_id="drawBoundary")
    def draw_boundary(project: Project, body: BoundaryIn, caller: Owner) -> BoundaryOut:
        """Draws or redraws a project's ground; refused where it crosses itself, overlaps, or splits a project."""
        oracle.field.draw(project, body.geometry, body.kind, body.expected_tonnes_per_year, caller)
        return BoundaryOut.of(*oracle.field.boundaries.of_tenant(project, caller.tenant))

    @router.get("/projects/{project}/boundary", operation_id="showBoundary")
    def show_boundary(project: Project, caller: Owner) -> BoundaryOut:
        """The ground of a project of the caller's company."""
        return BoundaryOut.of(*oracle.field.boundaries.of_tenant(project, caller.tenant))

    @router.post("/classifications", operation_id="classifyParticipant")
    def classify_participant(body: SeriesIn, caller: Owner) -> ClassOut:
        """Computes, dates and keeps the class of the caller's company."""
        number, document = oracle.field.classify(body.series, caller, body.confidence_percent)
        return ClassOut(number=number, classification=document)

    @router.get("/classifications", operation_id="listClassifications")
    def list_classifications(
        request: Request, response: Response, caller: Owner, after: After = 0, limit: Limit = PAGE_LENGTH
    ) -> list[ClassOut]:
        """The company's classes above `after`, oldest first."""
        page = oracle.field.classes.page(caller.tenant, after, limit)
        if page:
            link_next(request, response, page, limit, str(page[-1][0]))
        return [ClassOut(number=one, series_hash=series, classification=found) for one, series, found in page]

    return router
