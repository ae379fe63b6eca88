"""Calibration on UCI Air Quality: the first 70 % of the hours to fit, the last 30 % held out.

The naive baseline knows the mean of each hour of the day. Coverage is that of daily sums by a rolling calibration with
adaptive level, which learns each day's truth the day after, as beside a reference station that stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from benchmarks.accuracy._files import data_file
from benchmarks.accuracy.table import Row
from oracle.adapters.models.air_quality_file import TARGETS, Target, read_hours
from oracle.adapters.models.training import Trained, accuracy, sha256_of, train
from oracle.domain.conformal import BoundPolicy, Calibration, PeriodSum
from oracle.domain.model_card import RIDGE

FILE = "sensors/AirQualityUCI.csv"
DATA_SET = "UCI Air Quality"
SPLIT = "time: last 30 % held out"
MISSION = 0.85
COVERAGE = 0.90
HOUR_S, DAY_S = 3_600, 86_400
MONTH_S = 30 * DAY_S
NOTES = {
    "co": "",
    "no2": "",
    "c6h6": "the reference follows one of the five sensors closely: this figure says little of other quantities",
}
Timed = list[tuple[int, int, int]]


def rows() -> list[Row]:
    """Two models of three quantities, each by the hour and by months of 30 days."""
    content = data_file(FILE)
    return [row for target in TARGETS.values() for row in _rows(content, target)]


def _rows(content: bytes, target: Target) -> list[Row]:
    hours = read_hours(content, target)
    found = []
    for with_trees in (False, True):
        trained = train(hours, sha256_of(content), with_trees=with_trees)
        found += _measured(trained, target, shipped=not with_trees)
    return found


def _measured(trained: Trained, target: Target, *, shipped: bool) -> list[Row]:
    values = [one.value for one in trained.model.ordered([row.inputs for row in trained.held_out])]
    truths = [row.target for row in trained.held_out]
    timed = list(zip(trained.held_out_times_s, values, truths, strict=True))
    naive = list(zip(trained.held_out_times_s, _climatology(trained), truths, strict=True))
    covered = _coverage(trained, timed)
    return [
        Row(
            data_set=DATA_SET,
            quantity=f"{target.column} {per}",
            model=("ridge" if trained.card.method == RIDGE else "trees in hull"),
            split=SPLIT,
            seeds=1,
            naive=float(accuracy(_summed(naive, span_s))),
            ours=float(accuracy(_summed(timed, span_s))),
            target=goal,
            coverage=covered if span_s == MONTH_S else None,
            coverage_goal=COVERAGE if span_s == MONTH_S else None,
            shipped=shipped,
            note=NOTES[target.key],
        )
        for per, span_s, goal in (("hourly", HOUR_S, None), ("monthly", MONTH_S, MISSION))
    ]


def _climatology(trained: Trained) -> list[int]:
    by_hour: dict[int, list[int]] = defaultdict(list)
    for time_s, row in zip(trained.training_times_s, trained.training, strict=True):
        by_hour[time_s % DAY_S].append(row.target)
    means = {hour: sum(values) // len(values) for hour, values in by_hour.items()}
    return [means[time_s % DAY_S] for time_s in trained.held_out_times_s]


def _summed(timed: Timed, span_s: int) -> list[tuple[int, int]]:
    sums: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    first = timed[0][0]
    for time_s, value, truth in timed:
        at = (time_s - first) // span_s
        sums[at] = (sums[at][0] + value, sums[at][1] + truth)
    return [sums[at] for at in sorted(sums)]


def _coverage(trained: Trained, timed: Timed) -> float:
    """The share of held-out days whose true sum reached its lower bound, of those that had one."""
    judged_times = trained.training_times_s[-len(trained.judged) :]
    judged = [(time_s, *pair) for time_s, pair in zip(judged_times, trained.judged, strict=True)]
    calibration = Calibration(BoundPolicy())
    for period, truth in _periods(_summed(judged, DAY_S)):
        calibration = calibration.learn(period, truth)
    kept = []
    for period, truth in _periods(_summed(timed, DAY_S)):
        bound = calibration.bound(period)
        kept += [] if bound is None else [truth >= bound]
        calibration = calibration.learn(period, truth)
    return sum(kept) / len(kept)


def _periods(sums: Sequence[tuple[int, int]]) -> Iterable[tuple[PeriodSum, Fraction]]:
    for value, truth in sums:
        yield PeriodSum(Fraction(value), Fraction(max(1, value))), Fraction(truth)
