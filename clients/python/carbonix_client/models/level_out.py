from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="LevelOut")


@_attrs_define
class LevelOut:
    """One price: whole credits, orders, and of the credits those of attribute bids, which other markets share.

    Attributes:
        price (str):
        amount (str):
        orders (int):
        shared (str):
    """

    price: str
    amount: str
    orders: int
    shared: str

    def to_dict(self) -> dict[str, Any]:
        price = self.price

        amount = self.amount

        orders = self.orders

        shared = self.shared

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "price": price,
                "amount": amount,
                "orders": orders,
                "shared": shared,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        price = d.pop("price")

        amount = d.pop("amount")

        orders = d.pop("orders")

        shared = d.pop("shared")

        level_out = cls(
            price=price,
            amount=amount,
            orders=orders,
            shared=shared,
        )

        return level_out
