"""Gathers everything of a company that is worth a look: spikes, falls, claims, factors, own figures, offset fraud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from passport.domain.alerts import Alert, AlertKind, of_factor
from passport.domain.factors import FactorSet
from passport.domain.greenwashing import lowered_factors

MOST_OF_A_KIND = 200


@dataclass(frozen=True, slots=True)
class AlertsFound:
    """At most MOST_OF_A_KIND of each kind; `cut` names the kinds of which there are more."""

    alerts: tuple[Alert, ...]
    cut: tuple[AlertKind, ...]


def find_alerts(sources: Iterable[tuple[AlertKind, Iterable[Alert]]]) -> AlertsFound:
    """The alerts of every source, each kind up to its limit."""
    found: list[Alert] = []
    cut: list[AlertKind] = []
    for kind, alerts in sources:
        heard = list(islice(alerts, MOST_OF_A_KIND + 1))
        found += heard[:MOST_OF_A_KIND]
        if len(heard) > MOST_OF_A_KIND:
            cut.append(kind)
    return AlertsFound(tuple(found), tuple(cut))


def find_lowered_factors(own: FactorSet, base: FactorSet, least_fall_bp: int) -> list[Alert]:
    """An alert for each factor that a company's own set lowers."""
    lowered = lowered_factors(_factors(base), _factors(own), least_fall_bp)
    return [of_factor(factor, own.name) for factor in lowered]


def _factors(factors: FactorSet) -> Mapping[str, Decimal]:
    activities = {
        "manufacturing": factors.manufacturing,
        "warehousing": factors.warehousing,
        "transport": factors.transport,
    }
    return {f"{activity} {name}": value for activity, parts in activities.items() for name, value in parts.items()}
