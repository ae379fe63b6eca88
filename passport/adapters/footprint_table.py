"""Keeps each product's last computed footprint and adds them up in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from passport.adapters.footprint_tables import FootprintRow
from passport.adapters.generations import hold_writers
from passport.domain.totals import KnownFootprint, ProductMasses, Totals
from passport.ports import Recomputation
from registry.adapters.database import Database

_MASSES = ("all1_mg", "all2_mg", "all3_mg", "scope1_mg", "scope2_mg", "scope3_mg")
_STALE = text(
    "SELECT product_id FROM product_footprint WHERE tenant = :tenant AND stale ORDER BY product_id LIMIT :limit"
)
_GONE = text("DELETE FROM product_footprint WHERE tenant = :tenant AND product_id = :product_id")
_KEEP = text(
    "UPDATE product_footprint SET stale = false, category = :category, industry = :industry,"
    " methodology = :methodology, factor_set = :factor_set, factor_set_hash = :factor_set_hash, units = :units,"
    " scope1_mg = :scope1_mg, scope2_mg = :scope2_mg, scope3_mg = :scope3_mg,"
    " all1_mg = :all1_mg, all2_mg = :all2_mg, all3_mg = :all3_mg, grade = :grade, basis = :basis, fault = :fault"
    " WHERE tenant = :tenant AND product_id = :product_id"
)
_EMPTY = ProductMasses("", "", "", "", "", None, (0, 0, 0), (0, 0, 0), "", "")
_GRADES = text("SELECT grade, COUNT(*) FROM product_footprint WHERE tenant = :tenant GROUP BY grade")
_COUNTS = "COUNT(units), SUM(units), SUM(CASE WHEN basis = 'estimated' THEN 1 ELSE 0 END)"
_SUMS = text(
    f"SELECT {_COUNTS}, {', '.join(f'SUM({name})' for name in _MASSES)} FROM product_footprint WHERE tenant = :tenant"
)
# SQLite stops where a sum passes 2^63: the sums of the high and low digits do not.
_HALF = 1 << 31
_HALVES = text(
    f"SELECT {_COUNTS}, {', '.join(f'SUM({name} / {_HALF}), SUM({name} % {_HALF})' for name in _MASSES)}"
    " FROM product_footprint WHERE tenant = :tenant"
)


class FootprintTable:
    """Footprints over the database. What a writer touched is stale until `recompute` did it again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_fresh(self, tenant: str) -> bool:
        """True if nothing of the tenant is stale."""
        with self._database.reading() as session:
            return not _stale(session, tenant, 1)

    def recompute(self, tenant: str, limit: int, compute: Recomputation) -> int:
        """One transaction: up to `limit` stale footprints computed again while writers of the tenant wait.

        `compute` gives the masses, a sentence why there are none, or None if the product is gone.
        """
        with self._database.transaction() as session:
            hold_writers(session, tenant)
            stale = _stale(session, tenant, limit)
            with self._database.one_reading():  # begun under the lock: it sees every write that was committed
                for product_id in stale:
                    _keep(session, tenant, product_id, compute(product_id))
        return len(stale)

    def sums(self, tenant: str) -> Totals:
        """What the rows add up to, stale or not."""
        with self._database.reading() as session:
            connection = session.connection()
            grades = {str(row[0]): int(row[1]) for row in connection.execute(_GRADES, {"tenant": tenant})}
            counted, units, estimated, *masses = _added_up(session, tenant)
        faulty = grades.pop("", 0)
        products = sum(grades.values())
        return Totals(
            products=products,
            faulty=faulty,
            units=units + products - counted,
            products_without_units=products - counted,
            estimated=estimated,
            scopes_mg=(masses[0], masses[1], masses[2]),
            unit_scopes_mg=(masses[3], masses[4], masses[5]),
            grades=grades,
        )

    def page(self, tenant: str, *, grade: str | None, after: str, limit: int) -> list[KnownFootprint]:
        """At most `limit` products with an id beyond `after`; of one grade, of none (an empty text), or all (None)."""
        query = select(FootprintRow).where(FootprintRow.tenant == tenant, FootprintRow.product_id > after)
        if grade is not None:
            query = query.where(FootprintRow.grade == grade)
        with self._database.reading() as session:
            rows = session.exec(query.order_by(col(FootprintRow.product_id)).limit(limit)).all()
        return [KnownFootprint(row.product_id, None if row.fault else _masses(row), row.fault) for row in rows]


def _masses(row: FootprintRow) -> ProductMasses:
    return ProductMasses(
        category=row.category,
        industry=row.industry,
        methodology=row.methodology,
        factor_set=row.factor_set,
        factor_set_hash=row.factor_set_hash,
        units=row.units,
        unit_mg=(row.scope1_mg, row.scope2_mg, row.scope3_mg),
        all_mg=(row.all1_mg, row.all2_mg, row.all3_mg),
        grade=row.grade,
        basis=row.basis,
    )


def _stale(session: Session, tenant: str, limit: int) -> list[str]:
    found = session.connection().execute(_STALE, {"tenant": tenant, "limit": limit})
    return [str(row[0]) for row in found]


def _keep(session: Session, tenant: str, product_id: str, computed: ProductMasses | str | None) -> None:
    key: dict[str, Any] = {"tenant": tenant, "product_id": product_id}
    if computed is None:
        session.connection().execute(_GONE, key)
    elif isinstance(computed, str):
        session.connection().execute(_KEEP, key | _columns(_EMPTY, computed))
    else:
        session.connection().execute(_KEEP, key | _columns(computed, ""))


def _columns(masses: ProductMasses, fault: str) -> dict[str, Any]:
    figures = zip(_MASSES, (*masses.all_mg, *masses.unit_mg), strict=True)
    names = ("category", "industry", "methodology", "factor_set", "factor_set_hash", "units", "grade", "basis")
    return dict(figures) | {name: getattr(masses, name) for name in names} | {"fault": fault}


def _added_up(session: Session, tenant: str) -> list[int]:
    """Products with units, their units, estimated products, and six sums of masses."""
    connection = session.connection()
    try:
        return [int(value or 0) for value in connection.execute(_SUMS, {"tenant": tenant}).one()]
    except OperationalError as fault:
        if "overflow" not in str(fault.orig):
            raise
    counts_and_halves = [int(value or 0) for value in connection.execute(_HALVES, {"tenant": tenant}).one()]
    counts, halves = counts_and_halves[:3], counts_and_halves[3:]
    return counts + [high * _HALF + low for high, low in zip(halves[::2], halves[1::2], strict=True)]
