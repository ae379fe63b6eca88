"""Registers a product for its tenant, after its footprint was computed once: what is stored can be assessed."""

from __future__ import annotations

from passport.domain.factors import FactorSet
from passport.domain.product import Product
from passport.domain.statement import Assessment, assess
from passport.ports import ProductStore


def register_product(product: Product, tenant: str, *, store: ProductStore, factors: FactorSet) -> Assessment:
    """Stores the product and returns its assessment.

    Raises CategoryUnknown, WarehouseUnknown, ModeUnknown, DistanceMissing (nothing is stored then), ProductExists.
    """
    assessment = assess(product, factors)
    store.put(product, tenant)
    return assessment
