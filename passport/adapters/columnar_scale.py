"""Turns the decimals of a factor set into integers of one small unit of mass, for arithmetic on whole columns.

The unit is 10^-k gram with k so large that each factor, each day in a warehouse and each supplier's milligram is a
whole number of units; only the division of a shipment's weight by its quantity leaves a remainder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from passport.domain.boundary import Stage
from passport.domain.factors import FactorSet

GRAMS_PER_KG = 1_000
MILLIDAYS_PER_DAY = 1_000
MG_PER_GRAM = 1_000
GRAMS_PER_TONNE = 1_000_000
# grams = (kg/tkm) x metres x grams / (quantity x 10^6): the distance and both masses are a thousand apart each.
METRE_GRAMS_PER_TONNE_KM_GRAM = 1_000_000
MOST_DIGITS = 18
LARGEST = 2**63 - 1
LARGEST_FACTOR = 10**10  # units per metre and gram; times 10^12 m, 10^12 g and 1,000 legs it stays below 2^127


@dataclass(frozen=True, slots=True)
class Scale:
    """A factor set in units; None stands for a number that is no whole number of units and needs fractions."""

    units_per_gram: int
    units_per_metre_gram: Mapping[str, int]
    units_per_milliday: Mapping[str, int]
    units_by_category: Mapping[str, int]
    grade_limits: tuple[int, ...]
    unit_weight_otherwise_g: int
    millidays_per_event: int

    @property
    def largest_factor(self) -> int:
        return max(self.units_per_metre_gram.values())


def scale_of(factors: FactorSet) -> Scale | None:
    """The integers of a factor set, or None where it has no such unit: then every product needs fractions.

    The limits of the grades must be whole grams, so that a total in doubt of its grade is one in doubt of its gram.
    """
    constants = _grams(factors)
    per_event, otherwise = _whole(factors.storage_days_per_event * MILLIDAYS_PER_DAY), _otherwise_g(factors)
    digits = next((k for k in range(MOST_DIGITS) if all(_is_whole(part, k) for part in constants)), None)
    whole_limits = all(limit.denominator == 1 for limit in _limits(factors))
    if digits is None or per_event is None or otherwise is None or not whole_limits:
        return None
    units = 10**digits
    scale = Scale(
        units_per_gram=units,
        units_per_metre_gram={mode: int(grams * units) for mode, grams in _transport(factors).items()},
        units_per_milliday={kind: int(grams * units) for kind, grams in _warehousing(factors).items()},
        units_by_category={name: int(grams * units) for name, grams in _manufacturing(factors).items()},
        grade_limits=tuple(int(limit * units) for limit in _limits(factors)),
        unit_weight_otherwise_g=otherwise,
        millidays_per_event=per_event,
    )
    return scale if _is_narrow(scale) else None


def _is_narrow(scale: Scale) -> bool:
    """Every constant fits 64 bits, and 1,000 legs of the largest amounts that a column may hold fit 128."""
    constants = (*scale.units_per_milliday.values(), *scale.units_by_category.values(), *scale.grade_limits)
    return max(constants, default=0) <= LARGEST and 0 < scale.largest_factor <= LARGEST_FACTOR


def _grams(factors: FactorSet) -> list[Fraction]:
    """Everything that must be a whole number of units."""
    parts: Iterable[Iterable[Fraction]] = (
        _transport(factors).values(),
        _warehousing(factors).values(),
        _manufacturing(factors).values(),
        (Fraction(1, MG_PER_GRAM), Fraction(1, 2)),  # a supplier's milligram, and half a gram to round at
    )
    return [grams for part in parts for grams in part]


def _transport(factors: FactorSet) -> dict[str, Fraction]:
    """Grams per metre and gram of goods."""
    return {mode: Fraction(kg) / METRE_GRAMS_PER_TONNE_KM_GRAM for mode, kg in factors.transport.items()}


def _warehousing(factors: FactorSet) -> dict[str, Fraction]:
    """Grams per thousandth of a day."""
    area_m2 = Fraction(factors.area_m2_per_unit)
    return {kind: Fraction(kg) * area_m2 * GRAMS_PER_KG / MILLIDAYS_PER_DAY for kind, kg in factors.warehousing.items()}


def _manufacturing(factors: FactorSet) -> dict[str, Fraction]:
    """Grams per unit of product."""
    counted = factors.boundary.holds(Stage.Manufacturing)
    return {name: Fraction(kg) * GRAMS_PER_KG if counted else Fraction(0) for name, kg in factors.manufacturing.items()}


def _limits(factors: FactorSet) -> list[Fraction]:
    """Grams that each grade but the last may hold."""
    return [Fraction(step.up_to_kg) * GRAMS_PER_KG for step in factors.grades if step.up_to_kg is not None]


def _otherwise_g(factors: FactorSet) -> int | None:
    return _whole(factors.weight_otherwise_t * GRAMS_PER_TONNE)


def _whole(number: Decimal) -> int | None:
    return int(number) if number == number.to_integral_value() else None


def _is_whole(grams: Fraction, digits: int) -> bool:
    return bool((grams * 10**digits).denominator == 1)
