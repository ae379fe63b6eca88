"""What a device is: its channels, its feed and place, its keys, and the certificates of its calibration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from oracle.domain.channels import PHYSICAL_RANGE, Channel
from oracle.domain.envelope import ID_PATTERN
from registry.errors import InvalidInput

MOST_KEYS = 16
LONGEST_NOTE = 300
LONGEST_CADENCE_S = 31 * 86_400
POLE_UDEG, DATE_LINE_UDEG = 90_000_000, 180_000_000
_ID = re.compile(ID_PATTERN, re.ASCII)
_PUBLIC = {"ed25519": re.compile(r"[0-9a-f]{64}"), "secp256k1": re.compile(r"0x[0-9a-f]{40}")}


class Algorithm(StrEnum):
    """How a device signs."""

    ED25519 = "ed25519"
    SECP256K1 = "secp256k1"
    """Where a chain must be able to check: SHA-256 of the bytes, recovered by `ecrecover`."""


class Feed(StrEnum):
    """Where a device's values come from; it decides what times are believed, and stands beside every reading."""

    LIVE = "live"
    HISTORIC = "historic"
    """Measured in the past and replayed: real values, old times."""
    SIMULATED = "simulated"
    """Made by a program: nothing was measured."""


class Kind(StrEnum):
    """What a value of a channel says."""

    INSTANT = "instant"
    """The quantity at its time, or its mean over the interval that begins there."""
    INTERVAL = "interval"
    """The amount of the interval that begins at its time."""
    REGISTER = "register"
    """The amount since the register was set to zero: it only rises."""


@dataclass(frozen=True, slots=True)
class DeclaredChannel:
    """A channel as the device reports it: in this unit, this often, between these stored values.

    `accuracy_ppm` is the declared accuracy of a value, in parts per million of it.
    """

    channel: Channel
    unit: str
    kind: Kind
    cadence_s: int
    lowest: int
    highest: int
    accuracy_ppm: int

    def __post_init__(self) -> None:
        name = f"channels.{self.channel.value}"
        floor, ceiling = PHYSICAL_RANGE[self.channel]
        if not floor <= self.lowest <= self.highest <= ceiling:
            rule = f"a range within {floor} to {ceiling}, what {self.channel.value} can show"
            raise InvalidInput(name, f"{self.lowest} to {self.highest}", rule)
        if not 1 <= self.cadence_s <= LONGEST_CADENCE_S:
            raise InvalidInput(f"{name}.cadenceS", str(self.cadence_s), f"1 to {LONGEST_CADENCE_S} seconds")
        if not 0 <= self.accuracy_ppm < 1_000_000:
            raise InvalidInput(f"{name}.accuracyPpm", str(self.accuracy_ppm), "from 0 to below 1,000,000")


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A public key: 32 bytes as hex for ed25519, the address of the key for secp256k1. Times are Unix seconds."""

    id: str
    algorithm: Algorithm
    public: str
    valid_from_s: int = 0
    revoked_at_s: int | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InvalidInput("key.id", self.id, "1 to 64 letters, digits, '_', '.', ':' or '-'")
        if not _PUBLIC[self.algorithm.value].fullmatch(self.public):
            rule = "32 bytes as 64 lower-case hex digits (ed25519), or a lower-case 0x address (secp256k1)"
            raise InvalidInput("key.public", self.public, rule)

    def holds_at(self, now_s: int) -> bool:
        """True if the key is the device's when a message arrives."""
        return self.valid_from_s <= now_s and (self.revoked_at_s is None or now_s < self.revoked_at_s)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A calibration of one channel; it holds for readings in [calibrated_at_s, expires_at_s), Unix seconds.

    `document` is the SHA-256 of the certificate itself, 64 hex digits; `accuracy_ppm` what it found.
    """

    channel: Channel
    number: str
    issuer: str
    calibrated_at_s: int
    expires_at_s: int
    accuracy_ppm: int
    document: str

    def __post_init__(self) -> None:
        if self.expires_at_s <= self.calibrated_at_s:
            raise InvalidInput("expiresAt", str(self.expires_at_s), "after the calibration")
        for name, text in (("number", self.number), ("issuer", self.issuer)):
            if not (text.strip() and text.isprintable() and len(text) <= LONGEST_NOTE):
                raise InvalidInput(name, text, f"1 to {LONGEST_NOTE} printable characters")
        if not re.fullmatch(r"[0-9a-f]{64}", self.document):
            raise InvalidInput("document", self.document, "the SHA-256 of the certificate, 64 lower-case hex digits")
        if not 0 <= self.accuracy_ppm < 1_000_000:
            raise InvalidInput("accuracyPpm", str(self.accuracy_ppm), "from 0 to below 1,000,000")

    def holds_at(self, time_ms: int) -> bool:
        """True if a reading of this time was taken under the certificate."""
        return self.calibrated_at_s * 1_000 <= time_ms < self.expires_at_s * 1_000


@dataclass(frozen=True, slots=True)
class Device:
    """A device as two people enrolled it. Positions are millionths of a degree; None: it has no stated place.

    `project` is the project that its readings belong to, None before there is one. `note` says where real values come
    from, or that they are simulated.
    """

    tenant: str
    id: str
    feed: Feed
    channels: tuple[DeclaredChannel, ...]
    project: int | None = None
    latitude_udeg: int | None = None
    longitude_udeg: int | None = None
    note: str = ""
    keys: tuple[DeviceKey, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    active: bool = True
    by_channel: Mapping[str, DeclaredChannel] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InvalidInput("device", self.id, "1 to 64 letters, digits, '_', '.', ':', '-', letter or digit first")
        by_channel = {one.channel.value: one for one in self.channels}
        if not self.channels or len(by_channel) != len(self.channels):
            raise InvalidInput("channels", str(len(self.channels)), "at least one, each channel once")
        if len(self.keys) > MOST_KEYS or len({key.id for key in self.keys}) != len(self.keys):
            raise InvalidInput("keys", str(len(self.keys)), f"at most {MOST_KEYS}, each name once")
        if len(self.note) > LONGEST_NOTE or not self.note.isprintable():
            raise InvalidInput("note", self.note, f"at most {LONGEST_NOTE} printable characters")
        _check_place(self.latitude_udeg, self.longitude_udeg)
        object.__setattr__(self, "by_channel", MappingProxyType(by_channel))

    def key(self, name: str) -> DeviceKey | None:
        """The key of this name, whether it holds or not."""
        return next((key for key in self.keys if key.id == name), None)

    def calibrated(self, channel: Channel, time_ms: int) -> bool:
        """True if a certificate of the channel holds at the time."""
        return any(one.channel is channel and one.holds_at(time_ms) for one in self.certificates)


def _check_place(latitude: int | None, longitude: int | None) -> None:
    if (latitude is None) != (longitude is None):
        raise InvalidInput("place", f"{latitude}, {longitude}", "both latitude and longitude, or neither")
    if latitude is not None and longitude is not None:
        check_position("place", latitude, longitude)


def check_position(field: str, latitude_udeg: int, longitude_udeg: int) -> None:
    """Raises InvalidInput for a position that is not on the globe."""
    if abs(latitude_udeg) > POLE_UDEG or abs(longitude_udeg) > DATE_LINE_UDEG:
        rule = "latitude from -90 to 90 and longitude from -180 to 180 degrees"
        raise InvalidInput(field, f"{latitude_udeg}, {longitude_udeg} udeg", rule)
