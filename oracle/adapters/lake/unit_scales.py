"""The exact scale of each unit that a device may write, for SQL: whole numbers over one denominator, out of pint."""

from __future__ import annotations

from functools import cache
from math import lcm

from oracle.adapters.units import SPELT, scale_of


@cache
def unit_scales() -> list[tuple[str, str, int, int, int]]:
    """Channel, unit, numerator, denominator, shift: stored = floor((value x numerator + shift) / denominator)."""
    rows = []
    for channel, units in SPELT.items():
        for unit in units:
            scale = scale_of(channel, unit)
            below = lcm(scale.factor.denominator, scale.offset.denominator)
            numerator, shift = scale.factor * below, scale.offset * below
            rows.append((channel.value, unit, int(numerator), below, int(shift)))
    return rows
