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
    parts: Mapping[str, Decimal], before: Mapping[str, Decimal], after: Mapping[str, Decimal], decimals: int
) -> Decimal:
    """A factor given gas by gas in kgCO2e under one set, under another; rounded half to even once, at the end.

    `parts` holds CO2 and the gases of `before`; the mass of a gas is its part divided by its old potential.
    """
    gases = ((Fraction(parts[gas]) * Fraction(after[gas]) / Fraction(before[gas])) for gas in sorted(before))
    return rounded(sum(gases, Fraction(parts["CO2"])), decimals)
