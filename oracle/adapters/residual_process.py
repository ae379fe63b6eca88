"""What a model misses on one day it misses on those around it: residuals as a process in time, and the error of sums.

Method: ordinary least-squares prediction of a zero-mean Gaussian process (simple kriging), whose covariance is a
non-negative sum of exponentials fitted to the products of daily mean residuals. Day and night err apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from oracle.adapters.flux_record import Floats, Integers, Mask

RANGES_DAYS = (2.0, 8.0, 32.0, 128.0)
LONGEST_LAG_DAYS = 120
FEWEST_PAIRS = 8
LOOK_BACK_DAYS = 90
JITTER = 1e-12


@dataclass(frozen=True, slots=True)
class DailyMeans:
    """Mean residual of each day that has one, with its count of half-hours."""

    day: Integers
    mean: Floats
    count: Integers


@dataclass(frozen=True, slots=True)
class ResidualProcess:
    """Variances: `by_range` of the parts that last for days, `of_day` of each day alone, `of_half_hour` within it."""

    by_range: Floats
    of_day: float
    of_half_hour: float

    def sum_over(self, seen: DailyMeans, days: Integers, counts: Integers) -> tuple[float, float]:
        """Expected sum of the residuals of so many half-hours on these unseen days, and the variance of that sum."""
        prior = float(counts @ self._between(days, days) @ counts)
        prior += self.of_day * float(counts @ counts) + self.of_half_hour * float(counts.sum())
        if not len(seen.day) or not len(days):
            return 0.0, prior
        among = self._between(seen.day, seen.day)
        among += np.diag(self.of_day + self.of_half_hour / seen.count + JITTER)
        towards = counts @ self._between(days, seen.day)
        weights = np.linalg.solve(among, towards)
        return float(weights @ seen.mean), max(prior - float(weights @ towards), 0.0)

    def _between(self, some: Integers, others: Integers) -> Floats:
        apart = np.abs(some[:, None] - others[None, :])
        parts = [variance * np.exp(-apart / reach) for variance, reach in zip(self.by_range, RANGES_DAYS, strict=True)]
        return np.asarray(sum(parts), dtype=np.float64)


def daily_means(day: Integers, residual: Floats, chosen: Mask) -> DailyMeans:
    """The chosen residuals day by day."""
    days, place, counts = np.unique(day[chosen], return_inverse=True, return_counts=True)
    return DailyMeans(days, np.bincount(place, residual[chosen], minlength=len(days)) / counts, counts)


def fit_residual_process(day: Integers, residual: Floats, chosen: Mask) -> ResidualProcess:
    """The process behind the chosen residuals, from their own products over up to four months."""
    means = daily_means(day, residual, chosen)
    around = residual[chosen] - means.mean[np.searchsorted(means.day, day[chosen])]
    of_half_hour = float(around @ around) / max(1, int((means.count - 1).sum()))
    products, shapes, weights = _products(means, of_half_hour)
    best = _non_negative(shapes * weights[:, None], products * weights)
    return ResidualProcess(best[1:], float(best[0]), of_half_hour)


def _products(means: DailyMeans, of_half_hour: float) -> tuple[Floats, Floats, Floats]:
    """Mean product at each lag, what each variance contributes to it, and its weight, the root of the pairs."""
    first, span = int(means.day[0]), int(means.day[-1] - means.day[0]) + 1
    value, there = np.zeros(span + LONGEST_LAG_DAYS), np.zeros(span + LONGEST_LAG_DAYS, dtype=bool)
    value[means.day - first], there[means.day - first] = means.mean, True
    rows = []
    for lag in range(LONGEST_LAG_DAYS + 1):
        pairs = np.flatnonzero(there[:span] & there[lag : lag + span])
        if lag and len(pairs) < FEWEST_PAIRS:
            continue
        product = float((value[pairs] * value[pairs + lag]).mean())
        product -= 0.0 if lag else float((of_half_hour / means.count).mean())
        rows.append((product, [float(lag == 0), *np.exp(-lag / np.array(RANGES_DAYS))], len(pairs) ** 0.5))
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows]), np.array([row[2] for row in rows])


def _non_negative(shapes: Floats, products: Floats) -> Floats:
    """Least squares with no negative part, by trying every set of parts: there are 31."""
    columns = shapes.shape[1]
    best, least = np.zeros(columns), float(products @ products)
    for size in range(1, columns + 1):
        for chosen in combinations(range(columns), size):
            solution = np.linalg.lstsq(shapes[:, chosen], products, rcond=None)[0]
            error = float(np.sum((shapes[:, chosen] @ solution - products) ** 2))
            if (solution >= 0).all() and error < least:
                best, least = np.zeros(columns), error
                best[list(chosen)] = solution
    return best
