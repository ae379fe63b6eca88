"""Squares on the ground near Chiang Mai, and a plane of shapely for everybody."""

from __future__ import annotations

from typing import Any

from oracle.adapters.geometry import ShapelyGeometry
from registry.domain.roles import Principal, Role

WEST, SOUTH = 98.9, 18.8
PLANE = ShapelyGeometry()
OWNER = Principal("owner@example.org", "forest", frozenset({Role.NET_ABSORBER}))
RIVAL = Principal("rival@example.org", "rival", frozenset({Role.NET_ABSORBER}))


def square(east: float = 0.0, north: float = 0.0, side: float = 0.01) -> dict[str, Any]:
    """A square of `side` degrees, `east` and `north` degrees from the corner."""
    left, low = WEST + east, SOUTH + north
    ring = [[left, low], [left + side, low], [left + side, low + side], [left, low + side], [left, low]]
    return {"type": "Polygon", "coordinates": [ring]}
