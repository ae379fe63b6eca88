"""What is known of a product's way from the factory to the hand-over, before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """A GPS position in degrees (WGS 84); latitude -90..90, longitude -180..180."""

    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True)
class Stay:
    """Time in one warehouse: `dwell_days` where recorded, else estimated from the count of store and receive events."""

    warehouse: str
    events: int
    warehouse_type: str | None = None
    dwell_days: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """One leg. `weight_kg` is that of all `quantity` units together; a recorded distance wins over the GPS points.

    `weight_estimate` says how the weight was estimated, where it was not measured.
    """

    shipment_id: str
    carrier: str
    mode: str | None = None
    distance_km: Decimal | None = None
    points: tuple[Point, ...] = ()
    weight_kg: Decimal | None = None
    quantity: int | None = None
    weight_estimate: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """One product and what was recorded of it; `supplier_kg` is its maker's own figure per unit, if there is one."""

    product_id: str
    name: str
    category: str
    industry: str
    manufacturer: str
    origin: str
    unit_weight_kg: Decimal | None = None
    supplier_kg: Decimal | None = None
    stays: tuple[Stay, ...] = ()
    shipments: tuple[Shipment, ...] = ()


def record_of(product: Product) -> dict[str, object]:
    """The inputs of the calculation as strings and lists of them, to be hashed; what is absent is an empty string."""
    return {
        "productId": product.product_id,
        "name": product.name,
        "category": product.category,
        "industry": product.industry,
        "manufacturer": product.manufacturer,
        "origin": product.origin,
        "unitWeightKg": _text(product.unit_weight_kg),
        "supplierKg": _text(product.supplier_kg),
        "stays": [_stay(stay) for stay in product.stays],
        "shipments": [_shipment(shipment) for shipment in product.shipments],
    }


def _stay(stay: Stay) -> dict[str, str]:
    return {
        "warehouse": stay.warehouse,
        "type": stay.warehouse_type or "",
        "events": str(stay.events),
        "dwellDays": _text(stay.dwell_days),
    }


def _shipment(shipment: Shipment) -> dict[str, object]:
    record: dict[str, object] = {
        "shipmentId": shipment.shipment_id,
        "carrier": shipment.carrier,
        "mode": shipment.mode or "",
        "distanceKm": _text(shipment.distance_km),
        "points": [[_text(point.latitude), _text(point.longitude)] for point in shipment.points],
        "weightKg": _text(shipment.weight_kg),
        "quantity": "" if shipment.quantity is None else str(shipment.quantity),
    }
    return record | ({"weightEstimate": shipment.weight_estimate} if shipment.weight_estimate else {})


def _text(number: Decimal | None) -> str:
    """Plain notation without trailing zeros: 850, 850.0 and 8.5E2 are one number and have one hash."""
    if number is None:
        return ""
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain
