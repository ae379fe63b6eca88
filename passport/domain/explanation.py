"""Writes a footprint's calculation out line by line, so that a reader can redo it with a pocket calculator."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from passport.domain.footprint import Storage, Transport
from passport.domain.rounding import rounded
from passport.domain.statement import Assessment

EXACT_DIGITS = 9


def explanation(assessed: Assessment) -> Iterator[str]:
    """One line for each product of factors, then the sums; inputs that were estimated say so."""
    footprint, factors = assessed.footprint, assessed.factors
    yield f"methodology {factors.methodology}, factor set {factors.name} (GWP set: {factors.gwp_set})"
    yield f"scope 1: {plain(footprint.scope_1_kg)} kg [{footprint.manufacturing.how}]"
    for storage in footprint.storages:
        yield f"scope 2: {_storage(storage, Fraction(factors.area_m2_per_unit))}"
    for leg in footprint.transports:
        yield f"scope 3: {_leg(leg)}"
    parts = " + ".join(plain(part) for part in footprint.scopes_kg)
    yield f"total: {parts} = {plain(footprint.total_kg)} kg"
    for known in footprint.inputs:
        yield f"{known.basis.value}: {known.name} ({known.how})"


def plain(exact: Fraction) -> str:
    """Decimal text without trailing zeros, to nine places; longer fractions end with an ellipsis."""
    shown = rounded(exact, EXACT_DIGITS)
    text = format(shown, "f").rstrip("0").rstrip(".")
    return text if Fraction(shown) == exact else f"{text}…"


def _storage(storage: Storage, area_m2: Fraction) -> str:
    return (
        f"{storage.factor} kg/m2/day x {plain(storage.days)} days x {plain(area_m2)} m2"
        f" = {plain(storage.kg)} kg [{storage.warehouse}, {storage.warehouse_type}]"
    )


def _leg(leg: Transport) -> str:
    return (
        f"{leg.factor} kg/tkm x {plain(leg.distance_km)} km x {plain(leg.weight_t)} t"
        f" = {plain(leg.kg)} kg [{leg.shipment_id}, {leg.carrier}, {leg.mode}]"
    )
