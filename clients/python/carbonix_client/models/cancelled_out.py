from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CancelledOut")


@_attrs_define
class CancelledOut:
    """The credits that left the book.

    Attributes:
        order (str):
        credits_ (str):
    """

    order: str
    credits_: str

    def to_dict(self) -> dict[str, Any]:
        order = self.order

        credits_ = self.credits_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order": order,
                "credits": credits_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        order = d.pop("order")

        credits_ = d.pop("credits")

        cancelled_out = cls(
            order=order,
            credits_=credits_,
        )

        return cancelled_out
