"""What the lake says of one channel of one device over a period: a quantity in integers, and how good its data are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from oracle.domain.readings import PPM, Period
from registry.errors import InvalidInput


class Measure(StrEnum):
    """What a reading of a feed says of its interval, and hence how a period's total is made."""

    RATE = "rate"  # mean over the interval (power, flow, a concentration): total = sum of value x cadence
    AMOUNT = "amount"  # what passed in the interval: total = sum of values
    COUNTER = "counter"  # a cumulative register: total = highest less lowest, per boot of the device


class Side(StrEnum):
    """Which side of a quantity is the careful one for the credit."""

    LOW = "low"  # the more, the more credit: what is missing counts as the lowest value that the source can report
    HIGH = "high"  # the more, the less credit (an emission): what is missing counts as the highest


@dataclass(frozen=True, slots=True)
class Feed:
    """One channel of a tenant's device as declared for a project. Values are integers of the channel's stored unit.

    `lowest` and `highest` bound what the source can report for one interval; they must hold what a gap counts as.
    `simulated` is true where no instrument stands behind it. Raises InvalidInput.
    """

    tenant: str
    device: str
    channel: str
    project: int
    measure: Measure
    cadence_s: int
    lowest: int
    highest: int
    unit: str
    side: Side = Side.LOW
    simulated: bool = False

    def __post_init__(self) -> None:
        if self.cadence_s < 1:
            raise InvalidInput("cadenceSeconds", self.cadence_s, "at least 1")
        if self.lowest > self.highest:
            raise InvalidInput("lowest", self.lowest, f"not above highest {self.highest}")
        if self.measure is Measure.COUNTER and self.lowest < 0:
            raise InvalidInput("lowest", self.lowest, "a cumulative register never stands below 0")

    @property
    def gap_value(self) -> int:
        """What one missing interval counts as; a missing stretch of a counter counts as nothing (side low)."""
        return self.lowest if self.side is Side.LOW else self.highest

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
    """The root over one hour of bronze. `hour` counts hours since 1970; seal and transaction where it is on chain."""

    hour: int
    root: str
    size: int
    seal_id: int | None = None
    transaction: str | None = None


@dataclass(frozen=True, slots=True)
class GoldQuantity:
    """The quantity of one channel of one device in a period.

    `total` = `positive` + `negative` + `gap_total`, integers of `unit`: accepted values above and below 0, and what the
    missing intervals count as. `flagged` counts readings by flag, `trust` by trust level; `excluded` fell out of the
    total. `leaves_root` is the RFC 6962 root (0x hex) over the bronze leaves of the accepted readings, in order of
    time; None where nothing was accepted.
    """

    project: int
    period: Period
    channel: str
    device: str
    measure: Measure
    side: Side
    total: int
    positive: int
    negative: int
    gap_total: int
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
        """Seconds of the period that an accepted reading covers."""
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
