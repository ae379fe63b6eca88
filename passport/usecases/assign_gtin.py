"""Names a product by its GTIN, so that the code on the pack leads to its passport."""

from __future__ import annotations

from passport.domain.digital_link import read_gtin
from passport.ports import GtinKeeper


def assign_gtin(product_id: str, tenant: str, text: str, *, keeper: GtinKeeper) -> str:
    """The GTIN as 14 digits. Raises InvalidInput for a wrong number, ProductUnknown, GtinTaken."""
    gtin = read_gtin("gtin", text)
    keeper(tenant, product_id, gtin)
    return gtin
