"""Boundaries: exact areas, crossings refused with their place, no shared ground, no project in parts."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.adapters.boundary_store import BoundaryTable
from oracle.domain.boundary import ALLOWED_OVERLAP_PPM, Boundary, read_geometry
from oracle.domain.field_refusals import BoundaryCrossesItself, BoundaryOverlaps, BoundaryUnknown, ProjectSplit
from oracle.usecases.draw_boundary import draw_boundary
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.domain.roles import Principal
from registry.errors import InvalidInput
from tests.oracle.field.places import OWNER, PLANE, RIVAL, SOUTH, WEST, square

NOW = 1_700_000_000
AREA_OF_EARTH_KM2 = 510_065_622  # WGS 84


@pytest.fixture
def table(database: Database) -> BoundaryTable:
    return BoundaryTable(database, AuditLog(database))


def draw(
    table: BoundaryTable,
    project: int,
    geometry: dict[str, Any],
    kind: str = "forestry",
    tonnes: int = 100,
    caller: Principal = OWNER,
) -> Boundary:
    return draw_boundary(project, geometry, kind, tonnes, caller, NOW, plane=PLANE, boundaries=table)


def test_a_boundary_comes_back_as_it_was_drawn(table: BoundaryTable) -> None:
    """Must keep the polygons in whole micro-degrees, the area, and tell the audit log."""
    drawn = draw(table, 7, square())
    kept, content_hash, at = table.of_tenant(7, OWNER.tenant)
    assert (kept, at, len(content_hash)) == (drawn, NOW, 66)
    assert kept.box == (98_900_000, 18_800_000, 98_910_000, 18_810_000)
    log = AuditLog(table._database)
    [entry] = log.entries(OWNER.tenant)
    assert (entry.action, entry.subject, entry.facts["hash"]) == ("boundary.drawn", "7", content_hash)
    draw(table, 7, square(side=0.02))
    assert table.of_tenant(7, OWNER.tenant)[0].area_m2 > drawn.area_m2


def test_the_area_is_that_of_the_ellipsoid() -> None:
    """Must be equal-area: stripes round the globe at any latitude add up to the surface of WGS 84."""
    total = 0
    for south in range(-90, 90, 5):
        ring = [[0, south], [5, south], [5, south + 5], [0, south + 5], [0, south]]
        total += PLANE.area_m2(read_geometry({"type": "Polygon", "coordinates": [ring]})) * 72
    assert total // 10**6 == pytest.approx(AREA_OF_EARTH_KM2, rel=1e-6)
    # Near Chiang Mai a hundredth of a degree is about 1,053.5 m by 1,106.8 m.
    assert PLANE.area_m2(read_geometry(square())) == pytest.approx(1_053.8 * 1_106.9, rel=0.002)


def test_a_hole_is_no_part_of_the_ground() -> None:
    """Must take what an inner ring encloses away from the area."""
    hole = square(0.0025, 0.0025, 0.005)["coordinates"]
    full = PLANE.area_m2(read_geometry(square()))
    holed = PLANE.area_m2(read_geometry({"type": "Polygon", "coordinates": square()["coordinates"] + hole}))
    assert holed == pytest.approx(full * 0.75, rel=1e-4)
    assert PLANE.distance_to_m(read_geometry(square()), (98_905_000, 18_805_000)) == 0


def test_a_polygon_that_crosses_itself_is_refused_with_the_place(table: BoundaryTable) -> None:
    """Must name where the edges cross, and keep nothing."""
    bow = [[WEST, SOUTH], [WEST + 0.01, SOUTH + 0.01], [WEST + 0.01, SOUTH], [WEST, SOUTH + 0.01], [WEST, SOUTH]]
    with pytest.raises(BoundaryCrossesItself) as refused:
        draw(table, 1, {"type": "Polygon", "coordinates": [bow]})
    assert float(refused.value.facts["longitude"]) == pytest.approx(WEST + 0.005)
    assert float(refused.value.facts["latitude"]) == pytest.approx(SOUTH + 0.005)
    assert table.find(1) is None


@pytest.mark.parametrize(
    "geometry",
    [
        {},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [181, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], ["x", 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [True, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [float("nan"), 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[-179, 0], [179, 0], [179, 1], [-179, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]},
        {"type": "Polygon", "coordinates": {"a": 1}},
    ],
)
def test_what_is_no_boundary_is_refused(table: BoundaryTable, geometry: dict[str, Any]) -> None:
    """Must refuse as InvalidInput whatever does not enclose one area somewhere."""
    with pytest.raises(InvalidInput):
        draw(table, 1, geometry)
    assert table.find(1) is None


def test_the_ground_of_another_owner_is_refused_without_its_name(table: BoundaryTable) -> None:
    """Must refuse shared ground above the stated share, and not tell whose it is."""
    draw(table, 1, square(), caller=RIVAL)
    with pytest.raises(BoundaryOverlaps) as refused:
        draw(table, 2, square(east=0.005))
    assert (refused.value.facts["other"], refused.value.facts["sharePpm"]) == ("of another owner", "500001")
    with pytest.raises(BoundaryOverlaps) as own:
        draw(table, 3, square(east=0.005), caller=RIVAL)
    assert own.value.facts["other"] == "1"
    assert table.find(2) is None


def test_the_border_of_two_surveys_may_differ_by_little(table: BoundaryTable) -> None:
    """Must let neighbours share up to the stated share of the smaller one, and a small plot inside a large one not."""
    draw(table, 1, square())
    draw(table, 2, square(east=0.00995), caller=RIVAL)
    shared = PLANE.overlaps(table.of_tenant(1, OWNER.tenant)[0], [table.of_tenant(2, RIVAL.tenant)[0]])
    assert 0 < shared[0].shared_m2 * 10**6 // shared[0].other.area_m2 <= ALLOWED_OVERLAP_PPM
    with pytest.raises(BoundaryOverlaps):
        draw(table, 3, square(0.004, 0.004, 0.0005), caller=RIVAL)


def test_the_project_of_another_company_does_not_exist(table: BoundaryTable) -> None:
    """Must not let a rival move a boundary, nor read it."""
    drawn = draw(table, 1, square())
    with pytest.raises(BoundaryUnknown):
        draw(table, 1, square(east=1), caller=RIVAL)
    with pytest.raises(BoundaryUnknown):
        table.of_tenant(1, RIVAL.tenant)
    assert table.find(1) == drawn


def test_parts_of_one_project_are_refused(table: BoundaryTable) -> None:
    """Must add up small neighbours of one owner along their chain, and refuse the one that makes it a large project."""
    draw(table, 1, square(), tonnes=6_000)
    draw(table, 2, square(east=0.015), tonnes=6_000)
    with pytest.raises(ProjectSplit) as refused:
        draw(table, 3, square(east=0.03), tonnes=6_000)
    assert refused.value.facts["projects"] == "1, 2, 3"
    assert refused.value.facts["totalTonnes"] == "18000"
    draw(table, 3, square(east=0.03), tonnes=4_000)  # 16,000 t is a small project still


@pytest.mark.parametrize(
    ("east", "kind", "tonnes", "caller"),
    [
        (0.03, "forestry", 9_000, OWNER),  # two kilometres apart
        (0.015, "renewable", 9_000, OWNER),  # another kind
        (0.015, "forestry", 20_000, OWNER),  # a large project, as it says itself
        (0.015, "forestry", 9_000, RIVAL),  # another owner
    ],
)
def test_neighbours_that_are_no_parts_may_stand(
    table: BoundaryTable, east: float, kind: str, tonnes: int, caller: Principal
) -> None:
    """Must refuse nothing that is far, of another kind, of another owner, or registered as large."""
    draw(table, 1, square(), tonnes=9_000)
    assert draw(table, 2, square(east=east), kind, tonnes, caller).project == 2


def test_a_kind_or_size_that_does_not_exist_is_refused(table: BoundaryTable) -> None:
    """Must refuse by field."""
    with pytest.raises(InvalidInput, match="kind"):
        draw(table, 1, square(), "magic")
    with pytest.raises(InvalidInput, match="expectedTonnesPerYear"):
        draw(table, 1, square(), tonnes=-1)


@settings(max_examples=40)
@given(st.floats(-60, 60), st.floats(0.0005, 0.02))
def test_distances_are_metres(latitude: float, apart: float) -> None:
    """Must measure north to south as the meridian does, within a thousandth."""
    low = {"type": "Polygon", "coordinates": [_box(latitude)]}
    high = {"type": "Polygon", "coordinates": [_box(latitude + 0.001 + apart)]}
    metres = PLANE.distance_m(read_geometry(low), read_geometry(high))
    degree_m = (
        111_132.954 - 559.822 * math.cos(2 * math.radians(latitude)) + 1.175 * math.cos(4 * math.radians(latitude))
    )
    assert metres == pytest.approx(apart * degree_m, rel=1e-3, abs=1.2)


def _box(latitude: float) -> list[list[float]]:
    north = latitude + 0.001
    return [[10, latitude], [10.001, latitude], [10.001, north], [10, north], [10, latitude]]
