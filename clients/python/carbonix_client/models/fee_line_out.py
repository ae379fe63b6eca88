from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FeeLineOut")


@_attrs_define
class FeeLineOut:
    """Fees in one payment token, in its minor units.

    Attributes:
        payment (str):
        trades (int):
        credits_ (str):
        notional (str):
        fee (str):
        received (str):
        adds_up (bool):
    """

    payment: str
    trades: int
    credits_: str
    notional: str
    fee: str
    received: str
    adds_up: bool

    def to_dict(self) -> dict[str, Any]:
        payment = self.payment

        trades = self.trades

        credits_ = self.credits_

        notional = self.notional

        fee = self.fee

        received = self.received

        adds_up = self.adds_up

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "payment": payment,
                "trades": trades,
                "credits": credits_,
                "notional": notional,
                "fee": fee,
                "received": received,
                "addsUp": adds_up,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        payment = d.pop("payment")

        trades = d.pop("trades")

        credits_ = d.pop("credits")

        notional = d.pop("notional")

        fee = d.pop("fee")

        received = d.pop("received")

        adds_up = d.pop("addsUp")

        fee_line_out = cls(
            payment=payment,
            trades=trades,
            credits_=credits_,
            notional=notional,
            fee=fee,
            received=received,
            adds_up=adds_up,
        )

        return fee_line_out
