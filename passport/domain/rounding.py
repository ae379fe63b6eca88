"""Rounds exact fractions for the reader: half to even, which favours no direction; shares to percents that add up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm


def rounded(exact: Fraction, decimals: int) -> Decimal:
    """The nearest decimal with this many places, half to even."""
    whole, rest = divmod(exact.numerator * 10**decimals, exact.denominator)  # in integers: each answer rounds dozens
    above = 2 * rest - exact.denominator
    return Decimal(whole + (above > 0 or (above == 0 and whole % 2 == 1))).scaleb(-decimals)


def grams_of(kilograms: Fraction) -> int:
    """Whole grams, half to even."""
    return round(kilograms * 1000)


def whole_percents(parts: Sequence[Fraction]) -> tuple[int, ...]:
    """Shares that add up to 100 by the largest remainder, earlier parts first on a tie; zeros if the total is zero."""
    common = lcm(*(part.denominator for part in parts))
    whole = [part.numerator * (common // part.denominator) for part in parts]
    total = sum(whole)
    if total == 0:
        return tuple(0 for _ in parts)
    floors, remainders = zip(*(divmod(100 * part, total) for part in whole), strict=True)
    by_remainder = sorted(range(len(parts)), key=lambda place: -remainders[place])
    gaining = set(by_remainder[: 100 - sum(floors)])
    return tuple(floor + (place in gaining) for place, floor in enumerate(floors))
