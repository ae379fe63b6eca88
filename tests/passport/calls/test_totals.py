"""Facts about sums over a whole company: exact, fresh after every write, and never stopped by one bad product."""

from __future__ import annotations

import threading
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from passport.adapters.factor_files import default_factors
from passport.adapters.footprint_table import FootprintTable
from passport.adapters.generations import touch
from passport.adapters.product_store import ProductTable
from passport.domain.statement import assess
from passport.domain.supply import ShippedLine
from passport.domain.totals import MOST_MG, ProductMasses, Totals, masses_of, mean_grade, units_of
from passport.usecases import add_up_footprints as use_case
from registry.adapters.database import Database
from tests.passport.calls.conftest import TENANT, House
from tests.passport.products import coffee, leg, product_with

TEA = product_with(product_id="tea", name="Tea", supplier_kg=Decimal("2.0000005"))


def masses(mg: int, units: int | None = None, grade: str = "A") -> ProductMasses:
    return ProductMasses("F&B", "", "m", "f", "0x", units, (mg, mg, mg), (mg, mg, mg), grade, "measured")


def test_sums_are_those_of_the_passports(house: House) -> None:
    """Must add up each product's scopes as its own passport states them, each rounded once to the milligram."""
    house.rooms.register(coffee(), TENANT)
    house.rooms.register(TEA, TENANT)
    totals = house.rooms.totals(TENANT)
    assert totals.scopes_mg == (4_500_000, 2_550_000, 25_957_000)  # 2.0000005 kg is a tie: to even
    assert totals.unit_scopes_mg == totals.scopes_mg
    assert (totals.products, totals.units, totals.products_without_units) == (2, 2, 2)
    assert totals.grades == {"A+": 1, "C": 1}
    assert totals.estimated == 1
    assert totals.mean_kg == Fraction("16.5035")


def test_a_product_counts_with_the_units_that_were_moved(house: House) -> None:
    """Must weigh by the largest quantity on one leg: two legs of one way carry the same units."""
    legs = (
        leg(shipment_id="a", weight_kg=Decimal(10), quantity=100),
        leg(shipment_id="b", weight_kg=Decimal(4), quantity=40),
    )
    assert units_of(product_with(*legs)) == 100
    house.rooms.register(product_with(*legs, supplier_kg=Decimal(1)), TENANT)
    house.rooms.register(TEA, TENANT)
    totals = house.rooms.totals(TENANT)
    # scope 3 of one unit: 0.062 x 100 km x 0.0001 t, twice
    assert totals.scopes_mg == (100_000_000 + 2_000_000, 0, 124_000)
    assert totals.unit_scopes_mg == (3_000_000, 0, 1_240)
    assert (totals.units, totals.products_without_units) == (101, 1)
    step = mean_grade(totals, house.rooms.factors)
    assert step is not None
    assert step.grade == "A+"


def test_a_write_is_in_the_next_sum(house: House) -> None:
    """Must compute a product again after it was written, and forget it when it is gone."""
    house.rooms.register(TEA, TENANT)
    assert house.rooms.totals(TENANT).total_kg == 2
    house.rooms.register(replace(TEA, supplier_kg=Decimal(7)), TENANT)
    assert house.rooms.totals(TENANT).total_kg == 7
    with house.database.transaction() as session:
        touch(session, TENANT, ["never-registered"])
    assert house.rooms.totals(TENANT).products == 1


def test_companies_do_not_add_up(house: House) -> None:
    """Must sum one company's products only; nothing for a company without any."""
    house.rooms.register(TEA, TENANT)
    empty = house.rooms.totals("stranger")
    assert (empty.products, empty.total_mg, empty.mean_kg, empty.grades) == (0, 0, None, {})
    assert mean_grade(empty, house.rooms.factors) is None


def test_a_product_that_cannot_be_assessed_stops_no_other(house: House) -> None:
    """Must count it as faulty with its sentence and add up the rest."""
    house.rooms.register(TEA, TENANT)
    ProductTable(house.database).put(product_with(product_id="odd", category="Spells"), TENANT)
    ProductTable(house.database).put(replace(TEA, product_id="heavy", shipments=(HEAVY,)), TENANT)
    totals = house.rooms.totals(TENANT)
    assert (totals.products, totals.faulty, totals.total_kg) == (1, 2, 2)


HEAVY = leg(mode="air", distance_km=Decimal(10**9), weight_kg=Decimal(10**9), quantity=1)


def test_sums_beyond_the_engines_integers_stay_exact(database: Database) -> None:
    """Must add up masses whose sum no 64-bit integer holds, to the milligram."""
    table = FootprintTable(database)
    with database.transaction() as session:
        touch(session, TENANT, ["a", "b", "c"])
    assert table.recompute(TENANT, 10, lambda product_id: masses(MOST_MG, 3)) == 3
    assert table.sums(TENANT).scopes_mg == (3 * MOST_MG,) * 3
    assert table.sums(TENANT).units == 9
    assert masses_of(assess(replace(TEA, shipments=(HEAVY,)), default_factors())) is None


def test_products_are_computed_in_bounded_transactions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must go on until nothing waits, a few products per transaction, and write nothing where nothing waits."""
    monkeypatch.setattr(use_case, "PRODUCTS_PER_TRANSACTION", 2)
    products, table = ProductTable(database), FootprintTable(database)
    for number in range(5):
        products.put(replace(TEA, product_id=f"tea-{number}"), TENANT)
    asked: list[str] = []

    def assessed(product_id: str, tenant: str):  # type: ignore[no-untyped-def]
        asked.append(product_id)
        return assess(products.product(product_id, tenant), default_factors())

    first = use_case.add_up_footprints(TENANT, store=table, assess=assessed)
    again = use_case.add_up_footprints(TENANT, store=table, assess=assessed)
    assert first == again
    assert asked == [f"tea-{number}" for number in range(5)]
    assert table.is_fresh(TENANT)


def test_a_write_during_the_computation_is_not_lost(postgres: Database) -> None:
    """Must make a writer wait whose product is being computed, so that its mark stands afterwards."""
    products, table = ProductTable(postgres), FootprintTable(postgres)
    products.put(TEA, TENANT)
    writer = threading.Thread(target=products.put, args=(replace(TEA, supplier_kg=Decimal(9)), TENANT))

    def slowly(product_id: str) -> ProductMasses | None:
        before = products.product(product_id, TENANT)
        writer.start()
        writer.join(0.3)
        assert writer.is_alive()
        return masses_of(assess(before, default_factors()))

    table.recompute(TENANT, 10, slowly)
    writer.join(10)
    assert not table.is_fresh(TENANT)


def test_totals_of_nothing_are_zero() -> None:
    """Must have percents and no mean where there is no product."""
    nothing = Totals(0, 0, 0, 0, 0, (0, 0, 0), (0, 0, 0), {})
    assert (nothing.percents, nothing.mean_kg) == ((0, 0, 0), None)


def test_a_recorded_line_says_how_many_units_were_moved(house: House) -> None:
    """Must count the units of a line whose weight nobody recorded, and compute the product again when a line comes."""
    house.rooms.register(TEA, TENANT)
    assert house.rooms.totals(TENANT).units == 1
    house.rooms.supply.put(ShippedLine("s-1", product_id="tea", mode="road", distance_m=1000, quantity=40), TENANT)
    totals = house.rooms.totals(TENANT)
    assert (totals.units, totals.products_without_units) == (40, 0)
    assert totals.scopes_mg == (80_000_020, 0, 124_000)  # 40 x (2.0000005 kg, 0.062 x 1 km x 0.05 t)
