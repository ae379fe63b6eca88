"""Scores how good a period's data are, widens the interval by what the score lacks, and gates what may be credited.

The law (I-12): dropping or worsening data never raises a score, and a lower score never raises the credit. Two rules
make it so. Every share is one of all expected intervals, never of the received ones, so leaving out a bad reading
cannot lift it; and what is unknown (no calibration, no second source) counts as the worst that it could be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from oracle.domain.gold import QualityInputs, share_ppm
from oracle.domain.quality_policy import Part, QualityPolicy
from oracle.domain.readings import PPM
from registry.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class ReadingCounts:
    """Samples of one channel in one period, as counts: from them the shares follow without a choice."""

    expected: int
    good: int
    by_trust: Mapping[str, int]
    agreeing: int | None = None

    @property
    def received(self) -> int:
        """All that came, of any trust."""
        return sum(self.by_trust.values())


@dataclass(frozen=True, slots=True)
class QualityScore:
    """`ppm` of a perfect score, each part in ppm, the gates that did not open, and the policy that decided."""

    ppm: int
    parts: Mapping[Part, int]
    closed_gates: tuple[str, ...]
    policy_version: str


@dataclass(frozen=True, slots=True)
class CreditableKg:
    """What may be credited. `kg` is rounded down, in favour of the atmosphere; negative is a loss and stays one."""

    kg: int
    point_kg: Fraction
    lower_kg: Fraction
    widened_lower_kg: Fraction
    widened_by_kg: Fraction
    score: QualityScore

    @property
    def lines(self) -> list[str]:
        """How the kilograms came about, one sentence a step."""
        return _explain(self)


def inputs_of(counts: ReadingCounts, calibration_age_days: int | None, policy: QualityPolicy) -> QualityInputs:
    """The shares that counts amount to, rounded down. Raises InvalidInput for counts that cannot be."""
    received = counts.received
    if counts.expected < max(received, 1) or min(counts.by_trust.values(), default=0) < 0:
        raise InvalidInput("expected", counts.expected, f"at least one, and the {received} received; none is negative")
    for field, count in (("good", counts.good), ("agreeing", counts.agreeing or 0)):
        if not 0 <= count <= received:
            raise InvalidInput(field, count, f"0 to the {received} samples received")
    trusted_ppm = sum(policy.trust_of(name) * count for name, count in counts.by_trust.items())
    return QualityInputs(
        completeness_ppm=share_ppm(received, counts.expected),
        authenticity_ppm=trusted_ppm // counts.expected,
        qc_ppm=share_ppm(counts.good, counts.expected),
        calibration_age_days=calibration_age_days,
        agreement_ppm=None if counts.agreeing is None else share_ppm(counts.agreeing, counts.expected),
    )


def score(inputs: QualityInputs, policy: QualityPolicy) -> QualityScore:
    """The weighted score; every part is monotone in every input, integers are rounded down.

    `calibration_age_days` is that of the declared device at the period's end, whatever it sent. No part counts for
    more than what was received. Raises InvalidInput for a share or an age that cannot be.
    """
    _check(inputs)
    received_ppm = inputs.completeness_ppm
    parts = {
        Part.COMPLETENESS: received_ppm,
        Part.AUTHENTICITY: min(received_ppm, inputs.authenticity_ppm),
        Part.QUALITY_CONTROL: min(received_ppm, inputs.qc_ppm),
        Part.CALIBRATION: policy.calibration_ppm(inputs.calibration_age_days),
        Part.AGREEMENT: min(received_ppm, inputs.agreement_ppm or 0),
    }
    total = sum(policy.weights_ppm[part] * ppm for part, ppm in parts.items()) // PPM
    shut = [] if total >= policy.gate_ppm else [_gate("score", total, policy.gate_ppm)]
    shut += [
        _gate(part.value, parts[part], least) for part, least in policy.part_gates_ppm.items() if parts[part] < least
    ]
    return QualityScore(total, parts, tuple(shut), policy.version)


def deduct(point_kg: Fraction, lower_kg: Fraction, quality: QualityScore, policy: QualityPolicy) -> CreditableKg:
    """The creditable kilograms of an interval whose lower end is `lower_kg`.

    The interval widens by (1 - score) x `widest_ppm` x |lower bound|: a share of the lower bound, not of the
    interval's width, because a width shrinks when the point estimate is lowered and would then raise the credit.
    A closed gate credits nothing, but never hides a loss. Raises InvalidInput where the lower bound exceeds the point.
    """
    if lower_kg > point_kg:
        raise InvalidInput("lowerBoundKg", lower_kg, f"at most the point estimate of {point_kg} kg")
    lacking = Fraction(PPM - quality.ppm, PPM)
    widened_by = lacking * Fraction(policy.widest_ppm, PPM) * abs(lower_kg)
    widened = lower_kg - widened_by
    kg = min(0, floor(widened)) if quality.closed_gates else floor(widened)
    return CreditableKg(kg, point_kg, lower_kg, widened, widened_by, quality)


def _explain(credit: CreditableKg) -> list[str]:
    quality = credit.score
    parts = ", ".join(f"{part.value} {ppm} ppm" for part, ppm in quality.parts.items())
    lines = [
        f"quality score {quality.ppm} ppm under {quality.policy_version}: {parts}",
        f"lower bound {floor(credit.lower_kg)} kg, widened by {-floor(-credit.widened_by_kg)} kg",
        *(f"gate closed: {gate}" for gate in quality.closed_gates),
    ]
    return [*lines, f"creditable, rounded down: {credit.kg} kg"]


def _gate(name: str, seen_ppm: int, least_ppm: int) -> str:
    return f"{name} {seen_ppm} ppm, at least {least_ppm} ppm"


def _check(inputs: QualityInputs) -> None:
    shares = {
        "completeness": inputs.completeness_ppm,
        "authenticity": inputs.authenticity_ppm,
        "qualityControl": inputs.qc_ppm,
        "agreement": inputs.agreement_ppm or 0,
    }
    for field, share in shares.items():
        if not 0 <= share <= PPM:
            raise InvalidInput(field, share, f"0 to {PPM} ppm")
    if (inputs.calibration_age_days or 0) < 0:
        raise InvalidInput("calibrationAgeDays", inputs.calibration_age_days, "not negative, or none")
