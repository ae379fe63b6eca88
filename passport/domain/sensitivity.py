"""Finds which input, changed alone, would change the grade, and the exact value at which it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from passport.domain.boundary import Stage
from passport.domain.factors import GradeStep
from passport.domain.footprint import KG_PER_TONNE, Transport, grade_of
from passport.domain.product import Product
from passport.domain.statement import Assessment

UNIT_WEIGHT = "weight per unit"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An input that the total grows with: total = rest + per_unit_kg x value."""

    name: str
    subject: str
    unit: str
    value: Fraction
    per_unit_kg: Fraction


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where one quantity alone changes the grade: above `at` for the worse one, at or below it for the better one."""

    quantity: Quantity
    grade: str
    worse: bool
    at: Fraction

    @property
    def change(self) -> Fraction:
        """By how much the quantity differs from what it is now, at the threshold."""
        return self.at - self.quantity.value


@dataclass(frozen=True, slots=True)
class ModeChange:
    """Another mode for one leg that would change the grade."""

    shipment_id: str
    mode: str
    instead: str
    total_kg: Fraction
    grade: str


def thresholds(assessed: Assessment) -> tuple[Threshold, ...]:
    """For each quantity the nearest better and worse grade that it can reach alone; none where nothing is graded."""
    return tuple(
        found
        for quantity in _quantities(assessed)
        if quantity.per_unit_kg > 0
        for found in _around(quantity, assessed.footprint.total_kg, assessed.factors.grades)
    )


def mode_changes(assessed: Assessment) -> tuple[ModeChange, ...]:
    """For each leg the other modes under which the product would be graded differently."""
    if not assessed.factors.grades:
        return ()
    return tuple(_mode_changes(assessed))


def _around(quantity: Quantity, total_kg: Fraction, grades: tuple[GradeStep, ...]) -> Iterator[Threshold]:
    rest_kg = total_kg - quantity.per_unit_kg * quantity.value
    limits = [None if step.up_to_kg is None else Fraction(step.up_to_kg) for step in grades]
    now = next((place for place, limit in enumerate(limits) if limit is None or total_kg <= limit), None)
    if now is None:
        return
    if now > 0 and (better := limits[now - 1]) is not None and better >= rest_kg:
        yield Threshold(quantity, grades[now - 1].grade, False, (better - rest_kg) / quantity.per_unit_kg)
    if (worse := limits[now]) is not None:
        yield Threshold(quantity, grades[now + 1].grade, True, (worse - rest_kg) / quantity.per_unit_kg)


def _quantities(assessed: Assessment) -> Iterator[Quantity]:
    product, footprint, factors = assessed.product, assessed.footprint, assessed.factors
    if footprint.boundary.holds(Stage.Manufacturing):
        yield Quantity("manufacturing", "", "kg per unit", footprint.manufacturing_kg, Fraction(1))
    for stay in footprint.storages:
        per_day_kg = Fraction(stay.factor) * Fraction(factors.area_m2_per_unit)
        yield Quantity("storage days", stay.warehouse, "days", stay.days, per_day_kg)
    for leg in footprint.transports:
        yield Quantity("distance", leg.shipment_id, "km", leg.distance_km, Fraction(leg.factor) * leg.weight_t)
    yield from _weights(product, footprint.transports)


def _weights(product: Product, legs: tuple[Transport, ...]) -> Iterator[Quantity]:
    """A weight of a leg's own changes that leg; the product's weight changes every leg that has none of its own."""
    shared = Fraction(0)
    shared_t: Fraction | None = None
    for shipment, leg in zip(product.shipments, legs, strict=True):
        per_kg = Fraction(leg.factor) * leg.distance_km / KG_PER_TONNE
        if shipment.weight_kg is not None and shipment.quantity is not None:
            yield Quantity(UNIT_WEIGHT, leg.shipment_id, "kg", leg.weight_t * KG_PER_TONNE, per_kg)
        else:
            shared, shared_t = shared + per_kg, leg.weight_t
    if shared_t is not None:
        yield Quantity(UNIT_WEIGHT, "", "kg", shared_t * KG_PER_TONNE, shared)


def _mode_changes(assessed: Assessment) -> Iterator[ModeChange]:
    footprint, factors = assessed.footprint, assessed.factors
    total_kg = footprint.total_kg
    for leg in footprint.transports:
        for mode in factors.transport:
            factor = factors.transport[factors.mode_at(mode, leg.distance_km)]
            other_kg = total_kg - leg.kg + Fraction(factor) * leg.distance_km * leg.weight_t
            grade = grade_of(other_kg, factors).grade
            if grade != footprint.grade.grade:
                yield ModeChange(leg.shipment_id, leg.mode, mode, other_kg, grade)
