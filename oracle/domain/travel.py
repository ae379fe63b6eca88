"""Whether a device can have moved from one position to another: whole metres, without a root or a cosine."""

from __future__ import annotations

from oracle.domain.replay import Fix

FASTEST_M_PER_S = 300
"""Faster than anything that carries a sensor; an airliner flies 250 m/s."""

NOISE_M = 1_000
"""Two fixes this close say nothing about speed: receivers err, and the metres below are good to 2 %."""

UM_PER_UDEG = 111_195  # micrometres of a millionth of a degree on a sphere of 6,371,008.8 m
WHOLE_CIRCLE_UDEG = 360_000_000
DEGREE_UDEG = 1_000_000


def is_possible(one: Fix, other: Fix) -> bool:
    """True if something no faster than FASTEST_M_PER_S can have been at both fixes."""
    metres_squared = distance_squared_m2(one, other)
    reach_m = NOISE_M + abs(other.time_ms - one.time_ms) * FASTEST_M_PER_S // 1_000
    return metres_squared <= reach_m * reach_m


def distance_squared_m2(one: Fix, other: Fix) -> int:
    """The square of the distance on a plane around the middle latitude, in square metres, rounded down.

    The cosine is Bhaskara's: (32400 - 4 x^2) / (32400 + x^2) for x in degrees, at most 0.2 % off.
    """
    north_m = (other.latitude_udeg - one.latitude_udeg) * UM_PER_UDEG // 1_000_000
    apart = abs(other.longitude_udeg - one.longitude_udeg)
    apart = min(apart, WHOLE_CIRCLE_UDEG - apart)
    middle = (one.latitude_udeg + other.latitude_udeg) ** 2
    whole = 32_400 * (2 * DEGREE_UDEG) ** 2
    east_m = apart * UM_PER_UDEG * (whole - 4 * middle) // ((whole + middle) * 1_000_000)
    return north_m * north_m + east_m * east_m
