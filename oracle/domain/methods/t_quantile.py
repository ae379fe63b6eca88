"""Quantiles of Student's t, one-sided 95 % (two-sided 90 %), rounded up; between two rows the higher one counts."""

from __future__ import annotations

from fractions import Fraction

# One row for ten degrees of freedom, from 1 to 30.
_TO_30 = (
    *("6.3138", "2.9200", "2.3534", "2.1319", "2.0151", "1.9432", "1.8946", "1.8596", "1.8332", "1.8125"),
    *("1.7959", "1.7823", "1.7710", "1.7614", "1.7531", "1.7459", "1.7397", "1.7341", "1.7292", "1.7248"),
    *("1.7208", "1.7172", "1.7139", "1.7109", "1.7082", "1.7057", "1.7033", "1.7012", "1.6992", "1.6973"),
)
_BEYOND = {40: "1.6839", 60: "1.6707", 120: "1.6577"}
TABLE = {degrees: Fraction(text) for degrees, text in enumerate(_TO_30, start=1)} | {
    degrees: Fraction(text) for degrees, text in _BEYOND.items()
}


def t_90(degrees_of_freedom: int) -> Fraction:
    """The quantile, at least; degrees of freedom from 1."""
    return TABLE[max(row for row in TABLE if row <= degrees_of_freedom)]
