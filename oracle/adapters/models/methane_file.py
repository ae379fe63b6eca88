"""Reads the METEC ADED 2022 files: methane of eight sensors with wind by the minute, and the true controlled releases.

Methane comes in ppm and is kept in ppb, wind in m/s and kept in um/s, release rates in g/h and kept in ug/h.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from oracle.domain.release_rule import SiteMinute
from registry.errors import InvalidInput

SENSOR = "ch4_ppm_"
MICRO = 10**6
PPB_PER_PPM = 1_000
MS_TO_UM_S = 10**6


@dataclass(frozen=True, slots=True)
class Release:
    """A controlled release of one source, metered: [start, end) in Unix seconds, rate in ug/h."""

    start_s: int
    end_s: int
    rate_ug_h: int


def read_minutes(content: bytes) -> list[SiteMinute]:
    """The minutes in order of time. Raises InvalidInput with the line and column that cannot be read."""
    reader = _reader(content, "time_utc")
    sensors = [name for name in reader.fieldnames or () if name.startswith(SENSOR)]
    if not sensors or "wind_speed_ms" not in (reader.fieldnames or ()):
        raise InvalidInput("header", ",".join(reader.fieldnames or ()), f"has columns {SENSOR}... and wind_speed_ms")
    minutes = []
    for line in reader:
        place = f"line {reader.line_num}"
        values = tuple(_scaled(place, name, line[name], PPB_PER_PPM) for name in sensors)
        wind = _scaled(place, "wind_speed_ms", line["wind_speed_ms"], MS_TO_UM_S)
        minutes.append(SiteMinute(_time(place, line["time_utc"]), values, wind))
    return sorted(minutes, key=lambda minute: minute.time_s)


def read_sensor(content: bytes, name: str) -> list[tuple[int, int]]:
    """One sensor's readings as Unix seconds and ppb, in order of time; a missing minute is left out.

    Raises InvalidInput as `read_minutes` does, and for a sensor that the file does not have.
    """
    reader = _reader(content, "time_utc")
    if SENSOR + name not in (reader.fieldnames or ()):
        raise InvalidInput("header", ",".join(reader.fieldnames or ()), f"has a column {SENSOR}{name}")
    told = []
    for line in reader:
        place = f"line {reader.line_num}"
        value = _scaled(place, SENSOR + name, line[SENSOR + name], PPB_PER_PPM)
        if value is not None:
            told.append((_time(place, line["time_utc"]), value))
    return sorted(told)


def read_releases(content: bytes) -> list[Release]:
    """The releases in order of their start. Raises InvalidInput as `read_minutes` does."""
    reader = _reader(content, "tc_ExpStartDatetime")
    releases = []
    for line in reader:
        place = f"line {reader.line_num}"
        start, end = (_time(place, line[f"tc_Exp{word}Datetime"]) for word in ("Start", "End"))
        rate = _scaled(place, "tc_C1MassFlow", line["tc_C1MassFlow"], MICRO)
        if rate is None or end <= start:
            raise InvalidInput(place, line, "a release ends after its start and has a rate")
        releases.append(Release(start, end, rate))
    return sorted(releases, key=lambda release: release.start_s)


def _reader(content: bytes, column: str) -> csv.DictReader[str]:
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError as fault:
        raise InvalidInput("file", f"byte {fault.start}", "must be UTF-8 text") from fault
    if column not in (reader.fieldnames or ()):
        raise InvalidInput("header", ",".join(reader.fieldnames or ()), f"has a column {column}")
    return reader


def _time(place: str, text: str | None) -> int:
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError as fault:
        raise InvalidInput(f"{place}: time", text, "a date and time with its zone") from fault
    if time.tzinfo is None:
        raise InvalidInput(f"{place}: time", text, "a date and time with its zone")
    return int(time.timestamp())


def _scaled(place: str, name: str, text: str | None, factor: int) -> int | None:
    if not text:
        return None
    try:
        return int((Decimal(text) * factor).to_integral_value())
    except (InvalidOperation, ValueError, OverflowError) as fault:
        raise InvalidInput(f"{place}: {name}", text, "a decimal number, or nothing where it is missing") from fault
