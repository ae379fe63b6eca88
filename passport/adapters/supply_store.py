"""Keeps the supply chain of each company in the database; a write ends the cached answers that it changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from passport.adapters.generations import hold_writers, touch
from passport.adapters.supply_rows import ROWS, Rows, found, parts_of, record_of, written
from passport.adapters.supply_tables import ShipmentRow, StorageEventRow
from passport.adapters.tables import ProductRow
from passport.domain.import_preview import REFERENCES, references_of
from passport.domain.journeys import Joined, joined
from passport.domain.supply import Kind, Record, Route, ShippedLine, StorageEvent, Warehouse, kind_of
from passport.errors import ReferenceUnknown, SupplyExists, SupplyUnknown
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.domain.audit_entry import Author


def _of_product(row: Rows) -> Select[Any]:
    """The rows of one product by id; built once, for it is asked at every footprint."""
    columns = row.__table__.c
    owned = (columns.tenant == bindparam("tenant"), columns.product_id == bindparam("product_id"))
    return core_select(*columns).where(*owned).order_by(columns.id)


_LINES, _EVENTS = _of_product(ShipmentRow), _of_product(StorageEventRow)


class SupplyTable:
    """The supply store over the database. Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database, self._log = database, AuditLog(database)

    def record(self, kind: Kind, record_id: str, tenant: str) -> Record:
        """A tenant's record. Raises SupplyUnknown."""
        with self._database.reading() as session:
            records = found(session, kind, tenant, [record_id])
        if record_id not in records:
            raise SupplyUnknown(kind, record_id)
        return records[record_id]

    def page(self, kind: Kind, tenant: str, *, after: str, limit: int) -> list[Record]:
        """At most `limit` of a tenant's records with an id beyond `after`, in the order of ids."""
        row: Rows = ROWS[kind]
        query = select(row).where(row.tenant == tenant, row.id > after).order_by(col(row.id)).limit(limit)
        with self._database.reading() as session:
            return [record_of(kind, one) for one in session.exec(query)]

    def put(self, record: Record, tenant: str, *, new: bool = False, author: Author | None = None) -> bool:
        """Stores or replaces a record; True if there was none. What its change moves is computed again.

        Raises ReferenceUnknown, and SupplyExists where it had to be `new`.
        """
        kind = kind_of(record)
        with self._database.transaction() as session:
            hold_writers(session, tenant)  # of two that make the same record, one finds it there
            before = found(session, kind, tenant, [record.id])
            if before and new:
                raise SupplyExists(kind, record.id)
            for field, target in references_of(record):
                if not known_ids(session, REFERENCES[field], tenant, [target]):
                    raise ReferenceUnknown(field, target, REFERENCES[field])
            written(session, tenant, [record])
            touch(session, tenant, moved_products(session, tenant, [record, *before.values()]))
            if author is not None:
                action = f"{kind}.replaced" if before else f"{kind}.created"
                self._log.record(
                    session, at=author.at, tenant=tenant, actor=author.subject, action=action, subject=record.id
                )
        return not before

    def outside(self, product_id: str, tenant: str) -> tuple[str, ...]:
        """The ids of the product's shipment lines that wait for a distance."""
        with self._database.reading() as session:
            return journeys_of(session, product_id, tenant).outside

    def routes_of(self, lines: Iterable[Record], tenant: str) -> dict[str, Route]:
        """The routes that the lines name, by id."""
        named = {line.route_id for line in lines if isinstance(line, ShippedLine) and line.route_id}
        with self._database.reading() as session:
            return {
                key: one for key, one in found(session, Kind.Routes, tenant, named).items() if isinstance(one, Route)
            }


def known_ids(session: Session, kind: Kind, tenant: str, ids: Iterable[str]) -> set[str]:
    """Those of the ids under which the tenant keeps something."""
    row: Rows = ProductRow if kind is Kind.Products else ROWS[kind]
    known: set[str] = set()
    for part in parts_of(sorted(set(ids))):
        known |= set(session.exec(select(row.id).where(row.tenant == tenant, col(row.id).in_(part))))
    return known


def moved_products(session: Session, tenant: str, records: Sequence[Record]) -> set[str]:
    """The products whose footprint the records touch: their own, or those that a route or warehouse serves."""
    named = {getattr(record, "product_id", None) for record in records}
    moved = {one for one in named if one}
    routes = sorted({record.id for record in records if isinstance(record, Route)})
    warehouses = sorted({record.id for record in records if isinstance(record, Warehouse)})
    for part in parts_of(routes):
        query = select(ShipmentRow.product_id).where(ShipmentRow.tenant == tenant, col(ShipmentRow.route_id).in_(part))
        moved |= {one for one in session.exec(query.distinct()) if one}
    for part in parts_of(warehouses):
        events = select(StorageEventRow.product_id).where(StorageEventRow.tenant == tenant)
        moved |= set(session.exec(events.where(col(StorageEventRow.warehouse_id).in_(part)).distinct()))
    return moved


def journeys_of(session: Session, product_id: str, tenant: str) -> Joined:
    """What the tenant's lines and events add to the footprint of a product."""
    key = {"tenant": tenant, "product_id": product_id}
    lines = [
        record
        for row in session.connection().execute(_LINES, key)
        if isinstance(record := record_of(Kind.Shipments, row), ShippedLine)
    ]
    events = [
        record
        for row in session.connection().execute(_EVENTS, key)
        if isinstance(record := record_of(Kind.StorageEvents, row), StorageEvent)
    ]
    routes = found(session, Kind.Routes, tenant, {line.route_id for line in lines if line.route_id})
    places = found(session, Kind.Warehouses, tenant, {event.warehouse_id for event in events})
    return joined(
        lines,
        {key: one for key, one in routes.items() if isinstance(one, Route)},
        events,
        {key: one for key, one in places.items() if isinstance(one, Warehouse)},
    )
