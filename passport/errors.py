"""The refusals of the passport room.

CarbonixError
├── InvalidInput
│   ├── ModeUnknown         a shipment names a mode of transport that the factor set does not hold
│   ├── CategoryUnknown     the product's category has no manufacturing factor
│   ├── WarehouseUnknown    a stay names a type of warehouse that the factor set does not hold
│   ├── DistanceMissing     a shipment has neither a recorded distance nor two GPS points
│   └── GwpMixed            kilograms of different sets of global warming potentials would be added
├── NotFound
│   ├── FootprintMethodUnknown no methodology of this identity
│   ├── ProductUnknown      no product is stored under this id
│   └── PassportNotSealed   the product is known, its passport was never sealed
└── Refused
    └── ProductExists       the id belongs to another tenant's product
"""

from __future__ import annotations

from collections.abc import Iterable

from registry.errors import InvalidInput, NotFound, Refused


class ModeUnknown(InvalidInput):
    """A mode that nobody has a factor for."""

    def __init__(self, field: str, mode: str, known: Iterable[str]) -> None:
        super().__init__(field, mode, f"the mode must be one of {', '.join(known)}")


class CategoryUnknown(InvalidInput):
    """A category that nobody has a factor for."""

    def __init__(self, category: str, known: Iterable[str]) -> None:
        super().__init__("category", category, f"the category must be one of {', '.join(known)}")


class WarehouseUnknown(InvalidInput):
    """A type of warehouse that nobody has a factor for."""

    def __init__(self, field: str, warehouse_type: str, known: Iterable[str]) -> None:
        super().__init__(field, warehouse_type, f"the type must be one of {', '.join(known)}")


class DistanceMissing(InvalidInput):
    """A way of unknown length."""

    def __init__(self, field: str, points: int) -> None:
        super().__init__(
            field, f"{points} GPS points", "a shipment needs a recorded distance or at least two GPS points"
        )


class GwpMixed(InvalidInput):
    """Kilograms of CO2e under two sets of potentials, which have no sum."""

    def __init__(self, sets: Iterable[str], rule: str) -> None:
        super().__init__("gwp_set", ", ".join(sets), rule)


class FootprintMethodUnknown(NotFound):
    """A methodology that is not in the list."""

    def __init__(self, identity: str, known: Iterable[str]) -> None:
        super().__init__("methodology", f"{identity}; there are {', '.join(known)}")


class ProductUnknown(NotFound):
    """No such product."""

    def __init__(self, product_id: str) -> None:
        super().__init__("product", product_id)


class PassportNotSealed(NotFound):
    """A product without a sealed passport."""

    def __init__(self, product_id: str) -> None:
        super().__init__("sealed passport of product", product_id)


class ProductExists(Refused):
    """Product ids are public addresses: one id, one owner."""

    def __init__(self, product_id: str) -> None:
        super().__init__(
            "ProductExists", {"product": product_id}, f"product id {product_id} is taken by another tenant"
        )
