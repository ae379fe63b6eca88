"""Areas, crossings and distances of boundaries; shapely does the plane geometry, the projections are stated here.

Area: Lambert's cylindrical equal-area projection of the WGS 84 authalic sphere (Snyder 1987, eq. 3-12 and 10-1),
x = R longitude, y = R sin(authalic latitude): exact on the ellipsoid but for edges, straight lines in that plane.
Distance: the plane that touches the ellipsoid at one of the two (metres of a degree by Snyder 4-18 and 4-19), good to
one part in ten thousand over the few kilometres that neighbours lie apart. Floats stay here; areas leave rounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from oracle.domain.boundary import UDEG, Boundary, Overlap, Polygon, Position
from oracle.domain.field_refusals import BoundaryCrossesItself
from registry.errors import InvalidInput

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_Projection = Callable[[Position], tuple[float, float]]
MAJOR_AXIS_M = 6_378_137.0  # WGS 84
ECCENTRICITY_SQUARED = 0.006_694_379_990_14
_PLACE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")


class ShapelyGeometry:
    """The geometry port over shapely."""

    def area_m2(self, polygons: Sequence[Polygon]) -> int:
        """Area on the ellipsoid in m2, rounded down.

        Raises BoundaryCrossesItself, and InvalidInput for rings that touch along a line or enclose nothing.
        """
        _require_valid(polygons)
        area = int(_projected(polygons).area)
        if area < 1:
            raise InvalidInput("geometry", f"{area} m2", "a boundary encloses at least one square metre")
        return area

    def overlaps(self, boundary: Boundary, others: Sequence[Boundary]) -> list[Overlap]:
        """What each of the others shares with the boundary, m2 rounded up; those that share nothing are left out."""
        ours = _projected(boundary.polygons)
        shared = [(other, math.ceil(ours.intersection(_projected(other.polygons)).area)) for other in others]
        return [Overlap(other, area) for other, area in shared if area > 0]

    def distance_m(self, one: Sequence[Polygon], two: Sequence[Polygon]) -> int:
        """Metres between the closest points, rounded down; 0 where they touch."""
        middle = _middle(one)
        return int(_touching(one, middle).distance(_touching(two, middle)))

    def distance_to_m(self, polygons: Sequence[Polygon], place: Position) -> int:
        """Metres from a place to the boundary's ground, rounded down; 0 inside."""
        from shapely.geometry import Point

        x_m, y_m = _metres(place, place)
        return int(_touching(polygons, place).distance(Point(x_m, y_m)))


def _require_valid(polygons: Sequence[Polygon]) -> None:
    from shapely.validation import explain_validity

    reason = explain_validity(_shape(polygons, _degrees))
    if reason == "Valid Geometry":
        return
    place = _PLACE.search(reason)
    longitude, latitude = place.groups() if place else ("unknown", "unknown")
    word = reason.partition("[")[0]
    if "ntersection" in word or "Nested" in word:
        raise BoundaryCrossesItself(word, longitude, latitude)
    raise InvalidInput("geometry", reason, "must be a polygon that encloses one area")


def _projected(polygons: Sequence[Polygon]) -> BaseGeometry:
    return _shape(polygons, _equal_area)


def _touching(polygons: Sequence[Polygon], middle: Position) -> BaseGeometry:
    return _shape(polygons, lambda position: _metres(position, middle))


def _shape(polygons: Sequence[Polygon], project: _Projection) -> BaseGeometry:
    from shapely.geometry import MultiPolygon
    from shapely.geometry import Polygon as Face

    rings = [[[project(position) for position in ring] for ring in polygon] for polygon in polygons]
    return MultiPolygon([Face(outer, holes) for outer, *holes in rings])


def _degrees(position: Position) -> tuple[float, float]:
    return position[0] / UDEG, position[1] / UDEG


def _equal_area(position: Position) -> tuple[float, float]:
    whole, part = _authalic(1.0), _authalic(math.sin(math.radians(position[1] / UDEG)))
    radius_m = MAJOR_AXIS_M * math.sqrt(whole / 2)
    return radius_m * math.radians(position[0] / UDEG), radius_m * part / whole


def _authalic(sine: float) -> float:
    """q of Snyder 3-12."""
    e2 = ECCENTRICITY_SQUARED
    e = math.sqrt(e2)
    return (1 - e2) * (sine / (1 - e2 * sine**2) + math.atanh(e * sine) / e)


def _metres(position: Position, middle: Position) -> tuple[float, float]:
    latitude = math.radians(middle[1] / UDEG)
    bend = 1 - ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
    east_m = MAJOR_AXIS_M * math.cos(latitude) / math.sqrt(bend)
    north_m = MAJOR_AXIS_M * (1 - ECCENTRICITY_SQUARED) / bend**1.5
    return (
        east_m * math.radians((position[0] - middle[0]) / UDEG),
        north_m * math.radians((position[1] - middle[1]) / UDEG),
    )


def _middle(polygons: Sequence[Polygon]) -> Position:
    return polygons[0][0][0]
