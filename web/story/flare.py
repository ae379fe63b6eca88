"""A SIMULATED flare of landfill gas: no instrument stands behind a value; the same ones at every telling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oracle.adapters.device_sender import SenmlRecord
from oracle.domain.monitoring_plan import SIMULATED, MonitoringPlan
from oracle.domain.readings import Period

HOUR_S = 3_600
START_S = 1_704_067_200  # 2024-01-01T00:00:00Z
HOURS = 28 * 24


@dataclass(frozen=True, slots=True)
class FlareStation:
    """What the SIMULATED station declares."""

    device: str
    notice: str
    channels: tuple[dict[str, Any], ...]
    plan: MonitoringPlan
    period: Period
    waiting: Period


def _channel(name: str, unit: str, lowest: str, highest: str) -> dict[str, Any]:
    return {
        "channel": name,
        "unit": unit,
        "kind": "instant",
        "cadenceS": HOUR_S,
        "lowest": lowest,
        "highest": highest,
        "accuracyPpm": 20_000,
    }


NOTICE = f"{SIMULATED} A flare of landfill gas that does not exist."
FLARE = FlareStation(
    device="SIMULATED-flare-1",
    notice=NOTICE,
    channels=(
        _channel("flow", "m3/h", "0", "20"),
        _channel("ch4_share", "%", "0", "100"),
        _channel("flame", "1", "0", "1"),
    ),
    plan=MonitoringPlan(
        project=104,
        methodology="methane-destroyed@1",
        fixed={
            "flare": "enclosed",
            "flowAccuracyPpm": 20_000,
            "analyserAccuracyPpm": 20_000,
            "projectEmissionsKg": "0",
        },
        simulated=True,
        notice=NOTICE,
    ),
    period=Period(START_S, START_S + HOURS * HOUR_S),
    waiting=Period(START_S + HOURS * HOUR_S, START_S + 2 * HOURS * HOUR_S),
)


def flare_records(period: int = 0) -> Iterator[SenmlRecord]:
    """An hour each: gas between 3 and 5 m3, methane between 48 and 54 %, and no flame in one hour of every fifty."""
    for hour in range(period * HOURS, (period + 1) * HOURS):
        time = str(START_S + hour * HOUR_S)
        yield SenmlRecord("flow", "m3/h", f"{3 + hour * 7 % 21 / 10:.1f}", time)
        yield SenmlRecord("ch4_share", "%", f"{48 + hour * 11 % 61 / 10:.1f}", time)
        yield SenmlRecord("flame", "1", "0" if hour % 50 == 17 else "1", time)
