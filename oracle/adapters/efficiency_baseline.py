"""Fits a building's baseline on temperature, by change-point regression, and writes what efficiency@1 takes.

Source: IPMVP option C; the change-point forms of ASHRAE RP-1050 (flat, heating, cooling, both), chosen by BIC. Floats
serve the fit alone: the coefficients are then rounded to nine decimals, and everything after that is exact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oracle.adapters.building_files import BuildingDay, BuildingFile
from oracle.adapters.monitored_document import FORMAT
from oracle.domain.methods.exact import root, shown
from registry.adapters.canonical_json import canonical
from registry.errors import InvalidInput

MODEL_TYPE = "carbonix/baseline-model/1"
KWH_MWH = 1_000_000  # milliwatt-hours in a kWh
ZERO_CELSIUS_MK = 273_150
BALANCE_MK = range(ZERO_CELSIUS_MK + 5_000, ZERO_CELSIUS_MK + 25_001, 500)
YEAR_DAYS = 365
LEAST_DAYS = 328  # nine tenths of a year, as CalTRACK asks
DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Baseline:
    """kWh of a day = base + heating x (balance - T)+ + cooling x (T - balance)+; coefficients per kelvin, exact.

    `cv_rmse` and `autocorrelation` (lag 1 of the residuals, not below 0) are rounded up.
    """

    form: str
    base: Fraction
    heating: Fraction
    heating_below_mk: int
    cooling: Fraction
    cooling_above_mk: int
    days: int
    parameters: int
    cv_rmse: Fraction
    autocorrelation: Fraction

    def kwh(self, temperature_mk: int) -> Fraction:
        """Modelled kWh of a day of this mean temperature, not below 0."""
        cold = Fraction(max(self.heating_below_mk - temperature_mk, 0), 1000)
        warm = Fraction(max(temperature_mk - self.cooling_above_mk, 0), 1000)
        return max(self.base + self.heating * cold + self.cooling * warm, Fraction(0))

    def document(self) -> dict[str, object]:
        """The model as values for canonical JSON, with the code that fitted it."""
        return {
            "type": MODEL_TYPE,
            "form": self.form,
            "base": shown(self.base),
            "heating": shown(self.heating),
            "heatingBelowMillikelvin": str(self.heating_below_mk),
            "cooling": shown(self.cooling),
            "coolingAboveMillikelvin": str(self.cooling_above_mk),
            "days": str(self.days),
            "parameters": str(self.parameters),
            "cvRmse": shown(self.cv_rmse),
            "autocorrelation": shown(self.autocorrelation),
            "codeSha256": "0x" + hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
        }

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical document, 0x hex."""
        return "0x" + hashlib.sha256(canonical(self.document())).hexdigest()


@dataclass(frozen=True, slots=True)
class _Form:
    """A change-point form: which sides bend, and at which temperatures (mK)."""

    name: str
    below_mk: int | None
    above_mk: int | None

    @property
    def parameters(self) -> int:
        """Coefficients and change points."""
        return 1 + 2 * (self.below_mk is not None) + 2 * (self.above_mk is not None)


def fit(days: Sequence[BuildingDay]) -> Baseline:
    """The baseline of a year of days. Raises InvalidInput below 328 days."""
    if len(days) < LEAST_DAYS:
        raise InvalidInput("baseline", f"{len(days)} days", f"at least {LEAST_DAYS} whole days before the change")
    temperatures = np.array([each.temperature_mk for each in days], dtype=np.float64)
    energies = np.array([each.energy_mwh / KWH_MWH for each in days])
    best = min(_forms(), key=lambda form: (_bic(form, temperatures, energies), form.parameters, form.name))
    coefficients = _solve(best, temperatures, energies)[0]
    return _stated(best, [_rounded(each) for each in coefficients], days)


def efficiency_document(building: BuildingFile, days: Sequence[BuildingDay]) -> dict[str, Any]:
    """The monitored document of the year after the change, by the year before it. Raises InvalidInput."""
    before = [each for each in days if building.changed - timedelta(YEAR_DAYS) <= each.day < building.changed]
    end = building.changed + timedelta(YEAR_DAYS)
    after = [each for each in days if building.changed <= each.day < end]
    model = fit(before)
    return {
        "format": FORMAT,
        "methodology": "efficiency@1",
        "notice": f"{building.provenance}; so are the connection's limit and that it draws on the Thai grid",
        "period": {"start": _midnight(building.changed), "end": _midnight(end)},
        "inputs": {
            "carrier": building.carrier.value,
            "baselineKwh": shown(sum((model.kwh(each.temperature_mk) for each in after), Fraction(0))),
            "usedKwh": shown(Fraction(sum(each.energy_mwh for each in after), KWH_MWH)),
            "model": {
                "sha256": model.sha256,
                "observations": model.days,
                "parameters": model.parameters,
                "cvRmse": shown(model.cv_rmse),
                "autocorrelation": shown(model.autocorrelation),
            },
            "intervals": len(after),
            "expected": YEAR_DAYS,
            "highestKwh": str(building.highest_kwh),
            "gridLosses": "0",
            "projectEmissionsKg": "0",
        },
    }


def _forms() -> list[_Form]:
    """Every form at every change point; where both sides bend, cooling begins at or above heating's end."""
    heating = [_Form("heating", below, None) for below in BALANCE_MK]
    cooling = [_Form("cooling", None, above) for above in BALANCE_MK]
    both = [_Form("both", below, above) for below in BALANCE_MK for above in BALANCE_MK if below <= above]
    return [_Form("flat", None, None), *heating, *cooling, *both]


def _design(form: _Form, temperatures: NDArray[np.float64]) -> NDArray[np.float64]:
    columns = [np.ones_like(temperatures)]
    if form.below_mk is not None:
        columns.append(np.maximum(form.below_mk - temperatures, 0) / 1000)
    if form.above_mk is not None:
        columns.append(np.maximum(temperatures - form.above_mk, 0) / 1000)
    return np.column_stack(columns)


def _solve(
    form: _Form, temperatures: NDArray[np.float64], energies: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Least squares: coefficients and the sum of squared residuals."""
    design = _design(form, temperatures)
    coefficients = np.asarray(np.linalg.lstsq(design, energies, rcond=None)[0], dtype=np.float64)
    residuals = energies - design @ coefficients
    return coefficients, float(residuals @ residuals)


def _bic(form: _Form, temperatures: NDArray[np.float64], energies: NDArray[np.float64]) -> float:
    """The Bayesian information criterion; a form whose slope is negative is not of its name and never chosen."""
    coefficients, squares = _solve(form, temperatures, energies)
    if any(each < 0 for each in coefficients[1:]):
        return float("inf")
    count = len(energies)
    return round(count * log(max(squares, 1e-12) / count) + form.parameters * log(count), 6)


def _stated(form: _Form, coefficients: list[Fraction], days: Sequence[BuildingDay]) -> Baseline:
    slopes = coefficients[1:]
    heating = slopes.pop(0) if form.below_mk is not None else Fraction(0)
    cooling = slopes.pop(0) if form.above_mk is not None else Fraction(0)
    below, above = form.below_mk or 0, form.above_mk or 10**6
    zero = Fraction(0)
    curve = Baseline(form.name, coefficients[0], heating, below, cooling, above, len(days), form.parameters, zero, zero)
    cv_rmse, lag = _goodness(curve, days)
    numbers = (len(days), form.parameters, cv_rmse, lag)
    return Baseline(form.name, coefficients[0], heating, below, cooling, above, *numbers)


def _goodness(curve: Baseline, days: Sequence[BuildingDay]) -> tuple[Fraction, Fraction]:
    """CV(RMSE) with n - p degrees of freedom, and the residuals' lag-1 autocorrelation; exact, then rounded up."""
    residuals = [Fraction(each.energy_mwh, KWH_MWH) - curve.kwh(each.temperature_mk) for each in days]
    squares = sum((each * each for each in residuals), Fraction(0))
    mean = Fraction(sum(each.energy_mwh for each in days), KWH_MWH * len(days))
    lagged = sum((first * second for first, second in pairwise(residuals)), Fraction(0))
    cv_rmse = root(squares / (len(days) - curve.parameters)) / mean if mean else Fraction(10)
    return _up(cv_rmse), _up(max(lagged / squares, Fraction(0)) if squares else Fraction(0))


def _rounded(value: float) -> Fraction:
    return Fraction(round(Decimal(float(value)), DECIMALS))


def _up(value: Fraction) -> Fraction:
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(decimal.quantize(Decimal(1).scaleb(-DECIMALS), rounding=ROUND_CEILING))


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
