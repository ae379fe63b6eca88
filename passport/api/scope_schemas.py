"""What the calls about a whole company answer: JSON numbers in the five calls, strings everywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel

from passport.api.schemas import KG_DECIMALS, ScopeBreakdownOut
from passport.domain.equivalents import targets_of
from passport.domain.factors import FactorSet
from passport.domain.reports.inventory import BaseYear
from passport.domain.rounding import rounded
from passport.domain.totals import MG_PER_KG, Totals, mean_grade

HOW = (
    "sum over products of footprint per unit x units; a product's units are the largest quantity on one of its"
    " shipments, one where no quantity is recorded"
)


class ChainScopeOut(BaseModel):
    """One scope over all products: of all their units, and of one unit of each."""

    type: Literal["scope_1", "scope_2", "scope_3"]
    label: str
    value: float
    unit: Literal["kgCO2e"] = "kgCO2e"
    one_unit_of_each: float


class CoverageOut(BaseModel):
    """What the sums rest on."""

    products_assessed: int
    products_not_assessed: int
    products_estimated: int
    products_without_quantity: int
    units: int
    how: str = HOW


class AggregateOut(BaseModel):
    """The company's footprint as one number; no product and no scope can be read from it."""

    total_footprint_kgCO2e: float  # noqa: N815 - the key is the specification's
    mean_footprint_kgCO2e: float | None  # noqa: N815
    grade: str | None = None  # left out for who may not see the executive's KPI
    coverage: CoverageOut
    methodology: str
    factor_set: str
    gwp_set: str

    @classmethod
    def of(cls, totals: Totals, factors: FactorSet) -> AggregateOut:
        grade = mean_grade(totals, factors)
        return cls(
            total_footprint_kgCO2e=_number(totals.total_kg),
            mean_footprint_kgCO2e=None if totals.mean_kg is None else _number(totals.mean_kg),
            grade=None if grade is None else grade.grade,
            coverage=_coverage(totals),
            methodology=factors.methodology,
            factor_set=factors.name,
            gwp_set=factors.gwp_set.value,
        )


class ScopeOut(AggregateOut):
    """Scope 1, 2, 3 over the whole supply chain; gross."""

    scopes: list[ChainScopeOut]
    scope_breakdown: ScopeBreakdownOut
    products_by_grade: dict[str, int]

    @classmethod
    def of(cls, totals: Totals, factors: FactorSet) -> ScopeOut:
        one, two, three = totals.percents
        return cls(
            **dict(AggregateOut.of(totals, factors)),
            scopes=_scopes(totals),
            scope_breakdown=ScopeBreakdownOut(scope_1_pct=one, scope_2_pct=two, scope_3_pct=three),
            products_by_grade={step.grade: totals.grades.get(step.grade, 0) for step in factors.grades},
        )


class KpiTargetsOut(BaseModel):
    """kgCO2e that may remain: of the frozen base year, or of the total while none is frozen."""

    target_2030: str
    target_2050: str


class KpiBaseOut(BaseModel):
    """The frozen base year; `comparable` says whether today's total was computed in the same way."""

    year: int
    total_kg: str
    comparable: bool

    @classmethod
    def of(cls, base: BaseYear, factors: FactorSet) -> KpiBaseOut:
        return cls(
            year=base.year,
            total_kg=_text(Fraction(base.masses.total_mg, MG_PER_KG)),
            comparable=base.method.factor_set_hash == factors.content_hash,
        )


class KpiOut(BaseModel):
    """The executive's figures; amounts are decimal text."""

    esg_grade: str | None
    assessment: str | None
    advice: str | None
    mean_footprint_kg: str | None
    total_footprint_kg: str
    targets_kg: KpiTargetsOut
    base_year: KpiBaseOut | None
    coverage: CoverageOut
    methodology: str
    factor_set: str
    gwp_set: str

    @classmethod
    def of(cls, totals: Totals, factors: FactorSet, base: BaseYear | None) -> KpiOut:
        base_kg = totals.total_kg if base is None else Fraction(base.masses.total_mg, MG_PER_KG)
        grade, targets = mean_grade(totals, factors), targets_of(base_kg, factors)
        return cls(
            esg_grade=None if grade is None else grade.grade,
            assessment=None if grade is None else grade.assessment,
            advice=None if grade is None else grade.advice,
            mean_footprint_kg=None if totals.mean_kg is None else _text(totals.mean_kg),
            total_footprint_kg=_text(totals.total_kg),
            targets_kg=KpiTargetsOut(target_2030=_text(targets.kg_2030), target_2050=_text(targets.kg_2050)),
            base_year=None if base is None else KpiBaseOut.of(base, factors),
            coverage=_coverage(totals),
            methodology=factors.methodology,
            factor_set=factors.name,
            gwp_set=factors.gwp_set.value,
        )


def _scopes(totals: Totals) -> list[ChainScopeOut]:
    named: Sequence[tuple[Literal["scope_1", "scope_2", "scope_3"], str]] = (
        ("scope_1", "Direct Emissions (Manufacturing)"),
        ("scope_2", "Indirect Emissions (Energy/Warehousing)"),
        ("scope_3", "Value Chain Emissions (Transport)"),
    )
    masses = zip(named, totals.scopes_kg, totals.unit_scopes_kg, strict=True)
    return [
        ChainScopeOut(type=kind, label=label, value=_number(every), one_unit_of_each=_number(one))
        for (kind, label), every, one in masses
    ]


def _coverage(totals: Totals) -> CoverageOut:
    return CoverageOut(
        products_assessed=totals.products,
        products_not_assessed=totals.faulty,
        products_estimated=totals.estimated,
        products_without_quantity=totals.products_without_units,
        units=totals.units,
    )


def _number(kilograms: Fraction) -> float:
    # A float holds 15 digits: 999,999,999 t to the gram.
    return float(rounded(kilograms, KG_DECIMALS))


def _text(kilograms: Fraction) -> str:
    return format(rounded(kilograms, KG_DECIMALS), "f")
