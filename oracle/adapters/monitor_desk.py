"""What a company watches of its own devices: how each stream stands, what it showed, what is being heard now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from oracle.adapters.intake_desk import IntakeDesk
from oracle.adapters.lake.bronze_tail import BronzeTail
from oracle.domain.bronze import MS, BronzeReading, Trust
from oracle.domain.device import Certificate, DeclaredChannel, Device
from oracle.domain.readings import Period
from oracle.domain.stream_health import (
    Baseline,
    Calibration,
    Hearing,
    Signing,
    baseline_of,
    calibration_of,
    hearing_of,
    signing_of,
)
from oracle.errors import StreamUnknown
from registry.errors import InvalidInput

if TYPE_CHECKING:
    from oracle.adapters.lake.lake import Lake
    from oracle.adapters.lake.watching import StreamTotals, WatchedSpan

LONGEST_SPAN_S = 366 * 86_400
SCALE_STEP = 1_000_000


@dataclass(frozen=True, slots=True)
class WatchedStream:
    """One channel of a device as it stands; `last_ms` is the time of its newest reading, judged or not.

    `totals` is None while the lake holds nothing of it; `last` is its newest value in the declared unit, as text.
    """

    device: Device
    declared: DeclaredChannel
    hearing: Hearing
    signing: Signing
    calibration: Calibration
    certificate: Certificate | None
    totals: StreamTotals | None
    last_ms: int | None
    last: str | None

    @property
    def channel(self) -> str:
        """The channel's name."""
        return self.declared.channel.value


@dataclass(frozen=True, slots=True)
class ShownSpan:
    """A span of one stream: what the lake judged, and what was received since (`unjudged`, Unix ms, stored value).

    `missed` readings of the log, of whatever stream, lie between the two and are shown by neither. `baseline` is None
    for too few readings, and for so many that only the extremes of stretches are at hand.
    """

    device: Device
    declared: DeclaredChannel
    period: Period
    judged: WatchedSpan
    unjudged: tuple[tuple[int, int], ...]
    missed: int
    baseline: Baseline | None


@dataclass(frozen=True, slots=True)
class LiveReading:
    """A reading as it was received: `value` and `unit` are the device's words, `stored` the integer of the channel."""

    number: int
    device: str
    channel: str
    time_ms: int
    value: str
    unit: str
    stored: int
    trust: Trust
    source: str


@dataclass(frozen=True, slots=True)
class LivePart:
    """Readings of one tenant from a number on. `first` is the oldest number at hand, `end` the one to ask for next."""

    readings: tuple[LiveReading, ...]
    first: int
    end: int


@dataclass(frozen=True)  # no slots: the tail is opened at first use and kept
class MonitorDesk:
    """Watching, over the intake and the lake; `lake` opens it, for its engines take seconds to load."""

    intake: IntakeDesk
    lake: Callable[[], Lake]
    log_folder: Path
    _totals: dict[str, tuple[int | None, dict[tuple[str, str], StreamTotals]]] = field(default_factory=dict)

    @cached_property
    def tail(self) -> BronzeTail:
        """The newest readings of the log."""
        return BronzeTail(self.log_folder)

    def streams(self, tenant: str) -> list[WatchedStream]:
        """Every stream of the tenant's devices, by device and channel."""
        now_s, totals, newest = self.intake.clock.now(), self._totals_of(tenant), self._newest(tenant)
        found = []
        for device in self.intake.devices.of_tenant(tenant):
            for declared in sorted(device.channels, key=lambda one: one.channel.value):
                name = (device.id, declared.channel.value)
                found.append(self._stream(device, declared, totals.get(name), newest.get(name), now_s))
        return found

    def span(self, tenant: str, device: str, channel: str, period: Period) -> ShownSpan:
        """What one stream showed. Raises DeviceUnknown, StreamUnknown, InvalidInput."""
        if period.length_s > LONGEST_SPAN_S:
            raise InvalidInput("end", period.end_s, f"at most {LONGEST_SPAN_S} seconds after the start")
        found, declared = self._declared(tenant, device, channel)
        from oracle.adapters.lake.watching import watched_span

        files = self.lake().files
        judged = watched_span(files, tenant, device, channel, period)
        known = files.bronze_count()
        heard = self.tail.since(known)
        fresh = sorted(
            (one.time_ms, self._stored(one))
            for _, one in heard.readings
            if (one.tenant, one.device, one.channel.value) == (tenant, device, channel)
            and period.start_s * MS <= one.time_ms < period.end_s * MS
        )
        missed = max(0, min(heard.first, heard.end) - known)
        values = [] if judged.width_ms else [value for _, value in (*judged.points, *fresh)]
        return ShownSpan(found, declared, period, judged, tuple(fresh), missed, baseline_of(values))

    def live(self, tenant: str, number: int) -> LivePart:
        """What came of the tenant's devices from this number of the log on."""
        heard = self.tail.since(number)
        readings = tuple(self._live(at, one) for at, one in heard.readings if one.tenant == tenant)
        return LivePart(readings, heard.first, heard.end)

    def shown(self, declared: DeclaredChannel, stored: int) -> str:
        """A stored integer in the unit that the device declares."""
        return self.intake.units.shown(declared.channel, declared.unit, stored)

    def scale(self, declared: DeclaredChannel) -> tuple[str, str]:
        """Offset and factor, exact decimal texts: what 0 stored units are in the declared unit, and what 10^6 more are.

        Enough to draw every value.
        """
        return self.shown(declared, 0), self.shown(declared, SCALE_STEP)

    def _declared(self, tenant: str, device: str, channel: str) -> tuple[Device, DeclaredChannel]:
        found = self.intake.devices.find(tenant, device)
        declared = found.by_channel.get(channel)
        if declared is None:
            raise StreamUnknown(device, channel)
        return found, declared

    def _stream(
        self,
        device: Device,
        declared: DeclaredChannel,
        totals: StreamTotals | None,
        newest: tuple[int, int] | None,
        now_s: int,
    ) -> WatchedStream:
        judged = None if totals is None or totals.last_value is None else (totals.last_ms or 0, totals.last_value)
        last = max((one for one in (judged, newest) if one is not None), default=None)
        last_ms = None if last is None else last[0]
        state, certificate = calibration_of(device, declared.channel, now_s * MS if last_ms is None else last_ms)
        return WatchedStream(
            device=device,
            declared=declared,
            hearing=hearing_of(device, declared.cadence_s, last_ms, now_s * MS),
            signing=signing_of(device, now_s),
            calibration=state,
            certificate=certificate,
            totals=totals,
            last_ms=last_ms,
            last=None if last is None else self.shown(declared, last[1]),
        )

    def _totals_of(self, tenant: str) -> dict[tuple[str, str], StreamTotals]:
        from oracle.adapters.lake.watching import stream_totals

        files = self.lake().files
        version, kept = files.tables.version("gold"), self._totals.get(tenant)
        if kept is None or kept[0] != version:
            kept = self._totals[tenant] = (version, stream_totals(files, tenant))
        return kept[1]

    def _newest(self, tenant: str) -> dict[tuple[str, str], tuple[int, int]]:
        """Time and stored value of the newest reading at hand of each stream."""
        newest: dict[tuple[str, str], BronzeReading] = {}
        for _, one in self.tail.since(0).readings:
            name = (one.device, one.channel.value)
            if one.tenant == tenant and (name not in newest or newest[name].time_ms <= one.time_ms):
                newest[name] = one
        return {name: (one.time_ms, self._stored(one)) for name, one in newest.items()}

    def _stored(self, one: BronzeReading) -> int:
        return self.intake.units.stored(one.channel, one.unit, one.value)

    def _live(self, number: int, one: BronzeReading) -> LiveReading:
        said = (one.device, one.channel.value, one.time_ms, one.value, one.unit)
        return LiveReading(number, *said, self._stored(one), one.trust, one.source)
