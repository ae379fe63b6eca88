"""The cases of chapter 22, worked out by hand, against the engine; and the hand's arithmetic against itself."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from operator import mul, truediv

import pytest

from passport.adapters.factor_files import default_factors
from passport.adapters.methodologies import all_methodologies, methodology_named
from passport.api.schemas import FootprintOut
from passport.domain.explanation import plain
from passport.domain.footprint import footprint_of
from passport.domain.product import Point, Product, Shipment, Stay
from passport.domain.statement import Assessment, assess
from registry.adapters.embedded_chain import REPOSITORY
from tests.passport.products import product_with

DOCUMENT = REPOSITORY / "docs" / "spec" / "22-golden-cases.md"
FEWEST_CASES = 40
OWNER_CELLS, FREIGHT_CELLS = 15, 7
STAY = re.compile(r"(?P<kind>[^,]+), (?P<number>[\d.]+) (?P<unit>events?|days?)")
LEG = re.compile(
    r'(?P<mode>[A-Za-z][\w -]*?)?(?: by )?(?:"(?P<carrier>[^"]*)")? ?'
    r"(?:(?P<km>[\d.]+) km|over (?P<points>\(.+\)))(?:, (?P<kg>[\d.]+) kg / (?P<quantity>\d+))?"
)


def rows(cells: int) -> list[list[str]]:
    """The numbered rows with so many cells."""
    lines = (line.strip("|\n").split("|") for line in DOCUMENT.read_text().splitlines() if re.match(r"\| \d+ \|", line))
    return [[cell.strip() for cell in line] for line in lines if len(line) == cells]


OWNER, FREIGHT = rows(OWNER_CELLS), rows(FREIGHT_CELLS)


def by_hand(cell: str) -> Fraction:
    """The result of a cell's calculation, after it was redone; an empty cell is nothing."""
    if not cell:
        return Fraction(0)
    calculation, _, result = cell.partition(" = ")
    total = sum((_product(term) for term in calculation.split(" + ")), Fraction(0))
    assert plain(total) == (result or calculation)
    return total


def _product(term: str) -> Fraction:
    first, *others = re.split(r" (?=[x/] )", term)
    value = Fraction(first)
    for step in others:
        value = {"x": mul, "/": truediv}[step[0]](value, Fraction(step[2:]))
    return value


def product(category: str, supplier: str, unit: str, storage: str, shipments: str) -> Product:
    return product_with(
        *(_leg(place, text) for place, text in enumerate(filter(None, shipments.split(" + ")))),
        category=category,
        supplier_kg=Decimal(supplier) if supplier else None,
        unit_weight_kg=Decimal(unit) if unit else None,
        stays=tuple(_stay(text) for text in filter(None, storage.split(" + "))),
    )


def _stay(text: str) -> Stay:
    found = STAY.fullmatch(text)
    assert found, text
    kind = None if found["kind"] == "?" else found["kind"]
    if found["unit"].startswith("event"):
        return Stay("store", int(found["number"]), kind)
    return Stay("store", 0, kind, Decimal(found["number"]))


def _leg(place: int, text: str) -> Shipment:
    found = LEG.fullmatch(text)
    assert found, text
    points = re.findall(r"\((\S+) (\S+)\)", found["points"] or "")
    return Shipment(
        shipment_id=str(place),
        carrier=found["carrier"] or "",
        mode=(found["mode"] or "").strip() or None,
        distance_km=Decimal(found["km"]) if found["km"] else None,
        points=tuple(Point(Decimal(north), Decimal(east)) for north, east in points),
        weight_kg=Decimal(found["kg"]) if found["kg"] else None,
        quantity=int(found["quantity"]) if found["quantity"] else None,
    )


def test_there_are_enough_cases_and_none_twice() -> None:
    """Must hold at least forty cases, numbered through, each mode, category and warehouse of the owner's among them."""
    numbers = [int(row[0]) for row in (*OWNER, *FREIGHT)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(OWNER) >= FEWEST_CASES
    every = " ".join(" ".join(row).lower().replace("-", " ") for row in OWNER)
    factors = default_factors()
    assert not [
        name for name in (*factors.transport, *factors.manufacturing, *factors.warehousing) if name not in every
    ]


@pytest.mark.parametrize("row", OWNER, ids=[f"{row[0]} {row[1]}" for row in OWNER])
def test_the_engine_agrees_with_the_hand(row: list[str]) -> None:
    """Must give each scope, the total, the grade, the percents, what it compares with and the targets, exactly."""
    _, _, *facts, scope_1, scope_2, scope_3, total, grade, percents, equal, targets = row
    footprint = footprint_of(product(*facts), default_factors())
    assert footprint.scopes_kg == (by_hand(scope_1), by_hand(scope_2), by_hand(scope_3))
    assert (plain(footprint.total_kg), footprint.grade.grade) == (total, grade)
    assert " / ".join(map(str, footprint.percents)) == percents
    shown = FootprintOut.of(assess(product(*facts), default_factors()))
    same = shown.equivalent
    assert [same.trees_needed, same.driving_km, same.smartphone_charges] == [float(part) for part in equal.split(", ")]
    assert [shown.targets.target_2030, shown.targets.target_2050] == [float(part) for part in targets.split(", ")]


@pytest.mark.parametrize("row", FREIGHT, ids=[f"{row[0]} {row[2]}" for row in FREIGHT])
def test_the_freight_methodologies_agree_with_the_hand(row: list[str]) -> None:
    """Must add up the rows of the publication, and count transport alone."""
    _, identity, _, shipment, factor, tonne_km, total = row
    assessed: Assessment = assess(
        product("F&B", "", "", "cold storage, 2 events", shipment), methodology_named(identity)
    )
    [leg] = assessed.footprint.transports
    assert Fraction(leg.factor) == by_hand(factor)
    assert leg.distance_km * leg.weight_t == by_hand(tonne_km)
    assert assessed.footprint.total_kg == by_hand(factor) * by_hand(tonne_km)
    assert plain(assessed.footprint.total_kg) == total


def test_every_freight_methodology_has_a_case() -> None:
    """Must leave no methodology without a figure worked by hand."""
    assert {row[1] for row in FREIGHT} == set(all_methodologies()) - {"owner-default-2025"}
