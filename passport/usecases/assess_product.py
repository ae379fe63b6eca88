"""Assesses a stored product: its gross footprint per unit, stage by stage, with the basis of every input."""

from __future__ import annotations

from passport.domain.factors import FactorSet
from passport.domain.statement import Assessment, assess
from passport.ports import ProductStore


def assess_product(
    product_id: str, *, store: ProductStore, factors: FactorSet, tenant: str | None = None
) -> Assessment:
    """The assessment of a product; with `tenant`, only of that tenant's. Raises ProductUnknown."""
    return assess(store.product(product_id, tenant), factors)
