"""Registers a product for its tenant, after its footprint was computed once: what is stored can be assessed."""

from __future__ import annotations

from passport.domain.factors import FactorSet
from passport.domain.product import Product
from passport.domain.statement import Assessment, assess
from passport.ports import ProductStore
from registry.domain.audit_entry import Author


def register_product(
    product: Product,
    tenant: str,
    *,
    store: ProductStore,
    factors: FactorSet,
    new: bool = False,
    author: Author | None = None,
) -> Assessment:
    """Stores the product and returns its assessment.

    Raises CategoryUnknown, WarehouseUnknown, ModeUnknown, DistanceMissing (nothing is stored then), ProductExists,
    and SupplyExists where it had to be `new`.
    """
    assessment = assess(product, factors)
    store.put(product, tenant, new=new, author=author)
    return assessment
