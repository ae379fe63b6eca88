"""A company's own factors: the base set with some of its numbers replaced, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from passport.domain.names import plain_name
from registry.errors import InvalidInput

LARGEST_FACTOR = Decimal(1_000_000)
MOST_DECIMALS = 12


class Activity(StrEnum):
    """What a factor is of; its unit is that of the base set."""

    MANUFACTURING = "manufacturing"  # kgCO2e per unit
    WAREHOUSING = "warehousing"  # kgCO2e per m2 and day
    TRANSPORT = "transport"  # kgCO2e per tonne-km


@dataclass(frozen=True, slots=True)
class FactorChange:
    """One number in place of the base set's, and where it was found."""

    activity: Activity
    name: str
    value: Decimal
    source: str

    def document(self) -> dict[str, str]:
        """As it stands in proposals and in the set's document."""
        return {
            "activity": self.activity.value,
            "name": self.name,
            "value": format(self.value, "f"),
            "source": self.source,
        }


def changed_set(
    base: Mapping[str, Any], changes: Iterable[FactorChange], *, name: str, label: str, base_hash: str
) -> dict[str, Any]:
    """The whole document of a set under its own name and label: the base with the changes put in.

    Raises InvalidInput for a factor that the base does not hold, one that is named twice, and a value that is
    negative, above LARGEST_FACTOR or finer than MOST_DECIMALS.
    """
    listed = list(changes)
    activities = {part.value: dict(base[part]["factors"]) for part in Activity}
    seen: set[tuple[Activity, str]] = set()
    for number, change in enumerate(listed):
        key = _key(activities[change.activity], change, f"factors.{number}")
        if (change.activity, key) in seen:
            raise InvalidInput(f"factors.{number}.name", change.name, "this factor is named twice")
        seen.add((change.activity, key))
        activities[change.activity][key] = _value(change, f"factors.{number}")
    parts = {part: {**base[part], "factors": factors} for part, factors in activities.items()}
    own = {"name": name, "owner_label": label, "base": {"name": base["name"], "hash": base_hash}}
    return {**base, **parts, **own, "note": label, "changes": [change.document() for change in listed]}


def _key(factors: Mapping[str, str], change: FactorChange, place: str) -> str:
    found = next((key for key in factors if plain_name(key) == plain_name(change.name)), None)
    if found is None:
        rule = f"the {change.activity} factor must be one of {', '.join(factors)}"
        raise InvalidInput(f"{place}.name", change.name, rule)
    return found


def _value(change: FactorChange, place: str) -> str:
    if not (change.value.is_finite() and 0 <= change.value <= LARGEST_FACTOR):
        raise InvalidInput(f"{place}.value", change.value, f"must be from 0 to {LARGEST_FACTOR}")
    exponent = change.value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > MOST_DECIMALS:
        raise InvalidInput(f"{place}.value", change.value, f"must have at most {MOST_DECIMALS} decimals")
    return format(change.value, "f")
