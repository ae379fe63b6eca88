"""Tables of a company's supply data: partners, warehouses, routes, shipments, storage events, EPCIS events, imports.

Each row carries its tenant, ids are the tenant's own. Masses are whole grams, distances whole metres, moments Unix
seconds, days ISO 8601 text; a column named `document`, `points`, `quality` or `report` is JSON text.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel


class PartnerRow(SQLModel, table=True):
    """A supplier or carrier; `trust_score` is decimal text 0..100, the two counts are the partner's own statement."""

    __tablename__ = "partner"

    tenant: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=200)
    country: str | None = Field(default=None, max_length=2)
    trust_score: str | None = Field(default=None, max_length=16)
    violations: int = Field(default=0, sa_type=BigInteger)
    kyc_status: str = Field(default="", max_length=32)
    total_shipments: int | None = Field(default=None, sa_type=BigInteger)
    late_shipments: int | None = Field(default=None, sa_type=BigInteger)


class WarehouseRow(SQLModel, table=True):
    """A warehouse; `type` as a factor set names it, `country` ISO 3166 alpha-2."""

    __tablename__ = "warehouse"

    tenant: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=200)
    type: str | None = Field(default=None, max_length=200)
    country: str | None = Field(default=None, max_length=2)


class RouteRow(SQLModel, table=True):
    """A way between two places; without `distance_m` it supplies no distance yet."""

    __tablename__ = "route"

    tenant: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    origin: str = Field(max_length=200)
    destination: str = Field(max_length=200)
    mode: str | None = Field(default=None, max_length=200)
    distance_m: int | None = Field(default=None, sa_type=BigInteger)


class ShipmentRow(SQLModel, table=True):
    """A leg; `weight_g` is that of all `quantity` units, `quality` lists doubts, `source` the file or door."""

    __tablename__ = "shipment"
    __table_args__ = (
        Index("shipment_of_partner", "tenant", "partner_id", "late"),
        Index("shipment_of_product", "tenant", "product_id"),
        Index("shipment_of_route", "tenant", "route_id"),
    )

    tenant: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    product_id: str | None = Field(default=None, max_length=64)
    partner_id: str | None = Field(default=None, max_length=64)
    carrier: str = Field(default="", max_length=200)
    mode: str | None = Field(default=None, max_length=200)
    distance_m: int | None = Field(default=None, sa_type=BigInteger)
    route_id: str | None = Field(default=None, max_length=64)
    points: str = Field(default="[]", sa_type=Text)
    weight_g: int | None = Field(default=None, sa_type=BigInteger)
    quantity: int | None = Field(default=None, sa_type=BigInteger)
    late: bool | None = None
    shipped_on: str | None = Field(default=None, max_length=10)
    received_on: str | None = Field(default=None, max_length=10)
    country: str | None = Field(default=None, max_length=2)
    quality: str = Field(default="[]", sa_type=Text)
    source: str = Field(default="", max_length=200)
    source_row: int | None = Field(default=None, sa_type=BigInteger)


class StorageEventRow(SQLModel, table=True):
    """A product stored in or received at a warehouse; `kind` is store or receive."""

    __tablename__ = "storage_event"
    __table_args__ = (Index("storage_of_product", "tenant", "product_id"),)

    tenant: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=78)
    product_id: str = Field(max_length=64)
    warehouse_id: str = Field(max_length=64)
    kind: str = Field(max_length=16)
    at: int = Field(sa_type=BigInteger)
    dwell_seconds: int | None = Field(default=None, sa_type=BigInteger)


class EpcisEventRow(SQLModel, table=True):
    """A captured EPCIS 2.0 event, once per CBV event hash; `document` is the event as received."""

    __tablename__ = "epcis_event"

    tenant: str = Field(primary_key=True, max_length=64)
    event_hash: str = Field(primary_key=True, max_length=200)
    kind: str = Field(max_length=64)
    event_time: str = Field(max_length=64)
    document: str = Field(sa_type=Text)


class ImportRow(SQLModel, table=True):
    """One staged file, its `state` staged, committed or dropped; `seen` hashes what it would replace."""

    __tablename__ = "import_batch"

    tenant: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=32)
    profile: str = Field(max_length=64)
    file_sha256: str = Field(max_length=66)
    state: str = Field(max_length=16)
    rows: int = Field(sa_type=BigInteger)
    kept: int = Field(sa_type=BigInteger)
    refused: int = Field(sa_type=BigInteger)
    report: str = Field(sa_type=Text)
    seen: str = Field(max_length=64)
    actor: str = Field(max_length=200)
    at: int = Field(sa_type=BigInteger)


class StagedRow(SQLModel, table=True):
    """One good record of a staged file, kept until its import is committed or dropped."""

    __tablename__ = "import_record"

    tenant: str = Field(primary_key=True, max_length=64)
    import_id: str = Field(primary_key=True, max_length=64)
    place: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    kind: str = Field(max_length=32)
    document: str = Field(sa_type=Text)
