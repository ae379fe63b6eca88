"""A dwelling of a published sample after a change, hour by hour; that many others did the same is SIMULATED."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from oracle.adapters.building_files import BUILDINGS, building_rows, load_days
from oracle.adapters.device_sender import SenmlRecord
from oracle.adapters.efficiency_baseline import YEAR_DAYS, Baseline, fit
from oracle.domain.monitoring_plan import MonitoringPlan
from oracle.domain.readings import Period

HOUR_S, DAY_S = 3_600, 86_400
BUILDING = BUILDINGS["uk-electricity-0"]
DEVICE = "uk-electricity-0"
DWELLINGS = 40
WATT_HOUR, MILLIKELVIN = Decimal("0.001"), Decimal("0.001")
START_S = int(datetime.combine(BUILDING.changed, datetime.min.time(), UTC).timestamp())
PERIOD = Period(START_S, START_S + YEAR_DAYS * DAY_S)
NOTE = f"{BUILDING.provenance}; values rounded to a watt-hour, times in UTC"
NOTICE = (
    f"SIMULATED: the readings are a sample of one dwelling; that {DWELLINGS} like it saved as much is invented, "
    "because one alone saves less than a tonne. That it feeds on the Thai grid is an assumption; the sample's "
    "origin and what was changed are not published."
)


def _channel(name: str, unit: str, kind: str, lowest: str, highest: str, accuracy_ppm: int) -> dict[str, Any]:
    return {
        "channel": name,
        "unit": unit,
        "kind": kind,
        "cadenceS": HOUR_S,
        "lowest": lowest,
        "highest": highest,
        "accuracyPpm": accuracy_ppm,
    }


CHANNELS = (
    _channel("energy", "kWh", "interval", "0", "23", 10_000),
    _channel("temperature", "Cel", "instant", "-40", "45", 10_000),
)


def dwelling_plan() -> MonitoringPlan:
    """The plan, with the baseline that is fitted on the year before the change."""
    curve = _baseline()
    stated = {name: str(value) for name, value in curve.document().items()}
    return MonitoringPlan(
        project=105,
        methodology="efficiency@1",
        fixed={
            "carrier": BUILDING.carrier.value,
            "highestKwh": str(BUILDING.highest_kwh * DWELLINGS),
            "gridLosses": "0",
            "projectEmissionsKg": "0",
            "model": {
                "sha256": curve.sha256,
                "observations": curve.days,
                "parameters": curve.parameters,
                "cvRmse": stated["cvRmse"],
                "autocorrelation": stated["autocorrelation"],
            },
        },
        baseline={**stated, "dwellings": str(DWELLINGS)},
        simulated=True,
        notice=NOTICE,
    )


def dwelling_records() -> Iterator[SenmlRecord]:
    """Energy and outdoor temperature of each hour of the year after the change."""
    energy = _within(building_rows(BUILDING.meter, BUILDING.meter_sha256, "start", "value"))
    warmth = dict(_within(building_rows(BUILDING.temperature, BUILDING.temperature_sha256, "dt", "tempC")))
    for at_s, kwh in energy:
        yield SenmlRecord("energy", "kWh", f"{Decimal(kwh).quantize(WATT_HOUR):f}", str(at_s))
        if at_s in warmth:
            yield SenmlRecord("temperature", "Cel", f"{Decimal(warmth[at_s]).quantize(MILLIKELVIN):f}", str(at_s))


@cache
def _baseline() -> Baseline:
    first = BUILDING.changed - timedelta(YEAR_DAYS)
    return fit([each for each in load_days(BUILDING) if first <= each.day < BUILDING.changed])


def _within(rows: Iterator[tuple[datetime, str]]) -> Iterator[tuple[int, str]]:
    for at, text in rows:
        at_s = int(at.timestamp())
        if PERIOD.start_s <= at_s < PERIOD.end_s:
            yield at_s, text
