"""Reads a product document (`carbonix/product/1`) at the door: Pydantic refuses what is not in the schema, by field."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from passport.adapters.door_types import Name, Text, check_industry, plain_text
from passport.adapters.json_documents import decoded
from passport.domain.product import Point, Product, Shipment, Stay
from registry.adapters.input_file import read_input
from registry.errors import InvalidInput

MAX_DOCUMENT_BYTES = 1_000_000
MAX_ENTRIES = 1_000

Amount = Annotated[Decimal, Field(ge=0, le=10**9, max_digits=18)]
Positive = Annotated[Decimal, Field(gt=0, le=10**9, max_digits=18)]


class _Door(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PointDocument(_Door):
    """A GPS position, WGS 84 degrees."""

    latitude: Annotated[Decimal, Field(ge=-90, le=90, max_digits=12)]
    longitude: Annotated[Decimal, Field(ge=-180, le=180, max_digits=12)]


class StayDocument(_Door):
    """A stay in a warehouse."""

    warehouse: Name
    type: Name | None = None
    events: Annotated[tuple[Literal["store", "receive"], ...], Field(max_length=MAX_ENTRIES)] = ()
    dwell_days: Amount | None = None


class ShipmentDocument(_Door):
    """A leg of the way; `weight_kg` is that of all `quantity` units."""

    shipment_id: Name
    carrier: Text = ""
    mode: Name | None = None
    distance_km: Amount | None = None
    points: Annotated[tuple[PointDocument, ...], Field(max_length=MAX_ENTRIES)] = ()
    weight_kg: Positive | None = None
    quantity: Annotated[int, Field(strict=True, ge=1, le=10**9)] | None = None

    @model_validator(mode="after")
    def weight_needs_a_quantity(self) -> Self:
        if (self.weight_kg is None) != (self.quantity is None):
            raise ValueError("weight_kg and quantity belong together: the weight of one unit is their ratio")
        return self


class ProductDocument(_Door):
    """A product as it is sent in."""

    format: Literal["carbonix/product/1"]
    product_id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    name: Name
    category: Name
    industry: Text = ""
    manufacturer: Text = ""
    origin: Annotated[str, Field(max_length=500), AfterValidator(plain_text)] = ""
    unit_weight_kg: Positive | None = None
    supplier_kg: Amount | None = None
    storage: Annotated[tuple[StayDocument, ...], Field(max_length=MAX_ENTRIES)] = ()
    shipments: Annotated[tuple[ShipmentDocument, ...], Field(max_length=MAX_ENTRIES)] = ()

    @model_validator(mode="after")
    def shipments_have_their_own_ids(self) -> Self:
        ids = [shipment.shipment_id for shipment in self.shipments]
        repeated = sorted({one for one in ids if ids.count(one) > 1})
        if repeated:
            raise ValueError(f"shipment_id {', '.join(repeated)} stands twice")
        return self


def read_product_file(file: Path) -> Product:
    """The product of a JSON file, or of standard input for `-`. Raises InvalidInput, IndustryUnknown."""
    product = parse_product(read_input(file, MAX_DOCUMENT_BYTES))
    check_industry(product.industry)
    return product


def parse_product(data: bytes) -> Product:
    """The product of a JSON document; numbers are read as decimals, never as binary fractions. Raises InvalidInput."""
    return product_of(decoded(data, MAX_DOCUMENT_BYTES))


def product_of(content: Any) -> Product:
    """The product of a decoded document. Raises InvalidInput, naming the first field that breaks its rule."""
    try:
        document = ProductDocument.model_validate(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "document"
        raise InvalidInput(field, first["input"], first["msg"]) from fault
    return product_of_document(document)


def product_of_document(document: ProductDocument) -> Product:
    """The product of a document that was read at the door."""
    return Product(
        product_id=document.product_id,
        name=document.name,
        category=document.category,
        industry=document.industry,
        manufacturer=document.manufacturer,
        origin=document.origin,
        unit_weight_kg=document.unit_weight_kg,
        supplier_kg=document.supplier_kg,
        stays=tuple(_stay(stay) for stay in document.storage),
        shipments=tuple(_shipment(shipment) for shipment in document.shipments),
    )


def stored_product(document: Mapping[str, Any]) -> Product:
    """The product of a document that `document_of` wrote: what was checked at the door is not checked again."""
    return Product(
        product_id=document["product_id"],
        name=document["name"],
        category=document["category"],
        industry=document["industry"],
        manufacturer=document["manufacturer"],
        origin=document["origin"],
        unit_weight_kg=_decimal(document["unit_weight_kg"]),
        supplier_kg=_decimal(document["supplier_kg"]),
        stays=tuple(_stored_stay(stay) for stay in document["storage"]),
        shipments=tuple(_stored_shipment(shipment) for shipment in document["shipments"]),
    )


def document_of(product: Product) -> dict[str, Any]:
    """The document that `product_of` reads back to the same product."""
    return {
        "format": "carbonix/product/1",
        "product_id": product.product_id,
        "name": product.name,
        "category": product.category,
        "industry": product.industry,
        "manufacturer": product.manufacturer,
        "origin": product.origin,
        "unit_weight_kg": _text(product.unit_weight_kg),
        "supplier_kg": _text(product.supplier_kg),
        "storage": [_stay_document(stay) for stay in product.stays],
        "shipments": [_shipment_document(shipment) for shipment in product.shipments],
    }


def _stay(stay: StayDocument) -> Stay:
    return Stay(stay.warehouse, len(stay.events), stay.type, stay.dwell_days)


def _shipment(shipment: ShipmentDocument) -> Shipment:
    return Shipment(
        shipment_id=shipment.shipment_id,
        carrier=shipment.carrier,
        mode=shipment.mode,
        distance_km=shipment.distance_km,
        points=tuple(Point(point.latitude, point.longitude) for point in shipment.points),
        weight_kg=shipment.weight_kg,
        quantity=shipment.quantity,
    )


def _stored_stay(stay: Mapping[str, Any]) -> Stay:
    return Stay(stay["warehouse"], len(stay["events"]), stay["type"], _decimal(stay["dwell_days"]))


def _stored_shipment(shipment: Mapping[str, Any]) -> Shipment:
    points = (Point(Decimal(one["latitude"]), Decimal(one["longitude"])) for one in shipment["points"])
    return Shipment(
        shipment_id=shipment["shipment_id"],
        carrier=shipment["carrier"],
        mode=shipment["mode"],
        distance_km=_decimal(shipment["distance_km"]),
        points=tuple(points),
        weight_kg=_decimal(shipment["weight_kg"]),
        quantity=shipment["quantity"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _stay_document(stay: Stay) -> dict[str, Any]:
    events = ["store"] * stay.events  # only their number counts
    return {
        "warehouse": stay.warehouse,
        "type": stay.warehouse_type,
        "events": events,
        "dwell_days": _text(stay.dwell_days),
    }


def _shipment_document(shipment: Shipment) -> dict[str, Any]:
    return {
        "shipment_id": shipment.shipment_id,
        "carrier": shipment.carrier,
        "mode": shipment.mode,
        "distance_km": _text(shipment.distance_km),
        "points": [{"latitude": str(one.latitude), "longitude": str(one.longitude)} for one in shipment.points],
        "weight_kg": _text(shipment.weight_kg),
        "quantity": shipment.quantity,
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
