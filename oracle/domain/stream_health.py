"""How a stream stands at a moment: is it heard, is it signed, is it calibrated, and how far is it from its baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from oracle.domain.bronze import MS
from oracle.domain.channels import Channel
from oracle.domain.device import Certificate, Device, Feed

LATE_AFTER = 3  # cadences without a reading
SILENT_AFTER = 20
FEWEST_FOR_BASELINE = 10
NEWEST_SHARE = 10  # the newest tenth is "now"


class Hearing(StrEnum):
    """Whether a stream is heard as often as it was declared."""

    ON_TIME = "on_time"
    LATE = "late"
    SILENT = "silent"
    REPLAYED = "replayed"
    """Measured in the past and replayed: nothing is due."""
    NEVER = "never"
    RETIRED = "retired"


class Signing(StrEnum):
    """Whether a message of the device would be believed now."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    """Enrolled without a key: nobody vouches for its messages."""
    REVOKED = "revoked"
    """No key of the device holds: every message is refused."""


class Calibration(StrEnum):
    """Whether a certificate of the channel holds at a moment."""

    HOLDS = "holds"
    EXPIRED = "expired"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Medians of stored integers: of the newest tenth of the readings, and of all before them."""

    before: int
    now: int
    readings_before: int
    readings_now: int

    @property
    def change(self) -> int:
        """How far now lies above the baseline; negative below it."""
        return self.now - self.before


def hearing_of(device: Device, cadence_s: int, last_ms: int | None, now_ms: int) -> Hearing:
    """The state of a stream whose newest reading is of `last_ms`, Unix milliseconds.

    A simulated feed that speaks of the present is due as a live one is.
    """
    if not device.active:
        return Hearing.RETIRED
    if last_ms is None:
        return Hearing.NEVER
    silent_ms = now_ms - last_ms
    if device.feed is not Feed.LIVE and silent_ms > SILENT_AFTER * cadence_s * MS:
        return Hearing.REPLAYED
    if silent_ms <= LATE_AFTER * cadence_s * MS:
        return Hearing.ON_TIME
    return Hearing.LATE if silent_ms <= SILENT_AFTER * cadence_s * MS else Hearing.SILENT


def signing_of(device: Device, now_s: int) -> Signing:
    """Whether the device has a key that holds now."""
    if not device.keys:
        return Signing.UNSIGNED
    return Signing.SIGNED if any(key.holds_at(now_s) for key in device.keys) else Signing.REVOKED


def calibration_of(device: Device, channel: Channel, at_ms: int) -> tuple[Calibration, Certificate | None]:
    """The newest certificate that holds at the time, else the one that expired last, else none."""
    of_channel = [one for one in device.certificates if one.channel is channel]
    holding = [one for one in of_channel if one.holds_at(at_ms)]
    if holding:
        return Calibration.HOLDS, max(holding, key=lambda one: one.calibrated_at_s)
    past = [one for one in of_channel if one.calibrated_at_s * MS <= at_ms]
    return (Calibration.EXPIRED, max(past, key=lambda one: one.expires_at_s)) if past else (Calibration.NONE, None)


def baseline_of(values: Sequence[int]) -> Baseline | None:
    """Baseline against now of accepted values in order of time; None for fewer than FEWEST_FOR_BASELINE."""
    if len(values) < FEWEST_FOR_BASELINE:
        return None
    cut = len(values) - max(1, len(values) // NEWEST_SHARE)
    before, newest = values[:cut], values[cut:]
    return Baseline(median_low(before), median_low(newest), len(before), len(newest))


def median_low(values: Sequence[int]) -> int:
    """The middle one, of an even number the lower middle one: a value that was measured."""
    return sorted(values)[(len(values) - 1) // 2]
