"""What super admins see across companies: cells of groups, never of one company; kilograms are decimal text."""

from __future__ import annotations

from fractions import Fraction

from passport.api.risk_schemas import AlertsOut, kilograms
from passport.domain.benchmark import BenchmarkRule, Cell, Release
from passport.domain.factors import FactorSet
from passport.domain.footprint import grade_of
from passport.domain.rounding import rounded
from passport.usecases.find_alerts import AlertsFound
from registry.api.schema import Schema

MG_PER_KG = 1_000_000
HOTTEST = 100


class CellOut(Schema):
    """A group: mean gross footprint per unit, weighted by units; or why it keeps silent."""

    group: str
    silence: str | None
    companies: int | None
    mean_kg: str | None
    scope_1_kg: str | None
    scope_2_kg: str | None
    scope_3_kg: str | None

    @classmethod
    def of(cls, cell: Cell) -> CellOut:
        one, two, three = cell.scopes_mg or (None, None, None)
        return cls(
            group=cell.group,
            silence=cell.silence,
            companies=cell.companies,
            mean_kg=_kg(cell.mean_mg),
            scope_1_kg=_kg(one),
            scope_2_kg=_kg(two),
            scope_3_kg=_kg(three),
        )


class BenchmarkOut(Schema):
    """A month's release; the last cell is over the released groups alone."""

    month: str
    rule: str
    least_companies: int
    factor_set: str
    cells: list[CellOut]

    @classmethod
    def of(cls, month: str, release: Release, rule: BenchmarkRule, factors: FactorSet) -> BenchmarkOut:
        return cls(
            month=month,
            rule=rule.name,
            least_companies=rule.least_companies,
            factor_set=factors.name,
            cells=[CellOut.of(cell) for cell in release.cells],
        )


class HeatOut(Schema):
    """How hot a group is: whole percents of the hottest released group, scope by scope; null where it keeps silent."""

    group: str
    silence: str | None
    total: int | None
    scope_1: int | None
    scope_2: int | None
    scope_3: int | None


class HeatMapOut(Schema):
    """The groups of industry side by side."""

    month: str
    rows: list[HeatOut]

    @classmethod
    def of(cls, month: str, release: Release) -> HeatMapOut:
        cells = release.cells[:-1]
        hottest = [max((_heat(cell)[place] for cell in cells), default=Fraction(0)) for place in range(4)]
        return cls(month=month, rows=[_row(cell, hottest) for cell in cells])


class IndexRowOut(Schema):
    """A group's rating: 100 in its first released month; the grade of its mean footprint on the scale A+ .. F."""

    group: str
    silence: str | None
    index: str | None
    grade: str | None

    @classmethod
    def of(cls, cell: Cell, factors: FactorSet) -> IndexRowOut:
        mean = cell.mean_mg
        return cls(
            group=cell.group,
            silence=cell.silence,
            index=None if cell.index is None else f"{rounded(cell.index, 1):f}",
            grade=None if mean is None else grade_of(mean / MG_PER_KG, factors).grade,
        )


class IndexOut(Schema):
    """The Industry Carbon Index of a month."""

    month: str
    rows: list[IndexRowOut]


class CompanyAlertsOut(Schema):
    """What was found of one company."""

    tenant: str
    found: AlertsOut

    @classmethod
    def of(cls, tenant: str, found: AlertsFound) -> CompanyAlertsOut:
        return cls(tenant=tenant, found=AlertsOut.of(found))


def _heat(cell: Cell) -> tuple[Fraction, ...]:
    """Total, scope 1, 2, 3; zeros where the cell keeps silent."""
    return (cell.mean_mg or Fraction(0), *(cell.scopes_mg or (Fraction(0),) * 3))


def _row(cell: Cell, hottest: list[Fraction]) -> HeatOut:
    heats = _heat(cell)
    shares = [
        None if cell.silence else round(heat * HOTTEST / most) if most else 0
        for heat, most in zip(heats, hottest, strict=True)
    ]
    total, one, two, three = shares
    return HeatOut(group=cell.group, silence=cell.silence, total=total, scope_1=one, scope_2=two, scope_3=three)


def _kg(milligrams: Fraction | None) -> str | None:
    return None if milligrams is None else kilograms(milligrams)
