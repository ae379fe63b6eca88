"""Draws a project's boundary: on nobody else's ground, and not as one of several parts that are one project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oracle.domain.boundary import (
    KINDS,
    LARGEST_EXPECTED_T,
    SPLIT_WITHIN_M,
    Boundary,
    read_geometry,
    require_own_ground,
    require_whole_project,
)
from oracle.ports.field import BoundaryStore, Geometry
from registry.domain.roles import Principal
from registry.errors import InvalidInput


def draw_boundary(
    project: int,
    geometry: Mapping[str, Any],
    kind: str,
    expected_t: int,
    caller: Principal,
    at: int,
    *,
    plane: Geometry,
    boundaries: BoundaryStore,
) -> Boundary:
    """The boundary as it is kept; `geometry` is GeoJSON, `expected_t` the owner's expectation in t of CO2e a year.

    Raises InvalidInput, BoundaryCrossesItself, BoundaryOverlaps, ProjectSplit, and BoundaryUnknown if the project is
    another company's.
    """
    if kind not in KINDS:
        raise InvalidInput("kind", kind, f"must be one of {', '.join(KINDS)}")
    if not 0 <= expected_t <= LARGEST_EXPECTED_T:
        raise InvalidInput("expectedTonnesPerYear", expected_t, f"0 to {LARGEST_EXPECTED_T}")
    polygons = read_geometry(geometry)
    boundary = Boundary(project, caller.tenant, kind, expected_t, polygons, plane.area_m2(polygons))

    def near(one: Boundary, two: Boundary) -> bool:
        return plane.distance_m(one.polygons, two.polygons) <= SPLIT_WITHIN_M

    def check(others: Sequence[Boundary]) -> None:
        require_own_ground(boundary, plane.overlaps(boundary, others))
        owned = [one for one in others if one.tenant == boundary.tenant]
        require_whole_project(boundary, owned, near)

    boundaries.draw(boundary, caller.subject, at, check)
    return boundary
