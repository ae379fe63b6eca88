"""Dwellings inside the opendsm wheel: energy by the hour with outdoor temperature, before and after a stated day.

Each file is pinned by SHA-256; no package is imported. The wheel's own text calls its samples simulated; the series of
the United Kingdom look metered, but their source is not published, nor that anything was changed at the stated day.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from oracle.adapters.meter_files import load_pinned
from oracle.domain.methods.efficiency import Carrier
from oracle.errors import MeterUnknown

PACKAGE = "opendsm"
_SAMPLES = "opendsm/eemeter/samples/"
HOURS_OF_DAY = 24


@dataclass(frozen=True, slots=True)
class BuildingFile:
    """A building's two files. `changed` is the first day after; `highest_kwh` a day at the connection's limit."""

    key: str
    carrier: Carrier
    meter: str
    meter_sha256: str
    temperature: str
    temperature_sha256: str
    readings_per_hour: int
    changed: date
    highest_kwh: Decimal
    provenance: str


@dataclass(frozen=True, slots=True)
class BuildingDay:
    """A whole day (UTC): energy in mWh (thousandths of a watt-hour) and mean outdoor temperature in mK, integers."""

    day: date
    energy_mwh: int
    temperature_mk: int


_ELECTRIC_DAY = Decimal(552)  # 100 A x 230 V x 24 h, a usual connection of a dwelling; assumed
_GAS_DAY = Decimal(1_600)  # 6 m3/h x 11.1 kWh/m3 x 24 h, a usual meter of a dwelling; assumed
_TEMP_0 = ("uk-tempC-sample-0.csv.gz", "dd58bdc1cb65f3e5c259bbb64e32d7712ee5b1eab1be110808fc5b10262b7939")
_TEMP_12 = ("uk-tempC-sample-1_2.csv.gz", "d46d085b5893fa41a8f19c066a4b6b3947221b63e33fc4a327860708d22f78ea")
_UK = (
    "a dwelling in the United Kingdom, sample of the wheel opendsm 1.2.7: it looks metered, its source is not published"
    " and the wheel's text calls its samples simulated; that anything was changed at the stated day is assumed"
)
BUILDINGS: Mapping[str, BuildingFile] = {
    each.key: each
    for each in (
        BuildingFile(
            "uk-electricity-0",
            Carrier.ELECTRICITY,
            "uk-electricity-hdd-only-hourly-sample-0.csv.gz",
            "472d55b4be0edf00905544a1635698b7325aeeee7d279061f5d76b9c7245c383",
            *_TEMP_0,
            1,
            date(2021, 4, 1),
            _ELECTRIC_DAY,
            f"hourly electricity of {_UK}",
        ),
        BuildingFile(
            "uk-gas-0",
            Carrier.GAS,
            "uk-gas-hdd-only-hourly-sample-0.csv.gz",
            "841082c1e45ab9ba13ed5b1f543d269f23deb77068881436f91530937c39c10c",
            *_TEMP_0,
            1,
            date(2021, 4, 1),
            _GAS_DAY,
            f"hourly gas of {_UK}",
        ),
        BuildingFile(
            "uk-electricity-1",
            Carrier.ELECTRICITY,
            "uk-electricity-hdd-only-hourly-sample-1.csv.gz",
            "3a777a1e7ccb255aca7469b2e39250d11bb05b2ccfcd0bc0dd87f09465f7ab3e",
            *_TEMP_12,
            2,
            date(2013, 1, 11),
            _ELECTRIC_DAY,
            f"half-hourly electricity of {_UK}; three months before the change only",
        ),
    )
}


def building_of(key: str) -> BuildingFile:
    """The building of a key. Raises MeterUnknown."""
    if key not in BUILDINGS:
        raise MeterUnknown(key, BUILDINGS)
    return BUILDINGS[key]


def load_days(building: BuildingFile) -> list[BuildingDay]:
    """The days that have every reading and every hour of temperature. Raises MeterFileMissing."""
    energy, temperature = defaultdict[date, list[int]](list), defaultdict[date, list[int]](list)
    for at, text in building_rows(building.meter, building.meter_sha256, "start", "value"):
        energy[at.date()].append(_whole(text, 6))
    for at, text in building_rows(building.temperature, building.temperature_sha256, "dt", "tempC"):
        temperature[at.date()].append(_whole(text, 3) + 273_150)
    whole = HOURS_OF_DAY * building.readings_per_hour
    days = [day for day, values in energy.items() if len(values) == whole and len(temperature[day]) == HOURS_OF_DAY]
    return [BuildingDay(day, sum(energy[day]), _mean(temperature[day])) for day in sorted(days)]


def building_rows(name: str, sha256: str, time_column: str, value_column: str) -> Iterator[tuple[datetime, str]]:
    """Times (UTC; stated so or assumed) with their values; a repeated time counts once, the first."""
    text = gzip.decompress(load_pinned(PACKAGE, _SAMPLES + name, sha256)).decode()
    seen: set[datetime] = set()
    for row in csv.DictReader(io.StringIO(text, newline="")):
        at = datetime.fromisoformat(row[time_column])
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        if row[value_column] and at not in seen:
            seen.add(at)
            yield at, row[value_column]


def _whole(text: str, decimals: int) -> int:
    """The value in units of 10**-decimals, rounded half to even: the files carry binary fractions as text."""
    return int((Decimal(text) * 10**decimals).to_integral_value())


def _mean(values: Iterable[int]) -> int:
    listed = list(values)
    return round(sum(listed) / len(listed))
