"""The products that the passport tests speak of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from passport.adapters.factor_files import DATA
from passport.adapters.product_document import read_product_file
from passport.domain.product import Product, Shipment

COFFEE = DATA / "example-coffee.json"
NO_ORIGIN = ""


def coffee() -> Product:
    """The owner's example: 31.007 kg, grade C."""
    return read_product_file(COFFEE)


def product_with(*shipments: Shipment, **changes: Any) -> Product:
    """A product without storage that was sent on these ways."""
    facts: dict[str, Any] = {
        "product_id": "thing",
        "name": "Thing",
        "category": "F&B",
        "industry": "",
        "manufacturer": "",
        "origin": NO_ORIGIN,
        "shipments": shipments,
    }
    return Product(**facts | changes)


def leg(**changes: Any) -> Shipment:
    """A leg of 100 km whose carrier nobody knows."""
    facts: dict[str, Any] = {"shipment_id": "leg", "carrier": "Somebody", "distance_km": Decimal(100)}
    return Shipment(**facts | changes)
