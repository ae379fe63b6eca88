"""The documents of supply data at the doors: what REST and rows of files must look like, and what goes out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator

from passport.adapters.door_types import (
    Count,
    Country,
    Day,
    Door,
    Id,
    Instant,
    Kilograms,
    Kilometres,
    Label,
    Name,
    Percent,
    Text,
    check_industry,
    faults_of,
)
from passport.adapters.product_document import MAX_ENTRIES, PointDocument, ProductDocument, product_of_document
from passport.domain.intake import Fault
from passport.domain.product import Point, Product
from passport.domain.supply import UNKNOWN_WEIGHT, Kind, Partner, Record, Route, ShippedLine, StorageEvent, Warehouse
from registry.errors import InvalidInput

THOUSAND = 1000
MOST_NOTES = 20
PRODUCT_FORMAT = "carbonix/product/1"


class PartnerDocument(Door):
    """A supplier or carrier. `late_shipments` counts among `total_shipments`; both only where no line tells it."""

    id: Id
    name: Name
    country: Country | None = None
    trust_score: Percent | None = None
    violations: Count = 0
    kyc_status: Label = ""
    total_shipments: Count | None = None
    late_shipments: Annotated[Count | None, Field(validate_default=True)] = None

    @field_validator("late_shipments")
    @classmethod
    def late_is_part_of_total(cls, late: int | None, known: ValidationInfo) -> int | None:
        total = known.data.get("total_shipments")
        if (late is None) != (total is None) and "total_shipments" in known.data:
            raise ValueError("total_shipments and late_shipments belong together")
        if late is not None and total is not None and late > total:
            raise ValueError(f"must be at most total_shipments, {total}")
        return late

    def record(self) -> Partner:
        return Partner(**{name: getattr(self, name) for name in type(self).model_fields})


class WarehouseDocument(Door):
    """A warehouse; its type as the factor set names it."""

    id: Id
    name: Name
    type: Name | None = None
    country: Country | None = None

    def record(self) -> Warehouse:
        return Warehouse(self.id, self.name, self.type, self.country)


class RouteDocument(Door):
    """A way between two places."""

    id: Id
    origin: Name
    destination: Name
    mode: Name | None = None
    distance_km: Kilometres | None = None

    def record(self) -> Route:
        return Route(self.id, self.origin, self.destination, self.mode, _thousandfold(self.distance_km))


def _points(value: Any) -> Any:
    """A cell holds points as `latitude longitude; latitude longitude`."""
    if not isinstance(value, str):
        return value
    pairs = [part.replace(",", " ").split() for part in value.split(";") if part.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("must be pairs of latitude and longitude, apart by semicolons")
    return [{"latitude": latitude, "longitude": longitude} for latitude, longitude in pairs]


class ShipmentLineDocument(Door):
    """A shipment line; `weight_kg` is that of all `quantity` units."""

    id: Id
    product_id: Id | None = None
    partner_id: Id | None = None
    carrier: Text = ""
    mode: Name | None = None
    distance_km: Kilometres | None = None
    route_id: Id | None = None
    points: Annotated[tuple[PointDocument, ...], BeforeValidator(_points), Field(max_length=MAX_ENTRIES)] = ()
    weight_kg: Kilograms | None = None
    quantity: Annotated[Annotated[Count, Field(ge=1)] | None, Field(validate_default=True)] = None
    late: bool | None = None
    shipped_on: Day | None = None
    received_on: Day | None = None
    country: Country | None = None
    quality: Annotated[tuple[Text, ...], Field(max_length=MOST_NOTES)] = ()
    source: Text = ""
    source_row: Count | None = None

    @field_validator("quantity")
    @classmethod
    def weight_needs_a_quantity(cls, quantity: int | None, known: ValidationInfo) -> int | None:
        if quantity is None and known.data.get("weight_kg") is not None:
            raise ValueError("weight_kg needs a quantity: the weight of one unit is their ratio")
        return quantity

    @field_validator("received_on")
    @classmethod
    def received_after_shipped(cls, received: str | None, known: ValidationInfo) -> str | None:
        shipped = known.data.get("shipped_on")
        if received and shipped and received < shipped:
            raise ValueError(f"must not be before shipped_on, {shipped}")
        return received

    def record(self) -> ShippedLine:
        values = {name: getattr(self, name) for name in type(self).model_fields}
        values |= {
            "distance_m": _thousandfold(values.pop("distance_km")),
            "weight_g": _thousandfold(values.pop("weight_kg")),
            "points": tuple(Point(point.latitude, point.longitude) for point in self.points),
            "quality": self._doubts(),
        }
        return ShippedLine(**values)

    def _doubts(self) -> tuple[str, ...]:
        """What was sent as doubtful; whether the weight is unknown is seen here and never taken on trust."""
        unknown = [note for note in self.quality if note.startswith(UNKNOWN_WEIGHT)]
        others = tuple(note for note in self.quality if not note.startswith(UNKNOWN_WEIGHT))
        return others if self.weight_kg is not None else (*(unknown or [f"{UNKNOWN_WEIGHT}: not recorded"]), *others)


class StorageEventDocument(Door):
    """A product stored in or received at a warehouse; `at` is an instant with its offset from UTC."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,77}$")]
    product_id: Id
    warehouse_id: Id
    kind: Literal["store", "receive"]
    at: Instant
    dwell_seconds: Count | None = None

    def record(self) -> StorageEvent:
        at_s = int(self.at.timestamp())
        return StorageEvent(self.id, self.product_id, self.warehouse_id, self.kind, at_s, self.dwell_seconds)


SupplyDocument = PartnerDocument | WarehouseDocument | RouteDocument | ShipmentLineDocument | StorageEventDocument
DOCUMENTS: Mapping[Kind, type[SupplyDocument]] = {
    Kind.Partners: PartnerDocument,
    Kind.Warehouses: WarehouseDocument,
    Kind.Routes: RouteDocument,
    Kind.Shipments: ShipmentLineDocument,
    Kind.StorageEvents: StorageEventDocument,
}


def read_record(kind: Kind, content: Mapping[str, object], row: int) -> Record | Product | list[Fault]:
    """The record of a row's cells, or every fault that it has."""
    try:
        if kind is Kind.Products:
            return _product(content)
        return DOCUMENTS[kind].model_validate(content).record()
    except ValidationError as refusal:
        return faults_of(refusal, row)
    except InvalidInput as refusal:
        return [Fault(row, refusal.facts["field"], refusal.facts["value"], refusal.facts["rule"])]


def _product(content: Mapping[str, object]) -> Product:
    product = product_of_document(ProductDocument.model_validate({"format": PRODUCT_FORMAT, **content}))
    check_industry(product.industry)
    return product


def document_of_record(record: Record) -> dict[str, Any]:
    """The record as the doors take it in again; amounts are texts."""
    values = asdict(record)
    for metric, shown in (("distance_m", "distance_km"), ("weight_g", "weight_kg")):
        if metric in values:
            amount = values.pop(metric)
            values[shown] = None if amount is None else _plain(Decimal(amount) / THOUSAND)
    if isinstance(record, ShippedLine):
        values["points"] = [
            {"latitude": _plain(point.latitude), "longitude": _plain(point.longitude)} for point in record.points
        ]
        values["quality"] = list(record.quality)
    if isinstance(record, Partner) and record.trust_score is not None:
        values["trust_score"] = _plain(record.trust_score)
    if isinstance(record, StorageEvent):
        values["at"] = datetime.fromtimestamp(record.at, tz=UTC).isoformat().replace("+00:00", "Z")
    return values


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _thousandfold(amount: Decimal | None) -> int | None:
    """Kilometres to metres, kilograms to grams; the door took at most three decimals."""
    return None if amount is None else int(amount * THOUSAND)
