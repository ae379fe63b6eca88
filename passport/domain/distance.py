"""Measures a way over GPS points as the sum of great circles, in decimal arithmetic: the same metre on every machine.

Source: haversine formula (R. W. Sinnott, "Virtues of the Haversine", 1984), mean earth radius of the factor set.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from itertools import pairwise

from passport.domain.product import Point

PRECISION_DIGITS = 40
METRES_PER_KM = 1000
HALF_ANGLES = 4  # each one shortens the series of the arc tangent; four leave an argument below 0.1
# The first 40 digits, of which the arithmetic below keeps 40.
PI = Decimal("3.141592653589793238462643383279502884197169")


def distance_m(points: Sequence[Point], radius_km: Decimal) -> int:
    """Metres along the points, rounded once, half to even, at the end."""
    with localcontext(Context(prec=PRECISION_DIGITS, rounding=ROUND_HALF_EVEN)):
        way_km = sum((_great_circle_km(one, other, radius_km) for one, other in pairwise(points)), Decimal(0))
        return int((way_km * METRES_PER_KM).to_integral_value(ROUND_HALF_EVEN))


def _great_circle_km(one: Point, other: Point, radius_km: Decimal) -> Decimal:
    north, south = _radians(one.latitude), _radians(other.latitude)
    half_latitude = _sin((south - north) / 2)
    half_longitude = _sin(_radians(other.longitude - one.longitude) / 2)
    haversine = half_latitude**2 + _cos(north) * _cos(south) * half_longitude**2
    return 2 * radius_km * _arc_of_haversine(min(max(haversine, Decimal(0)), Decimal(1)))


def _arc_of_haversine(haversine: Decimal) -> Decimal:
    """arcsin(sqrt(h)), as an arc tangent so that antipodes lose no digits."""
    if haversine == 1:
        return PI / 2
    return _atan((haversine / (1 - haversine)).sqrt())


def _atan(tangent: Decimal) -> Decimal:
    if tangent > 1:
        return PI / 2 - _atan(1 / tangent)
    for _ in range(HALF_ANGLES):
        tangent = tangent / (1 + (1 + tangent * tangent).sqrt())
    total, power, divisor = tangent, tangent, 1
    while True:
        power, divisor = -power * tangent * tangent, divisor + 2
        grown = total + power / divisor
        if grown == total:
            return total * (1 << HALF_ANGLES)
        total = grown


def _sin(angle: Decimal) -> Decimal:
    return _series(angle, first=angle, exponent=1)


def _cos(angle: Decimal) -> Decimal:
    return _series(angle, first=Decimal(1), exponent=0)


def _series(angle: Decimal, first: Decimal, exponent: int) -> Decimal:
    """Taylor series from its first term; angles here never leave -pi..pi."""
    total, term = first, first
    while True:
        term = -term * angle * angle / ((exponent + 1) * (exponent + 2))
        exponent += 2
        grown = total + term
        if grown == total:
            return total
        total = grown


def _radians(degrees: Decimal) -> Decimal:
    return degrees * PI / 180
