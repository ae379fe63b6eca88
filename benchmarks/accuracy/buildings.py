"""Baselines of dwellings on held-out time: fitted on one year, asked for the months after it.

The dwellings are samples of the opendsm wheel, which calls its samples simulated; nothing is known to have changed
between the fitted year and the months that are held out. Where `.venv-opendsm` stands (make accuracy OPENDSM=1) its
daily model answers the same question beside ours.
"""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from benchmarks.accuracy.table import DataMissing, Row
from oracle.adapters.building_files import BuildingDay, BuildingFile, building_of, load_days
from oracle.adapters.efficiency_baseline import KWH_MWH, YEAR_DAYS, ZERO_CELSIUS_MK, Baseline, fit
from oracle.domain.methods.efficiency import BaselineModel, Carrier, EfficiencyInputs, error_kwh
from oracle.errors import MeterFileMissing

DWELLINGS = ("uk-electricity-0", "uk-gas-0")
LEAST_DAYS_OF_MONTH = 28
OPENDSM = Path(".venv-opendsm/bin/python")
PEER_TIMEOUT_S = 900
NO_HASH = "0x" + "00" * 32


def rows() -> list[Row]:
    """One row a dwelling and, where opendsm is installed, its own. Raises DataMissing without the opendsm wheel."""
    try:
        ours = [_row(building_of(key)) for key in DWELLINGS]
    except MeterFileMissing as absent:
        raise DataMissing(absent.sentence) from absent
    if not OPENDSM.is_file():
        return ours
    return [*ours, *(_peer_row(building_of(key), row) for key, row in zip(DWELLINGS, ours, strict=True))]


def split(building: BuildingFile) -> tuple[list[BuildingDay], list[BuildingDay]]:
    """The year from the stated day on, and every whole day after it."""
    days, end = load_days(building), building.changed + timedelta(YEAR_DAYS)
    return [each for each in days if building.changed <= each.day < end], [each for each in days if each.day >= end]


def _row(building: BuildingFile) -> Row:
    fitted, held_out = split(building)
    model = fit(fitted)
    mean = Fraction(sum(each.energy_mwh for each in fitted), KWH_MWH * len(fitted))
    months = _months(held_out)
    truths = [_used(month) for month in months]
    modelled = [_modelled(model, month) for month in months]
    covered = [
        truth >= sum_kwh - _error(building, model, sum_kwh, len(month))
        for truth, sum_kwh, month in zip(truths, modelled, months, strict=True)
    ]
    return Row(
        data_set=f"dwelling {building.key}",
        quantity=f"{building.carrier.value} a month",
        model=f"change points, {model.form}",
        split=f"{len(fitted)} days fitted, {len(months)} later months",
        seeds=1,
        naive=_accuracy(truths, [mean * len(month) for month in months]),
        ours=_accuracy(truths, modelled),
        coverage=sum(covered) / len(covered),
        coverage_goal=0.9,
        note="naive: the fitted year's mean day; the wheel calls its samples simulated; coverage: months at or above"
        " the modelled sum less its error at 90 %",
    )


def _peer_row(building: BuildingFile, ours: Row) -> Row:
    """opendsm's daily model on the same days; it is shipped nowhere."""
    fitted, held_out = split(building)
    asked = {
        "electricity": building.carrier is Carrier.ELECTRICITY,
        "fitted": [_plain(each) for each in fitted],
        "later": [_plain(each) for each in held_out],
    }
    command = [str(OPENDSM), str(Path(__file__).with_name("_opendsm_daily.py"))]
    answer = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=PEER_TIMEOUT_S
    )
    by_day = {day: Fraction(kwh) for day, kwh in json.loads(answer.stdout).items()}
    months = _months(held_out)
    guesses = [sum((by_day[each.day.isoformat()] for each in month), Fraction(0)) for month in months]
    found = _accuracy([_used(month) for month in months], guesses)
    return replace(ours, model="opendsm 1.2.7 daily", ours=found, coverage=None, coverage_goal=None, shipped=False)


def _plain(day: BuildingDay) -> list[str | float]:
    celsius = (day.temperature_mk - ZERO_CELSIUS_MK) / 1000
    return [day.day.isoformat(), day.energy_mwh / KWH_MWH, celsius]


def _months(days: Sequence[BuildingDay]) -> list[list[BuildingDay]]:
    found = defaultdict[str, list[BuildingDay]](list)
    for each in days:
        found[each.day.isoformat()[:7]].append(each)
    return [month for month in found.values() if len(month) >= LEAST_DAYS_OF_MONTH]


def _used(days: Sequence[BuildingDay]) -> Fraction:
    return Fraction(sum(each.energy_mwh for each in days), KWH_MWH)


def _modelled(model: Baseline, days: Sequence[BuildingDay]) -> Fraction:
    return sum((model.kwh(each.temperature_mk) for each in days), Fraction(0))


def _error(building: BuildingFile, model: Baseline, modelled_kwh: Fraction, days: int) -> Fraction:
    """The error that efficiency@1 states for a sum of as many days."""
    stated = BaselineModel(NO_HASH, model.days, model.parameters, model.cv_rmse, model.autocorrelation)
    limit, none = Fraction(building.highest_kwh), Fraction(0)
    inputs = EfficiencyInputs(building.carrier, modelled_kwh, Fraction(0), stated, days, days, limit, none, none)
    return error_kwh(inputs)


def _accuracy(truths: Sequence[Fraction], guesses: Sequence[Fraction]) -> float:
    """1 - WAPE."""
    missed = sum((abs(truth - guess) for truth, guess in zip(truths, guesses, strict=True)), Fraction(0))
    return float(1 - missed / sum(truths, Fraction(0)))
