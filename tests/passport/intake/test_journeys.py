"""Facts about how lines and storage events that a company records enter the footprint of a product."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from passport.adapters.factor_files import default_factors
from passport.adapters.product_store import ProductTable
from passport.adapters.supply_store import SupplyTable
from passport.domain.footprint import Basis, footprint_of
from passport.domain.product import Point, Shipment, Stay
from passport.domain.supply import ESTIMATED_WEIGHT, Route, ShippedLine, StorageEvent, Warehouse
from passport.errors import ProductUnknown, ReferenceUnknown
from registry.adapters.database import Database
from tests.passport.products import product_with

LINE = ShippedLine("s-1", product_id="thing", weight_g=2500, quantity=10, mode="air", route_id="way")
EVENT = StorageEvent("e-1", "thing", "depot", "store", 0)


@pytest.fixture
def supply(database: Database) -> SupplyTable:
    """The supply store of a company `acme` with one product, one warehouse and one route without a distance."""
    store = SupplyTable(database)
    ProductTable(database).put(product_with(), "acme")
    store.put(Route("way", "Nairobi", "Hanoi"), "acme")
    store.put(Warehouse("depot", "Cold depot", "cold storage"), "acme")
    return store


def test_a_line_waits_outside_until_its_route_has_a_distance(database: Database, supply: SupplyTable) -> None:
    """Must keep a line without a way outside of the footprint, and take it in when its route supplies one."""
    products = ProductTable(database)
    supply.put(LINE, "acme")
    assert products.product("thing", "acme").shipments == ()
    assert supply.outside("thing", "acme") == ("s-1",)
    supply.put(Route("way", "Nairobi", "Hanoi", distance_m=7_900_500), "acme")
    shipment = Shipment("s-1", "", "air", Decimal("7900.5"), weight_kg=Decimal("2.5"), quantity=10)
    assert products.product("thing", "acme").shipments == (shipment,)
    assert supply.outside("thing", "acme") == ()


def test_points_and_own_distances_win_over_the_route(database: Database, supply: SupplyTable) -> None:
    """Must use a line's own distance first, then its route's, then two GPS points."""
    points = (Point(Decimal(1), Decimal(2)), Point(Decimal("1.5"), Decimal(2)))
    supply.put(replace(LINE, points=points), "acme")
    assert ProductTable(database).product("thing").shipments[0].points == points
    supply.put(replace(LINE, distance_m=1000), "acme")
    assert ProductTable(database).product("thing").shipments[0].distance_km == 1


def test_an_estimated_weight_is_no_measurement(database: Database, supply: SupplyTable) -> None:
    """Must say of a shared weight that it was estimated, and how."""
    note = f"{ESTIMATED_WEIGHT}: share of a delivery"
    supply.put(replace(LINE, distance_m=1000, quality=(note,)), "acme")
    weight = footprint_of(ProductTable(database).product("thing"), default_factors()).transports[0].inputs[2]
    assert (weight.basis, weight.how) == (Basis.Estimated, note)


def test_storage_events_are_counted_and_dwell_times_added(database: Database, supply: SupplyTable) -> None:
    """Must add recorded dwell times of a warehouse, and count the events that have none."""
    supply.put(EVENT, "acme")
    for number, dwell_s in (("e-2", 86_400), ("e-3", 43_200)):
        supply.put(replace(EVENT, id=number, dwell_seconds=dwell_s), "acme")
    stays = ProductTable(database).product("thing").stays
    assert stays == (Stay("Cold depot", 1, "cold storage"), Stay("Cold depot", 2, "cold storage", Decimal("1.5")))


def test_another_company_neither_adds_nor_sees(database: Database, supply: SupplyTable) -> None:
    """Must join only rows of the product's own company, whatever ids another one writes."""
    supply.put(Route("way", "Nairobi", "Hanoi", distance_m=1), "rival")
    supply.put(LINE, "acme")
    assert ProductTable(database).product("thing").shipments == ()
    with pytest.raises(ReferenceUnknown) as refused:
        supply.put(LINE, "rival")
    assert refused.value.facts["field"] == "product_id"
    with pytest.raises(ProductUnknown):
        ProductTable(database).product("thing", "rival")
