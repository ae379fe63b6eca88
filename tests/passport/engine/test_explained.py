"""Explanations add up, comparisons leave nothing unexplained, thresholds are exact."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passport.adapters.factor_files import default_factors
from passport.adapters.methodologies import all_methodologies, methodology_named
from passport.api.schemas import FootprintOut
from passport.domain.boundary import Stage
from passport.domain.comparison import compare
from passport.domain.explanation import exact_text, lines_of
from passport.domain.footprint import footprint_of
from passport.domain.product import Product
from passport.domain.sensitivity import Threshold, mode_changes, thresholds
from passport.domain.statement import assess
from registry.errors import InvalidInput
from tests.passport.engine.products import legs, products
from tests.passport.products import coffee, leg, product_with

FACTORS = default_factors()
METHODS = st.sampled_from(list(all_methodologies().values()))
A_GRAM = Fraction(1, 1000)


@settings(max_examples=50)
@given(products(), METHODS)
def test_the_lines_are_the_footprint(product: Product, method: object) -> None:
    """Must hold for every line: kg = factor x terms; and for all of them: their sum is the total."""
    assessed = assess(product, method)  # type: ignore[arg-type]
    lines = lines_of(assessed)
    assert sum((line.kg for line in lines), Fraction(0)) == assessed.footprint.total_kg
    for line in lines:
        assert line.kg == prod((term.value for term in line.terms), start=line.factor.value)
        assert line.factor.source
        assert line.said.startswith("scope")


@settings(max_examples=50)
@given(products(), METHODS, METHODS)
def test_a_comparison_explains_the_whole_difference(product: Product, left: object, right: object) -> None:
    """Must add up to the difference of the totals, exactly, and be nothing against itself."""
    one, other = assess(product, left), assess(product, right)  # type: ignore[arg-type]
    compared = compare(one, other)
    assert compared.difference_kg == other.footprint.total_kg - one.footprint.total_kg
    assert all(line.because for line in compared.lines)
    assert all(line.because == "the same factor and inputs" for line in compare(one, one).lines)


def test_the_coffee_under_two_methodologies() -> None:
    """Must say which factor makes which difference, and what lies outside of the boundary."""
    compared = compare(
        *(assess(coffee(), methodology_named(name)) for name in ("owner-default-2025", "iso14083-defra-2025"))
    )
    found = [(line.stage, line.subject, exact_text(line.kg), line.because) for line in compared.lines]
    outside = "outside of the boundary of iso14083-defra-2025/ar5"
    assert found == [
        (Stage.Manufacturing, "", "-2.5", outside),
        (Stage.Warehousing, "Cold store", "-2.55", outside),
        (Stage.Transport, "leg-1", "15.23795", "factor 0.602 against 0.96054 kg/tkm"),
        (Stage.Transport, "leg-2", "0.37932", "factor 0.062 against 0.12522 kg/tkm"),
    ]
    assert compared.difference_kg == Fraction("10.56727")


def test_two_products_are_not_compared() -> None:
    """Must refuse to explain the difference of two records by their methodologies."""
    with pytest.raises(InvalidInput, match="same product"):
        compare(assess(coffee(), FACTORS), assess(replace(coffee(), name="Tea"), FACTORS))


def changed(product: Product, found: Threshold, value: Fraction) -> Product:
    """The product with the quantity of a threshold at another value, as far as a document can hold it."""
    number = Decimal(value.numerator) / Decimal(value.denominator)
    subject, name = found.quantity.subject, found.quantity.name
    if name == "manufacturing":
        return replace(product, supplier_kg=number)
    if name == "storage days":
        return replace(product, stays=tuple(replace(stay, dwell_days=number) for stay in product.stays))
    if name == "weight per unit" and not subject:
        return replace(product, unit_weight_kg=number)
    change = {"distance_km": number} if name == "distance" else {"weight_kg": number, "quantity": 1}
    return replace(
        product,
        shipments=tuple(replace(way, **change) if way.shipment_id == subject else way for way in product.shipments),
    )


@settings(max_examples=60)
@given(products(legs().map(lambda way: replace(way, shipment_id="only"))))
def test_a_threshold_is_where_the_grade_turns(product: Product) -> None:
    """Must have the grade that it names on its side of the threshold, and the old one on the other."""
    product = replace(product, shipments=product.shipments[:1], stays=product.stays[:1])
    assessed = assess(product, FACTORS)
    now = assessed.footprint.grade.grade
    for found in thresholds(assessed):
        step = abs(found.at) / 10**9 + Fraction(1, 10**12)
        above = footprint_of(changed(product, found, found.at + step), FACTORS).grade.grade
        below = footprint_of(changed(product, found, max(found.at - step, Fraction(0))), FACTORS).grade.grade
        assert {above, below} == ({found.grade, now} if found.at > step else {above, below})
        assert (above if found.worse else below) == found.grade or found.at <= step
        assert found.change == found.at - found.quantity.value
        assert (found.change >= 0) == found.worse or found.change == 0


def test_the_coffee_is_a_third_of_its_flight_away_from_a_better_grade() -> None:
    """Must name the exact kilometres of the flight at which the coffee becomes a B, and above which a D."""
    assessed = assess(coffee(), FACTORS)
    flight = [found for found in thresholds(assessed) if found.quantity.subject == "leg-1"]
    assert [(found.grade, found.worse, exact_text(found.at)) for found in flight] == [
        ("B", False, "145780/301"),
        ("D", True, "345780/301"),
    ]
    switches = {found.instead: found.grade for found in mode_changes(assessed) if found.shipment_id == "leg-1"}
    assert switches["air short haul"] == "D"
    assert switches["rail"] == "A"


def test_what_is_not_graded_has_no_thresholds() -> None:
    """Must be silent about grades outside of the owner's boundary."""
    assessed = assess(coffee(), methodology_named("iso14083-defra-2025"))
    assert (thresholds(assessed), mode_changes(assessed)) == ((), ())


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        (Fraction(1, 3), "1/3"),
        (Fraction(25585, 1000), "25.585"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(7), "7"),
        (Fraction(1, 2**40), format(Decimal(1) / Decimal(2**40), "f")),
        (Fraction(10**40 + 1, 10), "1" + "0" * 39 + ".1"),
    ],
)
def test_exact_text_loses_nothing(exact: Fraction, text: str) -> None:
    """Must print a decimal that ends with all of its digits, and anything else as a fraction."""
    assert exact_text(exact) == text
    assert Fraction(exact_text(exact)) == exact


@settings(max_examples=50)
@given(products(), st.randoms(use_true_random=False))
def test_order_does_not_matter(product: Product, shuffle: object) -> None:
    """Must give the same footprint for shipments and stays in any order."""
    ways, stays = list(product.shipments), list(product.stays)
    shuffle.shuffle(ways)  # type: ignore[attr-defined]
    shuffle.shuffle(stays)  # type: ignore[attr-defined]
    again = replace(product, shipments=tuple(ways), stays=tuple(stays))
    one, other = footprint_of(product, FACTORS), footprint_of(again, FACTORS)
    assert (one.scopes_kg, one.grade, one.basis) == (other.scopes_kg, other.grade, other.basis)


@settings(max_examples=50)
@given(products(), products(), METHODS)
def test_shipments_add_up(one: Product, other: Product, method: object) -> None:
    """Must be the sum of its shipments: two ways together are the one and the other."""
    factors = method.factors  # type: ignore[attr-defined]
    both = replace(one, shipments=(*one.shipments, *other.shipments))
    others = replace(one, shipments=other.shipments)
    apart = footprint_of(one, factors).scope_3_kg + footprint_of(others, factors).scope_3_kg
    assert footprint_of(both, factors).scope_3_kg == apart


@settings(max_examples=50)
@given(products(), legs(), st.integers(1, 10**6), st.integers(1, 10**6))
def test_farther_and_heavier_is_never_less(product: Product, way: object, metres: int, grams: int) -> None:
    """Must grow with a leg's distance and weight, and with the weight of the unit."""
    near = replace(product, shipments=(*product.shipments, way))  # type: ignore[arg-type]
    *ways, last = near.shipments
    assert last.distance_km is not None
    far = replace(last, distance_km=last.distance_km + Decimal(metres) / 1000)
    heavy = replace(last, weight_kg=(last.weight_kg or Decimal(0)) + grams, quantity=last.quantity or 1)
    light = replace(heavy, weight_kg=Decimal(1) / 1000, quantity=heavy.quantity)
    total = footprint_of(near, FACTORS).total_kg
    assert footprint_of(replace(near, shipments=(*ways, far)), FACTORS).total_kg >= total
    of_heavy, of_light = (footprint_of(replace(near, shipments=(*ways, one)), FACTORS) for one in (heavy, light))
    assert of_heavy.total_kg >= of_light.total_kg
    weighed = (footprint_of(replace(near, unit_weight_kg=Decimal(kg)), FACTORS).total_kg for kg in (1, 1 + grams))
    assert next(weighed) <= next(weighed)


def test_a_guess_that_nothing_supports_is_flagged() -> None:
    """Must count an unknown carrier as road and an unknown weight as 0.05 t, and flag both, nothing else."""
    shown = FootprintOut.of(assess(product_with(leg(carrier="Trailways")), FACTORS))
    flags = {known.name: (known.flag, known.how) for known in shown.inputs if known.flag}
    assert flags == {
        "leg: mode": ("carrier_unknown", "carrier Trailways is not known, counted as road"),
        "leg: weight per unit": ("weight_assumed", "0.05 t, for no weight is recorded"),
    }
    known = FootprintOut.of(assess(product_with(leg(carrier="DHL", weight_kg=Decimal(1), quantity=1)), FACTORS))
    assert not [found for found in known.inputs if found.flag]
