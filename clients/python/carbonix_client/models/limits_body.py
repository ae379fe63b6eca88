from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="LimitsBody")


@_attrs_define
class LimitsBody:
    """Limits for each maker; 0 is the house's own limit, or none.

    Attributes:
        max_orders_per_maker (str | Unset):  Default: '0'.
        max_credits_per_order (str | Unset):  Default: '0'.
        max_open_credits_per_maker (str | Unset):  Default: '0'.
    """

    max_orders_per_maker: str | Unset = "0"
    max_credits_per_order: str | Unset = "0"
    max_open_credits_per_maker: str | Unset = "0"

    def to_dict(self) -> dict[str, Any]:
        max_orders_per_maker = self.max_orders_per_maker

        max_credits_per_order = self.max_credits_per_order

        max_open_credits_per_maker = self.max_open_credits_per_maker

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if max_orders_per_maker is not UNSET:
            field_dict["maxOrdersPerMaker"] = max_orders_per_maker
        if max_credits_per_order is not UNSET:
            field_dict["maxCreditsPerOrder"] = max_credits_per_order
        if max_open_credits_per_maker is not UNSET:
            field_dict["maxOpenCreditsPerMaker"] = max_open_credits_per_maker

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        max_orders_per_maker = d.pop("maxOrdersPerMaker", UNSET)

        max_credits_per_order = d.pop("maxCreditsPerOrder", UNSET)

        max_open_credits_per_maker = d.pop("maxOpenCreditsPerMaker", UNSET)

        limits_body = cls(
            max_orders_per_maker=max_orders_per_maker,
            max_credits_per_order=max_credits_per_order,
            max_open_credits_per_maker=max_open_credits_per_maker,
        )

        return limits_body
