"""Facts about spikes: the false-alarm rate is the stated one, real jumps are found, short histories are not judged."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from passport.adapters.risk_files import signal_rules
from passport.domain.spikes import Spread, distance_of, judge_month, spread_of

RULE = signal_rules().spikes
BARE = replace(RULE, least_rise_bp=0)  # the size rule only ever takes alarms away: it is left out of the rates
HISTORIES = 4_000
SEED = 4


def alarms(months: int, draw: str) -> float:
    """Share of histories without any change whose newest month is called a spike."""
    source = random.Random(f"{SEED}:{months}:{draw}")
    shapes = {
        "normal": lambda: source.gauss(100, 10),
        "lognormal": lambda: 100 * source.lognormvariate(0, 0.5),
        "two habits": lambda: source.choice((100, 160)) + source.gauss(0, 3),
    }
    value = shapes[draw]
    runs = ([round(value() * 1_000_000) for _ in range(months + 1)] for _ in range(HISTORIES))
    return sum(judge_month(run[:-1], run[-1], BARE).spike for run in runs) / HISTORIES


@pytest.mark.parametrize("months", [6, 9, 12, 24])
def test_normal_months_raise_one_alarm_in_a_hundred(months: int) -> None:
    """Must stay at the stated rate of 1 %: with 4,000 histories, below 1.5 % (three standard errors)."""
    assert RULE.false_alarm_bp == 100
    assert 0.003 < alarms(months, "normal") < 0.015


@pytest.mark.parametrize("draw", ["lognormal", "two habits"])
def test_no_distribution_breaks_the_bound_of_order(draw: str) -> None:
    """Must never exceed 1 alarm in n + 1 months, however the months scatter."""
    bound = judge_month([1] * 12, 1, BARE).by_order_bp
    assert bound == 770
    assert alarms(12, draw) <= bound / 10_000


def test_a_jump_by_half_is_found() -> None:
    """Must find a rise of 50 % over twelve months that scatter by 5 % in at least 98 of 100 cases."""
    source = random.Random(SEED)
    found = 0
    for _ in range(500):
        history = [round(source.gauss(100, 5) * 1000) for _ in range(12)]
        found += judge_month(history, round(source.gauss(150, 5) * 1000), RULE).spike
    assert found >= 490


def test_an_earlier_spike_does_not_hide_the_next() -> None:
    """Must not let one wild month widen the scale: median and MAD hardly move."""
    history = [100, 101, 99, 100, 102, 98, 100, 101, 160, 100, 99, 100]
    assert judge_month(history, 161, RULE).spike
    assert judge_month(history, 150, RULE).spike is False  # below a month that was there before: not above all


def test_a_short_history_is_not_judged() -> None:
    """Must say that five months are too few, and that six are enough."""
    assert judge_month([100] * 5, 900, RULE).judged is False
    assert judge_month([100] * 6, 900, RULE).spike is True


def test_what_never_moved_may_move_a_little() -> None:
    """Must let a footprint that stood still rise by 9 % without an alarm, and not by 10 %."""
    still = [1_000_000] * 12
    assert judge_month(still, 1_090_000, RULE).spike is False
    assert judge_month(still, 1_100_000, RULE).spike is True
    assert judge_month([0] * 12, 1, RULE).spike is True


def test_only_the_newest_months_are_compared() -> None:
    """Must look back 24 months: an older level is another time."""
    assert judge_month([900] * 12 + [100] * 24, 200, RULE).spike is True
    assert judge_month([900] * 12 + [100] * 24, 200, RULE).months == 24


def test_the_spread_is_exact() -> None:
    """Must give median 3.5 and MAD 1.5 of 1..6, doubled to 7 and 3."""
    assert spread_of([1, 2, 3, 4, 5, 6]) == Spread(7, 3)
    assert distance_of(8, Spread(7, 3), 100) == 3
