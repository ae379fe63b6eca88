"""The row of a bronze reading, in the log's lines and in the table of bronze: one order, said once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oracle.domain.bronze import BronzeReading, Trust
from oracle.domain.channels import Channel

# Looked up: a call of an enumeration costs more than all else of a row.
CHANNELS = {each.value: each for each in Channel}
TRUSTS = {int(each): each for each in Trust}


def row_of(reading: BronzeReading) -> list[Any]:
    """The values in the order of the log's lines and of the table's columns behind the reading's number."""
    return [
        reading.tenant,
        reading.device,
        reading.channel.value,
        reading.boot,
        reading.counter,
        reading.place,
        reading.time_ms,
        reading.value,
        reading.unit,
        reading.latitude_udeg,
        reading.longitude_udeg,
        int(reading.trust),
        reading.source,
        reading.received_ms,
        reading.payload_sha256,
    ]


def reading_of(row: Sequence[Any]) -> BronzeReading:
    """The reading of such a row."""
    tenant, device, channel, *said = row
    boot, counter, place, time_ms, value, unit, latitude, longitude, trust, source, received_ms, payload = said
    return BronzeReading(
        tenant=tenant,
        device=device,
        channel=CHANNELS[channel],
        boot=boot,
        counter=counter,
        place=place,
        time_ms=time_ms,
        value=value,
        unit=unit,
        latitude_udeg=latitude,
        longitude_udeg=longitude,
        trust=TRUSTS[trust],
        source=source,
        received_ms=received_ms,
        payload_sha256=payload,
    )
