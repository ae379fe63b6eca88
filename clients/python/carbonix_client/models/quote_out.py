from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="QuoteOut")


@_attrs_define
class QuoteOut:
    """What a trade would move, in minor units of the payment token.

    Attributes:
        credits_ (str):
        price (str):
        notional (str):
        fee_bps (int):
        fee (str):
        buyer_pays (str):
        seller_receives (str):
    """

    credits_: str
    price: str
    notional: str
    fee_bps: int
    fee: str
    buyer_pays: str
    seller_receives: str

    def to_dict(self) -> dict[str, Any]:
        credits_ = self.credits_

        price = self.price

        notional = self.notional

        fee_bps = self.fee_bps

        fee = self.fee

        buyer_pays = self.buyer_pays

        seller_receives = self.seller_receives

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "credits": credits_,
                "price": price,
                "notional": notional,
                "feeBps": fee_bps,
                "fee": fee,
                "buyerPays": buyer_pays,
                "sellerReceives": seller_receives,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        credits_ = d.pop("credits")

        price = d.pop("price")

        notional = d.pop("notional")

        fee_bps = d.pop("feeBps")

        fee = d.pop("fee")

        buyer_pays = d.pop("buyerPays")

        seller_receives = d.pop("sellerReceives")

        quote_out = cls(
            credits_=credits_,
            price=price,
            notional=notional,
            fee_bps=fee_bps,
            fee=fee,
            buyer_pays=buyer_pays,
            seller_receives=seller_receives,
        )

        return quote_out
