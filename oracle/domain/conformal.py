"""Conformal lower bounds on the sum of a whole period, on a rolling calibration whose level adapts to what was missed.

Rows of a period err together, so a bound that holds row by row says nothing of their sum: a period is one example here.
Sources: split conformal prediction (Vovk et al. 2005; Lei et al. 2018, the (n + 1) rank), adaptive conformal inference
(Gibbs and Candes 2021, alpha_t+1 = alpha_t + gamma x (alpha - miss_t)). One departure, on the side of the atmosphere:
the level never becomes looser than the one promised.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from oracle.domain.readings import PPM
from registry.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class BoundPolicy:
    """`alpha_ppm`: share of periods whose truth may lie below the bound. `gamma_ppm`: step of the adaption.

    `window`: how many calibration periods are looked back on, the latest ones.
    """

    alpha_ppm: int = 100_000
    gamma_ppm: int = 20_000
    window: int = 60

    def __post_init__(self) -> None:
        if not 0 < self.alpha_ppm < PPM or not 0 <= self.gamma_ppm < PPM or self.window < 1:
            rule = f"0 < alpha < {PPM}, 0 <= gamma < {PPM}, a window of at least one period"
            raise InvalidInput("boundPolicy", (self.alpha_ppm, self.gamma_ppm, self.window), rule)


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """A period's predicted sum with the model's own scale of its error, both kg; the scale is positive."""

    predicted: Fraction
    scale: Fraction

    def __post_init__(self) -> None:
        if self.scale <= 0:
            raise InvalidInput("scale", self.scale, "the scale of a period's error is above zero")


def score_of(period: PeriodSum, truth: Fraction) -> Fraction:
    """How far the prediction was above the truth, in scales: what a lower bound must be protected from."""
    return (period.predicted - truth) / period.scale


def quantile(scores: Iterable[Fraction], alpha_ppm: int) -> Fraction | None:
    """The ceil((n + 1)(1 - alpha))-th smallest score; None where n is too small for the level: there is no bound."""
    ranked = sorted(scores)
    if not ranked:
        return None
    rank = ceil(Fraction((len(ranked) + 1) * (PPM - alpha_ppm), PPM))
    if rank > len(ranked):
        return None
    return ranked[max(rank, 1) - 1]


def lower_bound(period: PeriodSum, scores: Sequence[Fraction], alpha_ppm: int) -> Fraction | None:
    """The one-sided lower bound of the period's sum; None where no bound can be given, and nothing is credited then.

    Never above the prediction: a model that errs on the low side is not paid for it.
    """
    step = quantile(scores, alpha_ppm)
    return None if step is None else period.predicted - max(step, Fraction(0)) * period.scale


@dataclass(frozen=True, slots=True)
class Calibration:
    """The scores of past periods, oldest first, and the level that holds now."""

    policy: BoundPolicy
    scores: tuple[Fraction, ...] = ()
    alpha_ppm: int | None = None

    @property
    def level_ppm(self) -> int:
        """The miss rate that holds at present, ppm; below the promised one after misses."""
        return self.policy.alpha_ppm if self.alpha_ppm is None else self.alpha_ppm

    def bound(self, period: PeriodSum) -> Fraction | None:
        """The lower bound that the calibration gives a period; None where it gives none."""
        return lower_bound(period, self.scores, self.level_ppm)

    def learn(self, period: PeriodSum, truth: Fraction) -> Calibration:
        """The calibration after a period whose truth became known.

        A period without a bound credited nothing and missed nothing.
        """
        bound = self.bound(period)
        missed = bound is not None and truth < bound
        scores = (*self.scores, score_of(period, truth))[-self.policy.window :]
        return Calibration(self.policy, scores, adapted(self.level_ppm, self.policy, missed=missed))


def adapted(level_ppm: int, policy: BoundPolicy, *, missed: bool) -> int:
    """The next level: lower after a miss, slowly back to the promised one, never above it, never below zero."""
    error_ppm = PPM if missed else 0
    # Floor division rounds a lowered level further down: the bound is never looser for it.
    step = policy.gamma_ppm * (policy.alpha_ppm - error_ppm) // PPM
    return min(policy.alpha_ppm, max(0, level_ppm + step))
