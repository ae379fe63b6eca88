from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.order_body import OrderBody


T = TypeVar("T", bound="PlaceBody")


@_attrs_define
class PlaceBody:
    """An order with its maker's signature over its EIP-712 digest.

    Attributes:
        order (OrderBody): The order as its maker signed it, field by field as in ICreditExchange.sol.
        signature (str):
    """

    order: OrderBody
    signature: str

    def to_dict(self) -> dict[str, Any]:
        order = self.order.to_dict()

        signature = self.signature

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order": order,
                "signature": signature,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.order_body import OrderBody  # noqa: PLC0415

        d = dict(src_dict)
        order = OrderBody.from_dict(d.pop("order"))

        signature = d.pop("signature")

        place_body = cls(
            order=order,
            signature=signature,
        )

        return place_body
