"""Puts a footprint beside things that a reader knows, and beside what may remain of it in 2030 and 2050."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from passport.domain.factors import FactorSet


@dataclass(frozen=True, slots=True)
class Equals:
    """Trees for a year, kilometres by car, smartphone charges; exact."""

    trees: Fraction
    driving_km: Fraction
    charges: Fraction


@dataclass(frozen=True, slots=True)
class TargetKg:
    """kgCO2e per unit that may remain; exact."""

    kg_2030: Fraction
    kg_2050: Fraction


def equivalents_of(total_kg: Fraction, factors: FactorSet) -> Equals:
    """total / 22, total / 0.192 and total / 0.008 in the default set."""
    per = factors.equivalents
    return Equals(
        trees=total_kg / Fraction(per.tree_kg),
        driving_km=total_kg / Fraction(per.driving_km_kg),
        charges=total_kg / Fraction(per.charge_kg),
    )


def targets_of(total_kg: Fraction, factors: FactorSet) -> TargetKg:
    """-45 % by 2030 and -90 % by 2050 in the default set."""
    targets = factors.targets
    return TargetKg(total_kg * Fraction(targets.share_2030), total_kg * Fraction(targets.share_2050))
