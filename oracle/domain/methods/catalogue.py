"""Every methodology of the house by its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oracle.domain.methods.captured import MANURE, WASTEWATER
from oracle.domain.methods.efficiency import EFFICIENCY_METHOD
from oracle.domain.methods.forestry import FORESTRY
from oracle.domain.methods.gas_meter import DESTROYED
from oracle.domain.methods.landfill import LANDFILL
from oracle.domain.methods.method import Method
from oracle.domain.methods.renewable import COMBINED_MARGIN, RENEWABLE_POWER
from oracle.domain.methods.rice import RICE
from registry.errors import InvalidInput

_ALL: tuple[Method[Any], ...] = (
    RENEWABLE_POWER,
    COMBINED_MARGIN,
    FORESTRY,
    LANDFILL,
    DESTROYED,
    RICE,
    MANURE,
    WASTEWATER,
    EFFICIENCY_METHOD,
)
METHODS: Mapping[str, Method[Any]] = {each.id: each for each in _ALL}


def method_of(name: str) -> Method[Any]:
    """The methodology of an id, or of its name on chain. Raises InvalidInput."""
    found = METHODS.get(name) or next((each for each in METHODS.values() if each.name == name), None)
    if found is None:
        raise InvalidInput("methodology", name, f"one that this house knows: {', '.join(METHODS)}")
    return found


def method_document(name: str) -> Mapping[str, object]:
    """The methodology's document as values for canonical JSON; its SHA-256 is registered on chain."""
    return method_of(name).document()
