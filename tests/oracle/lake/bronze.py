"""Readings for the tests of the lake: one device after the other, every minute, each in a message of its own."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from oracle.domain.bronze import BronzeReading, Trust
from oracle.domain.channels import Channel

MINUTE_MS = 60_000
START_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
RECEIVED_MS = 1_735_689_600_000  # 2025-01-01T00:00:00Z


def message(number: int, device: str = "meter-1") -> bytes:
    return f'{{"device":"{device}","n":{number}}}'.encode()


def reading(number: int, value: str = "1.5", **changes: object) -> BronzeReading:
    """Reading `number` of a power meter in kW, received a second after it was sent."""
    device = str(changes.get("device", "meter-1"))
    plain = BronzeReading(
        tenant="house",
        device=device,
        channel=Channel.POWER,
        boot=1,
        counter=number,
        place=0,
        time_ms=START_MS + number * MINUTE_MS,
        value=value,
        unit="kW",
        latitude_udeg=None,
        longitude_udeg=None,
        trust=Trust.SIGNED,
        source="http/historic",
        received_ms=RECEIVED_MS + number * 1_000,
        payload_sha256=sha256(message(number, device)).hexdigest(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
