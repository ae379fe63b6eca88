"""What a company tells of its supply chain beside its products: partners, warehouses, routes, shipments, storage."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from passport.domain.product import Point


class Kind(StrEnum):
    """What can be told, under the name that a path of the API has."""

    Partners = "partners"
    Warehouses = "warehouses"
    Routes = "routes"
    Products = "products"
    Shipments = "shipments"
    StorageEvents = "storage-events"


@dataclass(frozen=True, slots=True)
class Partner:
    """A supplier or carrier; trust 0..100, country ISO 3166 alpha-2, both counts as the partner states them."""

    id: str
    name: str
    country: str | None = None
    trust_score: Decimal | None = None
    violations: int = 0
    kyc_status: str = ""
    total_shipments: int | None = None
    late_shipments: int | None = None


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A warehouse; its type is one of the factor set, or unknown."""

    id: str
    name: str
    type: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A way between two places; whole metres, or unknown yet."""

    id: str
    origin: str
    destination: str
    mode: str | None = None
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """A shipment line. `weight_g` is that of all `quantity` units; `quality` says what is doubtful, and why."""

    id: str
    product_id: str | None = None
    partner_id: str | None = None
    carrier: str = ""
    mode: str | None = None
    distance_m: int | None = None
    route_id: str | None = None
    points: tuple[Point, ...] = ()
    weight_g: int | None = None
    quantity: int | None = None
    late: bool | None = None
    shipped_on: str | None = None
    received_on: str | None = None
    country: str | None = None
    quality: tuple[str, ...] = ()
    source: str = ""
    source_row: int | None = None


@dataclass(frozen=True, slots=True)
class StorageEvent:
    """A product stored in or received at a warehouse at `at` (Unix seconds); its dwell time where it was recorded."""

    id: str
    product_id: str
    warehouse_id: str
    kind: str
    at: int
    dwell_seconds: int | None = None


Record = Partner | Warehouse | Route | ShippedLine | StorageEvent
RECORDS: dict[Kind, type[Record]] = {
    Kind.Partners: Partner,
    Kind.Warehouses: Warehouse,
    Kind.Routes: Route,
    Kind.Shipments: ShippedLine,
    Kind.StorageEvents: StorageEvent,
}
ESTIMATED_WEIGHT = "weight estimated"  # the quality note of a line whose weight is no measurement begins with it
UNKNOWN_WEIGHT = "weight unknown"


def kind_of(record: Record) -> Kind:
    """Under which path the record lives."""
    return next(kind for kind, known in RECORDS.items() if isinstance(record, known))
