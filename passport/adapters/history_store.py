"""Keeps every month's footprints as they stood, and what their company declares as the cause of a change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, SQLModel, col

from passport.adapters.footprint_tables import FootprintRow
from passport.adapters.risk_tables import HistoryRow
from passport.adapters.supply_tables import ShipmentRow, StorageEventRow
from passport.adapters.tables import ProductRow
from passport.domain.history import MonthKept
from passport.errors import MonthNotKept
from registry.adapters.database import Database

PRODUCTS_PER_TRANSACTION = 500
ROWS_PER_READ = 5_000

_KEPT = SQLModel.metadata.tables[str(HistoryRow.__tablename__)].c
_FIGURES = tuple(_KEPT[field.name] for field in fields(MonthKept))  # a month's figures, in the order of its fields


class HistoryTable:
    """The months of all tenants' products."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, tenant: str, month: str, at: int) -> int:
        """Writes the month of each product that has a footprint; again is the newest figure, declared causes stay.

        Returns how many products it has. The pages of products are transactions of their own: again completes it.
        """
        kept, last = 0, ""
        while True:
            with self._database.transaction() as session:
                self._database.serialise(session, f"months:{tenant}")
                page = _page(session, tenant, last)
                if not page:
                    return kept
                _write(session, tenant, month, at, page)
                kept, last = kept + len(page), page[-1].product_id

    def products(self, tenant: str) -> Iterator[list[MonthKept]]:
        """The kept months of each product, oldest first, product by product."""
        query = select(*_FIGURES).where(_KEPT.tenant == tenant).order_by(_KEPT.product_id, _KEPT.month)
        with self._database.reading() as session:
            rows = session.execute(query.execution_options(yield_per=ROWS_PER_READ))
            for _, months in groupby(rows, key=itemgetter(0)):
                yield [MonthKept(*one) for one in months]

    def months(self, tenant: str, product_id: str) -> list[MonthKept]:
        """The kept months of one product, oldest first."""
        query = select(*_FIGURES).where(_KEPT.tenant == tenant, _KEPT.product_id == product_id).order_by(_KEPT.month)
        with self._database.reading() as session:
            return [MonthKept(*one) for one in session.execute(query)]

    def newest_month(self, tenant: str) -> str | None:
        """The last month that was kept for the tenant."""
        query = select(func.max(HistoryRow.month)).where(col(HistoryRow.tenant) == tenant)
        with self._database.reading() as session:
            newest: str | None = session.execute(query).scalar()
        return newest

    def declare(self, session: Session, tenant: str, product_id: str, month: str, cause: str, evidence: str) -> None:
        """Writes the cause of a kept month's change. Raises MonthNotKept."""
        row = session.get(HistoryRow, (tenant, product_id, month))
        if row is None:
            raise MonthNotKept(product_id, month)
        row.cause, row.evidence = cause, evidence
        session.add(row)


def _page(session: Session, tenant: str, after: str) -> Sequence[FootprintRow]:
    row = FootprintRow
    mine = (col(row.tenant) == tenant, col(row.product_id) > after, col(row.fault) == "", col(row.grade) != "")
    query = select(row).where(*mine).order_by(col(row.product_id)).limit(PRODUCTS_PER_TRANSACTION)
    return session.execute(query).scalars().all()


def _write(session: Session, tenant: str, month: str, at: int, page: Sequence[FootprintRow]) -> None:
    ids = [row.product_id for row in page]
    declared = _declared(session, tenant, month, ids)
    recorded = _recorded(session, tenant, ids)
    here = (col(HistoryRow.tenant) == tenant, col(HistoryRow.month) == month, col(HistoryRow.product_id).in_(ids))
    session.execute(delete(HistoryRow).where(*here))
    rows = [
        {
            "tenant": tenant,
            "product_id": row.product_id,
            "month": month,
            "total_mg": row.scope1_mg + row.scope2_mg + row.scope3_mg,
            "scope1_mg": row.scope1_mg,
            "scope2_mg": row.scope2_mg,
            "scope3_mg": row.scope3_mg,
            "methodology": row.methodology,
            "factor_set_hash": row.factor_set_hash,
            "kept_at": at,
            **recorded[row.product_id],
            **declared.get(row.product_id, {"cause": "", "evidence": ""}),
        }
        for row in page
    ]
    session.execute(insert(HistoryRow), rows)


def _declared(session: Session, tenant: str, month: str, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    row = HistoryRow
    here = (col(row.tenant) == tenant, col(row.month) == month, col(row.product_id).in_(ids))
    found = session.execute(select(col(row.product_id), col(row.cause), col(row.evidence)).where(*here))
    return {one.product_id: {"cause": one.cause, "evidence": one.evidence} for one in found}


def _recorded(session: Session, tenant: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """How much is recorded of each product, in its document and in the tables beside it."""
    documents = select(col(ProductRow.id), col(ProductRow.document)).where(
        col(ProductRow.tenant) == tenant, col(ProductRow.id).in_(ids)
    )
    own = {product_id: json.loads(document) for product_id, document in session.execute(documents)}
    legs, stays = (_count(session, table, tenant, ids) for table in (ShipmentRow, StorageEventRow))
    return {
        product_id: {
            "shipments": len(own.get(product_id, {}).get("shipments", [])) + legs.get(product_id, 0),
            "storage_events": sum(len(stay["events"]) for stay in own.get(product_id, {}).get("storage", []))
            + stays.get(product_id, 0),
            "own_figure": own.get(product_id, {}).get("supplier_kg") is not None,
        }
        for product_id in ids
    }


def _count(
    session: Session, table: type[ShipmentRow] | type[StorageEventRow], tenant: str, ids: Sequence[str]
) -> dict[str, int]:
    product = col(table.product_id)
    query = select(product, func.count()).where(col(table.tenant) == tenant, product.in_(ids)).group_by(product)
    return {str(product_id): count for product_id, count in session.execute(query)}
