"""Random products whose every number fits the columns: metres, grams, thousandths of days, milligrams."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from passport.domain.product import Product, Shipment, Stay

THOUSAND = 1_000
CATEGORIES = ("F&B", "Electronics", "Fashion", "Healthcare", "Industrial", "Agriculture", "Energy")
# Words that every methodology knows, in several spellings; `None` leaves it to the carrier.
MODES = ("air", "Air Short-Haul", "road", "rail", "RAIL electric", "sea", "sea_container", None)
CARRIERS = ("DHL", "maersk line", "Thai Rail", "Somebody", "")
WAREHOUSES = ("cold storage", "Ambient", "automated", None)


def thousandths(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda number: Decimal(number) / THOUSAND)


@st.composite
def legs(draw: st.DrawFn, furthest_m: int = 20_000_000, heaviest_g: int = 30_000_000) -> Shipment:
    weight_kg = draw(st.none() | thousandths(1, heaviest_g))
    return Shipment(
        shipment_id=str(draw(st.integers(0, 10**6))),
        carrier=draw(st.sampled_from(CARRIERS)),
        mode=draw(st.sampled_from(MODES)),
        distance_km=draw(thousandths(0, furthest_m)),
        weight_kg=weight_kg,
        quantity=None if weight_kg is None else draw(st.integers(1, 10_000)),
    )


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    dwell_days = draw(st.none() | thousandths(0, 400_000))
    return Stay("store", draw(st.integers(0, 5)), draw(st.sampled_from(WAREHOUSES)), dwell_days)


@st.composite
def products(draw: st.DrawFn, shipments: st.SearchStrategy[Shipment] = legs()) -> Product:  # noqa: B008
    return Product(
        product_id=f"p{draw(st.integers(0, 10**6))}",
        name="Thing",
        category=draw(st.sampled_from(CATEGORIES)),
        industry="",
        manufacturer="",
        origin="",
        unit_weight_kg=draw(st.none() | thousandths(1, 200_000)),
        supplier_kg=draw(st.none() | st.integers(0, 10**8).map(lambda mg: Decimal(mg) / THOUSAND / THOUSAND)),
        stays=tuple(draw(st.lists(stays(), max_size=3))),
        shipments=tuple(draw(st.lists(shipments, max_size=4))),
    )
