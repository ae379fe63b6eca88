from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="StrikeOut")


@_attrs_define
class StrikeOut:
    """A failed trade that an account answers for.

    Attributes:
        order (str):
        trade (str):
        reason (str):
        chain_time (str):
    """

    order: str
    trade: str
    reason: str
    chain_time: str

    def to_dict(self) -> dict[str, Any]:
        order = self.order

        trade = self.trade

        reason = self.reason

        chain_time = self.chain_time

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order": order,
                "trade": trade,
                "reason": reason,
                "chainTime": chain_time,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        order = d.pop("order")

        trade = d.pop("trade")

        reason = d.pop("reason")

        chain_time = d.pop("chainTime")

        strike_out = cls(
            order=order,
            trade=trade,
            reason=reason,
            chain_time=chain_time,
        )

        return strike_out
