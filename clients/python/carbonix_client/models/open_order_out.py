from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.open_order_out_side import OpenOrderOutSide
from ..models.open_order_out_type import OpenOrderOutType

T = TypeVar("T", bound="OpenOrderOut")


@_attrs_define
class OpenOrderOut:
    """An order of one's own in the book; `remaining` credits are still sought.

    Attributes:
        order (str):
        batch (str):
        payment (str):
        side (OpenOrderOutSide):
        price (str):
        credits_ (str):
        remaining (str):
        expiry (str):
        type_ (OpenOrderOutType):
        time_in_force (str):
        post_only (bool):
    """

    order: str
    batch: str
    payment: str
    side: OpenOrderOutSide
    price: str
    credits_: str
    remaining: str
    expiry: str
    type_: OpenOrderOutType
    time_in_force: str
    post_only: bool

    def to_dict(self) -> dict[str, Any]:
        order = self.order

        batch = self.batch

        payment = self.payment

        side = self.side.value

        price = self.price

        credits_ = self.credits_

        remaining = self.remaining

        expiry = self.expiry

        type_ = self.type_.value

        time_in_force = self.time_in_force

        post_only = self.post_only

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order": order,
                "batch": batch,
                "payment": payment,
                "side": side,
                "price": price,
                "credits": credits_,
                "remaining": remaining,
                "expiry": expiry,
                "type": type_,
                "timeInForce": time_in_force,
                "postOnly": post_only,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        order = d.pop("order")

        batch = d.pop("batch")

        payment = d.pop("payment")

        side = OpenOrderOutSide(d.pop("side"))

        price = d.pop("price")

        credits_ = d.pop("credits")

        remaining = d.pop("remaining")

        expiry = d.pop("expiry")

        type_ = OpenOrderOutType(d.pop("type"))

        time_in_force = d.pop("timeInForce")

        post_only = d.pop("postOnly")

        open_order_out = cls(
            order=order,
            batch=batch,
            payment=payment,
            side=side,
            price=price,
            credits_=credits_,
            remaining=remaining,
            expiry=expiry,
            type_=type_,
            time_in_force=time_in_force,
            post_only=post_only,
        )

        return open_order_out
