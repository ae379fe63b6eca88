"""Facts about conformal lower bounds on sums: rank, adaption, honesty under drift."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.domain.conformal import (
    BoundPolicy,
    Calibration,
    PeriodSum,
    adapted,
    lower_bound,
    quantile,
    score_of,
)
from registry.errors import InvalidInput

POLICY = BoundPolicy()
SCORES = st.lists(st.integers(-250, 250).map(lambda part: Fraction(part, 50)), min_size=1, max_size=60)
SEED = 20260


def test_the_rank_counts_the_new_period_too() -> None:
    """Must take the ceil((n + 1) x 0.9)-th smallest of n scores: of nine the ninth, of 19 the 18th."""
    assert quantile(map(Fraction, range(9)), 100_000) == 8
    assert quantile(map(Fraction, range(19)), 100_000) == 17


def test_too_few_periods_give_no_bound() -> None:
    """Must give no bound of 90 % from eight periods, and none from none, rather than a weaker one."""
    assert quantile(map(Fraction, range(8)), 100_000) is None
    assert lower_bound(PeriodSum(Fraction(10), Fraction(1)), [], 100_000) is None


def test_a_bound_is_the_prediction_less_so_many_scales() -> None:
    """Must subtract the quantile in scales of the period: 100 - 2 x 5 = 90."""
    assert lower_bound(PeriodSum(Fraction(100), Fraction(5)), [Fraction(2)] * 9, 100_000) == 90
    assert score_of(PeriodSum(Fraction(100), Fraction(5)), Fraction(90)) == 2


@settings(max_examples=30)
@given(SCORES, st.integers(1, 999_999))
def test_a_bound_is_never_above_the_prediction(scores: list[Fraction], alpha_ppm: int) -> None:
    """Must not credit above the point estimate, even for a model that always erred on the low side."""
    bound = lower_bound(PeriodSum(Fraction(-7), Fraction(3)), scores, alpha_ppm)
    assert bound is None or bound <= -7


@settings(max_examples=30)
@given(SCORES, st.integers(1, 999_999), st.integers(0, 59), st.fractions(0, 5, max_denominator=9))
def test_a_worse_score_never_raises_a_bound(scores: list[Fraction], alpha: int, place: int, more: Fraction) -> None:
    """Must not raise the bound where a calibration period was overestimated further (I-12)."""
    period = PeriodSum(Fraction(100), Fraction(3))
    worse = [*scores]
    worse[place % len(worse)] += more
    before, after = lower_bound(period, scores, alpha), lower_bound(period, worse, alpha)
    assert (before is None) == (after is None)
    assert before is None or after is None or after <= before


def test_a_miss_tightens_the_level_and_hits_bring_it_back() -> None:
    """Must move by gamma x (alpha - miss): from 0.1 to 0.082 after a miss, back by 0.002 a hit, never above 0.1."""
    assert adapted(100_000, POLICY, missed=True) == 82_000
    assert adapted(82_000, POLICY, missed=False) == 84_000
    assert adapted(100_000, POLICY, missed=False) == 100_000
    assert adapted(5_000, POLICY, missed=True) == 0


def test_without_any_miss_allowed_there_is_no_bound() -> None:
    """Must give no bound at level zero: what cannot be promised is not credited."""
    assert quantile(map(Fraction, range(1000)), 0) is None


def test_coverage_returns_after_drift_where_a_fixed_level_stays_wrong() -> None:
    """Must cover nine of ten sums in the long run while the errors grow; the same scores at a fixed level do not."""
    adaptive, fixed, truths = drifting(POLICY), drifting(BoundPolicy(gamma_ppm=0, window=10_000)), 300
    assert adaptive / truths >= Fraction(88, 100)
    assert fixed / truths < Fraction(85, 100)


def drifting(policy: BoundPolicy) -> int:
    """How many of 300 truths a calibration covers while the model's overestimate grows from period to period."""
    draw, calibration, covered = random.Random(SEED), Calibration(policy), 0
    for step in range(360):
        period = PeriodSum(Fraction(100), Fraction(10))
        truth = Fraction(100) - Fraction(draw.randint(-1000, 1000) + 4 * step, 100)
        bound = calibration.bound(period)
        covered += step >= 60 and (bound is None or bound <= truth)
        calibration = calibration.learn(period, truth)
    return covered


def test_a_window_forgets_the_oldest_periods() -> None:
    """Must look back on the latest periods only."""
    calibration = Calibration(BoundPolicy(window=2))
    for truth in (1, 2, 3):
        calibration = calibration.learn(PeriodSum(Fraction(0), Fraction(1)), Fraction(truth))
    assert calibration.scores == (-2, -3)


@pytest.mark.parametrize("values", [(0, 1, 1), (1_000_000, 1, 1), (1, -1, 1), (1, 1, 0)])
def test_a_policy_that_promises_nothing_is_refused(values: tuple[int, int, int]) -> None:
    """Must refuse levels outside of (0, 1), backward steps and empty windows."""
    with pytest.raises(InvalidInput, match="boundPolicy"):
        BoundPolicy(*values)


def test_a_scale_of_zero_is_refused() -> None:
    """Must refuse an error that is said to be nothing."""
    with pytest.raises(InvalidInput, match="scale"):
        PeriodSum(Fraction(1), Fraction(0))
