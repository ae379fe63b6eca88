"""Assesses a stored product: its gross footprint per unit, stage by stage, with the basis of every input."""

from __future__ import annotations

from passport.domain.factors import FactorSet
from passport.domain.methodology import Methodology
from passport.domain.statement import Assessment, assess
from passport.ports import ProductStore


def assess_product(
    product_id: str, *, store: ProductStore, factors: FactorSet | Methodology, tenant: str | None = None
) -> Assessment:
    """The assessment of a product by a methodology, or by the owner's on these factors.

    With `tenant`, only of that tenant's product. Raises ProductUnknown, and as `footprint_of` does.
    """
    return assess(store.product(product_id, tenant), factors)
