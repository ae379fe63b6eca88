"""Joins a company's shipment lines and storage events to the legs and stays of a product's footprint.

A line enters the footprint once its way has a length: its own distance, else that of its route, else two GPS points.
Until then it is kept and counted outside. Storage: an event with a recorded dwell time counts that time, the others of
the same warehouse are counted, for the estimate of the factor set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from passport.domain.product import Shipment, Stay
from passport.domain.supply import ESTIMATED_WEIGHT, Route, ShippedLine, StorageEvent, Warehouse

GRAMS_PER_KG = METRES_PER_KM = 1000
SECONDS_PER_DAY = 86_400
POINTS_OF_A_WAY = 2
NO_DISTANCE = "outside: no distance"
NO_PRODUCT = "outside: no product"
INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Joined:
    """What the lines and events give to a footprint, and the ids of the lines that wait for a distance."""

    shipments: tuple[Shipment, ...]
    stays: tuple[Stay, ...]
    outside: tuple[str, ...]


def joined(
    lines: Sequence[ShippedLine],
    routes: Mapping[str, Route],
    events: Iterable[StorageEvent],
    warehouses: Mapping[str, Warehouse],
) -> Joined:
    """The legs, stays and waiting lines of one product."""
    legs = [(line, routes.get(line.route_id or "")) for line in lines]
    inside = tuple(_leg(line, route) for line, route in legs if place_of(line, route) != NO_DISTANCE)
    outside = tuple(line.id for line, route in legs if place_of(line, route) == NO_DISTANCE)
    return Joined(inside, tuple(_stays(tuple(events), warehouses)), outside)


def place_of(line: ShippedLine, route: Route | None) -> str:
    """Where the line stands: inside of its product's footprint, or why not."""
    known = line.distance_m is not None or (route is not None and route.distance_m is not None)
    if not known and len(line.points) < POINTS_OF_A_WAY:
        return NO_DISTANCE
    return INSIDE if line.product_id else NO_PRODUCT


def _leg(line: ShippedLine, route: Route | None) -> Shipment:
    distance_m = line.distance_m if line.distance_m is not None else route.distance_m if route else None
    weighed = line.weight_g is not None and line.quantity is not None
    return Shipment(
        shipment_id=line.id,
        carrier=line.carrier,
        mode=line.mode or (route.mode if route else None),
        distance_km=None if distance_m is None else Decimal(distance_m) / METRES_PER_KM,
        points=line.points,
        weight_kg=Decimal(line.weight_g) / GRAMS_PER_KG if weighed and line.weight_g is not None else None,
        quantity=line.quantity,
        weight_estimate=next((note for note in line.quality if note.startswith(ESTIMATED_WEIGHT)), "")
        if weighed
        else "",
    )


def _stays(events: Sequence[StorageEvent], warehouses: Mapping[str, Warehouse]) -> Iterable[Stay]:
    for place in sorted({event.warehouse_id for event in events}):
        here = [event for event in events if event.warehouse_id == place]
        found = warehouses.get(place)
        name, kind = (found.name, found.type) if found else (place, None)
        counted = sum(1 for event in here if event.dwell_seconds is None)
        if counted:
            yield Stay(name, counted, kind)
        dwelt_s = [event.dwell_seconds for event in here if event.dwell_seconds is not None]
        if dwelt_s:
            yield Stay(name, len(dwelt_s), kind, Decimal(sum(dwelt_s)) / SECONDS_PER_DAY)
