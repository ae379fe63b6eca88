"""A SIMULATED station of air: carbon dioxide, fine dust, methane, temperature, while the demonstration runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oracle.adapters.device_sender import SenmlRecord

DEVICE = "SIMULATED-air-1"
NOTE = "SIMULATED: no instrument stands behind a value; a program speaks every ten seconds while the service runs."
CADENCE_S = 10
DAY_S = 86_400
# What a day does to each value, in thousandths of its unit: the mean, the swing about it, and the noise.
_DAY = {
    "co2": ("ppm", 428_000, 22_000, 2_400),
    "pm2_5": ("ug/m3", 31_000, 12_000, 2_900),
    "ch4": ("ppm", 1_960, 70, 18),
    "temperature": ("Cel", 28_400, 4_600, 160),
}
SPIKE_EVERY = 173  # steps; the dust of a passing lorry, for one reading
SPIKE_MILLI = 190_000


def _channel(name: str, lowest: str, highest: str) -> dict[str, Any]:
    return {
        "channel": name,
        "unit": _DAY[name][0],
        "kind": "instant",
        "cadenceS": CADENCE_S,
        "lowest": lowest,
        "highest": highest,
        "accuracyPpm": 30_000,
    }


CHANNELS = (
    _channel("co2", "300", "5000"),
    _channel("pm2_5", "0", "1000"),
    _channel("ch4", "1", "100"),
    _channel("temperature", "-20", "60"),
)


def air_records(first_s: int, last_s: int) -> Iterator[SenmlRecord]:
    """What the station says of each step that begins in [first_s, last_s), Unix seconds: the same at every asking."""
    for step in range(-(-first_s // CADENCE_S), -(-last_s // CADENCE_S)):
        for place, (name, (unit, mean, swing, noise)) in enumerate(_DAY.items()):
            milli = mean + _swung(step, swing) + _noise(step, place, noise)
            if name == "pm2_5" and step % SPIKE_EVERY == 0:
                milli += SPIKE_MILLI
            yield SenmlRecord(name, unit, _decimal(milli), str(step * CADENCE_S))


def _swung(step: int, swing: int) -> int:
    """A parabola through the day: lowest at its ends, highest at its middle; whole numbers need no sine."""
    part = step * CADENCE_S % DAY_S
    return swing - 8 * swing * (part - DAY_S // 2) ** 2 // DAY_S**2


def _noise(step: int, place: int, most: int) -> int:
    """A whole number of -most to +most that looks like noise (a linear congruence over step and channel)."""
    mixed = (step * 1_103_515_245 + place * 12_345 + 7) & 0x7FFF_FFFF
    mixed = (mixed ^ mixed >> 13) * 1_540_483_477 & 0x7FFF_FFFF
    return mixed % (2 * most + 1) - most


def _decimal(milli: int) -> str:
    whole, rest = divmod(abs(milli), 1_000)
    return f"{'-' if milli < 0 else ''}{whole}.{rest:03d}"
