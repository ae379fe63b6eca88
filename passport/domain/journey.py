"""A product's way as the public may see it: stays by kind and legs by mode, without carrier, place or number."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from passport.domain.footprint import Basis, Footprint


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """What a kind of warehouse or a mode of transport adds: how often, days or kilometres in all, kgCO2e per unit."""

    kind: str
    times: int
    days: Fraction | None
    distance_km: Fraction | None
    kg: Fraction


@dataclass(frozen=True, slots=True)
class Journey:
    """The steps in the order in which they were first recorded, and how many of the inputs were measured."""

    storages: tuple[JourneyStep, ...]
    transports: tuple[JourneyStep, ...]
    inputs: int
    measured: int


def journey_of(footprint: Footprint) -> Journey:
    """Stays and legs of a footprint, those of one kind together; their kilograms are scope 2 and scope 3."""
    kinds = dict.fromkeys(stay.warehouse_type for stay in footprint.storages)
    modes = dict.fromkeys(leg.mode for leg in footprint.transports)
    return Journey(
        storages=tuple(_stays(kind, footprint) for kind in kinds),
        transports=tuple(_legs(mode, footprint) for mode in modes),
        inputs=len(footprint.inputs),
        measured=sum(found.basis is Basis.Measured for found in footprint.inputs),
    )


def _stays(kind: str, footprint: Footprint) -> JourneyStep:
    stays = [stay for stay in footprint.storages if stay.warehouse_type == kind]
    days, kilograms = sum((stay.days for stay in stays), Fraction(0)), sum((stay.kg for stay in stays), Fraction(0))
    return JourneyStep(kind, len(stays), days, None, kilograms)


def _legs(mode: str, footprint: Footprint) -> JourneyStep:
    legs = [leg for leg in footprint.transports if leg.mode == mode]
    way, kilograms = sum((leg.distance_km for leg in legs), Fraction(0)), sum((leg.kg for leg in legs), Fraction(0))
    return JourneyStep(mode, len(legs), None, way, kilograms)
