"""Computes a product's footprint, stage by stage, exactly, and says of each input whether it was measured or estimated.

Source: docs/spec/06-passport.md, after the owner's formulas:
  scope 1 = manufacturing factor
  scope 2 = warehouse factor x storage days x area per unit, over all stays
  scope 3 = transport factor x distance in km x weight in tonnes, over all shipments
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from passport.domain.boundary import FACTORY_TO_HAND_OVER, Boundary, Stage
from passport.domain.distance import METRES_PER_KM, distance_m
from passport.domain.factors import NOT_GRADED, FactorSet, GradeStep
from passport.domain.product import Product, Shipment, Stay
from passport.domain.rounding import whole_percents
from passport.errors import DistanceMissing

KG_PER_TONNE = 1000
OUTSIDE = "outside of the boundary, not counted"


class Basis(StrEnum):
    """Where an input comes from."""

    Measured = "measured"
    Estimated = "estimated"


class Flag(StrEnum):
    """A guess that nothing in the record supports."""

    CarrierUnknown = "carrier_unknown"
    WeightAssumed = "weight_assumed"


@dataclass(frozen=True, slots=True)
class Input:
    """One input of the calculation: which, where from, and how it was come by; a weak guess carries a flag."""

    name: str
    basis: Basis
    how: str
    flag: Flag | None = None


@dataclass(frozen=True, slots=True)
class Storage:
    """One stay: type of warehouse, days, kgCO2e."""

    warehouse: str
    warehouse_type: str
    factor: Decimal
    days: Fraction
    kg: Fraction
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Transport:
    """One leg: mode, kilometres, tonnes per unit, kgCO2e."""

    shipment_id: str
    carrier: str
    mode: str
    factor: Decimal
    distance_km: Fraction
    weight_t: Fraction
    kg: Fraction
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Footprint:
    """Gross kgCO2e per unit inside the boundary, exact; nothing is ever subtracted from it."""

    manufacturing_kg: Fraction
    manufacturing: Input
    storages: tuple[Storage, ...]
    transports: tuple[Transport, ...]
    grade: GradeStep
    boundary: Boundary = FACTORY_TO_HAND_OVER

    @property
    def scope_1_kg(self) -> Fraction:
        return self.manufacturing_kg

    @property
    def scope_2_kg(self) -> Fraction:
        return sum((storage.kg for storage in self.storages), Fraction(0))

    @property
    def scope_3_kg(self) -> Fraction:
        return sum((transport.kg for transport in self.transports), Fraction(0))

    @property
    def scopes_kg(self) -> tuple[Fraction, Fraction, Fraction]:
        """Scope 1, 2, 3."""
        return self.scope_1_kg, self.scope_2_kg, self.scope_3_kg

    @property
    def total_kg(self) -> Fraction:
        return sum(self.scopes_kg, Fraction(0))

    @property
    def percents(self) -> tuple[int, ...]:
        """Whole percents of scope 1, 2, 3; they add up to 100."""
        return whole_percents(self.scopes_kg)

    @property
    def storage_days(self) -> Fraction:
        return sum((storage.days for storage in self.storages), Fraction(0))

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every input that counts, in the order of the calculation."""
        parts: tuple[Storage | Transport, ...] = (*self.storages, *self.transports)
        first = (self.manufacturing,) if self.boundary.holds(Stage.Manufacturing) else ()
        return (*first, *(found for part in parts for found in part.inputs))

    @property
    def basis(self) -> Basis:
        """Measured only if every input was."""
        every = all(found.basis is Basis.Measured for found in self.inputs)
        return Basis.Measured if every else Basis.Estimated


def footprint_of(product: Product, factors: FactorSet) -> Footprint:
    """The footprint of one unit.

    Raises CategoryUnknown, WarehouseUnknown, ModeUnknown, DistanceMissing.
    """
    boundary = factors.boundary
    stays = product.stays if boundary.holds(Stage.Warehousing) else ()
    manufacturing_kg, manufacturing = _manufacturing(product, factors)
    storages = tuple(_storage(place, stay, product, factors) for place, stay in enumerate(stays))
    transports = tuple(_transport(place, leg, product, factors) for place, leg in enumerate(product.shipments))
    kilograms = (manufacturing_kg, *(storage.kg for storage in storages), *(leg.kg for leg in transports))
    grade = grade_of(sum(kilograms, Fraction(0)), factors)
    return Footprint(manufacturing_kg, manufacturing, storages, transports, grade, boundary)


def grade_of(total_kg: Fraction, factors: FactorSet) -> GradeStep:
    """The grade of the unrounded total: 5.0004 kg is above 5 kg although it prints as 5.000."""
    if not factors.grades:
        return NOT_GRADED
    return next(step for step in factors.grades if step.up_to_kg is None or total_kg <= Fraction(step.up_to_kg))


def _manufacturing(product: Product, factors: FactorSet) -> tuple[Fraction, Input]:
    if not factors.boundary.holds(Stage.Manufacturing):
        return Fraction(0), Input("manufacturing", Basis.Measured, OUTSIDE)
    default_kg = factors.manufacturing_kg(product.category)
    if product.supplier_kg is not None:
        return Fraction(product.supplier_kg), Input("manufacturing", Basis.Measured, "the supplier's own figure")
    how = f"factor for {product.category} of {factors.name}"
    return Fraction(default_kg), Input("manufacturing", Basis.Estimated, how)


def _storage(place: int, stay: Stay, product: Product, factors: FactorSet) -> Storage:
    kind = factors.warehouse_type(f"storage[{place}].type", stay.warehouse_type, product.category)
    days, days_input = _days(stay, factors)
    known = stay.warehouse_type is not None
    kind_input = Input(
        f"{stay.warehouse}: warehouse type",
        Basis.Measured if known else Basis.Estimated,
        "recorded" if known else f"assumed for {product.category}",
    )
    factor = factors.warehousing[kind]
    kilograms = Fraction(factor) * days * Fraction(factors.area_m2_per_unit)
    return Storage(stay.warehouse, kind, factor, days, kilograms, (kind_input, days_input))


def _days(stay: Stay, factors: FactorSet) -> tuple[Fraction, Input]:
    name = f"{stay.warehouse}: storage days"
    if stay.dwell_days is not None:
        return Fraction(stay.dwell_days), Input(name, Basis.Measured, "recorded dwell time")
    how = f"{stay.events} store or receive events x {factors.storage_days_per_event} days"
    return stay.events * Fraction(factors.storage_days_per_event), Input(name, Basis.Estimated, how)


def _transport(place: int, shipment: Shipment, product: Product, factors: FactorSet) -> Transport:
    mode, mode_input = _mode(place, shipment, factors)
    distance_km, distance_input = _distance(place, shipment, factors)
    weight_t, weight_input = _weight(shipment, product, factors)
    mode = factors.mode_at(mode, distance_km)
    factor = factors.transport[mode]
    return Transport(
        shipment_id=shipment.shipment_id,
        carrier=shipment.carrier,
        mode=mode,
        factor=factor,
        distance_km=distance_km,
        weight_t=weight_t,
        kg=Fraction(factor) * distance_km * weight_t,
        inputs=(mode_input, distance_input, weight_input),
    )


def _mode(place: int, shipment: Shipment, factors: FactorSet) -> tuple[str, Input]:
    name = f"{shipment.shipment_id}: mode"
    if shipment.mode is not None:
        mode = factors.transport_mode(f"shipments[{place}].mode", shipment.mode)
        return mode, Input(name, Basis.Measured, "recorded")
    found = factors.mode_of_carrier(shipment.carrier)
    if found is not None:
        return found, Input(name, Basis.Estimated, f"from the carrier's name, {shipment.carrier}")
    how = f"carrier {shipment.carrier or 'without a name'} is not known, counted as {factors.mode_otherwise}"
    return factors.mode_otherwise, Input(name, Basis.Estimated, how, Flag.CarrierUnknown)


def _distance(place: int, shipment: Shipment, factors: FactorSet) -> tuple[Fraction, Input]:
    name = f"{shipment.shipment_id}: distance"
    if shipment.distance_km is not None:
        return Fraction(shipment.distance_km), Input(name, Basis.Measured, "recorded")
    if len(shipment.points) < 2:
        raise DistanceMissing(f"shipments[{place}].points", len(shipment.points))
    metres = distance_m(shipment.points, factors.earth_radius_km)
    how = f"great circles over {len(shipment.points)} GPS points, to the metre"
    return Fraction(metres, METRES_PER_KM), Input(name, Basis.Estimated, how)


def _weight(shipment: Shipment, product: Product, factors: FactorSet) -> tuple[Fraction, Input]:
    name = f"{shipment.shipment_id}: weight per unit"
    if shipment.weight_kg is not None and shipment.quantity is not None:
        weight_t = Fraction(shipment.weight_kg) / shipment.quantity / KG_PER_TONNE
        if shipment.weight_estimate:
            return weight_t, Input(name, Basis.Estimated, shipment.weight_estimate)
        return weight_t, Input(name, Basis.Measured, "shipment weight / quantity")
    if product.unit_weight_kg is not None:
        return Fraction(product.unit_weight_kg) / KG_PER_TONNE, Input(name, Basis.Measured, "the product's unit weight")
    how = f"{factors.weight_otherwise_t} t, for no weight is recorded"
    return Fraction(factors.weight_otherwise_t), Input(name, Basis.Estimated, how, Flag.WeightAssumed)
