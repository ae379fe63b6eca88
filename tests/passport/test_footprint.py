"""The footprint is exact, by the owner's formulas, and says which inputs were measured."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.adapters.factor_files import default_factors
from passport.domain.equivalents import equivalents_of, targets_of
from passport.domain.explanation import explanation
from passport.domain.footprint import Basis, footprint_of, grade_of
from passport.domain.product import Point, Stay
from passport.domain.rounding import grams_of, rounded, whole_percents
from passport.domain.statement import assess
from passport.errors import CategoryUnknown, DistanceMissing, ModeUnknown, WarehouseUnknown
from tests.passport.products import coffee, leg, product_with

FACTORS = default_factors()
KILOGRAMS = st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)


def test_the_owners_coffee_weighs_31_007_kg() -> None:
    """Must give the golden figures of the specification: 2.5 + 2.55 + 25.957 kg, grade C, 8 / 8 / 84 %."""
    footprint = footprint_of(coffee(), FACTORS)
    assert footprint.scopes_kg == (Fraction("2.5"), Fraction("2.55"), Fraction("25.957"))
    assert grams_of(footprint.total_kg) == 31_007
    assert footprint.grade.grade == "C"
    assert footprint.percents == (8, 8, 84)


def test_the_coffee_compares_with_trees_roads_and_charges() -> None:
    """Must give 1.4 trees, 161.5 km, 3876 charges, and the targets of 2030 and 2050."""
    total_kg = footprint_of(coffee(), FACTORS).total_kg
    same, targets = equivalents_of(total_kg, FACTORS), targets_of(total_kg, FACTORS)
    shown = rounded(same.trees, 1), rounded(same.driving_km, 1), rounded(same.charges, 0)
    assert shown == (Decimal("1.4"), Decimal("161.5"), Decimal("3876"))
    assert (targets.kg_2030, targets.kg_2050) == (Fraction("17.05385"), Fraction("3.1007"))


def test_the_explanation_can_be_redone_by_hand() -> None:
    """Must write each product of factors with its result, and the sum."""
    lines = list(explanation(assess(coffee(), FACTORS)))
    assert "scope 2: 0.85 kg/m2/day x 6 days x 0.5 m2 = 2.55 kg [Cold store, cold storage]" in lines
    assert "scope 3: 0.602 kg/tkm x 850 km x 0.05 t = 25.585 kg [leg-1, DHL, air]" in lines
    assert "total: 2.5 + 2.55 + 25.957 = 31.007 kg" in lines


def test_every_assumed_input_is_marked_estimated() -> None:
    """Must name the factor, the storage days and both weights as estimates, and nothing else."""
    footprint = footprint_of(coffee(), FACTORS)
    estimated = [known.name for known in footprint.inputs if known.basis is Basis.Estimated]
    weights = ["leg-1: weight per unit", "leg-2: weight per unit"]
    assert estimated == ["manufacturing", "Cold store: storage days", *weights]
    assert footprint.basis is Basis.Estimated


def test_a_product_of_measured_inputs_is_measured() -> None:
    """Must call a footprint measured where all of its inputs were recorded."""
    way = leg(mode="sea", weight_kg=Decimal(40), quantity=20)
    stay = Stay("Store", 9, "ambient", Decimal("1.5"))
    footprint = footprint_of(product_with(way, supplier_kg=Decimal("1.25"), stays=(stay,)), FACTORS)
    assert footprint.basis is Basis.Measured
    expected = (Fraction("1.25"), Fraction("0.15") * Fraction("1.5") / 2, Fraction("0.016") * 100 * 2 / 1000)
    assert footprint.scopes_kg == expected


@pytest.mark.parametrize(
    ("carrier", "mode"),
    [
        ("FedEx", "air"),
        ("dhl express", "air"),
        ("MAERSK Line", "sea"),
        ("Cosco", "sea"),
        ("Thai Rail", "rail"),
        ("night-train", "rail"),
        ("DHL Rail", "air"),
        ("Trailways", "road"),
        ("DHL, Inc.", "air"),
        ("FedEx/UPS", "air"),
        ("Maersk.", "sea"),
        ("Training Ltd", "road"),
        ("", "road"),
    ],
)
def test_a_carrier_names_its_mode_by_whole_words(carrier: str, mode: str) -> None:
    """Must match whole words in any case, in the order of the list, and fall back to the road."""
    assert footprint_of(product_with(leg(carrier=carrier)), FACTORS).transports[0].mode == mode


def test_an_unknown_carrier_is_flagged() -> None:
    """Must say that the carrier is not known and that the road was assumed."""
    mode = footprint_of(product_with(leg(carrier="Somebody")), FACTORS).transports[0].inputs[0]
    assert (mode.basis, mode.how) == (Basis.Estimated, "carrier Somebody is not known, counted as road")


@pytest.mark.parametrize("spelling", ["Air Short-Haul", "air_short_haul", " AIR  short haul"])
def test_a_recorded_mode_wins_over_the_carrier(spelling: str) -> None:
    """Must take the recorded mode in any spelling, although the carrier would mean another."""
    assert footprint_of(product_with(leg(carrier="Maersk", mode=spelling)), FACTORS).transports[0].mode == (
        "air short haul"
    )


def test_an_unknown_mode_is_refused_by_field() -> None:
    """Must refuse ModeUnknown with the field, the value and the modes that exist."""
    with pytest.raises(ModeUnknown) as refusal:
        footprint_of(product_with(leg(), leg(shipment_id="b", mode="teleport")), FACTORS)
    assert refusal.value.facts["field"] == "shipments[1].mode"
    assert refusal.value.facts["value"] == "teleport"
    assert "rail electric" in refusal.value.facts["rule"]


def test_unknown_categories_and_warehouses_are_refused() -> None:
    """Must refuse both by their own names, with what is known."""
    with pytest.raises(CategoryUnknown):
        footprint_of(product_with(category="Weather"), FACTORS)
    with pytest.raises(WarehouseUnknown):
        footprint_of(product_with(stays=(Stay("Store", 1, "igloo"),)), FACTORS)


@pytest.mark.parametrize(
    ("category", "kind"), [("Healthcare", "cold storage"), ("Fashion", "ambient"), ("Energy", "ambient")]
)
def test_a_warehouse_without_a_type_is_the_one_of_its_category(category: str, kind: str) -> None:
    """Must assume the warehouse that serves the category, and flag it."""
    storage = footprint_of(product_with(category=category, stays=(Stay("Store", 1),)), FACTORS).storages[0]
    assert storage.warehouse_type == kind
    assert storage.inputs[0].basis is Basis.Estimated


def test_weight_comes_from_the_shipment_then_the_product_then_the_default() -> None:
    """Must take shipment weight / quantity, else the unit weight, else 0.05 t."""
    weighed = leg(weight_kg=Decimal(30), quantity=7)
    of_shipment = footprint_of(product_with(weighed, unit_weight_kg=Decimal(2)), FACTORS).transports[0]
    of_product = footprint_of(product_with(leg(), unit_weight_kg=Decimal(2)), FACTORS).transports[0]
    assumed = footprint_of(product_with(leg()), FACTORS).transports[0]
    assert of_shipment.weight_t == Fraction(30, 7000)
    assert of_product.weight_t == Fraction(2, 1000)
    assert assumed.weight_t == Fraction(5, 100)


def test_a_recorded_distance_wins_over_the_points() -> None:
    """Must use a recorded distance as it is, to the last digit."""
    points = (Point(Decimal(0), Decimal(0)), Point(Decimal(0), Decimal(10)))
    way = leg(distance_km=Decimal("12.3456789"), points=points)
    assert footprint_of(product_with(way), FACTORS).transports[0].distance_km == Fraction("12.3456789")


@pytest.mark.parametrize("points", [(), (Point(Decimal(1), Decimal(2)),)])
def test_a_way_without_length_is_refused(points: tuple[Point, ...]) -> None:
    """Must refuse a shipment with neither a distance nor two points."""
    with pytest.raises(DistanceMissing) as refusal:
        footprint_of(product_with(leg(distance_km=None, points=points)), FACTORS)
    assert refusal.value.facts["value"] == f"{len(points)} GPS points"


@pytest.mark.parametrize(
    ("kilograms", "grade"),
    [("5", "A+"), ("5.0004", "A"), ("10", "A"), ("20", "B"), ("40", "C"), ("70", "D"), ("70.0000001", "F")],
)
def test_grades_look_at_the_unrounded_total(kilograms: str, grade: str) -> None:
    """Must grade the exact number: 5.0004 kg prints as 5.000 and is not A+."""
    assert grade_of(Fraction(kilograms), FACTORS).grade == grade


@given(st.lists(KILOGRAMS, min_size=3, max_size=3))
def test_percents_always_add_up(parts: list[Fraction]) -> None:
    """Must share exactly 100 whole percents, none further than one from the exact share; nothing has no shares."""
    shares = whole_percents(parts)
    assert sum(shares) == (100 if any(parts) else 0)
    for part, share in zip(parts, shares, strict=True):
        assert not any(parts) or abs(share - part * 100 / sum(parts)) < 1


@given(KILOGRAMS)
def test_rounding_is_half_to_even(kilograms: Fraction) -> None:
    """Must stay within half a gram, and go to the even gram in the middle."""
    grams = grams_of(kilograms)
    assert abs(kilograms * 1000 - grams) <= Fraction(1, 2)
    if (kilograms * 1000).denominator == 2:
        assert grams % 2 == 0


@given(st.decimals(min_value=0, max_value=1000, places=2), st.decimals(min_value=0, max_value=1000, places=2))
def test_more_transport_never_means_less(one: Decimal, other: Decimal) -> None:
    """Must add the legs: the footprint of two is that of one and that of the other, less one manufacture."""
    first, second = leg(distance_km=one), leg(shipment_id="b", distance_km=other)
    both = footprint_of(product_with(first, second), FACTORS)
    assert both.scope_3_kg == sum(footprint_of(product_with(way), FACTORS).scope_3_kg for way in (first, second))


def test_nothing_can_be_subtracted() -> None:
    """Must offer no field that lowers a footprint: credits stand beside it."""
    assert not [name for name in footprint_of(coffee(), FACTORS).__slots__ if "offset" in name or "credit" in name]
    assert footprint_of(replace(coffee(), shipments=()), FACTORS).total_kg == Fraction("5.05")
