"""What was monitored for a report, as anyone may see it once the report is final: its channels, and sums by the day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from typing import Any

from oracle.bootstrap import Oracle
from oracle.domain.channels import Channel
from oracle.domain.gold import Measure, SeriesPoint, Stream
from oracle.domain.monitoring_report import MonitoringReport
from oracle.errors import ReportUnknown
from registry.domain.records import Claim
from web.sheets import Cell

DAY_S = 86_400
MOST_COLUMNS = 366
MOST_KEPT = 50  # reports
SERIES_COLUMNS = ("device", "channel", "start", "days", "unit", "value", "readings")
SHOWN_DECIMALS = Decimal("0.001")
KELVIN_MK = 273_150


@dataclass(frozen=True, slots=True)
class Column:
    """One bucket of days: its begin (Unix seconds), its value in the series' unit, and how many readings it has."""

    start_s: int
    value: Decimal
    readings: int


@dataclass(frozen=True, slots=True)
class DailySeries:
    """A channel over a report's period in buckets of `days` days; `summed` says whether a value is a sum or a mean."""

    device: str
    channel: str
    unit: str
    summed: bool
    days: int
    simulated: bool
    columns: tuple[Column, ...]

    @property
    def fullest(self) -> int:
        """The number of readings of the fullest bucket."""
        return max((column.readings for column in self.columns), default=0)

    def is_thin(self, column: Column) -> bool:
        """True where less than half of the fullest bucket's readings came."""
        return 2 * column.readings < self.fullest

    def cells(self, start: str, column: Column) -> tuple[Cell, ...]:
        """One bucket as data, in the order of SERIES_COLUMNS."""
        return (self.device, self.channel, start, self.days, self.unit, str(column.value), column.readings)


@dataclass(frozen=True, slots=True)
class Monitored:
    """A report's own words about its channels, out of its document; None for documents that are not kept here."""

    claim: Claim
    channels: tuple[Mapping[str, Any], ...]
    notice: str
    known: bool


# Unit in which a channel is shown, what one of it is in the stored unit (times seconds for a rate), and sum or mean.
_SHOWN: Mapping[str, tuple[str, Decimal, bool]] = {
    Channel.POWER: ("kWh", Decimal(3_600_000_000_000), True),
    Channel.ENERGY: ("kWh", Decimal(1_000_000), True),
    Channel.FLOW: ("m3", Decimal(3_600_000_000), True),
    Channel.TEMPERATURE: ("°C", Decimal(1_000), False),
    Channel.CH4_SHARE: ("%", Decimal(10_000), False),
    Channel.HUMIDITY: ("%", Decimal(10_000), False),
    Channel.FLAME: ("share", Decimal(1), False),
    Channel.CO2: ("ppm", Decimal(1_000), False),
    Channel.CH4: ("ppm", Decimal(1_000), False),
    Channel.PM2_5: ("µg/m3", Decimal(1_000), False),
    Channel.WATER_LEVEL: ("m", Decimal(1_000_000), False),
    Channel.WIND_SPEED: ("m/s", Decimal(1_000_000), False),
    Channel.PRESSURE: ("kPa", Decimal(1_000), False),
}


class MonitoringReader:
    """Reads reports and, from the lake, the series behind them; a final report's series never changes and is kept."""

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle
        self._kept: dict[str, tuple[DailySeries, ...]] = {}
        self._one_at_a_time = Lock()  # the lake's engine takes a core for itself

    def of(self, claim: Claim) -> Monitored:
        """What the report says of its channels."""
        try:
            said = json.loads(self._oracle.reports.by_hash(claim.report_hash).document)
        except ReportUnknown:
            return Monitored(claim, (), "", known=False)
        return Monitored(claim, tuple(said.get("channels", ())), str(said.get("notice", "")), known=True)

    def series(self, claim: Claim) -> tuple[DailySeries, ...]:
        """The channels of a final report by the day. Raises ReportUnknown, and as the lake does."""
        with self._one_at_a_time:
            if claim.report_hash not in self._kept:
                found = self._read(self._oracle.reports.by_hash(claim.report_hash))
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                self._kept[claim.report_hash] = found
            return self._kept[claim.report_hash]

    def _read(self, monitoring: MonitoringReport) -> tuple[DailySeries, ...]:
        named = {(said["device"], said["channel"]) for said in json.loads(monitoring.document).get("channels", ())}
        if not named:
            return ()  # a survey has no series
        lake, period, upto = self._oracle.lake, monitoring.period, monitoring.read_up_to
        streams = [one for one in lake.streams(monitoring.report.project) if (one.device, one.channel) in named]
        days = -(-period.length_s // (DAY_S * MOST_COLUMNS))
        return tuple(
            daily(one, lake.series(one.tenant, one.device, one.channel, period, upto), days) for one in streams
        )


def daily(stream: Stream, points: Sequence[SeriesPoint], days: int) -> DailySeries:
    """Accepted readings summed (amounts, and rates times their interval) or averaged into buckets of UTC days."""
    unit, scale, summed = _SHOWN.get(stream.channel, (stream.unit, Decimal(1), False))
    buckets: dict[int, list[int]] = {}
    for point in points:
        buckets.setdefault(point.time_s // (DAY_S * days), []).append(point.value)
    weight = stream.cadence_s if summed and stream.measure is Measure.RATE else 1
    columns = []
    for place, values in sorted(buckets.items()):
        total = Decimal(sum(values) * weight) / scale
        value = total if summed else (total / len(values) - (_offset(stream.channel)))
        columns.append(Column(place * DAY_S * days, value.quantize(SHOWN_DECIMALS), len(values)))
    return DailySeries(stream.device, stream.channel, unit, summed, days, stream.simulated, tuple(columns))


def _offset(channel: str) -> Decimal:
    return Decimal(KELVIN_MK) / 1_000 if channel == Channel.TEMPERATURE else Decimal(0)
