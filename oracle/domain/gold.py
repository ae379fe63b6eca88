"""What the lake says of one channel of one device over a period: a quantity in integers, and how good its data are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from oracle.domain.readings import PPM, Period
from registry.errors import InvalidInput


class Measure(StrEnum):
    """What a value says, and hence how a period's total is made of values."""

    RATE = "rate"  # mean over the interval that begins there (power, flow, a concentration): sum of value x cadence
    AMOUNT = "amount"  # what passed in the interval that begins there: sum of values
    COUNTER = "counter"  # a register that only rises: highest less lowest, per boot of the device


@dataclass(frozen=True, slots=True)
class Stream:
    """One channel of a tenant's device as the lake reads it. Values are integers of the channel's stored unit.

    `lowest` and `highest` bound what the device can report for one interval: a value outside of them is left out, and
    a missing interval counts as the one or the other. `project` is None before the device has one. `simulated` is true
    where no instrument stands behind it. Raises InvalidInput.
    """

    tenant: str
    device: str
    channel: str
    project: int | None
    measure: Measure
    cadence_s: int
    lowest: int
    highest: int
    unit: str
    simulated: bool = False

    def __post_init__(self) -> None:
        if self.cadence_s < 1:
            raise InvalidInput("cadenceSeconds", self.cadence_s, "at least 1")
        if self.lowest > self.highest:
            raise InvalidInput("lowest", self.lowest, f"not above highest {self.highest}")

    @property
    def total_unit(self) -> str:
        """The unit of a period's total: of a rate it is the stored unit times seconds."""
        return f"{self.unit}.s" if self.measure is Measure.RATE else self.unit


@dataclass(frozen=True, slots=True)
class QualityInputs:
    """Shares in parts per million of the period's intervals; calibration age in days, None where none is known.

    `agreement_ppm` is None where no second source measures the same.
    """

    completeness_ppm: int
    authenticity_ppm: int
    qc_ppm: int
    calibration_age_days: int | None
    agreement_ppm: int | None


@dataclass(frozen=True, slots=True)
class BronzeSeal:
    """The root over one part of the bronze log: `size` readings from number `first` on, all received in one hour.

    `hour` counts hours since 1970; seal and transaction are None until the root's document stands on chain.
    """

    hour: int
    first: int
    size: int
    root: str
    seal_id: int | None = None
    transaction: str | None = None


@dataclass(frozen=True, slots=True)
class GoldQuantity:
    """The quantity of one channel of one device in a period, integers of `unit`.

    `positive` and `negative` sum the accepted values above and below 0. `total` adds what the missing intervals count
    as at the least; `highest_total` at the most, None where nothing bounds it (a counter). Take the end that is careful
    for the credit: `total` where more means more credit, `highest_total` where more means an emission. Losing a reading
    never raises the one nor lowers the other.

    `flagged` counts readings by flag, `trust` accepted ones by trust level; `excluded` fell out of the sums.
    `leaves_root` is the RFC 6962 root (0x hex) over the bronze leaves of the accepted readings, in order of time; None
    where nothing was accepted.
    """

    project: int
    period: Period
    tenant: str
    channel: str
    device: str
    measure: Measure
    total: int
    highest_total: int | None
    positive: int
    negative: int
    unit: str
    cadence_s: int
    samples: int
    excluded: int
    missing_s: int
    first_s: int | None
    last_s: int | None
    flagged: Mapping[str, int]
    trust: Mapping[int, int]
    quality: QualityInputs
    leaves_root: str | None
    leaves_size: int
    bronze_seals: tuple[BronzeSeal, ...]
    policy: str
    simulated: bool = False

    @property
    def covered_s(self) -> int:
        """Seconds of the period that accepted readings cover."""
        return self.period.length_s - self.missing_s

    @property
    def mean(self) -> Fraction | None:
        """Mean of a rate over the covered seconds, in the stored unit; None where nothing is covered."""
        if self.measure is not Measure.RATE or self.covered_s == 0:
            return None
        return Fraction(self.positive + self.negative, self.covered_s)


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One silver reading: Unix seconds, integer of the stored unit, and its flags as a bit set."""

    time_s: int
    value: int
    flags: int


def share_ppm(part: int, whole: int) -> int:
    """`part` of `whole` in parts per million, rounded down, 0 for an empty whole; never above 1,000,000."""
    return 0 if whole <= 0 else max(0, min(PPM, part * PPM // whole))
