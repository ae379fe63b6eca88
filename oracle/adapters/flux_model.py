"""A forest's flux from its weather: boosted trees, learned from what was measured before, the same bytes each time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from oracle.adapters.flux_record import Floats, FluxRecord, Mask

TREES = 150
PARAMETERS: dict[str, Any] = {
    "objective": "regression",
    "num_leaves": 31,
    "learning_rate": 0.08,
    "min_data_in_leaf": 40,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.7,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class FluxModel:
    """A model as LightGBM's own text: no pickle, and nothing is run when it is read."""

    text: str

    @property
    def sha256(self) -> str:
        """Hash of the text, 64 hex digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def predict(self, features: Floats) -> Floats:
        """Kilograms of CO2 per hectare and half-hour, uptake positive."""
        import lightgbm

        return np.asarray(lightgbm.Booster(model_str=self.text).predict(features, num_threads=1), dtype=np.float64)


def fit_flux_model(features: Floats, flux: Floats, seed: int) -> FluxModel:
    """The model of these half-hours; the same input and seed give the same text."""
    import lightgbm

    data = lightgbm.Dataset(features, flux, free_raw_data=True)
    booster = lightgbm.train({**PARAMETERS, "seed": seed}, data, num_boost_round=TREES)
    return FluxModel(booster.model_to_string())


def rolling_predictions(record: FluxRecord, first_year: int, seed: int) -> Floats:
    """A prediction for every half-hour from `first_year` on, each year's by a model of the measured years before it."""
    predicted = np.full(len(record.flux), np.nan)
    for year in range(first_year, int(record.year.max()) + 1):
        known: Mask = record.measured & (record.year < year)
        asked: Mask = record.year == year
        model = fit_flux_model(record.features[known], record.flux[known], seed)
        predicted[asked] = model.predict(record.features[asked])
    return predicted
