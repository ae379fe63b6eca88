from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="LevelOut")


@_attrs_define
class LevelOut:
    """One price of one side.

    Attributes:
        price (str):
        credits_ (str):
        orders (int):
    """

    price: str
    credits_: str
    orders: int

    def to_dict(self) -> dict[str, Any]:
        price = self.price

        credits_ = self.credits_

        orders = self.orders

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "price": price,
                "credits": credits_,
                "orders": orders,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        price = d.pop("price")

        credits_ = d.pop("credits")

        orders = d.pop("orders")

        level_out = cls(
            price=price,
            credits_=credits_,
            orders=orders,
        )

        return level_out
