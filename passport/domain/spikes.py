"""Finds a month whose footprint rose out of a product's own history, at a false-alarm rate that is stated.

The newest month is compared with the months before it by median and median absolute deviation (MAD), which earlier
spikes hardly move. It is a spike only if all three hold:

  order      it lies above every month of the window: whatever the months' distribution, as long as they come in no
             particular order, this happens by chance in at most 1 of n + 1 months (conformal bound, Vovk 2005)
  distance   (month - median) / MAD reaches the threshold of the window's length; thresholds are data, found by
             simulation such that months that scatter normally raise at most `false_alarm_bp` alarms
  size       it lies `least_rise_bp` above the median: what is too small to matter is no alarm

A MAD below `least_spread_bp` of the median counts as that much, for a history that never moved has no spread at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

WHOLE_BP = 10_000
THOUSANDTHS = 1_000


@dataclass(frozen=True, slots=True)
class SpikeRule:
    """Lengths in months; rates and shares in basis points; thresholds in thousandths of a MAD by months of history."""

    months_needed: int
    months_seen: int
    false_alarm_bp: int
    least_rise_bp: int
    least_spread_bp: int
    thresholds: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and median absolute deviation, doubled so that they stay integers."""

    median_2: int
    mad_2: int


@dataclass(frozen=True, slots=True)
class SpikeVerdict:
    """What was found of one month; `judged` is False where the history is too short."""

    judged: bool
    spike: bool
    months: int
    median_mg: Fraction | None = None
    score: Fraction | None = None
    threshold: Fraction | None = None
    by_order_bp: int | None = None


def judge_month(history_mg: Sequence[int], newest_mg: int, rule: SpikeRule) -> SpikeVerdict:
    """Whether `newest_mg` is a spike after the months before it, oldest first."""
    window = list(history_mg)[-rule.months_seen :]
    if len(window) < rule.months_needed:
        return SpikeVerdict(judged=False, spike=False, months=len(window))
    spread = spread_of(window)
    score = distance_of(newest_mg, spread, rule.least_spread_bp)
    threshold = Fraction(rule.thresholds[len(window)], THOUSANDTHS)
    rise = (2 * newest_mg - spread.median_2) * WHOLE_BP >= rule.least_rise_bp * spread.median_2
    return SpikeVerdict(
        judged=True,
        spike=newest_mg > max(window) and score >= threshold and rise,
        months=len(window),
        median_mg=Fraction(spread.median_2, 2),
        score=score,
        threshold=threshold,
        by_order_bp=-(-WHOLE_BP // (len(window) + 1)),  # rounded up: a bound is never stated too low
    )


def spread_of(values: Sequence[int]) -> Spread:
    """Doubled median and doubled MAD of integers, exact. Source: Hampel 1974."""
    median_2 = _median_2(values)
    away_2 = [abs(2 * value - median_2) for value in values]
    return Spread(median_2, _median_2(away_2) // 2)


def distance_of(value: int, spread: Spread, least_spread_bp: int) -> Fraction:
    """How many MADs the value lies above the median; the MAD counts as at least a share of the median."""
    floor_2 = Fraction(spread.median_2 * least_spread_bp, WHOLE_BP)
    scale_2 = max(Fraction(spread.mad_2), floor_2)
    above_2 = 2 * value - spread.median_2
    return above_2 / scale_2 if scale_2 else Fraction(above_2 * WHOLE_BP)


def _median_2(values: Sequence[int]) -> int:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] + ordered[-middle - 1]
