"""Facts about what the public page is made of: the way by kind, the place on a scale, the markets."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from passport.adapters.factor_files import default_factors
from passport.adapters.input_hash import input_hash
from passport.adapters.market_files import market_named, markets
from passport.domain.journey import journey_of
from passport.domain.markets import WHOLE_PLACE, place_of
from passport.domain.statement import assess
from passport.errors import FactorSetUnknown
from passport.ports import SealedPassport
from passport.usecases.trace_journey import trace_journey
from registry.adapters.canonical_json import canonical
from registry.errors import InvalidInput
from tests.passport.products import coffee, leg, product_with

GRADES = default_factors().grades


def test_a_way_adds_up_to_its_scopes() -> None:
    """Must join stays and legs of one kind, and lose no gram of scope 2 or scope 3."""
    product = product_with(leg(shipment_id="a"), leg(shipment_id="b", mode="air"), leg(shipment_id="c"))
    footprint = assess(product, default_factors()).footprint
    journey = journey_of(footprint)
    assert [(step.kind, step.times, step.distance_km) for step in journey.transports] == [
        ("road", 2, 200),
        ("air", 1, 100),
    ]
    assert sum(step.kg for step in journey.transports) == footprint.scope_3_kg
    assert journey_of(assess(coffee(), default_factors()).footprint).storages[0].days == 6


def test_the_way_is_shown_only_while_the_records_are_those_of_the_seal() -> None:
    """Must give the way for the sealed input hash, and nothing for other records or a factor set that is gone."""
    assessed = assess(coffee(), default_factors())
    statement = {"factorSet": "default-2025", "inputHash": input_hash(assessed)}
    sealed = SealedPassport("premium-coffee-500g", "0x", b"", statement, 1, "0x", "0x", 1)

    def gone(name: str, _product: str) -> None:
        raise FactorSetUnknown(name)

    found = trace_journey(sealed, assess=lambda *_: assessed, canonical=canonical)
    moved = assess(replace(coffee(), shipments=()), default_factors())
    assert found == journey_of(assessed.footprint)
    assert trace_journey(sealed, assess=lambda *_: moved, canonical=canonical) is None
    assert trace_journey(sealed, assess=gone, canonical=canonical) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kilograms", "thousandths"), [("0", 0), ("5", 167), ("31.007", 592), ("70", 833), ("105", 917), ("999", 1000)]
)
def test_a_total_has_its_place_on_the_scale(kilograms: str, thousandths: int) -> None:
    """Must stand within its own step, at its end on the limit, and at the scale's end however heavy it is."""
    assert place_of(Fraction(kilograms), GRADES) == thousandths <= WHOLE_PLACE


def test_a_scale_without_steps_has_no_place() -> None:
    """Must divide nothing by nothing for a methodology that grades nothing."""
    assert place_of(Fraction(5), ()) == 0


def test_every_market_speaks_every_language() -> None:
    """Must name and explain each market in English, Thai and Vietnamese, and refuse one that does not exist."""
    assert [one.letters for one in markets().values()] == [True, False, False]
    assert all(set(one.title) == set(one.note) == {"en", "th", "vi"} for one in markets().values())
    assert market_named(None).identity == "owner"
    with pytest.raises(InvalidInput, match="must be one of owner, eu, th"):
        market_named("mars")
