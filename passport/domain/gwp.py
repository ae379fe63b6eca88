"""Global warming potentials: every kilogram of CO2e belongs to one set of them, and sets are never mixed in a sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from passport.domain.rounding import rounded
from passport.errors import GwpMixed


class GwpSet(StrEnum):
    """Where the potentials come from; the owner's factors do not state theirs."""

    NotStated = "not stated"
    AR5 = "AR5"
    AR6 = "AR6"


def one_gwp_set(sets: Iterable[GwpSet]) -> GwpSet:
    """The set that all of them share. Raises GwpMixed; at least one must be given."""
    named = sorted(set(sets))
    if len(named) != 1:
        raise GwpMixed(named, "a sum has one set of potentials")
    return named[0]


def restated_kg(
    total: Decimal,
    parts: Mapping[str, Decimal],
    before: Mapping[str, Decimal],
    after: Mapping[str, Decimal],
    decimals: int,
) -> Decimal:
    """A factor under another set of potentials, rounded half to even once, at the end.

    `total` is kgCO2e under the set `before`, `parts` its gases but CO2, which has no potential to change: each moves
    the total by what its new potential makes of its mass. So the same set changes nothing, even where a publication
    rounds its parts apart from their total.
    """
    moved = (Fraction(parts[gas]) * (Fraction(after[gas]) / Fraction(before[gas]) - 1) for gas in sorted(before))
    return rounded(sum(moved, Fraction(total)), decimals)
