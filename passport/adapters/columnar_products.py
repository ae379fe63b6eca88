"""Reads rows of a columnar product file as the domain's products, and writes products as such rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from passport.domain.product import Product, Shipment, Stay
from registry.errors import InvalidInput

THOUSAND = 1_000
WORD = pl.String
STAY = pl.Struct({"warehouse_type": WORD, "events": pl.Int64, "dwell_milliday": pl.Int64})
SHIPMENT = pl.Struct(
    {"mode": WORD, "carrier": WORD, "distance_m": pl.Int64, "weight_g": pl.Int64, "quantity": pl.Int64}
)
SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "product_id": WORD,
    "category": WORD,
    "supplier_mg": pl.Int64,
    "unit_weight_g": pl.Int64,
    "stays": pl.List(STAY),
    "shipments": pl.List(SHIPMENT),
}


def products_of(frame: pl.DataFrame) -> Iterator[Product]:
    """The domain's products of the rows, exactly: metres, grams and thousandths of days become decimals."""
    return (_product(row) for row in frame.iter_rows(named=True))


def frame_of(products: Iterable[Product]) -> pl.DataFrame:
    """The rows of products. Raises InvalidInput for what the columns do not hold: GPS points, estimates."""
    return pl.DataFrame([_row(product) for product in products], schema=SCHEMA)


def _product(row: Mapping[str, Any]) -> Product:
    return Product(
        product_id=row["product_id"],
        name=row["product_id"],
        category=row["category"],
        industry="",
        manufacturer="",
        origin="",
        unit_weight_kg=_thousandths(row["unit_weight_g"]),
        supplier_kg=_thousandths(_thousandths(row["supplier_mg"])),
        stays=tuple(_stay(stay) for stay in row["stays"] or ()),
        shipments=tuple(_shipment(place, leg) for place, leg in enumerate(row["shipments"] or ())),
    )


def _stay(stay: Mapping[str, Any]) -> Stay:
    return Stay("", stay["events"] or 0, stay["warehouse_type"], _thousandths(stay["dwell_milliday"]))


def _shipment(place: int, leg: Mapping[str, Any]) -> Shipment:
    return Shipment(
        shipment_id=str(place),
        carrier=leg["carrier"] or "",
        mode=leg["mode"],
        distance_km=_thousandths(leg["distance_m"]),
        weight_kg=_thousandths(leg["weight_g"]),
        quantity=leg["quantity"],
    )


def _row(product: Product) -> dict[str, Any]:
    return {
        "product_id": product.product_id,
        "category": product.category,
        "supplier_mg": _whole("supplier_kg", product.supplier_kg, THOUSAND * THOUSAND),
        "unit_weight_g": _whole("unit_weight_kg", product.unit_weight_kg, THOUSAND),
        "stays": [
            {
                "warehouse_type": stay.warehouse_type,
                "events": stay.events,
                "dwell_milliday": _whole("dwell_days", stay.dwell_days, THOUSAND),
            }
            for stay in product.stays
        ],
        "shipments": [_leg_row(leg) for leg in product.shipments],
    }


def _leg_row(leg: Shipment) -> dict[str, Any]:
    if leg.distance_km is None:
        raise InvalidInput("distance_km", f"{len(leg.points)} GPS points", "the columns hold recorded distances")
    if leg.weight_estimate:
        raise InvalidInput("weight_kg", leg.weight_estimate, "the columns hold recorded weights")
    return {
        "mode": leg.mode,
        "carrier": leg.carrier,
        "distance_m": _whole("distance_km", leg.distance_km, THOUSAND),
        "weight_g": _whole("weight_kg", leg.weight_kg, THOUSAND),
        "quantity": leg.quantity,
    }


def _thousandths(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number) / THOUSAND


def _whole(field: str, number: Decimal | None, times: int) -> int | None:
    if number is None:
        return None
    scaled = number * times
    if scaled != scaled.to_integral_value():
        raise InvalidInput(field, number, f"the columns hold whole numbers of 1/{times}")
    return int(scaled)
