from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.attribute_bid_out_criteria import AttributeBidOutCriteria


T = TypeVar("T", bound="AttributeBidOut")


@_attrs_define
class AttributeBidOut:
    """A public bid for any batch that meets its criteria.

    Attributes:
        id (str):
        payment (str):
        timestamp (int):
        datetime_ (str):
        price (str):
        amount (str):
        remaining (str):
        expires (str):
        criteria (AttributeBidOutCriteria):
    """

    id: str
    payment: str
    timestamp: int
    datetime_: str
    price: str
    amount: str
    remaining: str
    expires: str
    criteria: AttributeBidOutCriteria

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        payment = self.payment

        timestamp = self.timestamp

        datetime_ = self.datetime_

        price = self.price

        amount = self.amount

        remaining = self.remaining

        expires = self.expires

        criteria = self.criteria.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "payment": payment,
                "timestamp": timestamp,
                "datetime": datetime_,
                "price": price,
                "amount": amount,
                "remaining": remaining,
                "expires": expires,
                "criteria": criteria,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attribute_bid_out_criteria import AttributeBidOutCriteria  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        payment = d.pop("payment")

        timestamp = d.pop("timestamp")

        datetime_ = d.pop("datetime")

        price = d.pop("price")

        amount = d.pop("amount")

        remaining = d.pop("remaining")

        expires = d.pop("expires")

        criteria = AttributeBidOutCriteria.from_dict(d.pop("criteria"))

        attribute_bid_out = cls(
            id=id,
            payment=payment,
            timestamp=timestamp,
            datetime_=datetime_,
            price=price,
            amount=amount,
            remaining=remaining,
            expires=expires,
            criteria=criteria,
        )

        return attribute_bid_out
