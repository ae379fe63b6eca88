"""Keeps boundaries, and shows a new one its neighbours while nobody else can draw."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from math import cos, radians

from sqlmodel import col, select

from oracle.adapters.field_tables import BoundaryRow
from oracle.domain.boundary import SPLIT_WITHIN_M, UDEG, Boundary, Polygon
from oracle.domain.field_refusals import BoundaryUnknown
from registry.adapters.audit_log import AuditLog
from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database

LEAST_DEGREE_M = 110_000  # a degree of latitude is never shorter
DRAWING = "project-boundaries"


class BoundaryTable:
    """The store of boundaries over the database."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log

    def draw(self, boundary: Boundary, by: str, at: int, check: Callable[[Sequence[Boundary]], None]) -> None:
        """Stores a boundary that passes `check`; see the port. Drawers wait for each other."""
        west, south, east, north = _around(boundary)
        text = canonical(boundary.geometry())
        row = BoundaryRow(
            project=str(boundary.project),
            tenant=boundary.tenant,
            kind=boundary.kind,
            expected_t=boundary.expected_t,
            **dict(zip(("west", "south", "east", "north"), boundary.box, strict=True)),
            area_m2=boundary.area_m2,
            geometry=text.decode(),
            hash="0x" + sha256(text).hexdigest(),
            drawn_by=by,
            drawn_at=at,
        )
        kept = BoundaryRow
        near = (col(kept.west) <= east) & (col(kept.east) >= west) & (col(kept.south) <= north) & (kept.north >= south)
        # A chain of neighbours may lead out of the box: the owner's own projects are all shown, wherever they lie.
        shown = (near | (col(kept.tenant) == boundary.tenant)) & (col(kept.project) != row.project)
        with self._database.transaction() as session:
            self._database.serialise(session, DRAWING)
            earlier = session.get(BoundaryRow, row.project)
            if earlier is not None and earlier.tenant != boundary.tenant:
                raise BoundaryUnknown(boundary.project)
            check([_boundary(one) for one in session.exec(select(kept).where(shown))])
            session.merge(row)
            session.flush()
            self._log.record(
                session,
                at=at,
                tenant=boundary.tenant,
                actor=by,
                action="boundary.drawn",
                subject=row.project,
                facts={"hash": row.hash, "areaM2": row.area_m2, "expectedTonnes": row.expected_t},
            )

    def find(self, project: int) -> Boundary | None:
        """The boundary of a project, whosever it is; None if it has none."""
        with self._database.reading() as session:
            row = session.get(BoundaryRow, str(project))
            return None if row is None else _boundary(row)

    def of_tenant(self, project: int, tenant: str) -> tuple[Boundary, str, int]:
        """A tenant's boundary with its hash and the second of drawing. Raises BoundaryUnknown."""
        with self._database.reading() as session:
            row = session.get(BoundaryRow, str(project))
            if row is None or row.tenant != tenant:
                raise BoundaryUnknown(project)
            return _boundary(row), row.hash, row.drawn_at


def _around(boundary: Boundary) -> tuple[int, int, int, int]:
    """The box with the distance at which neighbours matter around it, generously."""
    west, south, east, north = boundary.box
    margin = -(-2 * SPLIT_WITHIN_M * UDEG // LEAST_DEGREE_M)
    wide = int(margin / max(0.01, cos(radians(max(abs(south), abs(north)) / UDEG))))
    return west - wide, south - margin, east + wide, north + margin


def _boundary(row: BoundaryRow) -> Boundary:
    polygons: tuple[Polygon, ...] = tuple(
        tuple(tuple((longitude, latitude) for longitude, latitude in ring) for ring in polygon)
        for polygon in json.loads(row.geometry)["polygons"]
    )
    return Boundary(int(row.project), row.tenant, row.kind, row.expected_t, polygons, row.area_m2)
