"""Adds footprints up over a company's whole supply chain, in milligrams of CO2e, and grades their mean.

A product counts with all its units: its shipments are legs of one way, so the largest quantity on one of them is how
many units were moved; a product without any quantity counts as one unit, and the sum says how many those are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from passport.domain.factors import FactorSet, GradeStep
from passport.domain.footprint import grade_of
from passport.domain.product import Product
from passport.domain.rounding import whole_percents
from passport.domain.statement import Assessment

MG_PER_KG = 1_000_000
MOST_MG = (1 << 63) - 1
TOO_HEAVY = f"heavier than {MOST_MG // MG_PER_KG:,} kg in all: beyond what is added up"

Masses = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ProductMasses:
    """One product's scopes 1, 2, 3 in mg: of one unit, and of all `units` (of one, where None); each rounded once."""

    category: str
    industry: str
    methodology: str
    factor_set: str
    factor_set_hash: str
    units: int | None
    unit_mg: Masses
    all_mg: Masses
    grade: str
    basis: str


@dataclass(frozen=True, slots=True)
class KnownFootprint:
    """A product's last computed masses, or the sentence for which there are none."""

    product_id: str
    masses: ProductMasses | None
    fault: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the products that could be assessed; `faulty` could not be."""

    products: int
    faulty: int
    units: int
    products_without_units: int
    estimated: int
    scopes_mg: Masses
    unit_scopes_mg: Masses
    grades: Mapping[str, int]

    @property
    def total_mg(self) -> int:
        return sum(self.scopes_mg)

    @property
    def total_kg(self) -> Fraction:
        return Fraction(self.total_mg, MG_PER_KG)

    @property
    def scopes_kg(self) -> tuple[Fraction, ...]:
        """Scope 1, 2, 3 of all units."""
        return tuple(Fraction(mass, MG_PER_KG) for mass in self.scopes_mg)

    @property
    def unit_scopes_kg(self) -> tuple[Fraction, ...]:
        """Scope 1, 2, 3 of one unit of each product."""
        return tuple(Fraction(mass, MG_PER_KG) for mass in self.unit_scopes_mg)

    @property
    def percents(self) -> tuple[int, ...]:
        """Whole percents of scope 1, 2, 3; they add up to 100."""
        return whole_percents(self.scopes_kg)

    @property
    def mean_kg(self) -> Fraction | None:
        """Unit-weighted mean footprint; None without products."""
        return self.total_kg / self.units if self.units else None


def masses_of(assessment: Assessment) -> ProductMasses | None:
    """The masses of an assessed product; None if they are TOO_HEAVY."""
    product, footprint, factors = assessment.product, assessment.footprint, assessment.factors
    units = units_of(product)
    one, all_units = _milligrams(footprint.scopes_kg, 1), _milligrams(footprint.scopes_kg, units or 1)
    if max(all_units) > MOST_MG:
        return None
    return ProductMasses(
        category=product.category,
        industry=product.industry,
        methodology=factors.methodology,
        factor_set=factors.name,
        factor_set_hash=factors.content_hash,
        units=units,
        unit_mg=one,
        all_mg=all_units,
        grade=footprint.grade.grade,
        basis=footprint.basis.value,
    )


def units_of(product: Product) -> int | None:
    """The largest quantity on one of its shipments; None where none is recorded."""
    return max((leg.quantity for leg in product.shipments if leg.quantity is not None), default=None)


def mean_grade(totals: Totals, factors: FactorSet) -> GradeStep | None:
    """The grade of the unit-weighted mean footprint; None without products."""
    mean_kg = totals.mean_kg
    return None if mean_kg is None else grade_of(mean_kg, factors)


def _milligrams(scopes_kg: tuple[Fraction, Fraction, Fraction], units: int) -> Masses:
    """Rounded half to even, each by itself."""
    one, two, three = (round(kilograms * units * MG_PER_KG) for kilograms in scopes_kg)
    return one, two, three
