"""Turns records of the supply chain into rows and back; columns and fields carry the same names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, SQLModel, col, select

from passport.adapters.supply_tables import PartnerRow, RouteRow, ShipmentRow, StorageEventRow, WarehouseRow
from passport.domain.product import Point
from passport.domain.supply import RECORDS, Kind, Record, kind_of

# A row class as the queries below need it; each has the columns `tenant` and `id`.
Rows = Any
ROWS: Mapping[Kind, type[SQLModel]] = {
    Kind.Partners: PartnerRow,
    Kind.Warehouses: WarehouseRow,
    Kind.Routes: RouteRow,
    Kind.Shipments: ShipmentRow,
    Kind.StorageEvents: StorageEventRow,
}
_FIELDS = {kind: tuple(field.name for field in fields(record)) for kind, record in RECORDS.items()}
ASKED_AT_ONCE = 500  # values in one IN list: SQLite takes 32,766, a plan stays small with fewer


def row_values(record: Record, tenant: str) -> dict[str, Any]:
    """The columns of a record."""
    values = {"tenant": tenant} | asdict(record)
    for name, value in values.items():
        if isinstance(value, Decimal):
            values[name] = format(value, "f")
    if "points" in values:
        points = [[format(point["latitude"], "f"), format(point["longitude"], "f")] for point in values["points"]]
        values |= {"points": json.dumps(points), "quality": json.dumps(values["quality"], ensure_ascii=False)}
    return values


def record_of(kind: Kind, row: object) -> Record:
    """The record that a row keeps, be it a mapped object or bare columns."""
    values = {name: getattr(row, name) for name in _FIELDS[kind]}
    if kind is Kind.Shipments:
        places = json.loads(values["points"])
        values["points"] = tuple(Point(Decimal(latitude), Decimal(longitude)) for latitude, longitude in places)
        values["quality"] = tuple(json.loads(values["quality"]))
    if kind is Kind.Partners and values["trust_score"] is not None:
        values["trust_score"] = Decimal(values["trust_score"])
    return RECORDS[kind](**values)


def found(session: Session, kind: Kind, tenant: str, ids: Iterable[str]) -> dict[str, Record]:
    """Those of the tenant's records that exist, by id."""
    row: Rows = ROWS[kind]
    records: dict[str, Record] = {}
    for part in parts_of(sorted(set(ids))):
        query = select(row).where(row.tenant == tenant, col(row.id).in_(part))
        records |= {one.id: record_of(kind, one) for one in session.exec(query)}
    return records


def written(session: Session, tenant: str, records: Iterable[Record]) -> None:
    """Inserts the records, each in the place of the one with the same id."""
    by_kind: dict[Kind, dict[str, Record]] = {}
    for record in records:
        by_kind.setdefault(kind_of(record), {})[record.id] = record
    for kind, fresh in by_kind.items():
        row: Rows = ROWS[kind]
        for part in parts_of(sorted(fresh)):
            session.connection().execute(delete(row).where(row.tenant == tenant, col(row.id).in_(part)))
            session.connection().execute(insert(row), [row_values(fresh[one], tenant) for one in part])


def parts_of(ids: list[str]) -> Iterable[list[str]]:
    """The ids in lists that one query takes."""
    for first in range(0, len(ids), ASKED_AT_ONCE):
        yield ids[first : first + ASKED_AT_ONCE]
