"""What the carbon dashboard shows of a company: each part only to whom the matrix opens it (docs/spec/16, 16.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from passport.api.partner_routes import TOP
from passport.domain.equivalents import targets_of
from passport.domain.factors import FactorSet, GradeStep
from passport.domain.partners import Comparison, Leaderboard, PartnerGrade, Rating
from passport.domain.reports.inventory import BaseYear
from passport.domain.rounding import rounded
from passport.domain.totals import MG_PER_KG, KnownFootprint, Totals, mean_grade
from registry.domain.roles import MATRIX, Permission, Principal
from registry.errors import InvalidInput
from web.front import Front
from web.sheets import Cell, Sheet

MOST_PARTNERS = 50
MOST_PRODUCTS = 50
NOT_IN_USE = "not_yet_effective"
SCOPE_NAMES = ("scope 1", "scope 2", "scope 3")
COLUMNS = ("part", "code", "title", "value", "unit", "known")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A figure under its code, as a report prints it; `missing` says why there is none."""

    code: str
    title: str
    value: str
    unit: str
    missing: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The figures of one company; None stands for a part that the reader's roles do not open."""

    totals: Totals
    factors: FactorSet
    base: BaseYear | None
    grade: GradeStep | None
    products: Sequence[KnownFootprint] | None
    board: Leaderboard | None
    ratings: Sequence[Rating]
    only_top: bool
    compared: Comparison | None
    report: Sequence[ReportLine] | None

    @property
    def basis(self) -> str:
        """Measured only if every product was."""
        return "measured" if self.totals.products and not self.totals.estimated else "estimated"

    @property
    def target_2030_kg(self) -> Fraction:
        """Of the frozen base year; of the present total while none is frozen."""
        base_kg = Fraction(self.base.masses.total_mg, MG_PER_KG) if self.base else self.totals.total_kg
        return targets_of(base_kg, self.factors).kg_2030


def dashboard_of(
    front: Front, caller: Principal, language: str, grade: PartnerGrade | None, ids: Sequence[str]
) -> Dashboard:
    """The figures as they are now. Raises SupplyUnknown, InvalidInput for partners that cannot be compared."""
    rooms, tenant = front.passport, caller.tenant
    totals, factors = rooms.totals(tenant), rooms.factors_of(tenant)
    all_partners, top = caller.may(Permission.READ_PARTNERS), caller.may(Permission.READ_TOP_PARTNERS)
    board = rooms.leaderboard(tenant) if top else None
    seen = () if board is None else board.ratings if all_partners else board.ratings[:TOP]
    return Dashboard(
        totals=totals,
        factors=factors,
        base=rooms.reports.desk.base_year(tenant),
        grade=mean_grade(totals, factors) if caller.may(Permission.READ_ESG_KPI) else None,
        products=rooms.footprints(tenant, None, "", MOST_PRODUCTS) if caller.may(Permission.READ_PASSPORTS) else None,
        board=board,
        ratings=[one for one in seen if grade in (None, one.grade)][:MOST_PARTNERS],
        only_top=not all_partners,
        compared=rooms.compare_partners(tenant, ids) if ids and all_partners else None,
        report=report_lines(rooms.reports.gri(tenant, language)) if caller.may(Permission.EXPORT_REPORTS) else None,
    )


def report_lines(document: Mapping[str, Any]) -> list[ReportLine]:
    """The figures of the editions that are in use, code by code."""
    return [
        ReportLine(disclosure["code"], line["label"], line["value"], line["unit"], line["missing"])
        for standard in document["standards"]
        if standard["status"] != NOT_IN_USE
        for disclosure in standard["disclosures"]
        for line in disclosure["lines"]
    ]


def wanted_grade(text: str) -> PartnerGrade | None:
    """The grade that the address names. Raises InvalidInput."""
    if not text:
        return None
    if text not in PartnerGrade.__members__:
        raise InvalidInput("grade", text, f"must be one of {', '.join(PartnerGrade)}")
    return PartnerGrade(text)


def roles_for(permission: Permission) -> str:
    """Who may see what this page leaves out."""
    return ", ".join(sorted(MATRIX[permission]))


def sheet_of(shown: Dashboard, caller: Principal) -> Sheet:
    """The same figures as rows; amounts are decimal text."""
    rows: list[tuple[Cell, ...]] = [
        ("kpi", "total", "gross footprint, all units", _kg(shown.totals.total_kg), "kgCO2e", shown.basis),
        ("kpi", "products", "products assessed", shown.totals.products, "products", "measured"),
        ("kpi", "target_2030", "55 % of the base", _kg(shown.target_2030_kg), "kgCO2e", shown.basis),
    ]
    if shown.grade is not None:
        rows.append(("kpi", "grade", "overall ESG grade", shown.grade.grade, "", shown.basis))
    if caller.may(Permission.READ_SCOPES):
        scopes = zip(SCOPE_NAMES, shown.totals.scopes_kg, shown.totals.percents, strict=True)
        rows += [("scope", name, f"{share} %", _kg(mass), "kgCO2e", shown.basis) for name, mass, share in scopes]
    rows += [("partner", one.partner.partner_id, one.partner.name, _score(one), "points", "") for one in shown.ratings]
    rows += [("report", one.code, one.title, one.value or one.missing, one.unit, "") for one in shown.report or ()]
    facts = {"company": caller.tenant, "methodology": shown.factors.methodology, "factorSet": shown.factors.name}
    return Sheet("dashboard", COLUMNS, rows, facts)


def _kg(kilograms: Fraction) -> str:
    return f"{rounded(kilograms, 3):f}"


def _score(rating: Rating) -> str:
    return rating.reason or f"{rounded(rating.score or Fraction(0), 1):f}"
