"""Hears the signals of risk in a tenant's computed footprints, summed up by the database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlmodel import Session, SQLModel

from passport.adapters.footprint_tables import FootprintRow
from passport.adapters.risk_tables import SustainabilityRow
from passport.adapters.supply_tables import ShipmentRow
from passport.adapters.tables import PassportRow
from passport.domain.names import plain_name
from passport.domain.risk import MOST_MOVEMENTS, WHOLE_BP, RiskWeights, Signal, Source
from registry.adapters.database import Database

MG_PER_KG = 1_000_000
MG_PER_G = 1_000
ROWS_PER_READ = 1_000

_ONE = SQLModel.metadata.tables[str(FootprintRow.__tablename__)].c
_SHIPMENT = SQLModel.metadata.tables[str(ShipmentRow.__tablename__)].c
_PASSPORT = SQLModel.metadata.tables[str(PassportRow.__tablename__)].c
_CERTIFICATE = SQLModel.metadata.tables[str(SustainabilityRow.__tablename__)].c
_TOTAL = _ONE.scope1_mg + _ONE.scope2_mg + _ONE.scope3_mg
_UNITS = case((_ONE.units > 0, _ONE.units), else_=1)


class RiskTable:
    """Signals over the table of footprints; those that could not be computed are no source, and are counted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def product_signals(self, tenant: str, weights: RiskWeights) -> tuple[Signal, Signal]:
        """Grades and shares of scope 3 of all products, weighted by their units; the loudest by name."""
        grades = case(*((_ONE.grade == grade, bp) for grade, bp in weights.product_grade.items()), else_=0)
        steps = sorted(weights.scope_3_share, reverse=True)
        shares = case(*((_reaches(start), bp) for start, bp in steps), else_=0)
        with self._database.reading() as session:
            by_grade = _signal(session, tenant, "product_grade", grades, lambda row: f"grade {row.grade}")
            by_share = _signal(session, tenant, "scope_3_share", shares, _share_seen)
        return by_grade, by_share

    def unassessed(self, tenant: str) -> int:
        """How many of the tenant's products have no footprint that could be scored."""
        query = select(func.count(_ONE.product_id)).where(_ONE.tenant == tenant, ~_assessed())
        with self._database.reading() as session:
            return int(session.execute(query).scalar_one())

    def partner_shipments(self, tenant: str, product_id: str) -> Mapping[str, int]:
        """How many of a product's shipments each partner carried."""
        query = (
            select(_SHIPMENT.partner_id, func.count())
            .where(
                _SHIPMENT.tenant == tenant,
                _SHIPMENT.product_id == product_id,
                _SHIPMENT.partner_id.is_not(None),
            )
            .group_by(_SHIPMENT.partner_id)
        )
        with self._database.reading() as session:
            return {partner: count for partner, count in session.execute(query) if partner is not None}

    def low_own_figures(
        self, tenant: str, factors_kg: Mapping[str, Decimal], least_share_bp: int, day: str, most: int
    ) -> list[tuple[str, int, int]]:
        """Products whose scope 1 is below a share of their category's factor: (id, its mg, the factor's mg).

        A scope 1 that is not the factor is the maker's own figure. Products with a certificate that is valid on the
        day (ISO 8601) are left out.
        """
        with self._database.reading() as session:
            found: list[tuple[str, int, int]] = []
            for category in _categories(session, tenant):
                factor = factors_kg.get(plain_name(category))
                if factor is not None and len(found) < most:
                    factor_mg = int(factor * MG_PER_KG)
                    query = _below(tenant, category, factor_mg * least_share_bp // WHOLE_BP, day).limit(
                        most - len(found)
                    )
                    found += [(row.product_id, row.scope1_mg, factor_mg) for row in session.execute(query)]
        return found

    def published_below(self, tenant: str, least_bp: int, most: int) -> list[tuple[str, int, int]]:
        """Products whose newest sealed passport is a share below the present figure: (id, sealed grams, mg now)."""
        other = SQLModel.metadata.tables[str(PassportRow.__tablename__)].alias().c
        newest = select(func.max(other.seal_id)).where(other.product == _ONE.product_id).scalar_subquery()
        query = (
            select(_ONE.product_id, _TOTAL.label("total_mg"), _PASSPORT.leaf)
            .join_from(_ONE.product_id.table, _PASSPORT.product.table, _PASSPORT.product == _ONE.product_id)
            .where(_ONE.tenant == tenant, _assessed(), _PASSPORT.seal_id == newest)
            .order_by(_ONE.product_id)
        )
        found: list[tuple[str, int, int]] = []
        with self._database.reading() as session:
            for row in session.execute(query.execution_options(yield_per=ROWS_PER_READ)):
                grams = int(json.loads(row.leaf)["totalGrams"])
                below = (row.total_mg - grams * MG_PER_G) * WHOLE_BP
                if below > 0 and below >= least_bp * row.total_mg and len(found) < most:
                    found.append((row.product_id, grams, row.total_mg))
        return found


def _assessed() -> ColumnElement[bool]:
    return and_(_ONE.fault == "", _ONE.grade != "")


def _reaches(start_bp: int) -> ColumnElement[bool]:
    """scope 3 x 10,000 >= total x start, in parts that no 64-bit number overflows; exact."""
    whole = literal(WHOLE_BP)
    least = (_TOTAL // whole) * start_bp + ((_TOTAL % whole) * start_bp + (WHOLE_BP - 1)) // whole
    return and_(_TOTAL > 0, _ONE.scope3_mg >= least)


def _signal(session: Session, tenant: str, name: str, severity: ColumnElement[Any], seen: Any) -> Signal:
    mine = (_ONE.tenant == tenant, _assessed())
    sums = session.execute(select(severity, func.sum(_UNITS)).where(*mine).group_by(severity)).all()
    loudest = session.execute(
        select(
            _ONE.product_id,
            _ONE.grade,
            _ONE.scope3_mg,
            _TOTAL.label("total_mg"),
            severity.label("severity_bp"),
            _UNITS.label("exposure"),
        )
        .where(*mine, severity > 0)
        .order_by((severity * _UNITS).desc(), _ONE.product_id)
        .limit(MOST_MOVEMENTS)
    ).all()
    sources: Sequence[Source] = [
        Source("product", row.product_id, seen(row), int(row.severity_bp), int(row.exposure)) for row in loudest
    ]
    exposure = sum(int(units) for _, units in sums)
    return Signal(name, tuple(sources), sum(int(bp) * int(units) for bp, units in sums), exposure)


def _share_seen(row: Any) -> str:
    return f"{row.scope3_mg * 100 // row.total_mg} % of it is scope 3"


def _categories(session: Session, tenant: str) -> list[str]:
    query = select(_ONE.category).where(_ONE.tenant == tenant).distinct().order_by(_ONE.category)
    return list(session.execute(query).scalars())


def _below(tenant: str, category: str, limit_mg: int, day: str) -> Any:
    one = _CERTIFICATE
    certified = (
        select(one.subject_id)
        .where(
            one.tenant == tenant,
            one.subject_kind == "product",
            one.subject_id == _ONE.product_id,
            one.valid_from <= day,
            one.valid_until >= day,
        )
        .exists()
    )
    mine = (_ONE.tenant == tenant, _ONE.category == category, _assessed())
    return (
        select(_ONE.product_id, _ONE.scope1_mg)
        .where(*mine, _ONE.scope1_mg < limit_mg, ~certified)
        .order_by(_ONE.product_id)
    )
