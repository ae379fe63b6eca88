"""Finds products whose footprint of the newest kept month rose out of its own history."""

from __future__ import annotations

from collections.abc import Iterator

from passport.domain.alerts import Alert, of_spike
from passport.domain.spikes import SpikeRule, judge_month
from passport.ports import FootprintHistory


def find_spikes(tenant: str, *, history: FootprintHistory, rule: SpikeRule) -> Iterator[Alert]:
    """An alert for each product that is a spike; products without the newest month are not judged."""
    newest = history.newest_month(tenant)
    for months in history.products(tenant):
        last = months[-1]
        if last.month != newest:
            continue
        verdict = judge_month([one.total_mg for one in months[:-1]], last.total_mg, rule)
        if verdict.spike:
            yield of_spike(last.product_id, last.month, last.total_mg, verdict, rule.false_alarm_bp)
