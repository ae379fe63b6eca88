"""The uptake of each month at its end: measured half-hours, the model for the others, and a lower bound on their sum.

Nothing later than the month is used, and no flux that was not measured. The bound is calibrated on days that were
measured and withheld: what the site itself can check.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from oracle.adapters.flux_model import rolling_predictions
from oracle.adapters.flux_record import Floats, FluxRecord, Mask
from oracle.adapters.residual_process import (
    LOOK_BACK_DAYS,
    ResidualProcess,
    daily_means,
    fit_residual_process,
)
from oracle.domain.conformal import BoundPolicy, Calibration, PeriodSum

# Half of the miss rate that is promised (10 %), and two checks a month over five years. Chosen on the development years
# 2017 to 2019: see docs/spec/26-uncertainty.md.
FLUX_BOUND = BoundPolicy(alpha_ppm=50_000, gamma_ppm=5_000, window=120)
YEARS_BEFORE_MODEL = 2
YEARS_BEFORE_BOUND = 3
MONTHS = 12
GRAIN = 1_000_000_000  # sums leave floating point as whole micrograms
SMALLEST_VARIANCE = 1e-9


@dataclass(frozen=True, slots=True)
class MonitoredMonth:
    """kg CO2 per hectare, uptake positive. `lower_kg` None: too few checks for a bound, nothing is creditable.

    `checks`: each withheld sum as predicted, and as measured.
    """

    month: int
    sum: PeriodSum
    lower_kg: Fraction | None
    level_ppm: int
    checks: tuple[tuple[PeriodSum, Fraction], ...]


@dataclass(frozen=True, slots=True)
class _Site:
    record: FluxRecord
    predicted: Floats
    residual: Floats
    processes: tuple[ResidualProcess, ResidualProcess]  # of the day, of the night


def monitor_flux(record: FluxRecord, seed: int, policy: BoundPolicy = FLUX_BOUND) -> list[MonitoredMonth]:
    """The months from the fourth year on. `seed` steers the trees' sampling and which measured days are withheld."""
    first = int(record.year.min())
    predicted = rolling_predictions(record, first + YEARS_BEFORE_MODEL, seed)
    residual = record.flux - predicted
    calibration, months, draw = Calibration(policy), [], np.random.default_rng(seed)
    site = None
    for month in np.unique(record.month[record.year >= first + YEARS_BEFORE_BOUND]):
        if site is None or month % MONTHS == 0:
            site = _Site(record, predicted, residual, _processes(record, residual, first, int(month)))
        total = _total(site, int(month))
        checks = _checks(site, int(month), draw)
        bound, level = calibration.bound(total), calibration.level_ppm
        months.append(MonitoredMonth(int(month), total, bound, level, checks))
        for withheld, truth in checks:
            calibration = calibration.learn(withheld, truth)
    return months


def _processes(record: FluxRecord, residual: Floats, first: int, month: int) -> tuple[ResidualProcess, ResidualProcess]:
    known = record.measured & (record.year >= first + YEARS_BEFORE_MODEL) & (record.month < month)
    day, night = (fit_residual_process(record.day, residual, known & (record.night == dark)) for dark in (False, True))
    return day, night


def _total(site: _Site, month: int) -> PeriodSum:
    """Measured uptake of the month, plus the model's of its other half-hours."""
    record = site.record
    inside = record.month == month
    seen = record.measured & (record.month <= month)
    return _sum(site, seen, inside & ~record.measured, float(record.flux[inside & record.measured].sum()))


def _checks(site: _Site, month: int, draw: np.random.Generator) -> tuple[tuple[PeriodSum, Fraction], ...]:
    """The measured days of the month in two halves, each predicted as if it had not been measured."""
    record = site.record
    inside = (record.month == month) & record.measured
    days = np.unique(record.day[inside])
    half = draw.permutation(len(days)) % 2
    checks = []
    for side in (0, 1):
        withheld = inside & np.isin(record.day, days[half == side])
        if withheld.any():
            seen = record.measured & (record.month <= month) & ~withheld
            truth = _exact(float(record.flux[withheld].sum()))
            checks.append((_sum(site, seen, withheld, 0.0), truth))
    return tuple(checks)


def _sum(site: _Site, seen: Mask, asked: Mask, measured_kg: float) -> PeriodSum:
    record = site.record
    expected, variance = measured_kg + float(site.predicted[asked].sum()), SMALLEST_VARIANCE
    if asked.any() or seen.any():
        last = int(record.day[asked].max()) if asked.any() else int(record.day[seen].max())
        recent = seen & (record.day >= last - LOOK_BACK_DAYS) & ~np.isnan(site.residual)
        for process, dark in zip(site.processes, (False, True), strict=True):
            means = daily_means(record.day, site.residual, recent & (record.night == dark))
            days, counts = np.unique(record.day[asked & (record.night == dark)], return_counts=True)
            more, spread = process.sum_over(means, days, counts)
            expected, variance = expected + more, variance + spread
    return PeriodSum(_exact(expected), _exact(variance**0.5))


def _exact(kilograms: float) -> Fraction:
    return Fraction(round(kilograms * GRAIN), GRAIN)
