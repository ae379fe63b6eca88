"""The lake's book of streams: each channel of each enrolled device, as two people enrolled it."""

from __future__ import annotations

from collections.abc import Mapping

from oracle.adapters.device_book import DeviceTable
from oracle.domain.channels import STORED_UNIT, Channel
from oracle.domain.device import Device, Feed, Kind
from oracle.domain.gold import Measure, Stream

DAY_S, MS = 86_400, 1_000
MEASURES: Mapping[Kind, Measure] = {
    Kind.INSTANT: Measure.RATE,
    Kind.INTERVAL: Measure.AMOUNT,
    Kind.REGISTER: Measure.COUNTER,
}


class DeviceStreams:
    """Streams over the device book."""

    def __init__(self, devices: DeviceTable) -> None:
        self._devices = devices

    def streams(self) -> list[Stream]:
        """All streams of all tenants, by tenant, device and channel; a device out of service keeps its history."""
        return [stream for device in self._devices.of_all() for stream in _streams(device)]

    def calibration_age_days(self, stream: Stream, at_s: int) -> int | None:
        """Whole days since the latest calibration of the channel that holds at this time; None where none does."""
        device, channel = self._devices.find(stream.tenant, stream.device), Channel(stream.channel)
        holding = [one for one in device.certificates if one.channel is channel and one.holds_at(at_s * MS)]
        return min(((at_s - one.calibrated_at_s) // DAY_S for one in holding), default=None)


def _streams(device: Device) -> list[Stream]:
    return [
        Stream(
            tenant=device.tenant,
            device=device.id,
            channel=one.channel.value,
            project=device.project,
            measure=MEASURES[one.kind],
            cadence_s=one.cadence_s,
            lowest=one.lowest,
            highest=one.highest,
            unit=STORED_UNIT[one.channel],
            simulated=device.feed is Feed.SIMULATED,
        )
        for one in sorted(device.channels, key=lambda one: one.channel.value)
    ]
