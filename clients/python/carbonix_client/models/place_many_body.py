from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.place_body import PlaceBody


T = TypeVar("T", bound="PlaceManyBody")


@_attrs_define
class PlaceManyBody:
    """Orders of one call, taken in their order.

    Attributes:
        orders (list[PlaceBody]):
    """

    orders: list[PlaceBody]

    def to_dict(self) -> dict[str, Any]:
        orders = []
        for orders_item_data in self.orders:
            orders_item = orders_item_data.to_dict()
            orders.append(orders_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "orders": orders,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.place_body import PlaceBody  # noqa: PLC0415

        d = dict(src_dict)
        orders = []
        _orders = d.pop("orders")
        for orders_item_data in _orders:
            orders_item = PlaceBody.from_dict(orders_item_data)

            orders.append(orders_item)

        place_many_body = cls(
            orders=orders,
        )

        return place_many_body
