"""A product document is taken as it is in the schema, or refused by field."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from passport.adapters.factor_files import default_factors
from passport.adapters.product_document import document_of, parse_product, product_of, read_product_file
from passport.domain.product import Point, Product, Stay, record_of
from passport.domain.statement import assess, inputs_of, statement_of
from registry.adapters.canonical_json import canonical
from registry.errors import InvalidInput
from tests.passport.products import COFFEE, coffee, leg, product_with


def document(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = json.loads(COFFEE.read_text())
    return base | changes


def shipment(**changes: Any) -> list[dict[str, Any]]:
    return [{"shipment_id": "a", "carrier": "DHL", "distance_km": 1} | changes]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"format": "carbonix/product/2"}, "format"),
        ({"product_id": "Has Space"}, "product_id"),
        ({"product_id": "../../etc"}, "product_id"),
        ({"surprise": 1}, "surprise"),
        ({"unit_weight_kg": 0}, "unit_weight_kg"),
        ({"supplier_kg": -1}, "supplier_kg"),
        ({"shipments": shipment(distance_km=-1)}, "shipments.0.distance_km"),
        ({"shipments": shipment(weight_kg=1)}, "shipments.0"),
        ({"shipments": shipment(weight_kg=1, quantity=0)}, "shipments.0.quantity"),
        ({"shipments": shipment(weight_kg=1, quantity=1.5)}, "shipments.0.quantity"),
        ({"shipments": shipment(points=[{"latitude": 91, "longitude": 0}])}, "shipments.0.points.0.latitude"),
        ({"shipments": shipment() + shipment()}, "document"),
        ({"storage": [{"warehouse": "w", "events": ["teleport"]}]}, "storage.0.events.0"),
    ],
)
def test_a_field_outside_its_rule_is_named(changes: dict[str, Any], field: str) -> None:
    """Must refuse by InvalidInput and name the field, not the document."""
    with pytest.raises(InvalidInput) as refusal:
        product_of(document(**changes))
    assert refusal.value.facts["field"] == field


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[1, NaN]", b"[" * 100_000, b" " * 1_000_001])
def test_what_is_not_json_is_refused_in_a_sentence(data: bytes) -> None:
    """Must refuse bytes that are no JSON document, however they break it."""
    with pytest.raises(InvalidInput) as refusal:
        parse_product(data)
    assert refusal.value.facts["field"] == "document"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Must say that the file cannot be read."""
    with pytest.raises(InvalidInput, match=r"none\.json"):
        read_product_file(tmp_path / "none.json")


def test_numbers_are_read_as_decimals() -> None:
    """Must keep 0.1 as one tenth."""
    assert parse_product(json.dumps(document(unit_weight_kg=0.1)).encode()).unit_weight_kg == Decimal("0.1")


def test_a_document_reads_back_to_the_same_product() -> None:
    """Must store nothing less than what was read."""
    full = product_with(
        leg(points=(Point(Decimal("1.5"), Decimal("-2.25")),), weight_kg=Decimal(3), quantity=2),
        stays=(Stay("Store", 3, "ambient", Decimal("0.5")),),
        unit_weight_kg=Decimal("0.25"),
    )
    for product in (coffee(), full):
        assert product_of(document_of(product)) == product


def test_the_example_says_that_it_is_one() -> None:
    """Must never let the owner's example pass for a measured product."""
    assert "example" in coffee().origin
    assert "not a measured one" in coffee().origin


def _input_bytes(product: Product) -> bytes:
    return canonical(inputs_of(assess(product, default_factors())))


def test_the_input_hash_covers_every_input() -> None:
    """Must change with any input, and not with how a number is written."""
    product = coffee()
    first, *others = product.shipments
    again = replace(product, shipments=(replace(first, distance_km=Decimal("850.00")), *others))
    longer = replace(product, shipments=(replace(first, distance_km=Decimal("850.01")), *others))
    stored_longer = replace(product, stays=(replace(product.stays[0], events=3),))
    assert _input_bytes(again) == _input_bytes(product)
    assert len({_input_bytes(one) for one in (product, longer, stored_longer, replace(product, name="Tea"))}) == 4
    assert record_of(again) == record_of(product)


def test_the_leaf_is_text_and_says_how_it_was_computed() -> None:
    """Must hold strings only, with chain, contract, grams, methodology, factor set, GWP set and input hash."""
    statement = statement_of(
        assess(coffee(), default_factors()), chain_id=31337, contract="0x" + "1" * 40, input_hash="0x" + "2" * 64
    )
    assert all(isinstance(value, str) for value in statement.values())
    expected = {
        "type": "carbonix/passport/1",
        "chainId": "31337",
        "scope1Grams": "2500",
        "scope2Grams": "2550",
        "scope3Grams": "25957",
        "totalGrams": "31007",
        "grade": "C",
        "basis": "estimated",
        "methodology": "owner-default-2025",
        "factorSet": "default-2025",
        "gwpSet": "not stated",
    }
    assert expected.items() <= statement.items()
