"""Draws a project's boundary as the path of a small picture, north up, without saying where it lies."""

from __future__ import annotations

from math import cos, radians

from oracle.domain.boundary import UDEG, Boundary

SIDE = 100


def outline_of(boundary: Boundary) -> str:
    """The path of the polygons in a square of SIDE units; degrees of longitude are shortened by the latitude."""
    west, south, east, north = boundary.box
    narrow = cos(radians((south + north) / 2 / UDEG))
    longest = max((east - west) * narrow, north - south, 1)
    rings = (ring for polygon in boundary.polygons for ring in polygon)

    def place(x: int, y: int) -> str:
        return f"{(x - west) * narrow * SIDE / longest:.2f} {(north - y) * SIDE / longest:.2f}"

    return "".join("M" + "L".join(place(x, y) for x, y in ring) + "Z" for ring in rings)
