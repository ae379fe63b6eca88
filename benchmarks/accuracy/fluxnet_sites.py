"""Monthly FLUXNET2015 uptake of 204 sites as a coarser check of the forest's figures: held out by site and by time.

The file has no weather, and what else it has would leak: GPP is computed from the same flux, evapotranspiration comes
from the same instrument. A model sees land cover, place and month only. Held out are whole sites, one fold in five
drawn by the seed, and of these the years from 2012 on; nothing of them or of those years is learned from. With on-site
data, a held-out site brings its own months before 2012.
"""

from __future__ import annotations

import statistics
from fractions import Fraction
from functools import cache
from io import BytesIO

import numpy as np
import pandas as pd

from benchmarks.accuracy._files import data_file
from benchmarks.accuracy.table import Row
from oracle.adapters.flux_model import fit_flux_model
from oracle.adapters.flux_monitor import FLUX_BOUND
from oracle.adapters.flux_record import Floats, Mask
from oracle.domain.conformal import PeriodSum, lower_bound, score_of

SEEDS = range(11, 20)
FOLDS = 5
FIRST_HELD_OUT_YEAR = 2012
KG_PER_HA = 44 / 12 * 10  # kg CO2 per hectare of g C per m2
SHRINKAGE = 1.0  # own months weigh n / (n + 1) against what the other sites say
COVERAGE_GOAL = 0.90
DATA_SET = "FLUXNET2015, 204 sites (monthly, coarse)"
QUANTITY = "monthly CO2 uptake, kg/ha"
FILES = ("fluxnet2015_monthly_nee.csv", "fluxnet2015_sites.csv")


def fluxnet_rows() -> list[Row]:
    """Without and with on-site data. Raises DataMissing."""
    found = [_trial(seed) for seed in SEEDS]
    return [
        _row("trees on land cover, place, month", "no on-site data", [trial[0] for trial in found], shipped=False),
        _row("the same + own months before 2012", "site's earlier years known", [trial[1] for trial in found]),
    ]


def _row(model: str, known: str, found: list[tuple[float, float, float, float]], *, shipped: bool = True) -> Row:
    naive, accuracy, coverage, credited = zip(*found, strict=True)
    return Row(
        data_set=DATA_SET,
        quantity=QUANTITY,
        model=model,
        split=f"site fold of 5 and {FIRST_HELD_OUT_YEAR}-2014 held out; {known}",
        seeds=len(found),
        naive=statistics.mean(naive),
        ours=statistics.mean(accuracy),
        worst=min(accuracy),
        coverage=statistics.mean(coverage),
        coverage_goal=COVERAGE_GOAL,
        shipped=shipped,
        note=f"{known}: worst seed's coverage {min(coverage):.3f}; credited / true mean "
        f"{statistics.mean(credited):.3f}, highest {max(credited):.3f}; naive: mean of land cover and month elsewhere",
    )


def _trial(seed: int) -> tuple[tuple[float, float, float, float], ...]:
    """(naive, accuracy, coverage, credited / true) without and with on-site data, over all five folds."""
    table = _table()
    held = (table["year"] >= FIRST_HELD_OUT_YEAR).to_numpy()
    truth = table["uptake"].to_numpy(dtype=np.float64)
    fold, features = _folds(table, seed), _features(table)
    naive, plain, own = (np.full(len(truth), np.nan) for _ in range(3))
    for number in range(FOLDS):
        others, asked = (fold != number) & ~held, fold == number
        naive[asked] = _class_mean(table, truth, others, asked)
        plain[asked] = fit_flux_model(features[others], truth[others], seed).predict(features[asked])
    own[:] = plain + _own_residual(table, truth - plain, held)
    # Months of a fold are judged by the errors of the other folds' sites.
    base = _accuracy(naive, truth, held)
    return tuple((base, _accuracy(each, truth, held), *_bounds(each, truth, fold, held)) for each in (plain, own))


def _bounds(predicted: Floats, truth: Floats, fold: Floats, held: Mask) -> tuple[float, float]:
    """Coverage of the bound on a month's sum, and what it would credit of the truth; calibrated on other sites."""
    scale = Fraction(max(1, round(float(np.abs(truth[held]).mean()))))
    sums = [PeriodSum(_exact(value), scale) for value in predicted]
    covered, lower = [], 0.0
    for number in range(FOLDS):
        past = [score_of(sums[place], _exact(truth[place])) for place in np.flatnonzero((fold != number) & held)]
        step = lower_bound(PeriodSum(Fraction(0), scale), past, FLUX_BOUND.alpha_ppm)
        for place in np.flatnonzero((fold == number) & held):
            bound = predicted[place] + float(step or 0)
            covered.append(bool(bound <= truth[place]))
            lower += bound
    return statistics.mean(covered), lower / float(truth[held].sum())


def _own_residual(table: pd.DataFrame, residual: Floats, held: Mask) -> Floats:
    """What the site itself showed against the model in the same month of earlier years, shrunk towards nothing."""
    key = table["site"] + "/" + table["month"].astype(str)
    before = pd.Series(np.where(held, np.nan, residual)).groupby(key.to_numpy())
    return np.asarray((before.transform("sum") / (before.transform("count") + SHRINKAGE)).fillna(0.0), dtype=np.float64)


def _class_mean(table: pd.DataFrame, truth: Floats, others: Mask, asked: Mask) -> Floats:
    mean = pd.Series(truth[others]).groupby([table["LC"][others].to_numpy(), table["season"][others].to_numpy()]).mean()
    wanted = pd.MultiIndex.from_frame(table.loc[asked, ["LC", "season"]])
    return mean.reindex(wanted).fillna(truth[others].mean()).to_numpy(dtype=np.float64)


def _folds(table: pd.DataFrame, seed: int) -> Floats:
    sites = sorted(table["site"].unique())
    drawn = dict(zip(sites, np.random.default_rng(seed).permutation(len(sites)) % FOLDS, strict=True))
    return table["site"].map(drawn).to_numpy(dtype=np.float64)


def _features(table: pd.DataFrame) -> Floats:
    angle = 2 * np.pi * table["season"] / 12
    cover = table["LC"].astype("category").cat.codes
    return np.column_stack([cover, table["Lat"], table["lon"], np.cos(angle), np.sin(angle)]).astype(np.float64)


def _accuracy(predicted: Floats, truth: Floats, held: Mask) -> float:
    return 1 - float(np.abs(predicted - truth)[held].sum() / np.abs(truth[held]).sum())


def _exact(value: float) -> Fraction:
    return Fraction(round(value * 1000), 1000)


@cache
def _table() -> pd.DataFrame:
    flux, sites = (pd.read_csv(BytesIO(data_file(f"forest/{name}"))) for name in FILES)
    table = flux.merge(sites, left_on="site", right_on="Flux_name").reset_index(drop=True)
    days = pd.to_datetime(table["Date"].astype(str), format="%Y%m").dt.days_in_month
    table["uptake"] = -table["NEE"] * days * KG_PER_HA
    # Seasons of the south are turned by half a year.
    table["season"] = (table["month"] + np.where(table["Lat"] < 0, 6, 0)) % 12
    return table
