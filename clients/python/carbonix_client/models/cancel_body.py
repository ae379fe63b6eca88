from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CancelBody")


@_attrs_define
class CancelBody:
    """The maker's signature (EIP-191) over the cancellation text of the order.

    Attributes:
        signature (str):
    """

    signature: str

    def to_dict(self) -> dict[str, Any]:
        signature = self.signature

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "signature": signature,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        signature = d.pop("signature")

        cancel_body = cls(
            signature=signature,
        )

        return cancel_body
