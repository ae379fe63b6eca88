"""What a meter is, what one row says as received, and what it means in integers: microwatts over whole seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from oracle.errors import ReadingUnitWrong, ReadingUnreadable
from registry.errors import InvalidInput, Refused

UNIT_UW = {"W": 10**6, "kW": 10**9}
READING_TYPE = "carbonix/reading/1"
PPM = 1_000_000
YEAR_10000_S = 253_402_300_800  # Unix seconds at which four digits no longer hold the year

_METER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}", re.ASCII)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
_VALUE = re.compile(r"-?\d{1,9}(\.\d{1,12})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Meter:
    """A power meter as declared. Power in microwatts, time in seconds, ratios in parts per million.

    It reports between `-own_use_uw` (what an idle plant draws) and its rated power plus tolerance.
    `utc_offset_s` is the zone of its clock where a row states none; None means that each row must state it.
    Raises InvalidInput for a declaration that no meter can have.
    """

    id: str
    unit: str
    cadence_s: int
    rated_uw: int
    tolerance_ppm: int
    own_use_uw: int
    accuracy_ppm: int
    utc_offset_s: int | None

    def __post_init__(self) -> None:
        if not _METER_ID.fullmatch(self.id):
            raise InvalidInput("meter", self.id, "1 to 64 letters, digits, '_', '.', ':' or '-', letter or digit first")
        if self.unit not in UNIT_UW:
            raise InvalidInput("unit", self.unit, f"one of {', '.join(UNIT_UW)}")
        if self.cadence_s < 1 or self.rated_uw < 1:
            raise InvalidInput(
                "meter", self.id, f"cadence {self.cadence_s} s and rated power {self.rated_uw} uW above 0"
            )
        if min(self.tolerance_ppm, self.own_use_uw) < 0 or not 0 <= self.accuracy_ppm < PPM:
            raise InvalidInput(
                "meter", self.id, "tolerance and own use not below 0, accuracy from 0 to below 1,000,000 ppm"
            )

    @property
    def highest_uw(self) -> int:
        """The highest power that is believed, rounded down."""
        return self.rated_uw * (PPM + self.tolerance_ppm) // PPM

    @property
    def lowest_uw(self) -> int:
        """The lowest power that is believed: the declared own use, as a negative power."""
        return -self.own_use_uw


@dataclass(frozen=True, slots=True)
class Row:
    """One row as received: nothing is converted yet. `number` counts from 1."""

    number: int
    time: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Mean power over [start_s, start_s + the meter's cadence), Unix seconds; `value` and `unit` as received."""

    row: int
    start_s: int
    power_uw: int
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span [start_s, end_s) of Unix seconds. Raises Refused("EmptyPeriod"), as the contract does."""

    start_s: int
    end_s: int

    def __post_init__(self) -> None:
        if self.end_s <= self.start_s:
            raise Refused("EmptyPeriod", {"periodStart": self.start_s, "periodEnd": self.end_s})

    @property
    def length_s(self) -> int:
        """Seconds from start to end."""
        return self.end_s - self.start_s


def read_row(meter: Meter, row: Row) -> Reading:
    """The reading that a row states, exact.

    Raises ReadingUnreadable (time, value) and ReadingUnitWrong.
    """
    if row.unit != meter.unit:
        raise ReadingUnitWrong(row.number, "unit", row.unit, f"meter {meter.id} reports in {meter.unit}")
    return Reading(row.number, _start_s(meter, row), _power_uw(row), row.value, row.unit)


def reading_leaf(meter: str, reading: Reading) -> bytes:
    """The leaf of the reading in its period's tree: its RFC 8785 bytes.

    The template is those bytes because every field is plain ASCII without quotes; a test compares it with rfc8785.
    """
    return (
        f'{{"meter":"{meter}","time":"{utc_text(reading.start_s)}","type":"{READING_TYPE}",'
        f'"unit":"{reading.unit}","value":"{reading.value}"}}'
    ).encode("ascii")


def utc_text(time_s: int) -> str:
    """`2018-11-07T23:15:00Z` for Unix seconds."""
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _start_s(meter: Meter, row: Row) -> int:
    match = _TIME.fullmatch(row.time)
    if match is None:
        raise ReadingUnreadable(
            row.number, "time", row.time, "a time is YYYY-MM-DD HH:MM:SS, with or without +HH:MM or Z"
        )
    date, clock, zone = match.groups()
    if zone is None and meter.utc_offset_s is None:
        raise ReadingUnreadable(
            row.number, "time", row.time, f"meter {meter.id} declares no zone: a time ends with +HH:MM or Z"
        )
    try:
        stated = datetime.fromisoformat(f"{date}T{clock}{zone or ''}")
    except ValueError as fault:
        raise ReadingUnreadable(row.number, "time", row.time, f"a time of the calendar: {fault}") from fault
    if zone is None:
        stated = stated.replace(tzinfo=timezone(timedelta(seconds=meter.utc_offset_s or 0)))
    start_s = int(stated.timestamp())
    if not 0 <= start_s < YEAR_10000_S:
        raise ReadingUnreadable(row.number, "time", row.time, "a time from 1970 to 9999")
    return start_s


def _power_uw(row: Row) -> int:
    if not _VALUE.fullmatch(row.value):
        raise ReadingUnreadable(row.number, "value", row.value, "a plain decimal of up to 9 digits before the point")
    power = Decimal(row.value) * UNIT_UW[row.unit]
    if power != int(power):
        raise ReadingUnreadable(row.number, "value", row.value, "no finer than a microwatt")
    return int(power)
