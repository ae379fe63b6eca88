"""Methane on METEC ADED 2022: is something released (windows of ten minutes), and how much (grams an hour).

Two splits, both by whole blocks: the last three days held out from all before them, and each day held out from the six
others. The rule has nothing to fit; the trees see the training days only. Naive: the commoner answer of the training.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from benchmarks.accuracy._files import data_file
from benchmarks.accuracy.table import BALANCED, Row
from oracle.adapters.models.methane_file import Release, read_minutes, read_releases
from oracle.domain.release_rule import (
    DAY_S,
    ReleaseRule,
    SiteMinute,
    backgrounds_of,
    fitted,
    flux_of,
    windows_of,
)

MINUTES, RELEASES = "sensors/metec_ADED2022_cms_ch4_1min.csv", "sensors/metec_ADED2022_releases.csv"
DATA_SET = "METEC ADED 2022"
MISSION = 0.85
COVERAGE = 0.90
LAST_DAYS = 3
TREES: dict[str, Any] = {
    "n_estimators": 200,
    "num_leaves": 7,
    "learning_rate": 0.05,
    "random_state": 1,
    "n_jobs": 1,
    "verbose": -1,
}
UNLISTED_DAY_S = 1_652_227_200  # 2022-05-11
INCOMPLETE = (
    "on 11 May, 03:00 to 14:30 UTC, sensors show up to 72 ppm while the list names no release: counted against the "
    "rule as listed; without that day it has {:.3f}"
)


def rows() -> list[Row]:
    """Two models of the answer, on two splits, and the rate on two splits."""
    minutes, releases = read_minutes(data_file(MINUTES)), read_releases(data_file(RELEASES))
    within = [one for one in releases if minutes[0].time_s <= one.start_s and one.end_s <= minutes[-1].time_s]
    return [*_answers(minutes, releases), *_rates(minutes, within)]


def _answers(minutes: Sequence[SiteMinute], releases: Sequence[Release]) -> list[Row]:
    rule = ReleaseRule()
    windows = windows_of(minutes, rule)
    truths = [_released(window.start_s, rule.window_s, releases) for window in windows]
    ruled = [window.releasing for window in windows]
    days = [window.start_s // DAY_S for window in windows]
    names, features = sorted(set(days)), _features(minutes, rule)
    last = set(names[-LAST_DAYS:])
    doubted = UNLISTED_DAY_S // DAY_S
    others = [(said, truth) for said, truth, day in zip(ruled, truths, days, strict=True) if day != doubted]
    incomplete = INCOMPLETE.format(_balanced(*map(list, zip(*others, strict=True))))
    found = []
    for split, blocks, note in (
        (f"time: last {LAST_DAYS} days held out", [last], ""),
        ("blocks: each day held out once", [{day} for day in names], incomplete),
    ):
        held = [place for place, day in enumerate(days) if any(day in block for block in blocks)]
        wanted = [truths[place] for place in held]
        by_trees = _by_trees(features, truths, days, blocks)
        for model, answers, shipped in (
            ("rule: above 3 ppm", [ruled[place] for place in held], True),
            ("boosted trees", [by_trees[place] for place in held], False),
        ):
            found.append(
                Row(
                    data_set=DATA_SET,
                    quantity="release on/off",
                    model=model,
                    split=split,
                    seeds=1,
                    naive=0.5,
                    ours=_balanced(answers, wanted),
                    target=MISSION,
                    metric=BALANCED,
                    shipped=shipped,
                    note=note,
                )
            )
    return found


def _rates(minutes: Sequence[SiteMinute], releases: Sequence[Release]) -> list[Row]:
    levels = backgrounds_of(minutes, ReleaseRule())
    fluxes = [flux_of(minutes, levels, one.start_s, one.end_s) for one in releases]
    rates = [one.rate_ug_h for one in releases]
    first = minutes[-1].time_s // DAY_S - LAST_DAYS + 1
    later = [place for place, one in enumerate(releases) if one.start_s // DAY_S >= first]
    everyone = range(len(releases))
    return [
        _rate_row(f"time: last {LAST_DAYS} days held out", [later], fluxes, rates),
        _rate_row("blocks: each release held out once", [[place] for place in everyone], fluxes, rates),
    ]


def _rate_row(split: str, blocks: list[list[int]], fluxes: list[Fraction], rates: list[int]) -> Row:
    said, naive, truths, kept = [], [], [], []
    for block in blocks:
        seen = [place for place in range(len(rates)) if place not in block]
        model = fitted([fluxes[place] for place in seen], [rates[place] for place in seen])
        mean = sum(rates[place] for place in seen) // len(seen)
        for place in block:
            said.append(model.rate_ug_h(fluxes[place]))
            naive.append(mean)
            truths.append(rates[place])
            kept.append(rates[place] >= model.lower_ug_h(fluxes[place]))
    return Row(
        data_set=DATA_SET,
        quantity="rate, g/h",
        model="wind x excess, one factor",
        split=split,
        seeds=1,
        naive=_accuracy(naive, truths),
        ours=_accuracy(said, truths),
        target=MISSION,
        coverage=sum(kept) / len(kept),
        coverage_goal=COVERAGE,
        note=f"{len(truths)} releases; no position of a sensor is known, so that no plume can be inverted",
    )


def _by_trees(
    features: list[list[float]], truths: list[bool], days: list[int], blocks: Sequence[set[int]]
) -> dict[int, bool]:
    import lightgbm
    import numpy

    table = numpy.array(features)
    answers: dict[int, bool] = {}
    for block in blocks:
        seen = [place for place, day in enumerate(days) if day not in block]
        held = [place for place, day in enumerate(days) if day in block]
        model: Any = lightgbm.LGBMClassifier(**TREES)
        model.fit(table[seen], [truths[place] for place in seen])
        answers |= dict(zip(held, (bool(one) for one in model.predict(table[held])), strict=True))
    return answers


def _features(minutes: Sequence[SiteMinute], rule: ReleaseRule) -> list[list[float]]:
    """Of each window: the highest value of each sensor, and the mean wind; -1 where nothing was measured."""
    spans: dict[int, list[SiteMinute]] = {}
    for minute in minutes:
        spans.setdefault(minute.time_s - minute.time_s % rule.window_s, []).append(minute)
    found = []
    for window in windows_of(minutes, rule):
        span = spans.get(window.start_s, [])
        columns = list(zip(*(minute.methane_ppb for minute in span), strict=True))
        peaks = [max((value for value in column if value is not None), default=-1) for column in columns]
        winds = [minute.wind_um_s for minute in span if minute.wind_um_s is not None]
        found.append([*map(float, peaks), sum(winds) / len(winds) if winds else -1.0])
    return found


def _released(start_s: int, window_s: int, releases: Sequence[Release]) -> bool:
    """True if something was released for at least half of the window."""
    shared = (min(start_s + window_s, one.end_s) - max(start_s, one.start_s) for one in releases)
    return 2 * sum(max(0, one) for one in shared) >= window_s


def _balanced(answers: Sequence[bool], truths: Sequence[bool]) -> float:
    rates = []
    for wanted in (False, True):
        of_class = [answer == truth for answer, truth in zip(answers, truths, strict=True) if truth == wanted]
        rates.append(sum(of_class) / len(of_class))
    return sum(rates) / 2


def _accuracy(said: Sequence[int], truths: Sequence[int]) -> float:
    return 1 - sum(abs(one - truth) for one, truth in zip(said, truths, strict=True)) / sum(truths)
