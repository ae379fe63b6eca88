"""Computes the reduction of a period from the stored readings, exactly; it stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from oracle.domain.methodology import PROJECT_FACTOR
from oracle.domain.readings import Meter, Period, Reading
from oracle.domain.renewable_power import Energy, Quantity, covers, measure, quantify_energy
from oracle.errors import NoReadings
from oracle.ports import MeterBook, ReadingShelf


@dataclass(frozen=True, slots=True)
class QuantifiedPeriod:
    """Readings whose whole interval lies in the period, the energy that they state and what it displaced."""

    meter: Meter
    period: Period
    readings: tuple[Reading, ...]
    energy: Energy
    quantity: Quantity


def quantify_period(
    meter: str, period: Period, project_emissions_kg: Fraction, *, meters: MeterBook, readings: ReadingShelf
) -> QuantifiedPeriod:
    """The reduction of one meter's plant in a period. Raises MeterUnknown, NoReadings."""
    declared = meters.meter(meter)
    within = tuple(
        reading for reading in readings.readings(meter, period) if covers(period, reading, declared.cadence_s)
    )
    if not within:
        raise NoReadings(meter, period.start_s, period.end_s)
    energy = measure(declared, period, within)
    quantity = quantify_energy(energy, declared, PROJECT_FACTOR, project_emissions_kg)
    return QuantifiedPeriod(declared, period, within, energy, quantity)
