from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FeeOut")


@_attrs_define
class FeeOut:
    """The fee of a trade in payment units, and its rate as a plain decimal.

    Attributes:
        cost (str):
        currency (str):
        rate (str):
    """

    cost: str
    currency: str
    rate: str

    def to_dict(self) -> dict[str, Any]:
        cost = self.cost

        currency = self.currency

        rate = self.rate

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "cost": cost,
                "currency": currency,
                "rate": rate,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cost = d.pop("cost")

        currency = d.pop("currency")

        rate = d.pop("rate")

        fee_out = cls(
            cost=cost,
            currency=currency,
            rate=rate,
        )

        return fee_out
