"""A small meter for tests: 1 kW, one reading a minute, 100 W of own use, 1 % accuracy, clock in UTC."""

from __future__ import annotations

from dataclasses import replace

from oracle.domain.readings import Meter, Period, Reading, Row, utc_text

START_S = 1_700_000_040  # a multiple of the cadence
METER = Meter(
    id="TEST-1",
    unit="W",
    cadence_s=60,
    rated_uw=1000 * 10**6,
    tolerance_ppm=100_000,
    own_use_uw=100 * 10**6,
    accuracy_ppm=10_000,
    utc_offset_s=0,
)
KILOWATT_METER = replace(METER, id="TEST-2", unit="kW")


def row(number: int, minute: int, value: str = "500", unit: str = "W") -> Row:
    """Row `number` for the interval that begins `minute` minutes after the start."""
    return Row(number, utc_text(START_S + 60 * minute), value, unit)


def reading(minute: int, power_uw: int) -> Reading:
    """An accepted reading of so many microwatts."""
    return Reading(minute + 1, START_S + 60 * minute, power_uw, str(power_uw), "W")


def period(minutes: int) -> Period:
    """So many minutes from the start."""
    return Period(START_S, START_S + 60 * minutes)
