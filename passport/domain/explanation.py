"""Writes a footprint's calculation out line by line, so that a reader can redo it with a pocket calculator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from passport.domain.boundary import Stage
from passport.domain.footprint import Footprint, Input, Storage, Transport
from passport.domain.rounding import rounded
from passport.domain.statement import Assessment

EXACT_DIGITS = 9
PER_UNIT = "kg per unit"
PER_AREA_AND_DAY = "kg/m2/day"
PER_TONNE_KM = "kg/tkm"


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor, its unit, and where it stands."""

    value: Fraction
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """A quantity that a factor is multiplied by; `known` says how it was come by, None for a constant of the set."""

    name: str
    value: Fraction
    unit: str
    known: Input | None


@dataclass(frozen=True, slots=True)
class Line:
    """One product of the calculation, exact: kg = factor x every term."""

    stage: Stage
    subject: str
    formula: str
    factor: Factor
    terms: tuple[Term, ...]
    kg: Fraction
    said: str


def lines_of(assessed: Assessment) -> tuple[Line, ...]:
    """Every product of factors inside the boundary; their kilograms add up to the total."""
    return tuple(_lines(assessed))


def explanation(assessed: Assessment) -> Iterator[str]:
    """One line for each product of factors, then the sums; inputs that were estimated say so."""
    footprint, factors = assessed.footprint, assessed.factors
    yield f"methodology {assessed.methodology.identity}, factor set {factors.name} (GWP set: {factors.gwp_set})"
    yield f"boundary: {factors.boundary.said}"
    for line in lines_of(assessed):
        yield line.said
    parts = " + ".join(plain(part) for part in footprint.scopes_kg)
    yield f"total: {parts} = {plain(footprint.total_kg)} kg"
    for known in footprint.inputs:
        yield f"{known.basis.value}: {known.name} ({known.how})"
    for factor in dict.fromkeys(line.factor for line in lines_of(assessed)):
        yield f"factor: {plain(factor.value)} {factor.unit} ({factor.source})"


def plain(exact: Fraction) -> str:
    """Decimal text without trailing zeros, to nine places; longer fractions end with an ellipsis."""
    shown = rounded(exact, EXACT_DIGITS)
    text = format(shown, "f").rstrip("0").rstrip(".")
    return text if Fraction(shown) == exact else f"{text}…"


def exact_text(exact: Fraction) -> str:
    """All digits of a decimal that ends, else the fraction itself: nothing is lost."""
    left, places = exact.denominator, 0
    for prime in (2, 5):
        power = 0
        while left % prime == 0:
            left, power = left // prime, power + 1
        places = max(places, power)
    if left != 1:
        return f"{exact.numerator}/{exact.denominator}"
    return format(Decimal(f"{exact.numerator * 10**places // exact.denominator}E-{places}"), "f")


def _lines(assessed: Assessment) -> Iterator[Line]:
    footprint, factors = assessed.footprint, assessed.factors
    if footprint.boundary.holds(Stage.Manufacturing):
        yield _manufacturing(footprint)
    for stay in footprint.storages:
        yield _storage(stay, factors.area_m2_per_unit, factors.name)
    for leg in footprint.transports:
        yield _leg(leg, factors.transport_source(leg.mode))


def _manufacturing(footprint: Footprint) -> Line:
    kilograms, known = footprint.manufacturing_kg, footprint.manufacturing
    factor = Factor(kilograms, PER_UNIT, known.how)
    said = f"scope 1: {plain(kilograms)} kg [{known.how}]"
    return Line(Stage.Manufacturing, "", "factor per unit", factor, (), kilograms, said)


def _storage(stay: Storage, area_m2: Decimal, factor_set: str) -> Line:
    factor = Factor(Fraction(stay.factor), PER_AREA_AND_DAY, f"{factor_set}, warehousing, {stay.warehouse_type}")
    days = Term("storage days", stay.days, "days", stay.inputs[1])
    area = Term("area per unit", Fraction(area_m2), "m2", None)
    said = (
        f"scope 2: {stay.factor} {PER_AREA_AND_DAY} x {plain(stay.days)} days x {plain(area.value)} m2"
        f" = {plain(stay.kg)} kg [{stay.warehouse}, {stay.warehouse_type}]"
    )
    formula = "warehouse factor x storage days x area per unit"
    return Line(Stage.Warehousing, stay.warehouse, formula, factor, (days, area), stay.kg, said)


def _leg(leg: Transport, source: str) -> Line:
    _, distance_input, weight_input = leg.inputs
    distance = Term("distance", leg.distance_km, "km", distance_input)
    weight = Term("weight per unit", leg.weight_t, "t", weight_input)
    said = (
        f"scope 3: {leg.factor} {PER_TONNE_KM} x {plain(leg.distance_km)} km x {plain(leg.weight_t)} t"
        f" = {plain(leg.kg)} kg [{leg.shipment_id}, {leg.carrier}, {leg.mode}]"
    )
    factor = Factor(Fraction(leg.factor), PER_TONNE_KM, source)
    formula = "transport factor x distance x weight per unit"
    return Line(Stage.Transport, leg.shipment_id, formula, factor, (distance, weight), leg.kg, said)
