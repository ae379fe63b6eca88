"""Facts about the monitor of a forest's flux: nothing later, nothing unmeasured, and a bound that is a bound."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from oracle.adapters.flux_model import FluxModel, fit_flux_model
from oracle.adapters.flux_monitor import MonitoredMonth, monitor_flux
from oracle.adapters.flux_record import DRYNESS, RADIATION, TEMPERATURE, FluxRecord, weather_features
from oracle.adapters.residual_process import daily_means, fit_residual_process

DAYS, STEPS, MONTH_DAYS, SEED = 5 * 360, 4, 30, 7


@cache
def forest() -> FluxRecord:
    """SIMULATED: five years of 360 days, four readings a day; uptake follows light, half of the days measured."""
    draw = np.random.default_rng(SEED)
    day = np.repeat(np.arange(DAYS), STEPS)
    hour = np.tile(np.arange(STEPS) * 6.0, DAYS)
    light = np.maximum(0.0, np.sin(np.pi * hour / 24)) * 500 * (1.2 + np.sin(2 * np.pi * day / 360)) + draw.random(
        len(day)
    )
    weather = {RADIATION: light, TEMPERATURE: 10 + light / 50, DRYNESS: light / 100}
    drift = 0.3 * np.sin(day / 40)
    truth = light / 200 - 1 + drift + draw.normal(0, 0.3, len(day))
    flux = np.where(day % 2 == 0, truth, np.nan)
    month = 2000 * 12 + day // 360 * 12 + day % 360 // MONTH_DAYS
    return FluxRecord(day, month, weather_features(weather, day % 360 + 0.0, hour), light < 20, flux)


@cache
def monitored() -> tuple[MonitoredMonth, ...]:
    return tuple(monitor_flux(forest(), SEED))


@cache
def with_a_full_last_month() -> tuple[FluxRecord, tuple[MonitoredMonth, ...]]:
    record = forest()
    filled = np.where(np.isnan(record.flux) & (record.month == record.month.max()), 1.0, record.flux)
    full = replace(record, flux=filled)
    return full, tuple(monitor_flux(full, SEED))


def test_a_month_knows_nothing_of_later_ones() -> None:
    """Must give the same figures for a month whatever is measured after its end."""
    _, again = with_a_full_last_month()
    assert again[:-1] == monitored()[:-1]
    assert again[-1] != monitored()[-1]


def test_a_fully_measured_month_is_its_sum() -> None:
    """Must add nothing to what was measured where nothing is missing."""
    full, months = with_a_full_last_month()
    truth = float(full.flux[full.month == full.month.max()].sum())
    assert float(months[-1].sum.predicted) == pytest.approx(truth, abs=1e-8)
    assert float(months[-1].sum.scale) < 1e-4


def test_the_bound_is_below_the_prediction_and_its_scale_above_zero() -> None:
    """Must bound from below, in every month that has a bound, and have one once there are checks enough."""
    bounded = [each for each in monitored() if each.lower_kg is not None]
    assert len(bounded) >= 12
    assert all(each.lower_kg <= each.sum.predicted and each.sum.scale > 0 for each in bounded)
    assert monitored()[0].lower_kg is None


def test_residuals_of_measured_days_mend_the_days_between() -> None:
    """Must predict a withheld day better with its neighbours' residuals than without: what lasts is seen."""
    record = forest()
    slow = np.where(record.measured, 0.5 * np.sin(record.day / 40), np.nan)
    known = record.measured & (record.day < 1000)
    process = fit_residual_process(record.day, slow, known)
    expected, variance = process.sum_over(daily_means(record.day, slow, known), np.array([999]), np.array([1]))
    assert expected == pytest.approx(0.5 * np.sin(999 / 40), abs=0.05)
    far, prior = process.sum_over(daily_means(record.day, slow, known), np.array([5000]), np.array([1]))
    assert (abs(far) < 0.01, variance < prior) == (True, True)


def test_a_model_is_text_and_the_same_bytes_again() -> None:
    """Must be deterministic, and predict from its text alone."""
    record = forest()
    known = record.measured & (record.year == 2000)
    model, again = (fit_flux_model(record.features[known], record.flux[known], SEED) for _ in range(2))
    assert model.sha256 == again.sha256
    few = record.features[:10]
    assert FluxModel(model.text).predict(few).tolist() == model.predict(few).tolist()


def test_weather_features_look_back_only() -> None:
    """Must not change a feature by weather that came later."""
    light = np.arange(200.0)
    later = np.where(np.arange(200) > 100, 999.0, light)
    early, late = (
        weather_features({RADIATION: each, TEMPERATURE: each, DRYNESS: each}, light, light) for each in (light, later)
    )
    assert (early[:101] == late[:101]).all()
    assert not (early[101:] == late[101:]).all()
