"""Stores one record of a company's supply chain, once its words and references are known."""

from __future__ import annotations

from passport.domain.factors import FactorSet
from passport.domain.supply import Record
from passport.domain.supply_rules import check_words
from passport.ports import SupplyStore
from registry.domain.audit_entry import Author


def put_supply(
    record: Record,
    tenant: str,
    *,
    store: SupplyStore,
    factors: FactorSet,
    new: bool = False,
    author: Author | None = None,
) -> bool:
    """Stores or replaces the record; True if there was none.

    Raises ModeUnknown, WarehouseUnknown, ReferenceUnknown, and SupplyExists where it had to be `new`.
    """
    check_words(record, factors)
    return store.put(record, tenant, new=new, author=author)
