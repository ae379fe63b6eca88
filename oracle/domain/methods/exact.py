"""Powers, exponentials and roots without floats: decimals of 50 digits, the same on every machine.

A result is correct to 40 digits at least; what is done with it is exact again.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache

KEPT_POWERS = 4_096  # trees of one size are many
DIGITS = 50
_EXACT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_SHOWN = 9


def decimal(value: Fraction) -> Decimal:
    """The value as a decimal of 50 digits."""
    return _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def plain(value: Fraction) -> Fraction:
    """The value to 50 digits, with a power of ten below the line: thousands of such add up without growing."""
    return Fraction(decimal(value))


@lru_cache(maxsize=KEPT_POWERS)
def power(base: Fraction, exponent: Fraction) -> Fraction:
    """base ** exponent for a base that is not negative; 0 to any positive power is 0."""
    if base == 0:
        return Fraction(0)
    return Fraction(_EXACT.power(decimal(base), decimal(exponent)))


def exponential(value: Fraction) -> Fraction:
    """e ** value."""
    return Fraction(_EXACT.exp(decimal(value)))


def root(value: Fraction) -> Fraction:
    """The square root of a value that is not negative."""
    return Fraction(_EXACT.sqrt(decimal(value)))


def shown(value: Fraction) -> str:
    """The value as a plain decimal, cut (towards minus infinity) after nine digits, without trailing zeros."""
    scaled = value * 10**_SHOWN
    whole = scaled.numerator // scaled.denominator
    text = f"{'-' if whole < 0 else ''}{abs(whole) // 10**_SHOWN}.{abs(whole) % 10**_SHOWN:0{_SHOWN}d}"
    return text.rstrip("0").rstrip(".")
