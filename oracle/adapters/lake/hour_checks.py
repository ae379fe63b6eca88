"""Flags hours by statistics: seasonal residual (STL), drift against neighbours (CUSUM), features that stand apart.

Floats live here only: what leaves is one bit for an hour, and no bit of these excludes a reading. The same rows give
the same bits: seeds are fixed, nothing is sampled by chance. Sources: Cleveland et al. 1990 (STL); Page 1954 (CUSUM);
Liu, Ting and Zhou 2008 (isolation forest, whose scores near 1 stand apart and near 0.5 do not).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from oracle.domain.silver_rules import Flag, SilverPolicy

DAY_HOURS = 24
FEWEST_HOURS = 3 * DAY_HOURS
LEAST_COVERAGE = 0.8
MOST_NEIGHBOURS = 20
MOST_TRAINING_HOURS = 20_000
TREES = 100
MAD_TO_SIGMA = 1.4826
MILLI = 1000
LEAST_SIGMA = 0.1  # of the stream's own deviation: noise far below the signal makes nothing conspicuous

Frame = Any  # a pandas frame with the columns stream, hour, readings, mean, spread, deviation


def flag_hours(hours: Frame, families: Mapping[int, object], policy: SilverPolicy) -> Frame:
    """The frame's stream and hour with their flags, only where there are any.

    `families` maps a stream to what it shares with its neighbours (project and channel); None: it has none.
    """
    hours = hours.sort_values(["stream", "hour"], ignore_index=True)
    flags = np.zeros(len(hours), dtype=np.int64)
    scaled = _scaled(hours)
    for _, rows in hours.groupby("stream").indices.items():
        flags[rows] |= Flag.SEASONAL * _seasonal(hours["hour"].to_numpy()[rows], scaled[rows], policy)
    for streams in _kin(families):
        flags |= Flag.DRIFT * _drifting(hours, scaled, streams, policy)
    flags |= Flag.ISOLATED * _isolated(hours, scaled, policy)
    found = hours.loc[flags > 0, ["stream", "hour"]].copy()
    found["flags"] = flags[flags > 0]
    return found


def _scaled(hours: Frame) -> Any:
    """Each hour's mean as a distance from its stream's median, in the stream's deviations (MAD); 0 for a flat one."""
    means = hours["mean"].to_numpy(dtype=float)
    scaled = np.zeros(len(means))
    for _, rows in hours.groupby("stream").indices.items():
        scaled[rows] = _robust(means[rows])
    return scaled


def _robust(values: Any, least_sigma: float = 0.0) -> Any:
    middle = np.median(values)
    sigma = max(least_sigma, MAD_TO_SIGMA * np.median(np.abs(values - middle)))
    return (values - middle) / sigma if sigma > 0 else np.zeros(len(values))


def _seasonal(hours: Any, values: Any, policy: SilverPolicy) -> Any:
    from statsmodels.tsa.seasonal import STL  # half a second to import: only where a lake is refreshed

    span = int(hours[-1] - hours[0]) + 1
    if span < FEWEST_HOURS or len(hours) < LEAST_COVERAGE * span or np.ptp(values) == 0:
        return np.zeros(len(hours), dtype=np.int64)
    grid = np.interp(np.arange(span), hours - hours[0], values)  # short gaps are bridged, only to keep the cadence
    residual = _robust(STL(grid, period=DAY_HOURS).fit().resid, LEAST_SIGMA)[hours - hours[0]]
    return (np.abs(residual) * MILLI > policy.seasonal_milli).astype(np.int64)


def _kin(families: Mapping[int, object]) -> list[list[int]]:
    kin: dict[object, list[int]] = {}
    for stream, family in families.items():
        if family is not None:
            kin.setdefault(family, []).append(stream)
    return [streams for streams in kin.values() if len(streams) > 1]


def _drifting(hours: Frame, scaled: Any, streams: Sequence[int], policy: SilverPolicy) -> Any:
    flags = np.zeros(len(hours), dtype=np.int64)
    own = hours["stream"].isin(streams).to_numpy()
    if not own.any():
        return flags
    table = hours[own].assign(scaled=scaled[own]).pivot(index="hour", columns="stream", values="scaled")
    for stream in table.columns:
        others = [other for other in table.columns if other != stream][:MOST_NEIGHBOURS]
        distance = (table[stream] - table[others].median(axis=1)).dropna() if others else None
        if distance is None or len(distance) < FEWEST_HOURS:
            continue
        beyond = dict(zip(distance.index, _cusum(_robust(distance.to_numpy(), LEAST_SIGMA), policy), strict=True))
        rows = np.flatnonzero((hours["stream"] == stream).to_numpy())
        flags[rows] = [int(beyond.get(hour, False)) for hour in hours["hour"].to_numpy()[rows]]
    return flags


def _cusum(distance: Any, policy: SilverPolicy) -> list[bool]:
    slack, limit = policy.drift_slack_milli / MILLI, policy.drift_limit_milli / MILLI
    up = down = 0.0
    beyond = []
    for step in distance:
        # Held at twice the limit: a device that was mended comes back within hours, not after as long as it drifted.
        up = min(2 * limit, max(0.0, up + step - slack))
        down = min(2 * limit, max(0.0, down - step - slack))
        beyond.append(max(up, down) > limit)
    return beyond


def _isolated(hours: Frame, scaled: Any, policy: SilverPolicy) -> Any:
    from sklearn.ensemble import IsolationForest

    if len(hours) < FEWEST_HOURS:
        return np.zeros(len(hours), dtype=np.int64)
    features = np.column_stack([scaled, *(_by_stream(hours, name) for name in ("readings", "spread", "deviation"))])
    stride = -(-len(features) // MOST_TRAINING_HOURS)
    forest = IsolationForest(n_estimators=TREES, random_state=policy.seed, n_jobs=1).fit(features[::stride])
    return (-forest.score_samples(features) * MILLI > policy.isolation_milli).astype(np.int64)


def _by_stream(hours: Frame, name: str) -> Any:
    values = hours[name].to_numpy(dtype=float)
    scaled = np.zeros(len(values))
    for _, rows in hours.groupby("stream").indices.items():
        scaled[rows] = _robust(values[rows])
    return np.clip(scaled, -50, 50)
