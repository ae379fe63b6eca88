from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="LimitsOut")


@_attrs_define
class LimitsOut:
    """What one maker may have open; 0 is no limit.

    Attributes:
        max_orders_per_maker (str):
        max_credits_per_order (str):
        max_open_credits_per_maker (str):
        halted (None | str):
    """

    max_orders_per_maker: str
    max_credits_per_order: str
    max_open_credits_per_maker: str
    halted: None | str

    def to_dict(self) -> dict[str, Any]:
        max_orders_per_maker = self.max_orders_per_maker

        max_credits_per_order = self.max_credits_per_order

        max_open_credits_per_maker = self.max_open_credits_per_maker

        halted: None | str
        halted = self.halted

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "maxOrdersPerMaker": max_orders_per_maker,
                "maxCreditsPerOrder": max_credits_per_order,
                "maxOpenCreditsPerMaker": max_open_credits_per_maker,
                "halted": halted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        max_orders_per_maker = d.pop("maxOrdersPerMaker")

        max_credits_per_order = d.pop("maxCreditsPerOrder")

        max_open_credits_per_maker = d.pop("maxOpenCreditsPerMaker")

        def _parse_halted(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        halted = _parse_halted(d.pop("halted"))

        limits_out = cls(
            max_orders_per_maker=max_orders_per_maker,
            max_credits_per_order=max_credits_per_order,
            max_open_credits_per_maker=max_open_credits_per_maker,
            halted=halted,
        )

        return limits_out
