"""Where a project lies: polygons in micro-degrees, what two projects may share, and when parts are one project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from oracle.domain.field_refusals import BoundaryOverlaps, ProjectSplit
from registry.errors import InvalidInput

UDEG = 1_000_000
MOST_POSITIONS = 20_000
MOST_PARTS = 200
LEAST_POSITIONS = 4  # RFC 7946: three corners, and the first again
WIDEST_UDEG = 5 * UDEG  # a project is a place: wider is a slip, or crosses the date line (RFC 7946 3.1.9 splits there)
MOST_DIGITS = 40
# Two surveys of one border differ by metres: what neighbours may share, of the smaller one.
ALLOWED_OVERLAP_PPM = 10_000
# Debundling after the CDM's guideline for small projects: one owner, one kind, closest points within a kilometre.
SPLIT_WITHIN_M = 1_000
# The standard T-VER method ends at this size; above it the premium rules hold.
SMALL_PROJECT_T = 16_000
LARGEST_EXPECTED_T = 10**12
KINDS = ("forestry", "renewable", "methane", "efficiency")

Position = tuple[int, int]
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A project's ground: polygons of rings of (longitude, latitude) in micro-degrees, WGS 84; the first ring is outer.

    `expected_t` is what the owner expects in a year, t of CO2e; `area_m2` is rounded down.
    """

    project: int
    tenant: str
    kind: str
    expected_t: int
    polygons: tuple[Polygon, ...]
    area_m2: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """West, south, east, north in micro-degrees."""
        return box_of(self.polygons)

    def geometry(self) -> dict[str, object]:
        """The polygons as plain values for canonical JSON: whole micro-degrees, no decimals to argue about."""
        return {"type": "carbonix/boundary/1", "unit": "udeg", "polygons": [_lists(part) for part in self.polygons]}


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two boundaries share, in m2."""

    other: Boundary
    shared_m2: int


Near = Callable[[Boundary, Boundary], bool]


def read_geometry(geometry: Mapping[str, Any]) -> tuple[Polygon, ...]:
    """The polygons of a GeoJSON Polygon or MultiPolygon (RFC 7946), or of a Feature with one.

    Coordinates are rounded to the nearest micro-degree (0.11 m); an altitude is left out. Raises InvalidInput.
    """
    if geometry.get("type") == "Feature":
        geometry = geometry.get("geometry") or {}
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        raise InvalidInput("geometry", kind, "must be a GeoJSON Polygon or MultiPolygon")
    parts = [coordinates] if kind == "Polygon" else coordinates
    if not 1 <= len(parts) <= MOST_PARTS:
        raise InvalidInput("geometry", f"{len(parts)} polygons", f"1 to {MOST_PARTS}")
    polygons = tuple(_polygon(part) for part in parts)
    positions = sum(len(ring) for polygon in polygons for ring in polygon)
    if positions > MOST_POSITIONS:
        raise InvalidInput("geometry", f"{positions} positions", f"at most {MOST_POSITIONS}")
    west, south, east, north = box_of(polygons)
    if east - west > WIDEST_UDEG or north - south > WIDEST_UDEG:
        shown = f"{east - west} by {north - south} micro-degrees"
        raise InvalidInput("geometry", shown, f"at most {WIDEST_UDEG} either way; cut it at the date line")
    return polygons


def box_of(polygons: Sequence[Polygon]) -> tuple[int, int, int, int]:
    """West, south, east, north in micro-degrees."""
    positions = [position for polygon in polygons for ring in polygon for position in ring]
    longitudes, latitudes = [one[0] for one in positions], [one[1] for one in positions]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def require_own_ground(boundary: Boundary, overlaps: Iterable[Overlap]) -> None:
    """Raises BoundaryOverlaps for a neighbour with which more than ALLOWED_OVERLAP_PPM of the smaller is shared.

    A neighbour of another tenant is not named: its place is its own matter.
    """
    for overlap in overlaps:
        smaller_m2 = max(1, min(boundary.area_m2, overlap.other.area_m2))
        share_ppm = -(-overlap.shared_m2 * UDEG // smaller_m2)  # up: against whoever draws
        if share_ppm > ALLOWED_OVERLAP_PPM:
            named = str(overlap.other.project) if overlap.other.tenant == boundary.tenant else "of another owner"
            raise BoundaryOverlaps(boundary.project, named, overlap.shared_m2, share_ppm, ALLOWED_OVERLAP_PPM)


def require_whole_project(boundary: Boundary, owned: Sequence[Boundary], near: Near) -> None:
    """Raises ProjectSplit if small neighbours of one owner and kind are together above SMALL_PROJECT_T.

    `owned` are the owner's other projects; `near` tells whether two lie within SPLIT_WITHIN_M. The chain of neighbours
    counts: a row of plots is one project though its ends are far apart.
    """
    if boundary.expected_t > SMALL_PROJECT_T:
        return
    apart = [one for one in owned if one.kind == boundary.kind and one.expected_t <= SMALL_PROJECT_T]
    together = [boundary]
    for at in together:  # grows while it is walked: the neighbours of neighbours follow
        found = [one for one in apart if near(at, one)]
        together += found
        apart = [one for one in apart if one not in found]
    total_t = sum(one.expected_t for one in together)
    if len(together) > 1 and total_t > SMALL_PROJECT_T:
        raise ProjectSplit(sorted(one.project for one in together), total_t, SMALL_PROJECT_T, SPLIT_WITHIN_M)


def _polygon(rings: object) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise InvalidInput("geometry", rings, "a polygon is a list of rings, the outer one first")
    return tuple(_ring(ring) for ring in rings)


def _ring(positions: object) -> Ring:
    if not isinstance(positions, list) or len(positions) < LEAST_POSITIONS:
        raise InvalidInput("geometry", positions, f"a ring is a list of at least {LEAST_POSITIONS} positions")
    ring = tuple(_position(position) for position in positions)
    if ring[0] != ring[-1]:
        raise InvalidInput("geometry", f"{ring[0]} and {ring[-1]}", "a ring ends where it begins")
    return ring


def _position(position: object) -> Position:
    if not isinstance(position, list) or len(position) not in (2, 3):
        raise InvalidInput("geometry", position, "a position is [longitude, latitude]")
    return _udeg("longitude", position[0], 180), _udeg("latitude", position[1], 90)


def _udeg(field: str, value: object, most: int) -> int:
    text = str(value)
    try:
        degrees = Decimal(text) if len(text) <= MOST_DIGITS else Decimal("NaN")
    except InvalidOperation:
        degrees = Decimal("NaN")
    if not degrees.is_finite() or abs(degrees) > most:
        raise InvalidInput(field, value, f"degrees from -{most} to {most}")
    return int((degrees * UDEG).to_integral_value())


def _lists(polygon: Polygon) -> list[list[list[int]]]:
    return [[list(position) for position in ring] for ring in polygon]
