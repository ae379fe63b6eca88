"""The half-hours of a site as a model may see them: weather for all, a flux only where it was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

HALF_HOURS_PER_DAY = 48
DAYS_PER_YEAR = 365.25
NIGHT_BELOW_W_PER_M2 = 20.0
RADIATION, TEMPERATURE, DRYNESS, RAIN = "radiation", "temperature", "vapourDeficit", "rain"
WINDOWS = {"3h": 6, "1d": HALF_HOURS_PER_DAY, "7d": 7 * HALF_HOURS_PER_DAY, "30d": 30 * HALF_HOURS_PER_DAY}


@dataclass(frozen=True, slots=True)
class FluxRecord:
    """Half-hours in order of time, positive flux = uptake in kg CO2 per hectare and half-hour.

    `day` counts days, `month` is year x 12 + month - 1; `flux` is NaN where nothing was measured: what was not
    measured is not here, so that no model can learn from it.
    """

    day: Integers
    month: Integers
    features: Floats
    night: Mask
    flux: Floats

    @property
    def measured(self) -> Mask:
        """Half-hours with a measured flux."""
        return ~np.isnan(self.flux)

    @property
    def year(self) -> Integers:
        """Calendar year of each half-hour."""
        return self.month // 12


def weather_features(weather: Mapping[str, Floats], day_of_year: Floats, hour: Floats) -> Floats:
    """The columns a model learns from: weather now, its mean over the last hours to the last month, sun and season.

    Needs at least radiation (W/m2), temperature (degC) and vapour deficit; all series without holes in time, half-hour
    by half-hour; NaN where an instrument was silent. Nothing here comes from the flux or its instrument.
    """
    season = 2 * np.pi * day_of_year / DAYS_PER_YEAR
    columns = [*weather.values(), hour, np.cos(season), np.sin(season)]
    for name in (RADIATION, TEMPERATURE, DRYNESS):
        columns += [_mean_of_last(weather[name], window) for window in WINDOWS.values()]
    if RAIN in weather:
        columns += [_mean_of_last(weather[RAIN], WINDOWS[name]) for name in ("7d", "30d")]
    return np.column_stack(columns).astype(np.float64)


def _mean_of_last(values: Floats, window: int) -> Floats:
    """Mean over the window that ends with each value; silent half-hours are left out."""
    known = ~np.isnan(values)
    sums = np.concatenate(([0.0], np.cumsum(np.where(known, values, 0.0))))
    counts = np.concatenate(([0], np.cumsum(known)))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - window, 0)
    return np.asarray((sums[ends] - sums[starts]) / np.maximum(counts[ends] - counts[starts], 1))
