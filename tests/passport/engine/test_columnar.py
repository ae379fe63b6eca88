"""Whole columns give the same grams and grades as the domain function, and refuse what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.adapters.columnar import footprints, footprints_of_file
from passport.adapters.columnar_check import LARGEST_AMOUNT
from passport.adapters.columnar_products import SCHEMA, frame_of, products_of
from passport.adapters.factor_files import default_factors
from passport.adapters.methodologies import all_methodologies
from passport.domain.factors import FactorSet
from passport.domain.footprint import Basis, footprint_of
from passport.domain.product import Product, Shipment
from passport.domain.rounding import grams_of
from registry.errors import InvalidInput
from tests.passport.engine.products import legs, products
from tests.passport.products import product_with

FACTORS = default_factors()
METHODOLOGIES = list(all_methodologies().values())
HUGE = LARGEST_AMOUNT


def by_the_domain(product: Product, factors: FactorSet) -> tuple[Any, ...]:
    footprint = footprint_of(product, factors)
    grams = [grams_of(kilograms) for kilograms in (*footprint.scopes_kg, footprint.total_kg)]
    grade = footprint.grade.grade if factors.grades else None
    return product.product_id, *grams, grade, footprint.basis is Basis.Measured


def shipped(distance_m: int, weight_g: int, quantity: int, mode: str = "road", name: str = "leg") -> Shipment:
    return Shipment(name, "", mode, Decimal(distance_m) / 1000, (), Decimal(weight_g) / 1000, quantity)


def assert_same(every: Sequence[Product], factors: FactorSet) -> int:
    """The number of products that took fractions."""
    found = footprints(frame_of(every), factors)
    assert found.table.rows() == [by_the_domain(product, factors) for product in every]
    return found.in_fractions


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(products(), min_size=1, max_size=12), st.sampled_from(METHODOLOGIES))
def test_columns_and_domain_agree_on_every_gram(every: list[Product], methodology: Any) -> None:
    """Must give the grams, the grade and the basis of the domain function, under every methodology."""
    assert_same(every, methodology.factors)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(products(legs(furthest_m=HUGE, heaviest_g=HUGE)), min_size=1, max_size=4))
def test_numbers_beyond_64_bits_are_exact_too(every: list[Product]) -> None:
    """Must widen instead of wrapping, up to the largest amounts that a document can hold."""
    assert_same(every, FACTORS)


@pytest.mark.parametrize("parts", [(1, 1, 1), (1, 2), (2, 1), (2, 4, 3)])
def test_thirds_that_meet_in_the_middle_of_a_gram_are_rounded_to_the_even_one(parts: tuple[int, ...]) -> None:
    """Must notice that quotients were cut below a tie, and compute that product in fractions."""
    # By road 0.062 kg/tkm x 50 km x 5 kg = 15.5 g, sent in thirds.
    ways = (shipped(50_000, 5_000 * part, 3, name=str(place)) for place, part in enumerate(parts))
    thing = product_with(*ways)
    assert footprint_of(thing, FACTORS).scope_3_kg * 1000 == Fraction(31, 2) * sum(parts) / 3
    assert assert_same([thing], FACTORS) == 1


@pytest.mark.parametrize(("extra_g", "grade"), [(-1, "A+"), (0, "A+"), (1, "A")])
def test_a_total_at_the_limit_of_a_grade_is_decided_exactly(extra_g: int, grade: str) -> None:
    """Must grade 5 kg as A+, and a seven-thousandth of a gram more as A, where the total is a sum of sevenths."""
    # By sea 0.016 kg/tkm x 62.5 km: a gram for each kilogram; 5,000 kg among seven units, seven times.
    first, *others = (shipped(62_500, 5_000_000, 7, "sea", str(place)) for place in range(7))
    heavier = shipped(62_500, 5_000_000 + extra_g, 7, "sea")
    thing = product_with(heavier, *others, supplier_kg=Decimal(0))
    assert footprint_of(thing, FACTORS).total_kg == 5 + Fraction(extra_g, 7_000_000)
    assert footprint_of(thing, FACTORS).grade.grade == grade
    assert assert_same([thing, product_with(first)], FACTORS) == (1 if extra_g == 0 else 0)


def test_a_companys_own_factors_may_have_any_digits() -> None:
    """Must agree for factors with more digits, and take fractions for all where no small unit fits them."""
    every = [product_with(shipped(850_123, 5_001, 3), shipped(7, 9, 11, name="b")), product_with()]
    fine, finest = Decimal("0.06123457"), Decimal("0.06123456789012345678")
    assert assert_same(every, replace(FACTORS, transport={**FACTORS.transport, "road": fine})) == 0
    assert assert_same(every, replace(FACTORS, transport={**FACTORS.transport, "road": finest})) == len(every)
    assert assert_same(every, replace(FACTORS, weight_otherwise_t=Decimal("0.0000005"))) == len(every)
    finer_grades = (replace(FACTORS.grades[0], up_to_kg=Decimal("2.5000001")), *FACTORS.grades[1:])
    assert assert_same(every, replace(FACTORS, grades=finer_grades)) == len(every)


def test_air_changes_its_factor_at_the_limit_of_short_haul() -> None:
    """Must take the short haul below 3,700 km and the long haul from there on, as the domain does."""
    every = [product_with(shipped(metres, 10_000, 7, "air")) for metres in (3_699_999, 3_700_000, 3_700_001)]
    for methodology in METHODOLOGIES:
        assert_same(every, methodology.factors)


def test_a_file_is_read_in_pieces_without_a_difference(tmp_path: Path) -> None:
    """Must give one table in the file's order, whatever the size of a read, and for words in any coding."""
    every = [product_with(shipped(1000 * place, 77, 3), product_id=f"p{place}") for place in range(25)]
    frame = frame_of(every).with_columns(pl.col("category").cast(pl.Categorical))
    frame.write_parquet(tmp_path / "products.parquet")
    whole = footprints_of_file(tmp_path / "products.parquet", FACTORS)
    pieces = footprints_of_file(tmp_path / "products.parquet", FACTORS, rows_per_read=4)
    assert whole.table.rows() == pieces.table.rows() == [by_the_domain(one, FACTORS) for one in every]


def test_an_empty_file_has_an_empty_answer(tmp_path: Path) -> None:
    """Must answer with no rows."""
    pl.DataFrame(schema=SCHEMA).write_parquet(tmp_path / "none.parquet")
    assert footprints_of_file(tmp_path / "none.parquet", FACTORS).table.height == 0


def test_rows_read_back_to_their_products() -> None:
    """Must lose no number between a product and its row."""
    thing = product_with(shipped(850_123, 5_001, 3), supplier_kg=Decimal("1.234567"), unit_weight_kg=Decimal("0.25"))
    [again] = products_of(frame_of([thing]))
    assert (again.supplier_kg, again.unit_weight_kg) == (thing.supplier_kg, thing.unit_weight_kg)
    assert by_the_domain(again, FACTORS) == by_the_domain(thing, FACTORS)


def row(**changes: Any) -> dict[str, Any]:
    facts = {"product_id": "p", "category": "F&B", "supplier_mg": None, "unit_weight_g": None}
    return facts | {"stays": [], "shipments": []} | changes


def way(**changes: Any) -> dict[str, Any]:
    return {"mode": "road", "carrier": "", "distance_m": 1, "weight_g": None, "quantity": None} | changes


@pytest.mark.parametrize(
    ("changes", "name", "field"),
    [
        ({"category": "Toys"}, "CategoryUnknown", "category"),
        ({"category": None}, "InvalidInput", "row 1: category"),
        ({"supplier_mg": -1}, "InvalidInput", "row 1: supplier_mg"),
        ({"unit_weight_g": 0}, "InvalidInput", "row 1: unit_weight_g"),
        ({"shipments": [way(), way(mode="teleport")]}, "ModeUnknown", "shipments.mode"),
        ({"shipments": [way(), way(distance_m=-1)]}, "InvalidInput", "row 1: shipments.distance_m"),
        ({"shipments": [way(distance_m=None)]}, "InvalidInput", "row 1: shipments.distance_m"),
        ({"shipments": [way(weight_g=0, quantity=1)]}, "InvalidInput", "row 1: shipments.weight_g"),
        ({"shipments": [way(weight_g=1, quantity=0)]}, "InvalidInput", "row 1: shipments.quantity"),
        ({"shipments": [way(weight_g=1)]}, "InvalidInput", "row 1: shipments"),
        ({"shipments": [way()] * 1_001}, "InvalidInput", "row 1: shipments"),
        ({"stays": [{"warehouse_type": "cave", "events": 1}]}, "WarehouseUnknown", "stays.warehouse_type"),
        ({"stays": [{"warehouse_type": None, "events": None}]}, "InvalidInput", "row 1: stays.events"),
        ({"stays": [{"events": 1, "dwell_milliday": -1}]}, "InvalidInput", "row 1: stays.dwell_milliday"),
    ],
)
def test_a_bad_cell_is_refused_by_row_and_field(changes: dict[str, Any], name: str, field: str) -> None:
    """Must name the row, the field and the rule of the first bad cell, with good rows around it."""
    good = row(shipments=[way(), way()], stays=[{"events": 2}])
    frame = pl.DataFrame([good, row(**changes), good], schema=SCHEMA)
    with pytest.raises(InvalidInput) as refusal:
        footprints(frame, FACTORS)
    assert (refusal.value.name, refusal.value.facts["field"]) == (name, field)


def test_an_apportioned_weight_has_no_column() -> None:
    """Must refuse to write an estimated weight among the recorded ones."""
    estimated = replace(shipped(1, 1, 1), weight_estimate="share of a delivery")
    with pytest.raises(InvalidInput, match="weight_kg"):
        frame_of([product_with(estimated)])


def test_a_missing_or_foreign_column_is_refused() -> None:
    """Must name the column that is missing or of another kind."""
    frame = frame_of([product_with()])
    with pytest.raises(InvalidInput, match="shipments is missing"):
        footprints(frame.drop("shipments"), FACTORS)
    with pytest.raises(InvalidInput, match="supplier_mg"):
        footprints(frame.with_columns(pl.lit("1").alias("supplier_mg")), FACTORS)
