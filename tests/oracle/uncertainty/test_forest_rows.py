"""Facts about how the forest's accuracy is measured: whole days, a stated share, and no truth where nothing was on."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.accuracy.fluxnet_sites import FIRST_HELD_OUT_YEAR, FOLDS, _folds, _table
from benchmarks.accuracy.forest import BLOCKS, sampled
from benchmarks.accuracy.table import DataMissing
from oracle.adapters.flux_record import FluxRecord

DAYS, STEPS = 400, 6


def record() -> FluxRecord:
    day = np.repeat(np.arange(DAYS), STEPS)
    return FluxRecord(day, day // 30, np.zeros((len(day), 1)), day % 2 == 0, np.ones(len(day)))


@pytest.mark.parametrize("measured", [1, 2, 3])
@pytest.mark.parametrize("days", [1, 7])
def test_a_stage_measures_its_share_of_whole_blocks(days: int, measured: int) -> None:
    """Must switch on so many of each four blocks, for whole days, and leave no flux on the others."""
    seen = sampled(record(), days, measured, seed=11).measured.reshape(DAYS, STEPS)
    assert (seen.all(axis=1) == seen.any(axis=1)).all()
    blocks = seen[: DAYS // (BLOCKS * days) * BLOCKS * days, 0].reshape(-1, BLOCKS, days)
    assert (blocks.all(axis=2) == blocks.any(axis=2)).all()
    assert (blocks[:, :, 0].sum(axis=1) == measured).all()


def test_a_seed_draws_its_own_days() -> None:
    """Must repeat the draw of a seed, and draw others by another."""
    one, again, other = (sampled(record(), 1, 1, seed).measured.tolist() for seed in (11, 11, 12))
    assert one == again != other


def test_a_site_of_fluxnet_lies_in_one_fold() -> None:
    """Must hold out whole sites: all months of a site share a fold, and each fold has held-out years."""
    try:
        table = _table()
    except DataMissing as missing:
        pytest.skip(str(missing))
    fold = _folds(table, seed=11)
    assert table.assign(fold=fold).groupby("site")["fold"].nunique().max() == 1
    assert set(fold[(table["year"] >= FIRST_HELD_OUT_YEAR).to_numpy()]) == set(range(FOLDS))
