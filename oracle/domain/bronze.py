"""A reading as it was received: what the device said, how far it is trusted, and which bytes it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from oracle.domain.channels import Channel

BRONZE_READING_TYPE = "carbonix/reading/2"
MS = 1_000
SECONDS_PLACES = len("2018-11-07T23:15:00")


class Trust(IntEnum):
    """How a reading is known to be its device's: stored beside it, and weighted by the quality policy."""

    UNSIGNED = 0
    """Nobody vouches: an unsigned message of a device that is enrolled without a key."""
    ACCOUNT = 1
    """A user of the tenant sent it under a token."""
    SIGNED = 2
    """Signed by the device's key."""
    SIGNED_CALIBRATED = 3
    """Signed, and a calibration certificate of the channel held at the reading's time."""


@dataclass(frozen=True, slots=True)
class BronzeReading:
    """One value of one channel, as received: nothing is converted. Key: (tenant, device, boot, counter, place).

    `place` is the reading's number in its message, from 0. Times are Unix milliseconds: the device's and the receipt's.
    `value` is the decimal text that came; `unit` as the device wrote it. `source` is the door and the device's feed:
    `mqtt/live`, `http/historic`, `csv/simulated`. Positions are millionths of a degree.
    Text fields hold plain ASCII without quotes and backslashes: the intake lets nothing else in.
    """

    tenant: str
    device: str
    channel: Channel
    boot: int
    counter: int
    place: int
    time_ms: int
    value: str
    unit: str
    latitude_udeg: int | None
    longitude_udeg: int | None
    trust: Trust
    source: str
    received_ms: int
    payload_sha256: str
    """SHA-256 of the message's bytes, 64 hex digits."""


def bronze_leaf(reading: BronzeReading) -> bytes:
    """The leaf of the reading in its hour's tree and in its period's: its RFC 8785 bytes.

    The template is those bytes because every field is plain ASCII without quotes; a test compares it with rfc8785.
    """
    return (
        f'{{"boot":{reading.boot},"channel":"{reading.channel.value}","counter":{reading.counter},'
        f'"device":"{reading.device}","payload":"0x{reading.payload_sha256}","place":{reading.place},'
        f'"time":"{instant_text(reading.time_ms)}","trust":{int(reading.trust)},"type":"{BRONZE_READING_TYPE}",'
        f'"unit":"{reading.unit}","value":"{reading.value}"}}'
    ).encode("ascii")


def instant_text(time_ms: int) -> str:
    """`2018-11-07T23:15:00.000Z` for Unix milliseconds."""
    seconds, ms = divmod(time_ms, MS)
    return f"{datetime.fromtimestamp(seconds, UTC).isoformat()[:SECONDS_PLACES]}.{ms:03d}Z"
