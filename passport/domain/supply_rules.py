"""Holds records of the supply chain to the words of a factor set."""

from __future__ import annotations

from passport.domain.factors import FactorSet
from passport.domain.supply import Record, Route, ShippedLine, Warehouse

NO_CATEGORY = ""


def check_words(record: Record, factors: FactorSet) -> None:
    """Raises ModeUnknown or WarehouseUnknown for a word that the factor set does not hold."""
    if isinstance(record, Route | ShippedLine) and record.mode is not None:
        factors.transport_mode("mode", record.mode)
    if isinstance(record, Warehouse):
        factors.warehouse_type("type", record.type, NO_CATEGORY)
