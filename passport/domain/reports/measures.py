"""Turns a company's figures into the named values that disclosures ask for, or into the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from passport.domain.reports.inventory import BaseYear, Inventory, Shares
from passport.domain.rounding import rounded

MG_PER_TONNE = 10**9
MG_PER_KG = 10**6
GRAMS_PER_TONNE = 10**6
TONNE_DECIMALS = 6  # grams
KG_DECIMALS = 3
PERCENT_DECIMALS = 1
TONNES = "tCO2e"


@dataclass(frozen=True, slots=True)
class Measure:
    """A value with its unit. Without a value, `missing` names the reason among the words of reports."""

    value: Decimal | None
    unit: str
    missing: str | None = None


def measures_of(inventory: Inventory, base: BaseYear, shares: Shares) -> Mapping[str, Measure]:
    """Every value that a standard's data can name. Masses are gross; each is rounded half to even by itself."""
    masses, base_mg = inventory.masses, base.masses.total_mg
    return {
        "scope_1": _tonnes(Fraction(masses.scope1_mg)),
        "scope_2": _tonnes(Fraction(masses.scope2_mg)),
        "scope_3": _tonnes(Fraction(masses.scope3_mg)),
        "total": _tonnes(Fraction(masses.total_mg)),
        "base_total": _tonnes(Fraction(base_mg)),
        "change_since_base": _change(inventory, base),
        "target_2030": _tonnes(base_mg * shares.of_2030),
        "target_2050": _tonnes(base_mg * shares.of_2050),
        "intensity_per_unit": _intensity(inventory),
        "products": _count(inventory.products),
        "products_left_out": _count(inventory.left_out),
        "partners_known": _count(inventory.partners.known),
        "partners_assessed": _count(inventory.partners.assessed),
        "partners_assessed_share": _share(inventory.partners.assessed, inventory.partners.known),
        "partners_with_violations": _count(inventory.partners.with_violations),
        "carbon_credits": _exact(Fraction(inventory.offsets.grams, GRAMS_PER_TONNE), TONNE_DECIMALS, TONNES),
        "offset_certificates": _count(inventory.offsets.count),
    }


def _change(inventory: Inventory, base: BaseYear) -> Measure:
    if not base.comparable(inventory):
        return Measure(None, TONNES, "other_method")
    return _tonnes(Fraction(inventory.masses.total_mg - base.masses.total_mg))


def _intensity(inventory: Inventory) -> Measure:
    unit = "kgCO2e/unit"
    if inventory.units == 0:
        return Measure(None, unit, "no_units")
    return _exact(Fraction(inventory.masses.total_mg, inventory.units * MG_PER_KG), KG_DECIMALS, unit)


def _share(part: int, whole: int) -> Measure:
    if whole == 0:
        return Measure(None, "%", "no_partners")
    return _exact(Fraction(100 * part, whole), PERCENT_DECIMALS, "%")


def _count(number: int) -> Measure:
    return Measure(Decimal(number), "")


def _tonnes(milligrams: Fraction) -> Measure:
    return _exact(milligrams / MG_PER_TONNE, TONNE_DECIMALS, TONNES)


def _exact(value: Fraction, decimals: int, unit: str) -> Measure:
    return Measure(rounded(value, decimals), unit)
